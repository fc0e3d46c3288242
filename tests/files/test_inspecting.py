"""What a file is, by its content; what is refused, with which sentence, before anything is unpacked."""

from __future__ import annotations

import io
import tracemalloc
import zipfile

import pytest

from proxenia.core.errors import Refused
from proxenia.core.files import KINDS, inspect
from proxenia.core.files.inspecting import NAME_LIMIT, plain_name
from tests.files import samples

pytestmark = pytest.mark.once

GOOD = {
    "pdf": (samples.pdf, "charter.pdf"),
    "docx": (samples.docx, "charter.docx"),
    "odt": (samples.odt, "charter.odt"),
    "xlsx": (samples.xlsx, "charter.xlsx"),
    "jpeg": (samples.picture, "visit.jpg"),
    "png": (lambda: samples.picture("PNG"), "visit.png"),
    "webp": (lambda: samples.picture("WEBP"), "visit.webp"),
    "text": (lambda: "Grüße, Łódź — 東京".encode(), "note.txt"),
    "csv": (lambda: b"a;b\n1 < 2;3\n", "list.csv"),
    "ics": (lambda: samples.ICS, "visit.ics"),
    "eml": (lambda: samples.EML, "mail.eml"),
}


@pytest.mark.asvs("5.2.2")
@pytest.mark.parametrize("code", GOOD)
def test_prt_3_a_file_is_known_by_its_content(code: str) -> None:
    make, name = GOOD[code]
    found = inspect(make(), name)
    assert (found.kind, found.name) == (KINDS[code], name)


@pytest.mark.parametrize("code", ["pdf", "docx", "odt", "xlsx", "jpeg", "png", "webp"])
def test_a_name_without_an_ending_is_given_one(code: str) -> None:
    make, _name = GOOD[code]
    assert inspect(make(), "Charter").name == f"Charter.{KINDS[code].endings[0]}"


SCRIPT = b"<script>alert(1)</script>"
RENAMED = {
    "exe as pdf": (b"MZ\x90\x00" + b"\0" * 300, "a.pdf"),
    "elf as png": (b"\x7fELF" + b"\0" * 300, "a.png"),
    "exe as txt": (b"MZ\x90\x00\x03" + b"\0" * 300, "a.txt"),
    "script as txt": (b"#!/bin/sh\nrm -rf ~\n", "a.txt"),
    "html": (b"<!DOCTYPE html><p>x", "a.html"),
    "html as txt": (b"<html>" + SCRIPT, "a.txt"),
    "html as csv": (b"a;b\n" + SCRIPT, "a.csv"),
    "html with a mark": (b"\xef\xbb\xbf  <HtMl>", "a.txt"),
    "html in a wide encoding": ("<html>".encode("utf-16"), "a.txt"),
    "html as png": (SCRIPT * 20, "a.png"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "a.svg"),
    "svg as txt": (b"<svg onload=alert(1)>", "a.txt"),
    "xml": (b"<?xml version='1.0'?><a/>", "a.txt"),
    "php": (b"text <?php system($_GET[0]);", "a.txt"),
    "batch": (b"@echo off\r\n", "a.bat"),
    "powershell": (b"Remove-Item *", "a.ps1"),
    "javascript": (b"alert(1)", "a.js"),
    "old office": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.doc"),
    "gif": (b"GIF89a" + b"\0" * 100, "a.gif"),
    "rar": (b"Rar!\x1a\x07\x00" + b"\0" * 100, "a.rar"),
    "shortcut": (b"L\0\0\0\x01\x14\x02\0" + b"\0" * 100, "a.lnk"),
    "pdf as exe": (samples.pdf(), "a.pdf.exe"),
    "pdf as docx": (samples.pdf(), "a.docx"),
    "docx as pdf": (samples.docx(), "a.pdf"),
    "jpeg as png": (samples.picture(), "a.png"),
    "turned round name": (samples.pdf(), "charter\u202efdp.exe"),
    "no calendar": (b"Dear all", "a.ics"),
    "no mail": (b"<b>Dear all", "a.eml"),
    "nothing": (b"", "a.txt"),
    "zeros": (b"\0" * 100, "a.txt"),
}


@pytest.mark.reliability("D2")
@pytest.mark.asvs("5.2.2")
@pytest.mark.parametrize("name", RENAMED)
@pytest.mark.asvs("1.3.4")
def test_renamed_and_foreign_files_are_refused(name: str) -> None:
    content, file_name = RENAMED[name]
    with pytest.raises(Refused) as refusal:
        inspect(content, file_name)
    assert refusal.value.message.endswith(".")


def test_a_refusal_says_what_the_file_seems_to_be() -> None:
    with pytest.raises(Refused, match=r"Windows .*Keep a PDF"):
        inspect(b"MZ\x90\x00" + b"\0" * 300, "a.pdf")


BACK = samples.zipped({"evil.html": SCRIPT})
TWO = {
    "pdf and zip": (samples.pdf() + BACK, "a.pdf"),
    "jpeg and zip": (samples.picture() + BACK, "a.jpg"),
    "png and zip": (samples.picture("PNG") + BACK, "a.png"),
    "png and page": (samples.picture("PNG") + SCRIPT, "a.png"),
    "jpeg with a page at its head": (samples.picture()[:20] + SCRIPT + samples.picture()[20:], "a.jpg"),
    "pdf with a page at its head": (b"%PDF-1.7\n" + SCRIPT, "a.pdf"),
    "pdf with a program": (b"%PDF-1.7\n/OpenAction << /S /JavaScript /JS (app.alert) >>", "a.pdf"),
    "pdf that launches": (b"%PDF-1.7\n<< /S /Launch /F (cmd.exe) >>", "a.pdf"),
    "exe before docx": (b"MZ" + samples.docx(), "a.docx"),
}


@pytest.mark.reliability("D2")
@pytest.mark.asvs("5.2.2")
@pytest.mark.parametrize("name", TWO)
def test_two_files_in_one_are_refused(name: str) -> None:
    with pytest.raises(Refused):
        inspect(*TWO[name])


def linked() -> bytes:
    """A package with a link in it."""
    out = io.BytesIO(samples.docx())
    with zipfile.ZipFile(out, "a") as package:
        entry = zipfile.ZipInfo("word/link")
        entry.external_attr = 0o120777 << 16
        package.writestr(entry, "/etc/passwd")
    return out.getvalue()


def doubled() -> bytes:
    out = io.BytesIO(samples.docx())
    with zipfile.ZipFile(out, "a") as package, pytest.warns(UserWarning, match="Duplicate name"):
        package.writestr("word/document.xml", "another")
    return out.getvalue()


def locked() -> bytes:
    content = bytearray(samples.docx())
    start = 0
    while (start := content.find(b"PK\x01\x02", start)) >= 0:
        content[start + 8] |= 1
        start += 4
    return bytes(content)


def many() -> bytes:
    return samples.docx(**{f"word__x{number}": b"" for number in range(6_000)})


ENTITY = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
TEMPLATE = (
    '<Relationships><Relationship Type="t/attachedTemplate" Target="https://evil.example/t.dotm"'
    ' TargetMode="External"/></Relationships>'
)
PACKAGES = {
    "leads up": lambda: samples.docx(**{"..__..__etc__passwd": b"x"}),
    "leads to the root": lambda: samples.docx(__etc__passwd=b"x"),
    "leads elsewhere on Windows": lambda: samples.docx(**{"..\\..\\x": b"x"}),
    "names a drive": lambda: samples.docx(**{"C:x": b"x"}),
    "a link": linked,
    "two of one name": doubled,
    "locked": locked,
    "100,000 times": lambda: samples.docx(word__big=b"\0" * 150_000_000),
    "many parts": many,
    "a package within": lambda: samples.docx(word__inner=b"x", **{"word__a.zip": BACK}),
    "a program within": lambda: samples.docx(**{"word__a.exe": b"MZ"}),
    "an object within": lambda: samples.docx(**{"word__embeddings__oleObject1.bin": b"x"}),
    "macros": lambda: samples.docx(**{"word__vbaProject.bin": b"x"}),
    "macros of LibreOffice": lambda: samples.docx(**{"Basic__Standard__Module1.xml": b"x"}),
    "entities": lambda: samples.docx(**{"word__x.xml": ENTITY}),
    "entities in a wide encoding": lambda: samples.docx(**{"word__x.xml": ENTITY.encode("utf-16")}),
    "entities behind much": lambda: samples.docx(**{"word__x.xml": " " * 262_140 + ENTITY}),
    "a template from elsewhere": lambda: samples.docx(**{"word___rels__settings.xml.rels": TEMPLATE}),
    "cut off": lambda: samples.docx()[:-30],
    "damaged": lambda: samples.docx().replace(b"word/document.xml", b"word/documen\xff.xml", 1),
    "a plain archive": lambda: BACK,
    "two documents at once": lambda: samples.docx(mimetype=b"application/vnd.oasis.opendocument.nothing"),
}


@pytest.mark.reliability("D3", "C2")
@pytest.mark.asvs("5.2.3", "5.2.5", "5.3.3", "1.5.1")
@pytest.mark.parametrize("name", PACKAGES)
def test_packages_that_could_do_harm_are_refused(name: str) -> None:
    with pytest.raises(Refused):
        inspect(PACKAGES[name](), "a.docx")


@pytest.mark.reliability("D3")
def test_a_bomb_is_refused_without_unfolding_it() -> None:
    bomb = samples.docx(word__big=b"\0" * 150_000_000)
    assert len(bomb) < 300_000
    tracemalloc.start()
    with pytest.raises(Refused, match="far more than it weighs"):
        inspect(bomb, "a.docx")
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000


@pytest.mark.reliability("D4")
@pytest.mark.asvs("5.2.6")
@pytest.mark.parametrize(("width", "height"), [(60_000, 60_000), (2**31 - 1, 1), (10_000, 6_001), (0, 5)])
def test_a_picture_of_too_many_dots_is_refused_by_its_header(width: int, height: int) -> None:
    tracemalloc.start()
    with pytest.raises(Refused):
        inspect(samples.png_that_claims(width, height), "a.png")
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000


@pytest.mark.reliability("D4")
def test_a_picture_with_more_notes_than_picture_is_refused() -> None:
    with pytest.raises(Refused):
        inspect(samples.png_with_profile(60_000_000), "a.png")
    with pytest.raises(Refused):
        inspect(samples.picture("WEBP", icc_profile=bytes(4_000_000)), "a.webp")


@pytest.mark.reliability("D1")
@pytest.mark.asvs("5.3.2", "5.4.1")
@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\boot.ini\\a.pdf", "a.pdf"),
        ("C:\\Users\\me\\Charter.PDF", "Charter.pdf"),
        ("charter\0.pdf", "charter.pdf"),
        ("char\r\nSet-Cookie: x=1.pdf", "charSet-Cookie: x=1.pdf"),
        ("charter\u202efdp.pdf", "charterfdp.pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("x" * 300 + ".pdf", "x" * NAME_LIMIT + ".pdf"),
        ("東京 協定.pdf", "東京 協定.pdf"),
        ("...", "file.pdf"),
        (".pdf", "pdf.pdf"),
        ("", "file.pdf"),
        (" . .pdf", "pdf.pdf"),
        ("a.b.c.pdf", "a.b.c.pdf"),
        ("visit.PDF", "visit.pdf"),
    ],
)
@pytest.mark.asvs("1.3.3")
def test_a_name_loses_what_a_name_must_not_have(name: str, kept: str) -> None:
    assert plain_name(name, KINDS["pdf"]) == kept
