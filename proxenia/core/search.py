"""One full-text index behind two engines: FTS5 on SQLite, tsvector on PostgreSQL.

Rows are keyed by a number of the caller's (an Anchor's key). Words are folded before they are indexed and
before they are looked up, so that ``krakow`` finds ``Kraków`` and a name in another script is found by its
transliteration. The index holds no rights: the caller filters what it finds by what the reader may see.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from proxenia.core.values import fold


@dataclass(frozen=True)
class Entry:
    """What is indexed of one record: its key, its office, its kind, the words it is found by."""

    key: int
    office: int
    kind: str
    title: str
    body: str = ""


def words(entry: Entry) -> str:
    """Return the folded words of an entry, the title twice so that it weighs more."""
    title = fold(entry.title)
    return f"{title} {title} {fold(entry.body)}"


def index(entries: Iterable[Entry]) -> None:
    """Put entries into the index, replacing what stood there under the same keys."""
    rows = [(entry.key, entry.office, entry.kind, words(entry)) for entry in entries]
    drop([row[0] for row in rows])
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.executemany(
                "INSERT INTO core_search (id, office, kind, vector)"
                " VALUES (%s, %s, %s, to_tsvector('simple', %s))",
                rows,
            )
        else:
            cursor.executemany(
                "INSERT INTO core_search (rowid, office, kind, words) VALUES (%s, %s, %s, %s)", rows
            )


def drop(keys: Sequence[int]) -> None:
    """Take entries out of the index."""
    column = "id" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM core_search WHERE {column} = %s", [(key,) for key in keys])


def find(text: str, office: int, *, kinds: Sequence[str] = (), limit: int = 200) -> list[int]:
    """Return the keys of entries that hold every word (the last may be the beginning of one), best first."""
    tokens = fold(text).split()[:12]
    if not tokens:
        return []
    if connection.vendor == "postgresql":
        return _find_postgres(tokens, office, kinds, limit)
    return _find_sqlite(tokens, office, kinds, limit)


def _find_sqlite(tokens: list[str], office: int, kinds: Sequence[str], limit: int) -> list[int]:
    query = " ".join(f'"{token}"*' for token in tokens)
    sql = "SELECT rowid FROM core_search WHERE words MATCH %s AND office = %s"
    return _run(sql, [f"words : ({query})", office], kinds, " ORDER BY rank LIMIT %s", limit)


def _find_postgres(tokens: list[str], office: int, kinds: Sequence[str], limit: int) -> list[int]:
    query = " & ".join(f"'{token}':*" for token in tokens)
    sql = "SELECT id FROM core_search WHERE vector @@ to_tsquery('simple', %s) AND office = %s"
    tail = " ORDER BY ts_rank(vector, to_tsquery('simple', %s)) DESC LIMIT %s"
    return _run(sql, [query, office], kinds, tail, query, limit)


def _run(sql: str, first: list[Any], kinds: Sequence[str], tail: str, *last: Any) -> list[int]:
    if kinds:
        sql += f" AND kind IN ({', '.join(['%s'] * len(kinds))})"
    with connection.cursor() as cursor:
        cursor.execute(sql + tail, [*first, *kinds, *last])
        return [row[0] for row in cursor.fetchall()]
