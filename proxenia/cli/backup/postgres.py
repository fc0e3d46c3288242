"""One moment of a PostgreSQL database as files of rows, and bringing it back in one transaction.

No program of PostgreSQL is called: a dump program of another version than the server has written empty backups in other
houses. Rows go through COPY in one REPEATABLE READ transaction; the tables are made anew by Proxenia's own migrations,
so a backup holds no statement that anybody could have slipped in.
"""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection

from proxenia.cli.backup.sqlite import differences
from proxenia.core.errors import Refused

_PLAIN = ("TimeZone = 'UTC'", "DateStyle = 'ISO, YMD'", "IntervalStyle = 'postgres'", "extra_float_digits = 3",
          "bytea_output = 'hex'")  # fmt: skip
_TABLES = (
    "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname = 'public' AND c.relkind = 'r' ORDER BY c.relname COLLATE \"C\""
)
_COLUMNS = (
    "SELECT attname, attcollation <> 0 FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
    " AND NOT attisdropped AND attgenerated = '' ORDER BY attname COLLATE \"C\""
)
_KEY = (
    "SELECT a.attname FROM pg_index i CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(number, place)"
    " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number"
    " WHERE i.indrelid = %s::regclass AND i.indisprimary ORDER BY k.place"
)
_SEQUENCES = (
    "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"
)


def part_of(table: str) -> str:
    """Return the name under which the rows of a table stand in a backup."""
    return f"tables/{table}.copy"


def begin_moment() -> None:
    """Hold one moment for the transaction that has just begun: nothing of what others write is seen."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


def tables() -> list[str]:
    """Return the names of all tables."""
    return [row[0] for row in _rows(_TABLES)]


def dump(folder: Path) -> dict[str, Any]:
    """Write the rows of all tables into files; return rows, digest and columns of each, and where numbers stand."""
    (folder / "tables").mkdir()
    told = {}
    for table in tables():
        with (folder / part_of(table)).open("wb") as file:
            told[table] = _read(table, file.write)
    return {"tables": told, "sequences": dict(_rows(_SEQUENCES))}


def contents() -> dict[str, dict[str, Any]]:
    """Return rows and digest of every table as it stands."""
    return {table: _read(table, lambda _data: None) for table in tables()}


def _read(table: str, take: Any) -> dict[str, Any]:
    """Read a table in the order of its key, in a form that depends on no setting of the server."""
    columns = _rows(_COLUMNS, [_quoted(table)])
    key = [row[0] for row in _rows(_KEY, [_quoted(table)])] or [name for name, _collated in columns]
    collated = {name for name, is_collated in columns if is_collated}
    order = ", ".join(_quoted(name) + (' COLLATE "C"' if name in collated else "") for name in key)
    names = ", ".join(_quoted(name) for name, _collated in columns)
    digest, count = hashlib.sha256(), 0
    with connection.cursor() as cursor:
        for setting in _PLAIN:
            cursor.execute(f"SET LOCAL {setting}")
        statement = f"COPY (SELECT {names} FROM {_quoted(table)} ORDER BY {order}) TO STDOUT"  # noqa: S608
        with cursor.copy(statement) as rows:
            for data in rows:
                digest.update(data)
                count += bytes(data).count(b"\n")
                take(data)
    return {"rows": count, "sha256": digest.hexdigest(), "columns": [name for name, _collated in columns]}


def load(folder: Path, manifest: dict[str, Any]) -> None:
    """Replace everything by the rows of a backup, in the caller's transaction; refuses what does not fit.

    The tables are those of the program's version the backup was made with.
    """
    _drop_all()
    _migrate_to([tuple(one) for one in manifest["migrations"]])
    here = tables()
    if set(here) != set(manifest["tables"]):
        odd = sorted(set(here) ^ set(manifest["tables"]))
        raise Refused(f"The backup has other tables than this program makes: {', '.join(odd[:5])}.", "tables")
    with connection.cursor() as cursor:
        # Migrations leave the constraints they made checked at once; rows come table by table.
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f"TRUNCATE {', '.join(_quoted(table) for table in here)}")
        for table in here:
            _fill(cursor, table, manifest["tables"][table]["columns"], folder / part_of(table))
        _set_numbers(cursor, manifest["sequences"])
        try:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except DatabaseError as error:
            raise Refused(f"A row of the backup points at a missing one: {error}", "keys") from error
    wrong = list(differences(_bare(manifest["tables"]), _bare(contents())))
    if wrong:
        raise Refused(" ".join(wrong), "tables")


def _bare(told: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {name: {"rows": one["rows"], "sha256": one["sha256"]} for name, one in told.items()}


def _drop_all() -> None:
    """Drop every table, in the caller's transaction: until it ends, everybody else sees the old ones."""
    names = tables()
    if names:
        with connection.cursor() as cursor:
            # Whoever is in the middle of writing is waited for, but not for ever.
            cursor.execute("SET LOCAL lock_timeout = '60s'")
            cursor.execute(f"DROP TABLE {', '.join(_quoted(name) for name in names)} CASCADE")


def _migrate_to(applied: list[tuple[str, str]]) -> None:
    """Make the tables as they were when these migrations had been applied."""
    from django.db.migrations.executor import MigrationExecutor

    from proxenia.core import fresh

    if fresh.is_newest(set(applied), connection):
        fresh.make_tables(connection)
        return
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    unknown = [one for one in applied if one not in graph.nodes]
    if unknown:
        raise Refused(
            "The backup was made by a newer version of Proxenia; install that version first"
            f" ({unknown[0][0]} {unknown[0][1]}).",
            "migrations",
        )
    known = set(applied)
    last = [
        one for one in applied
        if not any(child.key in known and child.key[0] == one[0] for child in graph.node_map[one].children)
    ]  # fmt: skip
    executor.migrate(last)


def migrate_on() -> None:
    """Bring what was loaded up to this version of the program, in the caller's transaction."""
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def _fill(cursor: Any, table: str, columns: list[str], path: Path) -> None:
    known = {row[0] for row in _rows(_COLUMNS, [_quoted(table)])}
    if known != set(columns):
        raise Refused(f"Table {table} has other columns in the backup than this program makes.", table)
    names = ", ".join(_quoted(name) for name in columns)
    try:
        with (
            connection.wrap_database_errors,
            cursor.copy(f"COPY {_quoted(table)} ({names}) FROM STDIN") as copy,
        ):
            for data in _blocks(path):
                copy.write(data)
    except DatabaseError as error:
        raise Refused(f"The rows of table {table} cannot be read: {error}", table) from error


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while data := file.read(1024 * 1024):
            yield data


def _set_numbers(cursor: Any, numbers: dict[str, int]) -> None:
    """Let every sequence go on where it stood."""
    cursor.execute("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'")
    for (name,) in cursor.fetchall():
        if name in numbers:
            cursor.execute("SELECT setval(%s::regclass, %s)", [_quoted(name), int(numbers[name])])


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _rows(sql: str, values: Iterable[Any] = ()) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return list(cursor.fetchall())
