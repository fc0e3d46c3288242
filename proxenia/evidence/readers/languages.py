"""Languages of countries: who speaks what, and what two countries have in common of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from proxenia.evidence.rules.declared import MORE, Indicator
from proxenia.places.queries.countries import countries

INDICATORS = (
    Indicator(
        "speakers_percent", "people who speak the language, also as a second one", "per cent", low=0, high=100
    ),
    Indicator(
        "official", "status of the language", "1 official, 0.5 in a part or in fact, 0 none", low=0, high=1
    ),
)
COMMON = (
    Indicator(
        "common_language", "chance that a person of each share a language", "0 to 1", MORE, low=0, high=1
    ),
    Indicator(
        "common_official_language", "a language that is official in both", "yes is 1", MORE, low=0, high=1
    ),
)
STATUS = {"official": 1.0, "de_facto_official": 1.0, "official_regional": 0.5, "official_minority": 0.5}


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language in a country: ISO 3166-1 alpha-3, the code of CLDR, per cent of the people, and its status."""

    iso3: str
    language: str
    percent: float
    official: float


def of_babel() -> list[Spoken]:
    """Return the languages of all countries as the package Babel has them from CLDR."""
    from babel.core import get_global

    told = get_global("territory_languages")
    found = []
    for code, country in sorted(countries().items()):
        for language, about in sorted((told.get(code) or {}).items()):
            status = STATUS.get(about.get("official_status") or "", 0.0)
            # Shares of CLDR may pass 100 where estimates are added up.
            percent = min(float(about["population_percent"]), 100.0)
            found.append(Spoken(country.alpha3, language, percent, status))
    return found


def in_common(spoken: Sequence[Spoken]) -> Iterator[tuple[tuple[str, str], str, float]]:
    """Yield pair, indicator, value of what two countries have in common, for each ordered pair.

    The chance that one person of each share a language is 1 - product over languages of (1 - p q), as though who
    speaks one language did not depend on who speaks another: an upper bound where bilinguals are the same people.
    """
    places = sorted({one.iso3 for one in spoken})
    codes = sorted({one.language for one in spoken})
    share, official = np.zeros((len(places), len(codes))), np.zeros((len(places), len(codes)), dtype=bool)
    row, column = {name: n for n, name in enumerate(places)}, {name: n for n, name in enumerate(codes)}
    for one in spoken:
        share[row[one.iso3], column[one.language]] = one.percent / 100
        official[row[one.iso3], column[one.language]] = one.official == 1.0
    both = (official.astype(float) @ official.T.astype(float)) > 0
    for here, name in enumerate(places):
        apart = np.prod(1 - share[here] * share, axis=1)
        for there, other in enumerate(places):
            if here != there:
                yield (name, other), "common_language", round(float(1 - apart[there]), 6)
                yield (name, other), "common_official_language", float(both[here, there])
