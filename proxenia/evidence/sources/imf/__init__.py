"""Gross domestic product as the International Monetary Fund tells it (World Economic Outlook), beside the World
Bank's: the two differ, and are never mixed."""

from collections.abc import Iterator
from pathlib import Path

from proxenia.evidence.readers import tables
from proxenia.evidence.rules.declared import MORE, Cell, Indicator, Source, Table


def read(path: Path) -> Iterator[Cell]:
    """Yield the product of each country and year."""
    for number, row in tables.rows(path, ("actor_id", "gdp", "year")):
        yield Cell(number, (row["actor_id"],), row["year"], "gdp_usd_imf", row["gdp"])


SOURCE = Source(
    name="imf",
    title="World Economic Outlook, gross domestic product",
    publisher="International Monetary Fund",
    licence="terms of the IMF; not shipped",
    address="https://www.imf.org/en/Publications/WEO",
    tables=(
        Table(
            "imf",
            (
                Indicator(
                    "gdp_usd_imf",
                    "gross domestic product (IMF)",
                    "current US dollars",
                    MORE,
                    low=0,
                    is_money=True,
                ),
            ),
            coverage="countries, 1980 to 2021",
        ),
    ),
    read=read,
    files=("imf_country_gdp*.csv",),
    tradition="iso",
    stale_after=4,
)
