"""What happened with a tie, as far as this reader may see it, and the silence since."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from proxenia.accounts.models import User
from proxenia.core.values import PartialDate
from proxenia.engagements.models import Engagement, EngagementTie
from proxenia.engagements.rules import FACT_VISIBILITIES
from proxenia.portfolio.models import Partnership
from proxenia.records.models import visible_through

SHOWN = 30
STRIP_MONTHS = 36


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
    """Return the links of a tie to the living contacts that a person may see.

    Begins at the tie: the office has a million contacts, a tie a few hundred.
    """
    seen = visible_through(user, tie.office, "engagement__", is_known=True)
    return EngagementTie.objects.filter(seen, partnership=tie, engagement__archived_at=None)


def months_of_silence(last: PartialDate | None, today: dt.date) -> int | None:
    """Return the whole months since the last day a contact can have been; None where there was none."""
    if last is None:
        return None
    day = min(last.last(), today)
    return (today.year - day.year) * 12 + today.month - day.month - (today.day < day.day)


def story_of(user: User, tie: Partnership, today: dt.date) -> Story:
    """Gather what the page of one tie shows of its contacts: two questions to the database."""
    every = sorted(_told(links_of(user, tie)), key=lambda row: (row[1], row[0]), reverse=True)
    past = [row for row in every if row[1].first() <= today]
    ahead = [row for row in every if row[1].first() > today]
    rows = _rows([key for key, _date, _visibility in (*past[:SHOWN], *ahead[-SHOWN:])])
    last = past[0][1] if past else None
    return Story(
        planned=[rows[key] for key, _date, _visibility in ahead[-SHOWN:]],
        past=[rows[key] for key, _date, _visibility in past[:SHOWN]],
        total=len(every),
        beyond=sum(visibility not in FACT_VISIBILITIES for _key, _date, visibility in past),
        last=last,
        silence=months_of_silence(last, today),
        months=months_back((date for _key, date, _visibility in past), today),
    )


def _told(links: QuerySet[EngagementTie]) -> list[tuple[int, PartialDate, str]]:
    """Return key, date and visibility of the contacts behind some links."""
    rows: Any = links.values_list("engagement_id", "engagement__date", "engagement__visibility")
    return list(rows)


def _rows(keys: list[int]) -> dict[int, Engagement]:
    """Return contacts by key, each with the number of people present."""
    return dict(Engagement.objects.annotate(present=Count("participations")).in_bulk(keys))


def months_back(dates: Iterable[PartialDate], today: dt.date) -> list[tuple[str, int]]:
    """Count contacts by month over three years, oldest first; a date without its month is not counted."""
    newest = today.year * 12 + today.month - 1
    counts = dict.fromkeys(range(newest - STRIP_MONTHS + 1, newest + 1), 0)
    for date in dates:
        if date.month is not None and date.year * 12 + date.month - 1 in counts:
            counts[date.year * 12 + date.month - 1] += 1
    return [(f"{month // 12}-{month % 12 + 1:02d}", count) for month, count in counts.items()]
