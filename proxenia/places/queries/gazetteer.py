"""The read-only gazetteer: towns of 1,000 people and more, with their names in any script.

The file is built by `tools/gazetteer.py` from GeoNames (CC BY 4.0). Nothing here needs Django or a database
of an office.
"""

import math
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from proxenia.core import shipped
from proxenia.core.values.sentences import gettext

from .folding import key_of, readings

# How a town bears a name: its usual one, another, a code or respelling, or the usual one without its qualifier.
PRIMARY, ALTERNATE, WEAK, SHORTENED = 0, 1, 2, 3


class GazetteerMissing(RuntimeError):
    """Raised when the gazetteer file has not been built; the message says how to build it."""


@dataclass(frozen=True, slots=True)
class PlaceRef:
    """A town of the gazetteer as pages and records quote it.

    `country` is ISO 3166-1 alpha-2, `region` the first-level region's name ('' where unknown), `lat` and `lon`
    degrees (WGS 84), `population` people (0 where unknown), `id` "geonames:" and the GeoNames number.
    """

    name: str
    local_name: str
    country: str
    region: str
    lat: float
    lon: float
    population: int
    timezone: str
    id: str

    def as_json(self) -> dict[str, Any]:
        """Return the form `proxenia resolve` prints."""
        return {"name": self.name, "country": self.country, "lat": self.lat, "lon": self.lon, "id": self.id}


class Row(NamedTuple):
    """A town as the matcher reads it: `kind` and `key` say which of its names was hit, `names` counts
    its alternate names, `also` holds other keys."""

    key: str
    kind: int
    id: int
    name: str
    country: str
    region: str
    county: str
    lat: float
    lon: float
    population: int
    feature: str
    names: int
    also: str


_ROW = "p.id, p.name, p.country, p.region, p.county, p.lat, p.lon, p.population, p.feature, p.names, p.also"
_REF = """SELECT p.name, p.local, p.country, coalesce(r.name, ''), p.lat, p.lon, p.population, p.timezone,
  'geonames:' || p.id FROM place p LEFT JOIN region r ON r.country = p.country AND r.code = p.region"""
_connections = threading.local()


def file() -> Path:
    """Return where the gazetteer lies, or would lie."""
    return shipped.path("gazetteer", "gazetteer.sqlite")


def connection() -> sqlite3.Connection:
    """Return this thread's read-only connection; raises GazetteerMissing when there is no file."""
    found: sqlite3.Connection | None = getattr(_connections, "db", None)
    if found is None:
        path = file()
        if not path.exists():
            raise GazetteerMissing(
                gettext(
                    "The gazetteer is missing: %(path)s. Run `make setup`, or `python tools/gazetteer.py`."
                )
                % {"path": path}
            )
        found = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        _connections.db = found
    return found


def towns_called(keys: Iterable[str], countries: tuple[str, ...] = ()) -> list[Row]:
    """Return the towns filed under any of the keys (see `key_of`), in the given countries or everywhere."""
    wanted = list(dict.fromkeys(keys))
    where = f"n.key IN ({_marks(wanted)})"
    if countries:
        where += f" AND n.country IN ({_marks(countries)})"
    sql = f"SELECT n.key, n.kind, {_ROW} FROM name n CROSS JOIN place p ON p.id = n.place WHERE {where}"  # noqa: S608
    return [Row._make(row) for row in connection().execute(sql, [*wanted, *countries])]


def towns_by_id(ids: Iterable[int]) -> list[Row]:
    """Return the towns of these GeoNames numbers, unordered; unknown numbers are left out."""
    wanted = list(ids)
    sql = f"SELECT '', 0, {_ROW} FROM place p WHERE p.id IN ({_marks(wanted)})"  # noqa: S608
    return [Row._make(row) for row in connection().execute(sql, wanted)]


def towns_starting(key: str, countries: tuple[str, ...], limit: int) -> list[Row]:
    """Return the largest towns with a name that starts with `key`."""
    where = f" AND n.country IN ({_marks(countries)})" if countries else ""
    sql = f"""SELECT n.key, n.kind, {_ROW} FROM name n CROSS JOIN place p ON p.id = n.place
      WHERE n.key >= ? AND n.key < ? {where} ORDER BY p.population DESC LIMIT ?"""  # noqa: S608
    rows = connection().execute(sql, [key, key + "\U0010ffff", *countries, limit * 3])
    return list({row.id: row for row in map(Row._make, rows)}.values())[:limit]


def largest_of_region(country: str, region: str, limit: int = 3) -> list[Row]:
    """Return the largest towns of a first-level region."""
    sql = f"""SELECT '', 0, {_ROW} FROM place p WHERE p.country = ? AND p.region = ? AND p.feature <> 'X'
      ORDER BY p.population DESC LIMIT ?"""  # noqa: S608
    return [Row._make(row) for row in connection().execute(sql, (country, region, limit))]


def spellings(country: str, above: int = 0) -> Iterator[tuple[str, str, int]]:
    """Yield (key, other keys, id) of a country's towns of more than `above` people, '' meaning every country."""
    where = "country = ? AND population >= ?" if country else "? = '' AND population >= ?"
    yield from connection().execute(f"SELECT key, also, id FROM place WHERE {where}", (country, above))  # noqa: S608


@lru_cache(maxsize=4096)
def regions_called(key: str) -> tuple[tuple[str, str], ...]:
    """Return (country, region code) of the first-level regions filed under a key."""
    sql = "SELECT country, code FROM region_name WHERE key = ?"
    return tuple(connection().execute(sql, (key,)))


@lru_cache(maxsize=1024)
def region_name(country: str, code: str) -> str:
    """Return the name of a first-level region, '' where unknown."""
    row = (
        connection()
        .execute("SELECT name FROM region WHERE country = ? AND code = ?", (country, code))
        .fetchone()
    )
    return row[0] if row else ""


def refs(ids: Iterable[int]) -> tuple[PlaceRef, ...]:
    """Return the places of these GeoNames numbers in the given order."""
    wanted = list(ids)
    if not wanted:
        return ()
    rows = connection().execute(f"{_REF} WHERE p.id IN ({_marks(wanted)})", wanted)
    found = {ref.id: ref for ref in (PlaceRef(*row) for row in rows)}
    return tuple(found[f"geonames:{n}"] for n in wanted if f"geonames:{n}" in found)


def place_by_id(uid: str) -> PlaceRef | None:
    """Return the place of an id like "geonames:6324729", None where there is none."""
    number = uid.removeprefix("geonames:")
    if not (number.isascii() and number.isdecimal() and len(number) < 12):
        return None
    return next(iter(refs([int(number)])), None)


def search(text: str, limit: int = 10, country: str = "") -> tuple[PlaceRef, ...]:
    """Return places for a pick list: exact names first, then names that start so, the larger first."""
    countries = (country,) if country else ()
    keys = {key_of(reading.text) for reading in readings(text)[:4]}
    exact = sorted(towns_called(keys, countries), key=_prominence, reverse=True) if keys else []
    key = key_of(text)
    more = towns_starting(key, countries, limit) if len(key) > 1 else []
    return refs(list(dict.fromkeys(row.id for row in [*exact, *more]))[:limit])


def nearest(lat: float, lon: float, limit: int = 1, within_km: float = 100) -> tuple[PlaceRef, ...]:
    """Return the nearest towns to a point in degrees, nearest first, none further than `within_km`."""
    dy = within_km / 111.2
    dx = dy / max(0.05, math.cos(math.radians(lat)))
    sql = "SELECT id, lat, lon FROM place WHERE lat BETWEEN ? AND ? AND lon BETWEEN ? AND ?"
    rows = connection().execute(sql, (lat - dy, lat + dy, lon - dx, lon + dx)).fetchall()
    close = sorted((distance_km(lat, lon, y, x), key) for key, y, x in rows)
    return refs([key for km, key in close if km <= within_km][:limit])


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the great-circle distance between two points in degrees, in kilometres."""
    y1, y2 = math.radians(lat1), math.radians(lat2)
    half = math.sin((y2 - y1) / 2) ** 2
    half += math.cos(y1) * math.cos(y2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 12_742.0 * math.asin(min(1.0, math.sqrt(half)))


def _prominence(row: Row) -> tuple[bool, int]:
    return (row.feature != "X" and row.kind != WEAK, row.population)


def _marks(values: Iterable[Any]) -> str:
    return ",".join("?" for _ in values)
