"""Students abroad: OECD's count of enrolled students by country of school and of origin."""

from collections.abc import Iterator
from pathlib import Path

from proxenia.evidence.readers import tables
from proxenia.evidence.rules.declared import MORE, PAIRS, Cell, Indicator, Source, Table

NEEDS = ("COUNTRY_OF_SCHOOL", "COUNTRY_OF_ORIGIN", "YEAR", "TOTAL_INTL_STUDENTS")


def read(path: Path) -> Iterator[Cell]:
    """Yield the students of each pair; the origin is where they come from."""
    for number, row in tables.rows(path, NEEDS):
        pair = (row["COUNTRY_OF_ORIGIN"], row["COUNTRY_OF_SCHOOL"])
        yield Cell(number, pair, row["YEAR"], "students", row["TOTAL_INTL_STUDENTS"])


SOURCE = Source(
    name="students",
    title="International students by origin and destination",
    publisher="OECD",
    licence="terms of the OECD; not shipped",
    address="https://data-explorer.oecd.org",
    tables=(
        Table(
            "students",
            (Indicator("students", "students of the origin in the destination", "students", MORE, low=0),),
            PAIRS,
            PAIRS,
            coverage="40 countries of the OECD as destinations, 212 origins, 2013 to 2019",
        ),
    ),
    read=read,
    files=("oecd_intl_student_enrollment*.csv",),
    tradition="names",
    stale_after=6,
)
