"""Countries as statistics name them: codes of every tradition, names, states that are no more.

Codes of ISO and M49 come from the table of places, the rest from `data/evidence/codes.csv`. A text either names one
place of today or is dropped for a reason that is told: a group, a state that fell apart, a part without a code.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from proxenia.core import shipped
from proxenia.core.values.sentences import gettext, gettext_noop
from proxenia.places.queries.countries import called
from proxenia.places.queries.countries import countries as places_table

TRADITIONS = (
    "iso", "m49", "names", "cow", "worldbank", "wits", "cepii", "eurostat", "vdem", "rsf", "unctad", "comtrade",
)  # fmt: skip
"""Who writes codes in a way of their own; `names` are names in words, `cow` the Correlates of War."""
NUMBERED = {"m49", "comtrade", "cow"}
REASONS: dict[str, str] = {
    "aggregate": gettext_noop("a group of countries, or nowhere in particular"),
    "dissolved": gettext_noop("a state that is no more, or several together"),
    "part": gettext_noop("a part of a country, or a territory without a code of its own"),
    "unknown": gettext_noop("a code or name that the table of countries does not have"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A country or territory of today: ISO 3166-1 codes (Kosovo: XKX, XK and no number) and its English name."""

    iso3: str
    iso2: str
    m49: str
    name: str


@dataclass(frozen=True, slots=True)
class Look:
    """What a text names: an ISO 3166-1 alpha-3 code, or '' and the reason (a key of `REASONS`) and a note."""

    iso3: str
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A text that names no single place of today, how often it stood there, and why it was dropped."""

    text: str
    times: int
    reason: str
    note: str = ""

    @property
    def sentence(self) -> str:
        """Say it."""
        told = gettext("%(text)s (%(times)d times): %(why)s")
        why = self.note or gettext(REASONS[self.reason])
        return told % {"text": self.text or "''", "times": self.times, "why": why}


def places() -> dict[str, Place]:
    """Return every country and territory by ISO 3166-1 alpha-3 code."""
    return _places()


def resolve(text: str, tradition: str | None = None) -> str | None:
    """Return the ISO 3166-1 alpha-3 code a code or name stands for, None where it names no single place of today.

    Without a tradition, codes of ISO (two or three letters) and M49 (three digits) and names are taken.
    """
    return look(text, tradition).iso3 or None


@lru_cache(maxsize=65_536)
def look(text: str, tradition: str | None = None) -> Look:
    """Return what a text names in a tradition (one of `TRADITIONS`), or why it names nothing."""
    if tradition is not None and tradition not in TRADITIONS:
        raise ValueError(tradition)
    text = " ".join(text.split())
    if not text:
        return Look("", "unknown")
    for key in _keys(text, tradition):
        if found := _codes().get((tradition or "", key)) or _codes().get(("", key)):
            return found
    if tradition != "cow":
        if tradition != "names" and (iso3 := _iso().get(_padded(text, tradition))):
            return Look(iso3)
        if tradition in ("m49", "comtrade") and (found := _codes().get(("m49", _padded(text, tradition)))):
            return found
    return _named(text) if tradition in (None, "names") else Look("", "unknown")


def gather(texts: Iterable[str], tradition: str | None = None) -> tuple[dict[str, str], list[Dropped]]:
    """Return text → alpha-3 code of all that name a place, and what was dropped, the most frequent first."""
    counts: dict[str, int] = {}
    for text in texts:
        counts[text] = counts.get(text, 0) + 1
    looks = {text: look(text, tradition) for text in counts}
    found = {text: one.iso3 for text, one in looks.items() if one.iso3}
    lost = [Dropped(text, counts[text], one.reason, one.note) for text, one in looks.items() if not one.iso3]
    return found, sorted(lost, key=lambda one: (-one.times, one.text))


def _keys(text: str, tradition: str | None) -> list[str]:
    """Return how a text may stand in the table of codes: whole, and a number without its point and zeros."""
    upper = text.upper()
    whole = upper.removesuffix(".0")
    if tradition in NUMBERED and whole.isdigit():
        return [whole, str(int(whole)), whole.zfill(3)]
    return [upper]


def _padded(text: str, tradition: str | None) -> str:
    whole = text.upper().removesuffix(".0")
    return whole.zfill(3) if tradition in NUMBERED and whole.isdigit() else text.upper()


def _named(text: str) -> Look:
    """Read a name in words; a name in brackets or with "the" in front as well."""
    bare = text.partition("(")[0].strip().rstrip("*").strip()
    for reading in dict.fromkeys((text, bare, bare.removeprefix("The ").removeprefix("the "))):
        if found := _codes().get(("names", reading.upper())):
            return found
        meant = _called(reading)
        if len(meant) == 1:
            return Look(meant[0])
        if meant:
            return Look("", "dissolved")
    mended = _mended(text)
    return _named(mended) if mended else Look("", "unknown")


def _mended(text: str) -> str:
    """Return a name whose letters were read in the wrong encoding ("CuraÃ§ao") as it was meant, '' for any other."""
    if text.isascii():
        return ""
    try:
        mended = text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return ""
    return mended if mended != text else ""


@lru_cache(maxsize=16_384)
def _called(text: str) -> tuple[str, ...]:
    """Return the alpha-3 codes of the countries called exactly so, in any language; several where it fell apart."""
    return tuple(one.alpha3 for one in called(text))


@lru_cache(maxsize=1)
def _places() -> dict[str, Place]:
    return {
        one.alpha3: Place(one.alpha3, one.code, one.numeric, one.name)
        for one in sorted(places_table().values(), key=lambda one: one.alpha3)
    }


@lru_cache(maxsize=1)
def _iso() -> dict[str, str]:
    found = {}
    for one in _places().values():
        found[one.iso3] = found[one.iso2] = one.iso3
        if one.m49:
            found[one.m49] = one.iso3
    return found


@lru_cache(maxsize=1)
def _codes() -> dict[tuple[str, str], Look]:
    """Return (tradition, code) → what it stands for; codes of no tradition are good in all."""
    with shipped.path("evidence", "codes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        (row["tradition"], row["code"].upper()): Look(
            row["iso3"], "" if row["iso3"] else row["kind"], "" if row["iso3"] else row["note"]
        )
        for row in rows
    }


__all__ = [
    "REASONS", "TRADITIONS", "Dropped", "Look", "Place", "gather", "look", "places", "resolve",
]  # fmt: skip
