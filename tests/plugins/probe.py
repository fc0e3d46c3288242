"""Database triggers count row changes, so that a verb that forgot its event is named.

Every table but those of `audit.rules.OUTSIDE_THE_LOG` writes a line to a table of the tests when a row of it changes.
When the outermost verb of an `actions` module leaves its transaction, a change without an event is an error that
names the verb.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from proxenia.audit.rules import DERIVED_COLUMNS, OUTSIDE_THE_LOG


@dataclass
class Mark:
    """Where the counts stood when the outermost verb began."""

    verb: str
    changes: int
    events: int


_running: list[Mark | None] = []


def watched() -> list[tuple[str, list[str]]]:
    """Return the tables whose changes need an event, each with the columns that count."""
    tables = []
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if model.__module__.startswith("proxenia.") and table not in OUTSIDE_THE_LOG:
            derived = DERIVED_COLUMNS.get(table, ())
            columns = [field.column for field in model._meta.local_concrete_fields]
            tables.append((table, [name for name in columns if name not in derived]))
    return tables


def install() -> None:
    """Make the table of changes and its triggers in the test database."""
    with connection.cursor() as cursor:
        key = "bigserial" if connection.vendor == "postgresql" else "integer"
        suffix = "" if connection.vendor == "postgresql" else " AUTOINCREMENT"
        cursor.execute(f"CREATE TABLE IF NOT EXISTS probe_change (id {key} PRIMARY KEY{suffix}, tbl text)")
        for table, columns in watched():
            for statement in _triggers(table, columns):
                cursor.execute(statement)


def _triggers(table: str, columns: list[str]) -> Iterator[str]:
    update = "UPDATE OF " + ", ".join(f'"{name}"' for name in columns)
    if connection.vendor == "postgresql":
        yield (
            "CREATE OR REPLACE FUNCTION probe_note() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN INSERT INTO probe_change (tbl) VALUES (TG_TABLE_NAME); RETURN NULL; END $$"
        )
        yield f'DROP TRIGGER IF EXISTS "probe_{table}" ON "{table}"'
        yield (
            f'CREATE TRIGGER "probe_{table}" AFTER INSERT OR DELETE OR {update} ON "{table}"'
            " FOR EACH STATEMENT EXECUTE FUNCTION probe_note()"
        )
        return
    for number, event in enumerate(("INSERT", "DELETE", update)):
        yield f'DROP TRIGGER IF EXISTS "probe_{table}_{number}"'
        yield (
            f'CREATE TRIGGER "probe_{table}_{number}" AFTER {event} ON "{table}"'
            f" BEGIN INSERT INTO probe_change (tbl) VALUES ('{table}'); END"
        )


def _raw(sql: str, *values: int) -> list[Any]:
    """Ask beside Django, so that tests that count queries do not count these."""
    mark = "%s" if connection.vendor == "postgresql" else "?"
    cursor = connection.connection.cursor()
    try:
        cursor.execute(sql.replace("{}", mark), values)
        return list(cursor.fetchall())
    finally:
        cursor.close()


def _counts() -> tuple[int, int]:
    changes = _raw("SELECT COALESCE(MAX(id), 0) FROM probe_change")[0][0]
    events = _raw("SELECT COALESCE(MAX(id), 0) FROM audit_event")[0][0]
    return changes, events


def _verb(frame: FrameType | None) -> str:
    """Return the verb whose transaction begins here, or an empty text for anything else."""
    if frame is None:
        return ""
    function = frame.f_locals.get("func") if frame.f_code.co_name == "inner" else None
    module = function.__module__ if function else str(frame.f_globals.get("__name__", ""))
    name = function.__qualname__ if function else frame.f_code.co_qualname
    is_verb = module.startswith("proxenia.") and ".actions" in module and "record_many" not in name
    return f"{module}.{name}" if is_verb else ""


@contextmanager
def watching() -> Iterator[None]:
    """Watch every verb that runs meanwhile."""
    enter, leave = transaction.Atomic.__enter__, transaction.Atomic.__exit__

    def begin(self: transaction.Atomic) -> None:
        verb = _verb(sys._getframe(1))
        enter(self)
        first = verb and not any(_running)
        _running.append(Mark(verb, *_counts()) if first else None)

    def end(self: transaction.Atomic, *problem: Any) -> None:
        mark = _running.pop() if _running else None
        forgotten = _forgotten(mark) if mark and problem[0] is None else ""
        leave(self, *problem)
        assert not forgotten, forgotten

    transaction.Atomic.__enter__, transaction.Atomic.__exit__ = begin, end  # type: ignore[method-assign]
    try:
        yield
    finally:
        transaction.Atomic.__enter__, transaction.Atomic.__exit__ = enter, leave  # type: ignore[method-assign]
        _running.clear()


def _forgotten(mark: Mark) -> str:
    if connection.needs_rollback or _counts()[1] > mark.events:
        return ""
    tables = _raw("SELECT DISTINCT tbl FROM probe_change WHERE id > {} ORDER BY tbl", mark.changes)
    if not tables:
        return ""
    return f"{mark.verb} changed {', '.join(row[0] for row in tables)} and wrote no event"
