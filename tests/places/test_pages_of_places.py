"""DIR-1: places by any name, their pages, and places of one's own."""

import pytest
from django.urls import reverse

from proxenia.directory import actions as directory
from proxenia.places.models import Place
from proxenia.places.queries import resolve
from tests.cast import Cast, signed_in
from tests.pages import fetch, send


def url(cast: Cast, name: str, *args: str) -> str:
    return reverse(f"places:{name}", args=(cast.office.slug, *args))


@pytest.mark.parametrize("words", ["Київ", "Kiev", "Kyiv", "كييف", "キーウ"])
def test_dir_1_a_place_is_found_by_its_name_in_any_script(cast: Cast, words: str) -> None:
    page = fetch(signed_in(cast.viewer), f"{url(cast, 'places')}?q={words}")
    assert url(cast, "place", "geonames:703448") in page.addresses


def test_dir_1_a_place_tells_country_region_time_languages_and_groups(cast: Cast) -> None:
    page = fetch(signed_in(cast.viewer), url(cast, "place", "geonames:2821164"))
    for words in (
        "Germany",
        "Rheinland-Pfalz",
        "Europe/Berlin",
        "German",
        "European Union",
        "inhabitants",
        "° N",
    ):
        assert words in page.text
    assert not Place.objects.exists()


def test_dir_1_a_place_in_use_shows_who_is_there(cast: Cast) -> None:
    city = directory.find_or_add_municipality(
        cast.office, by=cast.officer, place=resolve("Trier", "DE").match, words="Trier"
    )
    posts = [{"organisation": city, "title": "Mayor"}]
    directory.add_person(cast.office, by=cast.officer, values={"name": "Ana Lund"}, posts=posts)
    client = signed_in(cast.viewer)
    answer = client.get(url(cast, "place", "geonames:2821164"))
    assert answer.headers["Location"] == url(cast, "place", city.place.uid)  # type: ignore[union-attr]
    page = fetch(client, answer.headers["Location"])
    assert "City of Trier" in page.text
    assert "Ana Lund" in page.text
    page = fetch(client, url(cast, "country", "DE"))
    assert "City of Trier" in page.text
    assert "Deutschland" in page.text
    page = fetch(client, url(cast, "places"))
    assert "Trier" in page.links


def test_dir_1_an_own_place_is_added_and_used(cast: Cast) -> None:
    client = signed_in(cast.officer)
    sent = {
        "name": "Pfrimmpark",
        "country": "DE",
        "kind": "city",
        "lat": "49.6",
        "lon": "8.3",
        "timezone": "Europe/Berlin",
    }
    answer = client.post(url(cast, "add_place"), {**sent, "back": "/o/halden/to-settle/"})
    assert answer.headers["Location"] == "/o/halden/to-settle/"
    place = Place.objects.get()
    assert place.office == cast.office
    fetch(client, url(cast, "place", place.uid))
    assert signed_in(cast.outsider).get(f"/o/moss/places/{place.uid}/").status_code == 404


@pytest.mark.parametrize(
    ("field", "value"), [("lat", "91"), ("lon", "-181"), ("timezone", "Mars/Olympus"), ("name", "")]
)
def test_dir_1_an_own_place_with_a_mistake_is_asked_back(cast: Cast, field: str, value: str) -> None:
    sent = {"name": "Pfrimmpark", "country": "DE", "kind": "city", field: value}
    send(signed_in(cast.officer), url(cast, "add_place"), sent)
    assert not Place.objects.exists()


def test_dir_1_an_address_elsewhere_is_not_followed(cast: Cast) -> None:
    sent = {"name": "Pfrimmpark", "country": "DE", "kind": "city", "back": "//evil.example/"}
    answer = signed_in(cast.officer).post(url(cast, "add_place"), sent)
    assert answer.headers["Location"].startswith("/o/halden/places/")


def test_dir_1_a_place_or_country_that_is_none_is_not_found(cast: Cast) -> None:
    client = signed_in(cast.viewer)
    for address in (url(cast, "place", "geonames:1"), url(cast, "place", "zzz"), url(cast, "country", "QQ")):
        assert client.get(address).status_code == 404


def test_dir_1_only_who_may_write_adds_a_place(cast: Cast) -> None:
    assert signed_in(cast.viewer).get(url(cast, "add_place")).status_code == 403
