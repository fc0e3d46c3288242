"""Migrant stock of the United Nations: who lives where and was born elsewhere, in words, groups of countries too."""

from collections.abc import Iterator
from pathlib import Path

from proxenia.evidence.readers import tables
from proxenia.evidence.rules.declared import MORE, PAIRS, Cell, Indicator, Source, Table

TOTALS: dict[str, Indicator] = {
    "fb": Indicator("foreign_born", "people born elsewhere", "people", low=0),
    "fb_share": Indicator(
        "foreign_born_share", "people born elsewhere", "per cent of the people", low=0, high=100
    ),
    "refugee": Indicator("refugees", "refugees taken in", "people", low=0),
}


def read(path: Path) -> Iterator[Cell]:
    """Yield the stock of pairs, or the totals of countries; the origin is where people were born."""
    if "Origin" in tables.columns(path):
        for number, row in tables.rows(path, ("Year", "Dest", "Origin", "stock")):
            pair = (_place(row["Origin"]), _place(row["Dest"]))
            yield Cell(number, pair, row["Year"], "migrants", row["stock"])
        return
    for number, row in tables.rows(path, ("alpha3", "name", "year", *TOTALS)):
        for column, indicator in TOTALS.items():
            yield Cell(
                number, (row["name"],), row["year"], indicator.code, row[column], table="migrants_totals"
            )


def _place(name: str) -> str:
    """Return a name as it is meant here: Micronesia is the region, the country is "Micronesia (Fed. States of)"."""
    return "Micronesia (region)" if name.strip() == "Micronesia" else name


SOURCE = Source(
    name="migrants",
    title="International migrant stock",
    publisher="United Nations, Department of Economic and Social Affairs",
    licence="CC BY 3.0 IGO",
    address="https://www.un.org/development/desa/pd/content/international-migrant-stock",
    tables=(
        Table(
            "migrants", (Indicator("migrants", "people of the origin who live in the destination", "people", MORE, 0),),
            PAIRS, PAIRS, coverage="pairs of countries, 1990 to 2019 in steps; pairs without anybody are absent",
        ),
        Table("migrants_totals", tuple(TOTALS.values()), coverage="countries, 1990 to 2020"),
    ),
    read=read,
    files=("un_migrant_stock_bilateral*.csv*", "un_migrant_stock_totals*.csv"),
    tradition="names",
    transformation="groups of countries left out",
    stale_after=8,
)  # fmt: skip
