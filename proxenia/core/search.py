"""One full-text index behind two engines: FTS5 on SQLite, tsvector on PostgreSQL.

Rows are keyed by a number of the caller's (an Anchor's key). Words are folded before they are indexed and
before they are looked up, so that ``krakow`` finds ``Kraków`` and a name in another script is found by its
transliteration. The index holds no rights: the caller filters what it finds by what the reader may see.

Office and kind stand in the index as marks, words that no folded text can hold: whoever asks for people by a word
that a million contacts bear meets two short lists, not the million.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from proxenia.core.values import fold

MARK = "ǂ"
"""A letter that folding never leaves in a text."""
MOST_WORDS = 12
"""So many words of what is sought count; each costs a condition."""
MOST_RANKED = 2000
_UMLAUTS = {"ä": "ae", "æ": "ae", "ö": "oe", "ø": "oe", "ü": "ue", "å": "aa"}
_SPELLED_OUT = re.compile("|".join(_UMLAUTS))
_DIGRAPH = re.compile("ae|oe|(?<![aeq])ue|aa")
_WORD = re.compile(r"[^\W_]+")
"""Letters and digits only: what else stands between them would be read as part of the query."""

_NEWEST_SQLITE = (
    "SELECT rowid FROM core_search WHERE words MATCH %(query)s ORDER BY rowid DESC LIMIT %(limit)s"
)
_RANKED_SQLITE = "SELECT rowid FROM core_search WHERE words MATCH %(query)s ORDER BY rank LIMIT %(limit)s"
# "+ 0" keeps PostgreSQL from walking back through all keys in the hope of meeting rows that fit.
_NEWEST_POSTGRES = (
    "SELECT id FROM core_search WHERE vector @@ %(query)s::tsquery ORDER BY id + 0 DESC LIMIT %(limit)s"
)
_RANKED_POSTGRES = (
    "SELECT id FROM core_search WHERE vector @@ %(query)s::tsquery"
    " ORDER BY ts_rank(vector, %(query)s::tsquery) DESC, id DESC LIMIT %(limit)s"
)


@dataclass(frozen=True)
class Entry:
    """What is indexed of one record: its key, its office, its kind, the words it is found by."""

    key: int
    office: int
    kind: str
    title: str
    body: str = ""


def words(entry: Entry) -> str:
    """Return the folded words of an entry, the title twice so that it weighs more, once in its other spelling."""
    title = fold(entry.title)
    return " ".join([title, title, *spelled_otherwise(entry.title), fold(entry.body)])


def spelled_otherwise(text: str) -> list[str]:
    """Return folded words with ae, oe, ue, aa for ä, ö, ü, å, and the reverse: Möllner is Moellner, and so back."""
    words = unicodedata.normalize("NFC", text.lower()).split()
    written = (fold(_SPELLED_OUT.sub(lambda hit: _UMLAUTS[hit[0]], word)) for word in words)
    short = (_DIGRAPH.sub(lambda hit: hit[0][0], fold(word)) for word in words)
    both = zip(words, written, short, strict=True)
    return [other for word, *others in both for other in dict.fromkeys(others) if other != fold(word)]


def marks(entry: Entry) -> list[str]:
    """Return the marks of an entry: its kind and its office."""
    return [f"{MARK}{entry.kind}", f"{MARK}{entry.office}"]


def index(entries: Iterable[Entry]) -> None:
    """Put entries into the index, replacing what stood there under the same keys."""
    rows = [(entry.key, entry.office, entry.kind, words(entry), marks(entry)) for entry in entries]
    drop([row[0] for row in rows])
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.executemany(
                "INSERT INTO core_search (id, office, kind, vector)"
                " VALUES (%s, %s, %s, to_tsvector('simple', %s) || array_to_tsvector(%s::text[]))",
                rows,
            )
        else:
            cursor.executemany(
                "INSERT INTO core_search (rowid, office, kind, words) VALUES (%s, %s, %s, %s)",
                [(*row[:3], " ".join([row[3], *row[4]])) for row in rows],
            )


def drop(keys: Sequence[int]) -> None:
    """Take entries out of the index."""
    column = "id" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM core_search WHERE {column} = %s", [(key,) for key in keys])


def find(text: str, office: int, *, kinds: Sequence[str] = (), limit: int = 200) -> list[int]:
    """Return the keys of entries that hold every word (or the beginning of one), best first.

    Words that more than ``MOST_RANKED`` entries hold tell none of them apart: those come newest first.
    """
    tokens = _WORD.findall(fold(text))[:MOST_WORDS]
    if not tokens:
        return []
    if connection.vendor == "postgresql":
        query, newest, ranked = _postgres(tokens, office, kinds), _NEWEST_POSTGRES, _RANKED_POSTGRES
    else:
        query, newest, ranked = _sqlite(tokens, office, kinds), _NEWEST_SQLITE, _RANKED_SQLITE
    found = _keys(newest, query, MOST_RANKED + 1)
    if len(found) > MOST_RANKED:
        return found[:limit]
    return _keys(ranked, query, limit) if len(found) > 1 else found


def holds(entry: Entry, text: str) -> bool:
    """Say whether an entry holds every word of a text, or the beginning of one, as ``find`` would."""
    known = _WORD.findall(words(entry))
    return all(
        any(word.startswith(token) for word in known) for token in _WORD.findall(fold(text))[:MOST_WORDS]
    )


def _sqlite(tokens: list[str], office: int, kinds: Sequence[str]) -> str:
    parts = [f'"{token}"*' for token in tokens]
    parts.append(f'"{MARK}{office}"')
    if kinds:
        parts.append("(" + " OR ".join(f'"{MARK}{kind}"' for kind in kinds) + ")")
    return f"words : ({' AND '.join(parts)})"


def _postgres(tokens: list[str], office: int, kinds: Sequence[str]) -> str:
    parts = [f"'{token}':*" for token in tokens]
    parts.append(f"'{MARK}{office}'")
    if kinds:
        parts.append("(" + " | ".join(f"'{MARK}{kind}'" for kind in kinds) + ")")
    return " & ".join(parts)


def _keys(sql: str, query: str, limit: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"query": query, "limit": limit})
        return [row[0] for row in cursor.fetchall()]
