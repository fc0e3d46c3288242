"""DIR-6: what holds for `resolve` whatever is written."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxenia.places.queries import (
    GazetteerMissing,
    Resolution,
    gazetteer,
    nearest,
    place_by_id,
    resolve,
    resolve_many,
    search,
)

pytestmark = pytest.mark.once

built = pytest.mark.skipif(not gazetteer.file().exists(), reason="gazetteer not built")
TOWNS = ["Halifax", "São Paulo", "Łódź", "Saint-Étienne", "Malmö", "Hódmezővásárhely", "Gdańsk", "Córdoba"]
COUNTRIES = ["", "Canada", "DE", "England, United Kingdom", "Brasil", "Nowhere", "USSR", "日本"]
WORDS = [
    "Springfield",
    "City of",
    "(",
    ")",
    ",",
    "/",
    "St.",
    "Oder",
    "Oregon",
    "-",
    "上海",
    "a.",
    "Москва",
    "16",
]


@built
@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=40) | st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join),
    st.sampled_from(COUNTRIES),
)
def test_dir_6_any_text_gets_a_lawful_answer(name: str, country: str) -> None:
    answer = resolve(name, country)
    assert 0 <= answer.confidence <= 1
    assert answer.why
    if answer.match is None:
        assert answer.confidence == 0
    else:
        assert answer.confidence > 0
        assert answer.match not in answer.alternatives


@built
@settings(max_examples=40, deadline=None)
@given(st.sampled_from(TOWNS))
def test_dir_6_case_and_marks_do_not_matter(name: str) -> None:
    plain = "".join(char for char in unicodedata.normalize("NFD", name) if not unicodedata.combining(char))
    answers = {
        _id(resolve(text, ""))
        for text in (name, name.upper(), name.lower(), unicodedata.normalize("NFD", name))
    }
    assert len(answers) == 1
    assert _id(resolve(plain.replace("ł", "l").replace("Ł", "L"), "")) in answers


@built
def test_dir_6_many_names_are_answered_in_order() -> None:
    pairs = [("Halifax", "CA"), ("Halifax", "GB"), ("Xyzzyqwert", "")]
    assert [_id(answer) for answer in resolve_many(pairs)] == ["geonames:6324729", "geonames:2647632", None]


@built
def test_dir_6_a_place_is_found_again_by_its_id() -> None:
    place = place_by_id("geonames:1796236")
    assert place is not None
    assert (place.name, place.local_name, place.country, place.timezone) == (
        "Shanghai",
        "上海",
        "CN",
        "Asia/Shanghai",
    )
    assert place_by_id("geonames:1") is None
    assert place_by_id("Shanghai") is None


@built
def test_dir_6_the_pick_list_begins_with_exact_names() -> None:
    assert [place.name for place in search("Halifax", 3)][:2] == ["Halifax", "Halifax"]
    assert search("Shangh", 5)[0].name == "Shanghai"
    assert search("", 5) == ()


@built
def test_dir_6_the_nearest_town_of_a_point() -> None:
    assert nearest(52.35, 14.55)[0].name == "Frankfurt (Oder)"
    assert nearest(-50.0, -140.0) == ()


def test_dir_6_a_missing_gazetteer_says_how_to_build_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(gazetteer, "file", lambda: tmp_path / "gazetteer.sqlite")
    monkeypatch.setattr(gazetteer, "_connections", type("Fresh", (), {})())
    with pytest.raises(GazetteerMissing, match="make setup"):
        gazetteer.connection()


def _id(answer: Resolution) -> str | None:
    return answer.match.id if answer.match else None
