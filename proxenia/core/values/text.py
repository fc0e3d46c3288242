"""Text out of cells: cleaned for keeping, folded for comparing, split into lists."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

from .parsed import Cell, CellError
from .sentences import gettext

# Line and paragraph marks count as line breaks; the rest of C0, C1, the bidirectional overrides and the
# byte order mark have no business in a name. Joiners (200C, 200D) stay: Persian and Indic spelling needs them.
_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]"
)
_SPACES = re.compile(r"\s+")
_SPACES_IN_LINE = re.compile(r"[^\S\n]+")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_NOT_WORD = re.compile(r"[\W_]+")


def clean_text(cell: Cell, *, longest: int | None = None, lines: bool = False) -> str:
    """Return a cell as text in NFC: no control characters, trimmed, runs of blanks as one.

    `lines=True` keeps line breaks (notes); otherwise they become blanks. A whole number loses its `.0`.
    Raises CellError when the result has more than `longest` characters.
    """
    text = unicodedata.normalize("NFC", as_text(cell))
    text = _UNWANTED.sub("", _LINE_BREAKS.sub("\n", text))
    if lines:
        rows = (_SPACES_IN_LINE.sub(" ", row).strip() for row in text.split("\n"))
        text = "\n".join(rows).strip("\n")
    else:
        text = _SPACES.sub(" ", text).strip()
    if longest is not None and len(text) > longest:
        message = gettext("This text has %(length)d characters; at most %(longest)d fit. Shorten it.")
        raise CellError(message % {"length": len(text), "longest": longest})
    return text


def as_text(cell: Cell) -> str:
    """Return what a spreadsheet would show for a cell, without any cleaning."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Return the form in which two spellings of one name are equal: case, marks, script, punctuation gone.

    Alphabets are written in Latin letters; Han characters stay, because different names share a reading
    (山西 and 陕西 would both be "shanxi"). A text of punctuation alone keeps it, so that it is not the empty key.
    """
    plain = text if text.isascii() else _latin(unicodedata.normalize("NFKC", text))
    folded = _NOT_WORD.sub(" ", plain.casefold()).strip()
    return folded or " ".join(plain.casefold().split())


def _latin(text: str) -> str:
    if not _HAN.search(text):
        return anyascii(text)
    return "".join(char if _HAN.match(char) else anyascii(char) for char in text)


def split_list(cell: Cell) -> list[str]:
    """Return the entries of a cell that holds a list separated by `;`: cleaned, without blanks and repeats."""
    entries = (clean_text(part) for part in as_text(cell).replace("；", ";").split(";"))
    return list(dict.fromkeys(entry for entry in entries if entry))
