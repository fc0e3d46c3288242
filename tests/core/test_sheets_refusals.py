"""Every bad file gets its own sentence that says what is wrong and what to do (SYS-3)."""

import io
import json
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest

from proxenia.core.sheets import Limits, SheetError, read_table
from proxenia.core.sheets import reading as reading_module
from proxenia.core.sheets.problems import SENTENCES

pytestmark = pytest.mark.once

HEADER = [["Name", "Country"], ["Riga", "Latvia"]]


def known(cells: list[str]) -> int:
    """Say how many headings of these tests a row has."""
    return sum(cell.casefold() in {"name", "country"} for cell in cells)


def book(rows: list[list[object]]) -> bytes:
    """Return a workbook of one sheet."""
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def repacked(content: bytes, changes: dict[str, bytes], drop: str = "") -> bytes:
    """Return a zip with some parts changed or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changes and name != drop:
                new.writestr(name, old.read(name))
        for name, part in changes.items():
            new.writestr(name, part)
    return out.getvalue()


def refused(tmp_path: Path, content: bytes, name: str = "list.xlsx", **options: object) -> SheetError:
    """Return the refusal of a file."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SheetError) as error:
        read_table(path, recognise=known, **options)
    assert error.value.message[-1] in ".!"
    return error.value


@pytest.mark.parametrize(
    ("start", "found"),
    [
        (b"%PDF-1.7\n", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n", "a picture (PNG)"),
        (b"\xff\xd8\xff\xe0", "a picture (JPEG)"),
        (b"<!DOCTYPE html><html><table>", "a web page or XML document"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "a web page or XML document"),
        (b"{\\rtf1", "a text document (RTF)"),
        (bytes(range(256)) * 4, "a file of unknown type"),
    ],
)
def test_a_file_of_the_wrong_type_is_named(tmp_path: Path, start: bytes, found: str) -> None:
    error = refused(tmp_path, start)
    assert (
        error.message
        == f"This is {found}, not a spreadsheet. Save the table as .xlsx, .ods or .csv and send that file."
    )


@pytest.mark.parametrize(
    ("part", "found"),
    [
        ("word/document.xml", "a text document (.docx)"),
        ("ppt/presentation.xml", "a presentation"),
        ("a.txt", "a zip archive"),
    ],
)
def test_a_zipped_file_of_the_wrong_type_is_named(tmp_path: Path, part: str, found: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(part, "x")
    assert found in refused(tmp_path, out.getvalue()).message


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    assert (
        refused(tmp_path, b"").message == "The file is empty. Save the spreadsheet again and send that file."
    )


@pytest.mark.parametrize("content", [book([]), b"\n\n  \n", b"\xef\xbb\xbf"])
def test_a_file_without_a_filled_cell_is_refused(tmp_path: Path, content: bytes) -> None:
    assert (
        refused(tmp_path, content).message
        == "The file has no filled cell. Check that you sent the right file."
    )


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match="There is no file here") as error:
        read_table(tmp_path / "none.xlsx", recognise=known)
    assert error.value.where == "none.xlsx"


def test_a_file_that_may_not_be_opened_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "a.csv"
    path.write_bytes(b"Name,Country\n")
    monkeypatch.setattr(Path, "open", forbidden)
    with pytest.raises(SheetError, match="cannot be opened: Permission denied") as error:
        read_table(path, recognise=known)
    assert error.value.where == "a.csv"


def test_a_password_protected_workbook_is_recognised(tmp_path: Path) -> None:
    container = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    encrypted = container + "EncryptedPackage".encode("utf-16-le")
    assert refused(tmp_path, encrypted).message.startswith(
        "The file is protected by a password. Open it, save it without"
    )
    old = container + "Workbook".encode("utf-16-le")
    assert "Excel 97–2003 (.xls). Save it as .xlsx" in refused(tmp_path, old).message
    assert "old Office program" in refused(tmp_path, container).message


def test_a_password_protected_ods_is_recognised(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
    assert refused(tmp_path, out.getvalue()).code == "password"


@pytest.mark.reliability("C1")
def test_a_zip_bomb_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    bomb = repacked(book(HEADER), {"xl/media/zero.bin": bytes(60 * 1024 * 1024)})
    error = refused(tmp_path, bomb)
    assert error.message.startswith(
        "The file unpacks to far more than it should (60 MB in xl/media/zero.bin)"
    )


def test_many_parts_and_too_much_in_all_are_refused(tmp_path: Path) -> None:
    many = repacked(book(HEADER), {f"xl/x{number}.bin": b"" for number in range(30)})
    assert refused(tmp_path, many, limits=Limits(zip_entries=20)).code == "entries"
    assert refused(tmp_path, book(HEADER), limits=Limits(unpacked_bytes=2000)).code == "bomb"
    assert refused(tmp_path, book(HEADER), limits=Limits(file_bytes=1000)).code == "too_big"


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "..\\x", "C:/x"])
def test_a_part_with_a_forbidden_name_is_refused(tmp_path: Path, name: str) -> None:
    assert "a part with a forbidden name" in refused(tmp_path, repacked(book(HEADER), {name: b"x"})).message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.reliability("C1", "C2")
def test_an_xml_bomb_is_refused(tmp_path: Path, encoding: str) -> None:
    laughs = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    error = refused(tmp_path, repacked(book(HEADER), {"xl/sharedStrings.xml": laughs.encode(encoding)}))
    assert error.message.startswith("The file declares XML entities (in xl/sharedStrings.xml)")


@pytest.mark.parametrize("part", [0.3, 0.6, 0.99])
def test_a_file_that_is_cut_short_is_refused(tmp_path: Path, part: float) -> None:
    content = book(HEADER)
    assert refused(tmp_path, content[: int(len(content) * part)]).message.startswith(
        "The file is cut short or damaged."
    )


def test_a_workbook_with_damaged_parts_is_refused(tmp_path: Path) -> None:
    broken = repacked(book(HEADER), {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row><c r='A1'>"})
    assert refused(tmp_path, broken).code in {"damaged", "blank"}
    assert refused(tmp_path, repacked(book(HEADER), {"xl/workbook.xml": b"<workbook"})).code == "damaged"
    flipped = bytearray(book(HEADER))
    flipped[80] ^= 0xFF
    assert refused(tmp_path, bytes(flipped)).code == "damaged"


def test_no_known_heading_lists_what_was_found(tmp_path: Path) -> None:
    error = refused(tmp_path, book([["Fruit", "Colour"], ["Apple", "red"]]))
    assert error.message == (
        "No row with known headings was found. Looked at: “Sheet” (Fruit, Colour). Name the columns as in the template."
    )


def test_an_unknown_sheet_lists_those_there_are(tmp_path: Path) -> None:
    assert (
        refused(tmp_path, book(HEADER), sheet="Ties").message
        == "There is no sheet “Ties”. The file has: “Sheet”."
    )


def test_duplicate_headings_name_both_columns(tmp_path: Path) -> None:
    error = refused(tmp_path, book([["Name", "Country", "note", "COUNTRY "], ["Riga", "Latvia", "", "x"]]))
    assert error.message.startswith("The heading “COUNTRY” stands twice, in columns B and D.")
    assert error.where == "Sheet"


def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    content = book([["Name", "Country"], *[["Riga", "Latvia"]] * 30])
    error = refused(tmp_path, content, limits=Limits(rows=29))
    assert error.message == "The sheet has more than 29 rows of data. Split it into several files."
    lines = b"Name,Country\n" + b"Riga,Latvia\n" * 30
    assert refused(tmp_path, lines, "a.csv", limits=Limits(rows=29)).code == "too_many_rows"


def test_too_many_columns_are_refused(tmp_path: Path) -> None:
    wide = [["Name", "Country"], ["Riga", "Latvia", *["x"] * 30]]
    assert refused(tmp_path, book(wide), limits=Limits(columns=20)).message.startswith(
        "The sheet uses column AF; at most 20"
    )


@pytest.mark.reliability("C1")
def test_a_cell_at_the_far_corner_is_refused_and_does_not_eat_the_memory(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active.append(["Name", "Country"])
    made.active["XFD1048576"] = "here"
    out = io.BytesIO()
    made.save(out)
    assert refused(tmp_path, out.getvalue()).message.startswith("The sheet has more than 200000 rows")
    del made.active["XFD1048576"]
    made.active["XFD2"] = "here"
    out = io.BytesIO()
    made.save(out)
    assert "column XFD" in refused(tmp_path, out.getvalue()).message


def test_an_ods_that_repeats_a_row_for_ever_is_refused(tmp_path: Path) -> None:
    from proxenia.core.sheets import write_ods

    path = tmp_path / "good.ods"
    write_ods(path, ["Name", "Country"], [["Riga", "Latvia"]])
    with zipfile.ZipFile(path) as archive:
        content = archive.read("content.xml").decode()
    place = content.rindex("<table:table-row>")
    bomb = content[:place] + content[place:].replace(
        "<table:table-row>", '<table:table-row table:number-rows-repeated="1000000000">'
    )
    out = repacked(path.read_bytes(), {"content.xml": bomb.encode()})
    error = refused(tmp_path, out, "bomb.ods", limits=Limits(seconds=20))
    assert error.code in {"memory", "time", "too_many_rows", "damaged"}


@pytest.mark.reliability("C1")
@pytest.mark.asvs("15.2.2", "15.2.5")
def test_reading_beyond_the_memory_allowed_is_refused(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active.append(["Name", "Country"])
    # Within the limits of rows and columns, but a hundred million cells when laid out.
    made.active.cell(200_000, 500, "here")
    out = io.BytesIO()
    made.save(out)
    workbook = refused(tmp_path, out.getvalue())
    assert workbook.message.startswith("Reading the file needs more than the 512 MB of memory allowed.")
    lines = b"Name,Country\n" + b"Riga,Latvia\n" * 5_000_000
    text = refused(tmp_path, lines, "a.csv", limits=Limits(memory_bytes=128 * 1024 * 1024))
    assert text.message.startswith("Reading the file needs more than the 128 MB of memory allowed.")


@pytest.mark.reliability("C1")
@pytest.mark.asvs("15.2.2", "15.2.5")
def test_reading_beyond_the_time_allowed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(book(HEADER))
    process = subprocess.Popen(["sleep", "30"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    process.kill()
    import threading

    late = threading.Event()
    late.set()
    with pytest.raises(SheetError, match="took longer than the 7 seconds allowed"):
        reading_module._ask(process, None, Limits(seconds=7), late)
    process.communicate()


def test_a_disk_that_is_full_is_told_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = reading_module._make_folder

    def full(folder: object) -> Path:
        made = real(tmp_path)
        (made / "rows").symlink_to("/dev/full")
        return made

    monkeypatch.setattr(reading_module, "_make_folder", full)
    error = refused(tmp_path, book(HEADER))
    assert error.message.startswith("There is no room left on the disk")
    assert [path.name for path in tmp_path.iterdir()] == ["list.xlsx"]


def test_a_quotation_mark_that_is_never_closed_is_found(tmp_path: Path) -> None:
    lines = 'Name,Country\nRiga,Latvia\n"Bonn,Germany\nOslo,Norway\n'
    assert refused(tmp_path, lines.encode(), "a.csv").message.startswith(
        "A quotation mark opened in row 3 is never closed."
    )
    long = lines + "Oslo,Norway\n" * 20_000
    assert refused(tmp_path, long.encode(), "a.csv").code == "open_quote"
    closed = 'Name,Country\n"' + "x" * 200_000 + '",Norway\n'
    assert refused(tmp_path, closed.encode(), "a.csv").message.startswith(
        "A cell in row 2 holds more than 100000 characters"
    )


def test_every_code_the_reader_can_send_has_a_sentence_whose_figures_are_sent() -> None:
    import re

    source = "".join(path.read_text() for path in Path(reading_module.__file__).parent.glob("*.py"))
    used = set(re.findall(r'(?:Refusal|sheet_error|sentence)\(\s*"(\w+)"', source)) | set(
        re.findall(r'\(\("(\w+)", \{', source)
    )
    assert used <= set(SENTENCES)
    assert json.dumps(SENTENCES)


def test_sys_3_a_heading_row_wider_than_the_limit_is_refused_in_text_as_in_workbooks(tmp_path: Path) -> None:
    headings = ["Name", "Country", *[f"x{place}" for place in range(20)]]
    line = ",".join(headings) + "\nRiga,Latvia\n"
    error = refused(tmp_path, line.encode(), "a.csv", limits=Limits(columns=10))
    assert error.message.startswith("The sheet uses column K; at most 10 columns can be read.")
    assert refused(tmp_path, book([headings, ["Riga"]]), limits=Limits(columns=10)).code == "too_many_columns"


def test_sys_3_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match="This is a folder, not a file"):
        read_table(tmp_path, recognise=len)
