"""Distances and what else two countries have in common: CEPII's GeoDist, two rows for each pair."""

from collections.abc import Iterator
from pathlib import Path

from proxenia.evidence.readers import tables
from proxenia.evidence.rules.declared import LESS, MORE, PAIRS, Cell, Indicator, Source, Table

YEAR = 2011
"""The edition of GeoDist; what it tells does not change with the years."""
COLUMNS: dict[str, Indicator] = {
    "dist": Indicator("distance_km", "distance between the largest cities", "kilometres", LESS, low=0),
    "distcap": Indicator("capital_distance_km", "distance between the capitals", "kilometres", LESS, low=0),
    "distw": Indicator("people_distance_km", "distance weighted by people", "kilometres", LESS, low=0),
    "contig": Indicator("contiguous", "a common border", "yes is 1", MORE, low=0, high=1),
    "comlang_off": Indicator(
        "common_official_language", "a common official language", "yes is 1", MORE, 0, 1
    ),
    "comlang_ethno": Indicator(
        "common_spoken_language", "a language that 9 % speak in both", "yes is 1", MORE, low=0, high=1
    ),
    "colony": Indicator("colonial_link", "one was ever a colony of the other", "yes is 1", low=0, high=1),
    "comcol": Indicator("common_coloniser", "a common coloniser after 1945", "yes is 1", low=0, high=1),
    "smctry": Indicator("same_country", "were or are the same country", "yes is 1", low=0, high=1),
}


def read(path: Path) -> Iterator[Cell]:
    """Yield each measure of each pair; "." is written where a distance is missing."""
    for number, row in tables.rows(path, ("iso_o", "iso_d", *COLUMNS)):
        pair = (row["iso_o"], row["iso_d"])
        for column, indicator in COLUMNS.items():
            yield Cell(number, pair, YEAR, indicator.code, row[column])


SOURCE = Source(
    name="distances",
    title="GeoDist: distances and common languages of pairs of countries",
    publisher="CEPII (Mayer and Zignago 2011)",
    licence="free for research with citation; not shipped",
    address="http://www.cepii.fr/cepii/en/bdd_modele/bdd_modele.asp",
    tables=(
        Table(
            "distances", tuple(COLUMNS.values()), PAIRS, PAIRS,
            coverage="224 countries and territories; no Montenegro, South Sudan, Kosovo, Liechtenstein, Monaco",
        ),
    ),
    read=read,
    files=("dist_cepii*.csv",),
    tradition="cepii",
    transformation="pairs of a country with itself left out; TMP read as Timor-Leste",
    stale_after=100,
)  # fmt: skip
