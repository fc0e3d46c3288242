"""Freedom in the World: how free the people of a country are, with the parts of the score."""

from collections.abc import Iterator
from pathlib import Path

from proxenia.evidence.readers import tables
from proxenia.evidence.rules.declared import LESS, MORE, Cell, Indicator, Source, Table

COLUMNS: dict[str, Indicator] = {
    "total": Indicator("freedom_score", "freedom in all", "points of 100", MORE, low=-4, high=100),
    "pr": Indicator("political_rights", "political rights", "1 (most) to 7", LESS, low=1, high=7),
    "cl": Indicator("civil_liberties", "civil liberties", "1 (most) to 7", LESS, low=1, high=7),
    "C": Indicator(
        "functioning_government", "functioning of government", "points of 12", MORE, low=0, high=12
    ),
    "D": Indicator(
        "free_expression", "freedom of expression and belief", "points of 16", MORE, low=0, high=16
    ),
    "F": Indicator("rule_of_law", "rule of law", "points of 16", MORE, low=0, high=16),
    "G": Indicator("personal_autonomy", "personal autonomy and rights", "points of 16", MORE, low=0, high=16),
}


def read(path: Path) -> Iterator[Cell]:
    """Yield the scores of countries; of territories those that have a code of their own."""
    for number, row in tables.rows(path, ("fh_full_country", "year", *COLUMNS)):
        for column, indicator in COLUMNS.items():
            yield Cell(number, (row["fh_full_country"],), row["year"], indicator.code, row[column])


SOURCE = Source(
    name="freedomhouse",
    title="Freedom in the World",
    publisher="Freedom House",
    licence="terms of Freedom House; not shipped",
    address="https://freedomhouse.org/report/freedom-world",
    tables=(
        Table(
            "freedomhouse", tuple(COLUMNS.values()), coverage="countries and some territories, 2012 to 2024"
        ),
    ),
    read=read,
    files=("freedom_house*.csv",),
    tradition="names",
    transformation="territories without a code left out",
    stale_after=4,
)
