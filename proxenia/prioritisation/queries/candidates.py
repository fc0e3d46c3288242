"""What is compared: the countries of the world, or metropolitan areas of which the store has figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from proxenia.core.names import country_name
from proxenia.evidence.countries import places
from proxenia.places.queries import gazetteer, resolve

from .statistics import Statistics
from .world import hours_of

COUNTRIES, METROS = "countries", "metros"
AMONG = (COUNTRIES, METROS)
AREAS = ("brookings", "exports")
"""The table and indicator that name the metropolitan areas."""
REST = "Rest of "
"""The table tells what lies in no area of a state under such a name: that is no place to go to."""
PREFIX = "CBSA-"
NEAR_KM = 40.0
"""So near to its first town counts as in a metropolitan area."""


@dataclass(frozen=True)
class Candidate:
    """One place that is compared: code, name, country (alpha-2), and where its capital or first town lies."""

    code: str
    name: str
    country: str
    spot: tuple[float, float] | None = None
    hours: float = 0.0
    people: float | None = None
    state: str = ""


def candidates(among: str, statistics: Statistics) -> dict[str, Candidate]:
    """Return all that can be compared, by code; no metropolitan area where their table is not loaded."""
    if among == METROS:
        return dict(_metros(tuple(statistics.areas(*AREAS))))
    return {code: Candidate(code, place.name, place.iso2) for code, place in places().items()}


def shown(code: str, name: str = "") -> str:
    """Return a country's name in the reader's language, of other places the name the run kept."""
    return country_name(places()[code].iso2) if code in places() else name or code


@lru_cache(maxsize=2)
def _metros(areas: tuple[tuple[str, str], ...]) -> Mapping[str, Candidate]:
    told = [_metro(code, name) for code, name in areas if not name.startswith(REST)]
    return {one.code: one for one in told}


def _metro(code: str, name: str) -> Candidate:
    """Return an area with the place of its first town in its first state, as its name tells them."""
    cities, _comma, states = name.rpartition(", ")
    state = states.partition("-")[0]
    whole = resolve(f"{cities}, {state}", "US").match
    found = whole or resolve(f"{cities.partition('-')[0].partition('/')[0]}, {state}", "US").match
    if found is None:
        return Candidate(f"{PREFIX}{code}", name, "US", state=state)
    people = float(found.population) if found.population else None
    return Candidate(
        f"{PREFIX}{code}", name, "US", (found.lat, found.lon), hours_of(found.timezone), people, state
    )


def near(one: Candidate, spot: tuple[float, float]) -> bool:
    """Say whether a spot lies in a metropolitan area, as far as the distance from its first town tells."""
    if one.spot is None or abs(one.spot[0] - spot[0]) > 1:
        return False
    return gazetteer.distance_km(*one.spot, *spot) <= NEAR_KM
