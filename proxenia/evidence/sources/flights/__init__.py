"""Direct flights: OpenFlights' routes of 2014, counted for pairs of countries and for airports. Old, and marked so."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from proxenia.core.errors import Refused
from proxenia.core.values.sentences import gettext
from proxenia.evidence import countries
from proxenia.evidence.readers import tables
from proxenia.evidence.rules.declared import MORE, PAIRS, Cell, Indicator, Source, Table

YEAR = 2014
"""When the routes were last brought up to date by OpenFlights."""
AIRPORTS = ("id", "name", "city", "country", "iata", "icao", "latitude", "longitude", "altitude", "offset", "dst",
            "zone", "type", "source")  # fmt: skip
ROUTES = ("airline", "airline_id", "from", "from_id", "to", "to_id", "codeshare", "stops", "equipment")
BESIDE = ("openflights_airports.dat", "airports.dat")
OF_PAIRS = (
    Indicator("direct_routes", "pairs of airports with a direct flight", "pairs of airports", MORE, low=0),
    Indicator("airline_routes", "routes, counted for each airline", "routes", MORE, low=0),
)
OF_AIRPORTS = (
    Indicator("destinations", "airports that can be reached directly", "airports", MORE, low=0),
    Indicator("countries_reached", "countries that can be reached directly", "countries", MORE, low=0),
)


@dataclass(frozen=True, slots=True)
class Airport:
    """An airport: its IATA code (or the id of the list), the country in words, where it lies."""

    code: str
    country: str
    latitude: float
    longitude: float


def read(path: Path) -> Iterator[Cell]:
    """Yield what the routes say of pairs of countries, both ways, and of airports; a route whose airport is not in
    the list of airports is told under the airport's code, which no country has."""
    airports = _airports(path)
    first: dict[tuple[str, str], int] = {}
    links: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    flown: Counter[tuple[str, str]] = Counter()
    reached: dict[str, set[str]] = defaultdict(set)
    for number, row in tables.rows(path, ROUTES, header=ROUTES):
        if row["stops"] != "0":
            continue
        start, end = _airport(row, "from", airports), _airport(row, "to", airports)
        pair = (start.country, end.country)
        first.setdefault(pair, number)
        links[pair].add((start.code, end.code))
        flown[pair] += 1
        reached[start.code].add(end.code)
    for pair, number in first.items():
        yield Cell(number, pair, YEAR, "direct_routes", len(links[pair]))
        yield Cell(number, pair, YEAR, "airline_routes", flown[pair])
    yield from _of_airports(reached, {one.code: one for one in airports.values()})


def _of_airports(reached: dict[str, set[str]], known: dict[str, Airport]) -> Iterator[Cell]:
    for code, ends in reached.items():
        if code not in known:
            continue
        at = known[code]
        lands = {countries.resolve(known[end].country, "names") for end in ends if end in known}
        spot = (at.latitude, at.longitude)
        keys = (code, at.country)
        yield Cell(0, keys, YEAR, "destinations", len(ends), spot, table="flights_airports")
        yield Cell(0, keys, YEAR, "countries_reached", len(lands - {None}), spot, table="flights_airports")


def _airport(row: dict[str, str], side: str, airports: dict[str, Airport]) -> Airport:
    """Return the airport of one side of a route, by its id, else by its code."""
    found = airports.get(f"#{row[f'{side}_id']}") or airports.get(row[side])
    return found or Airport(row[side], f"airport {row[side]}", 0.0, 0.0)


def _airports(path: Path) -> dict[str, Airport]:
    """Return the airports of the list that lies beside the routes, by id ("#1") and by IATA code."""
    beside = next((path.with_name(name) for name in BESIDE if path.with_name(name).is_file()), None)
    if beside is None:
        raise Refused(gettext("Beside the routes must lie the list of airports: %s.") % BESIDE[0], str(path))
    found = {}
    for _number, row in tables.rows(beside, AIRPORTS, header=AIRPORTS):
        code = row["iata"] if len(row["iata"]) == 3 else f"#{row['id']}"
        one = Airport(code, row["country"], float(row["latitude"]), float(row["longitude"]))
        found[f"#{row['id']}"] = found[code] = one
    return found


SOURCE = Source(
    name="flights",
    title="Direct flights",
    publisher="OpenFlights",
    licence="ODbL 1.0; not shipped",
    address="https://openflights.org/data",
    tables=(
        Table("flights", OF_PAIRS, PAIRS, PAIRS, coverage="routes of 2014; old"),
        Table(
            "flights_airports", OF_AIRPORTS, ("airport", "iso3"), ("iso3",), numbers=("latitude", "longitude"),
            coverage="airports with a direct flight in 2014; old",
        ),
    ),
    read=read,
    files=("openflights_routes*.dat", "routes.dat"),
    tradition="names",
    transformation="routes with a stop left out; counted for pairs of countries and for airports",
    stale_after=4,
    note="The routes are of 2014 and were not brought up to date since.",
)  # fmt: skip
