"""What the reads of the directory tell: posts held on a day, doubles, open places, lists."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from proxenia.accounts.models import Office, User
from proxenia.core.values import PartialDate
from proxenia.directory import actions
from proxenia.directory.actions import say_distinct
from proxenia.directory.models import Organisation, Person, Post
from proxenia.directory.queries.doubles import visible_pairs
from proxenia.directory.queries.open_places import open_places, with_candidates
from proxenia.directory.queries.organisations import Filters, called, organisations, tree_under
from proxenia.directory.queries.people import people, people_of
from proxenia.directory.queries.posts import has_ended, is_current
from proxenia.places.queries import resolve
from tests.cast import Cast

TODAY = dt.date(2026, 11, 21)


@pytest.fixture(autouse=True)
def fresh_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def office(cast: Cast) -> Office:
    return cast.office


@pytest.fixture
def officer(cast: Cast) -> User:
    return cast.officer


def date(text: str) -> PartialDate | None:
    return PartialDate.parse_iso(text) if text else None


@pytest.mark.parametrize(
    ("starts", "ends", "current", "ended"),
    [
        ("", "", True, False),
        ("2020", "", True, False),
        ("2020", "2025", False, True),
        ("2020", "2026", True, False),
        ("2020", "2026-11", True, False),
        ("2020", "2026-11-20", False, True),
        ("2020", "2026-11-21", True, False),
        ("2026-12", "", False, False),
        ("2027", "", False, False),
    ],
)
def test_dir_3_who_holds_a_post_on_a_day(starts: str, ends: str, current: bool, ended: bool) -> None:
    post = Post(starts=date(starts), ends=date(ends))
    assert (is_current(post, TODAY), has_ended(post, TODAY)) == (current, ended)


def test_dir_3_who_held_the_post_when(officer: User, body: Any, somebody: Any) -> None:
    city = body("City")
    for name, starts, ends in (("First", "2000", "2008"), ("Second", "2008", "2016"), ("Third", "2016", "")):
        somebody(
            name, posts=[{"organisation": city, "title": "Mayor", "starts": date(starts), "ends": date(ends)}]
        )
    now, before = people_of(city, officer, TODAY)
    assert [post.person.name for post in now] == ["Third"]
    assert [post.person.name for post in before] == ["Second", "First"]


def test_dir_3_a_confidential_person_does_not_show_at_their_organisation(cast: Cast, body: Any) -> None:
    city = body("City")
    actions.add_person(
        cast.office,
        by=cast.officer,
        values={"name": "Secret"},
        posts=[{"organisation": city}],
        visibility="confidential",
    )
    assert people_of(city, cast.viewer, TODAY) == ([], [])
    assert list(people(cast.viewer, cast.office, text="Secret")) == []


def names(pairs: Any, model: Any) -> list[set[str]]:
    return [{model.objects.get(pk=key).name for key in (pair.first, pair.second)} for pair in pairs]


@pytest.mark.parametrize(
    ("first", "second", "double"),
    [
        (("City of Trier", "DE"), ("Stadt Trier", "DE"), True),
        (("University of Padua", "IT"), ("University of Padova", "IT"), True),
        (("University of Padua", "IT"), ("University of Padua", "FR"), False),
        (("University of Padua", "IT"), ("University of Padua", ""), True),
        (("University of Padua", "IT"), ("University of Pisa", "IT"), False),
        (("Порт Одеса", "UA"), ("Port Odesa", "UA"), True),
    ],
)
def test_dir_6_organisations_that_look_alike(
    office: Office, officer: User, body: Any, first: Any, second: Any, double: bool
) -> None:
    for name, country in (first, second):
        body(name, country=country)
    assert bool(visible_pairs(officer, office, "organisation")) is double


def test_dir_6_two_municipalities_of_one_place_are_shown_and_its_parts_are_not(
    office: Office, officer: User, body: Any
) -> None:
    place = resolve("Izmir", "TR").match
    one = body("City of Izmir", kind="municipality", place=place)
    body("Smyrna", kind="municipality", place=place)
    body("Mayor's office", kind="municipality", place=place, parent=one)
    found = names(visible_pairs(officer, office, "organisation"), Organisation)
    assert {"City of Izmir", "Smyrna"} in found
    assert {"City of Izmir", "Mayor's office"} not in found


@pytest.mark.parametrize(
    ("first", "second", "double"),
    [
        ({"name": "Ana Lund"}, {"name": "Lund, Ana"}, True),
        ({"name": "Ana Lund", "email": "a@x.example"}, {"name": "A. Berg", "email": "A@x.example"}, True),
        ({"name": "Ana Lund"}, {"name": "Anna Lund"}, False),
        ({"name": "Ana Lund", "at": 1}, {"name": "Anna Lund", "at": 1}, True),
        ({"name": "Ana Lund", "at": 1}, {"name": "Olaf Berg", "at": 1}, False),
    ],
)
def test_dir_6_people_who_look_alike(
    office: Office, officer: User, body: Any, somebody: Any, first: Any, second: Any, double: bool
) -> None:
    city = body("City")
    for values in (first, second):
        at = values.pop("at", None)
        somebody(**values, posts=[{"organisation": city}] if at else [])
        values.update({"at": at} if at else {})
    assert bool(visible_pairs(officer, office, "person")) is double


def test_dir_6_what_was_said_to_be_two_is_shown_no_more(office: Office, officer: User, somebody: Any) -> None:
    one, two = somebody("Ana Lund"), somebody("Ana Lund")
    assert names(visible_pairs(officer, office, "person"), Person) == [{"Ana Lund"}]
    say_distinct(two, one, by=officer)
    assert visible_pairs(officer, office, "person") == []


def test_dir_6_a_pair_shows_only_to_who_may_see_both(cast: Cast) -> None:
    for visibility in ("internal", "confidential"):
        actions.add_person(cast.office, by=cast.officer, values={"name": "Ana Lund"}, visibility=visibility)
    assert visible_pairs(cast.viewer, cast.office, "person") == []


def test_dir_1_open_places_come_once_each_with_candidates(office: Office, officer: User, body: Any) -> None:
    for name in ("A", "B"):
        body(name, place_asked="Springfield", country="US")
    body("C", place_asked="Springfield", country="AU")
    body("D", place=resolve("Trier", "DE").match, place_asked="Trier")
    groups = list(open_places(officer, office))
    assert [(group["country"], group["n"]) for group in groups] == [("US", 2), ("AU", 1)]
    shown = with_candidates(officer, office, groups, {})
    assert [one.name for one in shown[0].records] == ["A", "B"]
    assert {place.country for place in shown[0].candidates} == {"US"}
    assert shown[0].why


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), ["City of Trier", "Port of Moss", "Zoo"]),
        (Filters(text="trev"), []),
        (Filters(text="TRI"), ["City of Trier"]),
        (Filters(text="germany"), ["City of Trier"]),
        (Filters(kind="seaport"), ["Port of Moss"]),
        (Filters(country="DE"), ["City of Trier"]),
        (Filters(place="open"), ["Zoo"]),
        (Filters(archived=True), ["Gone"]),
    ],
)
def test_dir_2_the_list_keeps_what_the_filters_say(
    office: Office, officer: User, body: Any, filters: Filters, expected: list[str]
) -> None:
    body("City of Trier", kind="municipality", place=resolve("Trier", "DE").match)
    body("Port of Moss", kind="seaport", country="NO")
    body("Zoo", place_asked="Springfield")
    actions.archive_organisation(body("Gone"), by=officer, reason="closed")
    assert [one.name for one in organisations(officer, office, filters)] == expected


def test_dir_2_the_tree_goes_level_by_level(officer: User, body: Any, django_assert_num_queries: Any) -> None:
    top = body("Ministry")
    for number in range(3):
        agency = body(f"Agency {number}", parent=top)
        for part in range(3):
            body(f"Office {number} {part}", parent=agency)
    list(organisations(officer, top.office, Filters()))
    with django_assert_num_queries(3):
        tree = tree_under(top, officer)
    assert [len(branch.parts) for branch in tree] == [3, 3, 3]


def test_namesakes_are_told_apart_by_place_or_country(office: Office, officer: User, body: Any) -> None:
    one = body("City hall", place=resolve("Trier", "DE").match)
    two = body("City hall", country="FR")
    assert called(officer, office, "city hall") == [one, two]
    assert called(officer, office, "City hall (Trier)") == [one]
    assert called(officer, office, "City hall (FR)") == [two]
