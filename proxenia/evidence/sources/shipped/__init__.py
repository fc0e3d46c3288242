"""What comes with Proxenia, so that the first question has an answer: size, growth, languages, distance, groups.

Figures lie in `data/evidence/`, languages in Babel (CLDR), groups in `data/places/`; see the SOURCES.md of both.
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
FIGURES = (
    Indicator("gdp_usd", "gross domestic product", "current US dollars", MORE, low=0),
    Indicator("gdp_per_capita", "gross domestic product a head", "current US dollars", MORE, low=0),
    Indicator("gdp_growth", "growth of gross domestic product", "per cent a year", MORE, low=-100),
    Indicator("population", "population", "people", low=0),
    Indicator("population_growth", "growth of the population", "per cent a year"),
)
OF_PAIRS = (
    Indicator("distance_km", "distance between the largest towns", "kilometres", LESS, low=0),
    Indicator("time_zone_hours", "difference of standard time", "hours", LESS, low=0, high=12),
    Indicator("groups_in_common", "groups of countries that both are members of", "groups", MORE, low=0),
    *languages.COMMON,
)


def read(path: Path) -> Iterator[Cell]:
    """Yield the figures of one of the files; with the towns come pairs and languages."""
    if path.name == "figures.csv":
        for number, row in tables.rows(path, ("iso3", "indicator", "year", "value")):
            yield Cell(number, (row["iso3"],), row["year"], row["indicator"], row["value"])
        return
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
            yield Cell(number, (here, there), YEAR, code, value, table="shipped_pairs")


def _languages() -> Iterator[Cell]:
    """Yield who speaks what, and what pairs of countries have in common of it; there are no rows, so all are row 0."""
    spoken = languages.of_babel()
    for one in spoken:
        keys = (one.iso3, one.language)
        yield Cell(0, keys, YEAR, "speakers_percent", one.percent, table="shipped_languages")
        yield Cell(0, keys, YEAR, "official", one.official, table="shipped_languages")
    for pair, code, value in languages.in_common(spoken):
        yield Cell(0, pair, YEAR, code, value, table="shipped_pairs")


SOURCE = Source(
    name="shipped",
    title="Figures that come with Proxenia",
    publisher="World Bank, GeoNames, Unicode CLDR",
    licence="CC BY 4.0 (World Bank, GeoNames), Unicode licence v3 (CLDR)",
    address="https://data.worldbank.org",
    tables=(
        Table("shipped", FIGURES, PLACES, PLACES, coverage="215 countries and territories, up to 2023"),
        Table("shipped_pairs", OF_PAIRS, PAIRS, PAIRS, coverage="pairs of 246 countries and territories"),
        Table(
            "shipped_languages", languages.INDICATORS, ("iso3", "language"), PLACES,
            coverage="languages of all countries and territories",
        ),
    ),
    read=read,
    files=("figures.csv", "centres.csv"),
    tradition="iso",
    transformation="great circle between the largest towns; chance that two people share a language",
    stale_after=6,
    note="A small table to begin with; load other sources for better answers.",
)  # fmt: skip
