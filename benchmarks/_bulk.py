"""Filling tables fast: rows with every column a model has, indexes and foreign keys put back afterwards."""

import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, models, transaction

from proxenia.core import bulk, search

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


def uid(chance: random.Random) -> str:
    """Return a uid of the shape the product makes, from the fixed seed."""
    return "".join(chance.choices(LETTERS, k=16))


class Table:
    """A model's table: columns nobody names get the field's default, or what `fixed` says."""

    def __init__(self, model: type[models.Model], varying: str, **fixed: Any) -> None:
        self.model = model
        self.varying = varying.split()
        self.columns, self.constants = [], []
        for field in model._meta.local_concrete_fields:
            if field.column in self.varying or (
                field.primary_key and field.get_internal_type() == "BigAutoField"
            ):
                continue
            value = fixed[field.name] if field.name in fixed else _default(field)
            self.columns.append(field.column)
            self.constants.append(field.get_db_prep_save(value, connection))

    def insert(self, rows: Iterable[Sequence[Any]]) -> None:
        """Insert rows of the varying columns, in their order."""
        constants = tuple(self.constants)
        columns = [*self.columns, *self.varying]
        bulk.insert_rows(self.model, columns, (constants + tuple(row) for row in rows))


def _default(field: Any) -> Any:
    value = field.get_default()
    return None if field.null and value == "" else value


def index_words(entries: Iterable[search.Entry]) -> None:
    """Put entries of records that were never indexed before into the search index."""
    rows = ((one.key, one.office, one.kind, search.words(one), search.marks(one)) for one in entries)
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            sql = "INSERT INTO core_search (rowid, office, kind, words) VALUES (%s, %s, %s, %s)"
            cursor.executemany(sql, ((*row[:3], " ".join([row[3], *row[4]])) for row in rows))
            return
        cursor.execute(
            "CREATE TEMP TABLE made (id bigint, office bigint, kind text, words text, marks text[])"
        )
        with cursor.copy("COPY made FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            "INSERT INTO core_search (id, office, kind, vector)"
            " SELECT id, office, kind, to_tsvector('simple', words) || array_to_tsvector(marks) FROM made"
        )
        cursor.execute("DROP TABLE made")


@contextmanager
def unchecked(tables: Sequence[str]) -> Iterator[None]:
    """One transaction in which these tables have no indexes and foreign keys; both are back at its end."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("PRAGMA cache_size = -600000")
    with transaction.atomic():
        again = _take_off(tables)
        yield
        with connection.cursor() as cursor:
            for statement in again:
                cursor.execute(statement)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_key_check")
            if cursor.fetchone():
                raise SystemExit("The seeded rows point at rows that are missing.")
            cursor.execute("ANALYZE")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            cursor.execute("VACUUM ANALYZE")
    connection.close()


def _take_off(tables: Sequence[str]) -> list[str]:
    """Drop indexes and foreign keys; return the statements that make them again."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            names = ", ".join(["%s"] * len(tables))
            cursor.execute(
                f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql <> '' AND tbl_name IN ({names})",
                tables,
            )
            found = cursor.fetchall()
            for name, _sql in found:
                cursor.execute(f'DROP INDEX "{name}"')
            return [sql for _name, sql in found]
        return _take_off_postgres(cursor, tables)


def _take_off_postgres(cursor: Any, tables: Sequence[str]) -> list[str]:
    cursor.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)",
        [list(tables)],
    )
    keys = cursor.fetchall()
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexdef LIKE 'CREATE INDEX%%'",
        [list(tables)],
    )
    indexes = cursor.fetchall()
    for table, name, _definition in keys:
        cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
    for name, _definition in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
    again = [definition for _name, definition in indexes]
    return again + [f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {text}' for table, name, text in keys]
