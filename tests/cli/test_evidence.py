"""EVD-1: `proxenia evidence`, in an installation of its own without a database."""

from collections.abc import Callable
from pathlib import Path

import pytest

from proxenia.evidence.store import source_names
from tests.cli.conftest import Command

pytest.importorskip("ibis")
pytestmark = pytest.mark.once
HEAD = "Country Name,Country Code,Year,Value"


def test_evd_1_every_source_known_is_listed(proxenia: Command, product_environment: dict[str, str]) -> None:
    listed = proxenia("evidence", "list", "--json").json
    assert [one["source"] for one in listed] == source_names()
    assert all(set(one) == {"source", "loaded", "vintage", "rows"} for one in listed)
    by_name = {one["source"]: one for one in listed}
    assert by_name["shipped"]["loaded"] is by_name["shipped_pairs"]["loaded"] is True
    assert by_name["shipped"]["rows"] > 2_000
    assert by_name["shipped_pairs"]["rows"] > 100_000
    assert by_name["worldbank"] == {"source": "worldbank", "loaded": False, "vintage": None, "rows": 0}
    assert not (Path(product_environment["PROXENIA_DATA"]) / "proxenia.sqlite3").exists()


def test_evd_1_a_file_is_loaded_once(proxenia: Command, tmp_path: Path) -> None:
    path = tmp_path / "gdp.csv"
    path.write_text("\n".join([HEAD, "Germany,DEU,2019,3.5e12", "World,WLD,2019,8e13"]))
    loaded = proxenia("evidence", "load", "worldbank", str(path), "--json").json
    assert (loaded["source"], loaded["vintage"], loaded["rows"], loaded["already"]) == (
        "worldbank",
        "2019",
        1,
        False,
    )
    assert loaded["problems"][0]["rule"] == "aggregate"
    assert loaded["problems"][0]["rows"] == [3]
    assert loaded["dropped"][0]["text"] == "WLD"
    assert "is loaded already: 1 rows" in proxenia("evidence", "load", "worldbank", str(path)).out
    listed = proxenia("evidence", "list").out
    assert "worldbank: 2019, 1 rows" in listed
    assert "OLD: the newest figures are of 2019" in listed
    assert "distances: not loaded" in listed


def test_evd_1_the_open_data_as_a_folder(proxenia: Command, open_data: Callable[[str], Path]) -> None:
    root = open_data("macro").parent
    loaded = proxenia("evidence", "load", "twinnings", str(root), "--json").json
    assert loaded["rows"] > 25_000
    assert {one["name"] for one in loaded["tables"]} == {"twinnings", "twinnings_claims"}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("load", "worldbnk"), "no source called worldbnk"),
        (("load", "distances"), "no live service"),
        (("load", "distances", "nowhere.csv"), "no such file"),
        (("load", "worldbank", "--offline"), "no earlier answer"),
    ],
)
def test_evd_1_what_cannot_be_loaded_is_refused_with_a_sentence(
    proxenia: Command, words: tuple[str, ...], message: str
) -> None:
    done = proxenia("evidence", *words, "--json")
    assert done.code == 1
    assert message in done.json["error"]["message"]
