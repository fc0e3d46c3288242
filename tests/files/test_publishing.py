"""A public copy tells nothing of its makers, and is still what it was."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pikepdf
import pytest
from PIL import Image

from proxenia.core.errors import Refused
from proxenia.core.files import inspect, public_copy
from tests.files import samples

pytestmark = pytest.mark.once


def unpacked(content: bytes) -> bytes:
    """Everything a file says, packed parts and all."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return b"\n".join(name.encode() + package.read(name) for name in package.namelist())
    if content.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(content)) as document:
            return content + b"\n".join(str(thing).encode() + _stream(thing) for thing in document.objects)
    return content


def _stream(thing: pikepdf.Object) -> bytes:
    return bytes(thing.read_bytes()) if isinstance(thing, pikepdf.Stream) else b""


MADE = {
    "a.jpg": samples.picture,
    "a.png": lambda: samples.picture("PNG"),
    "a.webp": lambda: samples.picture("WEBP"),
    "a.pdf": samples.pdf,
    "a.docx": lambda: samples.docx(
        **{"word__media__image1.jpg": samples.picture(), "customXml__item1.xml": samples.CANARY}
    ),
    "a.xlsx": samples.xlsx,
    "a.odt": samples.odt,
}


@pytest.mark.reliability("D6")
@pytest.mark.asvs("14.2.8")
@pytest.mark.parametrize("name", MADE)
def test_a_public_copy_tells_nothing_of_its_makers(name: str) -> None:
    content = MADE[name]()
    canary = samples.CANARY.encode()
    assert canary in unpacked(content), "the control: the original tells"
    bare = public_copy(content, name)
    assert canary not in unpacked(bare)
    assert inspect(bare, name).kind == inspect(content, name).kind


@pytest.mark.reliability("D6")
@pytest.mark.parametrize("code", ["JPEG", "PNG", "WEBP"])
def test_a_picture_loses_its_place_and_keeps_its_dots(code: str) -> None:
    content = samples.picture(code)
    ending = code.lower()
    before = Image.open(io.BytesIO(content))
    after = Image.open(io.BytesIO(public_copy(content, f"a.{ending}")))
    assert before.getexif().get_ifd(0x8825)
    assert not after.getexif()
    assert not {"exif", "xmp", "Author", "comment"} & set(after.info)
    assert after.size == before.size
    near = zip(after.convert("RGB").getpixel((5, 5)), before.convert("RGB").getpixel((5, 5)), strict=True)
    assert all(abs(one - other) < 4 for one, other in near)


def test_a_picture_stays_upright() -> None:
    notes = Image.Exif()
    notes[0x0112] = 6
    out = io.BytesIO()
    Image.new("RGB", (40, 30)).save(out, "JPEG", exif=notes)
    assert Image.open(io.BytesIO(public_copy(out.getvalue(), "a.jpg"))).size == (30, 40)


def test_what_was_written_is_still_there() -> None:
    book = openpyxl.load_workbook(io.BytesIO(public_copy(samples.xlsx(), "a.xlsx")))
    assert book.active["A1"].value == "Charter"
    assert b"Charter" in unpacked(public_copy(samples.docx(), "a.docx"))
    with pikepdf.open(io.BytesIO(public_copy(samples.pdf(), "a.pdf"))) as document:
        assert len(document.pages) == 1
        assert str(document.pages[0].Annots[0].Contents) == "A remark"
    with zipfile.ZipFile(io.BytesIO(public_copy(samples.odt(), "a.odt"))) as package:
        assert package.infolist()[0].filename == "mimetype"
        assert package.infolist()[0].compress_type == zipfile.ZIP_STORED


@pytest.mark.reliability("D6")
@pytest.mark.parametrize("mark", ["ins", "del", "moveFrom", "rPrChange"])
def test_tracked_changes_are_not_published(mark: str) -> None:
    body = f'<w:p><w:{mark} w:author="{samples.CANARY}"><w:r/></w:{mark}></w:p>'
    with pytest.raises(Refused, match="tracked changes"):
        public_copy(samples.docx(body), "a.docx")
    with pytest.raises(Refused, match="tracked changes"):
        public_copy(samples.odt("<text:tracked-changes/>"), "a.odt")


def test_mails_and_calendars_are_not_published_and_texts_stay() -> None:
    for content, name in ((samples.EML, "a.eml"), (samples.ICS, "a.ics")):
        with pytest.raises(Refused, match="who wrote to whom"):
            public_copy(content, name)
    assert public_copy(b"plain", "a.txt") == b"plain"
    with pytest.raises(Refused, match="damaged"):
        public_copy(b"%PDF-1.7 nothing", "a.pdf")
