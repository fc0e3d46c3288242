"""Every place that could be a partner, as arrays: the gazetteer's from 15,000 people, and all of the twinning graph.

Sections of cities (a borough, a quarter) are left out unless the graph has a tie of theirs. Read once in a process and
kept until the list of twinnings changes.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from babel.core import get_global

from proxenia.methods.matching import Floats, Graph, Places
from proxenia.places.queries import PlaceRef, countries, gazetteer, groups
from proxenia.places.queries.folding import key_of

LEAST_PEOPLE = 15_000
SPOKEN = 20.0
"""A language counts that is official, or spoken by so many per cent of a country's people (CLDR)."""
SECTION, SEATS = "X", {"C": 2, "A": 1}
NOON = dt.datetime(2026, 1, 15, 12, tzinfo=dt.UTC)
"""The hour by which time zones are compared: winter in the north, summer in the south."""
_SQL = """SELECT id, name, country, region, lat, lon, population, timezone, feature, key FROM place
  WHERE population >= ? AND feature <> 'X'"""
Row = tuple[Any, ...]


@dataclass(frozen=True, eq=False)
class World:
    """All places: `keys` ("geonames:…" or "listed:…"), names, countries (alpha-2), and the arrays of the method.

    `graph` is None where no list of twinnings is loaded.
    """

    keys: tuple[str, ...]
    names: tuple[str, ...]
    codes: tuple[str, ...]
    regions: tuple[str, ...]
    places: Places
    country_codes: tuple[str, ...]
    spelled: Mapping[str, int]
    graph: Graph | None

    @cached_property
    def number(self) -> dict[str, int]:
        """Return the number of each place by its key."""
        return {key: number for number, key in enumerate(self.keys)}

    def of_country(self, told: Mapping[str, float]) -> Floats:
        """Return a country's figure (by alpha-2) for every place; NaN where unknown."""
        values = np.array([told.get(code, np.nan) for code in self.country_codes])
        return values[self.places.country]

    def with_ties(self, home: str, partners: Iterable[str]) -> "World":
        """Return the world with ties of one place that no list tells; the same where there is no list at all."""
        return _tied(self, home, frozenset(partners))

    def with_place(self, place: PlaceRef) -> "World":
        """Return the world with a further place, last; the same where it is there already."""
        if place.id in self.number:
            return self
        number = place.id.removeprefix("geonames:")
        own = (place.id, place.name, place.country, "", place.lat, place.lon, place.population, place.timezone, "",
               key_of(place.name))  # fmt: skip
        rows = _rows_by_id([int(number)]) if number.isdecimal() else [own]
        added = _arrays(rows, (), {code: number for number, code in enumerate(self.country_codes)})
        one, two = self.places, added.places
        merged = Places(
            lat=np.concatenate([one.lat, two.lat]),
            lon=np.concatenate([one.lon, two.lon]),
            people=np.concatenate([one.people, two.people]),
            hours=np.concatenate([one.hours, two.hours]),
            seat=np.concatenate([one.seat, two.seat]),
            country=np.concatenate([one.country, two.country]),
            name=np.append(one.name, self.spelled.get(rows[0][9], len(self.spelled))),
        )
        graph = self.graph
        if graph is not None:
            graph = replace(graph, starts=np.append(graph.starts, graph.starts[-1]))
        return World(
            (*self.keys, place.id),
            (*self.names, place.name),
            (*self.codes, place.country),
            (*self.regions, rows[0][3]),
            merged,
            self.country_codes,
            self.spelled,
            graph,
        )


@lru_cache(maxsize=4)
def _tied(world: World, home: str, partners: frozenset[str]) -> World:
    """Keep the worlds that were asked for last: to lay a graph anew costs as much as all signs together."""
    if world.graph is None or home not in world.number:
        return world
    here = world.number[home]
    known = set(world.graph.partners(here).tolist())
    more = {world.number[key] for key in partners if key in world.number} - known - {here}
    if not more:
        return world
    kept = world.graph.begins < world.graph.ends
    pairs = np.column_stack([world.graph.begins[kept], world.graph.ends[kept]])
    added = np.array([(here, one) for one in sorted(more)], dtype=np.int64)
    return replace(world, graph=Graph.of(np.concatenate([pairs, added]), len(world.keys)))


def build(pairs: Sequence[Row] | None) -> World:
    """Read the gazetteer and lay the pairs of the twinnings table over it; None: no list is loaded."""
    rows = [tuple(row) for row in gazetteer.connection().execute(_SQL, (LEAST_PEOPLE,))]
    known = {row[0] for row in rows}
    ends = {row[0]: row[:5] for row in pairs or ()} | {row[5]: row[5:] for row in pairs or ()}
    wanted = {int(key.removeprefix("geonames:")) for key in ends if key.startswith("geonames:")} - known
    rows += _rows_by_id(sorted(wanted))
    listed = [end for key, end in sorted(ends.items()) if key.startswith("listed:")]
    numbers = {code: number for number, code in enumerate(sorted(countries()))}
    world = _arrays(rows, listed, numbers)
    if pairs is None:
        return world
    number = world.number
    ties = np.array(
        [(number[row[0]], number[row[5]]) for row in pairs if row[0] in number and row[5] in number],
        dtype=np.int64,
    ).reshape(-1, 2)
    return replace(world, graph=Graph.of(ties, len(world.keys)))


def _rows_by_id(ids: Iterable[int]) -> list[Row]:
    sql = _SQL.partition("WHERE")[0] + "WHERE id IN ({})"
    found: list[Row] = []
    wanted = list(ids)
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        marks = ",".join("?" * len(some))
        found += [tuple(row) for row in gazetteer.connection().execute(sql.format(marks), some)]
    return found


def _arrays(rows: list[Row], listed: Sequence[Row], numbers: Mapping[str, int]) -> World:
    """Return places without ties; `listed` are ends that the gazetteer does not name."""
    spelled: dict[str, int] = {}
    every = rows + [
        (key, name, code, "", lat, lon, 0, "", "", key_of(name)) for key, name, code, lat, lon in listed
    ]
    every = [row for row in every if row[2] in numbers]
    hours = {zone: hours_of(zone) for zone in {row[7] for row in every}}

    def column(number: int) -> Floats:
        return np.array([np.nan if row[number] is None else row[number] for row in every], dtype=float)

    people = column(6)
    people[people <= 0] = np.nan
    lon = column(5)
    offset = np.array([hours[row[7]] for row in every])
    offset = np.where(np.isnan(offset), np.round(lon / 15), offset)
    places = Places(
        column(4),
        lon,
        people,
        offset,
        np.array([SEATS.get(row[8], 0) for row in every], dtype=np.int64),
        np.array([numbers[row[2]] for row in every], dtype=np.int64),
        np.array([spelled.setdefault(row[9], len(spelled)) for row in every], dtype=np.int64),
    )
    return World(
        tuple(row[0] if isinstance(row[0], str) else f"geonames:{row[0]}" for row in every),
        tuple(row[1] for row in every),
        tuple(row[2] for row in every),
        tuple(row[3] for row in every),
        _placed(places),
        tuple(numbers),
        spelled,
        None,
    )


def _placed(places: Places) -> Places:
    """Give places without coordinates those of the middle of their country's places, so that none is at 0, 0."""
    lost = np.isnan(places.lat) | np.isnan(places.lon)
    if not lost.any():
        return places
    lat, lon = places.lat.copy(), places.lon.copy()
    for number in np.flatnonzero(lost):
        same = ~lost & (places.country == places.country[number])
        lat[number] = float(np.median(places.lat[same])) if same.any() else 0.0
        lon[number] = float(np.median(places.lon[same])) if same.any() else 0.0
    return replace(
        places, lat=lat, lon=lon, hours=np.where(np.isnan(places.hours), np.round(lon / 15), places.hours)
    )


@lru_cache(maxsize=1024)
def hours_of(zone: str) -> float:
    """Return the hours of a time zone from UTC in winter of the north, NaN for one nobody knows."""
    try:
        offset = NOON.astimezone(ZoneInfo(zone)).utcoffset()
    except (ValueError, OSError, KeyError):
        return float("nan")
    return offset.total_seconds() / 3600 if offset is not None else float("nan")


@lru_cache(maxsize=1)
def languages() -> dict[str, dict[str, float]]:
    """Return for every country (alpha-2) the languages that count there, with the share of people on 0..1 (CLDR)."""
    found: dict[str, dict[str, float]] = {}
    for code, told in get_global("territory_languages").items():
        found[str(code)] = {
            str(language).partition("_")[0]: min(float(one["population_percent"] or 0) / 100, 1.0)
            for language, one in told.items()
            if one["official_status"] or float(one["population_percent"] or 0) >= SPOKEN
        }
    return found


def common_language(one: str, other: str) -> tuple[float, str]:
    """Return the largest share of people on both sides who have a language in common, and that language's code."""
    here, there = languages().get(one, {}), languages().get(other, {})
    both = [(min(here[code], there[code]), code) for code in here.keys() & there.keys()]
    return max(both, default=(0.0, ""))


@lru_cache(maxsize=1)
def memberships() -> dict[str, frozenset[str]]:
    """Return the groups of countries that each country is a member of (codes of `data/places/groups.csv`)."""
    found: dict[str, set[str]] = {}
    for group in groups().values():
        for code in group.members:
            found.setdefault(code, set()).add(group.code)
    return {code: frozenset(names) for code, names in found.items()}
