"""EVD-1: countries by the codes and names of every tradition; what names no place of today is told with its reason."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from proxenia.core import shipped
from proxenia.evidence import countries

pytestmark = pytest.mark.once


def test_evd_1_there_are_more_places_than_tables_know() -> None:
    table = countries.places()
    assert len(table) >= 226
    assert (table["NAM"].iso2, table["NAM"].m49, table["NAM"].name) == ("NA", "516", "Namibia")
    assert table["XKX"].m49 == ""


@pytest.mark.parametrize(
    ("text", "tradition", "iso3"),
    [
        ("DE", None, "DEU"), ("deu", None, "DEU"), ("276", None, "DEU"), ("Germany", None, "DEU"),
        ("NA", None, "NAM"), ("NA", "iso", "NAM"), ("4", "m49", "AFG"), ("4.0", "m49", "AFG"), ("004", None, "AFG"),
        ("EL", "eurostat", "GRC"), ("UK", "eurostat", "GBR"), ("UK", None, "GBR"),
        ("255", "cow", "DEU"), ("255.0", "cow", "DEU"), ("UKG", "cow", "GBR"), ("2", "cow", "USA"),
        ("ROM", "wits", "ROU"), ("SER", "wits", "SRB"), ("MNT", "wits", "MNE"), ("ZAR", "wits", "COD"),
        ("TMP", "cepii", "TLS"), ("OAS", "wits", "TWN"), ("KSV", "worldbank", "XKX"), ("WBG", "worldbank", "PSE"),
        ("842", "comtrade", "USA"), ("251", "comtrade", "FRA"), ("276", "comtrade", "DEU"), ("HGK", "unctad", "HKG"),
        ("Congo, Dem. Rep.", "names", "COD"), ("Korea, Rep.", "names", "KOR"), ("Cote d´Ivoire", "names", "CIV"),
        ("afg", "wits", "AFG"), ("The Netherlands", "names", "NLD"), ("Niger", "names", "NER"),
        ("CuraÃ§ao", "names", "CUW"), ("Lao Peopleâ€™s Democratic Republic", "names", "LAO"),
    ],
)  # fmt: skip
def test_evd_1_every_tradition_is_read(text: str, tradition: str | None, iso3: str) -> None:
    assert countries.resolve(text, tradition) == iso3


@pytest.mark.parametrize(
    ("text", "tradition", "reason"),
    [
        ("WLD", "worldbank", "aggregate"), ("EUN", "wits", "aggregate"), ("UNS", "wits", "aggregate"),
        ("W00", "comtrade", "aggregate"), ("EU27_2020", "eurostat", "aggregate"), ("001", "m49", "aggregate"),
        ("Africa", "names", "aggregate"), ("CHI", "worldbank", "aggregate"),
        ("ANT", "cepii", "dissolved"), ("SCG", "wits", "dissolved"), ("280", "comtrade", "dissolved"),
        ("Yugoslavia", "names", "dissolved"), ("Soviet Union", None, "dissolved"), ("265", "cow", "dissolved"),
        ("ZZB", "vdem", "part"), ("Northern Cyprus", "names", "part"),
        ("", None, "unknown"), ("ZZ9", "iso", "unknown"), ("Atlantis", "names", "unknown"),
    ],
)  # fmt: skip
def test_evd_1_what_names_no_place_of_today_has_a_reason(
    text: str, tradition: str | None, reason: str
) -> None:
    assert countries.resolve(text, tradition) is None
    assert countries.look(text, tradition).reason == reason
    assert reason in countries.REASONS


def test_evd_1_what_was_dropped_is_counted() -> None:
    found, dropped = countries.gather(["DEU", "WLD", "ANT", "WLD", "DEU"], "worldbank")
    assert found == {"DEU": "DEU"}
    assert [(one.text, one.times, one.reason) for one in dropped] == [
        ("WLD", 2, "aggregate"),
        ("ANT", 1, "dissolved"),
    ]
    assert "WLD (2 times)" in dropped[0].sentence


def test_evd_1_a_tradition_nobody_has_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="klingon"):
        countries.resolve("DEU", "klingon")


def test_evd_1_the_table_of_codes_is_sound() -> None:
    with shipped.path("evidence", "codes.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["tradition"] for row in rows} <= {"", *countries.TRADITIONS}
    assert {row["kind"] for row in rows} <= {"place", *countries.REASONS}
    assert all((row["kind"] == "place") == bool(row["iso3"]) for row in rows)
    assert {row["iso3"] for row in rows if row["iso3"]} <= set(countries.places())
    keys = [(row["tradition"], row["code"].upper()) for row in rows]
    assert len(keys) == len(set(keys))


def test_evd_1_numbers_of_the_correlates_of_war_agree_with_a_table_that_has_both(
    open_data: Callable[[str], Path],
) -> None:
    with open_data("risk/wgi_voice_accountability_1996_2023.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    both = {(row["cown"], row["wb_code"]) for row in rows if row["cown"] and row["wb_code"]}
    assert len(both) > 180
    differ = {
        pair for pair in both if countries.resolve(pair[0], "cow") != countries.resolve(pair[1], "worldbank")
    }
    # A state's number there may go on for a larger one before it fell apart.
    assert {code for _number, code in differ} <= {"SRB", "MNE"}
