"""EVD-1: the bad input of real life, written into files as their sources write them: told by rule and row, never used.

Every case is run twice: as the product is, and with its one check taken away. Without the check nothing is found, so
the first run would fail: no case passes because another check happens to catch it.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from proxenia.core.errors import Refused
from proxenia.evidence import countries
from proxenia.evidence.readers import tables
from proxenia.evidence.rules import checks
from proxenia.evidence.store import Store
from proxenia.prioritisation.queries.answering import answer
from proxenia.prioritisation.queries.questions import Question
from proxenia.prioritisation.queries.statistics import Stored
from proxenia.prioritisation.queries.tree import tree

pytestmark = pytest.mark.once
Written = Callable[..., Path]
GDP = "Country Name,Country Code,Year,Value"
FDI = "Destination,Dest.Code,Origin,Origin.Code,Year,Value"
SOME = ("DEU", "FRA", "ITA", "ESP", "POL", "JPN", "BRA", "USA", "CHN", "IND", "ZAF", "NOR")
MANY = tuple(sorted(countries.places()))[:60]


def gdp(*lines: str) -> tuple[str, ...]:
    """Twelve good rows, in rows 2 to 13, and some more."""
    return (GDP, *(f"{code},{code},2020,{1e9 * number + 0.5}" for number, code in enumerate(SOME, 3)), *lines)


def press(*, odd: int) -> tuple[str, ...]:
    """Six years of scores, those of one of them on a tenth of the scale."""
    rows = [
        f"{year},{code},{rank},{(50 + rank) / (10 if year == odd else 1)}"
        for year in range(2014, 2020)
        for rank, code in enumerate(SOME, 1)
    ]
    return ("year,iso3,rank,score", *rows)


@dataclass(frozen=True)
class Case:
    """A file with one mistake: what is found, in which rows, and the check without which it is not."""

    source: str
    file: str
    lines: tuple[str, ...]
    rule: str
    rows: tuple[int, ...]
    check: str
    without: Any


def no_zero(text: Any, indicator: Any) -> Any:
    """The reading of a figure without the knowledge that 0 is none."""
    return READ(text, replace(indicator, zero_is_missing=False))


def not_looked_up(self: Any, table: str, key: Any, value: float, cell: Any) -> None:
    """Keep a figure whether or not there is one already."""
    self.kept.setdefault(table, {})[key] = (value, cell.numbers, cell.row)


READ = checks.read_value
CASES = {
    "codes in place of money": Case(
        "investment", "unctad_bilateral_fdi.csv",
        (FDI, *(f"x,{code},France,FRA,2010,{n}" for n, code in enumerate(MANY, 1) if code != "FRA")),
        "codes", tuple(range(2, 61)), "are_codes", lambda _values: False,
    ),
    "decimal commas lost": Case(
        "rsf", "rsf.csv", (*press(odd=0), "2019,SWE,13,9231"), "decimal_lost", (74,), "_beyond", lambda *_given: "",
    ),
    "decimal commas in the way": Case(
        "worldbank", "worldbank_gdp.csv", gdp('Austria,AUT,2020,"4,3e11"'), "no_number", (14,),
        "read_value", lambda text, indicator: READ(str(text).replace(",", "."), indicator),
    ),
    "zeros that mean missing": Case(
        "cpi", "cpi.csv", ("country,2015,2016", "Germany,8.1,8.1", "France,7.0,0.0", "Austria,0,7.5"),
        "zero_missing", (3, 4), "read_value", no_zero,
    ),
    "mixed scales": Case(
        "rsf", "rsf.csv", press(odd=2016), "mixed_scales", tuple(range(26, 38)), "other_scale", lambda _column: [],
    ),
    "a country twice": Case(
        "worldbank", "worldbank_gdp.csv", gdp("Germany again,DEU,2020,7"), "twice_differs", (2, 14),
        "_File._keep", not_looked_up,
    ),
    "a future year": Case(
        "worldbank", "worldbank_gdp.csv", gdp("Austria,AUT,2031,4.3e11"), "future", (14,),
        "read_year", lambda text, _now: (int(text), ""),
    ),
    "negative trade": Case(
        "trade", "sitc_exports.csv", ("country,product,value", *(f"{one},0011,{n}5.5" for n, one in enumerate(SOME, 1)),
                                      "aut,0011,-7"), "negative", (14,), "_beyond", lambda *_given: "",
    ),
}  # fmt: skip


def found(case: Case, store: Store, written: Written) -> dict[str, tuple[int, ...]]:
    """Load the file; a refusal tells its rows in words only, so they are looked up in what was examined."""
    path = written(case.file, *case.lines)
    try:
        loaded = store.load(case.source, path)
    except Refused as refusal:
        is_told = f"first in row {case.rows[0]} " in str(refusal)
        return {case.rule: case.rows} if is_told else {str(refusal): ()}
    return {one.rule: one.rows for one in loaded.problems}


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_evd_1_bad_input_is_told_by_rule_and_row(case: Case, store: Store, written: Written) -> None:
    assert found(case, store, written) == {case.rule: case.rows}


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_evd_1_without_its_check_the_bad_input_is_not_found(
    case: Case, store: Store, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{checks.__name__}.{case.check}", case.without)
    assert found(case, store, written) == {}
    assert store.has(case.source) or store.has(f"{case.source}_products")


def test_evd_1_namibia_is_read_as_namibia_and_its_loss_would_be_told(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Programs that take NA for a gap lose it; here it is read as it stands, and rows without a country are told."""
    (tmp_path / "un_roll_calls.csv").write_text("rcid,date\n1,2019-01-01\n2,2020-01-01\n")
    (tmp_path / "un_votes_long.csv").write_text(
        "rcid,country_code,vote\n1,US,y\n1,NA,n\n2,US,y\n2,NA,y\n2,FR,y\n"
    )
    store.load("votes", tmp_path / "un_votes_long.csv")
    assert "NAM" in set(store.table("votes").execute().origin)

    read = csv.reader

    def as_pandas_does(handle: Any, **named: Any) -> Any:
        return (["" if cell == "NA" else cell for cell in row] for row in read(handle, **named))

    monkeypatch.setattr(tables.csv, "reader", as_pandas_does)
    with Store(tmp_path / "other", this_year=2026) as other:
        loaded = other.load("votes", tmp_path / "un_votes_long.csv")
        assert "NAM" not in set(other.table("votes").execute().origin)
        assert {one.rule: one.count for one in loaded.problems} == {"unknown_place": 2}


def test_evd_1_a_prioritisation_drops_no_place_whatever_was_left_out(store: Store, written: Written) -> None:
    """Rows refused for their mistakes leave gaps, each named; the places stay, ranked by what is known of them."""
    store.load(
        "worldbank", written("worldbank_gdp.csv", *gdp("Austria,AUT,2020,-4e11", "Chile,CHL,2031,3e11"))
    )
    told = answer(Question("DEU", factors=("economy", "distance"), draws=200), tree(), Stored(store))
    assert {one.iso3 for one in told.standings} == set(countries.places()) - {"DEU"}
    known = set(next(one for one in told.columns if one.factor.code == "economy").figures)
    gaps = {place for place, factor in told.missing if factor == "economy"}
    assert known | gaps == set(countries.places()) - {"DEU"}
    assert not known & gaps
    assert all(np.isfinite(one.expected_rank) for one in told.standings)
