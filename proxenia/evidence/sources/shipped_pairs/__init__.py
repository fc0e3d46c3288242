"""What comes with Proxenia of pairs of countries: distance, hours, groups and languages in common; and who speaks what.

Towns lie in `data/evidence/centres.csv`, languages in Babel (CLDR), groups in `data/places/`; see the SOURCES.md of
both. It is reckoned when it is first asked for, apart from `shipped`: 300,000 figures that few questions need.
"""

from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

from proxenia.evidence.readers import languages, tables
from proxenia.evidence.rules.declared import LESS, MORE, PAIRS, PLACES, Cell, Indicator, Source, Table
from proxenia.places.queries.countries import countries, groups
from proxenia.places.queries.gazetteer import distance_km

YEAR = 2025
"""The year of the towns, the hours, the languages and the groups."""
OF_PAIRS = (
    Indicator("distance_km", "distance between the largest towns", "kilometres", LESS, low=0),
    Indicator("time_zone_hours", "difference of standard time", "hours", LESS, low=0, high=12),
    Indicator("groups_in_common", "groups of countries that both are members of", "groups", MORE, low=0),
    *languages.COMMON,
)


def read(path: Path) -> Iterator[Cell]:
    """Yield what is reckoned of pairs from the towns, and the languages."""
    yield from _pairs(path)
    yield from _languages()


def _pairs(path: Path) -> Iterator[Cell]:
    rows = tables.rows(path, ("iso3", "latitude", "longitude", "utc_hours"))
    towns = {
        row["iso3"]: (number, (float(row["latitude"]), float(row["longitude"])), float(row["utc_hours"]))
        for number, row in rows
    }
    member = {
        one.alpha3: {g.code for g in groups().values() if one.code in g.members}
        for one in countries().values()
    }
    for here, there in permutations(towns, 2):
        number, spot, hours = towns[here]
        _number, other_spot, other_hours = towns[there]
        apart = abs(hours - other_hours)
        for code, value in (
            ("distance_km", round(distance_km(*spot, *other_spot), 1)),
            ("time_zone_hours", min(apart, 24 - apart)),
            ("groups_in_common", len(member[here] & member[there])),
        ):
            yield Cell(number, (here, there), YEAR, code, value)


def _languages() -> Iterator[Cell]:
    """Yield who speaks what, and what pairs of countries have in common of it; there are no rows, so all are row 0."""
    spoken = languages.of_babel()
    for one in spoken:
        keys = (one.iso3, one.language)
        yield Cell(0, keys, YEAR, "speakers_percent", one.percent, table="shipped_languages")
        yield Cell(0, keys, YEAR, "official", one.official, table="shipped_languages")
    for pair, code, value in languages.in_common(spoken):
        yield Cell(0, pair, YEAR, code, value)


SOURCE = Source(
    name="shipped_pairs",
    title="Pairs of countries, as they come with Proxenia",
    publisher="GeoNames, Unicode CLDR",
    licence="CC BY 4.0 (GeoNames), Unicode licence v3 (CLDR)",
    address="https://www.geonames.org",
    tables=(
        Table("shipped_pairs", OF_PAIRS, PAIRS, PAIRS, coverage="pairs of 246 countries and territories"),
        Table(
            "shipped_languages", languages.INDICATORS, ("iso3", "language"), PLACES,
            coverage="languages of all countries and territories",
        ),
    ),
    read=read,
    files=("centres.csv",),
    tradition="iso",
    transformation="great circle between the largest towns; chance that two people share a language",
    stale_after=6,
    note="A small table to begin with; load other sources for better answers.",
)  # fmt: skip
