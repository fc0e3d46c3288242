"""Files as people and attackers send them, made here: nothing harmful lies in the repository."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

import openpyxl
import pikepdf
from PIL import Image

CANARY = "Zyx Author-Canary"

OOXML = "application/vnd.openxmlformats-officedocument"
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="{main}"/>'
    '<Override PartName="/word/comments.xml" ContentType="{ooxml}.wordprocessingml.comments+xml"/>'
    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    "</Types>"
)
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_RELS = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'


def zipped(parts: dict[str, bytes | str], *, stored: tuple[str, ...] = ()) -> bytes:
    """A zip package of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            kind = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            package.writestr(zipfile.ZipInfo(name), part, compress_type=kind)
    return out.getvalue()


def docx(body: str = "<w:p><w:r><w:t>Charter</w:t></w:r></w:p>", **more: bytes | str) -> bytes:
    """A Word document with an author, a comment and these further parts (`__` stands for `/`)."""
    main = f"{OOXML}.wordprocessingml.document.main+xml"
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": _TYPES.format(main=main, ooxml=OOXML),
        "_rels/.rels": _RELS.format(
            '<Relationship Id="r1" Type="t/officeDocument" Target="word/document.xml"/>'
            '<Relationship Id="r2" Type="t/core-properties" Target="docProps/core.xml"/>'
        ),
        "word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>",
        "word/comments.xml": f'<w:comments {_W}><w:comment w:id="0" w:author="{CANARY}"/></w:comments>',
        "word/_rels/document.xml.rels": _RELS.format(
            '<Relationship Id="r1" Type="t/comments" Target="comments.xml"/>'
        ),
        "docProps/core.xml": f'<c xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{CANARY}</dc:creator></c>',
        **{name.replace("__", "/"): part for name, part in more.items()},
    }
    return zipped(parts)


def odt(body: str = "<text:p>Charter</text:p>") -> bytes:
    """A LibreOffice text with an author and a comment."""
    kind = "application/vnd.oasis.opendocument.text"
    note = f"<office:annotation><dc:creator>{CANARY}</dc:creator></office:annotation>"
    parts: dict[str, bytes | str] = {
        "mimetype": kind,
        "content.xml": f"<office:document-content><office:body>{body}{note}</office:body></office:document-content>",
        "meta.xml": f"<office:document-meta><dc:creator>{CANARY}</dc:creator></office:document-meta>",
        "META-INF/manifest.xml": (
            '<manifest:manifest><manifest:file-entry manifest:full-path="/"/>'
            '<manifest:file-entry manifest:full-path="meta.xml"/></manifest:manifest>'
        ),
    }
    return zipped(parts, stored=("mimetype",))


def xlsx() -> bytes:
    """A workbook with an author, by a program that writes such."""
    book = openpyxl.Workbook()
    book.properties.creator = CANARY
    book.active["A1"] = "Charter"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def pdf() -> bytes:
    """A PDF with an author, of one empty page, with a remark by somebody."""
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.docinfo["/Author"] = CANARY
        with document.open_metadata() as meta:
            meta["dc:creator"] = [CANARY]
        remark = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Text,
            Rect=[0, 0, 9, 9],
            T=CANARY,
            Contents="A remark",
        )
        document.pages[0].Annots = pikepdf.Array([document.make_indirect(remark)])
        document.save(out)
    return out.getvalue()


def picture(code: str = "JPEG", size: tuple[int, int] = (40, 30), **more: Any) -> bytes:
    """A picture with its maker and the place it was taken."""
    notes = Image.Exif()
    notes[0x013B] = CANARY
    notes.get_ifd(0x8825)[1], notes.get_ifd(0x8825)[2] = "N", (59.0, 7.0, 23.5)
    out = io.BytesIO()
    if code == "PNG":
        from PIL.PngImagePlugin import PngInfo

        info = PngInfo()
        info.add_text("Author", CANARY)
        more["pnginfo"] = info
    Image.new("RGB", size, (12, 34, 56)).save(out, code, exif=notes, **more)
    return out.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header speaks of many dots."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack("!L", len(data)) + kind + data + struct.pack("!L", zlib.crc32(kind + data))

    header = struct.pack("!LLBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 64))
        + chunk(b"IEND", b"")
    )


def png_with_profile(size: int) -> bytes:
    """A PNG whose colour profile is larger than the picture."""
    return picture("PNG", icc_profile=bytes(size))


ICS = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
EML = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: Visit\r\n\r\n<html><body>Hello</body></html>\r\n"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The test file every scanner knows; put together here so that no scanner takes this file for it."""
