"""EVD-2, EVD-9, EVD-11: files of purposes, weights, mixes and profiles, good ones and bad ones."""

from pathlib import Path

import pytest

from proxenia.core.errors import Refused
from proxenia.prioritisation import readers
from proxenia.prioritisation.queries.questions import Question
from proxenia.prioritisation.queries.signs import Beside
from proxenia.prioritisation.queries.tree import tree

pytestmark = pytest.mark.once


def asked(tmp_path: Path, text: str, *, suffix: str = ".yaml", weights: str = "") -> Question:
    """Read a purpose, and a file of weights where one is given."""
    purpose, beside = tmp_path / f"purpose{suffix}", tmp_path / "weights.yaml"
    purpose.write_text(text, encoding="utf-8")
    beside.write_text(weights or "{}", encoding="utf-8")
    return readers.question_of(
        "AUT", tree(), purpose=purpose, weights=beside if weights else None, draws=1000, seed=7
    )


def test_evd_2_a_purpose_in_yaml_and_in_json(tmp_path: Path) -> None:
    told = asked(tmp_path, "name: trade\nfactors: [economy, growth]\nweights: {economy: 3, growth: [1, 2]}\n")
    same = asked(
        tmp_path,
        '{"name": "trade", "factors": ["economy", "growth"], "weights": {"economy": 3, "growth": [1, 2]}}',
        suffix=".json",
    )
    assert told == same
    assert told.weights == {"economy": (3, 3), "growth": (1, 2)}
    assert (told.purpose, told.draws, told.seed) == ("trade", 1000, 7)


def test_evd_9_a_file_of_weights_stands_before_the_purpose(tmp_path: Path) -> None:
    told = asked(tmp_path, "weights: {economy: 3}\n", weights="{growth: 5}")
    assert told.weights == {"growth": (5, 5)}
    chosen = asked(tmp_path, "name: x\n", weights="choices: [{a: economy, b: growth, times: 3}]")
    assert chosen.agreement == pytest.approx(1)
    assert set(chosen.weights) == {"economy", "growth"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("factors: [fame]", "no factor"),
        ("factor: [economy]", "not known in a purpose"),
        ("factors: economy", "list of codes"),
        ("weights: {economy: -1}", "from 0 up"),
        ("weights: {economy: [3, 1]}", "from 0 up"),
        ("weights: {economy: .nan}", "from 0 up"),
        ("weights: {economy: true}", "from 0 up"),
        ("weights: [1]", "number or a range"),
        ("factors: [economy]\nweights: {growth: 1}", "not among the factors"),
        ("choices: [{a: economy, b: growth}]", "two factors"),
        ("choices: [{a: economy, b: growth, times: 0}]", "positive"),
        ("- 1", "names with values"),
        ("a: [", "neither YAML nor JSON"),
        ("!!python/object/apply:os.system ['true']", "neither YAML nor JSON"),
    ],
)
def test_evd_2_what_is_no_purpose_is_refused(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        asked(tmp_path, text)


def test_evd_2_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        readers.document(tmp_path / "none.yaml")


def test_evd_2_countries_in_any_form() -> None:
    assert {readers.home_of(text) for text in ("AT", "AUT", "Austria", "Österreich")} == {"AUT"}
    with pytest.raises(Refused, match="not a country"):
        readers.home_of("Atlantis")


def test_evd_11_profiles_of_cities(tmp_path: Path) -> None:
    path = tmp_path / "profiles.csv"
    path.write_text(
        "city,country,powers,posts,stage,networks\n"
        "Vienna,Austria,transport; housing,20,4,C40; Eurocities\nLyon,France,,,,Eurocities\n"
    )
    found = readers.with_profiles(Beside(), path)
    vienna = found.governance["geonames:2761369"]
    assert (vienna.powers, vienna.posts, vienna.stage) == (frozenset({"transport", "housing"}), 20, 4)
    assert found.networks["geonames:2761369"] == {"c40", "eurocities"}
    path.write_text("city,country,stage\nVienna,Austria,9\n")
    with pytest.raises(Refused, match="stage"):
        readers.with_profiles(Beside(), path)
    path.write_text("city,country\nNowhereatall,Austria\n")
    with pytest.raises(Refused, match="Row 2"):
        readers.with_profiles(Beside(), path)
