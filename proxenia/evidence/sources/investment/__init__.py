"""Foreign direct investment between countries: UNCTAD's bilateral flows in millions of dollars, as cleaned by others:
missing was turned into 0, so that 0 is taken for missing; a flow back is negative."""

from collections.abc import Iterator
from pathlib import Path

from proxenia.evidence import countries
from proxenia.evidence.readers import tables
from proxenia.evidence.readers.numbers import times
from proxenia.evidence.rules.declared import MORE, PAIRS, Cell, Indicator, Source, Table

NEEDS = ("Destination", "Dest.Code", "Origin", "Origin.Code", "Year", "Value")


def read(path: Path) -> Iterator[Cell]:
    """Yield the flows in single dollars; who has no code is told by name."""
    for number, row in tables.rows(path, NEEDS):
        pair = (_code(row["Origin.Code"], row["Origin"]), _code(row["Dest.Code"], row["Destination"]))
        yield Cell(number, pair, row["Year"], "investment", times(row["Value"], 1e6))


def _code(code: str, name: str) -> str:
    return code.strip() or countries.resolve(name, "names") or name


SOURCE = Source(
    name="investment",
    title="Bilateral flows of foreign direct investment",
    publisher="UNCTAD",
    licence="terms of UNCTAD; not shipped",
    address="https://unctad.org/topic/investment/investment-statistics-and-trends",
    tables=(
        Table(
            "investment",
            (
                Indicator(
                    "investment", "direct investment from the origin in the destination", "US dollars a year", MORE,
                    zero_is_missing=True, is_money=True,
                ),
            ),
            PAIRS, PAIRS, coverage="202 destinations by 185 origins, 2001 to 2012",
        ),
    ),
    read=read,
    files=("unctad_bilateral_fdi*.csv",),
    tradition="unctad",
    transformation="millions of dollars to dollars; 0 taken for missing",
    stale_after=6,
)  # fmt: skip
