"""Candidates for a name and how well each of them fits: the arithmetic behind `resolve`."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from . import gazetteer, hints, misspelling
from .countries import Country, family
from .folding import Reading, key_of, readings, trailing_readings, umlaut_key
from .gazetteer import Row
from .hints import Hint

# Weights are in powers of ten of population: a town that fits as well but is ten times larger scores 1 more.
KIND = {gazetteer.PRIMARY: 0.0, gazetteer.ALTERNATE: -1.4, gazetteer.WEAK: -1.6, gazetteer.SHORTENED: -0.15}
FEATURE = {"C": 0.6, "A": 0.3, "X": -0.7, "Q": -1.0, "W": -1.0, "H": -1.0}
AS_WRITTEN, QUALIFIED = 0.15, 0.4
FITS, CONTRADICTS = 1.5, -4.0
OTHER_TERRITORY = -0.6
PER_LETTER = -0.8
SMALLEST, UNKNOWN = 300, 10_000
RENOWN = 1.0
SAME_TOWN_KM = 15.0
MISSPELT = 1.0


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: the written name, the countries it may lie in (alpha-2, the asked one first), a region."""

    name: str
    countries: tuple[str, ...]
    region: Hint | None

    @classmethod
    def of(cls, name: str, countries: tuple[Country, ...]) -> "Question":
        """Return the question for a name in some countries, their territories included."""
        codes = dict.fromkeys(code for country in countries for code in family(country.code))
        region = countries[0] if len(countries) == 1 and countries[0].region else None
        hint = hints.region_hint(region.code, region.region) if region else None
        return cls(name, tuple(codes), hint)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A town with its score, the reading that found it and what spoke for or against it.

    `fits` are the contexts it agrees with, `against` those that point elsewhere, `unknown` those that say
    nothing; `letters` is how many letters it is away from what was written.
    """

    row: Row
    score: float
    reading: Reading
    fits: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    letters: int = 0


def candidates(question: Question) -> list[Candidate]:
    """Return the towns a question may mean, best first, one entry per town."""
    found = _exact(question, readings(question.name))
    if not any(not c.against for c in found):
        found += [c for c in _exact(question, trailing_readings(question.name)) if c.fits]
    if not found:
        found = _misspelt(question)
    best: dict[int, Candidate] = {}
    for candidate in found:
        kept = best.get(candidate.row.id)
        if kept is None or kept.score < candidate.score:
            best[candidate.row.id] = candidate
    return sorted(best.values(), key=lambda c: (-c.score, c.row.id))


def rival(ranked: list[Candidate]) -> Candidate | None:
    """Return the best candidate that is another town than the first: further away than a town is wide."""
    first = ranked[0].row
    for other in ranked[1:]:
        if gazetteer.distance_km(first.lat, first.lon, other.row.lat, other.row.lon) > SAME_TOWN_KM:
            return other
    return None


def _exact(question: Question, found: Iterable[Reading]) -> list[Candidate]:
    by_key: dict[str, list[Reading]] = {}
    for reading in found:
        key = key_of(reading.text)
        if key:
            by_key.setdefault(key, []).append(reading)
            if umlauts := umlaut_key(key):
                by_key.setdefault(umlauts, []).append(replace(reading, cost=reading.cost + 0.4))
    if not by_key:
        return []
    rows = gazetteer.towns_called(by_key, question.countries)
    return [_judge(question, row, reading) for row in rows for reading in by_key[row.key]]


def _misspelt(question: Question) -> list[Candidate]:
    found = []
    for reading in readings(question.name):
        near = misspelling.towns_spelt_like(key_of(reading.text), question.countries)
        closest = {entry.id: entry for entry in sorted(near, key=lambda entry: -entry.distance)}
        for row in gazetteer.towns_by_id(closest):
            hit = closest[row.id]
            kind = gazetteer.PRIMARY if hit.key == key_of(row.name) else gazetteer.ALTERNATE
            judged = _judge(question, row._replace(key=hit.key, kind=kind), reading)
            score = judged.score - MISSPELT + PER_LETTER * hit.distance
            found.append(replace(judged, score=score, letters=hit.distance))
    return found


def _judge(question: Question, row: Row, reading: Reading) -> Candidate:
    score = prominence(row) + KIND[row.kind] - reading.cost
    if row.name.casefold() == reading.text.casefold():
        score += QUALIFIED if set(row.name) & set("(/,") else AS_WRITTEN
    if (
        question.countries
        and row.country != question.countries[0]
        and row.country in family(question.countries[0])
    ):
        score += OTHER_TERRITORY
    fits, against, unknown = _weigh(question, row, reading)
    score += FITS * len(fits) + CONTRADICTS * len(against)
    return Candidate(row, score, reading, fits, against, unknown)


def prominence(row: Row) -> float:
    """Return how likely a town is meant before its name is looked at: by people, by fame (names abroad), by rank."""
    people = max(row.population, SMALLEST) if row.population else UNKNOWN
    return math.log10(people) + RENOWN * math.log10(1 + row.names) + FEATURE.get(row.feature, 0.0)


def _weigh(
    question: Question, row: Row, reading: Reading
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Sort what was said beside a name into what a town fits, what it contradicts and what says nothing."""
    said = [] if question.region is None else [question.region]
    for context in reading.contexts:
        if not hints.is_country_itself(context, question.countries[:1]):
            said.append(hints.hint_of(context, question.countries))
    fits = tuple(hint.text for hint in said if hint.fits(row))
    against = tuple(hint.text for hint in said if hint.known and not hint.fits(row))
    unknown = tuple(hint.text for hint in said if not hint.known and not hint.fits(row))
    return fits, against, unknown
