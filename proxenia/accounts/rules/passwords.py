"""What a password must be: long, and not one that anybody would try first. No rules on the kinds of characters.

Lists: the 20,000 most common passwords that Django ships; words of the trade and the house
(``data/passwords/context_words.txt``); where named, a file of breached passwords (SHA-1, sorted).
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from proxenia.core import shipped
from proxenia.core.values import fold

MIN_LENGTH = 15
MAX_LENGTH = 1000
"""Beyond any passphrase; only there so that nobody has us hash megabytes."""
_SHORTEST_PIECE = 3
_FEW = 2
_FILL = frozenset(
    (
        "of",
        "the",
        "and",
        "for",
        "in",
        "am",
        "an",
        "at",
        "de",
        "du",
        "la",
        "le",
        "les",
        "der",
        "die",
        "das",
        "von",
    )
)
"""Words between words: they make no password better."""

_CONTEXT: list[Callable[[Any], Iterable[str]]] = []


def register_context_words(words: Callable[[Any], Iterable[str]]) -> None:
    """Say which further names a person's password may not be built on: ``(user) -> names``."""
    _CONTEXT.append(words)


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Return the common passwords and the words of the house, as plain letters and digits."""
    words = {_plain(word) for word in CommonPasswordValidator().passwords}
    text = shipped.path("passwords", "context_words.txt").read_text(encoding="utf-8")
    words |= {_plain(line) for line in text.splitlines() if not line.startswith("#")}
    return frozenset(word for word in words if len(word) >= _SHORTEST_PIECE)


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(text.strip()))


def names_around(user: Any) -> set[str]:
    """Return the words that are no secret where this person works: their offices and themselves."""
    if user is None or getattr(user, "pk", None) is None:
        return set()
    names = [user.name, *re.split(r"[@.]", user.email)]
    for source in _CONTEXT:
        names += source(user)
    return {word for name in names for word in fold(name).split() if len(word) >= _SHORTEST_PIECE}


def pieces(password: str, words: frozenset[str] | set[str]) -> int | None:
    """Return of how few known pieces a password is made, or None where something else is in it.

    A piece is a known word, a run of digits, one character again and again, or neighbours in a row
    (``abcdef``); the same piece again and again counts once. Blanks and punctuation are not looked at.
    """
    text = _plain(password)
    if any(text == (text[:size] * len(text))[: len(text)] for size in range(1, _SHORTEST_PIECE + 3)):
        return 1
    # best[i]: the fewest pieces of the first i characters, and the last of them.
    best: list[tuple[int, str] | None] = [(0, "")] + [None] * len(text)
    for start in range(len(text)):
        here = best[start]
        if here is None:
            continue
        for end in _ends(text, start, words):
            piece = text[start:end]
            count = here[0] + (piece != here[1] and piece not in _FILL)
            known = best[end]
            if known is None or count < known[0]:
                best[end] = (count, piece)
    last = best[len(text)]
    return last[0] if last else None


_LONGEST = 40


def _ends(text: str, start: int, words: frozenset[str] | set[str]) -> set[int]:
    reach = range(start + 2, min(len(text), start + _LONGEST) + 1)
    found = {end for end in reach if text[start:end] in words or text[start:end] in _FILL}
    digits = re.match(r"\d+", text[start:])
    found |= {start + digits.end()} if digits else set()
    for step in (0, 1, -1):
        end = start + 1
        while end < len(text) and ord(text[end]) - ord(text[end - 1]) == step:
            end += 1
        found |= {end} if end - start >= _SHORTEST_PIECE else set()
    return found


def is_breached(password: str, file: Path) -> bool:
    """Say whether a sorted file of SHA-1 digests (``DIGEST:count`` a line) knows the password."""
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with file.open("rb") as lines:
        low, high = 0, file.stat().st_size
        while low < high:
            middle = (low + high) // 2
            lines.seek(middle)
            if middle:
                lines.readline()
            found = lines.readline()[:40].upper()
            if found == wanted:
                return True
            low, high = (middle + 1, high) if found and found < wanted else (low, middle)
        lines.seek(low)
        return lines.readline()[:40].upper() == wanted


class HousePassword:
    """Django's interface for what stands above; the form shows the sentences."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse a password that is short, common, breached, or built on names that are no secret here."""
        if len(password) < MIN_LENGTH:
            raise ValidationError(
                _("This password is too short: write at least %(least)d characters, such as four words."),
                params={"least": MIN_LENGTH},
                code="password_too_short",
            )
        if len(password) > MAX_LENGTH:
            raise ValidationError(
                _("This password is longer than %(most)d characters."), params={"most": MAX_LENGTH}
            )
        self._check_guessable(password, user)

    def _check_guessable(self, password: str, user: Any) -> None:
        count = pieces(password, common_words() | names_around(user))
        if count is not None and count <= _FEW:
            raise ValidationError(
                _("This password is made of words that are tried first. Add words nobody connects with you."),
                code="password_too_common",
            )
        file = settings.BREACHED_PASSWORDS
        if file and is_breached(password, Path(file)):
            raise ValidationError(
                _("This password stands in a list of stolen passwords. Choose another one."),
                code="password_breached",
            )

    def get_help_text(self) -> str:
        """Return what a good password is."""
        return _("At least 15 characters; a few words with spaces are best. Any character may be used.")
