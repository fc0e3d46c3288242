"""Files of figures as publishers make them: separators, old encodings, packed or not, with the number of every row."""

import csv
import gzip
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from proxenia.core.errors import Refused
from proxenia.core.values.sentences import gettext

LIMIT = 600 * 1024 * 1024
"""So many bytes a file may have, unpacked."""
LONGEST_CELL = 1_000_000


def content(path: Path) -> bytes:
    """Return a file's bytes, unpacked where it is packed with gzip; refuse one that cannot be or is too large."""
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
        with gzip.open(path, "rb") if packed else path.open("rb") as file:
            found: bytes = file.read(LIMIT + 1)
    except (OSError, EOFError) as error:
        raise Refused(gettext("The file cannot be read."), str(path)) from error
    if len(found) > LIMIT:
        raise Refused(gettext("The file is too large."), str(path))
    if not found.strip():
        raise Refused(gettext("The file is empty."), str(path))
    return found


def text(path: Path) -> str:
    """Return a file's text: UTF-8, else as Windows writes Western languages, else byte by byte."""
    raw = content(path)
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def rows(
    path: Path, needs: Sequence[str], *, header: Sequence[str] = ()
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the number of every row (the heading is 1) and its cells by column; refuse a table without a column.

    ``header``: the columns of a file that has no heading of its own.
    """
    told = text(path)
    csv.field_size_limit(LONGEST_CELL)
    lines = csv.reader(io.StringIO(told, newline=""), delimiter=_separator(told))
    columns = [name.strip() for name in (header or next(lines, []))]
    if missing := [name for name in needs if name not in columns]:
        sentence = gettext("This is not such a table: it has no column called %s.")
        raise Refused(sentence % ", ".join(missing), str(path))
    start = 1 if header else 2
    try:
        for number, cells in enumerate(lines, start):
            if any(cells):
                yield number, dict(zip(columns, cells, strict=False))
    except csv.Error as error:
        raise Refused(gettext("The file cannot be read as a table: %s") % error, str(path)) from error


def columns(path: Path) -> list[str]:
    """Return the heading of a table."""
    told = text(path)
    first = told.split("\n", 1)[0]
    return [name.strip() for name in next(csv.reader([first], delimiter=_separator(first)), [])]


def document(path: Path) -> Any:
    """Return a file of JSON, refused where it is none (an answer that was cut off, a page of a proxy)."""
    try:
        return json.loads(text(path))
    except ValueError as error:
        raise Refused(gettext("The file is not whole, or not JSON."), str(path)) from error


def is_json(path: Path) -> bool:
    """Say whether a file begins as JSON does."""
    return content(path).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def _separator(told: str) -> str:
    """Return what separates the cells of the first line."""
    first = told.split("\n", 1)[0]
    return max((",", ";", "\t"), key=first.count)
