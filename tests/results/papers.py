"""A workbook of a return for tests: three pages with every kind of line, and how tests fill it in."""

import shutil
import subprocess
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
import pytest

from proxenia.core.vocabulary import Vocabulary
from proxenia.results.documents.workbooks import Paper, write_workbook
from proxenia.results.readers.workbooks import open_workbook, read_answers
from proxenia.results.rules.given import Answered, check_answers
from proxenia.results.rules.layouts import Layout, Line, Page
from proxenia.results.rules.marks import Mark

LAYOUT = Layout(
    (
        Page(
            "trade",
            "Trade and investment",
            "Companies of the city find partners abroad.",
            (
                Line("met", "Companies supported", unit="companies", whole=True, last="12", target="20"),
                Line("women", "of these, led by women", unit="companies", whole=True, part_of="met"),
                Line("men", "of these, led by men", unit="companies", whole=True, part_of="met"),
                Line("sales", "Forecast international sales", unit="EUR"),
            ),
        ),
        Page(
            "name",
            "Reputation: how we are seen?",
            "",
            (
                Line("heard", "Residents who have heard of it", kind="percent", unit="%"),
                Line(
                    "kept",
                    "Promises kept",
                    kind="ratio",
                    unit="%",
                    numerator="promises kept in time",
                    denominator="promises due",
                ),
                Line("depth", "Depth of the tie", kind="level", levels=("none", "contacts", "joint work")),
                Line("balance", "Arrivals less departures", signed=True),
            ),
        ),
        Page("culture", "Culture", "", (Line("shows", "Joint events", whole=True),)),
    )
)
MARK = Mark("office-1", "return-1", "port", "2026-Q3", "1", LAYOUT.digest())
LEVELS = Vocabulary.load("evidence_levels")


def make(path: Path, mark: Mark = MARK, layout: Layout = LAYOUT, **more: Any) -> Path:
    """Write a workbook and return its path."""
    words = [LEVELS.english(code) for code in LEVELS.terms]
    write_workbook(
        path, Paper(mark, "Return of the port", "Port", "Q3 2026", "15 October 2026", layout, words, **more)
    )
    return path


def places(sheet: Any) -> dict[tuple[str, str], Any]:
    """Return the cells of a page by key and part, found as the hidden keys say."""
    columns = {cell.value[5:]: cell.column for cell in sheet[2] if str(cell.value).startswith("px:c:")}
    found = {}
    for row in sheet.iter_rows():
        key = str(row[0].value)
        if key.startswith(("px:l:", "px:a:")):
            for part, column in columns.items():
                found[key[5:], part] = sheet.cell(row[0].row, column)
    return found


def cells_of(book: Any) -> dict[tuple[str, str], Any]:
    """Return the cells of all pages by key and part."""
    found: dict[tuple[str, str], Any] = {}
    for sheet in book.worksheets:
        found.update(places(sheet))
    return found


GOOD = {
    ("met", "value"): 18,
    ("women", "value"): 7,
    ("men", "value"): 11,
    ("sales", "value"): 1250000.5,
    ("sales", "source"): "Chamber of commerce",
    ("sales", "evidence"): "A document shows it",
    ("heard", "value"): 30,
    ("kept", "value"): 9,
    ("kept", "denominator"): 12,
    ("depth", "value"): "contacts",
    ("balance", "value"): -4,
    ("balance", "remark"): "=more left than came",
    ("trade.well", "name"): "Two fairs.\nOne contract.",
}
"""What a unit that did its work writes. Ten figures; the joint events are not known."""
FIGURES = 9


def fill(path: Path, values: dict[tuple[str, str], Any]) -> Path:
    """Write values into a workbook as a person would, by the words beside the cells."""
    book = openpyxl.load_workbook(path)
    at = cells_of(book)
    for key, value in values.items():
        at[key].value = value
        if isinstance(value, str) and value.startswith("=more"):
            at[key].data_type = "s"
    book.save(path)
    return path


def read(path: Path, mark: Mark = MARK, layout: Layout = LAYOUT) -> Answered:
    """Read a workbook and check what it says."""
    found = read_answers(open_workbook(path), mark, layout)
    answered = check_answers(layout, found.asked, LEVELS.match)
    answered.problems = [*found.problems, *answered.problems] if not found.problems else found.problems
    answered.answers.update(found.added)
    return answered


def told(answered: Answered) -> list[tuple[str, str]]:
    """Return where the problems are."""
    return [(one.sheet, one.cell) for one in answered.problems]


def through_libreoffice(path: Path, folder: Path, kind: str = "xlsx") -> Path:
    """Return a workbook as LibreOffice saves it; skips where it is not installed."""
    out = folder / f"as-{kind}"
    _libreoffice(folder, "--convert-to", kind, "--outdir", str(out), str(path))
    return _saved(out / f"{path.stem}.{kind}")


def _libreoffice(folder: Path, *words: str) -> None:
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [program, profile, "--headless", "--invisible", "--norestore", *words]
    subprocess.run(command, check=True, capture_output=True, timeout=180)


def _saved(path: Path) -> Path:
    if not path.exists():
        pytest.skip("LibreOffice is installed without Calc (libreoffice-calc-nogui)")
    return path


FILTERS = {"xlsx": "Calc MS Excel 2007 XML", "ods": "calc8"}
EDIT = """
Sub Edit(source, target, filter)
  Dim how(0) As New com.sun.star.beans.PropertyValue
  how(0).Name = "Hidden": how(0).Value = True
  book = StarDesktop.loadComponentFromURL(source, "_blank", 0, how())
  For at = 1 To 3
    sheet = book.Sheets.getByIndex(at)
    sheet.unprotect("")
    ' The column of figures goes before all others, as somebody does who likes it so.
    last = 0
    For column = 1 To 12
      If sheet.getCellByPosition(column, 3).String = "This time" Then last = column
    Next
    sheet.Columns.insertByIndex(1, 1)
    Dim here As New com.sun.star.table.CellAddress
    here = sheet.getCellByPosition(1, 0).CellAddress
    sheet.moveRange(here, sheet.getCellRangeByPosition(last + 1, 0, last + 1, 60).RangeAddress)
    sheet.Columns.removeByIndex(last + 1, 1)
    sheet.getCellByPosition(1, 3).String = "Dieses Quartal"
    sheet.getCellByPosition(2, 3).String = "Was gefragt ist"
    sheet.Rows.insertByIndex(4, 2)
    sheet.getCellByPosition(2, 4).String = "Bitte prüfen, Anna"
    sheet.Name = "Blatt " & at
  Next
  book.Sheets.moveByName("Blatt 3", 1)
  book.Sheets.getByName("Blatt 1").getCellByPosition(1, 6).Value = 20
  book.Sheets.getByName("Blatt 1").getCellByPosition(1, 8).Value = 13
  how(0).Name = "FilterName": how(0).Value = filter
  book.storeToURL(target, how())
  book.close(True)
  StarDesktop.terminate()
End Sub
"""
"""What somebody does to a workbook in LibreOffice: a column moved, rows added, headings translated, figures changed."""

_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
%s</script:module>"""


def edited_in_libreoffice(path: Path, folder: Path, kind: str = "xlsx") -> Path:
    """Return a workbook as somebody edited and saved it in LibreOffice; skips where it is not installed."""
    # The first start makes the profile, with an empty module for what is to be put there.
    through_libreoffice(path, folder)
    module = folder / "profile" / "user" / "basic" / "Standard" / "Module1.xba"
    module.write_text(_MODULE % escape(EDIT), encoding="utf-8")
    out = folder / f"edited.{kind}"
    told = f'"{path.as_uri()}", "{out.as_uri()}", "{FILTERS[kind]}"'
    _libreoffice(folder, f"macro:///Standard.Module1.Edit({told})")
    return _saved(out)
