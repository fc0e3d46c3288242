"""Which cities belong to which networks, from lists that others gathered: Eurocities, UNESCO Creative Cities.

The UNESCO list names no countries: a town counts where its name means one place in the world, or where the text
beside it names the country of one of those that bear the name; the others are left out and told.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from proxenia.evidence.readers import tables
from proxenia.evidence.rules.declared import Cell, Indicator, Source, Table
from proxenia.places.queries import countries, resolve

EUROCITIES, UNESCO = "eurocities", "uccn"
YEARS = {EUROCITIES: 2025, UNESCO: 2024}
LIST = ("City Name", "Category", "Description")


def read(path: Path) -> Iterator[Cell]:
    """Yield each member once for every network; the network by its code in `data/networks`."""
    yield from _eurocities(path) if tables.is_json(path) else _unesco(path)


def _eurocities(path: Path) -> Iterator[Cell]:
    told: Any = tables.document(path)
    for number, row in enumerate(told["members"], 1):
        city = row.get("wikidata_name") or row["name_on_website"]
        spot = _degrees(row.get("latitude")), _degrees(row.get("longitude"))
        yield _cell(number, EUROCITIES, row["name_on_website"] or city, row.get("country_name") or "", spot)


def _unesco(path: Path) -> Iterator[Cell]:
    seen = set()
    for number, row in tables.rows(path, LIST):
        city = row["City Name"].strip()
        if city not in seen:
            seen.add(city)
            yield _cell(number, UNESCO, city, _country(city, row["Description"]), (0.0, 0.0))


def _cell(number: int, network: str, city: str, country: str, spot: tuple[float, float]) -> Cell:
    return Cell(number, (network, city, country), YEARS[network], "member", 1, spot)


def _degrees(told: Any) -> float:
    return float(told) if isinstance(told, int | float) else 0.0


def _country(city: str, text: str) -> str:
    """Return the country that a name without one can only mean, '' where it could mean several."""
    found = resolve(city, "")
    if found.match is not None:
        return found.match.country
    named = {one.country for one in found.alternatives if countries()[one.country].name in text}
    return named.pop() if len(named) == 1 else ""


SOURCE = Source(
    name="city_networks",
    title="Members of city networks",
    publisher="Eurocities by way of city-vote; UNESCO by way of a list of its pages",
    licence="none stated (Eurocities); Apache-2.0 (UNESCO list); not shipped",
    address="https://eurocities.eu/cities/",
    tables=(
        Table(
            "city_networks",
            (Indicator("member", "the town is a member", "yes is 1", low=0, high=1),),
            ("network", "city", "iso3"), ("iso3",), numbers=("latitude", "longitude"),
            coverage="209 members of Eurocities (2025), 349 UNESCO Creative Cities (2024)",
        ),
    ),
    read=read,
    files=("eurocities__members*.json", "unesco_creative_cities*.csv"),
    tradition="names",
    transformation="towns whose country cannot be told left out",
    stale_after=6,
    tolerance=0.3,
)  # fmt: skip
