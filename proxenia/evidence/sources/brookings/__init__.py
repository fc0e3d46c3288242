"""Brookings Export Monitor: what metropolitan areas of the United States export in all. No products, no destinations:
what an office's own area sells has to come from a file it brings, or from national shares, marked as a proxy."""

from collections.abc import Iterator
from pathlib import Path

from proxenia.evidence.readers import tables
from proxenia.evidence.readers.numbers import times
from proxenia.evidence.rules.declared import MORE, Cell, Indicator, Source, Table

COLUMNS: dict[str, tuple[Indicator, float]] = {
    "cbsa_exports_nominal": (
        Indicator("exports", "exports", "US dollars a year", MORE, 0, is_money=True),
        1e6,
    ),
    "cbsa_exports_real": (
        Indicator("exports_real", "exports in prices of one year", "US dollars a year", MORE, 0),
        1e6,
    ),
    "cbsa_pct_exports_gdp": (
        Indicator("export_share", "exports", "per cent of GDP", MORE, low=0, high=100),
        100.0,
    ),
}


def read(path: Path) -> Iterator[Cell]:
    """Yield the exports of each metropolitan or micropolitan area."""
    for number, row in tables.rows(path, ("cbsa_code", "year", "cbsa_2013_name", *COLUMNS)):
        keys = (row["cbsa_code"], row["cbsa_2013_name"])
        for column, (indicator, factor) in COLUMNS.items():
            yield Cell(number, keys, row["year"], indicator.code, times(row[column], factor))


SOURCE = Source(
    name="brookings",
    title="Export Monitor",
    publisher="Brookings Institution",
    licence="none stated; not shipped",
    address="https://www.brookings.edu/research/export-monitor-2018/",
    tables=(
        Table(
            "brookings", tuple(one for one, _factor in COLUMNS.values()), ("area", "name"), (),
            coverage="962 metropolitan and micropolitan areas of the United States, 2017",
        ),
    ),
    read=read,
    files=("brookings_export_monitor_cbsa*.csv",),
    transformation="millions of dollars to dollars, parts to per cent",
    stale_after=4,
)  # fmt: skip
