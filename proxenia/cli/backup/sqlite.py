"""One moment of an SQLite database: a copy while others write, what is in it, putting it in the place of another."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from proxenia.core.errors import Refused

PART = "database.sqlite3"


def copy(source: Path, target: Path) -> None:
    """Write one moment of a database that others write to; what was erased leaves no trace in the copy."""
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=60)) as database:
        database.execute("VACUUM INTO ?", [str(target)])


def opened(path: Path) -> sqlite3.Connection:
    """Open a copy to look at: it is only read, and nothing in it is run."""
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    database.execute("PRAGMA trusted_schema = OFF")
    return database


def contents(database: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    """Return rows and digest of every table; what the search index keeps for itself is left out."""
    listed = database.execute(
        "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
    )
    names = sorted(row for row in listed if not row[0].startswith("sqlite_"))
    return {name: _content(database, name, "" if without_rowid else "rowid") for name, without_rowid in names}


def _content(database: sqlite3.Connection, table: str, order: str) -> dict[str, Any]:
    digest, count = hashlib.sha256(), 0
    quoted = '"' + table.replace('"', '""') + '"'
    for row in database.execute(f"SELECT * FROM {quoted} ORDER BY {order or '1'}"):  # noqa: S608
        digest.update(repr(row).encode())
        count += 1
    return {"rows": count, "sha256": digest.hexdigest()}


def problems(path: Path, manifest: dict[str, Any]) -> Iterator[str]:
    """Yield what does not hold in a copy: its pages, its keys, its tables against what the backup says of them."""
    try:
        with closing(opened(path)) as database:
            yield from _problems(database, manifest)
    except sqlite3.DatabaseError as error:
        yield f"The database cannot be read: {error}."


def _problems(database: sqlite3.Connection, manifest: dict[str, Any]) -> Iterator[str]:
    for (sentence,) in database.execute("PRAGMA integrity_check"):
        if sentence != "ok":
            yield f"Database: {sentence}."
    for table, row, target, _number in database.execute("PRAGMA foreign_key_check"):
        yield f"Row {row} of {table} points at a missing row of {target}."
    found = contents(database)
    yield from differences(manifest["tables"], found)


def differences(told: dict[str, dict[str, Any]], found: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Yield the tables that are not as the backup says."""
    for table in sorted(told.keys() | found.keys()):
        before, after = told.get(table), found.get(table)
        if before is None or after is None:
            yield f"Table {table} is {'missing' if after is None else 'one too many'}."
        elif before["rows"] != after["rows"]:
            yield f"Table {table} has {after['rows']} rows; there were {before['rows']}."
        elif before["sha256"] != after["sha256"]:
            yield f"Table {table} has other contents than before."


def put_in_place(copy_of: Path, target: Path) -> None:
    """Write the pages of a copy over a database in one transaction: whoever has it open sees the old or the new.

    A kill in the middle leaves the old one.
    """
    try:
        with (
            closing(sqlite3.connect(copy_of)) as source,
            closing(sqlite3.connect(target, timeout=60)) as live,
        ):
            source.backup(live)
            live.execute("PRAGMA journal_mode = WAL")
    except sqlite3.DatabaseError as error:
        raise Refused(
            f"The database could not be replaced ({error}); the old one stands.", target.name
        ) from error


def is_sound(path: Path) -> bool:
    """Say whether a database opens and its pages hold together."""
    try:
        with closing(sqlite3.connect(path, timeout=60)) as database:
            return bool(database.execute("PRAGMA quick_check").fetchone()[0] == "ok")
    except sqlite3.DatabaseError:
        return False
