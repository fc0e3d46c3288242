"""What a source of statistics declares: its tables, their indicators, and where all of it comes from.

Every table is in long form: key columns, then year, indicator, value. Of countries the key is iso3, of pairs origin
and destination (alpha-3 codes of today, see `evidence.countries`).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

PLACES = ("iso3",)
PAIRS = ("origin", "destination")
MORE, LESS, NEITHER = "more", "less", "neither"
"""Directions: more is better, less is better, or it depends on the purpose."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One measure: its code, name, unit and direction, and what its figures can be.

    ``low``, ``high``: bounds, where it has some. ``zero_is_missing``: the source writes 0 where it knows nothing.
    ``is_money``: an amount, so that a run of small whole numbers can only be codes.
    """

    code: str
    name: str
    unit: str
    direction: str = NEITHER
    low: float | None = None
    high: float | None = None
    zero_is_missing: bool = False
    is_money: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a source. ``keys``: text columns; ``places``: those that name countries and are resolved;
    ``may_be_empty``: places that need not be told; ``numbers``: further columns of numbers, after the keys."""

    name: str
    indicators: tuple[Indicator, ...]
    keys: tuple[str, ...] = PLACES
    places: tuple[str, ...] = PLACES
    may_be_empty: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    coverage: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns, in their order."""
        return (*self.keys, *self.numbers, "year", "indicator", "value")

    def indicator(self, code: str) -> Indicator | None:
        """Return the indicator of a code."""
        return next((one for one in self.indicators if one.code == code), None)


class Cell(NamedTuple):
    """One figure as a reader finds it: in which row (the heading is 1), of what, when, and how much, as written."""

    row: int
    keys: tuple[str, ...]
    year: str | int
    indicator: str
    value: str | float | None
    numbers: tuple[float, ...] = ()
    table: str = ""


Reader = Callable[[Path], Iterable[Cell]]
Live = Callable[[Any], list[Path]]


@dataclass(frozen=True, slots=True)
class Source:
    """A source of external statistics.

    ``files``: patterns by which it finds its own in a folder of open data, the more trusted first. ``tradition``: how
    it writes countries (`evidence.countries.TRADITIONS`). ``stale_after``: years after which its newest figures are
    old. ``vintage``: from a file its edition, where the file tells one; else the last year told is the vintage.
    ``live``: asks the live service through the client it is given and returns the files it wrote.
    ``tolerance``: which part of the rows may be mistaken before the whole file is refused.
    """

    name: str
    title: str
    publisher: str
    licence: str
    address: str
    tables: tuple[Table, ...]
    read: Reader
    files: tuple[str, ...] = ()
    tradition: str | None = None
    transformation: str = ""
    stale_after: int = 6
    version: int = 1
    tolerance: float = 0.2
    vintage: Callable[[Path], str] | None = None
    live: Live | None = None
    note: str = ""

    def table(self, name: str) -> Table:
        """Return one of its tables; '' is the first."""
        return next((one for one in self.tables if one.name == (name or self.tables[0].name)), self.tables[0])

    def own_files(self, folder: Path) -> Iterator[Path]:
        """Yield the files of a folder that are this source's, each once, in the order of trust."""
        seen: set[Path] = set()
        for pattern in self.files:
            for path in sorted(folder.rglob(pattern)):
                if path.is_file() and path not in seen:
                    seen.add(path)
                    yield path
