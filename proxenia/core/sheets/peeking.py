"""A first look into a file: which of its sheets have headings we know; the rows stay unread."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proxenia.core.values.text import clean_text

from .limits import Limits
from .problems import sheet_error
from .reading import (
    _SURE,
    Ask,
    _best_row,
    _check_unique,
    _make_folder,
    _remove,
    _trimmed,
    _what_was_seen,
    _worker,
)
from .table import Column, letter_of

_MOST_SHEETS = 20
_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class SheetHead:
    """A sheet with known headings: its name, its columns, how many are known, the first values of each column."""

    name: str
    columns: tuple[Column, ...]
    known: int
    samples: tuple[tuple[str, ...], ...]

    @property
    def is_sure(self) -> bool:
        """Say whether enough headings are known to take the sheet without asking."""
        return self.known >= _SURE


def peek(
    path: str | os.PathLike[str],
    *,
    recognise: Callable[[list[str]], int],
    limits: Limits | None = None,
    folder: str | os.PathLike[str] | None = None,
) -> list[SheetHead]:
    """Return the visible sheets of a file whose header is recognised, in order.

    Raises SheetError with the sentences of `read_table` for a file that is none, or has no such sheet.
    """
    file = Path(path)
    if file.is_dir():
        raise sheet_error("folder", where=file.name)
    if not file.is_file():
        raise sheet_error("missing", where=file.name)
    spool = _make_folder(folder)
    try:
        with _worker(file, spool / "rows", limits or Limits()) as ask:
            return _heads(ask, recognise)
    finally:
        _remove(spool)


def _heads(ask: Ask, recognise: Callable[[list[str]], int]) -> list[SheetHead]:
    sheets: list[tuple[str, bool]] = ask(None)["sheets"]
    places = [place for place, (_, shown) in enumerate(sheets) if shown] or list(range(len(sheets)))
    found, seen = [], []
    for place in places[:_MOST_SHEETS]:
        head = [[_text(cell) for cell in row] for row in ask({"look": place})["head"]]
        known, row = _best_row(head, recognise)
        if known:
            found.append(_head(sheets[place][0], head, row, known))
        seen.append(_what_was_seen(sheets[place][0], head))
    if found:
        first = chosen(found)
        _check_unique(list(first.columns), first.name)
        return found
    if not any(seen):
        raise sheet_error("blank")
    raise sheet_error("no_header", found="; ".join(text for text in seen if text))


def chosen(heads: list[SheetHead], name: str = "") -> SheetHead:
    """Return the sheet of that name, else the one that is read without asking: the first sure one."""
    named = [head for head in heads if head.name == name]
    return (named or [head for head in heads if head.is_sure] or heads)[0]


def _text(cell: Any) -> str:
    # Dates of the head come as they are sent through the pipe.
    return str(next(iter(cell.values()))) if isinstance(cell, dict) else clean_text(cell)


def _head(name: str, head: list[list[str]], row: int, known: int) -> SheetHead:
    columns = tuple(Column(text, letter_of(at), at) for at, text in enumerate(_trimmed(head[row])))
    below = head[row + 1 :]
    samples = tuple(_first_values(below, column.index) for column in columns)
    return SheetHead(name, columns, known, samples)


def _first_values(rows: list[list[str]], place: int) -> tuple[str, ...]:
    """Return the first different values of a column."""
    values = (row[place] for row in rows if place < len(row) and row[place])
    return tuple(dict.fromkeys(values))[:_SAMPLES]
