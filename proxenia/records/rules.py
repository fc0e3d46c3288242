"""What a note, a file and a saved view must be."""

from django.utils.translation import gettext as _

from proxenia.core.errors import Refused

FILE_LIMIT = 20 * 1024 * 1024
"""Bytes one attached file may have."""

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0", "application/x-ole-storage"),
)


def type_of(first: bytes) -> str:
    """Return the type of a file by its first bytes; what is not known is plain bytes."""
    for signature, content_type in _SIGNATURES:
        if first.startswith(signature):
            return content_type
    return "application/octet-stream"


def check_file(size: int, first: bytes) -> str:
    """Refuse a file that is empty, too large or of a type that is not kept; return its type."""
    if not size:
        raise Refused(_("The file is empty."), where="file")
    if size > FILE_LIMIT:
        raise Refused(_("The file is larger than 20 MB."), where="file")
    content_type = type_of(first)
    if content_type == "application/octet-stream":
        raise Refused(_("Keep a PDF, a Word or LibreOffice document, or a picture here."), where="file")
    return content_type


def check_note(text: str) -> str:
    """Refuse an empty note."""
    if not text.strip():
        raise Refused(_("Write something first."), where="text")
    return text.strip()
