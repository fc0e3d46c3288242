"""What a kind of sheet is: its columns, what plans its rows and what writes them out again.

A kind is declared by the room that owns its records and registered by name; nothing here knows a noun of the trade.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from proxenia.core.sheets.table import Column
from proxenia.core.values.parsed import Cell
from proxenia.core.values.text import fold
from proxenia.core.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class KindColumn:
    """A column of a kind: its code, the vocabulary of its choices, how wide it is, what it holds."""

    code: str
    choices: str = ""
    width: int = 0
    is_date: bool = False
    is_out: bool = True
    """Whether templates and exports have it; some columns are only understood on the way in."""


@dataclass(frozen=True)
class SheetKind:
    """One kind of sheet. `needed` holds groups of columns: of each group at least one must be there.

    `plan` makes a planner for one file (see records/actions/imports), `rows` yields the cells of an export in
    the order of `columns`, `undone` is called inside an undo with the keys of the records it touched.
    """

    name: str
    label: Any
    columns: tuple[KindColumn, ...]
    needed: tuple[tuple[str, ...], ...]
    plan: Callable[..., Any]
    rows: Callable[..., Iterable[Sequence[Any]]]
    notes: Sequence[Any] = ()
    undone: Callable[[list[int]], None] = lambda _keys: None
    is_undoable: bool = True
    """Whether an import is undone as a whole; values that keep what they said before are revised instead."""
    _known: dict[str, str | None] = field(default_factory=dict, compare=False, repr=False)

    @property
    def vocabulary(self) -> Vocabulary:
        """The words people use for the columns."""
        return Vocabulary.load(f"columns_{self.name}")

    @property
    def codes(self) -> list[str]:
        """The columns by code, in the order of template and export."""
        return [column.code for column in self.columns]

    @property
    def out(self) -> list[KindColumn]:
        """The columns of templates and exports."""
        return [column for column in self.columns if column.is_out]

    def heading(self, code: str) -> str:
        """Return the heading of a column in templates and exports."""
        return self.vocabulary.english(code)

    def match(self, text: str) -> str | None:
        """Return the column a heading means, or None; remembered, since a header is asked for many times."""
        if text not in self._known:
            code = self.vocabulary.match(text)
            self._known[text] = code if code in self.codes else None
        return self._known[text]

    def recognise(self, headings: list[str]) -> int:
        """Say how many of these headings are known."""
        return len({code for text in headings if text and len(text) < 80 and (code := self.match(text))})


@dataclass(frozen=True, slots=True)
class Mapping:
    """Where the columns of a kind stand in a file, by index; and the headings that mean none of them."""

    where: dict[str, int]
    unused: tuple[str, ...]
    headings: dict[str, str]


def map_columns(kind: SheetKind, columns: Sequence[Column], remembered: dict[str, str]) -> Mapping:
    """Return which column of the file means which of the kind.

    `remembered` (folded heading -> code, '' for none) wins over the vocabulary; of two headings that mean the
    same the one that is written exactly so wins, then the first.
    """
    wanted: dict[int, str] = {}
    for column in columns:
        key = fold(column.text)
        code = remembered[key] if key in remembered else (kind.match(column.text) if column.text else None)
        if code in kind.codes:
            wanted[column.index] = str(code)
    taken: dict[str, int] = {}
    for column in sorted(columns, key=lambda one: not _is_exact(kind, one, wanted, remembered)):
        code = wanted.get(column.index, "")
        if code:
            taken.setdefault(code, column.index)
    used = set(taken.values())
    texts = {column.index: column.text for column in columns}
    unused = tuple(column.text for column in columns if column.text and column.index not in used)
    return Mapping(taken, unused, {code: texts[index] for code, index in taken.items()})


def _is_exact(kind: SheetKind, column: Column, wanted: dict[int, str], remembered: dict[str, str]) -> bool:
    code = wanted.get(column.index, "")
    key = fold(column.text)
    return bool(code) and (
        key in remembered or key in (fold(kind.heading(code)), fold(code.replace("_", " ")))
    )


def missing(kind: SheetKind, where: Iterable[str]) -> list[str]:
    """Return the headings a file lacks: one name per group, "name or counterpart" for a group of several."""
    there = set(where)
    groups = [group for group in kind.needed if not there.intersection(group)]
    return [" or ".join(kind.heading(code) for code in group) for group in groups]


def is_empty(cell: Cell) -> bool:
    """Say whether a cell holds nothing."""
    return cell is None or (isinstance(cell, str) and not cell.strip())
