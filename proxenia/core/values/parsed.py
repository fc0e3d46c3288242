"""What the reader gives and what parsing a cell returns."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeAlias, TypeVar

Cell: TypeAlias = str | int | float | bool | Decimal | dt.date | dt.datetime | dt.time | dt.timedelta | None

Value = TypeVar("Value")


class CellError(ValueError):
    """A cell that cannot be taken; the message is a sentence for the person who wrote it."""


@dataclass(frozen=True, slots=True)
class Parsed(Generic[Value]):
    """A value out of a cell.

    `value` is None for a blank cell; `remark` is a sentence on how the cell was read, or ''; `leftover` is
    the text that is no part of the value and belongs in the notes; `until` is the other end of a range.
    """

    value: Value | None = None
    remark: str = ""
    leftover: str = ""
    until: Value | None = None


@dataclass(frozen=True, slots=True)
class Money:
    """An amount and its ISO 4217 currency, '' where the cell names none."""

    amount: Decimal
    currency: str = ""


LONGEST = 1000
"""A text of more characters is words: nobody looks for a date, a number or a term in it, and nobody could for long."""

BLANK_MARKS = frozenset(
    {"", "-", "--", "---", "–", "—", "/", ".", "..", "…", "?", "n/a", "n.a.", "na", "#n/a", "k.a.", "n.d."}
)


def is_blank(text: str) -> bool:
    """Say whether a trimmed text stands for "nothing here" (a dash, n/a)."""
    return text.casefold() in BLANK_MARKS
