"""A table that has been read: its columns in memory, its rows in a file of their own until it is closed."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from proxenia.core.values.parsed import Cell

from .problems import NO_RESULT, ROW_PROBLEMS, sentence


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading as cleaned text ('' where it has none), its letter, its place from 0."""

    text: str
    letter: str
    index: int


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row: its number as the spreadsheet shows it, one cell per column, what was remarked, what is wrong.

    A row with a `problem` cannot be trusted to have its cells in the right columns and should be refused.
    `uncomputed` are the places, from 0, of formulas that have no stored result and were read as blank.
    """

    number: int
    cells: list[Cell]
    remark: str = ""
    problem: str = ""
    uncomputed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is no record, and why ("a total, …")."""

    row: int
    why: str


class Rows:
    """The rows of a table, read from the disk each time they are gone through."""

    def __init__(self, spool: Path, count: int, width: int) -> None:
        self._spool = spool
        self._count = count
        self._width = width

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[SheetRow]:
        decode = json.JSONDecoder(object_hook=_dated).decode
        with self._spool.open(encoding="ascii") as lines:
            for line in lines:
                number, cells, *notes = decode(line)
                cells += [None] * (self._width - len(cells))
                yield _row_with_notes(number, cells, notes[0]) if notes else SheetRow(number, cells)


def _row_with_notes(number: int, cells: list[Cell], notes: list[tuple[str, dict[str, Any]]]) -> SheetRow:
    remarks = [sentence(code, figures) for code, figures in notes if code not in ROW_PROBLEMS]
    problems = [sentence(code, figures) for code, figures in notes if code in ROW_PROBLEMS]
    uncomputed = [place for code, figures in notes if code in NO_RESULT for place in figures["places"]]
    return SheetRow(number, cells, " ".join(remarks), " ".join(problems), tuple(uncomputed))


def encode_date(value: object) -> object:
    """Return a date or time of a cell as JSON can hold it."""
    if isinstance(value, dt.datetime):
        return {"d": value.date().isoformat()} if value.time() == dt.time() else {"t": value.isoformat()}
    return {"d": value.isoformat()} if isinstance(value, dt.date) else str(value)


def _dated(found: dict[str, Any]) -> Any:
    if "d" in found:
        return dt.date.fromisoformat(found["d"])
    return dt.datetime.fromisoformat(found["t"]) if "t" in found else found


@dataclass
class Table:
    """A sheet as a table. `rows` may be gone through several times until `close`; use it in a `with`."""

    sheet: str
    header_row: int
    columns: list[Column]
    rows: Rows
    skipped: list[Skipped]
    sheets: list[str]
    remarks: list[str]
    kind: str
    folder: Path = field(repr=False)

    def __post_init__(self) -> None:
        self._remove = weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)

    def close(self) -> None:
        """Remove the rows from the disk."""
        self._remove()

    def __enter__(self) -> Table:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def letter_of(index: int) -> str:
    """Return the letters of a column counted from 0: A, B, … Z, AA."""
    letters = ""
    while index >= 0:
        index, place = divmod(index, 26)
        letters = chr(65 + place) + letters
        index -= 1
    return letters


def index_of(letters: str) -> int:
    """Return the place, from 0, of a column's letters."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1
