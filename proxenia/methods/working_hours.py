"""When two places are at work at the same time on a day, by their own clocks."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

BEGINS, ENDS = 9, 17
STEP = dt.timedelta(minutes=15)
_WEEKEND = 5


@dataclass(frozen=True)
class Hour:
    """One hour of the first place's day: its clock, the clock of the other place, and who is at work in it."""

    here: dt.datetime
    there: dt.datetime
    works_here: bool
    works_there: bool


@dataclass(frozen=True)
class Overlap:
    """The stretches of a day in which both are at work, each by both clocks, and the day hour by hour."""

    shared: tuple[tuple[dt.datetime, dt.datetime, dt.datetime, dt.datetime], ...]
    hours: tuple[Hour, ...]
    ahead: dt.timedelta
    """By how much the other clock is ahead at noon here."""


def overlap(here: str, there: str, on: dt.date, begins: int = BEGINS, ends: int = ENDS) -> Overlap:
    """Return when two time zones (IANA names) are both at work on a day of the first.

    Work is from ``begins`` to ``ends`` o'clock, Monday to Friday, by each clock. On days when clocks change, hours are
    those that pass: 23 or 25 of them. Raises ZoneInfoNotFoundError for a name that no table knows.
    """
    home, away = ZoneInfo(here), ZoneInfo(there)
    start = dt.datetime.combine(on, dt.time(), home).astimezone(dt.UTC)
    end = dt.datetime.combine(on + dt.timedelta(days=1), dt.time(), home).astimezone(dt.UTC)
    shared = []
    for first, last in _stretches(start, end, home, away, begins, ends):
        shared.append(
            (first.astimezone(home), last.astimezone(home), first.astimezone(away), last.astimezone(away))
        )
    hours = []
    at = start
    while at < end:
        pair = (at.astimezone(home), at.astimezone(away))
        hours.append(Hour(*pair, *(is_at_work(one, begins, ends) for one in pair)))
        at += dt.timedelta(hours=1)
    noon = dt.datetime.combine(on, dt.time(12), home)
    offsets = (noon.utcoffset(), noon.astimezone(away).utcoffset())
    ahead = (offsets[1] or dt.timedelta()) - (offsets[0] or dt.timedelta())
    return Overlap(tuple(shared), tuple(hours), ahead)


def is_at_work(local: dt.datetime, begins: int = BEGINS, ends: int = ENDS) -> bool:
    """Say whether a moment, by a clock of its own place, is within working hours of a working day."""
    return local.weekday() < _WEEKEND and begins <= local.hour < ends


def _stretches(
    start: dt.datetime, end: dt.datetime, home: ZoneInfo, away: ZoneInfo, begins: int, ends: int
) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    first: dt.datetime | None = None
    at = start
    while at <= end:
        both = at < end and all(is_at_work(at.astimezone(zone), begins, ends) for zone in (home, away))
        if both and first is None:
            first = at
        elif not both and first is not None:
            yield first, at
            first = None
        at += STEP
