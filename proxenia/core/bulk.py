"""Many rows at once, inside the caller's transaction, on SQLite and PostgreSQL alike."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models

_BATCH = 5_000


def reserve_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """Return ``count`` primary keys that nobody else will use.

    Call it inside the transaction that inserts: on SQLite the write lock is what keeps the keys ours.
    """
    table, column = model._meta.db_table, model._meta.pk.column  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, column, count],
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute(f'SELECT COALESCE(MAX("{column}"), 0) FROM "{table}"')
        top = cursor.fetchone()[0]
        cursor.execute("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
        top = max(top, cursor.fetchone()[0])
    return range(top + 1, top + count + 1)


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert prepared rows; ``columns`` are database columns and the values are already database values."""
    table = model._meta.db_table
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)


def in_batches(ids: Sequence[int], size: int = _BATCH) -> Iterable[Sequence[int]]:
    """Cut a list of keys into pieces small enough for one ``IN``."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
