"""Looks through an xlsx sheet for what the reader would take for a value: formulas never calculated, errors.

The reader gives 0 for a formula without a stored value and blank for an error such as #DIV/0!; blank, zero and
error are three things here. The same pass finds where the sheet ends, before anything is laid out in memory.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from .limits import MEGABYTE
from .table import index_of

_REFERENCE = rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']"""
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)(?<!/)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_AT = re.compile(_REFERENCE)
_FAR = re.compile(rb"""\br=["'][A-Z]{3}\d""")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]+)<")
# A text may well hold ":f", and the font of one is a `family`.
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_ERROR = re.compile(rb"""\bt=["']e["']""")
# A formula whose stored result is a text may well have an empty one.
_TEXT = re.compile(rb"""\bt=["']str["']""")
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CELL_AT_MOST = 16 * MEGABYTE


class Scan(NamedTuple):
    """Last used row and column (from 1, 0 = none); cells at (row from 1, column from 0) that are not what they
    seem: None for a formula without a value, the text of an error."""

    last_row: int
    last_column: int
    cells: dict[tuple[int, int], str | None]


def scan(path: Path, place: int) -> Scan:
    """Return what an xlsx sheet, counted from 0, holds besides plain values."""
    last_row = last_column = 0
    cells: dict[tuple[int, int], str | None] = {}
    for whole in _stretches(path, place):
        row, column = _look(whole, cells)
        last_row, last_column = max(last_row, row), max(last_column, column)
    return Scan(last_row, last_column, cells)


def formulas_of(path: Path, place: int) -> list[tuple[int, int]]:
    """Return where formulas stand in an xlsx sheet, with a stored result or without: (row from 1, column from 0)."""
    found = []
    for whole in _stretches(path, place):
        for match in _CELL.finditer(whole) if b"<f" in whole or b":f" in whole else ():
            at = _AT.search(match.group(1))
            if at and _FORMULA.search(match.group(2)):
                found.append((int(at.group(2)), index_of(at.group(1).decode("ascii"))))
    return found


def _stretches(path: Path, place: int) -> Iterator[bytes]:
    """Yield the XML of a sheet in stretches of whole cells; nothing where the workbook does not say where it is."""
    with zipfile.ZipFile(path) as archive:
        name = _part_of(archive, place)
        if name is None:
            return
        with archive.open(name) as part:
            tail = b""
            while chunk := part.read(MEGABYTE):
                buffer = tail + chunk
                cut = max(buffer.rfind(b"</c>"), buffer.rfind(b":c>"))
                if cut < 0 and len(buffer) < _CELL_AT_MOST:
                    tail = buffer
                    continue
                yield buffer[: cut + 4]
                tail = buffer[cut + 4 :]


def _look(xml: bytes, cells: dict[tuple[int, int], str | None]) -> tuple[int, int]:
    """Note the special cells of a stretch of XML and return its last used row and far column."""
    far = 0
    if b"<f" in xml or b":f" in xml or _ERROR.search(xml) or _FAR.search(xml):
        for match in _CELL.finditer(xml):
            far = max(far, _special(match.group(1), match.group(2), cells))
    start = max(xml.rfind(b"<v>"), xml.rfind(b"<is>"), xml.rfind(b":v>"), xml.rfind(b":is>"))
    # The cell that holds the last value begins shortly before it.
    at = list(_AT.finditer(xml, max(0, xml.rfind(b"<row", 0, max(start, 0))), start)) if start > 0 else []
    return (int(at[-1].group(2)) if at else 0), far


def _special(attributes: bytes, body: bytes, cells: dict[tuple[int, int], str | None]) -> int:
    at = _AT.search(attributes)
    if not at:
        return 0
    row, column = int(at.group(2)), index_of(at.group(1).decode("ascii"))
    value = _VALUE.search(body)
    if _ERROR.search(attributes):
        cells[row, column] = value.group(1).decode("utf-8", "replace") if value else "#ERROR!"
    elif value is None and _FORMULA.search(body) and not _TEXT.search(attributes):
        cells[row, column] = None
    return column + 1 if value or b"is>" in body else 0


_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_ODS_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")


def ods_formulas(path: Path, place: int) -> Iterator[tuple[int, int]]:
    """Yield where formulas stand in an ods sheet, counted from 0: (row from 1, column from 0)."""
    sheet, row, column = -1, 1, 0
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as part:
        # Entities and document types have been refused before, so the plain parser is safe here.
        for event, node in ElementTree.iterparse(part, ("start", "end")):  # noqa: S314
            if event == "start" and node.tag == f"{_TABLE}table":
                sheet, row, column = sheet + 1, 1, 0
            elif event == "end" and node.tag in _ODS_CELLS:
                if sheet == place and node.get(f"{_TABLE}formula"):
                    yield row, column
                column += _times(node, "columns")
                node.clear()
            elif event == "end" and node.tag == f"{_TABLE}table-row":
                row, column = row + _times(node, "rows"), 0
                node.clear()


def _times(node: ElementTree.Element, what: str) -> int:
    told = node.get(f"{_TABLE}number-{what}-repeated", "1")
    return int(told) if told.isdecimal() else 1


def _part_of(archive: zipfile.ZipFile, place: int) -> str | None:
    """Return the part of the archive that holds a sheet, None where the workbook does not say."""
    names = set(archive.namelist())
    if "xl/_rels/workbook.xml.rels" not in names:
        return None
    # Entities and document types have been refused before, so the plain parser is safe here.
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    sheets = [node for node in book.iter() if node.tag.endswith("}sheet") or node.tag == "sheet"]
    target = targets.get(sheets[place].get(_REL)) if place < len(sheets) else None
    if not target:
        return None
    name = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return name if name in names else None
