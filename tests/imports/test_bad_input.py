"""SYS-3: every kind of bad file gets its own sentence on the command line, and leaves the office as it was."""

import csv
import io
import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from proxenia.cli.parser import main
from proxenia.portfolio.models import Partnership
from proxenia.records.models import Anchor, ImportRun
from tests.cast import Cast

pytestmark = pytest.mark.django_db

Run = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def run(cast: Cast, capsys: pytest.CaptureFixture[str]) -> Run:
    """`run("import", "partnerships", path)`: the exit code and the one JSON value on stdout."""

    def call(*words: object) -> tuple[int, dict[str, Any]]:
        code = main([*map(str, words), "--office", cast.office.slug, "--json"])
        out = capsys.readouterr().out
        assert len(out.strip().splitlines()) == 1, out
        return code, json.loads(out)

    return call


def refused_file(run: Run, path: Path, *words: object) -> tuple[str, str]:
    """Import a file that cannot be taken; return the sentence and where it points."""
    code, answer = run("import", "partnerships", path, *words)
    assert code == 1
    assert list(answer) == ["error"]
    assert not Anchor.objects.exists()
    assert not ImportRun.objects.exists()
    return answer["error"]["message"], answer["error"]["where"]


def table(path: Path, *rows: list[Any]) -> Path:
    """Write rows as CSV."""
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


def workbook(path: Path, *rows: list[Any]) -> Path:
    """Write rows as they are into a workbook: a text that begins with = is a formula."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(path)
    return path


def test_sys_3_a_file_of_another_type_says_what_it_is(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "ties.xlsx"
    path.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n")
    message, where = refused_file(run, path)
    assert "PDF" in message
    assert where == "ties.xlsx"


def test_sys_3_an_empty_file_says_so(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "ties.csv"
    path.touch()
    assert "empty" in refused_file(run, path)[0]


def test_sys_3_a_file_that_is_not_there_says_so(run: Run, tmp_path: Path) -> None:
    assert "no file" in refused_file(run, tmp_path / "absent.csv")[0]


def test_sys_3_a_file_under_a_password_says_so(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "ties.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", b"\x00" * 64)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/>'
            "</manifest:file-entry></manifest:manifest>",
        )
    assert "password" in refused_file(run, path)[0]


def test_sys_3_too_many_rows_and_columns_name_the_limit(run: Run, tmp_path: Path, settings: Any) -> None:
    settings.SHEET_MAX_ROWS, settings.SHEET_MAX_COLUMNS = 5, 4
    long = table(tmp_path / "long.csv", ["counterpart"], *[[f"Town {n}"] for n in range(9)])
    assert "5" in refused_file(run, long)[0]
    wide = table(tmp_path / "wide.csv", ["counterpart", "country", *[f"x{n}" for n in range(9)]], ["a"] * 11)
    assert "4" in refused_file(run, wide)[0]


def test_sys_3_a_zip_bomb_and_an_xml_bomb_are_not_unpacked(run: Run, tmp_path: Path) -> None:
    good = workbook(tmp_path / "good.xlsx", ["counterpart"], ["Nantes"])
    for name, content in (
        ("zip.xlsx", b"<worksheet>" + b" " * 60_000_000 + b"</worksheet>"),
        ("xml.xlsx", b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'),
    ):
        path = tmp_path / name
        with zipfile.ZipFile(good) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
            for part in source.namelist():
                target.writestr(part, content if part.startswith("xl/worksheets/") else source.read(part))
        message, _where = refused_file(run, path)
        assert "not read" in message


def test_sys_3_formulas_are_read_by_their_stored_value_and_never_evaluated(run: Run, tmp_path: Path) -> None:
    path = workbook(tmp_path / "f.xlsx", ["counterpart", "country", "notes"], ["Nantes", "France", "=1+1"])
    code, answer = run("import", "partnerships", path)
    assert (code, answer["created"]) == (0, 1)
    assert Partnership.objects.get().note == "", "openpyxl stores no value beside the formula"


def test_sys_3_mixed_encodings_keep_their_names(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mixed.csv"
    lines = ["counterpart,country", "Córdoba,Spain", "Łódź,Poland"]
    path.write_bytes("\n".join(lines).encode() + "\nSaarbrücken,Germany\n".encode("cp1252"))
    code, answer = run("import", "partnerships", path)
    assert (code, answer["created"]) == (0, 3)
    assert set(Partnership.objects.values_list("name", flat=True)) == {"Córdoba", "Łódź", "Saarbrücken"}


def test_sys_3_dates_as_text_and_as_number_are_dates(run: Run, tmp_path: Path) -> None:
    rows = [
        ["counterpart", "country", "since"],
        ["Nantes", "France", "Oct 1992"],
        ["Trier", "Germany", 43252],
    ]
    code, _answer = run("import", "partnerships", workbook(tmp_path / "d.xlsx", *rows))
    assert code == 0
    assert dict(Partnership.objects.values_list("name", "since")) != {}
    assert str(Partnership.objects.get(name="Nantes").since) == "1992-10"
    assert str(Partnership.objects.get(name="Trier").since) == "2018-06-01"


@pytest.mark.parametrize(
    ("row", "column", "word"),
    [
        (["Nantes", "France", "30.2.1976"], "since", "calendar"),
        (["Nantes", "Narnia", ""], "country", "Narnia"),
        (["Nantes", "Yugoslavia", ""], "country", "Serbia"),
        (["", "France", ""], "counterpart", "counterpart"),
    ],
)
def test_sys_3_a_bad_row_names_its_row_column_and_reason(
    run: Run, tmp_path: Path, row: list[str], column: str, word: str
) -> None:
    path = table(tmp_path / "t.csv", ["counterpart", "country", "since"], ["Trier", "Germany", ""], row)
    code, answer = run("import", "partnerships", path)
    assert (code, answer["run"], answer["created"]) == (1, None, 1)
    assert [(one["row"], one["column"]) for one in answer["refused"]] == [(3, column)]
    assert word in answer["refused"][0]["message"]
    assert not Anchor.objects.exists()
    assert run("import", "partnerships", path, "--dry-run")[0] == 1
    code, answer = run("import", "partnerships", path, "--good-rows")
    assert (code, answer["created"]) == (0, 1)
    assert answer["run"]


def test_sys_3_a_place_that_does_not_exist_is_a_question_and_no_refusal(run: Run, tmp_path: Path) -> None:
    code, answer = run("import", "partnerships", table(tmp_path / "t.csv", ["counterpart"], ["Xyzzyburg"]))
    assert (code, answer["to_settle"], answer["refused"]) == (0, 1, [])


def test_sys_3_duplicate_headings_are_named_with_their_columns(run: Run, tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", ["counterpart", "Country", "country"], ["Nantes", "France", "Spain"])
    message, _where = refused_file(run, path)
    assert "B" in message
    assert "C" in message


def test_sys_3_a_missing_column_is_named_with_the_headings_found(run: Run, tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", ["country", "since"], ["France", "1976"])
    message, where = refused_file(run, path)
    assert "name or counterpart" in message
    assert "country, since" in message
    assert where == "t.csv"


def test_sys_3_two_rows_that_contradict_each_other_are_both_named(run: Run, tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", ["counterpart", "since"], ["Nantes", "1976"], ["Nantes", "1977"])
    code, answer = run("import", "partnerships", path)
    assert code == 1
    assert "2" in answer["refused"][0]["message"]
    assert answer["refused"][0]["row"] == 3


def test_sys_3_the_answer_has_the_fields_it_promises_and_no_others(run: Run, tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", ["counterpart", "country"], ["Nantes", "France"])
    code, answer = run("import", "partnerships", path)
    assert code == 0
    assert list(answer) == [
        "rows", "created", "changed", "unchanged", "records", "refused", "to_settle", "run",
    ]  # fmt: skip
    code, undone = run("undo", answer["run"])
    assert (code, undone) == (0, {"archived": 2, "restored": 0, "refused": []})
    code, again = run("undo", answer["run"])
    assert code == 1
    assert set(again["error"]) == {"message", "where"}
    assert run("undo", "nobody")[0] == 1


def test_sys_3_the_words_of_the_command_may_be_off(cast: Cast, tmp_path: Path) -> None:
    for words in (["import", "towns", "x.csv"], ["import"], ["template", "people"], ["export", "people"]):
        with pytest.raises(SystemExit) as stop:
            main(words)
        assert stop.value.code == 2


def test_sys_3_one_sheet_of_several_is_chosen_by_name(run: Run, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["a note", "about nothing"])  # type: ignore[union-attr]
    for title, town in (("First", "Nantes"), ("Second", "Trier")):
        sheet = book.create_sheet(title)
        sheet.append(["A title above the header"])
        sheet.append(["Partner city", "Country"])
        sheet.append([town, ""])
    path = tmp_path / "several.xlsx"
    book.save(path)
    assert run("import", "partnerships", path, "--sheet", "Second")[1]["created"] == 1
    assert run("import", "partnerships", path)[1]["created"] == 1
    assert set(Partnership.objects.values_list("name", flat=True)) == {"Nantes", "Trier"}
    code, answer = run("import", "partnerships", path, "--sheet", "Third")
    assert code == 1
    assert "First" in answer["error"]["message"]


def test_sys_3_bytes_of_nothing_are_refused_and_never_crash(run: Run, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    for name, content in (
        ("cut.xlsx", buffer.getvalue()[:-9]),
        ("zip.xlsx", buffer.getvalue()),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + struct.pack("<64Q", *range(64))),
        ("null.csv", b"\x00\x00\x00\x00"),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        assert refused_file(run, path)[0]
