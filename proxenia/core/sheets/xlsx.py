"""An xlsx workbook being written, a row at a time."""

from __future__ import annotations

import datetime as dt
import os
import re
import tempfile
from collections.abc import Sequence
from types import TracebackType
from typing import Any

from proxenia.core.values.sentences import gettext

from .outcells import OutCell, SheetColumn, plain_cell
from .table import letter_of
from .target import Target

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ROWS_WITH_CHOICES = 5_000


class XlsxFile:
    """A workbook whose first sheet is filled in order; memory stays small however many rows follow."""

    def __init__(self, path: str | os.PathLike[str], columns: list[SheetColumn], sheet: str) -> None:
        import xlsxwriter

        # Texts are written as texts, whatever they look like: no formulas, addresses or numbers out of them.
        self._target = Target(path)
        # Rows wait here until the workbook is zipped; what is left of a failure goes with the folder.
        self._waiting = tempfile.TemporaryDirectory(prefix="proxenia-xlsx-")
        options = {
            "tmpdir": self._waiting.name,
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
        }
        self._book = xlsxwriter.Workbook(self._target, options)
        self._header = self._book.add_format(
            {"bold": True, "bg_color": "#E8EEF4", "bottom": 1, "text_wrap": True}
        )
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._moment = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self._wrap = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._columns = columns
        self._sheet = self._book.add_worksheet(_sheet_name(sheet))
        self._row = 0
        self._begin()

    def _begin(self) -> None:
        for index, column in enumerate(self._columns):
            self._sheet.set_column(index, index, column.characters)
        for index, column in enumerate(self._columns):
            self._put(index, column.heading, self._header)
        self._sheet.freeze_panes(1, 0)

    def add(self, cells: Sequence[OutCell]) -> None:
        """Write the next row."""
        self._row += 1
        for index, cell in enumerate(cells):
            if cell is not None and cell != "":
                self._put(index, cell)

    def _put(self, index: int, cell: OutCell, style: Any = None) -> None:
        value = plain_cell(cell, self._row + 1, index)
        if isinstance(value, str):
            self._sheet.write_string(self._row, index, _ILLEGAL.sub("", value), style)
        elif isinstance(value, bool):
            self._sheet.write_boolean(self._row, index, value, style)
        elif isinstance(value, dt.datetime):
            self._sheet.write_datetime(self._row, index, value, self._moment)
        elif isinstance(value, dt.date):
            self._sheet.write_datetime(self._row, index, value, self._day)
        elif value is not None:
            self._sheet.write_number(self._row, index, value, style)

    def explain(self, name: str, notes: Sequence[str]) -> None:
        """Add the sheet of help, with the choices of each column, and offer these in the first sheet."""
        sheet = self._book.add_worksheet(_sheet_name(name))
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 10)
        sheet.set_column(2, 2, 80)
        for row, note in enumerate(notes):
            sheet.write_string(row, 0, note)
        top = len(notes) + 1 if notes else 0
        for place, text in enumerate((gettext("Column"), gettext("Required"), gettext("What to write"))):
            sheet.write_string(top, place, text, self._header)
        for row, column in enumerate(self._columns, start=top + 1):
            sheet.write_string(row, 0, column.heading)
            sheet.write_string(row, 1, gettext("yes") if column.required else "")
            sheet.write_string(row, 2, column.help, self._wrap)
        self._list_choices(name, top + len(self._columns) + 2)

    def _list_choices(self, name: str, top: int) -> None:
        """Write the choices under the help, one column each, and bind them to the cells of the first sheet."""
        lists = [(index, column) for index, column in enumerate(self._columns) if column.choices]
        help_sheet = self._book.get_worksheet_by_name(_sheet_name(name))
        # In constant memory a sheet is written row by row, so the lists go side by side.
        longest = max((len(column.choices) for _, column in lists), default=0)
        for row in range(longest + 1):
            for place, (_, column) in enumerate(lists):
                texts = [column.heading, *column.choices]
                if row < len(texts):
                    help_sheet.write_string(
                        top + row, 3 + place, texts[row], self._header if row == 0 else None
                    )
        for place, (index, column) in enumerate(lists):
            letter = letter_of(3 + place)
            source = f"='{_sheet_name(name)}'!${letter}${top + 2}:${letter}${top + 1 + len(column.choices)}"
            rule = {"validate": "list", "source": source, "error_type": "warning"}
            self._sheet.data_validation(1, index, _ROWS_WITH_CHOICES, index, rule)

    def close(self) -> None:
        """Finish the file."""
        from xlsxwriter.exceptions import FileCreateError

        try:
            self._book.close()
        except FileCreateError as error:
            # The library wraps the error of the disk.
            raise error.args[0] from error
        self._target.close()
        self._waiting.cleanup()

    def abandon(self) -> None:
        """Drop the file as it stands."""
        self._target.abandon()
        self._waiting.cleanup()

    def __enter__(self) -> XlsxFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.close()
        else:
            self.abandon()


def _sheet_name(name: str) -> str:
    """Return a name Excel takes: 31 characters, without the signs it forbids."""
    return re.sub(r"[\[\]:*?/\\']", " ", name).strip()[:31] or "Sheet1"
