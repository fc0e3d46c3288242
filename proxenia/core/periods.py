"""Periods of reporting: a year, half-year or quarter of the office's fiscal year, or a month of the calendar.

Written ``2026``, ``2026-H1``, ``2026-Q3``, ``2026-07``; codes of one kind sort as text in the order of time. A fiscal
year bears the number of the year it begins in: where it begins in April, ``2026-Q1`` is April to June of 2026.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import total_ordering
from typing import Literal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from proxenia.core.values.parsed import CellError

Kind = Literal["year", "half", "quarter", "month"]
MONTHS: dict[Kind, int] = {"year": 12, "half": 6, "quarter": 3, "month": 1}
"""How many months each kind of period has."""
KINDS: tuple[Kind, ...] = tuple(MONTHS)
FIRST_YEAR, LAST_YEAR = 1900, 2199
_CODE = re.compile(r"(\d{4})(?:[-\s]?([QH])([1-4])|-(\d{2}))?")
_TURNED = re.compile(r"([QH])([1-4])[-/\s]*(\d{4})")


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """One period; ``number`` counts within the year from one, ``begins`` is the first month of the fiscal year."""

    kind: Kind
    year: int
    number: int = 1
    begins: int = 1

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            message = _("The year %(year)d is not between %(first)d and %(last)d.")
            raise CellError(message % {"year": self.year, "first": FIRST_YEAR, "last": LAST_YEAR})
        if not 1 <= self.begins <= 12:
            raise CellError(_("There is no month %(month)d.") % {"month": self.begins})
        if not 1 <= self.number <= 12 // MONTHS[self.kind]:
            raise CellError(not_a_period(self.code))

    @classmethod
    def parse(cls, text: str, begins: int = 1) -> Period:
        """Return the period written ``2026``, ``2026-H1``, ``2026-Q3`` (also ``Q3 2026``) or ``2026-07``.

        ``begins``: the first month of the office's fiscal year. Raises CellError with the sentence to show.
        """
        told = text.strip().upper()
        if turned := _TURNED.fullmatch(told):
            told = f"{turned[3]}-{turned[1]}{turned[2]}"
        match = _CODE.fullmatch(told)
        if not match:
            raise CellError(not_a_period(text))
        year, letter, number, month = match.groups()
        if month:
            return cls("month", int(year), int(month), begins)
        if letter:
            return cls("quarter" if letter == "Q" else "half", int(year), int(number), begins)
        return cls("year", int(year), 1, begins)

    @classmethod
    def of(cls, day: dt.date, kind: Kind = "quarter", begins: int = 1) -> Period:
        """Return the period of a kind that a day lies in."""
        if kind == "month":
            return cls("month", day.year, day.month, begins)
        since = day.year * 12 + day.month - begins
        return cls(kind, since // 12, since % 12 // MONTHS[kind] + 1, begins)

    @classmethod
    def holding(cls, date: str, kind: Kind, begins: int = 1) -> Period | None:
        """Return the period that wholly holds a date of which day or month may be unknown, as ISO text.

        A date of which only the year is known lies in no quarter, and in a fiscal year only where that is the
        calendar's.
        """
        if len(date) >= 7:
            return cls.of(dt.date(int(date[:4]), int(date[5:7]), 1), kind, begins)
        return cls("year", int(date[:4]), 1, begins) if kind == "year" and begins == 1 else None

    @property
    def code(self) -> str:
        """Return the period as it is written and stored."""
        if self.kind == "year":
            return f"{self.year:04d}"
        if self.kind == "month":
            return f"{self.year:04d}-{self.number:02d}"
        return f"{self.year:04d}-{'Q' if self.kind == 'quarter' else 'H'}{self.number}"

    def __str__(self) -> str:
        return self.code

    def __lt__(self, other: Period) -> bool:
        """Order by the first day; of two that begin together the longer one comes first."""
        return self._key() < other._key()

    def _key(self) -> tuple[int, int]:
        return self._start(), -MONTHS[self.kind]

    def _start(self) -> int:
        """Return the months from year nought to the first one of the period."""
        within = (self.number - 1) * MONTHS[self.kind]
        return self.year * 12 + within + (0 if self.kind == "month" else self.begins - 1)

    @property
    def first(self) -> dt.date:
        """Return the first day."""
        return _month(self._start())

    @property
    def last(self) -> dt.date:
        """Return the last day."""
        return _month(self._start() + MONTHS[self.kind]) - dt.timedelta(days=1)

    @property
    def bounds(self) -> tuple[str, str, str]:
        """Return what dates as ISO text lie between, and the one text between that means a longer time.

        Compared as text, a date of which only the month is known lies in the period that holds the whole month.
        """
        lowest = (
            f"{self.year:04d}" if self.kind == "year" and self.begins == 1 else self.first.isoformat()[:7]
        )
        beyond = "" if lowest == f"{self.last.year:04d}" else f"{self.last.year:04d}"
        return lowest, self.last.isoformat(), beyond

    def next(self, steps: int = 1) -> Period:
        """Return the period so many steps later (earlier where below nought)."""
        a_year = 12 // MONTHS[self.kind]
        at = self.year * a_year + self.number - 1 + steps
        return Period(self.kind, at // a_year, at % a_year + 1, self.begins)

    def previous(self, steps: int = 1) -> Period:
        """Return the period so many steps earlier."""
        return self.next(-steps)

    def contains(self, other: dt.date | Period) -> bool:
        """Say whether a day, or the whole of another period, lies within this one."""
        if isinstance(other, Period):
            return self.first <= other.first and other.last <= self.last
        return self.first <= other <= self.last

    def within(self, kind: Kind) -> list[Period]:
        """Return the periods of a shorter (or the same) kind that make up this one, in order."""
        first, last = Period.of(self.first, kind, self.begins), Period.of(self.last, kind, self.begins)
        return [one for one in periods(first, last) if self.contains(one)]

    def around(self, kind: Kind) -> Period:
        """Return the period of a longer (or the same) kind in which this one begins."""
        return Period.of(self.first, kind, self.begins)

    @property
    def label(self) -> str:
        """Return how the reader is told of it: ``2026``, ``2026/27``, ``Q3 2026/27``, ``July 2026``."""
        if self.kind == "month":
            return date_format(self.first, "F Y")
        named = str(self.year) if self.begins == 1 else f"{self.year}/{(self.year + 1) % 100:02d}"
        if self.kind == "year":
            return named
        pattern = _("Q%(number)d %(year)s") if self.kind == "quarter" else _("half %(number)d of %(year)s")
        return pattern % {"number": self.number, "year": named}


def periods(first: Period, last: Period) -> Iterator[Period]:
    """Yield the periods from one to another of its kind, both included."""
    if first.kind != last.kind:
        raise ValueError(f"{first} and {last} are not of one kind")
    while first <= last:
        yield first
        first = first.next()


def not_a_period(text: str) -> str:
    """Return the sentence about what cannot be read as a period."""
    return _("“%(text)s” is not a period written as 2026, 2026-H1, 2026-Q3 or 2026-07.") % {"text": text[:40]}


def _month(number: int) -> dt.date:
    return dt.date(number // 12, number % 12 + 1, 1)
