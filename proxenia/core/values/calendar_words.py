"""Month, season and filler words of the languages cities write in; months come from CLDR."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale

from .text import fold

LOCALES = (
    "en",
    "en_GB",
    "es",
    "ca",
    "fr",
    "de",
    "de_AT",
    "it",
    "pt",
    "cy",
    "nl",
    "pl",
    "sv",
    "da",
    "nb",
    "fi",
    "ru",
    "uk",
    "tr",
    "cs",
)
# Not in CLDR, and common in lists.
_MORE_MONTHS = {
    "sept": 9,
    "mrz": 3,
    "set": 9,
    "okt": 10,
    "dez": 12,
    "maerz": 3,
    "jaenner": 1,
    "janv": 1,
    "juil": 7,
}

_FILLERS = "of the on le la el de del d den der am a il i y im in dia"
FILLERS = frozenset(_FILLERS.split())
_ABOUT = "ca c circa about around approx approximately um etwa env environ vers hacia cap probably perhaps"
_SINCE = "since seit depuis desde from ab"
# Words before a date that leave it as it is.
SINCE = frozenset(_SINCE.split())
ABOUT = frozenset(_ABOUT.split()) | SINCE
_SEASONS = (
    "spring summer autumn fall winter early mid late end beginning start of the fruhling fruhjahr "
    "sommer herbst anfang mitte ende printemps ete automne hiver debut mi fin primavera verano "
    "otono invierno principios mediados finales estate autunno inverno inizio meta fine verao "
    "outono estiu tardor hivern gwanwyn haf hydref gaeaf q1 q2 q3 q4 h1 h2"
)
SEASONS = frozenset(_SEASONS.split())


@lru_cache(maxsize=1)
def months() -> dict[str, int]:
    """Return folded month names and abbreviations to their number, without words that mean two months."""
    found: dict[str, int] = {}
    contradictory: set[str] = set()
    for name in LOCALES:
        locale = Locale.parse(name)
        for month, word in _month_words(locale):
            if found.setdefault(word, month) != month:
                contradictory.add(word)
    found.update(_MORE_MONTHS)
    return {word: month for word, month in found.items() if word not in contradictory}


def _month_words(locale: Locale) -> list[tuple[int, str]]:
    words = []
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            # Catalan writes "de març": the word that names the month is the last.
            words += [
                (month, fold(text).split()[-1]) for month, text in locale.months[context][width].items()
            ]
    return [(month, word) for month, word in words if not word.isdigit()]


@lru_cache(maxsize=1)
def weekdays() -> frozenset[str]:
    """Return folded names of the days of the week, which a date may carry and which add nothing.

    A word that also names a month ("mar", "mai") is left to the month.
    """
    words = {
        fold(text)
        for name in LOCALES
        for width in ("wide", "abbreviated")
        for text in Locale.parse(name).days["format"][width].values()
    }
    return frozenset(words - months().keys())
