"""Reading a table out of a file that nobody vouches for."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from proxenia.core.values.text import clean_text, fold

from .limits import MEGABYTE, Limits
from .problems import SheetError, sentence, sheet_error
from .table import Column, Rows, Skipped, Table, letter_of

Recognise = Callable[[list[str]], int]

_ROOT = Path(__file__).resolve().parents[3]
_SURE = 2
_FOUND_AT_MOST = 12


def read_table(
    path: str | os.PathLike[str],
    *,
    recognise: Recognise,
    sheet: str | None = None,
    limits: Limits | None = None,
    folder: str | os.PathLike[str] | None = None,
) -> Table:
    """Return the table in an xlsx, ods or delimited text file, whatever its name says.

    `recognise` is given the cleaned cells of a row and says how many headings it knows (0 = no header). The sheet is
    the one named, else the first visible one with a recognised header; the header is the row with most known
    headings among the first 40. `folder` is where the rows lie until the table is closed (default: the system's
    folder for temporary files). Raises SheetError with a sentence for everything that cannot be read.
    """
    limits = limits or Limits()
    file = Path(path)
    if file.is_dir():
        raise sheet_error("folder", where=file.name)
    if not file.is_file():
        raise sheet_error("missing", where=file.name)
    _check_readable(file)
    spool_folder = _make_folder(folder)
    table: Table | None = None
    try:
        with _worker(file, spool_folder / "rows", limits) as ask:
            table = _read(ask, recognise, sheet, spool_folder)
    finally:
        if table is None:
            _remove(spool_folder)
    return table


def _check_readable(file: Path) -> None:
    try:
        with file.open("rb"):
            pass
    except OSError as error:
        raise sheet_error("unreadable", where=file.name, reason=error.strerror or str(error)) from error


def _make_folder(folder: str | os.PathLike[str] | None) -> Path:
    try:
        return Path(tempfile.mkdtemp(prefix="proxenia-sheet-", dir=folder))
    except OSError as error:
        raise sheet_error("disk_full") from error


def _remove(folder: Path) -> None:
    (folder / "rows").unlink(missing_ok=True)
    folder.rmdir()


Ask = Callable[[dict[str, Any] | None], dict[str, Any]]


@contextmanager
def _worker(file: Path, spool: Path, limits: Limits) -> Iterator[Ask]:
    """Start the reader's process and yield the function that puts a question to it (None = just listen)."""
    command = [sys.executable, "-m", "proxenia.core.sheets.worker", str(file.resolve()), str(spool)]
    process = subprocess.Popen(
        [*command, json.dumps(limits.plain())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=spool.parent,
        # Nothing of this process's surroundings, where passwords may lie, is handed on.
        env={"PYTHONPATH": str(_ROOT), "PYTHONSAFEPATH": "1", "PYTHONUTF8": "1", "MALLOC_ARENA_MAX": "2"},
        text=True,
        encoding="utf-8",
    )
    timed_out = threading.Event()

    def stop() -> None:
        timed_out.set()
        process.kill()

    clock = threading.Timer(limits.seconds, stop)
    clock.start()
    try:
        yield lambda question: _ask(process, question, limits, timed_out)
    finally:
        clock.cancel()
        process.kill()
        process.communicate()


def _ask(
    process: subprocess.Popen[str],
    question: dict[str, Any] | None,
    limits: Limits,
    timed_out: threading.Event,
) -> dict[str, Any]:
    if question is not None and process.stdin is not None:
        _send(process.stdin, question)
    line = process.stdout.readline() if process.stdout is not None else ""
    if not line:
        raise _death(process.wait(), limits, timed_out.is_set())
    answer: dict[str, Any] = json.loads(line)
    if "error" in answer:
        raise sheet_error(answer["error"], answer["where"], **answer["figures"])
    return answer


def _send(sender: IO[str], question: dict[str, Any]) -> None:
    try:
        sender.write(json.dumps(question) + "\n")
        sender.flush()
    except BrokenPipeError:
        # The process has died; the missing answer says so, and how.
        return


def _death(code: int, limits: Limits, timed_out: bool) -> SheetError:
    """Return the sentence for a reader that ended without an answer."""
    if timed_out or code == -getattr(signal, "SIGXCPU", 24):
        return sheet_error("time", seconds=limits.seconds)
    if code in (-signal.SIGABRT, -getattr(signal, "SIGKILL", 9)):
        return sheet_error("memory", megabytes=limits.memory_bytes // MEGABYTE)
    return sheet_error("damaged")


def _read(ask: Ask, recognise: Recognise, wanted: str | None, folder: Path) -> Table:
    opened = ask(None)
    names = [name for name, _ in opened["sheets"]]
    place, header_row, headings = _find_header(ask, recognise, opened["sheets"], wanted)
    columns = [Column(text, letter_of(index), index) for index, text in enumerate(headings)]
    _check_unique(columns, names[place])
    taken = ask({"take": place, "header_row": header_row, "headings": headings})
    remarks = [sentence(code, figures) for code, figures in taken["remarks"]]
    # In a text file a row that is too wide is a problem of that row.
    unnamed = [
        place for place in sorted(taken["unnamed"]) if place < len(headings) or opened["kind"] != "csv"
    ]
    remarks += [sentence("unnamed", {"column": letter_of(place)}) for place in unnamed]
    columns += [Column("", letter_of(index), index) for index in range(len(columns), taken["width"])]
    return Table(
        sheet=names[place],
        header_row=header_row,
        columns=columns,
        rows=Rows(folder / "rows", taken["total"], taken["width"]),
        skipped=[Skipped(row, sentence(code, figures)) for row, code, figures in taken["skipped"]],
        sheets=names,
        remarks=remarks,
        kind=opened["kind"],
        folder=folder,
    )


Found = tuple[int, int, list[str]]


def _find_header(ask: Ask, recognise: Recognise, sheets: list[tuple[str, bool]], wanted: str | None) -> Found:
    """Return sheet, header row (from 1) and headings; looks no further than the first sheet that is sure."""
    places = _candidates(sheets, wanted)
    unsure: Found | None = None
    seen: list[str] = []
    for place in places:
        head = [[clean_text(cell) for cell in row] for row in ask({"look": place})["head"]]
        score, row = _best_row(head, recognise)
        found = (place, row + 1, _trimmed(head[row]) if head else [])
        if score >= _SURE:
            return found
        if score > 0 and unsure is None:
            unsure = found
        seen.append(_what_was_seen(sheets[place][0], head))
    if unsure:
        return unsure
    if all(not text for text in seen):
        raise sheet_error("blank")
    raise sheet_error("no_header", found="; ".join(text for text in seen if text))


def _candidates(sheets: list[tuple[str, bool]], wanted: str | None) -> list[int]:
    if wanted is None:
        visible = [place for place, (_, shown) in enumerate(sheets) if shown]
        return visible or list(range(len(sheets)))
    for same in (str, fold):
        for place, (name, _) in enumerate(sheets):
            if same(name) == same(wanted):
                return [place]
    raise sheet_error("no_sheet", name=wanted, sheets=", ".join(f"“{name}”" for name, _ in sheets))


def _best_row(head: list[list[str]], recognise: Recognise) -> tuple[int, int]:
    """Return the highest number of known headings and the first row that has it."""
    scores = [recognise(_trimmed(row)) if any(row) else 0 for row in head]
    best = max(scores, default=0)
    return best, scores.index(best) if scores else 0


def _trimmed(cells: list[str]) -> list[str]:
    filled = [place for place, text in enumerate(cells) if text]
    return cells[: filled[-1] + 1] if filled else []


def _what_was_seen(name: str, head: list[list[str]]) -> str:
    """Return, for the refusal, the sheet and the fullest row of its head ('' where it is blank)."""
    fullest = max(head, key=lambda row: sum(map(bool, row)), default=[])
    texts = [text[:40] for text in fullest if text]
    if not texts:
        return ""
    return f"“{name}” ({', '.join(texts[:_FOUND_AT_MOST])}{', …' if len(texts) > _FOUND_AT_MOST else ''})"


def _check_unique(columns: list[Column], sheet: str) -> None:
    seen: dict[str, Column] = {}
    for column in columns:
        key = fold(column.text)
        if key and key in seen:
            letters = {"first": seen[key].letter, "second": column.letter}
            raise sheet_error("duplicate", where=sheet, text=column.text, **letters)
        seen[key] = column
