"""What comes with Proxenia, so that the first question has an answer: the size and growth of countries.

Figures lie in `data/evidence/figures.csv`; see the SOURCES.md beside it. `shipped_pairs` has what else comes with it.
"""

from collections.abc import Iterator
from pathlib import Path

from proxenia.evidence.readers import tables
from proxenia.evidence.rules.declared import MORE, PLACES, Cell, Indicator, Source, Table

FIGURES = (
    Indicator("gdp_usd", "gross domestic product", "current US dollars", MORE, low=0),
    Indicator("gdp_per_capita", "gross domestic product a head", "current US dollars", MORE, low=0),
    Indicator("gdp_growth", "growth of gross domestic product", "per cent a year", MORE, low=-100),
    Indicator("population", "population", "people", low=0),
    Indicator("population_growth", "growth of the population", "per cent a year"),
)


def read(path: Path) -> Iterator[Cell]:
    """Yield the figures."""
    for number, row in tables.rows(path, ("iso3", "indicator", "year", "value")):
        yield Cell(number, (row["iso3"],), row["year"], row["indicator"], row["value"])


SOURCE = Source(
    name="shipped",
    title="Figures that come with Proxenia",
    publisher="World Bank",
    licence="CC BY 4.0",
    address="https://data.worldbank.org",
    tables=(Table("shipped", FIGURES, PLACES, PLACES, coverage="215 countries and territories, up to 2023"),),
    read=read,
    files=("figures.csv",),
    tradition="iso",
    stale_after=6,
    note="A small table to begin with; load other sources for better answers.",
)
