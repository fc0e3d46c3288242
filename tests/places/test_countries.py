"""DIR-6: countries by any name, and groups of countries."""

import pytest

from proxenia.places.queries import countries, country_of, gazetteer, groups, groups_of
from proxenia.places.queries.countries import countries_of

pytestmark = pytest.mark.once

NAMES = [
    ("USA", "US"),
    ("U.S.A.", "US"),
    ("United States of America", "US"),
    ("uk", "GB"),
    ("Great Britain", "GB"),
    ("Brasil", "BR"),
    ("Deutschland", "DE"),
    ("Türkiye", "TR"),
    ("Turkey", "TR"),
    ("Ivory Coast", "CI"),
    ("Korea, Republic of", "KR"),
    ("North Korea", "KP"),
    ("Kosovo", "XK"),
    ("Taiwan", "TW"),
    ("Republic of China", "TW"),
    ("PRC", "CN"),
    ("Palestine", "PS"),
    ("Czech Republic", "CZ"),
    ("Macedonia", "MK"),
    ("Burma", "MM"),
    ("Holland", "NL"),
    ("DEU", "DE"),
    ("Georgia (country)", "GE"),
    ("in Italy", "IT"),
    ("Kazakhstah", "KZ"),
    ("Madagaskar", "MG"),
    ("Puerto Rico", "PR"),
    ("Hong Kong", "HK"),
    ("Réunion, France", "RE"),
    ("East Germany", "DE"),
]
ABROAD = [
    ("日本", "JP"),
    ("Россия", "RU"),
    ("Ελλάδα", "GR"),
    ("مصر", "EG"),
    ("대한민국", "KR"),
    ("Węgry", "HU"),
]


@pytest.mark.parametrize(("text", "code"), NAMES)
def test_dir_6_a_country_by_any_name(text: str, code: str) -> None:
    found = country_of(text)
    assert found is not None
    assert found.code == code


@pytest.mark.skipif(not gazetteer.file().exists(), reason="gazetteer not built")
@pytest.mark.parametrize(("text", "code"), ABROAD)
def test_dir_6_a_country_in_its_own_language(text: str, code: str) -> None:
    found = country_of(text)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    ("text", "code", "region"),
    [
        ("England", "GB", "ENG"),
        ("England, United Kingdom", "GB", "ENG"),
        ("Scotland", "GB", "SCT"),
        ("Ohio, United States", "US", "OH"),
        ("Georgia, USA", "US", "GA"),
        ("Lower Saxony, Germany", "DE", "06"),
        ("Rauma, Norway", "NO", ""),
    ],
)
def test_dir_6_a_part_of_a_country_is_kept(text: str, code: str, region: str) -> None:
    found = country_of(text)
    assert found is not None
    assert (found.code, found.region) == (code, region)


@pytest.mark.parametrize("text", ["", "Atlantis", "??", "Xx", "Europe and Asia"])
def test_dir_6_what_is_no_country_is_none(text: str) -> None:
    assert country_of(text) is None


def test_dir_6_a_country_that_fell_apart_means_several() -> None:
    assert country_of("Yugoslavia") is None
    assert {country.code for country in countries_of("Czechoslovakia")} == {"CZ", "SK"}


def test_dir_6_the_table_is_complete_and_unambiguous() -> None:
    table = countries()
    assert len(table) == 250
    for field in ("alpha3", "numeric", "name"):
        values = [getattr(country, field) for country in table.values() if getattr(country, field)]
        assert len(values) == len(set(values))
    assert all(country.parent in {"", *table} for country in table.values())


def test_dir_6_groups_hold_countries_and_say_when() -> None:
    sizes = {"eu": 27, "eea": 30, "nato": 32, "g7": 7, "coe": 46, "au": 55, "commonwealth": 56, "oecd": 38}
    assert {code: len(groups()[code].members) for code in sizes} == sizes
    for group in groups().values():
        assert group.members <= set(countries())
        assert group.source
        assert len(group.as_of) == 10
    assert {group.code for group in groups_of("CH")} >= {"efta", "schengen", "coe", "oecd"}
