"""What happened with a tie, as far as this reader may see it, and the silence since."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from proxenia.accounts.models import Office, User
from proxenia.core.values import PartialDate
from proxenia.engagements.models import Engagement, EngagementTie
from proxenia.engagements.queries.finding import newest_first, visible_engagements
from proxenia.engagements.rules import FACT_VISIBILITIES
from proxenia.portfolio.models import Partnership

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


def engagements_of(user: User, office: Office, tie: Partnership) -> QuerySet[Engagement]:
    """Return the contacts of one tie that a person may see, newest first."""
    links = EngagementTie.objects.filter(partnership=tie)
    found = visible_engagements(user, office).filter(pk__in=links.values("engagement"))
    return newest_first(found)


def months_of_silence(last: PartialDate | None, today: dt.date) -> int | None:
    """Return the whole months since the last day a contact can have been; None where there was none."""
    if last is None:
        return None
    day = min(last.last(), today)
    return (today.year - day.year) * 12 + today.month - day.month - (today.day < day.day)


def story_of(user: User, tie: Partnership, today: dt.date) -> Story:
    """Gather what the page of one tie shows of its contacts: three questions to the database."""
    found = engagements_of(user, tie.office, tie).annotate(present=Count("participations"))
    until_today = today.isoformat()
    past = list(found.filter(date__lte=until_today)[:SHOWN])
    planned = list(found.filter(date__gt=until_today)[:SHOWN])
    dates = _dates(engagements_of(user, tie.office, tie).filter(date__lte=until_today))
    last = past[0].date if past else None
    return Story(
        planned=planned,
        past=past,
        total=len(dates) + len(planned),
        beyond=sum(visibility not in FACT_VISIBILITIES for _date, visibility in dates),
        last=last,
        silence=months_of_silence(last, today),
        months=months_back((date for date, _visibility in dates), today),
    )


def _dates(found: QuerySet[Engagement]) -> list[tuple[PartialDate, str]]:
    return list(found.values_list("date", "visibility"))


def months_back(dates: Iterable[PartialDate], today: dt.date) -> list[tuple[str, int]]:
    """Count contacts by month over three years, oldest first; a date without its month is not counted."""
    newest = today.year * 12 + today.month - 1
    counts = dict.fromkeys(range(newest - STRIP_MONTHS + 1, newest + 1), 0)
    for date in dates:
        if date.month is not None and date.year * 12 + date.month - 1 in counts:
            counts[date.year * 12 + date.month - 1] += 1
    return [(f"{month // 12}-{month % 12 + 1:02d}", count) for month, count in counts.items()]
