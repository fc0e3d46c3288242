"""The OECD, by SDMX-JSON: any of its data sets, each series under its own name; and what the service answers."""

from collections.abc import Iterator
from pathlib import Path

from proxenia.evidence.readers import sdmx
from proxenia.evidence.rules.declared import PLACES, Cell, Indicator, Source, Table

from . import client

PLACE = ("LOCATION", "REF_AREA", "COUNTRY")


def read(path: Path) -> Iterator[Cell]:
    """Yield the observations of each series: data set, the series by its dimensions, year and value."""
    flow, made = sdmx.flow_of(path), sdmx.prepared(path)[:4]
    for number, (key, period, value) in enumerate(sdmx.observations(path), 1):
        place = next((key[name] for name in PLACE if name in key), "")
        rest = [text for name, text in key.items() if name not in PLACE]
        yield Cell(number, (place, flow, ".".join(rest)), period or made, "value", value)


SOURCE = Source(
    name="oecd",
    title="OECD",
    publisher="OECD",
    licence="CC BY 4.0 since July 2024, before that terms of the OECD",
    address="https://data-explorer.oecd.org",
    tables=(
        Table(
            "oecd", (Indicator("value", "figure of the series", "as the series is named"),),
            ("iso3", "dataset", "series"), PLACES, coverage="members of the OECD and partners, what was asked for",
        ),
    ),
    read=read,
    files=("sdmx_OECD_*.json", "oecd_sdmx*.json"),
    tradition="iso",
    transformation="parts of countries and groups left out; without a period the year of the answer",
    stale_after=4,
    tolerance=0.5,
    vintage=sdmx.prepared,
    live=client.fetch,
)  # fmt: skip
