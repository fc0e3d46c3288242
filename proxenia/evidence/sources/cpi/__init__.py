"""Corruption Perceptions Index, one row for each spelling of a country and one column for each year. The copy at hand
writes 0 for missing, is in an old encoding, spells some countries in several ways, and is on the scale to 10."""

from collections.abc import Iterator
from pathlib import Path

from proxenia.evidence.readers import tables
from proxenia.evidence.readers.numbers import times
from proxenia.evidence.rules.declared import MORE, Cell, Indicator, Source, Table

OLD_HIGH = 10.0


def read(path: Path) -> Iterator[Cell]:
    """Yield the scores, from 0 to 100; a table on the old scale, to 10, is brought to it."""
    rows = list(tables.rows(path, ("country",)))
    factor = 10.0 if all(_below(text) for _number, row in rows for text in list(row.values())[1:]) else 1.0
    for number, row in rows:
        for year, text in row.items():
            if year != "country":
                yield Cell(number, (row["country"],), year, "corruption_perceptions", times(text, factor))


def _below(text: str) -> bool:
    try:
        return float(text) <= OLD_HIGH
    except ValueError:
        return True


SOURCE = Source(
    name="cpi",
    title="Corruption Perceptions Index",
    publisher="Transparency International",
    licence="CC BY-ND 4.0; not shipped",
    address="https://www.transparency.org/en/cpi",
    tables=(
        Table(
            "cpi",
            (
                Indicator(
                    "corruption_perceptions", "how clean the public sector is held to be", "points of 100", MORE,
                    low=0, high=100, zero_is_missing=True,
                ),
            ),
            coverage="countries, 1995 to 2017; not comparable over years before 2012",
        ),
    ),
    read=read,
    files=("cpi*.csv",),
    tradition="names",
    transformation="a table on the scale to 10 multiplied by ten; 0 taken for missing",
    stale_after=4,
)  # fmt: skip
