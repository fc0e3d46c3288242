"""What stands in a calendar: engagements of some days, one's own or the office's, as far as the reader sees them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from proxenia.accounts.models import Office, User
from proxenia.engagements.models import Delegation, Engagement, EngagementTie, Slot
from proxenia.engagements.queries.finding import visible_engagements
from proxenia.engagements.rules.calendar import OPEN, Span, span_of
from proxenia.portfolio.models import Partnership
from proxenia.records.models import visible_through

OWN, OFFICE = "own", "office"
LONGEST = dt.timedelta(days=62)
"""What lasts longer than this is shown from its beginning for so many days."""
MOST = 5_000
"""So many entries a feed has at most: those to come first, then the last past."""
_PLAIN = (
    "uid", "title", "date", "until", "kind", "visibility", "state", "updated_at", "version", "office_id",
    "place__name", "place__country", "place__timezone", "hours__starts", "hours__ends", "hours__zone",
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One engagement in a calendar; ``busy``: only that the time is taken may leave the house."""

    engagement: Engagement
    span: Span
    busy: bool
    ties: list[str] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)


def mine(user: User) -> Q:
    """Return which engagements are a person's own: looked after, logged for nobody else, organised as a delegation."""
    organised = Delegation.objects.filter(organiser=user).values("engagement")
    return Q(owner=user) | Q(owner=None, created_by=user) | Q(pk__in=organised)


def calendar_engagements(user: User, office: Office, whose: str) -> QuerySet[Engagement]:
    """Return what belongs in a calendar: everything visible that was not called off, with place and hours."""
    found = visible_engagements(user, office).exclude(state=Engagement.State.CANCELLED)
    found = found.filter(mine(user)) if whose == OWN else found
    return found.select_related("place", "hours")


def between(
    user: User, office: Office, whose: str, first: dt.date, last: dt.date
) -> tuple[list[Entry], list[Engagement]]:
    """Return the entries that touch some days, in their order, and those of which only the month is known."""
    found = calendar_engagements(user, office, whose).filter(
        date__gte=(first - LONGEST).isoformat()[:7], date__lte=last.isoformat()
    )
    rows = list(found.order_by("date", "pk")[:MOST])
    entries = [one for one in entries_of(user, office, rows) if one.span.last >= first]
    days = (first + dt.timedelta(days=number) for number in range((last - first).days + 1))
    months = {f"{day.year:04d}-{day.month:02d}" for day in days}
    return entries, [row for row in rows if str(row.date) in months]


def entries_of(user: User, office: Office, rows: Iterable[Engagement]) -> list[Entry]:
    """Return engagements as entries with the names of the ties this person may see; one more question."""
    spans = [(row, span) for row in rows if (span := span_of(row)) is not None]
    ties = tie_names(user, office, [row.pk for row, _span in spans])
    return [Entry(row, span, row.visibility not in OPEN, ties.get(row.pk, [])) for row, span in spans]


def tie_names(user: User, office: Office, keys: list[int]) -> dict[int, list[str]]:
    """Return the names of the ties of engagements, by their keys, as far as a person may see them.

    Links first, then names: joined, a planner would begin with every tie of the office.
    """
    links = EngagementTie.objects.filter(engagement__in=keys).order_by("pk")
    pairs = list(links.values_list("engagement", "partnership"))
    seen = Partnership.objects.filter(visible_through(user, office, is_known=True))
    known = dict(seen.filter(pk__in={tie for _key, tie in pairs}).values_list("pk", "name"))
    names: dict[int, list[str]] = defaultdict(list)
    for key, tie in pairs:
        if tie in known:
            names[key].append(known[tie])
    return names


def feed_entries(user: User, office: Office, whose: str, today: dt.date) -> list[Entry]:
    """Return what a calendar program is given: from half a year back on, at most ``MOST``, those to come first."""
    found = calendar_engagements(user, office, whose).only(*_PLAIN)
    ahead = list(found.filter(date__gte=today.isoformat()).order_by("date", "pk")[:MOST])
    past = found.filter(date__lt=today.isoformat(), date__gte=feed_begins(today).isoformat())
    rows = [*reversed(past.order_by("-date", "-pk")[: MOST - len(ahead)]), *ahead]
    entries = entries_of(user, office, rows)
    _bring_programmes(entries, MOST - len(entries))
    return entries


def _bring_programmes(entries: list[Entry], most: int) -> None:
    """Put the items of their programmes beside delegations that leave the house with their words."""
    open_ones = {one.engagement.pk: one for one in entries if not one.busy}
    for slot in Slot.objects.filter(engagement__in=open_ones).order_by("-on", "-starts", "-pk")[:most]:
        open_ones[slot.engagement_id].slots.insert(0, slot)


def feed_begins(today: dt.date) -> dt.date:
    """Return the first day a feed tells of: the first of the month six months ago."""
    month = today.year * 12 + today.month - 1 - 6
    return dt.date(month // 12, month % 12 + 1, 1)
