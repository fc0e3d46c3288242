"""Twinned towns: pairs with their places, as scraped from lists, or the claims of an open knowledge base.

A list of pairs tells each once; the knowledge base tells what each side claims, so that a pair only one side claims
can be seen (`claims` is 1).
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from proxenia.core.errors import Refused
from proxenia.core.values.sentences import gettext
from proxenia.evidence import countries
from proxenia.evidence.readers import tables
from proxenia.evidence.rules.declared import Cell, Indicator, Source, Table
from proxenia.places.queries.countries import country_of

YEAR, YEAR_OF_CLAIMS = 2026, 2016
NEEDS = ("city1", "country1", "lat1", "lng1", "city2", "country2", "lat2", "lng2")
EDGES = ("one", "other")
NAMES_BESIDE = "wikidata_p190_names_2016.tsv"


def read(path: Path) -> Iterator[Cell]:
    """Yield the pairs of a list, or the claims of the knowledge base."""
    if path.suffix == ".tsv":
        yield from _claims(path)
        return
    for number, row in tables.rows(path, NEEDS):
        keys = (
            row["city1"].strip(),
            _country(row["country1"]),
            row["city2"].strip(),
            _country(row["country2"]),
        )
        yield Cell(number, keys, YEAR, "twinned", 1, (*_spot(row, "1"), *_spot(row, "2")))


@lru_cache(maxsize=4096)
def _country(text: str) -> str:
    """Return the code of a country told with a part of it ("Wales, United Kingdom"); other texts as they stand."""
    if not text or countries.look(text, "names").reason != "unknown":
        return text
    found = country_of(text)
    return found.alpha3 if found else text


def _spot(row: dict[str, str], side: str) -> tuple[float, float]:
    """Return where a town lies; 0, 0 where the list does not say."""
    try:
        return float(row[f"lat{side}"]), float(row[f"lng{side}"])
    except ValueError:
        return 0.0, 0.0


def _claims(path: Path) -> Iterator[Cell]:
    edges = list(tables.rows(path, EDGES, header=EDGES))
    claimed = {(row["one"], row["other"]) for _number, row in edges}
    names = _names(path)
    for number, row in edges:
        one, other = row["one"], row["other"]
        keys = (one, names.get(one, ""), other, names.get(other, ""))
        sides = 1 + ((other, one) in claimed)
        yield Cell(number, keys, YEAR_OF_CLAIMS, "claims", sides, table="twinnings_claims")


def _names(path: Path) -> dict[str, str]:
    beside = path.with_name(NAMES_BESIDE)
    if not beside.is_file():
        raise Refused(gettext("Beside the claims must lie their names: %s.") % NAMES_BESIDE, str(path))
    return {
        row["id"]: row["name"] for _number, row in tables.rows(beside, ("id", "name"), header=("id", "name"))
    }


SOURCE = Source(
    name="twinnings",
    title="Twinned towns",
    publisher="Wikipedia by way of twincities; Wikidata",
    licence="CC BY-SA (Wikipedia), CC0 (Wikidata); not shipped",
    address="https://en.wikipedia.org/wiki/Lists_of_twin_towns_and_sister_cities",
    tables=(
        Table(
            "twinnings",
            (Indicator("twinned", "the two towns are twinned", "yes is 1", low=0, high=1),),
            ("city", "iso3", "partner_city", "partner_iso3"), ("iso3", "partner_iso3"),
            numbers=("latitude", "longitude", "partner_latitude", "partner_longitude"),
            coverage="25,900 pairs of towns from the lists of 79 countries, each once; no year of beginning",
        ),
        Table(
            "twinnings_claims",
            (Indicator("claims", "how many of the two sides claim it", "sides", low=1, high=2),),
            ("item", "name", "partner_item", "partner_name"), (),
            coverage="claims of Wikidata in 2016, found from one town outward",
        ),
    ),
    read=read,
    files=("twin_cities*.csv", "wikidata_p190_edges*.tsv"),
    tradition="names",
    transformation="a town twinned with itself left out",
    stale_after=15,
)  # fmt: skip
