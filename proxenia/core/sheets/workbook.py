"""Sheets of an xlsx or ods workbook as rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from proxenia.core.values.parsed import Cell

from .escape import restore_cell
from .formulas import Scan, formulas_of, ods_formulas, scan
from .limits import Limits
from .problems import Refusal
from .rows import RawRow
from .table import letter_of

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

# Rows that may stand above and between the data without counting as data.
_SLACK = 10_000
_MERGES_NAMED = 5
_FORMULAS_NAMED = 1_000


class Workbook:
    """A workbook opened by calamine. `remarks` grows while rows are read."""

    def __init__(self, path: Path, kind: str, limits: Limits) -> None:
        from python_calamine import CalamineError, PasswordError, SheetVisibleEnum

        self.kind = kind
        self.remarks: list[tuple[str, dict[str, object]]] = []
        self._path, self._limits = path, limits
        self._loaded: tuple[int, CalamineSheet, Scan] | None = None
        try:
            self._book = _opened(path, kind)
        except PasswordError as error:
            raise Refusal("password") from error
        except CalamineError as error:
            raise Refusal("damaged") from error
        self.sheets = [
            (sheet.name, sheet.visible == SheetVisibleEnum.Visible) for sheet in self._book.sheets_metadata
        ]

    def rows(self, place: int) -> Iterator[RawRow]:
        """Go through the rows of a sheet, counted from 0, from row 1 on."""
        sheet, found = self._load(place)
        before: list[Cell] = [None] * (sheet.start[1] if sheet.start else 0)
        special = _by_row(found)
        number = 0
        for number, raw in enumerate(sheet.iter_rows(), start=1):
            cells = before + [_plain(value) for value in raw]
            notes = _correct(cells, special[number], number) if number in special else []
            while cells and cells[-1] is None:
                cells.pop()
            yield RawRow(number, cells, notes)
        # The reader ends a sheet with its last value; formulas without one may stand below.
        for below in sorted(row for row in special if row > number):
            rest: list[Cell] = []
            notes = _correct(rest, special[below], below)
            yield RawRow(below, rest if any(rest) else [], notes)

    def formulas(self, place: int) -> list[tuple[int, int]]:
        """Return where formulas stand in a sheet, counted from 0: (row from 1, column from 0)."""
        try:
            found = formulas_of(self._path, place) if self.kind == "xlsx" else ods_formulas(self._path, place)
            return list(islice(found, _FORMULAS_NAMED))
        except ParseError as error:
            raise Refusal("damaged", where=self.sheets[place][0]) from error

    def look_at_merges(self, place: int, header_row: int) -> None:
        """Remark merged cells under the headings that reach over several rows: only the first has the value."""
        sheet, _ = self._load(place)
        tall = [
            (top, left, bottom, right)
            for (top, left), (bottom, right) in sheet.merged_cell_ranges or []
            if bottom > top >= header_row
        ]
        for top, left, bottom, right in tall[:_MERGES_NAMED]:
            cells = f"{letter_of(left)}{top + 1}:{letter_of(right)}{bottom + 1}"
            self.remarks.append(("merged", {"cells": cells, "row": top + 1}))

    def _load(self, place: int) -> tuple[CalamineSheet, Scan]:
        from python_calamine import CalamineError

        if self._loaded is None or self._loaded[0] != place:
            self._loaded = None
            name = self.sheets[place][0]
            try:
                found = scan(self._path, place) if self.kind == "xlsx" else Scan(0, 0, {})
                self._check_extent(found, name)
                self._loaded = (place, self._book.get_sheet_by_index(place), found)
            except (CalamineError, ParseError) as error:
                raise Refusal("damaged", where=name) from error
        return self._loaded[1], self._loaded[2]

    def _check_extent(self, found: Scan, name: str) -> None:
        if found.last_row > self._limits.rows + _SLACK:
            raise Refusal("too_many_rows", where=name, limit=self._limits.rows)
        if found.last_column > self._limits.columns:
            column = letter_of(found.last_column - 1)
            raise Refusal("too_many_columns", where=name, column=column, limit=self._limits.columns)


def _opened(path: Path, kind: str) -> CalamineWorkbook:
    """Open a workbook by its content: the library goes by the ending of the name, which may be another's."""
    from python_calamine import CalamineWorkbook

    if path.suffix.lower() == f".{kind}":
        return CalamineWorkbook.from_path(path)
    with path.open("rb") as file:
        return CalamineWorkbook.from_filelike(file)


def _plain(value: object) -> Cell:
    """Return a cell as the rest of the house takes it: blank is None, whole numbers are whole."""
    if isinstance(value, str):
        return None if not value or value.isspace() else restore_cell(value)
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, (bool, int, dt.date)):
        return value
    if isinstance(value, dt.timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
    return str(value)


def _by_row(found: Scan) -> dict[int, dict[int, str | None]]:
    rows: dict[int, dict[int, str | None]] = {}
    for (row, column), text in found.cells.items():
        rows.setdefault(row, {})[column] = text
    return rows


def _correct(
    cells: list[Cell], special: dict[int, str | None], number: int
) -> list[tuple[str, dict[str, object]]]:
    """Put blanks and errors where the reader gave zeros and blanks; return a note on formulas without value."""
    for column, text in special.items():
        cells += [None] * (column + 1 - len(cells))
        cells[column] = text
    blank = [f"{letter_of(column)}{number}" for column, text in sorted(special.items()) if text is None]
    places = [column for column, text in sorted(special.items()) if text is None]
    if not blank:
        return []
    code = "no_value" if len(blank) == 1 else "no_values"
    return [(code, {"cells": ", ".join(blank), "places": places})]
