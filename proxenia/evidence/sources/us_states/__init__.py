"""Exports of the states of the United States to their largest partners, by the US Department of Commerce."""

from collections.abc import Iterator
from pathlib import Path

from proxenia.evidence.readers import tables
from proxenia.evidence.rules.declared import MORE, Cell, Indicator, Source, Table

YEAR = 2017
SHARES = {"canada": "CAN", "china": "CHN", "mexico": "MEX", "eu": "EU"}
TOTAL = Indicator("exports", "exports of goods", "US dollars a year", MORE, low=0, is_money=True)
SHARE = Indicator("export_share", "part of the exports that goes to the partner", "per cent", low=0, high=100)


def read(path: Path) -> Iterator[Cell]:
    """Yield what each state exports in all, and which part of it to which partner."""
    for number, row in tables.rows(path, ("state", "code", "totaldollars", *SHARES)):
        state = (row["code"], row["state"])
        yield Cell(number, (*state, ""), YEAR, TOTAL.code, row["totaldollars"])
        for column, partner in SHARES.items():
            yield Cell(number, (*state, partner), YEAR, SHARE.code, row[column])


SOURCE = Source(
    name="us_states",
    title="Exports of states to partners",
    publisher="US Department of Commerce, by way of CSIS",
    licence="none stated; not shipped",
    address="https://www.census.gov/foreign-trade",
    tables=(
        Table(
            "us_states", (TOTAL, SHARE), ("code", "state", "partner"), (),
            coverage="states of the United States, 2017; partners Canada, China, Mexico, European Union",
        ),
    ),
    read=read,
    files=("csis_state_exports*.csv",),
    stale_after=4,
)  # fmt: skip
