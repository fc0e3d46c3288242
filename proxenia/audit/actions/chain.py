"""Writing the chain: one event a verb, inside the verb's own transaction."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.utils import timezone

from proxenia.audit.models import INSTALLATION, Event, EventValues
from proxenia.audit.rules import Prepared, canonical, digest_of, hash_of
from proxenia.core.bulk import insert_rows, reserve_ids


def prepare(
    *,
    by: Any,
    verb: str,
    kind: str,
    uid: str,
    name: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    note: str = "",
    at: datetime | None = None,
) -> Prepared:
    """Make an event ready but for the chain; ``by`` is a user with ``uid`` and ``name``."""
    salt = secrets.token_hex(16)
    old = canonical(before) if before else ""
    new = canonical(after) if after else ""
    by_name, subject = str(by.name)[:200], name[:300]
    digest = digest_of(salt, by_name, subject, old, new, note)
    moment = at or timezone.now()
    return Prepared(verb, moment, by.uid, kind, uid, digest, salt, by_name, subject, old, new, note)


def record(
    *,
    chain: int | None,
    by: Any,
    verb: str,
    kind: str,
    uid: str,
    name: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    note: str = "",
) -> int:
    """Write one event and return its key; ``chain`` is the office's key, or None for the installation."""
    event = prepare(by=by, verb=verb, kind=kind, uid=uid, name=name, before=before, after=after, note=note)
    key = INSTALLATION if chain is None else chain
    seq, previous = locked_head(key)
    seq += 1
    columns = _event_columns(key, seq, previous, hash_of(previous, key, seq, event), event)
    values = (event.salt, event.by_name, event.subject_name, event.before, event.after, event.note)
    append = _append_postgresql if connection.vendor == "postgresql" else _append_sqlite
    return append(columns, values)


def record_many(*, chain: int | None, events: Sequence[Prepared]) -> None:
    """Write prepared events to one chain, in order; must run inside a transaction."""
    if not events:
        return
    key = INSTALLATION if chain is None else chain
    seq, previous = locked_head(key)
    ids = reserve_ids(Event, len(events))
    # In slices, so that a hundred thousand events do not stand in memory three times.
    for start in range(0, len(events), _SLICE):
        part = slice(start, start + _SLICE)
        rows, values = [], []
        for number, event in zip(ids[part], events[part], strict=True):
            seq += 1
            columns = _event_columns(key, seq, previous, hash_of(previous, key, seq, event), event)
            previous = columns[-1]
            rows.append((number, *columns))
            values.append(
                (number, event.salt, event.by_name, event.subject_name, event.before, event.after, event.note)
            )
        insert_rows(Event, ("id", *_EVENT_COLUMNS), rows)
        insert_rows(EventValues, ("event_id", *_VALUE_COLUMNS), values)
    with connection.cursor() as cursor:
        cursor.execute(_MOVE_HEAD, [seq, previous, key])


def locked_head(chain: int) -> tuple[int, str]:
    """Lock the head of a chain until the transaction ends; return the number and hash of its last event.

    Two writers can never take the same place: PostgreSQL locks the row, SQLite's transactions are immediate.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An audit event is written inside the transaction of its verb.")
    sql = _LOCK_HEAD if connection.vendor == "postgresql" else _READ_HEAD
    with connection.cursor() as cursor:
        cursor.execute(sql, [chain])
        row = cursor.fetchone()
        if row is None:
            cursor.execute(_NEW_HEAD, [chain])
            cursor.execute(sql, [chain])
            row = cursor.fetchone()
    return row[0], row[1]


_SLICE = 5_000
_EVENT_COLUMNS = (
    *("chain", "seq", "verb", "at", "by_uid", "subject_kind", "subject_uid"),
    *("digest", "previous", "hash"),
)
_VALUE_COLUMNS = ("salt", "by_name", "subject_name", "before", "after", "note")

_READ_HEAD = "SELECT seq, hash FROM audit_chainhead WHERE chain = %s"
_LOCK_HEAD = _READ_HEAD + " FOR UPDATE"
_NEW_HEAD = "INSERT INTO audit_chainhead (chain, seq, hash) VALUES (%s, 0, '') ON CONFLICT DO NOTHING"
_MOVE_HEAD = "UPDATE audit_chainhead SET seq = %s, hash = %s WHERE chain = %s"
_ADD_EVENT = (
    "INSERT INTO audit_event (chain, seq, verb, at, by_uid, subject_kind, subject_uid, digest, previous, hash)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_ADD_VALUES = (
    "INSERT INTO audit_eventvalues (event_id, salt, by_name, subject_name, before, after, note)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s)"
)
_ADD_ALL = (
    f"WITH e AS ({_ADD_EVENT} RETURNING id),"  # noqa: S608 (fixed words only)
    " v AS (INSERT INTO audit_eventvalues (event_id, salt, by_name, subject_name, before, after, note)"
    " SELECT e.id, %s, %s, %s, %s, %s, %s FROM e)"
    " UPDATE audit_chainhead SET seq = %s, hash = %s FROM e WHERE chain = %s RETURNING e.id"
)


@lru_cache(maxsize=4)
def _adapted(vendor: str, at: datetime) -> Any:
    """Return a moment as the database takes it; thousands of events of an import share theirs."""
    return connection.ops.adapt_datetimefield_value(at)


def _event_columns(chain: int, seq: int, previous: str, own: str, event: Prepared) -> tuple[Any, ...]:
    """Return the columns of an event in its place in the chain, ready for the database."""
    return (
        chain,
        seq,
        event.verb,
        _adapted(connection.vendor, event.at),
        event.by_uid,
        event.subject_kind,
        event.subject_uid,
        event.digest,
        previous,
        own,
    )


def _append_postgresql(columns: tuple[Any, ...], values: tuple[str, ...]) -> int:
    """Write event, values and head in one statement, planned once a connection.

    A question less is a tenth of a small verb's time, and planning this one takes longer than running it.
    """
    from psycopg import Cursor

    chain, seq, own = columns[0], columns[1], columns[-1]
    # Django's own cursors put the values into the text, so that every statement is a new one to the server.
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        cursor.execute(_ADD_ALL, [*columns, *values, seq, own, chain], prepare=True)
        row = cursor.fetchone()
    assert row is not None  # noqa: S101 (the statement returns the key)
    return int(row[0])


def _append_sqlite(columns: tuple[Any, ...], values: tuple[str, ...]) -> int:
    chain, seq, own = columns[0], columns[1], columns[-1]
    with connection.cursor() as cursor:
        cursor.execute(_ADD_EVENT, columns)
        key = int(cursor.lastrowid)
        cursor.execute(_ADD_VALUES, [key, *values])
        cursor.execute(_MOVE_HEAD, [seq, own, chain])
    return key
