"""World Press Freedom Index. A copy of it lost its decimal commas (92,31 became 9231): such figures are refused, and
read only from the column in which they were put back. Before 2013 the scale was another, and only the rank is read."""

from collections.abc import Iterator
from pathlib import Path

from proxenia.evidence.readers import tables
from proxenia.evidence.rules.declared import LESS, MORE, Cell, Indicator, Source, Table

SINCE = 2013
INDICATORS = (
    Indicator("press_freedom", "freedom of the press", "points of 100", MORE, low=0, high=100),
    Indicator("press_freedom_rank", "rank in freedom of the press", "rank, 1 is best", LESS, low=1, high=200),
)
SCORES = ("score_reconstructed", "score", "score_as_found")


def read(path: Path) -> Iterator[Cell]:
    """Yield score and rank; of the columns of scores the one that can best be relied on."""
    present = tables.columns(path)
    column = next((name for name in SCORES if name in present), "score")
    for number, row in tables.rows(path, ("year", "iso3", "rank", column)):
        place, year = (row["iso3"],), row["year"]
        yield Cell(number, place, year, "press_freedom_rank", row["rank"])
        if not year.isdigit() or int(year) >= SINCE:
            yield Cell(number, place, year, "press_freedom", row[column])


SOURCE = Source(
    name="rsf",
    title="World Press Freedom Index",
    publisher="Reporters Without Borders",
    licence="no licence stated; not shipped",
    address="https://rsf.org/en/index",
    tables=(Table("rsf", INDICATORS, coverage="countries, 2002 to 2025 (scores since 2013)"),),
    read=read,
    files=("rsf*.csv",),
    tradition="rsf",
    transformation="scores before 2013, which are on another scale, left out",
    stale_after=4,
)
