"""Many rows at once, inside the caller's transaction, on SQLite and PostgreSQL alike."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, models, transaction

T = TypeVar("T")

_BATCH = 5_000
_MANY = 20_000


def reserve_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """Return ``count`` primary keys that nobody else will use.

    Call it inside the transaction that inserts: on SQLite the write lock is what keeps the keys ours.
    """
    table, column = model._meta.db_table, model._meta.pk.column
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
            # Outside of execute Django names no error of the driver: a full disk has to be told as one.
            with (
                connection.wrap_database_errors,
                cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy,
            ):
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        waiting = iter(rows)
        # Django keeps what a generator gave until its statement is over: short batches keep memory flat.
        while batch := list(islice(waiting, _BATCH)):
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', batch)


def update_rows(
    model: type[models.Model], key: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Update prepared rows by ``key``, a database column; each row holds the columns' values, then the key."""
    sets = ", ".join(f'"{name}" = %s' for name in columns)
    waiting = iter(rows)
    with connection.cursor() as cursor:
        while batch := list(islice(waiting, _BATCH)):
            cursor.executemany(f'UPDATE "{model._meta.db_table}" SET {sets} WHERE "{key}" = %s', batch)


def reserve_ahead(model: type[models.Model], count: int) -> Sequence[int]:
    """Return ``count`` primary keys for rows that will be inserted by a later transaction.

    The keys stay reserved when that transaction is rolled back: a gap is left, never a double.
    """
    with transaction.atomic():
        ids = reserve_ids(model, count)
        if connection.vendor != "postgresql" and count:
            table = model._meta.db_table
            with connection.cursor() as cursor:
                cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [ids[-1], table])
                if not cursor.rowcount:
                    cursor.execute(
                        "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, ids[-1]]
                    )
    return ids


@contextmanager
def roomy_cache(rows: int) -> Iterator[None]:
    """Give SQLite more memory for pages while very many rows are written; PostgreSQL has its own."""
    if connection.vendor != "sqlite" or rows < _MANY:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size")
        usual = int(cursor.fetchone()[0])
        cursor.execute("PRAGMA cache_size = -80000")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size = {usual}")


def in_batches(ids: Sequence[T], size: int = _BATCH) -> Iterable[Sequence[T]]:
    """Cut a list of keys into pieces small enough for one ``IN``."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
