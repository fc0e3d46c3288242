"""Which objectives ties serve: of one tie, of one objective, and as a filter of the list."""

from collections import Counter
from collections.abc import Collection, Mapping

from django.db.models import Count, QuerySet

from proxenia.accounts.models import Office, User
from proxenia.portfolio.models import Partnership, TieObjective
from proxenia.portfolio.queries.counts import visible_ties
from proxenia.strategy.models import Objective
from proxenia.strategy.queries.tree import objectives_open, objectives_seen

NONE = "none"
"""The value of the filter for ties that serve no objective."""


def objectives_of(user: User, tie: Partnership) -> list[Objective]:
    """Return the objectives a tie serves, as far as this person sees them."""
    found = objectives_seen(user, tie.office).filter(tie_links__partnership=tie)
    return list(found.order_by("outcome_id", "pk"))


def ties_serving(user: User, objective: Objective) -> QuerySet[Partnership]:
    """Return the living ties this person sees that serve an objective."""
    links = TieObjective.objects.filter(objective=objective)
    return (
        visible_ties(user, objective.office)
        .filter(pk__in=links.values("partnership"))
        .order_by("name_folded")
    )


def choices_of(user: User, office: Office) -> dict[str, str]:
    """Return the objectives a list can be narrowed by: uid -> title, and none of them last."""
    return {one.uid: one.title for one in objectives_open(user, office)}


def serving(ties: QuerySet[Partnership], values: Collection[str]) -> QuerySet[Partnership]:
    """Keep ties that serve one of some objectives; ``none`` keeps those that serve no objective at all."""
    links = TieObjective.objects.filter(objective__uid__in=values).values("partnership")
    found = ties.filter(pk__in=links)
    if NONE not in values:
        return found
    idle = ties.exclude(pk__in=TieObjective.objects.values("partnership"))
    return (found | idle) if len(values) > 1 else idle


def counts(ties: QuerySet[Partnership]) -> Mapping[str, int]:
    """Count ties by objective: one question."""
    links = TieObjective.objects.filter(partnership__in=ties.order_by())
    rows = links.order_by().values_list("objective__uid").annotate(n=Count("*"))
    return Counter(dict(rows))
