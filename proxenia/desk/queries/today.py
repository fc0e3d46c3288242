"""What is owed on both sides, what goes cold, and what this week brings: facts, no verdicts."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Substr

from proxenia.accounts.models import Office, User
from proxenia.commitments.models import Commitment
from proxenia.commitments.queries import to_check_by
from proxenia.engagements.models import Engagement
from proxenia.engagements.queries.finding import visible_engagements, with_ties
from proxenia.engagements.queries.promises import due_first, overdue_q, visible_promises, with_links
from proxenia.portfolio.models import Agreement, Partnership
from proxenia.portfolio.queries.counts import visible_ties
from proxenia.portfolio.rules import WORKING
from proxenia.records.models import visible_through

SHOWN = 6
SOON = dt.timedelta(days=60)
"""Promises and reviews are shown from two months before they are due."""
TERM = dt.timedelta(days=183)
"""Agreements are shown from half a year before they end."""
LAPSED = dt.timedelta(days=365)
"""Agreements that ended unnoticed are shown for a year."""
PASSED = dt.timedelta(days=92)
"""Planned contacts whose day has passed are asked about for a quarter."""
COLD_MONTHS = 12
SIDES = ("us", "them")


@dataclass(frozen=True)
class Promises:
    """Open promises of one side: those due first, how many are due soon or overdue, and how many overdue."""

    rows: list[Commitment]
    due: int
    overdue: int
    open: int


@dataclass(frozen=True)
class Terms:
    """Agreements near their end, or past it while they still stand as signed."""

    rows: list[Agreement]
    ending: int
    ended: int


@dataclass(frozen=True)
class Cold:
    """Ties the office works on that have been silent for a year or more, the longest first."""

    rows: list[Partnership]
    silent: int
    without_contact: int
    working: int


@dataclass(frozen=True)
class Anniversary:
    """A tie whose day of the year falls in this week."""

    tie: Partnership
    on: dt.date
    years: int


def promises_of_sides(user: User, office: Office, today: dt.date) -> dict[str, Promises]:
    """Return the open promises of either side that are overdue or due within two months: three questions."""
    still_open = visible_promises(user, office).filter(state=Commitment.State.OPEN)
    near = Q(due__lte=(today + SOON).isoformat())
    counts = (
        still_open.order_by()
        .values("side")
        .annotate(
            n_due=Count("pk", filter=near), n_overdue=Count("pk", filter=overdue_q(today)), n_open=Count("pk")
        )
    )
    by_side: dict[str, Any] = {row["side"]: row for row in counts}
    return {side: _promises(still_open.filter(near, side=side), by_side.get(side, {})) for side in SIDES}


def _promises(near: QuerySet[Commitment], counts: dict[str, int]) -> Promises:
    shown = due_first(near)[:SHOWN] if counts.get("n_due") else []
    return Promises(list(shown), counts.get("n_due", 0), counts.get("n_overdue", 0), counts.get("n_open", 0))


def to_check(user: User, office: Office, today: dt.date) -> list[Commitment]:
    """Return the promises reported done that wait for a check this person may give, the oldest report first."""
    found = with_links(visible_promises(user, office)).filter(to_check_by(user, office))
    return list(found.order_by("done_on", "pk")[: SHOWN + 1])


def _partly(day: dt.date) -> tuple[str, str]:
    """Return how a date of which only the year or the month is known is written, for this day."""
    return (f"{day.year:04d}", f"{day.year:04d}-{day.month:02d}")


def terms(user: User, office: Office, today: dt.date) -> Terms:
    """Return signed agreements that end within half a year, or ended within the last: two questions."""
    first, last = today - LAPSED, today + TERM
    ties = visible_through(user, office, "partnership__")
    found = Agreement.objects.visible_to(user, office).live().filter(ties, partnership__archived_at=None)
    signed = found.filter(state=Agreement.State.SIGNED)
    near = signed.filter(ends__gte=first.isoformat(), ends__lte=last.isoformat())
    over = Q(ends__lt=today.isoformat()) & ~Q(ends__in=_partly(today))
    counts = near.aggregate(ended=Count("pk", filter=over), every=Count("pk"))
    rows = list(near.select_related("partnership").order_by("ends", "pk")[:SHOWN])
    return Terms(rows, counts["every"] - counts["ended"], counts["ended"])


def reviews(user: User, office: Office, today: dt.date) -> list[Partnership]:
    """Return the ties the office works on whose review is due within two months, or is past."""
    ties = visible_ties(user, office).filter(state__in=WORKING, review_on__lte=today + SOON)
    return list(ties.order_by("review_on", "pk")[: SHOWN + 1])


def months_before(today: dt.date, months: int) -> dt.date:
    """Return the day some months before another; the 28th at most."""
    month = today.year * 12 + today.month - 1 - months
    return dt.date(month // 12, month % 12 + 1, min(today.day, 28))


def going_cold(user: User, office: Office, today: dt.date) -> Cold:
    """Return the ties the office works on that have been silent for a year or more: two questions."""
    before = months_before(today, COLD_MONTHS)
    working = visible_ties(user, office).filter(state__in=WORKING)
    silent = Q(last_contact__lt=before.isoformat()) & ~Q(last_contact__in=_partly(before))
    counts = working.aggregate(
        silent=Count("pk", filter=silent),
        without_contact=Count("pk", filter=Q(last_contact=None)),
        working=Count("pk"),
    )
    rows = working.filter(silent).order_by("last_contact", "pk")[:SHOWN]
    return Cold(list(rows), **counts)


def week_of(today: dt.date) -> tuple[dt.date, dt.date]:
    """Return the Monday and the Sunday of the week of a day; on a weekend the next week belongs to it."""
    monday = today - dt.timedelta(days=today.weekday())
    return monday, monday + dt.timedelta(days=6 if today.weekday() < 5 else 13)


def contacts_of_week(user: User, office: Office, today: dt.date) -> QuerySet[Engagement]:
    """Return the contacts of this week whose day is known, in their order; what was cancelled is left out."""
    monday, sunday = week_of(today)
    found = visible_engagements(user, office).filter(
        date__gte=monday.isoformat(), date__lte=sunday.isoformat()
    )
    found = found.exclude(state=Engagement.State.CANCELLED)
    return with_ties(found, user, office).order_by("date", "pk")[: SHOWN + 1]


def to_confirm(user: User, office: Office, today: dt.date) -> list[Engagement]:
    """Return the planned contacts whose day has passed within a quarter, the newest first: did they take place?"""
    since = (today - PASSED).isoformat()
    found = visible_engagements(user, office).filter(
        state=Engagement.State.PLANNED, date__gte=since, date__lt=today.isoformat()
    )
    return list(with_ties(found, user, office).order_by("-date", "-pk")[: SHOWN + 1])


def anniversaries(user: User, office: Office, today: dt.date) -> list[Anniversary]:
    """Return the ties that began on a day of this week in another year: one question."""
    monday, sunday = week_of(today)
    length = (sunday - monday).days + 1
    days = {day.isoformat()[5:]: day for day in (monday + dt.timedelta(days=n) for n in range(length))}
    ties = visible_ties(user, office).filter(state__in=WORKING, since__lt=f"{monday.year:04d}")
    found = ties.annotate(day=Substr(F("since"), 6, 5)).filter(day__in=list(days))
    rows = []
    for tie in found.order_by("since", "pk")[: SHOWN * 2]:
        since = tie.since
        if since is not None and since.day is not None:
            on = days[since.first().isoformat()[5:]]
            rows.append(Anniversary(tie, on, on.year - since.year))
    return sorted(rows, key=lambda one: (one.on, one.tie.pk))


def is_empty(user: User, office: Office) -> bool:
    """Say whether a person sees neither a tie nor a contact in this office."""
    return not (visible_ties(user, office).exists() or visible_engagements(user, office).exists())
