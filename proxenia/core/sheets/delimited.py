"""Delimited text (csv, tsv) in any encoding and with any usual separator, as rows."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from proxenia.core.values.parsed import Cell

from .encodings import NAMES, Decoded, decode
from .escape import restore_cell
from .limits import Limits
from .problems import Refusal
from .rows import RawRow

_SEPARATORS = ",;\t|"
_SAMPLE_ROWS = 200
_CELL_AT_MOST = 100_000
_ROWS_NAMED = 10
_SHOWN = 80


class Delimited:
    """A text file as a workbook of one sheet, named like the file. `remarks` grows while rows are read."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self.kind = "csv"
        self.remarks: list[tuple[str, dict[str, object]]] = []
        self.sheets = [(path.stem, True)]
        self._decoded = decode(path.read_bytes())
        self._separator, self._text = _declared(self._decoded.text)
        self._separator = self._separator or sniff(self._text)
        # A first line "sep=;" is an instruction to the spreadsheet program, which does not show it as a row.
        self._lines_before = 1 if self._text is not self._decoded.text else 0
        self._odd_rows: set[int] = set()

    def rows(self, place: int) -> Iterator[RawRow]:
        """Go through the rows from row 1 on; a blank line counts as a row, as in a spreadsheet program."""
        csv.field_size_limit(_CELL_AT_MOST)
        reader = csv.reader(io.StringIO(self._text, newline=""), delimiter=self._separator)
        number = line = 0
        try:
            for number, raw in enumerate(reader, start=1):
                self._note_odd(number, line, reader.line_num)
                if reader.line_num > line + 1:
                    self._check_closed(number, line)
                line = reader.line_num
                yield RawRow(number, _cells(raw), self._notes(number, raw))
        except csv.Error as error:
            self._check_closed(number + 1, line)
            raise Refusal("long_cell", row=number + 1, limit=_CELL_AT_MOST) from error
        self._remark_encoding(self._decoded)

    def look_at_merges(self, place: int, header_row: int) -> None:
        """Text has no merged cells."""

    def formulas(self, place: int) -> list[tuple[int, int]]:
        """Text has no formulas."""
        return []

    def _notes(self, number: int, raw: list[str]) -> list[tuple[str, dict[str, object]]]:
        """Return what is to be said of the letters of a row: damage, or another encoding than the file's."""
        if self._decoded.is_broken and (broken := [text for text in raw if "\ufffd" in text]):
            return [("broken_text", {"text": broken[0].strip()[:_SHOWN]})]
        name = NAMES.get(self._decoded.encoding)
        return [("odd_row", {"encoding": name})] if name and number in self._odd_rows else []

    def _note_odd(self, number: int, first: int, after: int) -> None:
        if self._decoded.odd_lines:
            lines = range(first + self._lines_before, after + self._lines_before)
            if not self._decoded.odd_lines.isdisjoint(lines):
                self._odd_rows.add(number)

    def _check_closed(self, number: int, line: int) -> None:
        """Refuse a row of several lines whose quotation mark runs to the end of the file."""
        csv.field_size_limit(len(self._text) + 1)
        rest = islice(io.StringIO(self._text, newline=""), line, None)
        try:
            next(csv.reader(rest, delimiter=self._separator, strict=True), None)
        except csv.Error as error:
            if "unexpected end" in str(error):
                raise Refusal("open_quote", row=number) from error
        csv.field_size_limit(_CELL_AT_MOST)

    def _remark_encoding(self, decoded: Decoded) -> None:
        name = NAMES.get(decoded.encoding)
        if name and decoded.odd_lines:
            named = [str(row) for row in sorted(self._odd_rows)]
            rows = ", ".join(named[:_ROWS_NAMED]) + (", …" if len(named) > _ROWS_NAMED else "")
            self.remarks.append(("mixed", {"rows": rows, "encoding": name}))
        elif name:
            self.remarks.append(("not_unicode", {"encoding": name}))


def _cells(raw: list[str]) -> list[Cell]:
    return [None if not text or text.isspace() else restore_cell(text) for text in raw]


def _declared(text: str) -> tuple[str, str]:
    """Return the separator a first line "sep=;" declares, and the text after it."""
    line, _, rest = text.partition("\n")
    line = line.strip().strip('"')
    return (line[4], rest) if len(line) == 5 and line.lower().startswith("sep=") else ("", text)


def sniff(text: str) -> str:
    """Return the separator that divides most rows into the same number of cells; a comma where none does."""
    return max(_SEPARATORS, key=lambda separator: _evenness(text, separator))


def _evenness(text: str, separator: str) -> float:
    csv.field_size_limit(_CELL_AT_MOST)
    counts: Counter[int] = Counter()
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        counts.update(len(row) for row in islice(rows, _SAMPLE_ROWS) if row)
    except csv.Error:
        return 0.0
    divided = {width: count for width, count in counts.items() if width > 1}
    if not divided:
        return 0.0
    width, count = max(divided.items(), key=lambda item: (item[1], item[0]))
    # Evenness decides; between equally even separators the one that makes more cells.
    return count / counts.total() + min(width, 50) / 1000
