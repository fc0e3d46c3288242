"""EVD-2, EVD-3, EVD-5: `proxenia prioritise` and `proxenia match` as commands, from the shipped table alone."""

import json
from pathlib import Path
from typing import Any

import pytest

from proxenia.cli.parser import main

pytest.importorskip("ibis")
pytestmark = [pytest.mark.once, pytest.mark.django_db]
PURPOSE = "name: trade\nfactors: [economy, growth, language, distance, diaspora]\nweights: {economy: [1, 3], growth: 2,"
PURPOSE += " language: 1, distance: 1, diaspora: 1}\n"


@pytest.fixture(autouse=True)
def data(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """One empty data folder for the file."""
    folder = tmp_path_factory.getbasetemp() / "prioritise-data"
    folder.mkdir(exist_ok=True)
    monkeypatch.setenv("PROXENIA_DATA", str(folder))


def ask(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> dict[str, Any]:
    """Run a command and return its JSON."""
    assert main([*words, "--json"]) == code
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_evd_2_prioritise_answers_in_the_form_that_is_promised(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "purpose.yaml"
    path.write_text(PURPOSE)
    words = ("prioritise", "--home", "Austria", "--purpose", str(path), "--draws", "500", "--seed", "3")
    told = ask(capsys, *words)
    assert told["draws"] == 500
    names = [one["iso3"] for one in told["places"]]
    assert "AUT" not in names
    assert len(names) == len(set(names)) > 240
    ranks = [one["expected_rank"] for one in told["places"]]
    assert ranks == sorted(ranks)
    first = told["places"][0]
    assert first.keys() >= {"iso3", "name", "p_top10", "expected_rank", "rank_interval", "factors"}
    assert first["rank_interval"][0] <= first["expected_rank"] <= first["rank_interval"][1] + 1
    figure = first["factors"]["economy"]
    assert figure.keys() >= {"value", "unit", "source", "year"}
    assert {one["factor"] for one in told["missing"]} >= {"diaspora"}
    assert all(one.keys() >= {"factor", "change", "sentence"} for one in told["sensitive_to"])
    assert sum(one["p_top10"] for one in told["places"]) == pytest.approx(10)
    again = ask(capsys, *words)
    assert again.pop("run") != told.pop("run")
    assert again == told


def test_evd_3_the_words_come_before_the_numbers_and_coverage_first(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["prioritise", "--home", "AT", "--draws", "200"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Figures of so many places:")
    assert out.index("of 249") < out.index("stands first") < out.index("top ten   place")
    assert "Nothing is loaded for:" in out


def test_evd_2_prioritise_refuses_what_it_cannot_answer(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for words in (
        ("--home", "Atlantis"),
        ("--home", "AT", "--draws", "1"),
        ("--home", "AT", "--purpose", "none.yaml"),
    ):
        assert "error" in ask(capsys, "prioritise", *words, code=1)


def test_evd_5_match_answers_in_the_form_that_is_promised(capsys: pytest.CaptureFixture[str]) -> None:
    purposes = ask_list(capsys)
    assert {"general", "trade", "culture"} <= set(purposes)
    for purpose in ("general", "trade"):
        told = ask(capsys, "match", "Graz", "--country", "Austria", "--purpose", purpose, "--top", "7")
        assert told["home"]["name"] == "Graz"
        assert len(told["matches"]) == 7
        scores = [one["score"] for one in told["matches"]]
        assert scores == sorted(scores, reverse=True)
        assert all(one["why"] and one["name"] and len(one["country"]) == 2 for one in told["matches"])
        assert "friends" in {one["sign"] for one in told["missing"]}
    assert "error" in ask(capsys, "match", "Graz", "--country", "AT", "--purpose", "fame", code=1)
    assert "error" in ask(capsys, "match", "", "--country", "AT", code=1)
    assert "error" in ask(capsys, "match", "Nowhereatall", "--country", "AT", code=1)


def ask_list(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The purposes that are named."""
    assert main(["match", "--list-purposes", "--json"]) == 0
    return [one["name"] for one in json.loads(capsys.readouterr().out)]


def test_evd_5_a_loaded_list_of_twinnings_speaks(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROXENIA_DATA", str(tmp_path / "data"))
    path = tmp_path / "twin_cities.csv"
    path.write_text(
        "city1,country1,lat1,lng1,city2,country2,lat2,lng2\n"
        "Graz,Austria,47.07,15.43,Lyon,France,45.76,4.84\nLyon,France,45.76,4.84,Turin,Italy,45.07,7.69\n"
        "Graz,Austria,47.07,15.43,Kleinhausen,Germany,50.1,8.6\n"
    )
    assert main(["evidence", "load", "twinnings", str(path)]) == 0
    capsys.readouterr()
    told = ask(capsys, "match", "Graz", "--country", "AT", "--top", "50")
    names = [one["name"] for one in told["matches"]]
    assert "Lyon" not in names
    turin = next(one for one in told["matches"] if one["name"] == "Turin")
    assert any("1 of your partners is tied to it: Lyon" in why for why in turin["why"])
    assert "friends" not in {one["sign"] for one in told["missing"]}
