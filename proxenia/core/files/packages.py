"""Office documents are zip packages: what is in one is read from its directory before anything is unpacked."""

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from proxenia.core.errors import Refused
from proxenia.core.files.kinds import KINDS, ODF, OOXML

MOST_ENTRIES = 5_000
MOST_BYTES = 200 * 1024 * 1024
MOST_RATIO = 100
"""How many times larger than packed a package may be, once it is larger than a megabyte."""

_SMALL = 1024 * 1024
_PACKED = (".zip", ".jar", ".rar", ".7z", ".gz", ".tar", ".bz2", ".xz")
_RUNS = (
    ".exe",
    ".dll",
    ".bat",
    ".cmd",
    ".com",
    ".scr",
    ".ps1",
    ".vbs",
    ".js",
    ".jse",
    ".wsf",
    ".hta",
    ".msi",
    ".lnk",
)
_MACROS = re.compile(
    r"(^|/)(vbaproject\.bin|vbadata\.xml|activex|macrosheets|basic|scripts)(/|$)", re.IGNORECASE
)
_ENTITIES = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_ATTACHED = re.compile(rb"attachedTemplate|oleObject|/frame|subDocument", re.IGNORECASE)
_ELSEWHERE = re.compile(rb"TargetMode\s*=\s*[\"']External[\"']", re.IGNORECASE)


def check_package(content: bytes) -> str:
    """Return the code of the office document a zip package is, or refuse it with a sentence."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            check_directory(package, len(content))
            code = _code(package)
            _check_parts(package)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise Refused(
            _("The file is damaged or locked with a password; it cannot be looked into."), "file"
        ) from error
    return code


def check_directory(package: zipfile.ZipFile, size: int) -> None:
    """Refuse, by the directory alone, a package that unfolds too far or whose names lead elsewhere."""
    entries = package.infolist()
    total = sum(entry.file_size for entry in entries)
    too_far = total > MOST_BYTES or (total > _SMALL and total > MOST_RATIO * max(size, 1))
    if len(entries) > MOST_ENTRIES or too_far:
        raise Refused(_("The file unfolds to far more than it weighs; such a file is not kept."), "file")
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names) or any(_leads_elsewhere(entry) for entry in entries):
        raise Refused(_("The file names parts outside itself; such a file is not kept."), "file")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused(_("The file is locked with a password; it cannot be looked into."), "file")


def _leads_elsewhere(entry: zipfile.ZipInfo) -> bool:
    name = entry.orig_filename
    path = PurePosixPath(name)
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    return is_link or "\\" in name or "\0" in name or path.is_absolute() or ".." in path.parts or ":" in name


def _code(package: zipfile.ZipFile) -> str:
    """Tell which office document a package is by what it says of its main part."""
    names = set(package.namelist())
    if "mimetype" in names and package.getinfo("mimetype").file_size < 200:
        said = package.read("mimetype").decode("ascii", "replace").strip()
        found = [code for code in ODF if KINDS[code].main == said]
    elif "[Content_Types].xml" in names:
        types = package.read("[Content_Types].xml").decode("utf-8", "replace")
        if "macroEnabled" in types:
            raise _macros()
        found = [code for code in OOXML if f'"{KINDS[code].main}"' in types]
    else:
        found = []
    if len(found) != 1:
        raise Refused(_("This is an archive, not a document. Attach the documents in it one by one."), "file")
    return found[0]


def _check_parts(package: zipfile.ZipFile) -> None:
    """Refuse macros, programs, packages within and texts that pull in others."""
    for entry in package.infolist():
        name = entry.filename.lower()
        if _MACROS.search(name):
            raise _macros()
        if name.endswith((*_PACKED, *_RUNS)) or "oleobject" in name:
            raise Refused(
                _("The document carries another file inside that could do harm. Remove it and save again."),
                "file",
            )
        if name.endswith((".xml", ".rels", ".vml")):
            _check_text(package, entry)


def _check_text(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    is_relations = entry.filename.lower().endswith(".rels")
    for piece in _pieces(package, entry):
        # Entities of a wide encoding are looked for as well: zero bytes fall away.
        if _ENTITIES.search(piece.replace(b"\0", b"")):
            raise Refused(_("The document contains declarations that no office program writes."), "file")
        if is_relations and _ATTACHED.search(piece) and _ELSEWHERE.search(piece):
            raise Refused(
                _("The document loads a part of itself from elsewhere. Save it without that link."), "file"
            )


def _pieces(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Read a part in overlapping pieces, so that a word across two of them is found."""
    kept = b""
    with package.open(entry) as part:
        while piece := part.read(256 * 1024):
            yield kept + piece
            kept = piece[-64:]


def _macros() -> Refused:
    return Refused(_("The document contains macros. Save it without them, or as a PDF."), "file")
