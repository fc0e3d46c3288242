"""Tables found in workbooks and text files as offices keep them (SYS-3)."""

import datetime as dt
import re
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from proxenia.core.sheets import Limits, SheetError, read_table

pytestmark = pytest.mark.once

KNOWN = {
    "name",
    "partner city",
    "country",
    "type of tie",
    "signed on",
    "stadt",
    "land",
    "e-mail",
    "when",
    "where",
    "who",
}


def known(cells: list[str]) -> int:
    """Say how many headings of these tests a row has."""
    return sum(cell.casefold() in KNOWN for cell in cells)


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    """Write a workbook of plain sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def text(path: Path, content: str, encoding: str = "utf-8") -> Path:
    """Write a text file in an encoding."""
    path.write_bytes(content.encode(encoding))
    return path


def read(path: Path, **options: object) -> tuple[list[list[object]], object]:
    """Return the cells of all rows, and the table, closed."""
    with read_table(path, recognise=known, **options) as table:
        return [row.cells for row in table.rows], table


def test_sys_3_the_workbook_of_an_office_gives_its_eleven_ties(open_data: Callable[[str], Path]) -> None:
    with read_table(open_data("workbooks/ties_as_an_office_keeps_them.xlsx"), recognise=known) as table:
        rows = list(table.rows)
    assert (table.sheet, table.header_row, table.kind) == ("Ties 2025 (final) v3", 4, "xlsx")
    assert table.sheets == ["Ties 2025 (final) v3", "visits"]
    assert [column.text for column in table.columns][:4] == [
        "Partner city",
        "Country",
        "Type of tie",
        "Signed on",
    ]
    assert [row.number for row in rows] == list(range(5, 16))
    assert rows[0].cells[3] == dt.date(1976, 5, 9)
    assert rows[5].cells[3] == 43252
    assert [skipped.row for skipped in table.skipped] == [16, 19]
    assert table.skipped[0].why == "a total, “TOTAL”"
    assert table.skipped[1].why.startswith("a note under the table, “Note: Tbilissi = Tbilisi.")


def test_sys_3_another_sheet_of_the_workbook_is_read_by_name(open_data: Callable[[str], Path]) -> None:
    path = open_data("workbooks/ties_as_an_office_keeps_them.xlsx")
    rows, table = read(path, sheet="Visits")
    assert (table.header_row, len(rows)) == (1, 4)
    assert rows[3][0] == "2025-02-30"


def test_sys_3_the_windows_text_file_of_an_office_is_read(open_data: Callable[[str], Path]) -> None:
    rows, table = read(open_data("workbooks/contacts_cp1252.csv"))
    assert [row[0] for row in rows] == ["Müller, Jürgen", "Hélène Le Goff", "=1+1", "Sørensen;Åse"]
    assert table.remarks == [
        "The file is not in Unicode; it was read as Windows-1252 (Western Europe). Check names with accents."
    ]


def test_title_rows_and_headings_of_several_lines_are_understood(tmp_path: Path) -> None:
    rows = [["List of ties"], [], ["Partner\n city ", "Country"], ["Nantes", "France"]]
    cells, table = read(workbook(tmp_path / "a.xlsx", A=rows))
    assert (table.header_row, cells) == (3, [["Nantes", "France"]])
    assert table.columns[0].text == "Partner city"


def test_the_first_sheet_with_known_headings_is_taken_and_hidden_ones_are_not(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx", Read=[["about", "this"]], Old=[["Name", "Country"]], Now=[["Name", "Country"]]
    )
    book = openpyxl.load_workbook(path)
    book["Old"].sheet_state = "hidden"
    book.save(path)
    assert read(path)[1].sheet == "Now"
    assert read(path, sheet="Old")[1].sheet == "Old"


def test_totals_notes_blanks_and_repeated_headings_are_no_rows(tmp_path: Path) -> None:
    rows = [
        ["Name", "Country", "Cost"],
        ["Nantes", "France", 3],
        [],
        ["Name", "Country", "Cost"],
        ["Total", "France", None],
        ["Summe:", None, "€ 4.310,50"],
        ["Total général (2)", 2, 5],
        [],
        ["Source: the archive"],
        ["TOTAL"],
    ]
    cells, table = read(workbook(tmp_path / "a.xlsx", A=rows))
    assert cells == [["Nantes", "France", 3], ["Total", "France", None]]
    assert [(skipped.row, skipped.why.split(",")[0]) for skipped in table.skipped] == [
        (4, "the headings again"),
        (6, "a total"),
        (7, "a total"),
        (9, "a note under the table"),
        (10, "a total"),
    ]


def test_rows_of_one_cell_are_records_where_the_table_goes_on_or_has_many(tmp_path: Path) -> None:
    middle = [["Name", "Country"], ["Nantes", "France"], [], ["Tampa"], ["Riga", "Latvia"]]
    assert [row[0] for row in read(workbook(tmp_path / "a.xlsx", A=middle))[0]] == ["Nantes", "Tampa", "Riga"]
    alone = [["Name", "Country"], [], *[[f"city {number}"] for number in range(5)]]
    assert len(read(workbook(tmp_path / "b.xlsx", A=alone))[0]) == 5
    many = [["Name", "Country"], ["Nantes", "France"], [], *[[f"city {number}"] for number in range(40)]]
    assert len(read(workbook(tmp_path / "c.xlsx", A=many))[0]) == 41


def test_a_column_without_heading_is_remarked_when_it_holds_values(tmp_path: Path) -> None:
    rows = [["Name", None, "Country", None], ["Nantes", None, "France", "twin"]]
    cells, table = read(workbook(tmp_path / "a.xlsx", A=rows))
    assert cells == [["Nantes", None, "France", "twin"]]
    assert table.remarks == ["Column D holds values but has no heading; it was not read."]


def test_merged_cells_under_the_headings_are_remarked(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", A=[["Name", "Country"], ["Nantes", "France"], ["Lyon", None]])
    book = openpyxl.load_workbook(path)
    book["A"].merge_cells("B2:B3")
    book.save(path)
    assert read(path)[1].remarks == ["Merged cells B2:B3: only row 2 has their value."]


def test_a_table_in_the_middle_of_a_sheet_keeps_numbers_and_letters(tmp_path: Path) -> None:
    cells, table = read(
        workbook(
            tmp_path / "a.xlsx", A=[[], [], [None, None, "Name", "Country"], [None, None, "Riga", "Latvia"]]
        )
    )
    assert table.header_row == 3
    assert [(column.letter, column.text) for column in table.columns][2:] == [("C", "Name"), ("D", "Country")]
    assert cells == [[None, None, "Riga", "Latvia"]]
    assert table.remarks == []


def test_formulas_are_never_evaluated(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        A=[["Name", "Country", "Cost"], ["Riga", "Latvia", "=1+1"], ["Nantes", "France", 0]],
    )
    with read_table(path, recognise=known) as table:
        first, second = table.rows
    assert first.cells == ["Riga", "Latvia", None]
    assert first.remark.startswith(
        "C2 holds a formula without a stored result; formulas are not computed, so the cell was left empty."
    )
    assert (second.cells[2], second.remark) == (0, "")
    assert (first.uncomputed, second.uncomputed) == ((2,), ())


def test_sys_3_no_row_vanishes_because_its_formulas_have_no_result(tmp_path: Path) -> None:
    rows = [["Name", "Country", "When"], ["Riga", "Latvia", 1], ["=A2", None, "x"], [None, "=B2", "=A2"]]
    with read_table(workbook(tmp_path / "a.xlsx", A=rows), recognise=known) as table:
        last = list(table.rows)[-1]
    assert (last.number, last.cells, last.uncomputed) == (3, [None, None, "x"], (0,))
    assert [(one.row, one.why) for one in table.skipped] == [
        (4, "nothing but formulas without a stored result, in B4, C4")
    ]


def test_sys_3_a_formula_beside_an_empty_cell_with_a_style_is_found(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in [["Name", "Country", "When"], ["Riga", None, "=1+1"]]:
        book.active.append(row)
    book.active["B2"].font = openpyxl.styles.Font(bold=True)
    book.save(tmp_path / "a.xlsx")
    with read_table(tmp_path / "a.xlsx", recognise=known) as table:
        assert [row.uncomputed for row in table.rows] == [(2,)]


def test_sys_3_a_text_within_its_cell_that_holds_a_colon_and_an_f_is_no_formula(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", A=[["Name", "Country"], ["Riga", "Latvia"]])
    told = re.compile(rb'<c r="B2"[^>]*>.*?</c>', re.DOTALL)
    inline = b'<c r="B2" t="inlineStr"><is><t>Latvia:from the east</t></is></c>'
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, told.sub(inline, content) if name.endswith("sheet1.xml") else content)
    assert read(tmp_path / "b.xlsx")[0] == [["Riga", "Latvia:from the east"]]


def test_sys_3_a_refused_cell_says_that_it_holds_a_formula() -> None:
    from proxenia.core.registry import sheet_kind
    from proxenia.core.sheets import SheetRow
    from proxenia.core.sheets.cells import Reader, RowCells
    from proxenia.core.sheets.kinds import Mapping

    reader = Reader(sheet_kind("people"), Mapping({"name": 0, "post": 1}, (), {}), [])
    row = RowCells(reader, SheetRow(2, [None, None], uncomputed=(0,)))
    row.refuse("name", "The name is missing.")
    row.refuse("post", "Too long.")
    assert row.problems == [
        (
            "name",
            "The name is missing. The cell holds a formula without a stored result; formulas are not computed.",
        ),
        ("post", "Too long."),
    ]


@pytest.mark.parametrize("ending", [".xls", ".ods", ".csv", ""])
def test_sys_3_a_workbook_is_read_by_its_content_whatever_its_name_says(tmp_path: Path, ending: str) -> None:
    path = workbook(tmp_path / "a.xlsx", A=[["Name", "Country"], ["Riga", "Latvia"]])
    cells, table = read(path.rename(tmp_path / f"b{ending}"))
    assert (cells, table.kind) == ([["Riga", "Latvia"]], "xlsx")


def test_an_error_in_a_cell_is_neither_blank_nor_zero(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", A=[["Name", "Country", "Cost"], ["Riga", "Latvia", "#DIV/0!"]])
    assert read(path)[0] == [["Riga", "Latvia", "#DIV/0!"]]


def test_blank_formatted_rows_to_the_end_of_the_sheet_do_not_hurt(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", A=[["Name", "Country"], ["Riga", "Latvia"]])
    book = openpyxl.load_workbook(path)
    for row in range(900_000, 1_048_577, 1000):
        book["A"].cell(row, 3).font = openpyxl.styles.Font(bold=True)
    book.save(path)
    assert read(path)[0] == [["Riga", "Latvia"]]


def test_rows_can_be_gone_through_again_until_the_table_is_closed(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", A=[["Name", "Country"], ["Riga", "Latvia"]])
    table = read_table(path, recognise=known, folder=tmp_path)
    assert list(table.rows) == list(table.rows)
    assert len(table.rows) == 1
    assert table.folder.parent == tmp_path
    table.close()
    assert not table.folder.exists()


def test_a_refusal_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(SheetError):
        read_table(text(tmp_path / "a.csv", "x,y\n1,2\n"), recognise=known, folder=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(tmp_path: Path, separator: str) -> None:
    lines = [
        "a list, made by the office; do not edit",
        "Name,Country,Cost",
        'Riga,Latvia,"1,5; or | 2"',
        "Bonn,,3",
    ]
    content = "\n".join(
        lines[:1] + [line.replace(",", separator) if '"' not in line else line for line in lines[1:]]
    )
    content = content.replace(
        'Riga,Latvia,"1,5; or | 2"', separator.join(["Riga", "Latvia", '"1,5; or | 2"'])
    )
    cells, table = read(text(tmp_path / "a.csv", content))
    assert cells == [["Riga", "Latvia", "1,5; or | 2"], ["Bonn", None, "3"]]
    assert table.header_row == 2


def test_a_first_line_that_names_the_separator_is_no_row(tmp_path: Path) -> None:
    with read_table(
        text(tmp_path / "a.csv", "sep=;\r\nName;Country\r\nRiga;Latvia\r\n"), recognise=known
    ) as table:
        assert (table.header_row, [row.number for row in table.rows]) == (1, [2])


@pytest.mark.parametrize("before", ["Köln;Österreich\n" * 3, "横浜;日本\n" * 9, "Bonn;Austria\n"])
def test_sys_3_a_row_with_bytes_that_are_no_text_has_a_problem(tmp_path: Path, before: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"Name;Country\n{before}".encode() + b"Malm\xc3\xb6\xff;Sweden\n")
    with read_table(path, recognise=known) as table:
        *good, last = table.rows
    assert [row.problem for row in good] == [""] * len(good)
    assert good[0].cells == before.splitlines()[0].split(";")
    assert last.problem.startswith("The row holds bytes that are no text, in “Malmö\ufffd”.")


def test_sys_3_a_row_in_another_encoding_than_its_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("Name;Country\nKöln;Österreich\n".encode() + "Münster;Österreich\n".encode("cp1252"))
    with read_table(path, recognise=known) as table:
        good, odd = table.rows
    assert (odd.cells, odd.problem) == (["Münster", "Österreich"], "")
    assert odd.remark == (
        "The row is not in UTF-8; it was read as Windows-1252 (Western Europe). Check its letters."
    )
    assert good.remark == ""


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("euc_jp", "横浜市;神戸市;札幌市;姉妹都市;友好都市提携;国際交流課"),
        ("euc_jp", "京都府京都市;米国;締結年月日"),
        ("gb2312", "南京市;上海市;友好城市;国际交流;签署日期"),
        ("gb2312", "成都;重庆;德国;法国"),
        ("big5", "臺北市;高雄市;姊妹市;國際交流;締結日期"),
        ("euc_kr", "부산광역시;서울특별시;자매도시;국제교류과;체결일"),
        ("shift_jis", "横浜市;神戸市;札幌市;姉妹都市"),
    ],
)
def test_sys_3_signs_of_east_asia_are_told_apart_without_kana(
    tmp_path: Path, encoding: str, words: str
) -> None:
    content = "Name;Country;When;Where;Who;E-mail\n" + f"{words}\n" * 3
    cells, _table = read(text(tmp_path / "a.csv", content, encoding))
    assert [cell for cell in cells[0] if cell] == words.split(";")


WORDS = {
    "utf-8": "Müller;Košice;横浜;Київ",
    "utf-8-sig": "Müller;Košice;横浜;Київ",
    "utf-16": "Müller;Košice;横浜;Київ",
    "utf-16-le": "Muller;Kosice;Bonn;Kyiv",
    "utf-16-be": "Muller;Kosice;Bonn;Kyiv",
    "cp1252": "Müller;Hélène Le Goff;Sørensen Åse;São Paulo “quoted” €",
    "latin-1": "Müller;Hélène Le Goff;Sørensen Åse;Coruña",
    "cp1250": "Łódź;Wrocław;Gdańsk;Kraków, współpraca",
    "cp1251": "Москва;Санкт-Петербург;Нижний Новгород;побратимы",
    "koi8-r": "Москва;Санкт-Петербург;Нижний Новгород;города побратимы",
    "cp1253": "Αθήνα;Θεσσαλονίκη;Πάτρα;αδελφοποιημένη πόλη",
    "shift_jis": "横浜市;姉妹都市;シアトル;ありがとう",
    "euc_jp": "横浜市;姉妹都市です;シアトル;ありがとうございました",
    "euc_kr": "서울;부산;자매도시;협력",
    "gb18030": "上海;北京;友好城市;合作协议",
}


@pytest.mark.parametrize("encoding", WORDS)
def test_sys_3_text_is_read_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    content = f"Name;Country;Place;Note\r\n{WORDS[encoding]}\r\nBonn;Germany;;\r\n"
    cells, table = read(text(tmp_path / "a.csv", content, encoding))
    assert cells[0] == WORDS[encoding].split(";")
    assert bool(table.remarks) == (not encoding.startswith("utf"))


@pytest.mark.parametrize(
    "words",
    [
        "Česko;Plzeň, město;Žďár;přátelství",
        "Győr;Pécs;Debrecen;együttműködés",
        "Ljubljana;Šoštanj;Čakovec;mesto",
    ],
)
def test_central_european_text_is_not_taken_for_western(tmp_path: Path, words: str) -> None:
    cells, _ = read(text(tmp_path / "a.csv", f"Name;Country;Place;Note\n{words}\n", "cp1250"))
    assert cells == [words.split(";")]


def test_mixed_encodings_are_read_line_by_line_and_named(tmp_path: Path) -> None:
    good, odd = "Name;Country\nKöln;Österreich\n".encode(), "Münster;Österreich\n".encode("cp1252")
    path = tmp_path / "a.csv"
    path.write_bytes(good + b'"two\nlines";x\n' + odd + good.splitlines(keepends=True)[1])
    cells, table = read(path)
    assert [row[0] for row in cells] == ["Köln", "two\nlines", "Münster", "Köln"]
    assert table.remarks[0].startswith("The file mixes encodings; rows 4 were read as Windows-1252")


def test_rows_with_too_many_or_too_few_cells_are_told(tmp_path: Path) -> None:
    content = "Name;Country;Note\nRiga;Latvia;a;b\nBonn;Germany\nOslo;Norway;x\n\nBern;Switzerland;;;;\n"
    with read_table(text(tmp_path / "a.csv", content), recognise=known) as table:
        many, few, right, trailing = table.rows
    assert "4 cells where the headings have 3" in many.problem
    assert "2 cells where the headings have 3" in few.remark
    assert (few.problem, right.problem, right.remark, trailing.problem) == ("", "", "", "")
    assert trailing.number == 6


def test_a_formula_in_text_stays_text_and_a_marked_one_is_restored(tmp_path: Path) -> None:
    cells, _ = read(text(tmp_path / "a.csv", "Name,Country\n=1+1,'=1+1\n'quoted',''=x\n"))
    assert cells == [["=1+1", "=1+1"], ["'quoted'", "'=x"]]


def test_the_kind_is_told_by_content_not_by_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.csv", A=[["Name", "Country"], ["Riga", "Latvia"]])
    assert read(path)[1].kind == "xlsx"


def test_the_reader_process_imports_the_reader_only_and_has_no_network(tmp_path: Path) -> None:
    import subprocess

    program = (
        "import sys, socket\n"
        "from proxenia.core.sheets import worker\n"
        "from proxenia.core.sheets.limits import Limits\n"
        "heavy = {'django', 'xlsxwriter', 'odf', 'openpyxl', 'sqlite3'} & set(sys.modules)\n"
        "worker.shut_in(Limits())\n"
        "for action in (lambda: socket.create_connection(('127.0.0.1', 9)), lambda: __import__('os').system('true')):\n"
        "    try: action()\n"
        "    except PermissionError: print('refused')\n"
        "import resource\n"
        "print(sorted(heavy), resource.getrlimit(resource.RLIMIT_AS)[0])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout.split("\n")[:3] == ["refused", "refused", f"[] {Limits().memory_bytes}"], done.stderr
