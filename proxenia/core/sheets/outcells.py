"""What a cell of a written file can be: text made safe, numbers, dates; and the column it stands in."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from proxenia.core.values.parsed import Cell
from proxenia.core.values.partial_date import PartialDate
from proxenia.core.values.text import as_text

from .escape import escape_cell
from .problems import sheet_error
from .table import letter_of

LONGEST_CELL = 32_767
WIDEST, NARROWEST = 60, 8
# Excel's calendar begins in 1900; older days are written as text, which reads back as the same date.
_FIRST_DAY = dt.date(1900, 3, 1)

OutCell = Cell | PartialDate
PathLike = str | os.PathLike[str]


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column to write: heading, width in characters (0 = by the heading), help for the template, choices."""

    heading: str
    width: int = 0
    help: str = ""
    choices: Sequence[str] = ()
    required: bool = False

    @property
    def characters(self) -> int:
        """The width to give the column, in characters."""
        return self.width or max(NARROWEST, min(WIDEST, len(self.heading) + 4))


def plain_cell(value: OutCell, row: int = 0, column: int = 0) -> str | int | float | bool | dt.date | None:
    """Return a value as a cell holds it: text marked where it looks like a formula, a whole date as a date.

    `row` (from 1) and `column` (from 0) are for the sentence when the text is longer than a cell can hold.
    """
    if value is None or isinstance(value, (bool, int, float)):
        return _number(value)
    if isinstance(value, Decimal):
        # A spreadsheet keeps 15 digits; a longer number stays exact as text.
        return float(value) if len(value.as_tuple().digits) <= 15 else str(value)
    if isinstance(value, PartialDate):
        return value.first() if value.precision == "day" and value.first() >= _FIRST_DAY else str(value)
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, dt.date):
        return value if value >= _FIRST_DAY else value.isoformat()
    text = escape_cell(as_text(value))
    if len(text) > LONGEST_CELL:
        at = letter_of(column)
        raise sheet_error("too_long", row=row, column=at, length=len(text), limit=LONGEST_CELL)
    return text


def _number(value: float | bool | None) -> str | int | float | bool | None:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**15:
        return str(value)
    return value if not isinstance(value, float) or value - value == 0 else str(value)
