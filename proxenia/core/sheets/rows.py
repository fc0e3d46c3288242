"""Which rows under the headings are records: totals, notes under the table and repeated headings are not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TextIO

from proxenia.core.values.parsed import Cell
from proxenia.core.values.text import as_text, clean_text, fold

from .problems import NO_RESULT, Refusal
from .table import encode_date, letter_of

_TOTALS_TEXT = (
    "total;totals;grand total;sum;subtotal;sub total;summe;gesamt;gesamtsumme;insgesamt;"
    "zwischensumme;somme;total général;total general;sous-total;suma;suma total;somma;totale;"
    "totale generale;soma;total geral;totaal;celkem;razem;ogółem;итого;всего;合計;小計;合计;总计;小计;총계;합계;"
    "cyfanswm"
)
_TOTALS = frozenset(fold(word) for word in _TOTALS_TEXT.split(";"))
_NUMERIC = re.compile(r"[^\w]*\d[\d.,'’\s]*\W*(?:[A-Z]{3})?|")
_NOTES_AT_MOST = 12
_SHOWN = 80


class RawRow(NamedTuple):
    """A row as the source gives it: number, cells (None = blank), notes as (code, figures)."""

    number: int
    cells: list[Cell]
    notes: list[tuple[str, dict[str, object]]]


class Spooled(NamedTuple):
    """What went into the spool: rows, the widest row, what was left out as (row, code,
    figures), columns from 0 that hold values and have no heading."""

    total: int
    width: int
    skipped: list[tuple[int, str, dict[str, object]]]
    unnamed: list[int]


class Sieve:
    """Takes the rows under the headings in order and writes the records among them to the spool."""

    def __init__(self, headings: list[str], spool: TextIO, limit: int, columns: int) -> None:
        self._headings = [fold(text) for text in headings]
        self._spool = spool
        self._limit = limit
        self._columns = columns
        self._encode: Callable[[object], str] = json.JSONEncoder(
            separators=(",", ":"), default=encode_date, check_circular=False
        ).encode
        self._waiting: list[RawRow] = []
        self._full = self._single = 0
        self._gaps = [place for place, text in enumerate(headings) if not text]
        self._after_blank = False
        self.result = Spooled(0, len(headings), [], [])

    def take_all(self, rows: Iterable[RawRow]) -> Spooled:
        """Go through the rows and return what was spooled and what left out."""
        for row in rows:
            self._take(row)
        self._end()
        return self.result

    def _take(self, row: RawRow) -> None:
        lost = _uncomputed(row)
        filled = len(row.cells) - row.cells.count(None)
        if not filled:
            self._after_blank = True
            if lost:
                self.result.skipped.append((row.number, "only_formulas", {"text": lost["cells"]}))
        elif lost:
            self._release()
            self._judge(row, filled + len(lost["places"]))
        elif filled == 1 and len(self._headings) > 1 and (self._after_blank or self._waiting):
            self._waiting.append(row)
            if len(self._waiting) > _NOTES_AT_MOST:
                self._release()
        else:
            self._release()
            self._judge(row, filled)

    def _release(self) -> None:
        """Take the waiting rows for records after all: the table goes on under them, or they are too many."""
        self._after_blank = False
        waiting, self._waiting = self._waiting, []
        for row in waiting:
            self._judge(row, 1)

    def _end(self) -> None:
        if self._full <= self._single and self._waiting:
            self._release()
        for row in self._waiting:
            self._skip(row, "total" if _is_total(row) else "footnote")

    def _judge(self, row: RawRow, filled: int) -> None:
        if _is_total(row):
            self._skip(row, "total")
        elif filled > 1 and self._is_heading(row):
            self.result.skipped.append((row.number, "header_again", {}))
        else:
            self._full += filled > 1
            self._single += filled == 1
            self._write(row)

    def _is_heading(self, row: RawRow) -> bool:
        pairs = zip(row.cells, self._headings, strict=False)
        return len(row.cells) <= len(self._headings) and all(
            fold(as_text(cell)) == text for cell, text in pairs
        )

    def _skip(self, row: RawRow, code: str) -> None:
        text = next(clean_text(cell) for cell in row.cells if cell is not None)
        shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
        self.result.skipped.append((row.number, code, {"text": shown}))

    def _write(self, row: RawRow) -> None:
        if self.result.total >= self._limit:
            raise Refusal("too_many_rows", limit=self._limit)
        if len(row.cells) > self._columns:
            raise Refusal("too_many_columns", column=letter_of(len(row.cells) - 1), limit=self._columns)
        self._spool.write(self._encode([row.number, row.cells, row.notes] if row.notes else row[:2]) + "\n")
        self._note_unnamed(row.cells)
        width = max(self.result.width, len(row.cells))
        self.result = self.result._replace(total=self.result.total + 1, width=width)

    def _note_unnamed(self, cells: list[Cell]) -> None:
        for place in [*self._gaps, *range(len(self._headings), len(cells))]:
            if place < len(cells) and cells[place] is not None and place not in self.result.unnamed:
                self.result.unnamed.append(place)


def _uncomputed(row: RawRow) -> dict[str, Any]:
    """Return the figures of the note on formulas without a stored result, empty where there is none."""
    return next((figures for code, figures in row.notes if code in NO_RESULT), {})


def _is_total(row: RawRow) -> bool:
    """Say whether a row begins with a word for total and holds nothing but figures besides.

    An organisation named Total, with a country beside it, is a record.
    """
    filled = [cell for cell in row.cells if cell is not None]
    first = filled[0]
    if not isinstance(first, str) or len(first) > 40 or fold(re.sub(r"[\d.,()]+", " ", first)) not in _TOTALS:
        return False
    return all(not isinstance(cell, str) or _NUMERIC.fullmatch(cell.strip()) for cell in filled[1:])
