"""Whole workbooks cell by cell, for forms that people filled in: nothing is taken for a table, nothing is skipped.

What a table reader smooths over is told here: where a formula stands, even one with a stored result.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from proxenia.core.values.parsed import Cell

from .limits import MEGABYTE, Limits
from .problems import sheet_error
from .reading import Ask, _check_readable, _make_folder, _remove, _worker
from .table import _dated, letter_of

FORM_LIMITS = Limits(
    rows=2_000, columns=100, file_bytes=20 * MEGABYTE, unpacked_bytes=200 * MEGABYTE, seconds=60
)
MOST_SHEETS = 60


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet: its name, whether it shows, its filled rows by number (from 1), where formulas stand."""

    name: str
    shown: bool
    rows: dict[int, list[Cell]]
    formulas: frozenset[tuple[int, int]]

    def cell(self, row: int, column: int) -> Cell:
        """Return a cell by its row (from 1) and column (from 0); None where nothing stands."""
        cells = self.rows.get(row, [])
        return cells[column] if column < len(cells) else None


def address(row: int, column: int) -> str:
    """Return the address of a cell as the spreadsheet shows it: row from 1, column from 0."""
    return f"{letter_of(column)}{row}"


def read_grids(
    path: str | os.PathLike[str],
    *,
    limits: Limits | None = None,
    folder: str | os.PathLike[str] | None = None,
) -> list[Grid]:
    """Return every sheet of an xlsx or ods workbook, hidden ones too, read in the reader's own process.

    Raises SheetError with a sentence for everything that cannot be read.
    """
    limits = limits or FORM_LIMITS
    file = Path(path)
    if file.is_dir():
        raise sheet_error("folder", where=file.name)
    if not file.is_file():
        raise sheet_error("missing", where=file.name)
    _check_readable(file)
    spool = _make_folder(folder)
    try:
        with _worker(file, spool / "rows", limits) as ask:
            return _grids(ask, spool / "rows")
    finally:
        _remove(spool)


def _grids(ask: Ask, spool: Path) -> list[Grid]:
    opened = ask(None)
    if opened["kind"] == "csv":
        raise sheet_error("not_a_workbook")
    if len(opened["sheets"]) > MOST_SHEETS:
        raise sheet_error("too_many_sheets", count=len(opened["sheets"]), limit=MOST_SHEETS)
    return [_grid(ask, spool, place, *sheet) for place, sheet in enumerate(opened["sheets"])]


def _grid(ask: Ask, spool: Path, place: int, name: str, shown: bool) -> Grid:
    told = ask({"grid": place})
    decode = json.JSONDecoder(object_hook=_dated).decode
    with spool.open(encoding="ascii") as lines:
        rows = dict(decode(line) for line in lines)
    return Grid(name, shown, rows, frozenset((row, column) for row, column in told["formulas"]))
