"""Somebody whose data are told or erased: who it is, the words by which texts name them, and what becomes of what."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

GONE = "[erased]"
"""What stands where a name stood."""
REMOVED, EMPTIED, REPLACED, KEPT = "removed", "emptied", "replaced", "kept"
_SHORTEST = 3
_SHORTEST_PART = 4


@dataclass(frozen=True)
class Part:
    """One line of what an erasure does: what, how many, what becomes of them, and why where they stay."""

    name: str
    what: Any
    count: int
    fate: str
    why: Any = ""


@dataclass(frozen=True)
class Subject:
    """Who is erased or told of: keys and names of their rows, and the words by which texts may name them.

    ``words`` name them surely (whole name, address, number); ``parts`` perhaps (a family name alone). ``keep`` and
    ``replace`` are decisions on single mentions, by their keys, against what is usual.
    """

    kind: str
    office: int | None
    keys: tuple[int, ...]
    uids: tuple[str, ...]
    words: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    by: Any = None
    reason: str = ""
    keep: frozenset[str] = field(default_factory=frozenset)
    replace: frozenset[str] = field(default_factory=frozenset)

    @cached_property
    def _sure(self) -> re.Pattern[str]:
        return _pattern(self.words)

    @cached_property
    def _perhaps(self) -> re.Pattern[str]:
        return _pattern((*self.words, *self.parts))

    def is_named_in(self, text: str) -> bool:
        """Say whether a text surely names them."""
        return bool(self._sure.search(text))

    def may_be_named_in(self, text: str) -> bool:
        """Say whether a text may name them, by a part of the name alone."""
        return bool(self._perhaps.search(text))

    def without(self, text: str, *, parts: bool = False) -> str:
        """Return a text with ``GONE`` where they are named; with ``parts`` also where they may be."""
        return (self._perhaps if parts else self._sure).sub(GONE, text)

    def spellings(self) -> list[str]:
        """Return how the words may stand in a database column: as written, in capitals, in small letters, in JSON."""
        found: dict[str, None] = {}
        for word in (*self.words, *self.parts):
            for one in (word, word.upper(), word.lower(), word.title()):
                found[one] = found[json.dumps(one)[1:-1]] = None
        return list(found)

    def turns(self, key: str, *, sure: bool) -> bool:
        """Say whether a mention is replaced: a sure one unless it is kept, another one only where it was chosen."""
        return key not in self.keep if sure else key in self.replace


Eraser = Callable[[Subject, bool], list[Part]]
"""``(subject, carry_out)`` -> what goes and what stays; with False nothing is touched, and the answer is the same."""


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for words as wholes, whatever their capitals and the blanks between them."""
    longest_first = sorted({word for word in words if word}, key=len, reverse=True)
    if not longest_first:
        return re.compile(r"(?!)")
    body = "|".join(r"\s+".join(re.escape(part) for part in word.split()) for word in longest_first)
    return re.compile(rf"(?<!\w)(?:{body})(?!\w)", re.IGNORECASE)


def words_of(names: Iterable[str], others: Iterable[str] = ()) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words that surely name somebody and those that may: whole names (both ways round), then their parts.

    ``others`` are addresses and numbers: sure, and without parts.
    """
    sure: dict[str, None] = {}
    parts: dict[str, None] = {}
    for name in names:
        pieces = name.replace(",", " ").split()
        if len(name) >= _SHORTEST:
            sure[name.strip()] = None
        if len(pieces) > 1:
            sure[" ".join(pieces)] = sure[f"{pieces[-1]}, {' '.join(pieces[:-1])}"] = None
            parts.update(dict.fromkeys(piece for piece in pieces if len(piece) >= _SHORTEST_PART))
    sure.update(dict.fromkeys(other.strip() for other in others if len(other.strip()) >= _SHORTEST_PART))
    return tuple(sure), tuple(parts)


def digest_of(kind: str, uid: str) -> str:
    """Return what the list of erasures keeps of somebody: enough to know them again in an old backup, no more."""
    return hashlib.sha256(f"proxenia erasure\x1f{kind}\x1f{uid}".encode()).hexdigest()


def replaced(value: Any, change: Callable[[str], str]) -> Any:
    """Return a value of JSON with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [replaced(one, change) for one in value]
    if isinstance(value, dict):
        return {change(key): replaced(one, change) for key, one in value.items()}
    return value


def texts_in(value: Any) -> list[str]:
    """Return every text in a value of JSON."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [text for one in value for text in texts_in(one)]
    if isinstance(value, dict):
        return [text for pair in value.items() for one in pair for text in texts_in(one)]
    return []
