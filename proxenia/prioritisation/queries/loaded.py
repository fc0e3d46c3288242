"""The world of places and what is loaded beside it, kept in the process until the store changes."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from proxenia.core import durable
from proxenia.core.values import fold
from proxenia.evidence.countries import places
from proxenia.evidence.store import Store, default_folder
from proxenia.places.queries import gazetteer, resolve

from .signs import Beside
from .statistics import Statistics, Stored
from .world import Row, World, build

INCOME = (("worldbank", "gdp_per_capita"), ("shipped", "gdp_per_capita"))
RESOLVED = "towns"
"""The folder of the store that remembers which places the towns of the list are."""


def world_and_beside() -> tuple[World, Beside]:
    """Return every place with the ties that are told, and income a head where it is loaded."""
    with Store() as store:
        state = tuple((one.name, one.vintage, one.digest) for one in store.datasets())
    return _kept(default_folder(), state)


@lru_cache(maxsize=2)
def _kept(folder: Path, state: tuple[tuple[str, str, str], ...]) -> tuple[World, Beside]:
    with Store(folder) as store:
        statistics = Stored(store)
        networks = networks_of(statistics, folder / RESOLVED)
        return world_of(statistics, folder / RESOLVED), replace(beside_of(statistics), networks=networks)


def networks_of(statistics: Statistics, folder: Path | None = None) -> dict[str, frozenset[str]]:
    """Return the networks of each place that the lists of members tell, by the key of the place."""
    rows = statistics.members()
    known = _remembered(sorted({(str(row[1]), str(row[2])) for row in rows}), folder) if rows else {}
    found: dict[str, frozenset[str]] = {}
    for network, city, iso3, lat, lon in rows:
        key = str(_end(str(city), str(iso3), known[str(city), str(iso3)], _degrees(lat, lon))[0])
        found[key] = found.get(key, frozenset()) | {str(network)}
    return found


def world_of(statistics: Statistics, folder: Path | None = None) -> World:
    """Return every place with the ties of the list of twinnings, without ties where none is loaded."""
    told = statistics.twinnings()
    return build(None if told is None else resolved(told, folder))


def resolved(rows: Sequence[tuple[object, ...]], folder: Path | None = None) -> list[Row]:
    """Return the pairs of the list with the places of the gazetteer that their towns are.

    A town that does not resolve for certain stays a place of its own. To resolve all takes seconds, so what came out is
    remembered in a folder of the store, for this list and this gazetteer.
    """
    ends = [
        (str(row[at]), str(row[at + 1]), _degrees(row[at + 2], row[at + 3])) for row in rows for at in (0, 4)
    ]
    towns = sorted({(city, iso3) for city, iso3, _spot in ends})
    known = _remembered(towns, folder)
    told = [_end(city, iso3, known[city, iso3], spot) for city, iso3, spot in ends]
    return [(*one, *other) for one, other in zip(told[::2], told[1::2], strict=True)]


def _degrees(lat: object, lon: object) -> tuple[float, float]:
    """Return degrees; a list that says 0, 0 does not know."""
    spot = float(str(lat)), float(str(lon))
    return (float("nan"), float("nan")) if spot == (0.0, 0.0) else spot


def _end(city: str, iso3: str, known: list[object], spot: tuple[float, float]) -> Row:
    code = places()[iso3].iso2
    if known:
        key, name, country, lat, lon = known
        return (key, name, country, lat, lon)
    return (f"listed:{fold(city)}|{code}", city, code, *spot)


def _remembered(towns: list[tuple[str, str]], folder: Path | None) -> dict[tuple[str, str], list[object]]:
    """Return id, name, country and degrees of each town that resolves, an empty list for one that does not."""
    told = json.dumps([towns, gazetteer.file().stat().st_size], ensure_ascii=False).encode()
    path = folder / f"{hashlib.sha256(told).hexdigest()[:24]}.places" if folder else None
    if path and path.is_file():
        try:
            return dict(zip(towns, json.loads(path.read_text(encoding="utf-8")), strict=True))
        except ValueError:
            pass  # cut off or not ours: resolve anew
    found = [_resolved(city, places()[iso3].iso2) for city, iso3 in towns]
    if path:
        try:
            durable.make_folders(path.parent)
            durable.write(path, [json.dumps(found, ensure_ascii=False).encode()])
        except OSError:
            pass  # a folder that cannot be written only costs the seconds again
    return dict(zip(towns, found, strict=True))


def _resolved(city: str, code: str) -> list[object]:
    match = resolve(city, code).match if any(letter.isalnum() for letter in city) else None
    return [match.id, match.name, match.country, match.lat, match.lon] if match else []


def beside_of(statistics: Statistics) -> Beside:
    """Return income a head by country (alpha-2), from the table that has most of them."""
    best: tuple[int, dict[str, float], str] = (0, {}, "")
    for table, indicator in INCOME:
        declared = statistics.declared(table, indicator)
        if declared is None:
            continue
        told = {
            place: series[-1][1] for place, series in statistics.by_place(table, indicator).items() if series
        }
        if len(told) > best[0]:
            by_alpha2 = {places()[place].iso2: value for place, value in told.items() if place in places()}
            best = len(told), by_alpha2, f"{declared.source}, {declared.vintage}"
    return Beside(income=best[1], income_source=best[2])
