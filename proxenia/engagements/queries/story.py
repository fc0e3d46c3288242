"""What happened with a tie, as far as this reader may see it, and the silence since."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, Q, QuerySet, When
from django.db.models.functions import Cast, Substr

from proxenia.accounts.models import Office, User
from proxenia.core.values import PartialDate
from proxenia.engagements.models import Engagement, EngagementTie
from proxenia.engagements.rules import FACT_VISIBILITIES, contacts
from proxenia.portfolio.models import Partnership
from proxenia.portfolio.queries.remembered import Memory
from proxenia.records.models import visible_through

SHOWN = 8
"""So few that the promises under them are seen; the list of contacts has the others."""
STRIP_MONTHS = 36
PLANNED, CANCELLED = Engagement.State.PLANNED.value, Engagement.State.CANCELLED.value


@dataclass(frozen=True)
class Story:
    """The newest contacts of a tie, planned ones apart, and what is known about its rhythm.

    ``beyond`` counts the contacts shown here that the stored facts leave out, because not everybody may see them.
    """

    planned: list[Engagement]
    past: list[Engagement]
    total: int
    beyond: int
    last: PartialDate | None
    silence: int | None
    months: list[tuple[str, int]]


def links_of(user: User, tie: Partnership) -> QuerySet[EngagementTie]:
    """Return the links of a tie to the living contacts, cancelled ones left out, that a person may see.

    Begins at the tie: the office has a million contacts, a tie a few hundred.
    """
    seen = visible_through(user, tie.office, "engagement__", is_known=True)
    links = EngagementTie.objects.filter(seen, partnership=tie, engagement__archived_at=None)
    return links.exclude(engagement__state=CANCELLED)


def months_of_silence(last: PartialDate | None, today: dt.date) -> int | None:
    """Return the whole months since the last day a contact can have been; None where there was none."""
    if last is None:
        return None
    day = min(last.last(), today)
    return (today.year - day.year) * 12 + today.month - day.month - (today.day < day.day)


def story_of(user: User, tie: Partnership, today: dt.date) -> Story:
    """Gather what the page of one tie shows of its contacts.

    A tie may have many thousands: the database counts them by month, only the newest leave it, and what it said is
    remembered until the next event in the log.
    """
    memory = Memory(user, tie.office, today)
    counts, newest, near = memory.get(f"story-{tie.uid}", lambda: _told(links_of(user, tie), today))
    past = Counter[str]()
    for month, ahead, number, _beyond in counts:
        past[month] += 0 if ahead else number
    rows = _rows([key for _day, key in (*newest, *near)])
    last = PartialDate.parse_iso(newest[0][0]) if newest else None
    return Story(
        planned=[rows[key] for _day, key in near],
        past=[rows[key] for _day, key in newest],
        total=sum(number for _month, _ahead, number, _beyond in counts),
        beyond=sum(beyond for _month, ahead, _number, beyond in counts if not ahead),
        last=last,
        silence=months_of_silence(last, today),
        months=months_back(past, today),
    )


_Newest = list[tuple[str, int]]


def _told(
    links: QuerySet[EngagementTie], today: dt.date
) -> tuple[list[tuple[str, bool, int, int]], _Newest, _Newest]:
    """Return the counts by month, and date and key of the newest contacts and of those planned."""
    counts = list(_counted(links))
    newest = _newest(links.filter(contacts(today, "engagement__")), "-")
    # What was planned and whose day has passed stands here too, until somebody says whether it took place.
    planned = links.filter(engagement__state=PLANNED)
    return counts, newest, _newest(planned, "")[::-1] if any(row[1] for row in counts) else []


def _counted(links: QuerySet[EngagementTie]) -> QuerySet[Any, tuple[str, bool, int, int]]:
    """Count the contacts behind some links: month, whether they are planned, all, and those not everybody may see."""
    ahead = Case(When(engagement__state=PLANNED, then=True), default=False)
    rows = links.annotate(month=Substr(Cast("engagement__date", CharField()), 1, 7), ahead=ahead)
    beyond = Count("pk", filter=~Q(engagement__visibility__in=FACT_VISIBILITIES))
    return (
        rows.values("month", "ahead")
        .annotate(number=Count("pk"), beyond=beyond)
        .values_list("month", "ahead", "number", "beyond")
    )


def _newest(links: QuerySet[EngagementTie], way: str) -> _Newest:
    """Return date and key of so many contacts as are shown, in one order of the two."""
    found = links.order_by(f"{way}engagement__date", f"{way}engagement")
    rows: Any = found.values_list(Cast("engagement__date", CharField()), "engagement_id")
    return list(rows[:SHOWN])


def _rows(keys: list[int]) -> dict[int, Engagement]:
    """Return contacts by key, each with the number of people present."""
    return dict(Engagement.objects.annotate(present=Count("participations")).in_bulk(keys))


def newest_behind(user: User, office: Office, links: Iterable[QuerySet[Any]], most: int) -> list[Engagement]:
    """Return the newest living contacts behind some links (to ties, of people) that a person may see.

    One question for each kind of link and one for the contacts; each begins at the links, which are few.
    """
    seen = visible_through(user, office, "engagement__", is_known=True)
    found: set[tuple[str, int]] = set()
    for some in links:
        day = Cast("engagement__date", CharField())
        living = some.filter(seen, engagement__archived_at=None).exclude(engagement__state=CANCELLED)
        rows = living.order_by("-engagement__date", "-engagement")
        found.update(rows.values_list(day, "engagement_id").distinct()[:most])
    keys = [key for _day, key in sorted(found, reverse=True)[:most]]
    told: dict[int, Any] = dict(Engagement.objects.in_bulk(keys))
    return [told[key] for key in keys]


def months_back(counts: Counter[str], today: dt.date) -> list[tuple[str, int]]:
    """Return the contacts of every month over three years, oldest first; "2026" is of no month."""
    newest = today.year * 12 + today.month - 1
    numbers = range(newest - STRIP_MONTHS + 1, newest + 1)
    months = [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in numbers]
    return [(month, counts[month]) for month in months]
