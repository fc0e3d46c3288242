"""The pages of the directory: sound, told from the records, closed to whom they are not meant for."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from proxenia.audit.models import Event
from proxenia.core.values import PartialDate
from proxenia.directory import actions
from proxenia.directory.models import Merge, Organisation, Person, Post
from proxenia.places.actions import ensure_place
from proxenia.places.queries import resolve
from proxenia.records.actions import set_visibility, share
from proxenia.records.models import Anchor
from tests.cast import Cast, signed_in
from tests.pages import fetch, send


@pytest.fixture(autouse=True)
def fresh_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def url(cast: Cast, name: str, *args: str) -> str:
    app = "" if ":" in name else "directory:"
    return reverse(f"{app}{name}", args=(cast.office.slug, *args))


def organisation(cast: Cast, name: str, **values: Any) -> Organisation:
    return actions.add_organisation(cast.office, by=cast.officer, values={"name": name, **values})


def trier(cast: Cast) -> Organisation:
    found = resolve("Trier", "DE").match
    return organisation(cast, "City of Trier", kind="municipality", place=found)


LISTS = ("organisations", "people", "doubles", "to_settle", "add_organisation", "add_person", "places:places")


@pytest.mark.parametrize("name", LISTS)
def test_dir_1_pages_of_an_empty_office_teach(cast: Cast, name: str) -> None:
    page = fetch(signed_in(cast.officer), url(cast, name))
    assert page.text


@pytest.mark.parametrize("name", LISTS)
def test_pages_are_closed_to_strangers(cast: Cast, name: str) -> None:
    assert signed_in(cast.outsider).get(url(cast, name)).status_code == 404
    assert signed_in(cast.partner).get(url(cast, name)).status_code == 403


@pytest.mark.parametrize("name", ["add_organisation", "add_person"])
def test_only_who_may_write_sees_a_form(cast: Cast, name: str) -> None:
    for role in ("viewer", "auditor", "administrator"):
        assert signed_in(cast.everybody[role]).get(url(cast, name)).status_code == 403
    fetch(signed_in(cast.unit_editor), url(cast, name))


def test_dir_2_an_organisation_is_added_with_its_place(cast: Cast) -> None:
    client = signed_in(cast.officer)
    sent = {
        "name": "City of Trier",
        "kind": "municipality",
        "place_words": "Trèves",
        "country": "DE",
        "visibility": "internal",
    }
    answer = client.post(url(cast, "add_organisation"), sent)
    added = Organisation.objects.get()
    assert answer.headers["Location"] == url(cast, "organisation", added.uid)
    assert added.place is not None
    assert (added.place.name, added.country) == ("Trier", "DE")
    page = fetch(client, url(cast, "organisation", added.uid))
    assert page.title.startswith("City of Trier")
    assert "Municipality" in page.text


def test_dir_2_a_place_that_could_be_several_is_asked_back_with_nothing_lost(cast: Cast) -> None:
    client = signed_in(cast.officer)
    sent = {"name": "Chamber", "kind": "chamber", "place_words": "Springfield", "visibility": "internal"}
    page = send(client, url(cast, "add_organisation"), sent)
    picks = [node for node in page.root.all("input") if node.attrs.get("name") == "place_pick"]
    assert len(picks) > 2
    assert 'value="Chamber"' in page.html
    pick = picks[0].attrs["value"]
    client.post(url(cast, "add_organisation"), {**sent, "place_pick": pick})
    assert Organisation.objects.get().place.gazetteer_id == pick  # type: ignore[union-attr]


def test_dir_2_a_place_may_be_settled_later(cast: Cast) -> None:
    sent = {"name": "Chamber", "kind": "chamber", "place_words": "Springfield", "visibility": "internal"}
    signed_in(cast.officer).post(url(cast, "add_organisation"), {**sent, "place_pick": "later"})
    assert Organisation.objects.get().place_is_open


def test_dir_2_the_tree_shows_who_is_part_of_whom(cast: Cast) -> None:
    ministry = organisation(cast, "Ministry of trade", kind="ministry")
    agency = organisation(cast, "Export agency", kind="agency", parent=ministry)
    office = organisation(cast, "Export office", parent=agency)
    page = fetch(signed_in(cast.viewer), url(cast, "organisation", ministry.uid))
    assert url(cast, "organisation", office.uid) in page.addresses
    page = fetch(signed_in(cast.viewer), url(cast, "organisation", office.uid))
    assert "part of Export agency" in page.text
    assert url(cast, "organisation", ministry.uid) in page.addresses


def test_dir_3_an_ended_post_never_shows_as_current(cast: Cast) -> None:
    city = trier(cast)
    posts = [
        {"organisation": city, "title": "Lord Mayor", "starts": PartialDate(2007), "ends": PartialDate(2015)},
        {"organisation": city, "title": "Adviser", "starts": PartialDate(2016)},
    ]
    person = actions.add_person(cast.office, by=cast.officer, values={"name": "Klaus Jensen"}, posts=posts)
    page = fetch(signed_in(cast.viewer), url(cast, "person", person.uid))
    lede = next(node.text for node in page.root.all("div") if node.attrs.get("class") == "lede")
    assert "Adviser" in lede
    assert "Lord Mayor" not in lede
    assert "2007 to 2015" in page.text
    page = fetch(signed_in(cast.viewer), url(cast, "people"))
    assert "Lord Mayor" not in page.text


def test_dir_3_a_person_is_added_with_posts_and_a_new_organisation(cast: Cast) -> None:
    client = signed_in(cast.officer)
    city = trier(cast)
    sent = {
        "name": "Ana Lund", "languages": "German, français", "visibility": "internal", "protocol_rank": "2",
        "posts-TOTAL_FORMS": "2", "posts-INITIAL_FORMS": "0",
        "posts-0-organisation": "city of trier", "posts-0-title": "Mayor", "posts-0-starts": "May 2020",
        "posts-1-organisation": "Port of Moss", "posts-1-title": "Director", "posts-1-ends": "2019",
    }  # fmt: skip
    answer = client.post(url(cast, "add_person"), sent)
    person = Person.objects.get()
    assert answer.headers["Location"] == url(cast, "person", person.uid)
    assert person.languages == ["de", "fr"]
    assert {post.organisation.name for post in person.posts.all()} == {city.name, "Port of Moss"}
    page = fetch(client, url(cast, "person", person.uid))
    assert "German, French" in page.text
    form = fetch(client, url(cast, "edit_person", person.uid))
    assert 'value="2020-05"' in form.html


def test_dir_3_a_row_with_a_mistake_keeps_everything_typed(cast: Cast) -> None:
    sent = {
        "name": "Ana Lund", "visibility": "internal", "posts-TOTAL_FORMS": "1", "posts-INITIAL_FORMS": "0",
        "posts-0-organisation": "Port of Moss", "posts-0-starts": "2020", "posts-0-ends": "2019",
    }  # fmt: skip
    page = send(signed_in(cast.officer), url(cast, "add_person"), sent)
    assert "before it begins" in page.text
    assert 'value="Ana Lund"' in page.html
    assert not Organisation.objects.exists()


def test_dir_3_a_removed_row_removes_the_post(cast: Cast) -> None:
    city = trier(cast)
    values = {"name": "Ana Lund"}
    posts = [{"organisation": city, "title": "Mayor"}]
    person = actions.add_person(cast.office, by=cast.officer, values=values, posts=posts)
    post = person.posts.get()
    sent = {
        "name": "Ana Lund", "visibility": "internal", "posts-TOTAL_FORMS": "1", "posts-INITIAL_FORMS": "1",
        "posts-0-uid": post.uid, "posts-0-organisation": "City of Trier", "posts-0-DELETE": "on",
    }  # fmt: skip
    signed_in(cast.officer).post(url(cast, "edit_person", person.uid), sent)
    assert not Post.objects.exists()


def test_somebody_elses_change_is_noticed(cast: Cast) -> None:
    city = trier(cast)
    sent = {"name": "Trier", "kind": "municipality", "place_words": "Trier", "visibility": "internal"}
    page = send(
        signed_in(cast.officer), url(cast, "edit_organisation", city.uid), {**sent, "expected_version": "0"}
    )
    assert "since you opened it" in page.text
    city.refresh_from_db()
    assert city.name == "City of Trier"


def test_dir_6_two_records_are_compared_merged_and_taken_apart(cast: Cast) -> None:
    kept, dropped = trier(cast), organisation(cast, "Stadt Trier", country="DE", note="Roman.")
    client = signed_in(cast.officer)
    page = fetch(client, url(cast, "doubles"))
    assert "Compare and merge" in page.text
    page = fetch(client, url(cast, "merge", "organisation", kept.uid, dropped.uid))
    assert "Roman." in page.text
    answer = client.post(url(cast, "merge", "organisation", kept.uid, dropped.uid), {"name": "dropped"})
    assert answer.headers["Location"] == url(cast, "organisation", kept.uid)
    page = fetch(client, url(cast, "organisation", kept.uid))
    assert page.title.startswith("Stadt Trier")
    assert "Undo the merge" in page.text
    page = fetch(client, url(cast, "organisation", dropped.uid))
    assert url(cast, "organisation", kept.uid) in page.addresses
    client.post(url(cast, "undo_merge", Merge.objects.get().uid))
    dropped.refresh_from_db()
    assert not dropped.is_archived


@pytest.mark.asvs("8.2.2")
def test_dir_6_a_merge_counts_what_its_reader_sees_and_moves_the_rest_as_well(cast: Cast) -> None:
    kept, dropped = trier(cast), organisation(cast, "Stadt Trier", country="DE")
    part = organisation(cast, "Office of culture", parent=dropped)
    secret = organisation(cast, "Office of secrets", parent=dropped)
    set_visibility(secret, by=cast.officer, visibility="confidential")
    where = url(cast, "merge", "organisation", kept.uid, dropped.uid)
    client = signed_in(cast.director)
    assert "1 organisation" in fetch(client, where).text
    set_visibility(part, by=cast.officer, visibility="confidential")
    assert "Nothing points at the record that goes." in fetch(client, where).text
    client.post(where, {"name": "kept"})
    assert {one.parent for one in Organisation.objects.filter(pk__in=(part.pk, secret.pk))} == {kept}
    assert json.loads(Event.objects.get(verb="merge").values.after)["moved"] == {}


def test_dir_6_a_pair_said_to_be_two_leaves_the_list(cast: Cast) -> None:
    one, two = trier(cast), organisation(cast, "Stadt Trier", country="DE")
    client = signed_in(cast.officer)
    assert "Stadt Trier" in fetch(client, url(cast, "doubles")).text
    client.post(url(cast, "say_distinct", "organisation", one.uid, two.uid))
    client.get(url(cast, "doubles"))
    assert "Stadt Trier" not in fetch(client, url(cast, "doubles")).text


@pytest.mark.parametrize("role", ["unit_editor", "viewer", "auditor", "administrator"])
def test_dir_6_nobody_else_merges(cast: Cast, role: str) -> None:
    one, two = trier(cast), organisation(cast, "Stadt Trier", country="DE")
    client = signed_in(cast.everybody[role])
    assert client.get(url(cast, "merge", "organisation", one.uid, two.uid)).status_code == 403
    assert client.post(url(cast, "merge", "organisation", one.uid, two.uid)).status_code == 403
    assert "Compare and merge" not in fetch(client, url(cast, "doubles")).text
    assert not Merge.objects.exists()


def test_dir_1_several_places_are_settled_in_one_go(cast: Cast) -> None:
    records = [organisation(cast, name, place_asked="Springfield", country="US") for name in ("One", "Two")]
    odd = organisation(cast, "Odd", place_asked="various")
    client = signed_in(cast.officer)
    page = fetch(client, url(cast, "to_settle"))
    asked = {
        n.attrs["name"]: n.attrs["value"] for n in page.root.all("input") if n.attrs.get("type") == "hidden"
    }
    number = next(name.split("-")[1] for name, value in asked.items() if value == "Springfield")
    radios = [n for n in page.root.all("input") if n.attrs.get("name") == f"choice-{number}"]
    pick = radios[0].attrs["value"]
    other = next(name.split("-")[1] for name, value in asked.items() if value == "various")
    client.post(url(cast, "to_settle"), {**asked, f"choice-{number}": pick, f"choice-{other}": "none"})
    for record in records:
        record.refresh_from_db()
        assert record.place is not None
        assert record.place.gazetteer_id == pick
    odd.refresh_from_db()
    assert odd.place_asked == ""
    assert "Every place is settled" in fetch(client, url(cast, "to_settle")).text


def test_dir_1_another_place_can_be_looked_for(cast: Cast) -> None:
    organisation(cast, "One", place_asked="Sprngfld")
    page = fetch(signed_in(cast.officer), url(cast, "to_settle"))
    asked = {
        n.attrs["name"]: n.attrs["value"] for n in page.root.all("input") if n.attrs.get("type") == "hidden"
    }
    sent = {**asked, "find-0": "Київ", "look": "0"}
    page = send(signed_in(cast.officer), url(cast, "to_settle"), sent, status=200)
    assert "Kyiv" in page.text


def test_dir_1_a_unit_editor_settles_their_units_records_only(cast: Cast) -> None:
    organisation(cast, "One", place_asked="Springfield", country="US")
    client = signed_in(cast.unit_editor)
    sent = {"asked-0": "Springfield", "country-0": "US", "choice-0": "none"}
    client.post(url(cast, "to_settle"), sent)
    assert Organisation.objects.get().place_asked == "Springfield"


def test_lists_ask_the_same_number_of_questions_however_long(cast: Cast) -> None:
    client = signed_in(cast.officer)
    place = ensure_place(resolve("Trier", "DE").match)  # type: ignore[arg-type]

    def add(count: int) -> None:
        for number in range(count):
            one = organisation(cast, f"Body {number} {count}", place=place)
            post = [{"organisation": one, "title": "Head"}]
            actions.add_person(
                cast.office, by=cast.officer, values={"name": f"P {number} {count}"}, posts=post
            )
            organisation(cast, f"Open {number} {count}", place_asked=f"Springfield {number}")

    def ask() -> list[int]:
        counts = []
        for name in ("organisations", "people", "to_settle", "doubles", "places:places"):
            cache.clear()
            with CaptureQueriesContext(
                connection,
            ) as queries:
                fetch(client, url(cast, name))
            counts.append(len(queries))
        return counts

    add(2)
    first = ask()
    add(8)
    assert ask() == first


def hide(*records: Organisation) -> None:
    """Make records confidential, so that nobody without their name on it sees them."""
    for record in records:
        for model in (Organisation, Anchor):
            model.objects.filter(pk=record.pk).update(visibility="confidential")


def test_a_hidden_body_is_named_on_no_page(cast: Cast) -> None:
    hidden = organisation(cast, "Secret service")
    part = organisation(cast, "Front company", parent=hidden)
    posts = [{"organisation": hidden, "title": "Spy"}, {"organisation": part, "title": "Clerk"}]
    person = actions.add_person(cast.office, by=cast.officer, values={"name": "Ana Lund"}, posts=posts)
    actions.add_person(cast.office, by=cast.officer, values={"name": "Ana Lund"}, posts=posts)
    hide(hidden)
    client = signed_in(cast.officer)
    pages = (
        "organisations",
        "people",
        "doubles",
        "organisation/" + part.uid,
        "person/" + person.uid,
        "edit_person/" + person.uid,
        "edit_organisation/" + part.uid,
    )
    for name in pages:
        text = fetch(client, url(cast, *name.split("/"))).html
        assert "Secret" not in text, name
        assert "Spy" not in text, name
    assert "Secret" not in fetch(client, url(cast, "doubles") + "?kind=person").html
    sent = {
        "name": "Ana Lund", "visibility": "internal", "posts-TOTAL_FORMS": "0", "posts-INITIAL_FORMS": "0",
    }  # fmt: skip
    client.post(url(cast, "edit_person", person.uid), sent)
    assert [post.title for post in person.posts.all()] == ["Spy"]


def test_a_partner_opens_what_is_shared_by_name_and_nothing_else(cast: Cast) -> None:
    one, other = organisation(cast, "Shared"), organisation(cast, "Not shared", parent=None)
    share(one, by=cast.officer, reader=cast.partner)
    client = signed_in(cast.partner)
    page = fetch(client, url(cast, "organisation", one.uid))
    assert page.title.startswith("Shared")
    assert client.get(url(cast, "organisation", other.uid)).status_code == 404
