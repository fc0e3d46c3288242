"""Worldwide Governance Indicators: estimates with their standard errors. Only voice and accountability was at hand."""

from collections.abc import Iterator
from pathlib import Path

from proxenia.evidence.readers import tables
from proxenia.evidence.rules.declared import MORE, NEITHER, Cell, Indicator, Source, Table

COLUMNS: dict[str, Indicator] = {
    "Estimate": Indicator(
        "voice_accountability",
        "voice and accountability",
        "standard deviations, about -2.5 to 2.5",
        MORE,
        -4,
        4,
    ),
    "StdErr": Indicator(
        "voice_accountability_error",
        "standard error of voice and accountability",
        "standard deviations",
        NEITHER,
        0,
    ),
    "Rank": Indicator(
        "voice_accountability_rank", "rank among all countries", "per cent below", MORE, 0, 100
    ),
}


def read(path: Path) -> Iterator[Cell]:
    """Yield the estimate, its error and the rank."""
    for number, row in tables.rows(path, ("wb_code", "year", *COLUMNS)):
        for column, indicator in COLUMNS.items():
            yield Cell(number, (row["wb_code"],), row["year"], indicator.code, row[column])


SOURCE = Source(
    name="wgi",
    title="Worldwide Governance Indicators",
    publisher="World Bank",
    licence="CC BY 4.0",
    address="https://www.worldbank.org/en/publication/worldwide-governance-indicators",
    tables=(Table("wgi", tuple(COLUMNS.values()), coverage="voice and accountability only, 1996 to 2023"),),
    read=read,
    files=("wgi*.csv",),
    tradition="worldbank",
    stale_after=4,
)
