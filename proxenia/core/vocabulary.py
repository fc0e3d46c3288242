"""Kinds, states and column names, with the words people use for them: one file per vocabulary under `data/vocabulary`.

A file has the columns ``code,label,parent,help,synonyms``; synonyms are separated by ``|`` and may be in any
language. Labels and helps are English and pass through gettext (`vocabulary_labels.py` lists them for it).
Works without Django's settings: labels are then in English.
"""

import csv
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from django.core.exceptions import AppRegistryNotReady, ImproperlyConfigured
from django.utils.translation import get_language, gettext

from proxenia.core import shipped
from proxenia.core.errors import NotFound
from proxenia.core.values import fold
from proxenia.core.values.parsed import LONGEST

_BRACKETED = re.compile(r"[(\[（【].*?[)\]）】]")
_SIBILANT_PLURAL = re.compile(r"(ss|x|ch|sh)es$")
_SHORTEST_GUESS = 4
"""Below this many letters a word is matched as written only: "ma" and "mas" are not one word."""


@dataclass(frozen=True, slots=True)
class Term:
    """One line of a vocabulary: English label and help, the code above it, and the words that mean it."""

    code: str
    label: str
    parent: str
    help: str
    synonyms: tuple[str, ...]

    def words(self) -> tuple[str, ...]:
        """Return everything that means this code: code, label and synonyms."""
        return (self.code.replace("_", " "), self.label, *self.synonyms)


class Vocabulary:
    """The codes of one vocabulary in the order of its file. Do not construct it: `Vocabulary.load(name)`."""

    def __init__(self, name: str, terms: Iterable[Term]) -> None:
        self.name = name
        self.terms: Mapping[str, Term] = MappingProxyType({term.code: term for term in terms})
        self.codes = list(self.terms)
        self._exact = _lookup(self.terms.values(), fold)
        self._loose = _lookup(self.terms.values(), _loose_key)
        self._shown: dict[str, dict[str, str]] = {}

    @staticmethod
    def load(name: str) -> "Vocabulary":
        """Return the vocabulary of that name, read once. Raises `NotFound` when there is no such file."""
        return _load(name)

    def label(self, code: str) -> str:
        """Return the label in the reader's language; an unknown code is its own label."""
        return _translated(self.english(code))

    def english(self, code: str) -> str:
        """Return the English label, for files that must read the same everywhere."""
        term = self.terms.get(code)
        return term.label if term else code

    def help(self, code: str) -> str:
        """Return the sentence that explains the code, in the reader's language; empty when there is none."""
        term = self.terms.get(code)
        return _translated(term.help) if term and term.help else ""

    def parent(self, code: str) -> str | None:
        """Return the code this one is a subtype of, or None."""
        term = self.terms.get(code)
        return term.parent or None if term else None

    def children(self, code: str) -> list[str]:
        """Return the subtypes of a code, in file order."""
        return [term.code for term in self.terms.values() if term.parent == code]

    def choices(self) -> list[tuple[str, str]]:
        """Return (code, label) pairs in file order, labels in the reader's language."""
        return [(code, self.label(code)) for code in self.codes]

    def match(self, text: str) -> str | None:
        """Return the code the words mean, or None.

        Tried in turn: the words as folded; without plural endings, blanks and hyphens; the labels in the reader's
        language; the same without a part in brackets ("MoU (2014)", "Cost (EUR)").
        """
        if len(text) > LONGEST:
            return None
        return self._match_whole(text) or self._match_whole(_BRACKETED.sub(" ", text))

    def _match_whole(self, text: str) -> str | None:
        key = fold(text)
        if not key:
            return None
        return self._exact.get(key) or self._loose.get(_loose_key(text)) or self._match_label(key)

    def _match_label(self, key: str) -> str | None:
        language = _language()
        if language not in self._shown:
            self._shown[language] = {fold(self.label(code)): code for code in self.codes}
        return self._shown[language].get(key)


def names() -> list[str]:
    """Return the names of all vocabularies that are shipped."""
    return sorted(path.stem for path in shipped.path("vocabulary").glob("*.csv"))


@cache
def _load(name: str) -> Vocabulary:
    path = shipped.path("vocabulary", f"{name}.csv")
    if not path.is_file():
        raise NotFound(f"There is no vocabulary named {name}.", where=name)
    with path.open(encoding="utf-8", newline="") as file:
        return Vocabulary(name, [_term(row) for row in csv.DictReader(file)])


def _term(row: Mapping[str, str]) -> Term:
    synonyms = tuple(word.strip() for word in row["synonyms"].split("|") if word.strip())
    return Term(row["code"], row["label"], row["parent"], row["help"], synonyms)


def _lookup(terms: Iterable[Term], key_of: Callable[[str], str]) -> dict[str, str]:
    """Return key -> code. A key that two codes share means neither of them."""
    found: dict[str, str] = {}
    shared: set[str] = set()
    for term in terms:
        for key in {key_of(word) for word in term.words()} - {""}:
            if found.setdefault(key, term.code) != term.code:
                shared.add(key)
    return {key: code for key, code in found.items() if key not in shared}


def _loose_key(text: str) -> str:
    """Return the words without plural endings and blanks; empty when too short to guess from."""
    key = "".join(_singular(word) for word in fold(text).split())
    return key if len(key) >= _SHORTEST_GUESS else ""


def _singular(word: str) -> str:
    if len(word) < _SHORTEST_GUESS or not word.isascii():
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if _SIBILANT_PLURAL.search(word):
        return word[:-2]
    return word[:-1] if word.endswith("s") and word[-2] not in "sui" else word


def _translated(english: str) -> str:
    """Return the words in the active language, or as they are where Django is not set up."""
    try:
        return gettext(english)
    except (ImproperlyConfigured, AppRegistryNotReady):
        return english


def _language() -> str:
    """Return the active language; empty where Django is not set up or translates nothing."""
    try:
        return get_language() or ""
    except (ImproperlyConfigured, AppRegistryNotReady):
        return ""
