"""UN Comtrade, by its service: answers of today's service and of the one before it (until 2023)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from proxenia.evidence.readers import tables
from proxenia.evidence.rules.declared import MORE, PAIRS, Cell, Indicator, Source, Table

from . import client

MONEY = "US dollars a year"
FLOWS = {"X": "exports", "M": "imports", "Export": "exports", "Import": "imports"}
TOTALS = tuple(Indicator(code, f"{code} of goods, as the origin tells them", MONEY, MORE, 0) for code in
               ("exports", "imports"))  # fmt: skip


def read(path: Path) -> Iterator[Cell]:
    """Yield totals of pairs, and flows by product; the origin (exporter of products) is who reports."""
    for number, row in enumerate(client.rows_of(tables.document(path), str(path)), 1):
        yield _cell(number, row)


def _cell(number: int, row: dict[str, Any]) -> Cell:
    """Return a row of either service as a figure; re-exports and re-imports are no flow that is kept."""
    if "primaryValue" in row:
        pair = (row["reporterISO"] or str(row["reporterCode"]), row["partnerISO"] or str(row["partnerCode"]))
        flow, year = str(row["flowCode"]), row["refYear"]
        product, value = str(row["cmdCode"]), row["primaryValue"]
    else:
        pair, flow = (row["rt3ISO"], row["pt3ISO"]), str(row["rgDesc"])
        year, product, value = row["yr"], str(row["cmdCode"]), row["TradeValue"]
    code = FLOWS.get(flow, flow)
    if product == "TOTAL":
        return Cell(number, pair, int(year), code, value)
    return Cell(number, (*pair, product), int(year), code, value, table="comtrade_products")


SOURCE = Source(
    name="comtrade",
    title="UN Comtrade",
    publisher="United Nations Statistics Division",
    licence="terms of UN Comtrade; not shipped",
    address="https://comtradeplus.un.org",
    tables=(
        Table("comtrade", TOTALS, PAIRS, PAIRS, coverage="what was asked for; the origin is who reports"),
        Table(
            "comtrade_products", TOTALS, ("origin", "destination", "product"), PAIRS,
            coverage="what was asked for, by product of HS; the origin is who reports",
        ),
    ),
    read=read,
    files=("comtrade_*.json", "trase_com_trade_*.json"),
    tradition="comtrade",
    transformation="the world and unspecified partners left out",
    stale_after=4,
    tolerance=0.5,
    live=client.fetch,
)  # fmt: skip
