"""The workbook of a return: one page an outcome, what is asked beside what was said last, hidden keys on both axes.

Rows bear their key in the hidden first column, columns theirs in a hidden row, every page its signed mark: a page is
read back whatever is moved, inserted, renamed or translated.
"""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from proxenia.core.sheets.table import letter_of
from proxenia.core.sheets.target import Target
from proxenia.core.sheets.writing import writing
from proxenia.core.values.parsed import Cell
from proxenia.core.values.text import as_text
from proxenia.results.rules.given import Given
from proxenia.results.rules.layouts import (
    LEVEL,
    LONGEST_ANSWER,
    PERCENT,
    RATIO,
    Layout,
    Line,
    Page,
)
from proxenia.results.rules.marks import Mark

KEY = "px:"
COVER = "cover"
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LISTS = "Lists"
_ANSWER_HEIGHT = 78
_LINE_HEIGHT = 46
_WIDTHS = {
    "name": 52, "unit": 12, "guidance": 34, "last": 12, "target": 12, "value": 14, "denominator": 14,
    "source": 20, "evidence": 22, "remark": 30, "comment": 30,
}  # fmt: skip


@dataclass(frozen=True)
class Paper:
    """What stands in one workbook: the mark, who and when, what is asked, what was given already, what was said."""

    mark: Mark
    title: str
    unit: str
    period: str
    due: str
    layout: Layout
    evidence: Sequence[str]
    answers_to: str = ""
    given: Mapping[str, Given] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[str] = ()


def write_workbook(path: str | os.PathLike[str], paper: Paper) -> None:
    """Write the workbook of a return. Raises SheetError when the disk is full."""
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    with writing(path):
        target = Target(path)
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        book = xlsxwriter.Workbook(target, options)
        try:
            _Writer(book, paper).write()
            book.close()
        except FileCreateError as error:
            target.abandon()
            # The library wraps the error of the disk.
            raise error.args[0] from error
        except BaseException:
            target.abandon()
            raise
        target.close()


def headings(has_comments: bool, *, is_short: bool = False) -> dict[str, str]:
    """Return the columns of a page by code, in their order, with their headings."""
    if is_short:
        return {"name": _("What is asked"), "guidance": _("How to answer"), "value": _("Your answer")}
    told = {
        "name": _("What is asked"),
        "unit": _("Unit"),
        "guidance": _("What counts"),
        "last": _("Last time"),
        "target": _("Target"),
        "value": _("This time"),
        "denominator": _("Out of"),
        "source": _("Where from"),
        "evidence": _("How sure"),
        "remark": _("Remark"),
    }
    return {**told, "comment": _("Comment of the office")} if has_comments else told


class _Writer:
    """One workbook being written."""

    def __init__(self, book: Any, paper: Paper) -> None:
        self.book, self.paper = book, paper
        # The hidden sheet has its name; Excel keeps the other one for itself.
        self.names: set[str] = {_LISTS.casefold(), "history"}
        wrap = {"text_wrap": True, "valign": "top"}
        self.title = book.add_format({"bold": True, "font_size": 15})
        self.words = book.add_format(wrap)
        self.head = book.add_format({**wrap, "bold": True, "bg_color": "#E8EEF4", "bottom": 1})
        self.fixed = book.add_format({**wrap, "bottom": 4, "bottom_color": "#9AA5B1"})
        self.before = book.add_format({**wrap, "align": "right", "font_color": "#52606D", "bottom": 4})
        self.bold = book.add_format({**wrap, "bold": True})
        open_cell = {"locked": False, "bg_color": "#FFFBEA", "border": 1, "border_color": "#B6A45A"}
        self.figure = book.add_format({**wrap, **open_cell, "align": "right"})
        self.text = book.add_format({**wrap, **open_cell})
        self.closed = book.add_format({"bg_color": "#EEF0F2", "bottom": 4})

    def write(self) -> None:
        """Write all sheets: how to fill it in, the pages, the lists the cells offer."""
        self.book.set_properties({"title": _clean(self.paper.title)})
        self._cover()
        sheets = [self.book.add_worksheet(self._name(page.title)) for page in self.paper.layout.pages]
        lists = self._lists()
        for sheet, page in zip(sheets, self.paper.layout.pages, strict=True):
            _PageWriter(self, sheet, page, lists).write()

    def _name(self, title: str) -> str:
        """Return a name Excel takes and no other sheet has."""
        told = re.sub(r"[\[\]:*?/\\']", " ", _clean(title)).strip()[:28] or _("Page")
        name, count = told, 2
        while name.casefold() in self.names:
            name, count = f"{told[:26]} {count}", count + 1
        self.names.add(name.casefold())
        return name

    def _cover(self) -> None:
        sheet = self.book.add_worksheet(self._name(_("Read this first")))
        sheet.set_column(0, 0, None, None, {"hidden": True})
        sheet.set_column(1, 1, 100)
        sheet.write_string(0, 0, self.paper.mark.signed(COVER))
        sheet.write_string(0, 1, _clean(self.paper.title), self.title)
        for row, text in enumerate(self._cover_lines(), start=2):
            sheet.write_string(row, 0, f"{KEY}t")
            sheet.write_string(row, 1, _clean(text), self.words)
        sheet.protect("", {"format_columns": True, "format_rows": True})
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 1)

    def _cover_lines(self) -> Iterable[str]:
        paper = self.paper
        yield _("%(unit)s, %(period)s; to be sent by %(due)s.") % {
            "unit": paper.unit, "period": paper.period, "due": paper.due,
        }  # fmt: skip
        yield from paper.notes
        if paper.layout.is_short:
            yield from _short_cover()
            return
        yield _(
            "Each sheet is one outcome and prints on one page. Fill in the yellow cells; the others are locked."
        )
        yield _(
            "A blank cell means that the figure is not known. Write 0 only where there was none. Where a figure is "
            "not known, say why in the remark."
        )
        yield _(
            "Write figures alone: 30 for 30 %, no words, no formulas. A share has two cells: the part and the whole."
        )
        yield _(
            "The four questions under the figures are the same every time; each has room for %(limit)d characters."
        ) % {"limit": LONGEST_ANSWER}
        yield _("Rows, columns and sheets may be moved and renamed; the hidden first column must stay.")
        if paper.answers_to:
            yield _("Send the file back to %(who)s.") % {"who": paper.answers_to}

    def _lists(self) -> dict[str, str]:
        """Write what cells offer on a hidden sheet; return where each list stands ('' for the levels of evidence)."""
        sheet, offers = self.book.add_worksheet(_LISTS), {}
        sheet.write_string(0, 0, f"{KEY}t")
        lines = [line for line in self.paper.layout.lines() if line.kind == LEVEL]
        for place, (key, texts) in enumerate(
            [("", self.paper.evidence), *((line.key, line.levels) for line in lines)]
        ):
            for row, text in enumerate(texts, start=1):
                sheet.write_string(row, place, _clean(text))
            letter = letter_of(place)
            if texts:
                offers[key] = f"={_LISTS}!${letter}$2:${letter}${len(texts) + 1}"
        sheet.hide()
        return offers


class _PageWriter:
    """One page being written."""

    def __init__(self, writer: _Writer, sheet: Any, page: Page, lists: dict[str, str]) -> None:
        self.writer, self.paper, self.sheet, self.page, self.lists = writer, writer.paper, sheet, page, lists
        self.is_short = writer.paper.layout.is_short
        self.headings = headings(bool(writer.paper.comments), is_short=self.is_short)
        self.columns = {code: place for place, code in enumerate(self.headings, start=1)}
        self.row = 0

    def write(self) -> None:
        """Write title, hidden keys, headings, lines and questions."""
        sheet, paper = self.sheet, self.paper
        self._mark_columns()
        sheet.write_string(0, 1, _clean(self.page.title), self.writer.title)
        told = [self.page.guidance, f"{paper.unit}, {paper.period}"]
        self._put(2, "name", " – ".join(text for text in told if text), self.writer.words)
        self._key(2, f"{KEY}t")
        self._key(3, f"{KEY}t")
        for code, text in self.headings.items():
            self._put(3, code, text, self.writer.head)
        self.row = 4
        for line in self.page.lines:
            self._line(line)
        for code, question in self.page.questions().items():
            self._question(code, question)
        self._finish()

    def _mark_columns(self) -> None:
        """Write the mark of the page and the hidden row that says which column is which."""
        self.sheet.set_column(0, 0, 2, None, {"hidden": True})
        self.sheet.write_string(0, 0, self.paper.mark.signed(self.page.key))
        self._key(1, f"{KEY}columns")
        for code, place in self.columns.items():
            self.sheet.set_column(place, place, _WIDTHS[code])
            self.sheet.write_string(1, place, f"{KEY}c:{code}")
        self.sheet.set_row(1, None, None, {"hidden": True})

    def _key(self, row: int, key: str) -> None:
        self.sheet.write_string(row, 0, key)

    def _put(self, row: int, code: str, text: str, style: Any) -> None:
        self.sheet.write_string(row, self.columns[code], _clean(text), style)

    def _line(self, line: Line) -> None:
        row, style = self.row, self.writer.fixed
        given = self.paper.given.get(line.key, Given())
        self._key(row, f"{KEY}l:{line.key}")
        self._put(row, "name", ("    " if line.part_of else "") + line.name, style)
        self._put(row, "guidance", _guidance(line), style)
        self._figure(row, "value", line, given.value)
        if not self.is_short:
            self._beside(row, line, given)
        self.sheet.set_row(row, _LINE_HEIGHT)
        self.row += 1

    def _beside(self, row: int, line: Line, given: Given) -> None:
        """Write what stands beside a figure: its unit, what was said before, where it is from."""
        self._put(row, "unit", line.unit, self.writer.fixed)
        self._put(row, "last", line.last, self.writer.before)
        self._put(row, "target", line.target, self.writer.before)
        if line.kind == RATIO:
            self._figure(row, "denominator", line, given.denominator)
        else:
            self.sheet.write_blank(row, self.columns["denominator"], None, self.writer.closed)
        for code, text in (("source", given.source), ("evidence", given.evidence), ("remark", given.remark)):
            self._put(row, code, text, self.writer.text)
        self._offer(row, "evidence", "")
        self._comment(row, line.key)

    def _figure(self, row: int, code: str, line: Line, value: Any) -> None:
        """Write a cell for a figure with what was given already and the rule the program holds the typist to."""
        place = self.columns[code]
        if line.kind == LEVEL:
            text = line.levels[int(value) - 1] if value is not None and 0 < value <= len(line.levels) else ""
            self.sheet.write_string(row, place, _clean(text), self.writer.text)
            self._offer(row, code, line.key)
            return
        if value is None:
            self.sheet.write_blank(row, place, None, self.writer.figure)
        else:
            self.sheet.write_number(row, place, float(value), self.writer.figure)
        self.sheet.data_validation(row, place, row, place, _rule(line))

    def _offer(self, row: int, code: str, key: str) -> None:
        if key in self.lists:
            place, rule = self.columns[code], {"validate": "list", "source": self.lists[key]}
            self.sheet.data_validation(row, place, row, place, rule)

    def _comment(self, row: int, key: str) -> None:
        if "comment" in self.columns:
            self._put(row, "comment", self.paper.comments.get(key, ""), self.writer.bold)

    def _question(self, code: str, question: str) -> None:
        key = f"{self.page.key}.{code}"
        self._key(self.row, f"{KEY}t")
        self._put(self.row, "name", question, self.writer.bold)
        self._key(self.row + 1, f"{KEY}a:{key}")
        self._put(self.row + 1, "name", self.paper.answers.get(key, ""), self.writer.text)
        rule = {
            "validate": "length", "criteria": "<=", "value": LONGEST_ANSWER,
            "error_message": _("There is room for %(limit)d characters.") % {"limit": LONGEST_ANSWER},
        }  # fmt: skip
        self.sheet.data_validation(self.row + 1, 1, self.row + 1, 1, rule)
        self._comment(self.row + 1, key)
        self.sheet.set_row(self.row + 1, _ANSWER_HEIGHT)
        self.row += 2

    def _finish(self) -> None:
        """Lock what is not asked, freeze the headings, make it print on one page."""
        sheet, last = self.sheet, len(self.columns)
        sheet.protect("", {"format_columns": True, "format_rows": True, "insert_rows": True, "sort": True})
        sheet.freeze_panes(4, 2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 1)
        sheet.print_area(0, 1, self.row, last)
        sheet.set_footer(f"&L{_clean(self.paper.unit)[:60].replace('&', '&&')}&R{self.paper.mark.period}")


def _short_cover() -> Iterable[str]:
    yield _(
        "Fill in the yellow cells; the others are locked. Leave blank what you cannot or would rather not say."
    )
    yield _(
        "Where a list is offered, choose one of it. An open question has room for %(limit)d characters."
    ) % {"limit": LONGEST_ANSWER}
    yield _("The hidden first column must stay: by it the file is read.")


def _clean(text: Cell) -> str:
    """Return text a cell can hold; strings are written as strings, so nothing in them is computed."""
    return _ILLEGAL.sub("", as_text(text))[:32_000]


def _guidance(line: Line) -> str:
    told = [line.guidance]
    if line.kind == RATIO:
        told.append(
            _("This time: %(part)s. Out of: %(whole)s.") % {"part": line.numerator, "whole": line.denominator}
        )
    elif line.kind == PERCENT:
        told.append(_("Write 30 for 30 %."))
    elif line.kind == LEVEL:
        told.append(_("Choose one of the list."))
    return " ".join(text for text in told if text)


def _rule(line: Line) -> dict[str, Any]:
    """Return what the spreadsheet program checks while somebody types; the reader checks everything again."""
    rule: dict[str, Any] = {
        "validate": "integer" if line.whole else "decimal",
        "criteria": "between",
        "minimum": -999_999_999_999 if line.signed else 0,
        "maximum": 100 if line.kind == PERCENT else 999_999_999_999,
        "error_title": _("A figure is asked"),
        "error_message": _("Write the figure alone, without words. Leave it blank where it is not known."),
    }
    return rule
