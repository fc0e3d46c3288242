"""What a line consists of: its words with their places, the cues among them, and what was understood."""

import csv
import re
from dataclasses import dataclass, field
from functools import cache

from proxenia.core import shipped
from proxenia.core.values import PartialDate, fold

MOST_TOKENS = 400
"""A line longer than this is read to here; the words are kept whole all the same."""
_WORD = re.compile(
    r"\d{4}-\d{2}(?:-\d{2})?|\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})|\d+|[^\W\d_]+(?:\.(?=[^\W\d_]))?|[’']|[^\w\s]"
)
_LONGEST_CUE = 5


@dataclass(frozen=True, slots=True)
class Token:
    """One word or mark of a line: as written, folded, and where it stands."""

    text: str
    folded: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Say whether it is a word or a number, not a mark."""
        return self.text[0].isalnum()

    @property
    def is_name_like(self) -> bool:
        """Say whether it is written as a name is: with a capital, or in a script that has none."""
        first = self.text[0]
        return first.isalpha() and not first.islower()


@dataclass(frozen=True)
class Promise:
    """Something somebody will do: by us or by them, what, and until when."""

    side: str
    what: str
    due: PartialDate | None = None


@dataclass
class Said:
    """What was understood of a line; what was not understood stands nowhere but in ``text``, whole."""

    text: str
    kind: str = "meeting"
    mode: str = ""
    direction: str = ""
    initiated_by: str = ""
    date: PartialDate | None = None
    names: list[str] = field(default_factory=list)
    about: str = ""
    place: str = ""
    promises: list[Promise] = field(default_factory=list)


def tokens_of(text: str) -> list[Token]:
    """Return the words and marks of a line."""
    found = []
    for match in _WORD.finditer(text):
        found.append(Token(match[0], fold(match[0]) or match[0], match.start(), match.end()))
        if len(found) == MOST_TOKENS:
            break
    return found


@cache
def _phrases() -> dict[tuple[str, ...], frozenset[str]]:
    """Return every phrase of `data/quick_entry` as folded words, with the codes it can mean."""
    found: dict[tuple[str, ...], set[str]] = {}
    with shipped.path("quick_entry", "words.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for words in row["words"].split("|"):
                key = tuple(token.folded for token in tokens_of(words))
                found.setdefault(key, set()).add(row["code"])
    return {key: frozenset(codes) for key, codes in found.items()}


def cue(tokens: list[Token], at: int, *wanted: str) -> tuple[str, int]:
    """Return the first of some cues that begins at a place, with how many words it has; ("", 0) for none.

    The longest phrase wins: "met with" before "met".
    """
    phrases = _phrases()
    for length in range(min(_LONGEST_CUE, len(tokens) - at), 0, -1):
        codes = phrases.get(tuple(token.folded for token in tokens[at : at + length]), frozenset())
        for code in wanted:
            if code in codes:
                return code, length
    return "", 0


def words_between(text: str, tokens: list[Token], start: int, end: int) -> str:
    """Return the words of a line from one token up to another, as they were written."""
    if start >= end:
        return ""
    return text[tokens[start].start : tokens[end - 1].end].strip(" ,;.:-–—")
