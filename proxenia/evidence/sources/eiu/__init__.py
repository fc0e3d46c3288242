"""Democracy Index of the Economist Intelligence Unit."""

from collections.abc import Iterator
from pathlib import Path

from proxenia.evidence.readers import tables
from proxenia.evidence.rules.declared import MORE, Cell, Indicator, Source, Table


def read(path: Path) -> Iterator[Cell]:
    """Yield the index."""
    for number, row in tables.rows(path, ("eiu_country", "eiu", "year")):
        yield Cell(number, (row["eiu_country"],), row["year"], "democracy_index", row["eiu"])


SOURCE = Source(
    name="eiu",
    title="Democracy Index",
    publisher="Economist Intelligence Unit",
    licence="terms of the EIU; not shipped",
    address="https://www.eiu.com",
    tables=(
        Table(
            "eiu",
            (Indicator("democracy_index", "democracy", "0 to 10", MORE, low=0, high=10),),
            coverage="167 countries, 2006 to 2024",
        ),
    ),
    read=read,
    files=("eiu*.csv",),
    tradition="names",
    stale_after=4,
)
