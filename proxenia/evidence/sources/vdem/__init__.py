"""Varieties of Democracy: five indices of democracy with their intervals."""

from collections.abc import Iterator
from pathlib import Path

from proxenia.evidence.readers import tables
from proxenia.evidence.rules.declared import MORE, Cell, Indicator, Source, Table

INDICES = {
    "v2x_polyarchy": ("electoral_democracy", "electoral democracy"),
    "v2x_libdem": ("liberal_democracy", "liberal democracy"),
    "v2x_partipdem": ("participatory_democracy", "participatory democracy"),
    "v2x_delibdem": ("deliberative_democracy", "deliberative democracy"),
    "v2x_egaldem": ("egalitarian_democracy", "egalitarian democracy"),
}
ENDS = {"": ("", ""), "_codelow": ("_low", ", lower end"), "_codehigh": ("_high", ", upper end")}
COLUMNS: dict[str, Indicator] = {
    column + end: Indicator(code + suffix, name + words, "0 to 1", MORE, low=0, high=1)
    for column, (code, name) in INDICES.items()
    for end, (suffix, words) in ENDS.items()
}


def read(path: Path) -> Iterator[Cell]:
    """Yield each index and the ends of its interval (68 % of the posterior)."""
    for number, row in tables.rows(path, ("country_text_id", "year", "v2x_polyarchy")):
        for column, indicator in COLUMNS.items():
            if column in row:
                yield Cell(number, (row["country_text_id"],), row["year"], indicator.code, row[column])


SOURCE = Source(
    name="vdem",
    title="Varieties of Democracy, high-level indices",
    publisher="V-Dem Institute",
    licence="CC BY-SA 4.0; not shipped",
    address="https://v-dem.net",
    tables=(Table("vdem", tuple(COLUMNS.values()), coverage="179 countries, 1990 to 2024"),),
    read=read,
    files=("vdem*.csv", "V-Dem*.csv"),
    tradition="vdem",
    transformation="parts of countries (Gaza, Somaliland, Zanzibar) left out",
    stale_after=4,
)
