"""What a file is, by its content: the name only chooses among texts, and must not contradict."""

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass

import puremagic
from django.utils.translation import gettext as _

from proxenia.core.errors import Refused
from proxenia.core.files.kinds import KINDS, TEXTS, Kind
from proxenia.core.files.packages import check_package
from proxenia.core.files.pictures import check_picture

NAME_LIMIT = 120
_SIGNATURES = (
    (b"%PDF-1.", "pdf"),
    (b"%PDF-2.", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
)
_MARKUP = re.compile(rb"<(!doctype|html|script|svg|iframe|body|\?php)", re.IGNORECASE)
_PROGRAM = re.compile(rb"(\xef\xbb\xbf)?\s*(<|#!)")
_ACTIVE_PDF = re.compile(rb"/(JavaScript|Launch|RichMedia)\b")
_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]*:[ \t]")
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")


@dataclass(frozen=True)
class Inspected:
    """A file that may be kept: its kind, and its name without what a name must not have."""

    kind: Kind
    name: str


def inspect(content: bytes, name: str) -> Inspected:
    """Return what a file is, or refuse it with the sentence its owner reads."""
    if not content:
        raise Refused(_("The file is empty."), "file")
    ending = _ending(name)
    kind = KINDS[_code(content, ending)]
    if ending and ending not in kind.endings:
        message = _("The name ends in .%(ending)s, but the file is of another kind: %(kind)s.")
        raise Refused(message % {"ending": ending[:12], "kind": kind.endings[0]}, "file")
    return Inspected(kind, plain_name(name, kind))


def plain_name(name: str, kind: Kind) -> str:
    """Return a name for the download: the last part of a path, no controls, no turned-round writing, its ending."""
    last = re.split(r"[/\\]", name)[-1]
    plain = unicodedata.normalize("NFC", last)
    plain = "".join(
        char for char in plain if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    plain = " ".join(plain.split()).strip(". ")
    ending = _ending(plain)
    stem = plain[: -len(ending) - 1] if ending in kind.endings else plain
    return f"{stem[:NAME_LIMIT].strip() or 'file'}.{ending if ending in kind.endings else kind.endings[0]}"


def _ending(name: str) -> str:
    plain = "".join(char for char in name if unicodedata.category(char) not in ("Cc", "Cf"))
    stem, dot, ending = plain.rpartition(".")
    return ending.strip().lower() if dot and stem and re.fullmatch(r"\w{1,12}", ending.strip()) else ""


def _code(content: bytes, ending: str) -> str:
    if content.startswith(b"PK\x03\x04"):
        return check_package(content)
    code = next((code for sign, code in _SIGNATURES if content.startswith(sign)), "")
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        code = "webp"
    if not code:
        return _text(content, ending)
    _check_one_file(content)
    if code == "pdf":
        _check_pdf(content)
    else:
        check_picture(content, code)
    return code


def _check_one_file(content: bytes) -> None:
    """Refuse a file that is two at once: a package behind it, or a page at its beginning."""
    if zipfile.is_zipfile(io.BytesIO(content)) or _MARKUP.search(content[:1024]):
        raise Refused(_("This is two files in one; such a file is not kept."), "file")


def _check_pdf(content: bytes) -> None:
    if _ACTIVE_PDF.search(content):
        raise Refused(_("The PDF contains a program. Print it into a new PDF and attach that."), "file")


def _text(content: bytes, ending: str) -> str:
    """Return the kind of a text: the ending chooses, the content must agree."""
    code = next((code for code in TEXTS if ending in KINDS[code].endings), "")
    if not code or not _is_text(content):
        raise Refused(_not_kept(content), "file")
    if code == "ics" and not content.lstrip(b"\xef\xbb\xbf \r\n").upper().startswith(b"BEGIN:VCALENDAR"):
        raise Refused(_("This is not a calendar file."), "file")
    if code == "eml":
        # A mail may hold a page; it is handed out as a mail and never shown.
        if not _HEADER.match(content):
            raise Refused(_("This is not a mail."), "file")
    # Of a text in a wide encoding every second byte is nothing.
    elif _MARKUP.search(plain := content.replace(b"\0", b"")) or _PROGRAM.match(plain):
        raise Refused(_("This is a web page or a program, not a text; such a file is not kept."), "file")
    return code


def _is_text(content: bytes) -> bool:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return "\0" not in content.decode("utf-16")
        except UnicodeDecodeError:
            return False
    return not _CONTROLS.search(content)


def _not_kept(content: bytes) -> str:
    """Say what a refused file seems to be, where that is known, and what is kept."""
    kept = _("Keep a PDF, an office document, a picture, a text, a calendar or a mail here.")
    try:
        found = puremagic.magic_string(content[:8192] + content[-1024:])
    except (puremagic.PureError, ValueError):
        return kept
    return _("This seems to be: %(what)s.") % {"what": found[0].name} + " " + kept
