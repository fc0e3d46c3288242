"""EVD-1: every source on the open data, and each trap that was found in them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from proxenia.core.errors import Refused
from proxenia.evidence import countries
from proxenia.evidence.store import Loaded, Store

pytestmark = pytest.mark.once
OpenData = Callable[[str], Path]


def rules(loaded: Loaded) -> dict[str, int]:
    """Rule → how many rows, in all files."""
    found: dict[str, int] = {}
    for one in loaded.problems:
        found[one.rule] = found.get(one.rule, 0) + one.count
    return found


def texts(loaded: Loaded) -> set[str]:
    """What named no place of today."""
    return {one.text for one in loaded.dropped}


def value(table: Any, **keys: Any) -> float:
    """The one figure of a table under some keys."""
    for name, wanted in keys.items():
        table = table.filter(table[name] == wanted)
    found = table.execute()
    assert len(found) == 1, found
    return float(found.value.iloc[0])


def places(table: Any, column: str = "iso3") -> set[str]:
    """The codes of a column."""
    return set(table.select(column).distinct().execute()[column])


def test_evd_1_worldbank(store: Store, open_data: OpenData) -> None:
    """Two files of one publisher; ".." is missing; groups of countries are mixed in."""
    loaded = store.load("worldbank", open_data("macro"))
    found = rules(loaded)
    assert found["aggregate"] > 1000
    assert found["missing"] > 1000
    assert {"WLD", "ARB", "CHI"} <= texts(loaded)
    table = store.table("worldbank")
    assert value(table, iso3="AFG", year=2000, indicator="gdp_usd") == pytest.approx(3521418059.923445)
    assert value(table, iso3="DEU", year=2019, indicator="population") > 8e7
    assert places(table) <= set(countries.places())
    assert len(places(table)) >= 205


def test_evd_1_the_product_of_three_sources_differs_and_is_never_mixed(
    store: Store, open_data: OpenData
) -> None:
    """World Bank, the same World Bank of another year, IMF: differences are told, sources stay apart."""
    first = store.load("worldbank", open_data("macro"))
    assert rules(first)["files_differ"] > 100
    assert rules(first)["other_file"] > 100
    store.load("imf", open_data("macro/imf_country_gdp_openclimate.csv"))
    bank = value(store.table("worldbank"), iso3="NGA", year=2015, indicator="gdp_usd")
    fund = value(store.table("imf"), iso3="NGA", year=2015, indicator="gdp_usd_imf")
    assert bank != fund
    assert bank == pytest.approx(fund, rel=0.2)


def test_evd_1_distances(store: Store, open_data: OpenData) -> None:
    """ "." is missing; ANT and TMP are no codes of today; pairs of a country with itself."""
    loaded = store.load("distances", open_data("country_pairs"))
    assert rules(loaded)["missing"] == 4430 - _own_missing(open_data("country_pairs/dist_cepii.csv"))
    assert texts(loaded) == {"ANT"}
    table = store.table("distances")
    assert {"ROU", "TLS", "COD"} <= places(table, "origin")
    assert value(table, origin="DEU", destination="FRA", indicator="contiguous") == 1
    assert value(table, origin="AUS", destination="NZL", indicator="distance_km") > 1500


def _own_missing(path: Path) -> int:
    """How many of the missing distances stand in rows that are left out for another reason, or in a column not kept."""
    found = 0
    for line in path.read_text().splitlines()[1:]:
        cells = line.split(";")
        out = cells[0] == cells[1] or "ANT" in cells[:2]
        found += cells[10:13].count(".") if out else 0
        found += cells[13] == "."
    return found


def test_evd_1_trade(store: Store, open_data: OpenData) -> None:
    """WITS' own codes, a product " Total" with a blank, amounts like ".067" thousand; HS levels stay apart."""
    loaded = store.load("trade", open_data("trade"))
    assert {"EUN", "UNS", "WLD"} <= texts(loaded)
    table = store.table("trade")
    assert value(table, origin="ABW", destination="ARG", indicator="exports") == pytest.approx(67)
    assert {"ROU", "SRB", "MNE", "TLS", "COD"} <= places(table, "origin") | places(table, "destination")
    products = store.table("trade_products")
    assert set(products.select("indicator").distinct().execute().indicator) == {
        "exports_sitc", "exports_hs2", "exports_hs4", "exports_hs6",
    }  # fmt: skip
    sitc = products.filter(products.indicator == "exports_sitc")
    assert value(sitc, exporter="AFG", product="0011") == 30068
    # 226 exporters there; two of them are states that are no more.
    assert len(places(sitc, "exporter")) == 224
    assert {"ant", "scg"} <= texts(loaded)


def test_evd_1_flights_are_of_2014_and_marked_as_old(store: Store, open_data: OpenData) -> None:
    store.load("flights", open_data("air_routes"))
    one = next(it for it in store.datasets() if it.name == "flights")
    assert (one.last_year, one.is_stale(2026)) == (2014, True)
    assert "2014" in one.note
    table = store.table("flights")
    assert value(table, origin="DEU", destination="GBR", indicator="direct_routes") > 50
    airports = store.table("flights_airports")
    assert airports.columns[:4] == ("airport", "iso3", "latitude", "longitude")
    assert value(airports, airport="FRA", indicator="destinations") > 150


def test_evd_1_flights_need_their_airports(store: Store, open_data: OpenData, tmp_path: Path) -> None:
    alone = tmp_path / "openflights_routes.dat"
    alone.write_bytes(open_data("air_routes/openflights_routes.dat").read_bytes())
    with pytest.raises(Refused, match="openflights_airports"):
        store.load("flights", alone)


def test_evd_1_languages(store: Store, open_data: OpenData) -> None:
    loaded = store.load("languages", open_data("languages"))
    assert "AC" in texts(loaded)
    assert value(store.table("languages"), iso3="AND", language="ca", indicator="speakers_percent") == 51
    pairs = store.table("languages_pairs")
    common = {"origin": "DEU", "indicator": "common_official_language"}
    assert value(pairs, destination="AUT", **common) == 1
    assert value(pairs, destination="JPN", **common) == 0


@pytest.mark.parametrize(
    ("name", "file", "indicator", "count"),
    [
        ("freedomhouse", "risk/freedom_house_full_2012_2024.csv", "freedom_score", 190),
        ("vdem", "risk/vdem_indices_1990_2024.csv", "electoral_democracy", 170),
        ("wgi", "risk/wgi_voice_accountability_1996_2023.csv", "voice_accountability", 190),
        ("eiu", "risk/eiu_democracy_2006_2024.csv", "democracy_index", 160),
    ],
)
def test_evd_1_governance(
    store: Store, open_data: OpenData, name: str, file: str, indicator: str, count: int
) -> None:
    loaded = store.load(name, open_data(file))
    table = store.table(name)
    kept = table.filter(table.indicator == indicator)
    assert len(places(kept)) >= count
    assert not {"no_number", "out_of_range", "decimal_lost", "codes", "no_year"} & set(rules(loaded))


def test_evd_1_press_freedom_without_its_decimal_comma(
    store: Store, open_data: OpenData, tmp_path: Path
) -> None:
    path = open_data("risk/rsf_press_freedom_2002_2025.csv")
    store.load("rsf", path)
    table = store.table("rsf")
    assert value(table, iso3="NOR", year=2025, indicator="press_freedom") == pytest.approx(92.31)
    assert value(table, iso3="USA", year=2025, indicator="press_freedom") == pytest.approx(65.487)
    scores = table.filter(table.indicator == "press_freedom")
    assert int(scores.year.min().execute()) == 2013
    # Without the column in which the commas were put back, nothing is guessed.
    lines = path.read_text().splitlines()
    as_found = tmp_path / "rsf_as_found.csv"
    as_found.write_text("\n".join(line.rpartition(",")[0] for line in lines if not line.startswith("2002")))
    with pytest.raises(Refused, match="decimal comma"):
        store.load("rsf", as_found)


def test_evd_1_corruption_with_zeros_old_letters_and_two_spellings(store: Store, open_data: OpenData) -> None:
    loaded = store.load("cpi", open_data("risk/cpi_datahub.csv"))
    found = rules(loaded)
    assert found["zero_missing"] > 70
    table = store.table("cpi")
    assert value(table, iso3="AFG", year=2005, indicator="corruption_perceptions") == pytest.approx(25)
    assert float(table.value.max().execute()) <= 100
    # Côte d'Ivoire in several spellings, one of them in an old encoding.
    assert "CIV" in places(table)
    assert {"Yugoslavia", "Serbia & Montenegro"} <= texts(loaded)
    assert not any("Ivoire" in text for text in texts(loaded))


def test_evd_1_migrants_in_words_with_groups_among_them(store: Store, open_data: OpenData) -> None:
    loaded = store.load("migrants", open_data("migration"))
    table = store.table("migrants")
    assert value(table, origin="AFG", destination="NAM", year=1990, indicator="migrants") == 64
    assert len(places(table, "destination")) >= 220
    unknown = {one.text for one in loaded.dropped if one.reason == "unknown"}
    assert unknown == set()
    # Micronesia is a region there; the country has its full name, and is not told twice.
    assert "Micronesia (region)" in texts(loaded)
    assert "FSM" in places(table, "origin")
    assert not {"twice", "twice_differs", "loop"} & set(rules(loaded))


def test_evd_1_in_the_votes_na_is_namibia(store: Store, open_data: OpenData) -> None:
    loaded = store.load("votes", open_data("un_votes"))
    assert rules(loaded)["unknown_place"] == 5444
    table = store.table("votes")
    assert "NAM" in places(table, "origin")
    allies = value(table, origin="GBR", destination="FRA", indicator="vote_agreement")
    rivals = value(table, origin="USA", destination="CUB", indicator="vote_agreement")
    assert rivals < 0.5 < allies <= 1
    assert value(table, origin="FRA", destination="GBR", indicator="vote_agreement") == allies


def test_evd_1_votes_by_hand(store: Store, tmp_path: Path) -> None:
    (tmp_path / "un_roll_calls.csv").write_text("rcid,date\n1,2019-01-01\n2,2020-01-01\n3,1990-01-01\n")
    votes = tmp_path / "un_votes_long.csv"
    votes.write_text("rcid,country_code,vote\n1,US,y\n1,NA,n\n2,US,a\n2,NA,y\n2,FR,a\n3,US,y\n3,NA,y\n")
    store.load("votes", votes)
    table = store.table("votes")
    # One against (0), one with an abstention (0.5); the roll call of 1990 is too old.
    assert value(table, origin="USA", destination="NAM", indicator="vote_agreement") == 0.25
    assert value(table, origin="NAM", destination="USA", indicator="votes_together") == 2
    assert value(table, origin="FRA", destination="USA", indicator="vote_agreement") == 1


def test_evd_1_investment_with_zeros_for_missing_and_pairs_told_twice(
    store: Store, open_data: OpenData
) -> None:
    loaded = store.load("investment", open_data("fdi"))
    found = rules(loaded)
    assert found["zero_missing"] > 30_000
    assert found.get("twice", 0) + found.get("twice_differs", 0) > 0
    assert "ANT" in texts(loaded)
    table = store.table("investment")
    assert float(table.value.min().execute()) < 0, "a flow back is negative"
    assert {"HKG", "IOT"} <= places(table, "destination") | places(table, "origin")


def test_evd_1_a_table_of_codes_in_place_of_money_is_refused(
    store: Store, open_data: OpenData, tmp_path: Path
) -> None:
    """The amounts replaced by the numbers of their texts, as a statistics program does by mistake."""
    lines = open_data("fdi/unctad_bilateral_fdi_flows_2001_2012.csv").read_text().splitlines()
    cells = [line.rsplit(",", 1) for line in lines[1:] if line.count(",") == 5]
    codes = {text: number for number, text in enumerate(sorted({row[1] for row in cells}), 1)}
    bad = tmp_path / "unctad_bilateral_fdi.csv"
    bad.write_text("\n".join([lines[0], *(f"{row[0]},{codes[row[1]]}" for row in cells)]))
    with pytest.raises(Refused, match="cannot be relied on"):
        store.load("investment", bad)
    assert not store.has("investment")


def test_evd_1_a_year_that_is_none(store: Store, tmp_path: Path) -> None:
    """Raw tables of UNCTAD have years as "-- 201"."""
    path = tmp_path / "unctad_bilateral_fdi.csv"
    head = "Destination,Dest.Code,Origin,Origin.Code,Year,Value"
    path.write_text("\n".join([head, *(f"Chad,TCD,France,FRA,{year},{year}.5" for year in range(2001, 2007)),
                               "Chad,TCD,France,FRA,-- 201,5"]))  # fmt: skip
    loaded = store.load("investment", path)
    assert [(one.rule, one.rows) for one in loaded.problems] == [("no_year", (8,))]


def test_evd_1_students(store: Store, open_data: OpenData) -> None:
    loaded = store.load("students", open_data("students"))
    assert texts(loaded) == set(), "names read in a wrong encoding are mended"
    table = store.table("students")
    assert value(table, origin="SUR", destination="NLD", year=2016, indicator="students") == 1118


def test_evd_1_twinned_towns(store: Store, open_data: OpenData) -> None:
    """Three towns twinned with themselves; five rows without a second country; 624 claims of one side only."""
    loaded = store.load("twinnings", open_data("sister_cities"))
    found = rules(loaded)
    assert found["loop"] == 3
    assert found["unknown_place"] == 5
    table = store.table("twinnings")
    assert table.columns[:8] == (
        "city", "iso3", "partner_city", "partner_iso3",
        "latitude", "longitude", "partner_latitude", "partner_longitude",
    )  # fmt: skip
    assert int(table.count().execute()) > 25_000
    claims = store.table("twinnings_claims")
    assert int(claims.filter(claims.value == 1).count().execute()) == 624


def test_evd_1_metropolitan_areas(store: Store, open_data: OpenData) -> None:
    store.load("brookings", open_data("us_subnational"))
    table = store.table("brookings")
    assert value(table, area="10100", indicator="exports") == pytest.approx(366_729_705.8, rel=1e-6)
    assert value(table, area="10100", indicator="export_share") == pytest.approx(14.2189592, rel=1e-6)
    store.load("us_states", open_data("us_subnational"))
    states = store.table("us_states")
    assert value(states, code="TX", indicator="exports") == pytest.approx(264.5e9, rel=0.01)


def test_evd_1_the_whole_folder_of_open_data_serves_every_source(store: Store, open_data: OpenData) -> None:
    root = open_data("macro").parent
    from proxenia.evidence.store import SHIPPED, source, source_names

    for name in source_names():
        one = source(name)
        if name not in SHIPPED:
            assert list(one.own_files(root)), f"{name} finds nothing of its own"


def test_evd_1_members_of_city_networks(store: Store, open_data: OpenData) -> None:
    """The UNESCO list names no countries: a town counts where one alone can be meant, others are told."""
    loaded = store.load("city_networks", open_data("city_networks"))
    table = store.table("city_networks")
    assert value(table, network="eurocities", city="Bologna", iso3="ITA") == 1
    assert value(table, network="uccn", city="Graz", iso3="AUT") == 1
    assert int(table.filter(table.network == "eurocities").count().execute()) > 195
    assert int(table.filter(table.network == "uccn").count().execute()) > 280
    assert rules(loaded)["unknown_place"] < 60
