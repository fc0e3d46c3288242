"""The reader's own process: opens one hostile file with little memory, little time and no network.

Started by `reading.py` as `python -m proxenia.core.sheets.worker`. It imports the reader only, no Django. It talks
in lines of JSON: first what the file is, then, as the other side asks, the head of a sheet or the whole of it,
which goes to the spool file and not through the pipe.
"""

from __future__ import annotations

import errno
import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from .limits import Limits
from .problems import Refusal
from .rows import RawRow, Sieve
from .table import encode_date, letter_of

HEAD_ROWS = 40
_HEAD_CELL = 300
_FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "ftplib.",
    "urllib.",
)


class Source(Protocol):
    """A workbook: its kind, its sheets as (name, visible), remarks, and the rows of a sheet by its place."""

    kind: str
    sheets: list[tuple[str, bool]]
    remarks: list[tuple[str, dict[str, object]]]

    def rows(self, place: int) -> Iterator[RawRow]: ...

    def look_at_merges(self, place: int, header_row: int) -> None: ...

    def formulas(self, place: int) -> list[tuple[int, int]]: ...


def main() -> None:
    """Serve one file until the other side has what it wants or the file is refused."""
    path, spool, limits = Path(sys.argv[1]), Path(sys.argv[2]), Limits(**json.loads(sys.argv[3]))
    shut_in(limits)
    try:
        source = _open(path, limits)
        _say({"kind": source.kind, "sheets": source.sheets})
        for line in sys.stdin:
            _say(_answer(json.loads(line), source, spool, limits))
    except Refusal as refusal:
        _say({"error": refusal.code, "where": refusal.where, "figures": refusal.figures})
    except MemoryError:
        _say({"error": "memory", "where": "", "figures": {"megabytes": limits.memory_bytes // (1024 * 1024)}})
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        _say({"error": "disk_full", "where": "", "figures": {}})


def shut_in(limits: Limits) -> None:
    """Bound memory and time of this process and refuse network and child processes from here on."""
    try:
        import resource
    except ImportError:
        # Windows has no such limits; the other side still watches the clock.
        resource = None  # type: ignore[assignment]
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
        resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.addaudithook(_refuse_outside)


def _refuse_outside(event: str, _: tuple[object, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(errno.EPERM, f"the reader of files may not use {event}")


def _open(path: Path, limits: Limits) -> Source:
    from .delimited import Delimited
    from .package import kind_of
    from .workbook import Workbook

    kind = kind_of(path, limits)
    return Delimited(path, limits) if kind == "csv" else Workbook(path, kind, limits)


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer, default=encode_date) + "\n")
    sys.stdout.flush()


def _answer(question: dict[str, Any], source: Source, spool: Path, limits: Limits) -> dict[str, Any]:
    if "look" in question:
        head = islice(source.rows(question["look"]), HEAD_ROWS)
        return {"head": [[_short(cell) for cell in row.cells[: limits.columns + 1]] for row in head]}
    if "grid" in question:
        return _grid(question["grid"], source, spool, limits)
    return _take(question["take"], question["header_row"], question["headings"], source, spool, limits)


def _short(cell: object) -> object:
    return cell[:_HEAD_CELL] if isinstance(cell, str) else cell


def _take(
    place: int, header_row: int, headings: list[str], source: Source, spool: Path, limits: Limits
) -> dict[str, Any]:
    source.remarks.clear()
    if len(headings) > limits.columns:
        raise Refusal("too_many_columns", column=letter_of(len(headings) - 1), limit=limits.columns)
    rows: Iterator[RawRow] = islice(source.rows(place), header_row, None)
    if source.kind == "csv":
        rows = (_counted(row, len(headings)) for row in rows)
    with spool.open("w", encoding="ascii") as file:
        result = Sieve(headings, file, limits.rows, limits.columns).take_all(rows)
    source.look_at_merges(place, header_row)
    return {**result._asdict(), "remarks": source.remarks}


def _grid(place: int, source: Source, spool: Path, limits: Limits) -> dict[str, Any]:
    """Write the filled rows of a sheet to the spool, every cell as it is; say where formulas stand."""
    with spool.open("w", encoding="ascii") as file:
        for count, row in enumerate((row for row in source.rows(place) if row.cells), start=1):
            if count > limits.rows:
                raise Refusal("too_many_rows", where=source.sheets[place][0], limit=limits.rows)
            if len(row.cells) > limits.columns:
                column = letter_of(len(row.cells) - 1)
                raise Refusal("too_many_columns", column=column, limit=limits.columns)
            file.write(json.dumps([row.number, row.cells], default=encode_date) + "\n")
    return {"formulas": source.formulas(place)}


def _counted(row: RawRow, width: int) -> RawRow:
    """Note a row of a text file that has more filled cells than there are headings, or fewer cells."""
    filled = [place for place, cell in enumerate(row.cells) if cell is not None]
    if filled and filled[-1] >= width:
        row.notes.append(("many_cells", {"count": len(row.cells), "columns": width}))
    elif filled and len(row.cells) < width:
        row.notes.append(("few_cells", {"count": len(row.cells), "columns": width}))
    return row


if __name__ == "__main__":
    main()
