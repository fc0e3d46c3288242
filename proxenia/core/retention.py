"""How long what is kept: rules that rooms register, each a row of a readable table."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

ERASE, ANONYMISE, ARCHIVE = "erase", "anonymise", "archive"


@dataclass(frozen=True)
class Rule:
    """One kind of thing, how many months it is kept after which date, what happens then, and on which basis.

    ``due(office key, day)`` gives the rows whose date lies on or before a day; ``anchor`` is the path from a row to
    the key of its record, by which holds count ('' where it has none). ``carry_out(rows, by)`` does it, with events.
    An office may choose between ``least`` and ``most`` months.
    """

    code: str
    what: Any
    after: Any
    fate: str
    basis: Any
    months: int
    least: int
    most: int
    due: Callable[[int, dt.date], Any]
    carry_out: Callable[[Sequence[Any], Any], None]
    anchor: str = "pk"


_RULES: dict[str, Rule] = {}


def register_retention(rule: Rule) -> None:
    """Add a rule to the table."""
    _RULES[rule.code] = rule


def rules() -> list[Rule]:
    """Return the table, in the order of the rooms."""
    return list(_RULES.values())


def day_after(day: dt.date) -> dt.datetime:
    """Return the moment a day is over: a column compared with it can use its index, one cast to a date cannot."""
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min))


def months_before(day: dt.date, months: int) -> dt.date:
    """Return the day so many months earlier; where that month is shorter, its last day."""
    number = day.year * 12 + day.month - 1 - months
    year, month = divmod(number, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month + 1, last)
        except ValueError:
            continue
    raise ValueError(day)
