"""RES-13: the workbook of a return is made and read back, or refused with the cell named. No database."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from proxenia.core.sheets import SheetError
from proxenia.core.sheets.grids import read_grids
from proxenia.results.readers.workbooks import open_workbook
from proxenia.results.rules.layouts import Layout, layout_from
from proxenia.results.rules.marks import mark_from
from tests.results import papers
from tests.results.papers import FIGURES, GOOD, LAYOUT, MARK, cells_of, fill, make, read, told

pytestmark = pytest.mark.once


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """Return a workbook that a unit filled in well."""
    return fill(make(tmp_path / "return.xlsx"), GOOD)


def test_res_13_a_filled_workbook_says_what_was_written(workbook: Path) -> None:
    answered = read(workbook)
    assert answered.problems == []
    assert (answered.cells, answered.accepted) == (FIGURES, FIGURES)
    assert answered.figures["met"].value == Decimal(18)
    assert answered.figures["sales"].value == Decimal("1250000.5")
    assert answered.figures["sales"].evidence == "document"
    assert (answered.figures["kept"].value, answered.figures["kept"].denominator) == (Decimal(9), Decimal(12))
    assert answered.figures["depth"].value == Decimal(2), "levels are counted from one"
    assert answered.figures["balance"].remark == "=more left than came"
    assert "shows" not in answered.figures, "a blank cell is unknown, never nought"
    assert answered.answers["trade.well"] == "Two fairs.\nOne contract."


def test_res_13_what_was_given_already_stands_in_the_next_workbook(workbook: Path, tmp_path: Path) -> None:
    first = read(workbook)
    again = make(
        tmp_path / "again.xlsx", given=first.figures, answers=first.answers, comments={"met": "Which ones?"}
    )
    second = read(again)
    assert second.problems == []
    assert second.figures["met"] == first.figures["met"]
    assert second.figures["depth"] == first.figures["depth"]
    assert second.answers == first.answers
    cells = cells_of(openpyxl.load_workbook(again))
    assert cells["met", "comment"].value == "Which ones?"


def test_res_13_the_workbook_is_locked_but_for_what_is_asked(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    for sheet in book.worksheets[1:4]:
        assert sheet.protection.sheet
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.row_dimensions[2].hidden
        assert sheet.column_dimensions["A"].hidden
    cells = cells_of(book)
    assert not cells["met", "value"].protection.locked
    assert cells["met", "name"].protection.locked
    assert cells["met", "denominator"].protection.locked
    assert cells["met", "last"].value == "12"
    assert cells["met", "target"].value == "20"
    assert [sheet.title for sheet in book.worksheets[1:3]] == [
        "Trade and investment",
        "Reputation  how we are seen",
    ]


WRONG: list[tuple[tuple[str, str], Any, str]] = [
    (("met", "value"), "see note", "“see note” is not a figure"),
    (("met", "value"), "n/a", "is not a figure"),
    (("met", "value"), 18.5, "whole numbers"),
    (("met", "value"), -1, "less than nothing"),
    (("met", "value"), True, "yes or no"),
    (("met", "value"), "=9+9", "formula"),
    (("sales", "value"), "ca. 30", "is not a figure"),
    (("sales", "value"), "30 %", "no percentage"),
    (("sales", "value"), 10**16, "too large"),
    (("heard", "value"), 130, "more than everything"),
    (("heard", "value"), 0.3, "0.3 % or 30 %"),
    (("kept", "value"), 13, "more than everything"),
    (("kept", "denominator"), 0, "share of nothing"),
    (("kept", "denominator"), None, "needs both"),
    (("kept", "value"), None, "needs both"),
    (("depth", "value"), "splendid", "one of the levels"),
    (("depth", "value"), 7, "one of the levels"),
    (("sales", "evidence"), "I am quite sure", "one of the levels"),
    (("met", "denominator"), 4, "one figure, not two"),
    (("women", "value"), 8, "does not match the sum"),
    (("trade.well", "name"), "x" * 901, "901 characters"),
    (("trade.well", "name"), "=A1", "formula"),
]


@pytest.mark.parametrize(("key", "value", "message"), WRONG)
def test_res_13_what_is_no_figure_is_refused_with_its_cell(
    workbook: Path, key: tuple[str, str], value: Any, message: str
) -> None:
    fill(workbook, {key: value})
    book = openpyxl.load_workbook(workbook)
    named = ("met", "value") if key == ("women", "value") else key
    cell = cells_of(book)[named]
    answered = read(workbook)
    assert told(answered) == [(cell.parent.title, cell.coordinate)]
    assert message in answered.problems[0].message
    assert answered.cells - answered.accepted == (key[1] in ("value", "denominator") and value is not None)


def test_res_13_a_date_made_of_a_figure_is_refused(workbook: Path) -> None:
    import datetime as dt

    fill(workbook, {("sales", "value"): dt.date(2026, 4, 3)})
    assert "the date 2026-04-03" in read(workbook).problems[0].message


def test_res_13_a_formula_with_its_result_stored_is_still_a_formula(workbook: Path, tmp_path: Path) -> None:
    fill(workbook, {("sales", "value"): "=1000+1"})
    saved = papers.through_libreoffice(workbook, tmp_path)
    ods = papers.through_libreoffice(workbook, tmp_path, "ods")
    for path in (saved, ods):
        answered = read(path)
        assert ["formula" in one.message for one in answered.problems] == [True]
        assert (
            answered.problems[0].cell
            == cells_of(openpyxl.load_workbook(workbook))["sales", "value"].coordinate
        )


def test_res_13_less_than_one_percent_is_written_with_its_sign(workbook: Path) -> None:
    fill(workbook, {("heard", "value"): "0.3 %"})
    answered = read(workbook)
    assert answered.problems == []
    assert answered.figures["heard"].value == Decimal("0.3")


def test_res_13_figures_that_a_program_kept_as_text_are_read(workbook: Path) -> None:
    fill(workbook, {("sales", "value"): "1250000", ("heard", "value"): "30%"})
    answered = read(workbook)
    assert answered.problems == []
    assert answered.figures["sales"].value == Decimal(1250000)
    assert answered.figures["heard"].value == Decimal(30)


def test_res_13_parts_that_are_not_all_known_need_not_add_up(workbook: Path) -> None:
    fill(workbook, {("women", "value"): None})
    assert read(workbook).problems == []
    fill(workbook, {("men", "value"): 19})
    assert "does not match" in read(workbook).problems[0].message


def test_res_13_an_empty_workbook_is_not_taken(tmp_path: Path) -> None:
    answered = read(make(tmp_path / "empty.xlsx"))
    assert answered.cells == 0
    assert ["Nothing is filled in" in one.message for one in answered.problems] == [True]
    assert answered.problems[0].cell == "G5"


def _move_columns(sheet: Any) -> None:
    """Put the column of figures first among those that show, as somebody does who likes it so."""
    rows = [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows(max_row=sheet.max_row)]
    order = [0, 6, 7, 1, *[place for place in range(2, len(rows[0])) if place not in (6, 7)]]
    for number, row in enumerate(rows, start=1):
        for place, old in enumerate(order, start=1):
            cell = sheet.cell(number, place)
            cell.value, cell.data_type = row[old]


def test_res_13_moved_columns_rows_and_translated_headings_are_read(workbook: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    for sheet in book.worksheets[1:4]:
        sheet["G4"].value, sheet["B4"].value = "Dieses Quartal", "Frage"
        sheet.insert_rows(3, 2)
        sheet["C3"].value = "Bitte prüfen, Anna"
        _move_columns(sheet)
        sheet.insert_rows(9)
        sheet.title = f"Blatt {sheet.title[:10]}"
    book.move_sheet(book.worksheets[3], -2)
    book.save(workbook)
    for path in (
        workbook,
        papers.through_libreoffice(workbook, tmp_path),
        papers.through_libreoffice(workbook, tmp_path, "ods"),
    ):
        answered = read(path)
        assert answered.problems == [], path
        assert answered.cells == FIGURES
        assert answered.figures["met"].value == Decimal(18)
        assert answered.figures["kept"].denominator == Decimal(12)
        assert answered.answers["trade.added"] == "Bitte prüfen, Anna", "nothing that was written is lost"


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_res_13_a_workbook_edited_in_libreoffice_is_read(workbook: Path, tmp_path: Path, kind: str) -> None:
    answered = read(papers.edited_in_libreoffice(workbook, tmp_path, kind))
    assert answered.problems == []
    assert answered.cells == FIGURES
    assert [answered.figures[key].value for key in ("met", "women", "men")] == [20, 7, 13]
    assert answered.figures["kept"].denominator == Decimal(12)
    assert answered.answers["trade.added"] == "Bitte prüfen, Anna", "nothing that was written is lost"


def test_res_13_every_outcome_prints_on_one_page(workbook: Path, tmp_path: Path) -> None:
    printed = papers.through_libreoffice(workbook, tmp_path, "pdf").read_bytes()
    pages = re.findall(rb"/Type\s*/Page\b", printed)
    assert len(pages) == 1 + len(LAYOUT.pages), "the sheet that explains, and one page an outcome"


def test_res_13_a_workbook_that_libreoffice_saved_says_the_same(workbook: Path, tmp_path: Path) -> None:
    expected = read(workbook).digest()
    assert read(papers.through_libreoffice(workbook, tmp_path)).digest() == expected
    assert read(papers.through_libreoffice(workbook, tmp_path, "ods")).digest() == expected


def test_res_13_a_figure_in_an_added_row_is_refused(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    sheet = book["Trade and investment"]
    sheet.insert_rows(6)
    sheet["B6"].value, sheet["G6"].value = "Visitors", 400
    book.save(workbook)
    answered = read(workbook)
    assert told(answered) == [("Trade and investment", "G6")]
    assert "added" in answered.problems[0].message


def test_res_13_a_copied_or_deleted_row_is_named(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    sheet = book["Trade and investment"]
    for column in range(1, 11):
        sheet.cell(30, column).value = sheet.cell(5, column).value
    book.save(workbook)
    assert told(read(workbook)) == [("Trade and investment", "B30")]
    sheet.delete_rows(30)
    sheet.delete_rows(8)
    book.save(workbook)
    answered = read(workbook)
    assert "Forecast international sales" in answered.problems[0].message


def test_res_13_deleted_keys_and_columns_are_told(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    book["Trade and investment"].delete_cols(7)
    book["Culture"].delete_rows(2)
    book.save(workbook)
    answered = read(workbook)
    assert [one.sheet for one in answered.problems][:1] == ["Trade and investment"]
    assert "This time" in answered.problems[0].message
    assert any(one.sheet == "Culture" and "keys" in one.message for one in answered.problems)


def test_res_13_a_deleted_or_doubled_sheet_is_told(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    del book["Culture"]
    book.save(workbook)
    answered = read(workbook)
    assert told(answered) == [("Culture", "")]
    assert answered.cells == 0, "nothing of it is taken"
    book.copy_worksheet(book["Trade and investment"])
    book.save(workbook)
    assert "twice" in read(workbook).problems[0].message


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (replace(MARK, code="harbour", uid="x"), "“harbour”"),
        (replace(MARK, period="2026-Q2", uid="x"), "2026-Q2"),
        (replace(MARK, office="another"), "another office"),
        (replace(MARK, edition="2"), "has changed"),
        (replace(MARK, layout="0" * 12), "has changed"),
    ],
)
def test_res_13_the_file_of_another_unit_quarter_or_edition_is_recognised(
    tmp_path: Path, other: Any, message: str
) -> None:
    path = fill(make(tmp_path / "other.xlsx", mark=other), GOOD)
    answered = read(path)
    assert len(answered.problems) == 4, "the three pages and the sheet that explains"
    assert all(message in one.message for one in answered.problems)
    assert answered.figures == {}


def test_res_13_a_page_taken_over_from_last_quarter_is_recognised(workbook: Path, tmp_path: Path) -> None:
    before = make(tmp_path / "before.xlsx", mark=replace(MARK, period="2026-Q2", uid="x"))
    old, book = openpyxl.load_workbook(before), openpyxl.load_workbook(workbook)
    book["Culture"]["A1"].value = old["Culture"]["A1"].value
    book.save(workbook)
    answered = read(workbook)
    assert [one.sheet for one in answered.problems] == ["Culture"]
    assert "2026-Q2" in answered.problems[0].message


def test_res_13_a_forged_mark_does_not_hold(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    cell = book["Culture"]["A1"]
    cell.value = cell.value.replace("port", "fort")
    book.save(workbook)
    assert "does not hold" in read(workbook).problems[0].message
    assert mark_from(cell.value) is None


@pytest.mark.parametrize("name", ["words.txt", "empty.xlsx", "cut.xlsx"])
def test_res_13_what_is_no_workbook_is_refused(workbook: Path, tmp_path: Path, name: str) -> None:
    content = {"words.txt": b"met;18\n", "empty.xlsx": b"", "cut.xlsx": workbook.read_bytes()[:3000]}[name]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SheetError) as error:
        open_workbook(tmp_path / name)
    assert error.value.message.endswith(".")


def test_res_13_any_other_workbook_bears_no_mark(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "Companies"
    book.save(tmp_path / "other.xlsx")
    assert open_workbook(tmp_path / "other.xlsx") == []


def test_res_13_a_layout_is_kept_as_it_was() -> None:
    import json

    kept = layout_from(json.loads(json.dumps(LAYOUT.plain())))
    assert kept == LAYOUT
    assert kept.digest() == LAYOUT.digest()
    assert Layout(LAYOUT.pages[:2]).digest() != LAYOUT.digest()
    assert LAYOUT.with_words({"met": "99"}, {}).digest() == LAYOUT.digest(), (
        "earlier figures do not change it"
    )


def test_res_13_texts_cannot_become_formulas(tmp_path: Path) -> None:
    page = LAYOUT.pages[2]
    line = replace(page.lines[0], name='=HYPERLINK("http://example.org")', guidance="@SUM(1)")
    layout = Layout((replace(page, title="=1+1", lines=(line,)),))
    path = make(tmp_path / "hostile.xlsx", layout=layout)
    assert all(not grid.formulas for grid in read_grids(path))
