"""The best places in the world for one place and a purpose, each with the reasons that put it there."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from django.utils.translation import gettext, gettext_noop

from proxenia.core import shipped
from proxenia.core.errors import Refused
from proxenia.core.vocabulary import Vocabulary
from proxenia.methods import matching as method
from proxenia.methods.matching import Match
from proxenia.places.queries import PlaceRef, countries_of, place_by_id, resolve
from proxenia.places.queries.folding import key_of

from .signs import GRAPH_SIGNS, Beside, Signs
from .telling import Teller
from .world import World

TOP = 20
REASONS_TOLD = 4
GENERAL = "general"
SIGNS: dict[str, str] = {
    "friends": gettext_noop("partners in common"),
    "paths": gettext_noop("partners of places with the same partners"),
    "around": gettext_noop("where the towns around you look"),
    "countries": gettext_noop("how often the two countries' towns tie up"),
    "ties": gettext_noop("that it keeps ties at all"),
    "distance": gettext_noop("distance"),
    "hours": gettext_noop("working hours in common"),
    "size": gettext_noop("size"),
    "seat": gettext_noop("rank of the seat"),
    "language": gettext_noop("a language in common"),
    "groups": gettext_noop("groups of countries in common"),
    "name": gettext_noop("the same name"),
    "market": gettext_noop("size of the market"),
    "lower_income": gettext_noop("lower income"),
    "networks": gettext_noop("networks in common"),
    "governance": gettext_noop("powers, capacity and stage"),
    "worked": gettext_noop("likeness to ties that worked"),
}
ALWAYS_TOLD = frozenset({"friends", "networks", "governance"})
"""Signs of which what there is to say is said, however little it adds."""
MISSING: dict[str, str] = {
    **dict.fromkeys(
        GRAPH_SIGNS, gettext_noop("no list of twinnings is loaded: proxenia evidence load twinnings PATH")
    ),
    "market": gettext_noop("no income per head is loaded"),
    "lower_income": gettext_noop("no income per head is loaded"),
    "networks": gettext_noop(
        "no network of yours with known members: note your memberships, load: proxenia evidence load city_networks PATH"
    ),
    "governance": gettext_noop("the powers, capacity and stage of you or of any place are not told"),
    "worked": gettext_noop("no tie of yours is marked as one that worked"),
}


@dataclass(frozen=True)
class Matched:
    """One place of the answer: `reasons` are sentences, what adds most first; `cautions` what stands against it."""

    key: str
    name: str
    country: str
    lat: float
    lon: float
    score: float
    reasons: tuple[str, ...]
    cautions: tuple[str, ...]
    parts: Mapping[str, float]

    def as_json(self) -> dict[str, Any]:
        """Return the form `proxenia match --json` prints."""
        return {
            "name": self.name,
            "country": self.country,
            "score": round(self.score, 6),
            "why": [*self.reasons, *self.cautions],
            "id": self.key,
            "lat": self.lat,
            "lon": self.lon,
            "signs": {sign: round(value, 4) for sign, value in self.parts.items()},
        }


@dataclass(frozen=True)
class Answer:
    """The best places for home, best first; `missing` names the signs nothing is known of, each with what to do."""

    home: PlaceRef
    purpose: str
    matches: tuple[Matched, ...]
    missing: tuple[tuple[str, str], ...]
    compared: int
    weights: Mapping[str, float]


@lru_cache(maxsize=1)
def purposes() -> dict[str, dict[str, float]]:
    """Return the weight of every sign for every purpose (`data/factors/match_purposes.csv`)."""
    with shipped.path("factors", "match_purposes.csv").open(encoding="utf-8", newline="") as handle:
        return {
            row.pop("purpose"): {sign: float(weight) for sign, weight in row.items()}
            for row in csv.DictReader(handle)
        }


def purpose_labels() -> dict[str, str]:
    """Return the purposes that can be asked for, with their words."""
    words = Vocabulary.load("purposes")
    return {code: gettext("Any purpose") if code == GENERAL else words.label(code) for code in purposes()}


def purpose_of(text: str) -> str:
    """Return the code of a purpose by code, label or synonym; refuses what is none, naming those there are."""
    asked = text.strip().lower() or GENERAL
    if asked in purposes():
        return asked
    words = Vocabulary.load("purposes")
    for code in purposes():
        if code != GENERAL and asked in {word.lower() for word in words.terms[code].words()}:
            return code
    message = gettext("“%(text)s” is no purpose here. There are: %(all)s.")
    raise Refused(message % {"text": text, "all": ", ".join(purposes())}, "--purpose")


def home_of(world: World, city: str, country: str) -> PlaceRef:
    """Return the place that asks; refuses a name that means none or several, naming them."""
    if city.startswith("geonames:") and (named := place_by_id(city)) is not None:
        return named
    found = resolve(city, country)
    if found.match is not None:
        return found.match
    for number in (number for number, name in enumerate(world.names) if key_of(name) == key_of(city)):
        key = world.keys[number]
        if key.startswith("listed:") and any(world.codes[number] == one for one in _codes(country)):
            places = world.places
            return PlaceRef(
                world.names[number], "", world.codes[number], "", float(places.lat[number]),
                float(places.lon[number]), 0, "", key,
            )  # fmt: skip
    others = "; ".join(f"{one.name}, {one.region or one.country}" for one in found.alternatives)
    if others:
        others = gettext("Say which, with its region: %(names)s.") % {"names": others}
    raise Refused(" ".join(filter(None, (found.why, others))), "CITY")


def choices_of(city: str, country: str) -> list[PlaceRef]:
    """Return the places that a name could mean where none stands out."""
    found = resolve(city, country)
    return [] if found.match else list(found.alternatives)


def _codes(country: str) -> list[str]:
    return [one.code for one in countries_of(country)]


def match_place(
    world: World, home: PlaceRef, *, purpose: str = GENERAL, top: int = TOP, beside: Beside | None = None
) -> Answer:
    """Return the best places abroad for `home`: those it is tied to are left out, and those of its own country.

    Raises Refused for a purpose that nothing is known for.
    """
    beside = beside or Beside()
    world = world if home.id in world.number else world.with_place(home)
    world = world.with_ties(home.id, beside.tied)
    number = world.number[home.id]
    told = Signs(world, number, beside)
    weights = purposes()[purpose]
    found = method.match(told.all(weights), weights, left_out=left_out(world, number, beside))
    matches = tuple(_matched(told, found, int(one)) for one in found.best(top))
    missing = tuple((sign, gettext(MISSING.get(sign, ""))) for sign in found.missing)
    return Answer(home, purpose, matches, missing, int((found.score >= 0).sum()), found.weights)


def left_out(world: World, home: int, beside: Beside) -> "np.typing.NDArray[np.bool_]":
    """Return which places no match is: home, those it is tied to, and those of its own country."""
    out = world.places.country == world.places.country[home]
    out[home] = True
    if world.graph is not None:
        out[world.graph.partners(home)] = True
    out[[world.number[key] for key in beside.tied if key in world.number]] = True
    return out


def _matched(signs: Signs, found: Match, number: int) -> Matched:
    world, teller = signs.world, Teller(signs, number)
    reasons: list[str] = []
    for sign, added in found.reasons(number):
        sentence = teller.say(sign) if added > 0 or sign in ALWAYS_TOLD else ""
        if sentence and (len(reasons) < REASONS_TOLD or sign in ALWAYS_TOLD):
            reasons.append(sentence)
    return Matched(
        world.keys[number],
        world.names[number],
        world.codes[number],
        float(world.places.lat[number]),
        float(world.places.lon[number]),
        float(found.score[number]),
        tuple(reasons or [gettext("Nothing speaks for it but the sum of small signs.")]),
        teller.cautions(),
        {sign: float(values[number]) for sign, values in found.parts.items() if not np.isnan(values[number])},
    )
