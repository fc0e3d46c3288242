"""Eurostat, by SDMX: any of its data sets, each series under its own name; and what the service answers."""

from collections.abc import Iterator
from pathlib import Path

from proxenia.evidence.readers import sdmx
from proxenia.evidence.rules.declared import PLACES, Cell, Indicator, Source, Table

from . import client

PLACE = ("geo", "GEO", "REF_AREA")
FREQUENCY = ("freq", "FREQ")


def read(path: Path) -> Iterator[Cell]:
    """Yield the observations of each series: data set, the series by its dimensions, year and value."""
    flow = sdmx.flow_of(path)
    for number, (key, period, value) in enumerate(sdmx.observations(path), 1):
        place = next((key[name] for name in PLACE if name in key), "")
        rest = [text for name, text in key.items() if name not in PLACE + FREQUENCY]
        yield Cell(number, (place, flow, ".".join(rest)), period, "value", value)


SOURCE = Source(
    name="eurostat",
    title="Eurostat",
    publisher="European Commission, Eurostat",
    licence="CC BY 4.0",
    address="https://ec.europa.eu/eurostat",
    tables=(
        Table(
            "eurostat", (Indicator("value", "figure of the series", "as the series is named"),),
            ("iso3", "dataset", "series"), PLACES, coverage="countries of Europe, what was asked for",
        ),
    ),
    read=read,
    files=("sdmx_ESTAT_*-ss.xml", "estat_*.xml"),
    tradition="eurostat",
    transformation="groups of countries left out",
    stale_after=4,
    vintage=sdmx.prepared,
    live=client.fetch,
)  # fmt: skip
