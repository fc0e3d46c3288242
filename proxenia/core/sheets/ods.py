"""An ods workbook being written, a row at a time.

A document model of 100,000 rows would take gigabytes, so the XML is written as text, straight into the archive.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import zipfile
from collections.abc import Sequence
from types import TracebackType
from typing import BinaryIO, cast
from xml.sax.saxutils import escape, quoteattr

from proxenia.core.values.sentences import gettext

from .outcells import OutCell, SheetColumn, plain_cell
from .target import Target

_MIME = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"),
        ("number", "datastyle"), ("fo", "xsl-fo-compatible"),
    )
)  # fmt: skip
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest manifest:version="1.3"'
    ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_MIME}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
_STYLES = (
    '<number:date-style style:name="N1"><number:year number:style="long"/><number:text>-</number:text>'
    '<number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/>'
    "</number:date-style>"
    '<style:style style:name="day" style:family="table-cell" style:data-style-name="N1"/>'
    '<style:style style:name="head" style:family="table-cell">'
    '<style:table-cell-properties fo:background-color="#E8EEF4" fo:wrap-option="wrap"/>'
    '<style:text-properties fo:font-weight="bold"/></style:style>'
)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_RUNS = re.compile("^ +| {2,}| $|\t")
_FLUSH_AT = 1 << 18


class OdsFile:
    """A workbook whose first table is filled in order."""

    def __init__(self, path: str | os.PathLike[str], columns: list[SheetColumn], sheet: str) -> None:
        self._columns = columns
        self._target = Target(path)
        self._archive = zipfile.ZipFile(cast(BinaryIO, self._target), "w", zipfile.ZIP_DEFLATED)
        # The type comes first and uncompressed, so that a look at the file's beginning tells it.
        self._archive.writestr(zipfile.ZipInfo("mimetype"), _MIME)
        self._archive.writestr("META-INF/manifest.xml", _MANIFEST)
        self._content = self._archive.open("content.xml", "w", force_zip64=True)
        self._buffer: list[str] = []
        self._size = 0
        self._row = 0
        self._begin(sheet)

    def _begin(self, sheet: str) -> None:
        widths = {column.characters for column in self._columns}
        styles = "".join(
            f'<style:style style:name="w{width}" style:family="table-column">'
            f'<style:table-column-properties style:column-width="{width * 0.22:.2f}cm"/></style:style>'
            for width in sorted(widths)
        )
        self._write(
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMES} office:version="1.3">'
        )
        self._write(f"<office:automatic-styles>{_STYLES}{styles}</office:automatic-styles>")
        self._write(f"<office:body><office:spreadsheet>{_table(sheet)}")
        for column in self._columns:
            self._write(f'<table:table-column table:style-name="w{column.characters}"/>')
        self._add_row([column.heading for column in self._columns], "head")

    def add(self, cells: Sequence[OutCell]) -> None:
        """Write the next row."""
        self._add_row(cells)

    def _add_row(self, cells: Sequence[OutCell], style: str = "") -> None:
        self._row += 1
        xml = "".join(self._cell(cell, index, style) for index, cell in enumerate(cells))
        self._write(f"<table:table-row>{xml or _BLANK}</table:table-row>")

    def _cell(self, cell: OutCell, index: int, style: str) -> str:
        value = plain_cell(cell, self._row, index)
        if value is None or value == "":
            return _BLANK
        if isinstance(value, bool):
            return _typed(
                f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"', str(value).upper()
            )
        if isinstance(value, dt.date):
            said = value.isoformat()
            return _typed(f'table:style-name="day" office:value-type="date" office:date-value="{said}"', said)
        if isinstance(value, (int, float)):
            return _typed(f'office:value-type="float" office:value="{value!r}"', repr(value))
        named = f' table:style-name="{style}"' if style else ""
        return f'<table:table-cell{named} office:value-type="string">{_paragraphs(value)}</table:table-cell>'

    def explain(self, name: str, notes: Sequence[str]) -> None:
        """Add the table of help after the rows: what each column takes and its choices."""
        self._write(f"</table:table>{_table(name)}<table:table-column/>")
        for note in notes:
            self._add_row([note])
        self._add_row(
            [gettext("Column"), gettext("Required"), gettext("What to write"), gettext("Choices")], "head"
        )
        for column in self._columns:
            required = gettext("yes") if column.required else ""
            self._add_row([column.heading, required, column.help, "; ".join(column.choices)])

    def _write(self, xml: str) -> None:
        self._buffer.append(xml)
        self._size += len(xml)
        if self._size > _FLUSH_AT:
            self._flush()

    def _flush(self) -> None:
        self._content.write("".join(self._buffer).encode("utf-8"))
        self._buffer.clear()
        self._size = 0

    def close(self) -> None:
        """Finish the file."""
        self._write("</table:table></office:spreadsheet></office:body></office:document-content>")
        self._flush()
        self._content.close()
        self._archive.close()
        self._target.close()

    def abandon(self) -> None:
        """Drop the file as it stands."""
        self._target.abandon()

    def __enter__(self) -> OdsFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.close()
        else:
            self.abandon()


_BLANK = "<table:table-cell/>"


def _table(name: str) -> str:
    return f"<table:table table:name={quoteattr(name)}>"


def _typed(attributes: str, shown: str) -> str:
    return f"<table:table-cell {attributes}><text:p>{shown}</text:p></table:table-cell>"


def _paragraphs(text: str) -> str:
    """Return a text as paragraphs; blanks that XML would drop are written as elements."""
    lines = _ILLEGAL.sub("", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "".join(f"<text:p>{_RUNS.sub(_blanks, escape(line))}</text:p>" for line in lines)


def _blanks(match: re.Match[str]) -> str:
    run = match.group()
    return "<text:tab/>" if run == "\t" else f'<text:s text:c="{len(run)}"/>'
