"""EVD-1: loading is repeatable and changes nothing the second time, old vintages stay, half a dataset is none."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from proxenia.core.errors import Refused
from proxenia.evidence import store as stores
from proxenia.evidence.rules.declared import LESS, MORE, NEITHER
from proxenia.evidence.store import NotLoaded, Store

pytestmark = pytest.mark.once
HEAD = "Country Name,Country Code,Year,Value"
FULL = "COUNTRY,COUNTRY_CODE,SERIES_NAME,SERIES_CODE,YEAR,VALUE"
Written = Callable[..., Path]


@pytest.fixture
def gdp(written: Written) -> Path:
    return written(
        "gdp.csv", HEAD, "Germany,DEU,2019,3.5e12", "France,FRA,2020,2.6e12", "World,WLD,2020,8e13"
    )


def rows(table: Any) -> list[tuple[Any, ...]]:
    """The rows of a table, ordered."""
    return sorted(tuple(row) for row in table.execute().itertuples(index=False))


def test_evd_1_a_file_becomes_a_table(store: Store, gdp: Path) -> None:
    loaded = store.load("worldbank", gdp)
    assert (loaded.source, loaded.vintage, loaded.rows, loaded.already) == ("worldbank", "2020", 2, False)
    assert [(one.rule, one.rows) for one in loaded.problems] == [("aggregate", (4,))]
    assert [one.text for one in loaded.dropped] == ["WLD"]
    table = store.table("worldbank")
    assert table.columns == ("iso3", "year", "indicator", "value")
    assert rows(table) == [("DEU", 2019, "gdp_usd", 3.5e12), ("FRA", 2020, "gdp_usd", 2.6e12)]
    one = store.datasets()[0]
    assert (one.name, one.source, one.licence, one.rows) == ("worldbank", "worldbank", "CC BY 4.0", 2)
    assert one.unit == {"gdp_usd": "current US dollars"}
    assert one.direction == {"gdp_usd": MORE}
    assert one.coverage
    assert one.transformation
    assert list(one.taken_from) == ["gdp.csv"]
    assert (one.first_year, one.last_year) == (2019, 2020)
    assert one.digest == stores._digest(one.path)


def test_evd_1_loading_again_changes_nothing(store: Store, gdp: Path) -> None:
    store.load("worldbank", gdp)
    before = {path: path.stat().st_mtime_ns for path in store.folder.rglob("*")}
    again = store.load("worldbank", gdp)
    assert (again.already, again.rows, again.vintage) == (True, 2, "2020")
    assert {path: path.stat().st_mtime_ns for path in store.folder.rglob("*")} == before


def test_evd_1_the_same_file_gives_the_same_bytes(gdp: Path, tmp_path: Path) -> None:
    digests = set()
    for name in ("one", "other"):
        with Store(tmp_path / name) as there:
            there.load("worldbank", gdp)
            digests.add(there.datasets()[0].digest)
    assert len(digests) == 1


def test_evd_1_old_vintages_stay_and_can_be_asked(store: Store, gdp: Path, written: Written) -> None:
    store.load("worldbank", gdp)
    newer = store.load("worldbank", written("newer.csv", HEAD, "Germany,DEU,2021,4e12"))
    mended = store.load("worldbank", written("mended.csv", HEAD, "Germany,DEU,2021,4.1e12"))
    assert [newer.vintage, mended.vintage] == ["2021", "2021-r2"]
    assert [one.vintage for one in store.datasets()] == ["2020", "2021", "2021-r2"]
    assert rows(store.table("worldbank")) == [("DEU", 2021, "gdp_usd", 4.1e12)]
    assert len(rows(store.table("worldbank", "2020"))) == 2
    with pytest.raises(NotLoaded):
        store.table("worldbank", "1999")


def test_evd_1_each_indicator_comes_from_the_newest_vintage_that_has_it(
    store: Store, gdp: Path, written: Written
) -> None:
    store.load("worldbank", gdp)
    older = written(
        "older.csv", FULL, "Germany,DEU,P,SP.POP.TOTL,2018,8e7", "Germany,DEU,G,NY.GDP.MKTP.CD,2018,1"
    )
    store.load("worldbank", older)
    assert [row[2:] for row in rows(store.table("worldbank"))] == [
        ("population", 8e7), ("gdp_usd", 3.5e12), ("gdp_usd", 2.6e12),
    ]  # fmt: skip
    chosen = store.chosen("worldbank")
    assert [(one.vintage, codes) for one, codes in chosen] == [
        ("2020", ["gdp_usd"]),
        ("2018", ["population"]),
    ]


def test_evd_1_half_a_dataset_is_none(store: Store, gdp: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_arguments: Any, **_more: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(stores.durable, "write", fails)
    with pytest.raises(OSError, match="No space"):
        store.load("worldbank", gdp)
    assert store.datasets() == []
    assert not store.has("worldbank")
    monkeypatch.undo()
    assert store.load("worldbank", gdp).vintage == "2020"
    assert len(rows(store.table("worldbank"))) == 2
    assert [
        path.name for path in (store.folder / "worldbank").iterdir() if path.name.startswith(".part")
    ] == []


def test_evd_1_what_cannot_be_relied_on_is_refused_whole(store: Store, written: Written) -> None:
    lines = [f"Germany,DEU,{year},-1" for year in range(2000, 2010)]
    with pytest.raises(Refused, match="cannot be relied on"):
        store.load("worldbank", written("bad.csv", HEAD, *lines))
    with pytest.raises(Refused, match="no column called"):
        store.load("worldbank", written("other.csv", "a,b", "1,2"))
    with pytest.raises(Refused, match="no such file"):
        store.load("worldbank", Path("nowhere.csv"))
    with pytest.raises(Refused, match="empty"):
        store.load("worldbank", written("empty.csv", ""))
    assert store.datasets() == []


def test_evd_1_a_folder_is_searched_for_what_is_the_sources_own(
    store: Store, gdp: Path, written: Written
) -> None:
    folder = gdp.parent / "open"
    (folder / "macro").mkdir(parents=True)
    gdp.rename(folder / "macro" / "worldbank_gdp_datahub.csv")
    (folder / "other.csv").write_text("a,b\n1,2\n")
    assert store.load("worldbank", folder).rows == 2
    with pytest.raises(Refused, match=r"dist_cepii\*"):
        store.load("distances", folder)


def test_evd_1_a_source_nobody_knows_is_refused_with_those_there_are(store: Store) -> None:
    with pytest.raises(Refused, match="worldbank") as refused:
        store.load("worldbnk")
    assert "distances" in refused.value.message


def test_evd_1_what_is_not_loaded_says_how_to_load_it(store: Store) -> None:
    assert not store.has("distances")
    with pytest.raises(NotLoaded, match="proxenia evidence load distances") as missing:
        store.table("distances")
    assert isinstance(missing.value, LookupError)


def test_evd_1_what_comes_with_proxenia_is_there_at_once(store: Store) -> None:
    assert store.has("shipped")
    figures = store.table("shipped")
    places = figures.group_by("indicator").agg(n=figures.iso3.nunique()).execute()
    counts = dict(zip(places.indicator, places.n, strict=True))
    assert counts["gdp_usd"] >= 200
    assert counts["population"] >= 200
    # Figures of places are loaded alone: those of pairs are a hundred times as many, and wait until they are asked for.
    assert [one.name for one in store.datasets()] == ["shipped"]
    pairs = store.table("shipped_pairs")
    found = pairs.filter((pairs.origin == "DEU") & (pairs.destination == "FRA")).execute()
    told = dict(zip(found.indicator, found.value, strict=True))
    assert told["distance_km"] == pytest.approx(878, abs=10)  # Berlin to Paris
    assert told["time_zone_hours"] == 0
    assert told["groups_in_common"] >= 3
    assert 0 < told["common_language"] < 1
    spoken = store.table("shipped_languages")
    german = spoken.filter(
        (spoken.language == "de") & (spoken.indicator == "official") & (spoken.value == 1)
    ).execute()
    assert {"DEU", "AUT", "CHE", "BEL", "LUX", "LIE"} <= set(german.iso3)
    assert len(store.datasets()) == 3


def test_evd_1_a_damaged_description_is_told(store: Store, gdp: Path) -> None:
    store.load("worldbank", gdp)
    about = store.folder / "worldbank" / "2020.json"
    about.write_text(json.dumps({"name": "worldbank"}))
    with pytest.raises(Refused, match="cannot be read"):
        store.datasets()


@pytest.mark.parametrize("name", stores.source_names())
def test_evd_1_every_source_declares_itself(name: str) -> None:
    one = stores.source(name)
    assert one.name == name
    assert all((one.title, one.publisher, one.licence, one.address, one.files))
    assert one.tables[0].name == name
    for table in one.tables:
        assert table.coverage
        assert set(table.places) <= set(table.keys)
        codes = [it.code for it in table.indicators]
        assert len(codes) == len(set(codes))
        assert all(it.unit and it.name and it.direction in (MORE, LESS, NEITHER) for it in table.indicators)


def test_evd_1_no_two_sources_write_one_table() -> None:
    names = [table.name for name in stores.source_names() for table in stores.source(name).tables]
    assert len(names) == len(set(names))


def test_evd_1_a_table_says_how_old_it_is(store: Store, gdp: Path) -> None:
    store.load("worldbank", gdp)
    one = store.datasets()[0]
    assert (one.age(2026), one.is_stale(2026), one.is_stale(2022)) == (6, True, False)


def test_evd_1_every_source_table_and_rule_is_documented() -> None:
    from proxenia.evidence.rules.checks import RULES
    from tests.repository import source

    page = (source.ROOT / "docs" / "reference" / "evidence.md").read_text(encoding="utf-8")
    names = [table.name for name in stores.source_names() for table in stores.source(name).tables]
    assert [name for name in [*stores.source_names(), *names, *RULES] if f"`{name}`" not in page] == []
    live = {name for name in stores.source_names() if stores.source(name).live}
    assert {line.split("`")[1] for line in page.splitlines() if line.endswith("| yes |")} == live
