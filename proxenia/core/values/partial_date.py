"""A date of which only the year, or the year and month, may be known."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import total_ordering
from typing import Literal

from .parsed import CellError
from .sentences import gettext

FIRST_YEAR, LAST_YEAR = 1000, 2200
Precision = Literal["year", "month", "day"]
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, a month of a year or a day; an unknown part sorts before every known one."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            message = gettext("The year %(year)d is not between %(first)d and %(last)d.")
            raise CellError(message % {"year": self.year, "first": FIRST_YEAR, "last": LAST_YEAR})
        if self.day is not None and self.month is None:
            raise CellError(gettext("A date with a day needs a month."))
        if self.month is not None and not 1 <= self.month <= 12:
            raise CellError(gettext("There is no month %(month)d.") % {"month": self.month})
        if self.day is not None and not 1 <= self.day <= calendar.monthrange(self.year, self.month or 1)[1]:
            raise CellError(not_in_calendar(self.day, self.month or 1, self.year))

    @classmethod
    def parse_iso(cls, text: str) -> PartialDate:
        """Return the date written "1976", "1976-05" or "1976-05-09"; raises CellError otherwise."""
        match = _ISO.fullmatch(text)
        if not match:
            message = gettext("“%(text)s” is not a date written as 1976, 1976-05 or 1976-05-09.")
            raise CellError(message % {"text": text})
        year, month, day = (int(part) if part else None for part in match.groups())
        return cls(year or 0, month, day)

    @classmethod
    def of(cls, day: dt.date) -> PartialDate:
        """Return a whole date (or the date of a datetime) as a PartialDate."""
        return cls(day.year, day.month, day.day)

    @property
    def precision(self) -> Precision:
        """ "year", "month" or "day": how much is known."""
        if self.day is not None:
            return "day"
        return "year" if self.month is None else "month"

    def first(self) -> dt.date:
        """Return the first day this date can mean."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    def last(self) -> dt.date:
        """Return the last day this date can mean."""
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"]
        parts += [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, PartialDate):
            return NotImplemented
        return self._key() < other._key()

    def _key(self) -> tuple[int, int, int]:
        return (self.year, self.month or 0, self.day or 0)


def month_name(month: int) -> str:
    """Return the month's name in the reader's language."""
    names = (
        gettext("January"), gettext("February"), gettext("March"), gettext("April"),
        gettext("May"), gettext("June"), gettext("July"), gettext("August"),
        gettext("September"), gettext("October"), gettext("November"), gettext("December"),
    )  # fmt: skip
    return names[month - 1]


def not_in_calendar(day: int, month: int, year: int | None = None) -> str:
    """Return the sentence for a day that no calendar has, such as 30 February 2025."""
    said = f"{day} {month_name(month)}" + (f" {year}" if year else "")
    return gettext("%(date)s is not a day in the calendar.") % {"date": said}
