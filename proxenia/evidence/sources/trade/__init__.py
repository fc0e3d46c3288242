"""Trade in goods as it is handed around in files: totals of pairs (WITS), exports by product (SITC), imports by
partner and product (Comtrade, HS). Products of different classifications are different indicators, never added up."""

from collections.abc import Iterator
from pathlib import Path

from proxenia.evidence.readers import tables
from proxenia.evidence.readers.numbers import times
from proxenia.evidence.rules.declared import MORE, PAIRS, Cell, Indicator, Source, Table

WITS = ("ReporterISO3", "ProductCode", "PartnerISO3", "Year", "TradeFlowName", "TradeValue in 1000 USD")
HS_IMPORTS = ("reporter_iso", "partner_iso", "cmd_code", "primary_value", "ref_year")
SITC = ("country", "product", "value")
SITC_YEAR = 1999
"""The middle of the three years (1998 to 2000) that the table of exports by product averages."""
MONEY = "US dollars a year"
TOTALS = (
    Indicator("exports", "exports of goods, as the exporter tells them", MONEY, MORE, low=0, is_money=True),
    Indicator("imports", "imports of goods, as the importer tells them", MONEY, MORE, low=0, is_money=True),
)
PRODUCTS = (
    Indicator("exports_sitc", "exports by product of SITC (four digits)", MONEY, MORE, low=0, is_money=True),
    *(
        Indicator(
            f"exports_hs{n}", f"exports by product of HS ({n} digits), as importers tell them", MONEY, MORE, 0
        )
        for n in (2, 4, 6)
    ),
)


def read(path: Path) -> Iterator[Cell]:
    """Yield the figures of whichever of the three tables a file is."""
    columns = set(tables.columns(path))
    if set(HS_IMPORTS) <= columns:
        yield from _hs(path)
    elif "ReporterISO3" in columns:
        yield from _wits(path)
    else:
        yield from _sitc(path)


def _wits(path: Path) -> Iterator[Cell]:
    """Yield totals of pairs; the origin is who reports, also of imports, in single dollars."""
    for number, row in tables.rows(path, WITS):
        if row["ProductCode"].strip() != "Total":
            continue
        flow = "exports" if row["TradeFlowName"].strip() == "Export" else "imports"
        pair = (row["ReporterISO3"], row["PartnerISO3"])
        yield Cell(number, pair, row["Year"], flow, times(row["TradeValue in 1000 USD"], 1000))


def _sitc(path: Path) -> Iterator[Cell]:
    for number, row in tables.rows(path, SITC):
        keys = (row["country"], "", row["product"])
        yield Cell(number, keys, SITC_YEAR, "exports_sitc", row["value"], table="trade_products")


def _hs(path: Path) -> Iterator[Cell]:
    for number, row in tables.rows(path, HS_IMPORTS):
        keys = (row["partner_iso"], row["reporter_iso"], row["cmd_code"])
        code = f"exports_hs{len(row['cmd_code'])}"
        yield Cell(number, keys, row["ref_year"], code, row["primary_value"], table="trade_products")


SOURCE = Source(
    name="trade",
    title="Trade in goods by pair and by product",
    publisher="United Nations Comtrade, by way of WITS and others",
    licence="terms of UN Comtrade and WITS: open with attribution; not shipped",
    address="https://wits.worldbank.org",
    tables=(
        Table("trade", TOTALS, PAIRS, PAIRS, coverage="pairs of countries; the origin is who reports"),
        Table(
            "trade_products", PRODUCTS, ("exporter", "importer", "product"), ("exporter", "importer"), ("importer",),
            coverage="exports of 226 places by 785 products of SITC; what the EU imported of 39 products of HS",
        ),
    ),
    read=read,
    files=("wits_bilateral*.csv", "sitc_exports*.csv", "eu27_imports_by_partner*.csv*"),
    tradition="wits",
    transformation="thousands of dollars to dollars; the world and unspecified partners left out",
)  # fmt: skip
