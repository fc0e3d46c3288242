"""`resolve`: which town a written name means, what else it could mean, and why.

It answers only where one town stands clearly before the others; else it asks by giving the alternatives. A wrong
town far away costs an office more than a question.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz

from proxenia.core.values.sentences import gettext

from . import gazetteer, hints
from .countries import Country, countries, countries_of, filed_elsewhere
from .folding import key_of, names_an_area, readings
from .gazetteer import ALTERNATE, PRIMARY, SHORTENED, PlaceRef
from .matching import Candidate, Question, candidates, prominence, rival

# How far the first must stand before the second, in powers of ten of people.
MARGIN, MARGIN_WITHOUT_COUNTRY = 0.75, 1.3
# A town of more people than this is meant before the region of its name.
REGION_OF_NAME = 100_000
# Where one letter makes another syllable and so another town, in Latin letters.
SYLLABLES = frozenset({"CN", "TW", "HK", "MO", "JP", "KR", "KP", "VN", "LA", "MM"})
# Where other names of a town are mostly those it once had, or its quarters have.
OLD_NAMES = frozenset({"US", "CA", "AU", "NZ"})
MOST_ALTERNATIVES = 8


@dataclass(frozen=True, slots=True)
class Resolution:
    """The answer for one name.

    `match` is the town meant or None; `confidence` 0 to 1, 0 without a match; `why` one plain sentence;
    `alternatives` the other towns it could mean, best first. No match with alternatives asks the reader; no
    match without alternatives means not found.
    """

    match: PlaceRef | None
    confidence: float
    why: str
    alternatives: tuple[PlaceRef, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the form `proxenia resolve --json` prints."""
        return {
            "match": self.match.as_json() if self.match else None,
            "confidence": self.confidence,
            "why": self.why,
            "alternatives": [place.as_json() for place in self.alternatives],
        }


@lru_cache(maxsize=2048)
def resolve(name: str, country: str = "") -> Resolution:
    """Return which town `name` means in `country` (ISO code or a name in any form, or '').

    Never raises for any text; raises GazetteerMissing when the gazetteer has not been built.
    """
    asked = countries_of(country) if country.strip() else ()
    unknown = ""
    if country.strip() and not asked:
        unknown = gettext("“%(country)s” is not a country known here.") % {"country": country}
    if not any(char.isalnum() for char in name):
        return _not_found(" ".join(filter(None, (gettext("There is no name to look for."), unknown))))
    ranked = candidates(Question.of(name, asked))
    if unknown:
        return _asking(ranked, unknown)
    if not ranked:
        return _nothing_of_that_name(name, asked)
    return _decide(name, asked, ranked)


def resolve_many(pairs: Iterable[tuple[str, str]]) -> Iterator[Resolution]:
    """Yield the answer for each (name, country) in order, in bounded memory."""
    for name, country in pairs:
        yield resolve(name, country)


def _decide(name: str, asked: tuple[Country, ...], ranked: list[Candidate]) -> Resolution:
    best, second = ranked[0], rival(ranked)
    margin = best.score - second.score if second else 3.0
    if best.against:
        return _asking(ranked, _contradiction(best))
    if margin < _margin_needed(name, best, asked):
        return _asking(ranked, _several(name, asked, ranked))
    if _means_a_region(name, best, asked):
        return _asking(
            ranked,
            gettext("“%(name)s” is also a region that %(town)s does not lie in.")
            % {"name": name, "town": best.row.name},
        )
    if not _is_trusted(name, best, asked):
        return _asking(ranked, _unsure(best))
    places = _places(ranked)
    return Resolution(places[0], _confidence(best, margin), _reason(best, asked, second), places[1:])


def _margin_needed(name: str, best: Candidate, asked: tuple[Country, ...]) -> float:
    needed = MARGIN if len(asked) == 1 or best.fits else MARGIN_WITHOUT_COUNTRY
    needed += 0.7 if names_an_area(name) and not best.fits else 0.0
    return needed + (1.2 if best.unknown else 0.0) + (0.4 if best.letters else 0.0)


def _means_a_region(name: str, best: Candidate, asked: tuple[Country, ...]) -> bool:
    """Say whether the name is that of a first-level region elsewhere in the country, and the town no large one."""
    if len(asked) != 1 or best.reading.contexts:
        return False
    if best.row.population > REGION_OF_NAME and not names_an_area(name):
        return False
    codes = {
        code for country, code in hints.hint_of(name, (asked[0].code,)).regions if country == asked[0].code
    }
    return bool(codes) and best.row.region not in codes


def _is_trusted(name: str, best: Candidate, asked: tuple[Country, ...]) -> bool:
    """Say whether a candidate far from what was written may still be taken without asking."""
    if best.reading.cost >= 0.75:
        return False
    if best.row.country == "US" and names_an_area(name) and not best.fits:
        return False
    if best.letters:
        return _is_trusted_spelling(best, asked)
    if not asked and best.row.kind not in (PRIMARY, SHORTENED) and not best.fits:
        return best.row.population > 50_000
    return best.row.country not in OLD_NAMES or not _is_unlike(best) or best.row.population > 300_000


def _is_trusted_spelling(best: Candidate, asked: tuple[Country, ...]) -> bool:
    """Say whether a misspelt name may be taken: the longer the name and the larger the town, the sooner."""
    length, people = len(key_of(best.reading.text)), best.row.population
    if best.letters > 1 and (length < 13 or people < 100_000):
        return False
    if best.row.kind == ALTERNATE:
        return bool(asked) and people > 200_000 and length >= 7 and _same_start(best)
    if not asked:
        return people > 200_000 and length >= 7
    if length < 7:
        return people > 100_000 and length > 4 and best.row.country not in SYLLABLES and _same_start(best)
    return people >= (3_000 if length >= 9 else 10_000)


def _same_start(best: Candidate) -> bool:
    return key_of(best.reading.text)[0] == best.row.key[0]


def _is_unlike(best: Candidate) -> bool:
    """Say whether a town was found under a name that shares little with its usual one."""
    if best.row.kind != ALTERNATE:
        return False
    return fuzz.partial_ratio(best.row.key, key_of(best.row.name)) < 60


def _confidence(best: Candidate, margin: float) -> float:
    sure = 1 / (1 + math.exp(-(0.9 + 1.7 * margin)))
    sure -= max(0.0, 0.1 * (5 - prominence(best.row)))
    sure -= 0.15 if _is_unlike(best) and best.row.population < 20_000 else 0.0
    sure -= 0.08 * best.reading.cost + 0.12 * best.letters + (0.1 if best.unknown else 0.0)
    return round(min(0.99, max(0.05, sure)), 2)


def _places(ranked: list[Candidate]) -> tuple[PlaceRef, ...]:
    return gazetteer.refs(candidate.row.id for candidate in ranked[: MOST_ALTERNATIVES + 1])


def _asking(ranked: list[Candidate], why: str) -> Resolution:
    return Resolution(None, 0.0, why, _places(ranked[:MOST_ALTERNATIVES]))


def _not_found(why: str) -> Resolution:
    return Resolution(None, 0.0, why, ())


def _nothing_of_that_name(name: str, asked: tuple[Country, ...]) -> Resolution:
    """Ask with the towns of a region of that name, or with names that begin so; else say that there is none."""
    codes = tuple(country.code for country in asked)
    elsewhere = [countries()[other] for code in codes for other in filed_elsewhere(code)]
    if elsewhere and (ranked := candidates(Question.of(name, tuple(elsewhere)))):
        return _asking(
            ranked,
            gettext("The gazetteer files “%(name)s” under %(country)s.")
            % {"name": ranked[0].row.name, "country": _where(ranked[0])},
        )
    for code, region in hints.hint_of(name, codes).regions:
        rows = gazetteer.largest_of_region(code, region)
        if rows:
            why = gettext("“%(name)s” is a region, not a town; these are its largest towns.") % {"name": name}
            return Resolution(None, 0.0, why, gazetteer.refs(row.id for row in rows))
    for key in (key_of(reading.text) for reading in readings(name)):
        rows = gazetteer.towns_starting(key, codes, 5) if len(key) >= 4 else []
        if rows:
            why = gettext("No town is called “%(name)s”; these names begin like it.") % {"name": name}
            return Resolution(None, 0.0, why, gazetteer.refs(row.id for row in rows))
    where = asked[0].name if len(asked) == 1 else ""
    values = {"name": name, "country": where}
    if where:
        return _not_found(gettext("The gazetteer knows no town called “%(name)s” in %(country)s.") % values)
    return _not_found(gettext("The gazetteer knows no town called “%(name)s”.") % values)


def _where(candidate: Candidate) -> str:
    return countries()[candidate.row.country].name


def _reason(best: Candidate, asked: tuple[Country, ...], second: Candidate | None) -> str:
    values = {"name": best.row.name, "country": _where(best), "said": ", ".join(best.fits)}
    values["written"] = best.reading.text
    if best.letters:
        return gettext("“%(written)s” is spelt almost like %(name)s in %(country)s.") % values
    if best.fits and best.reading.contexts:
        return gettext("%(name)s in %(country)s fits what is said beside it: %(said)s.") % values
    if second is None and key_of(best.row.name) == best.row.key:
        return gettext("%(name)s is the only town of that name found in %(country)s.") % values
    if second is None:
        return (
            gettext("“%(written)s” is another name of %(name)s in %(country)s, and of no other town there.")
            % values
        )
    if key_of(best.row.name) == best.row.key:
        return gettext("%(name)s in %(country)s is by far the largest town of that name.") % values
    return (
        gettext("“%(written)s” is another name of %(name)s in %(country)s, by far the largest so called.")
        % values
    )


def _several(name: str, asked: tuple[Country, ...], ranked: list[Candidate]) -> str:
    if ranked[0].letters:
        return gettext("No town is spelt “%(name)s”; several are spelt almost so.") % {"name": name}
    if len(asked) == 1:
        values = {"name": name, "country": asked[0].name}
        return gettext("Several towns in %(country)s could be “%(name)s” and none stands out.") % values
    return gettext("Several towns could be “%(name)s” and none stands out; the country would help.") % {
        "name": name
    }


def _contradiction(best: Candidate) -> str:
    values = {"name": best.row.name, "country": _where(best), "said": ", ".join(best.against)}
    return gettext("%(name)s in %(country)s does not lie where “%(said)s” points to.") % values


def _unsure(best: Candidate) -> str:
    values = {"name": best.row.name, "country": _where(best)}
    return (
        gettext("%(name)s in %(country)s comes nearest, but not near enough to be taken without asking.")
        % values
    )
