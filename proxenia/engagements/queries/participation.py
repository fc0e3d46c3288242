"""How much of a network an office takes part in, measured from the contacts it wrote down."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, Sum

from proxenia.accounts.models import User
from proxenia.core.values import PartialDate
from proxenia.engagements.models import Engagement, Participation
from proxenia.engagements.queries.story import links_of
from proxenia.engagements.rules import contacts
from proxenia.portfolio.models import Partnership
from proxenia.records.models import visible_through

MEETINGS = ("meeting", "call", "delegation_in", "delegation_out", "event", "study_tour", "exchange", "visit")
"""Kinds of contact at which somebody of ours can be present."""
SHOWN = 8


@dataclass(frozen=True)
class Taken:
    """Meetings of a network noted here, those with somebody named, the last one, who went, hours spent.

    How many meetings the network held without us, nobody can tell from the log: that stays unknown.
    """

    noted: int
    with_names: int
    last: PartialDate | None
    who: list[tuple[str, int]]
    hours: Decimal
    hours_of_year: Decimal


def taken_part(user: User, tie: Partnership, today: dt.date) -> Taken:
    """Return how an office took part in a network, as far as this person may see it: three questions."""
    keys = links_of(user, tie).values("engagement")
    past = Engagement.objects.filter(contacts(today), pk__in=keys)
    meetings = past.filter(kind__in=MEETINGS)
    dates = dict(meetings.order_by().values_list("pk", "date"))
    year = (today - dt.timedelta(days=365)).isoformat()
    sums = past.aggregate(all=Sum("staff_hours"), year=Sum("staff_hours", filter=Q(date__gte=year)))
    theirs = tie.parties.values("organisation")
    seen = visible_through(user, tie.office, "person__", is_known=True)
    there = Participation.objects.filter(seen, engagement__in=list(dates), person__archived_at=None)
    ours = there.exclude(organisation__in=theirs).values_list("person__name", "engagement_id")
    times: dict[str, set[int]] = {}
    for name, key in ours:
        times.setdefault(name, set()).add(key)
    who = sorted(((name, len(found)) for name, found in times.items()), key=lambda one: (-one[1], one[0]))
    named = {key for found in times.values() for key in found}
    return Taken(
        noted=len(dates),
        with_names=len(named),
        last=max(dates.values(), key=str, default=None),
        who=who[:SHOWN],
        hours=sums["all"] or Decimal(0),
        hours_of_year=sums["year"] or Decimal(0),
    )
