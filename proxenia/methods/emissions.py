"""What a journey emits: great-circle legs times published factors of a year, and ICAO's corrections beside them.

A leg is one way, for a number of people. Its emission is km × factor × people; a night in a hotel is nights × factor
× people. `km` is the great circle (haversine, R = 6371 km) without any uplift: the 8 % by which flights are longer
is already inside the factors for flying, and must not be added again.

Which factor a flight takes follows the publisher of the factors (DESNZ/DEFRA): *domestic* within the United Kingdom;
from or to it *short* up to 3,700 km, else *long*; *international* between two other countries. For a flight within
one other country the publisher has no factor: up to 1,000 km it is taken as domestic, beyond as international.
With radiative forcing (the default, as the publisher recommends) what contrails and nitrogen oxides add at height is
inside the factor; without, it is carbon dioxide, methane and nitrous oxide alone.

What the figures do not show: the aircraft, its load, detours of roads and railways, how far the airport is from town.
Trains and cars are therefore underestimated somewhat. Nothing here reads a clock, a file or a database.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

METHOD, VERSION = "travel emissions", 1
RADIUS = 6371.0
"""Kilometres; the mean radius of the earth."""
SHORT_HAUL_TO = 3700.0
"""Up to so many kilometres a flight from or to the publisher's country is short haul."""
DOMESTIC_TO = 1000.0
"""Our choice: so far a flight within another country counts as domestic; about the longest within the publisher's."""
PUBLISHER = "GB"
CHANNEL = frozenset({"FR", "BE", "NL"})
"""Countries that a train from or to the publisher's reaches through the tunnel."""
CLASSES = ("economy", "premium", "business", "first", "average")
MODES = ("air", "rail", "coach", "car", "hotel")
FUEL_TO_CO2 = 3.16
"""Kilograms of carbon dioxide from burning one kilogram of jet fuel (ICAO)."""
_CORRECTIONS = ((550.0, 50.0), (5500.0, 100.0))
_FARTHEST_CORRECTION = 125.0
Key = TypeVar("Key", bound=Hashable)


class Unknown(ValueError):
    """No factor fits. `what` is mode, class, hotel or factors; `value` what was asked for."""

    def __init__(self, what: str, value: str) -> None:
        super().__init__(f"{what}: {value}")
        self.what, self.value = what, value


@dataclass(frozen=True)
class Point:
    """Where a leg begins or ends: degrees (WGS 84) and the ISO 3166-1 alpha-2 code of the country."""

    lat: float
    lon: float
    country: str


@dataclass(frozen=True)
class Factor:
    """One published value: kg CO₂e per unit, with radiative forcing and (flights only) without."""

    mode: str
    where: str
    fare: str
    unit: str
    kg: float
    kg_without_rf: float | None
    mark: str
    basis: str

    def value(self, *, rf: bool) -> float:
        """Return kg CO₂e per unit; only flights have a value without radiative forcing of its own."""
        return self.kg if rf or self.kg_without_rf is None else self.kg_without_rf


@dataclass(frozen=True)
class FactorSet:
    """The factors of one year."""

    year: int
    factors: Mapping[tuple[str, str, str], Factor]

    def find(self, mode: str, where: str, fare: str = "average") -> Factor:
        """Return the factor of a class, else the next lower class published there, else the average.

        Raises Unknown where the mode has no factor there at all.
        """
        for name in (*_from_down(fare), "average"):
            if (mode, where, name) in self.factors:
                return self.factors[mode, where, name]
        raise Unknown("hotel" if mode == "hotel" else "factors", where or mode)


@dataclass(frozen=True)
class Estimate:
    """One leg or stay: `km` of one traveller (None for a hotel), `kg` for all people, and why.

    `factor` is kg CO₂e per unit, `year` the year of the factors, `rf` whether radiative forcing is inside.
    """

    km: float | None
    kg: float
    factor: float
    year: int
    rf: bool
    source: Factor


def read_factors(year: int, rows: Iterable[Mapping[str, str]]) -> FactorSet:
    """Return the factors of a table with the columns of data/factors/SOURCES.md.

    Raises ValueError for a value that is no number or below zero, and for two rows of one mode, place and class.
    """
    found: dict[tuple[str, str, str], Factor] = {}
    for row in rows:
        key = (row["mode"], row["where"], row["class"])
        if key in found:
            raise ValueError(f"two factors for {' '.join(key)}")
        without = row["kg_co2e_without_rf"]
        values = (_number(row["kg_co2e"]), _number(without) if without else None)
        found[key] = Factor(*key, row["unit"], *values, row["mark"], row["basis"])
    return FactorSet(year, found)


def of_year(sets: Mapping[int, FactorSet], year: int | None) -> FactorSet:
    """Return the factors of a year, else of the last year before it, else the oldest; without a year the newest."""
    if not sets:
        raise Unknown("factors", str(year or ""))
    before = [known for known in sets if year is None or known <= year]
    return sets[max(before) if before else min(sets)]


def great_circle_km(start: Point, end: Point) -> float:
    """Return the great-circle distance in kilometres (haversine)."""
    y1, y2 = math.radians(start.lat), math.radians(end.lat)
    half = math.sin((y2 - y1) / 2) ** 2
    half += math.cos(y1) * math.cos(y2) * math.sin(math.radians(end.lon - start.lon) / 2) ** 2
    return 2 * RADIUS * math.asin(min(1.0, math.sqrt(half)))


def band(km: float, start: str, end: str) -> str:
    """Return the haul of a flight between two countries: domestic, short, long or international."""
    if PUBLISHER in (start, end):
        if start == end:
            return "domestic"
        return "short" if km <= SHORT_HAUL_TO else "long"
    return "domestic" if start == end and km <= DOMESTIC_TO else "international"


def leg(
    factors: FactorSet,
    mode: str,
    start: Point,
    end: Point,
    *,
    fare: str = "economy",
    people: int = 1,
    rf: bool = True,
) -> Estimate:
    """Return what one one-way leg emits.

    `fare` counts for flights only. For a car, `people` is the number of cars: the published factor is one of a vehicle.
    Raises Unknown for a mode or a class that is none.
    """
    if mode not in MODES or mode == "hotel":
        raise Unknown("mode", mode)
    if mode == "air" and fare not in CLASSES:
        raise Unknown("class", fare)
    km = great_circle_km(start, end)
    factor = factors.find(
        mode, _where(mode, km, start.country, end.country), fare if mode == "air" else "average"
    )
    value = factor.value(rf=rf)
    return Estimate(km, km * value * people, value, factors.year, rf and mode == "air", factor)


def stay(factors: FactorSet, country: str, nights: int, *, people: int = 1) -> Estimate:
    """Return what nights in a hotel emit, one room each; raises Unknown where the country has no factor."""
    factor = factors.find("hotel", country)
    return Estimate(None, nights * factor.kg * people, factor.kg, factors.year, False, factor)


def virtual_saving(estimates: Iterable[Estimate]) -> float:
    """Return the kg CO₂e that meeting on a screen would have saved: all travel and nights.

    What the call itself emits is left out: no factor for it is kept.
    """
    return math.fsum(estimate.kg for estimate in estimates)


def totals(estimates: Iterable[tuple[Key, Estimate]]) -> dict[Key, float]:
    """Return kg CO₂e by key (a partner, a year, both)."""
    sums: defaultdict[Key, list[float]] = defaultdict(list)
    for key, estimate in estimates:
        sums[key].append(estimate.kg)
    return {key: math.fsum(parts) for key, parts in sums.items()}


def shares(
    kilograms: float, keys: Iterable[Key], weigh: Callable[[Key], float] = lambda _: 1.0
) -> dict[Key, float]:
    """Return kilograms divided over several partners by weight, so that the parts add up to the whole."""
    weights = {key: weigh(key) for key in keys}
    whole = math.fsum(weights.values())
    return {key: kilograms * weight / whole for key, weight in weights.items()} if whole else {}


def icao_km(km: float) -> float:
    """Return the distance that ICAO's method reckons with: the great circle and 50, 100 or 125 km.

    50 km below 550 km, 100 km up to 5,500 km, 125 km beyond (ICAO Carbon Emissions Calculator Methodology, 4.2, as
    three code bases give it).
    """
    under, up_to = _CORRECTIONS
    if km < under[0]:
        return km + under[1]
    return km + (up_to[1] if km <= up_to[0] else _FARTHEST_CORRECTION)


def icao_kg(
    fuel_kg: float, *, passenger_share: float, seats: float, load: float, cabin: float = 1.0
) -> float:
    """Return kg CO₂ of one passenger by ICAO's method: 3.16 × fuel × share ÷ (economy seats × load) × cabin.

    `fuel_kg` is what the aircraft burns over `icao_km`, `passenger_share` the part of it that carries passengers and
    not freight (0 to 1), `seats` what the cabin would hold in economy, `load` the part of them taken (0 to 1), `cabin`
    the space of the class against economy. Without radiative forcing. Raises ValueError outside these bounds.
    """
    if fuel_kg < 0 or not 0 < passenger_share <= 1 or seats <= 0 or not 0 < load <= 1 or cabin < 1:
        raise ValueError("fuel, share, seats, load or cabin are out of bounds")
    return FUEL_TO_CO2 * fuel_kg * passenger_share / (seats * load) * cabin


def _from_down(fare: str) -> tuple[str, ...]:
    """Return a class and the classes below it, the highest first."""
    if fare == "average":
        return ()
    return tuple(reversed(CLASSES[: CLASSES.index(fare) + 1]))


def _where(mode: str, km: float, start: str, end: str) -> str:
    if mode == "air":
        return band(km, start, end)
    through = mode == "rail" and PUBLISHER in (start, end) and (start in CHANNEL or end in CHANNEL)
    return "channel" if through else ""


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value) or value < 0:
        raise ValueError(f"{text} is no factor")
    return value
