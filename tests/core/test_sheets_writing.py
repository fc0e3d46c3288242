"""Files written, and read back as they were (SYS-3)."""

import csv
import datetime as dt
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proxenia.core.sheets import (
    Column,
    SheetColumn,
    SheetError,
    SheetWriter,
    escape_cell,
    read_table,
    restore_cell,
    write_csv,
    write_ods,
    write_table,
    write_xlsx,
)
from proxenia.core.values import PartialDate, clean_text

pytestmark = pytest.mark.once

HEADINGS = ["Name", "Country", "Note"]
WRITERS = {"xlsx": write_xlsx, "ods": write_ods, "csv": write_csv}


def known(cells: list[str]) -> int:
    """Say how many headings of these tests a row has."""
    return sum(cell in HEADINGS for cell in cells)


def read(path: Path) -> list[list[object]]:
    """Return the cells of all rows."""
    with read_table(path, recognise=known) as table:
        return [row.cells for row in table.rows]


@given(st.text())
def test_escaping_and_restoring_gives_every_text_back(text: str) -> None:
    assert restore_cell(escape_cell(text)) == text


@given(st.text(alphabet="'=+-@ \t\r\nx＝", max_size=8))
def test_escaping_and_restoring_gives_every_risky_text_back(text: str) -> None:
    assert restore_cell(escape_cell(text)) == text
    assert not escape_cell(text).lstrip(" ").startswith(tuple("=+-@＝\t\r\n"))


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM", "\tx", "\r=x", "\nx", "＝1", " =1", "\u200b=1", "'=1", "''=1"]
)
def test_what_could_be_a_formula_is_marked(text: str) -> None:
    assert escape_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", "x", "'s-Hertogenbosch", "'quoted'", "a=b", "'", "–"])
def test_what_is_no_formula_is_not_marked(text: str) -> None:
    assert escape_cell(text) == text
    assert restore_cell(text) == text


cells = st.one_of(
    st.none(),
    st.text(max_size=30).map(lambda text: clean_text(text, lines=True)),
    st.text(alphabet="'=+-@ x\n;,\"_x0041", max_size=12).map(lambda text: clean_text(text, lines=True)),
    st.integers(-(10**12), 10**12),
    st.floats(-1e9, 1e9, allow_nan=False).map(lambda number: round(number, 4)),
    st.dates(dt.date(1900, 3, 1), dt.date(2199, 12, 31)),
)


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(cells, cells, cells), max_size=12))
def test_sys_3_a_workbook_reads_back_as_it_was_written(
    tmp_path: Path, kind: str, rows: list[tuple[object, ...]]
) -> None:
    path = tmp_path / f"a.{kind}"
    # A first cell in every row keeps it from being a blank, a note or a total.
    written = [["record", 1, "x", *row] for row in rows]
    assert WRITERS[kind](path, [*HEADINGS, "A", "B", "C"], written) == len(rows)
    assert read(path) == [[None if cell == "" else cell for cell in row] for row in written]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.lists(st.text(max_size=30).map(lambda text: clean_text(text, lines=True)), min_size=3, max_size=3)
    )
)
def test_sys_3_a_text_file_reads_back_as_it_was_written(tmp_path: Path, rows: list[list[str]]) -> None:
    path = tmp_path / "a.csv"
    write_csv(path, [*HEADINGS, "A", "B", "C"], [["record", "land", "x", *row] for row in rows])
    assert read(path) == [["record", "land", "x", *(cell or None for cell in row)] for row in rows]


@pytest.mark.parametrize("kind", WRITERS)
def test_typed_values_keep_their_kind(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"a.{kind}"
    row = [
        PartialDate(1976, 5, 9),
        PartialDate(1976, 5),
        PartialDate(1976),
        Decimal("4310.50"),
        -5,
        "-5",
        True,
        dt.date(1850, 1, 2),
    ]
    write_table(path, [*HEADINGS, *"defgh"], [row])
    found = read(path)[0]
    if kind == "csv":
        assert found == ["1976-05-09", "1976-05", "1976", "4310.50", "-5", "-5", "TRUE", "1850-01-02"]
    else:
        assert found == [dt.date(1976, 5, 9), "1976-05", "1976", 4310.5, -5, "-5", True, "1850-01-02"]


def test_no_text_becomes_a_formula_an_address_or_a_number(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_xlsx(path, HEADINGS, [["=1+1", "https://example.org", "007"]])
    row = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))[1]
    assert row == ("'=1+1", "https://example.org", "007")
    with zipfile.ZipFile(path) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_a_text_file_names_its_encoding(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_csv(path, HEADINGS, [["Köln", "=x", None]])
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(path.open(encoding="utf-8-sig", newline="")))[1] == ["Köln", "'=x", ""]


def test_a_template_explains_its_columns_and_offers_choices(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    columns = [
        SheetColumn("Name", help="The name of the tie.", required=True),
        SheetColumn("Country", choices=["France", "Germany"], help="Any form."),
        SheetColumn("Note", choices=["a", "b", "c"]),
    ]
    write_xlsx(path, columns, [], sheet="Ties", help_sheet="Help", notes=["How to fill this in."])
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Ties", "Help"]
    assert book["Ties"].freeze_panes == "A2"
    rules = book["Ties"].data_validations.dataValidation
    assert sorted(str(rule.sqref) for rule in rules) == ["B2:B5001", "C2:C5001"]
    for rule, choices in zip(
        sorted(rules, key=lambda rule: str(rule.sqref)), (["France", "Germany"], ["a", "b", "c"]), strict=True
    ):
        sheet, area = rule.formula1.replace("$", "").split("!")
        assert [cell.value for (cell,) in book[sheet.strip("'")][area]] == choices
    assert ["Name", "yes", "The name of the tie."] in [
        [cell.value for cell in row[:3]] for row in book["Help"].rows
    ]
    with read_table(path, recognise=known) as table:
        assert (table.sheet, len(table.rows)) == ("Ties", 0)


def test_an_ods_template_explains_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    columns = [
        SheetColumn("Name", help="The name.", required=True),
        SheetColumn("Country", choices=["a", "b"]),
    ]
    write_ods(path, columns, [], sheet="Ties & <more>", help_sheet="Help", notes=["How to."])
    with read_table(path, recognise=lambda row: 2 * ("Choices" in row)) as table:
        assert table.sheets == ["Ties & <more>", "Help"]
        assert [row.cells for row in table.rows] == [
            ["Name", "yes", "The name.", None],
            ["Country", None, None, "a; b"],
        ]


@pytest.mark.parametrize("kind", WRITERS)
def test_sys_3_bad_rows_come_back_in_the_same_shape(tmp_path: Path, kind: str) -> None:
    path, again = tmp_path / f"bad.{kind}", tmp_path / f"again.{kind}"
    columns = [Column("Name", "A", 0), Column("", "B", 1), Column("Country", "C", 2)]
    with SheetWriter(path, columns) as writer:
        writer.add(["Riga", None, "Latwia"], "No country is called “Latwia”.")
        writer.add(["=x"], "No country.")
        assert writer.count == 2
    with read_table(path, recognise=known) as table:
        assert [column.text for column in table.columns] == ["Name", "", "Country", "Problem"]
        rows = list(table.rows)
        assert [row.cells for row in rows] == [
            ["Riga", None, "Latwia", "No country is called “Latwia”."],
            ["=x", None, None, "No country."],
        ]
        with SheetWriter(again, table.columns) as writer:
            writer.add(rows[0].cells, "Still none.")
    assert read(again) == [["Riga", None, "Latwia", "Still none."]]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_text_longer_than_a_cell_is_refused_and_leaves_no_file(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"a.{kind}"
    with pytest.raises(SheetError, match="The text in row 2, column B has 40000 characters"):
        WRITERS[kind](path, HEADINGS, [["x", "y" * 40_000]])
    assert not path.exists()


def test_more_rows_than_a_sheet_has_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("proxenia.core.sheets.writing.MOST_ROWS", 5)
    with pytest.raises(SheetError, match="A spreadsheet ends at 5 rows"):
        write_xlsx(tmp_path / "a.xlsx", HEADINGS, [["x"]] * 5)
    assert write_csv(tmp_path / "a.csv", HEADINGS, [["x"]] * 9) == 9


@pytest.mark.parametrize("kind", WRITERS)
def test_a_disk_that_is_full_while_writing_is_told(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"a.{kind}"
    path.symlink_to("/dev/full")
    with pytest.raises(SheetError, match="There is no room left on the disk"):
        write_table(path, HEADINGS, [["x" * 1000, str(number), "y"] for number in range(3000)])


def test_another_kind_of_file_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match=r"ending in “\.pdf” cannot be written"):
        write_table(tmp_path / "a.pdf", HEADINGS, [])
    with pytest.raises(SheetError, match=r"ending in “\.doc”"):
        SheetWriter(tmp_path / "a.doc", [])
