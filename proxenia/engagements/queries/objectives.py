"""Which objectives engagements serve, objectives nobody serves, and work that serves none."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from proxenia.accounts.models import Office, User
from proxenia.engagements.models import Engagement, EngagementObjective, EngagementTie
from proxenia.engagements.queries.finding import newest_first, visible_engagements
from proxenia.engagements.rules import contacts
from proxenia.portfolio.models import Partnership, TieObjective
from proxenia.portfolio.queries.counts import visible_ties
from proxenia.portfolio.rules import WORKING
from proxenia.strategy.models import Objective
from proxenia.strategy.queries.tree import objectives_open, objectives_seen

MONTHS = 12
SHOWN = 30


def objectives_of(user: User, engagement: Engagement) -> list[Objective]:
    """Return the objectives an engagement serves, as far as this person sees them."""
    found = objectives_seen(user, engagement.office).filter(engagement_links__engagement=engagement)
    return list(found.order_by("outcome_id", "pk"))


def objectives_by_ties(user: User, engagement: Engagement) -> list[Objective]:
    """Return the objectives that the ties of an engagement serve: what is offered first."""
    ties = EngagementTie.objects.filter(engagement=engagement)
    links = TieObjective.objects.filter(partnership__in=ties.values("partnership"))
    return list(objectives_open(user, engagement.office).filter(pk__in=links.values("objective")))


def serving(user: User, objective: Objective) -> QuerySet[Engagement]:
    """Return the living engagements this person sees that serve an objective, the newest first."""
    links = EngagementObjective.objects.filter(objective=objective)
    seen = visible_engagements(user, objective.office)
    return newest_first(seen.filter(pk__in=links.values("engagement")))


@dataclass(frozen=True)
class Row:
    """An objective with how many ties serve it, and how many contacts did in the last twelve months."""

    objective: Objective
    ties: int
    engagements: int

    @property
    def is_idle(self) -> bool:
        """Say whether nobody works on it."""
        return not self.ties and not self.engagements


@dataclass(frozen=True)
class Coverage:
    """What serves what: objectives with their counts, and working ties and contacts that serve none."""

    rows: list[Row]
    idle_ties: QuerySet[Partnership]
    idle_contacts: QuerySet[Engagement]
    since: dt.date


def coverage(user: User, office: Office, today: dt.date) -> Coverage:
    """Return the coverage of the objectives in force: two questions for all counts."""
    since = today - dt.timedelta(days=365)
    aims = list(objectives_open(user, office))
    by_tie = TieObjective.objects.filter(
        objective__in=aims, partnership__in=visible_ties(user, office).filter(state__in=WORKING).order_by()
    )
    recent = visible_engagements(user, office).filter(contacts(today), date__gte=since.isoformat())
    by_contact = EngagementObjective.objects.filter(objective__in=aims, engagement__in=recent.order_by())
    ties, done = (
        dict(links.order_by().values_list("objective_id").annotate(n=Count("*")))
        for links in (by_tie, by_contact)
    )
    rows = [Row(one, ties.get(one.pk, 0), done.get(one.pk, 0)) for one in aims]
    return Coverage(rows, _idle_ties(user, office, aims), _idle(recent, aims), since)


def _idle_ties(user: User, office: Office, aims: Sequence[Objective]) -> QuerySet[Partnership]:
    links = TieObjective.objects.filter(objective__in=aims)
    working = visible_ties(user, office).filter(state__in=WORKING)
    return working.exclude(pk__in=links.values("partnership")).order_by("name_folded")


def _idle(recent: QuerySet[Engagement], aims: Sequence[Objective]) -> QuerySet[Engagement]:
    """Keep contacts that serve no objective in force themselves and belong to no tie that does."""
    own = EngagementObjective.objects.filter(engagement=OuterRef("pk"), objective__in=aims)
    served = TieObjective.objects.filter(objective__in=aims)
    through = EngagementTie.objects.filter(
        engagement=OuterRef("pk"), partnership__in=served.values("partnership")
    )
    return newest_first(recent.filter(~Exists(own), ~Exists(through)))
