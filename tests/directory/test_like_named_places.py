"""Places of one name: the one called so comes first, and a merge says which is which."""

from collections.abc import Callable

import pytest
from django.test import Client

from proxenia.accounts.models import Office, User
from proxenia.directory.models import Organisation
from proxenia.directory.queries import open_places
from proxenia.places.models import Place
from proxenia.places.queries import PlaceRef, Resolution
from tests.pages import fetch


def ref(number: int, name: str) -> PlaceRef:
    return PlaceRef(name, name, "US", "", 1.0, 2.0, 5, "", f"geonames:{number}")


def test_dir_2_a_place_called_so_comes_before_one_that_once_was(monkeypatch: pytest.MonkeyPatch) -> None:
    found = (ref(1, "Tallahassee"), ref(2, "Newtown"))
    monkeypatch.setattr(open_places, "resolve", lambda *_: Resolution(None, 0, "Several.", found))
    _why, candidates = open_places._candidates("Newtown", "US", "")
    assert [place.name for place in candidates] == ["Newtown", "Tallahassee"]


@pytest.mark.parametrize(("people", "asked"), [(1000, True), (5000, False)])
def test_dir_6_two_places_of_one_name_are_told_apart_or_not_asked_about(
    office: Office, officer: User, body: Callable[..., Organisation], client: Client, people: int, asked: bool
) -> None:
    client.force_login(officer)
    towns = [
        Place.objects.create(
            name="Newtown",
            name_folded="newtown",
            country="US",
            lat=1,
            lon=2,
            population=number,
            office=office,
        )
        for number in (5000, people)
    ]
    one, other = (body("City of Newtown", place=town) for town in towns)
    page = fetch(client, f"/o/halden/merge/organisation/{one.uid}/{other.uid}/")
    radios = [n for n in page.root.all("input") if n.attrs.get("name") == "place"]
    assert bool(radios) is asked
    assert "Newtown, United States (5 000 inhabitants), our own" in page.text
