"""World Development Indicators: files as they are handed around, and answers of the World Bank's service (API v2)."""

from collections.abc import Iterator
from pathlib import Path

from proxenia.evidence.readers import tables
from proxenia.evidence.rules.declared import LESS, MORE, Cell, Indicator, Source, Table

from . import client

SERIES: dict[str, Indicator] = {
    "NY.GDP.MKTP.CD": Indicator("gdp_usd", "gross domestic product", "current US dollars", MORE, low=0, is_money=True),
    "NY.GDP.MKTP.KD.ZG": Indicator("gdp_growth", "growth of gross domestic product", "per cent a year", MORE, low=-100),
    "NY.GDP.PCAP.CD": Indicator(
        "gdp_per_capita", "gross domestic product a head", "current US dollars", MORE, low=0, is_money=True
    ),
    "NY.GDP.PCAP.KD.ZG": Indicator(
        "gdp_per_capita_growth", "growth of gross domestic product a head", "per cent a year", MORE, low=-100
    ),
    "SP.POP.TOTL": Indicator("population", "population", "people", low=0, zero_is_missing=True),
    "SP.POP.GROW": Indicator("population_growth", "growth of the population", "per cent a year"),
    "EN.POP.DNST": Indicator("population_density", "density of the population", "people per square kilometre", low=0),
    "SP.URB.GROW": Indicator("urban_growth", "growth of the population of towns", "per cent a year"),
    "SP.RUR.TOTL.ZG": Indicator("rural_growth", "growth of the population outside towns", "per cent a year"),
    "SL.UEM.ADVN.ZS": Indicator(
        "unemployment_advanced", "unemployment of people with advanced education", "per cent", LESS, low=0, high=100
    ),
    "SE.XPD.TERT.ZS": Indicator(
        "tertiary_spending", "spending on tertiary education", "per cent of spending on education", low=0, high=100
    ),
    "SE.XPD.TERT.PC.ZS": Indicator(
        "spending_per_student", "public spending on a student of tertiary education", "per cent of GDP a head", low=0
    ),
    "SE.XPD.CTER.ZS": Indicator(
        "current_tertiary_spending", "current spending in public tertiary education", "per cent of spending",
        low=0, high=100,
    ),
    "AG.LND.TOTL.K2": Indicator("land_area", "land area", "square kilometres", low=0),
    "ST.INT.ARVL": Indicator("tourist_arrivals", "arrivals of tourists", "people", MORE, low=0),
    "IT.NET.USER.ZS": Indicator("internet_users", "people who use the internet", "per cent", MORE, low=0, high=100),
    "NE.TRD.GNFS.ZS": Indicator("trade_share", "exports and imports", "per cent of GDP", MORE, low=0),
    "BX.KLT.DINV.WD.GD.ZS": Indicator("fdi_inflow_share", "foreign direct investment, net inflow", "per cent of GDP"),
}  # fmt: skip
GDP_ONLY = ("Country Name", "Country Code", "Year", "Value")


def read(path: Path) -> Iterator[Cell]:
    """Yield the figures of an answer of the service, of a table of series, or of the table of GDP alone."""
    if tables.is_json(path):
        yield from _answer(path)
    elif "SERIES_CODE" in tables.columns(path):
        for number, row in tables.rows(path, ("COUNTRY_CODE", "SERIES_CODE", "YEAR", "VALUE")):
            yield _cell(number, row["COUNTRY_CODE"], row["YEAR"], row["SERIES_CODE"], row["VALUE"])
    else:
        for number, row in tables.rows(path, GDP_ONLY):
            yield _cell(number, row["Country Code"], row["Year"], "NY.GDP.MKTP.CD", row["Value"])


def _cell(number: int, country: str, year: str, series: str, value: str | float | None) -> Cell:
    known = SERIES.get(series.strip())
    return Cell(number, (country,), year, known.code if known else series, value)


def _answer(path: Path) -> Iterator[Cell]:
    """Yield the rows of one page of an answer: [page, rows]; a message in place of rows is refused."""
    for number, row in enumerate(client.rows_of(tables.document(path), str(path)), 1):
        # Where the service has no three letters it leaves them empty and tells two.
        country = row.get("countryiso3code") or row["country"]["id"]
        yield _cell(number, country, str(row["date"]), row["indicator"]["id"], row["value"])


def vintage(path: Path) -> str:
    """Return the day of the last update that an answer names."""
    if not tables.is_json(path):
        return ""
    told = tables.document(path)
    return str(told[0].get("lastupdated", "")) if isinstance(told, list) and told else ""


SOURCE = Source(
    name="worldbank",
    title="World Development Indicators",
    publisher="World Bank",
    licence="CC BY 4.0",
    address="https://data.worldbank.org",
    tables=(Table("worldbank", tuple(SERIES.values()), coverage="countries and territories, 1960 onward"),),
    read=read,
    files=("*world_bank*indicators*.json", "*worldbank*wdi*.csv", "*WDI*.csv", "worldbank_gdp*.csv"),
    tradition="worldbank",
    transformation="groups of countries left out; series renamed",
    stale_after=4,
    vintage=vintage,
    live=client.fetch,
)
