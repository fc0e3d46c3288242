"""Cells of a row by the code of their column: typed, with every remark and problem kept for the row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from proxenia.core.sheets.kinds import KindColumn, Mapping, SheetKind
from proxenia.core.sheets.table import SheetRow
from proxenia.core.values import (
    CellError,
    Parsed,
    clean_text,
    date_order,
    fold,
    parse_currency,
    parse_date,
    parse_decimal,
    parse_hours,
    parse_money,
)
from proxenia.core.values.dates import Order
from proxenia.core.values.parsed import Cell, Money, is_blank
from proxenia.core.values.sentences import gettext
from proxenia.core.values.text import split_list
from proxenia.core.vocabulary import Vocabulary

_MOST_REMEMBERED = 50_000
_LARGEST_FIGURE = 10**9
_DATE_LIKE = re.compile(r"\d{1,2}\s?[-/.]")


class Reader:
    """How one file is read: where its columns stand, in which order it writes day and month."""

    def __init__(self, kind: SheetKind, mapping: Mapping, rows: Iterable[SheetRow]) -> None:
        self.kind = kind
        self.where = mapping.where
        self.headings = mapping.headings
        self.labels = {code: kind.heading(code) for code in kind.codes}
        self.orders = _orders(kind.columns, mapping.where, rows)
        self._dates: dict[tuple[Cell, Order | None], Parsed[Any] | CellError] = {}
        self._terms: dict[tuple[str, str], str | None] = {}
        self.ditto = {
            fold(word) for term in Vocabulary.load("ditto_words").terms.values() for word in term.words()
        }

    def has(self, code: str) -> bool:
        """Say whether the file has this column."""
        return code in self.where

    def date(self, cell: Cell, order: Order | None) -> Parsed[Any] | CellError:
        """Return a date cell as it was read; dates repeat, so what was read is remembered."""
        key = (cell, order)
        found = self._dates.get(key)
        if found is None:
            found = _attempt(parse_date, cell, order)
            if len(self._dates) < _MOST_REMEMBERED:
                self._dates[key] = found
        return found

    def term(self, vocabulary: str, text: str) -> str | None:
        """Return the code of a word in a vocabulary, or None."""
        key = (vocabulary, text)
        if key not in self._terms:
            self._terms[key] = Vocabulary.load(vocabulary).match(text)
        return self._terms[key]


def _attempt(parse: Callable[..., Parsed[Any]], *args: Any) -> Parsed[Any] | CellError:
    try:
        return parse(*args)
    except CellError as error:
        return error


def _out_of_reach(number: Decimal | None) -> str:
    """Return the sentence for a figure that cannot be right, '' for any other."""
    if number is None or 0 <= number <= _LARGEST_FIGURE:
        return ""
    if number < 0:
        return gettext("“%(text)s” is less than nothing.")
    return gettext("“%(text)s” is too large to be right.")


def _orders(
    columns: Iterable[KindColumn], where: dict[str, int], rows: Iterable[SheetRow]
) -> dict[str, Order | None]:
    """Return what the unambiguous dates of each date column say about the order of day and month."""
    places = {
        column.code: where[column.code] for column in columns if column.is_date and column.code in where
    }
    seen: dict[str, set[str]] = {code: set() for code in places}
    for row in rows if places else ():
        for code, place in places.items():
            cell = row.cells[place]
            if type(cell) is str and _DATE_LIKE.match(cell.strip()):
                seen[code].add(cell)
    return {code: date_order(texts) for code, texts in seen.items()}


class RowCells:
    """One row: cells by column code, and what was found out about them."""

    __slots__ = ("cells", "kept", "number", "problems", "reader", "remarks", "uncomputed")

    def __init__(self, reader: Reader, row: SheetRow) -> None:
        self.reader = reader
        self.number = row.number
        self.cells = row.cells
        self.problems: list[tuple[str, str]] = [("", row.problem)] if row.problem else []
        self.remarks: list[str] = [row.remark] if row.remark else []
        self.kept: list[str] = []
        self.uncomputed = row.uncomputed

    def cell(self, code: str) -> Cell:
        """Return the cell as it is in the file; None where the file has no such column."""
        place = self.reader.where.get(code)
        return None if place is None else self.cells[place]

    def refuse(self, code: str, message: str) -> None:
        """Say what is wrong with this row, in which column."""
        if code and self.reader.where.get(code) in self.uncomputed:
            found = gettext("The cell holds a formula without a stored result; formulas are not computed.")
            message = f"{message} {found}"
        self.problems.append((self.reader.labels.get(code, code), message))

    def remark(self, message: str) -> None:
        """Say how something was read, without refusing the row."""
        self.remarks.append(message)

    def keep(self, code: str, words: str) -> None:
        """Keep words that are no value of their column for the notes."""
        self.kept.append(f"{self.reader.headings.get(code, code)}: {words}")

    def leave(self, code: str, why: str) -> None:
        """Keep the words of a cell for the notes instead of storing a value, and say why."""
        self.keep(code, clean_text(self.cell(code)))
        self.remark(f"{why} {gettext('It was kept in the notes.')}")

    def text(self, code: str, longest: int = 300) -> str:
        """Return a cell as one line of text, '' where it is blank or only marks a blank (a dash, n/a)."""
        cell = self.cell(code)
        if cell is None:
            return ""
        try:
            text = clean_text(cell, longest=longest)
        except CellError as error:
            self.refuse(code, str(error))
            return ""
        return "" if is_blank(text) else text

    def name(self, code: str, longest: int = 300) -> str:
        """Return a cell that names something; words such as "same as above" refuse the row."""
        text = self.text(code, longest)
        key = fold(text) if text else ""
        if text and (key in self.reader.ditto or not re.search(r"\w", text)):
            message = gettext("“%(text)s” points at another row. Write the name out in every row.")
            if key not in self.reader.ditto:
                message = gettext("“%(text)s” is no name.")
            self.refuse(code, message % {"text": text})
            return ""
        return text

    def lines(self, code: str, longest: int = 20_000) -> str:
        """Return a cell of notes with its line breaks."""
        cell = self.cell(code)
        if cell is None:
            return ""
        try:
            return clean_text(cell, longest=longest, lines=True)
        except CellError as error:
            self.refuse(code, str(error))
            return ""

    def entries(self, code: str) -> list[str]:
        """Return the entries of a cell that holds a list separated by semicolons."""
        cell = self.cell(code)
        return [] if cell is None else [entry for entry in split_list(cell) if not is_blank(entry)]

    def date(self, code: str) -> str | None:
        """Return a date as ISO text ("1976", "1976-05"), None for none; what is left over goes to the notes."""
        return self.span(code)[0]

    def span(self, code: str, keeps_end: bool = False) -> tuple[str | None, str | None]:
        """Return a date and, where the cell holds a range, its end; a date that cannot be refuses the row."""
        cell = self.cell(code)
        if cell is None:
            return None, None
        parsed = self.reader.date(cell, self.reader.orders.get(code))
        if isinstance(parsed, CellError):
            self.refuse(code, str(parsed))
            return None, None
        if parsed.remark:
            self.remark(parsed.remark)
        if parsed.leftover:
            self.keep(code, parsed.leftover)
        if parsed.until is not None and not keeps_end:
            self.keep(code, clean_text(cell))
        start = None if parsed.value is None else str(parsed.value)
        return start, None if parsed.until is None else str(parsed.until)

    def term(self, code: str, vocabulary: str) -> str | None:
        """Return a code of a vocabulary, '' for a blank cell, None for words it does not know (kept, with a remark)."""
        text = self.text(code)
        if not text:
            return ""
        found = self.reader.term(vocabulary, text)
        if found is None:
            self.keep(code, text)
            message = gettext("“%(text)s” is not known as %(column)s; the words were kept in the notes.")
            self.remark(message % {"text": text, "column": self.reader.labels[code]})
        return found

    def decimal(self, code: str) -> Decimal | None:
        """Return a number; words in its place go to the notes with a remark."""
        parsed = self._figure(code, parse_decimal)
        return None if parsed is None else parsed.value

    def hours(self, code: str) -> Decimal | None:
        """Return working hours; a day counts 7.5; what does not say hours goes to the notes with a remark."""
        parsed = self._figure(code, parse_hours)
        return None if parsed is None else parsed.value

    def currency(self, code: str) -> str | None:
        """Return an ISO 4217 code, '' for a blank cell, None for what is no currency (kept, with a remark)."""
        cell = self.cell(code)
        parsed = _attempt(parse_currency, cell)
        if isinstance(parsed, CellError):
            self.leave(code, str(parsed))
            return None
        if parsed.remark:
            self.remark(parsed.remark)
        return parsed.value or ""

    def money(self, code: str) -> Money | None:
        """Return an amount with the currency its cell names; words in its place go to the notes with a remark."""
        parsed = self._figure(code, parse_money)
        return None if parsed is None else parsed.value

    def _figure(self, code: str, parse: Callable[..., Parsed[Any]]) -> Parsed[Any] | None:
        cell = self.cell(code)
        if cell is None:
            return None
        parsed = _attempt(parse, cell)
        text = clean_text(cell)
        if isinstance(parsed, CellError):
            self.leave(code, str(parsed))
            return None
        wrong = _out_of_reach(parsed.value.amount if isinstance(parsed.value, Money) else parsed.value)
        if wrong:
            self.leave(code, wrong % {"text": text})
            return None
        if parsed.remark:
            self.remark(parsed.remark)
        if parsed.leftover:
            self.keep(code, parsed.leftover)
        return parsed
