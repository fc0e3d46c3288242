"""What computes indicators from the records of an office: rooms above register by name how, and where the records are.

A batch answers several computations from the same few questions, so that a million records are read once.
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from proxenia.accounts.models import Office
from proxenia.core.periods import Period

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
    """One computation: its name, what it counts in a few words, its batch, and the address of the records behind it."""

    name: str
    label: Any
    batch: Callable[[Question], Found]
    address: Callable[[Office, Period], str]
    is_ratio: bool = False


_COMPUTATIONS: dict[str, Computation] = {}


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
