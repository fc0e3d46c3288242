"""Languages by country from Unicode CLDR, as a table of territories and languages (or as they come with Babel)."""

from collections.abc import Iterator
from pathlib import Path

from proxenia.evidence import countries
from proxenia.evidence.readers import languages, tables
from proxenia.evidence.readers.languages import STATUS, Spoken
from proxenia.evidence.rules.declared import PAIRS, PLACES, Cell, Source, Table

YEAR = 2025
NEEDS = ("iso2", "language", "population_percent", "official_status")


def read(path: Path) -> Iterator[Cell]:
    """Yield who speaks what, and what pairs of countries have in common of it."""
    spoken: list[Spoken] = []
    for number, row in tables.rows(path, NEEDS):
        keys, status = (row["iso2"], row["language"]), STATUS.get(row["official_status"], 0.0)
        yield Cell(number, keys, YEAR, "speakers_percent", row["population_percent"])
        yield Cell(number, keys, YEAR, "official", status)
        if iso3 := countries.resolve(row["iso2"], "iso"):
            spoken.append(Spoken(iso3, row["language"], _percent(row["population_percent"]), status))
    for pair, code, value in languages.in_common(spoken):
        yield Cell(0, pair, YEAR, code, value, table="languages_pairs")


def _percent(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 100.0)
    except ValueError:
        return 0.0


SOURCE = Source(
    name="languages",
    title="Languages by territory",
    publisher="Unicode CLDR",
    licence="Unicode licence v3",
    address="https://cldr.unicode.org",
    tables=(
        Table(
            "languages", languages.INDICATORS, ("iso3", "language"), PLACES,
            coverage="languages of all countries and territories, second languages too",
        ),
        Table("languages_pairs", languages.COMMON, PAIRS, PAIRS, coverage="pairs of countries and territories"),
    ),
    read=read,
    files=("territory_language_population_percent*.csv",),
    tradition="iso",
    transformation="chance that two people share a language: 1 - product of (1 - p q)",
    stale_after=15,
)  # fmt: skip
