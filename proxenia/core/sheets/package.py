"""What a file is, by its content, and whether a zipped workbook may be opened at all."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from .limits import MEGABYTE, Limits
from .problems import Refusal

_SIGNATURES: list[tuple[bytes, str]] = [
    (b"%PDF", "pdf"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"{\\rtf", "rtf"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "rar"),
    (b"SQLite format 3", "database"),
    (b"\x7fELF", "program"),
    (b"MZ", "program"),
]
_MARKUP = re.compile(rb"\s*<(\?xml|!doctype|html|head|table|svg|workbook)\b", re.IGNORECASE)
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_CHUNK = MEGABYTE
# Small parts may shrink a lot (a theme, an empty sheet); only from here on a ratio tells of a bomb.
_RATIO_FROM = 10 * MEGABYTE


def kind_of(path: Path, limits: Limits) -> str:
    """Return "xlsx", "ods" or "csv" by looking into the file; everything else is refused with its name."""
    size = path.stat().st_size
    if size == 0:
        raise Refusal("empty")
    if size > limits.file_bytes:
        raise Refusal("too_big", megabytes=size // MEGABYTE + 1, limit=limits.file_bytes // MEGABYTE)
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(b"PK"):
        return _zipped_kind(path, limits)
    if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise _old_office(path)
    for signature, name in _SIGNATURES:
        if start.startswith(signature):
            raise Refusal("wrong_type", found=name)
    if _MARKUP.match(start.removeprefix(b"\xef\xbb\xbf")):
        raise Refusal("wrong_type", found="markup")
    _check_text(start)
    return "csv"


def _check_text(start: bytes) -> None:
    """Refuse bytes that are no text: control characters, except in UTF-16 and UTF-32."""
    zeros, odd_zeros = start.count(0), start[1::2].count(0)
    # In UTF-16 the zeros of letters and separators stand on one side of each pair.
    if start[:2] in (b"\xff\xfe", b"\xfe\xff") or (
        zeros > len(start) * 0.03 and not 0.1 < odd_zeros / zeros < 0.9
    ):
        return
    controls = sum(byte < 9 or 13 < byte < 32 for byte in start)
    if controls > len(start) * 0.02 and zeros < len(start) * 0.6:
        raise Refusal("wrong_type", found="unknown")


def _old_office(path: Path) -> Refusal:
    """Tell the files of the old Office container apart by the names of their streams."""
    with path.open("rb") as file:
        content = file.read(50 * MEGABYTE)
    if "EncryptedPackage".encode("utf-16-le") in content:
        return Refusal("password")
    if "Workbook".encode("utf-16-le") in content or "Book".encode("utf-16-le") in content:
        return Refusal("old_excel")
    return Refusal("wrong_type", found="old_office")


def _zipped_kind(path: Path, limits: Limits) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            _check_entries(archive, limits)
            kind = _kind_of_package(archive)
            _check_parts(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise Refusal("damaged") from error
    return kind


def _check_entries(archive: zipfile.ZipFile, limits: Limits) -> None:
    entries = archive.infolist()
    if len(entries) > limits.zip_entries:
        raise Refusal("entries", count=len(entries), limit=limits.zip_entries)
    names = {entry.filename for entry in entries}
    for entry in entries:
        name = entry.filename
        if name.startswith("/") or "\\" in name or ":" in name or ".." in PurePosixPath(name).parts:
            raise Refusal("path", part=name[:80])
        if entry.flag_bits & 1:
            raise Refusal("password")
        many = entry.file_size > _RATIO_FROM and entry.file_size > limits.zip_ratio * max(
            entry.compress_size, 1
        )
        if many or entry.file_size > limits.unpacked_bytes:
            raise Refusal("bomb", megabytes=entry.file_size // MEGABYTE, part=name[:80])
    total = sum(entry.file_size for entry in entries)
    if total > limits.unpacked_bytes:
        raise Refusal("bomb", megabytes=total // MEGABYTE, part=f"{len(entries)} parts")
    if len(names) < len(entries):
        raise Refusal("damaged")


def _kind_of_package(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        raise Refusal("binary_excel")
    if "word/document.xml" in names:
        raise Refusal("wrong_type", found="docx")
    if "ppt/presentation.xml" in names:
        raise Refusal("wrong_type", found="pptx")
    declared = archive.read("mimetype")[:200] if "mimetype" in names else b""
    if not declared.startswith(_ODS):
        document = declared.startswith(b"application/vnd.oasis.opendocument")
        raise Refusal("wrong_type", found="other" if document else "zip")
    manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
    if b"encryption-data" in manifest:
        raise Refusal("password")
    return "ods"


def _check_parts(archive: zipfile.ZipFile) -> None:
    """Read every part once: the checksums hold, no part is longer than it says, no XML declares entities."""
    for entry in archive.infolist():
        is_xml = entry.filename.endswith((".xml", ".rels", ".vml"))
        tail = b""
        with archive.open(entry) as part:
            while chunk := part.read(_CHUNK):
                # UTF-16 hides the declaration between zeros.
                if is_xml and _DTD.search((tail + chunk).replace(b"\0", b"")):
                    raise Refusal("dtd", part=entry.filename[:80])
                tail = chunk[-16:]
