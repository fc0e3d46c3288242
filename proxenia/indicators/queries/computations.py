"""What computes indicators from the records of an office: rooms above register by name how, and where the records are.

A batch answers several computations from the same few questions, so that a million records are read once.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import CharField, ExpressionWrapper, IntegerField, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, NullIf, Substr

from proxenia.accounts.models import Office
from proxenia.core.periods import MONTHS, Kind, Period

Cell = tuple[str, int | None]
"""A period's code and the key of a unit; None is the office as a whole, its units included."""


@dataclass(frozen=True)
class Counted:
    """What was found for one period: a value, or what stands above and below the line; from how many records."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    records: int = 0

    @classmethod
    def of(cls, number: int | Decimal, records: int | None = None) -> "Counted":
        """Return a plain count."""
        return cls(value=Decimal(number), records=int(number) if records is None else records)

    @classmethod
    def share(cls, numerator: int, denominator: int) -> "Counted":
        """Return a share; of nothing there is none, and its value stays unknown."""
        return cls(None, Decimal(numerator), Decimal(denominator), denominator)


Found = dict[str, dict[Cell, Counted]]
"""Name of the computation -> what it found; a cell that is missing is nought where the period has begun."""


@dataclass(frozen=True)
class Question:
    """What is asked of a batch: of which office, for which periods of one kind, which computations, as of when."""

    office: Office
    periods: Sequence[Period]
    names: Collection[str]
    today: dt.date


@dataclass(frozen=True)
class Computation:
    """One computation: its name, its batch, and the records behind its figure for a period.

    ``records`` yields the records that everybody in the office may see, and no others: those that were counted.
    """

    name: str
    batch: Callable[[Question], Found]
    records: Callable[[Office, Period, dt.date], QuerySet[Any]]
    is_ratio: bool = False


_COMPUTATIONS: dict[str, Computation] = {}


def within(period: Period, column: str) -> Q:
    """Return the rule that a partial date lies wholly in a period."""
    lowest, highest, beyond = period.bounds
    rule = Q(**{f"{column}__gte": lowest, f"{column}__lte": highest})
    return rule & ~Q(**{column: beyond}) if beyond else rule


def spanning(question: Question, column: str) -> Q:
    """Return the rule that a partial date may lie in one of the periods asked for; a first sieve."""
    lowest = min(one.bounds[0] for one in question.periods)
    return Q(**{f"{column}__gte": lowest, f"{column}__lte": max(one.bounds[1] for one in question.periods)})


def month_of(column: str) -> Combinable:
    """Return year and month of a partial date, as far as they are known."""
    return Substr(Cast(column, CharField()), 1, 7)


def place_of(column: str, kind: Kind, begins: int) -> Combinable:
    """Return the number of the period that wholly holds a partial date, from year nought; NULL where none does."""
    text = Cast(column, CharField())
    year = Cast(Substr(text, 1, 4), IntegerField())
    month = Cast(NullIf(Substr(text, 6, 2), Value("")), IntegerField())
    if kind == "year" and begins == 1:
        return year
    shift = 1 if kind == "month" else begins
    months: Any = year * Value(12) + month - Value(shift)
    return ExpressionWrapper(months / Value(MONTHS[kind]), output_field=IntegerField())


def at_place(number: int, kind: Kind, begins: int) -> Period:
    """Return the period of a number that `place_of` gave."""
    a_year = 12 // MONTHS[kind]
    return Period(kind, number // a_year, number % a_year + 1, begins)


def by_period(
    question: Question, rows: Iterable[tuple[str, int | None, Sequence[int]]]
) -> dict[Cell, list[int]]:
    """Add up rows of (date as text, unit, numbers) by period: for each unit, and for the office as a whole."""
    asked = {one.code for one in question.periods}
    kind, begins = question.periods[0].kind, question.office.fiscal_year_start
    known: dict[str, Period | None] = {}
    sums: dict[Cell, list[int]] = {}
    for date, unit, numbers in rows:
        if date not in known:
            known[date] = Period.holding(date, kind, begins)
        period = known[date]
        if period is None or period.code not in asked:
            continue
        for cell in {(period.code, None), (period.code, unit)}:
            before = sums.get(cell)
            sums[cell] = [a + b for a, b in zip(before, numbers, strict=True)] if before else list(numbers)
    return sums


def register_computation(computation: Computation) -> None:
    """Offer a computation to indicators; rooms do so at start-up."""
    _COMPUTATIONS[computation.name] = computation


def computations() -> Mapping[str, Computation]:
    """Return all computations by name."""
    return dict(_COMPUTATIONS)


def computed(question: Question) -> Found:
    """Ask every batch once for what is wanted of it; of periods still to come nothing is known."""
    begun = [one for one in question.periods if one.first <= question.today]
    found: Found = {name: {} for name in question.names}
    by_batch: dict[Callable[[Question], Found], list[str]] = {}
    for name in question.names:
        if name in _COMPUTATIONS:
            by_batch.setdefault(_COMPUTATIONS[name].batch, []).append(name)
    for kind in dict.fromkeys(one.kind for one in begun):
        same = [one for one in begun if one.kind == kind]
        for batch, names in by_batch.items():
            answers = batch(Question(question.office, same, names, question.today))
            for name, cells in answers.items():
                found[name] |= _filled(cells, same, is_ratio=_COMPUTATIONS[name].is_ratio)
    return found


def _filled(
    cells: Mapping[Cell, Counted], periods: Sequence[Period], *, is_ratio: bool
) -> dict[Cell, Counted]:
    """Put a nought, or a share of nothing, where a batch found no record of a period that has begun."""
    nothing = Counted.share(0, 0) if is_ratio else Counted.of(0)
    return {**{(one.code, None): nothing for one in periods}, **cells}
