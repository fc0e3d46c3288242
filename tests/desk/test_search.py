"""SYS-6: search across everything one may see, in any script, and nothing leaks, counts included."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from proxenia.core.registry import search_along, search_entry
from proxenia.core.values import PartialDate
from proxenia.desk.queries.search import find_everything
from proxenia.directory.actions import add_organisation, add_person
from proxenia.engagements.actions import archive_engagement, log_engagement, unlink_engagement
from proxenia.engagements.actions.talks import write_mandate
from proxenia.engagements.models import Engagement
from proxenia.places.queries.folding import key_of
from proxenia.portfolio.actions import add_agreement, add_promise, change_tie
from proxenia.records.actions import set_visibility, share
from tests.cast import Cast, make_tie, signed_in
from tests.pages import Page, fetch


def found(user: Any, text: str) -> Page:
    """The page of a search."""
    return fetch(signed_in(user), "/o/halden/search/", data={"q": text})


def log(cast: Cast, title: str, **more: Any) -> Any:
    """A contact of that title."""
    values = {"kind": "meeting", "title": title, "date": PartialDate(2025)}
    return log_engagement(cast.office, by=cast.operator, values=values, **more)


def test_sys_6_every_kind_of_record_is_found_with_its_page(cast: Cast) -> None:
    by = cast.operator
    tie = make_tie(cast.office, by=by, name="Zephyria")
    body = add_organisation(cast.office, by=by, values={"name": "Zephyria Port"})
    person = add_person(cast.office, by=by, values={"name": "Ana Zephyria"})
    agreement = add_agreement(tie, by=by, values={"title": "Zephyria accord"})
    promise = add_promise(tie, by=by, values={"what": "Write to Zephyria", "side": "us"})
    contact = log(cast, "Talks in Zephyria")
    page = found(cast.viewer, "zephyria")
    for record in (tie, body, person, agreement, promise, contact):
        assert any(record.uid in address for address in page.addresses), record
    assert "7 records fit" in page.text  # and the city that the tie is with


@pytest.mark.parametrize("text", ["krakow", "KRAKÓW", "Kraków coop", "krakow cooperation"])
def test_sys_6_capitals_accents_scripts_and_beginnings_do_not_matter(cast: Cast, text: str) -> None:
    log(cast, "Kraków cooperation")
    assert "Kraków cooperation" in found(cast.viewer, text).text


def test_sys_6_a_name_in_its_own_script_is_found_by_either(cast: Cast) -> None:
    add_person(
        cast.office, by=cast.operator, values={"name": "Olena Kovalenko", "name_local": "Олена Коваленко"}
    )
    for text in ("kovalenko", "Коваленко"):
        assert "Olena Kovalenko" in found(cast.viewer, text).text


def test_sys_6_what_one_may_not_see_is_neither_shown_nor_counted(cast: Cast) -> None:
    by = cast.operator
    hidden = make_tie(cast.office, by=by, name="Zephyria", visibility="confidential")
    add_promise(hidden, by=by, values={"what": "Zephyria promise", "side": "us"})
    add_agreement(hidden, by=by, values={"title": "Zephyria accord"})
    log(cast, "Zephyria talks", ties=[hidden])
    log(cast, "Zephyria of the port", visibility="restricted", unit=cast.other_unit)
    log(cast, "Zephyria of culture", visibility="restricted", unit=cast.unit)
    elsewhere = make_tie(cast.other_office, by=cast.outsider, name="Zephyria")
    for role, user in cast.everybody.items():
        page = found(user, "zephyria")
        seen = {"partner": 0, "unit_editor": 2}.get(role, 1)  # the city itself is open; one unit sees its own
        words = {0: "", 1: "1 record fits", 2: "2 records fit"}[seen]
        assert words in page.text, role
        for secret in ("Zephyria promise", "accord", "talks", "of the port", elsewhere.uid):
            assert secret not in page.html, (role, secret)


def test_sys_6_what_is_put_away_is_not_found(cast: Cast) -> None:
    one = log(cast, "Zephyria talks")
    archive_engagement(one, by=cast.operator, reason="Twice")
    assert "0 records" not in found(cast.viewer, "zephyria").text
    assert "Zephyria talks" not in found(cast.viewer, "zephyria").text


@pytest.mark.parametrize("text", ["", " ", "z", '"', "a* OR b", "(", "';--", "%", "x" * 500, "NEAR/3", "名"])
def test_sys_6_odd_words_are_answered_with_a_page(cast: Cast, text: str) -> None:
    log(cast, "Talks")
    assert found(cast.viewer, text).title


def test_sys_6_towns_of_the_gazetteer_are_offered(cast: Cast) -> None:
    page = found(cast.viewer, "Nîmes")
    if "Towns of the gazetteer" not in page.text:
        pytest.skip("gazetteer absent")
    assert any("geonames:" in address for address in page.addresses)


def test_sys_6_the_number_of_questions_does_not_grow_with_the_hits(cast: Cast) -> None:
    def questions() -> int:
        client = signed_in(cast.viewer)
        client.get("/o/halden/search/?q=zephyria")
        with CaptureQueriesContext(connection) as asked:
            client.get("/o/halden/search/?q=zephyria")
        return len(asked)

    def grow(name: str) -> None:
        tie = make_tie(cast.office, by=cast.operator, name=f"Zephyria {name}")
        add_promise(tie, by=cast.operator, values={"what": "Zephyria", "side": "us"})
        add_agreement(tie, by=cast.operator, values={"title": "Zephyria accord"})
        add_person(cast.office, by=cast.operator, values={"name": f"Zephyria {name}"})
        log(cast, "Zephyria talks", ties=[tie])

    grow("one")
    few = questions()
    for name in ("two", "three", "four"):
        grow(name)
    assert questions() == few


def test_sys_6_what_hangs_on_a_tie_is_found_by_the_name_of_the_tie(cast: Cast) -> None:
    by = cast.operator
    tie = make_tie(cast.office, by=by, name="Zephyria")
    add_promise(tie, by=by, values={"what": "Send the dates", "side": "us"})
    contact = log(cast, "Call on schools", ties=[tie])
    page = found(cast.viewer, "zephyr call")
    assert "Call on schools" in page.text
    assert "Send the dates" in found(cast.viewer, "zephyria").text
    unlink_engagement(contact, by=by, tie=tie)
    assert "Call on schools" not in found(cast.viewer, "zephyria").text
    change_tie(tie, by=by, values={"name": "Harbour of Borealis"})
    assert "Send the dates" in found(cast.viewer, "borealis").text


def test_sys_6_an_open_contact_does_not_tell_the_name_of_its_hidden_tie(cast: Cast) -> None:
    by = cast.operator
    hidden = make_tie(cast.office, by=by, name="Zephyria", visibility="confidential")
    log(cast, "Call on schools", ties=[hidden], visibility="internal")
    share(hidden, by=by, reader=cast.officer)
    assert "Call on schools" in found(cast.officer, "zephyria").text
    assert "Call on schools" in found(cast.viewer, "schools").text
    assert "Call on schools" not in found(cast.viewer, "zephyria").text
    page = fetch(signed_in(cast.viewer), "/o/halden/engagements/", data={"q": "zephyria"})
    assert "Call on schools" not in page.text


def test_sys_6_the_index_of_many_contacts_asks_no_question_for_each(cast: Cast) -> None:
    tie = make_tie(cast.office, by=cast.operator, name="Zephyria")
    keys = [log(cast, f"Call {number}", ties=[tie]).pk for number in range(5)]
    with CaptureQueriesContext(connection) as asked:
        rows = Engagement.objects.filter(pk__in=keys).prefetch_related(*search_along("engagement"))
        bodies = [search_entry("engagement", row).body for row in rows]
    assert all("Zephyria" in body for body in bodies)
    assert len(asked) <= 6


def test_sys_6_contacts_stand_newest_first(cast: Cast) -> None:
    for day in ("2024-03-01", "2026-01-05", "2025-07"):
        values = {"kind": "call", "title": f"Zephyria {day}", "date": PartialDate.parse_iso(day)}
        log_engagement(cast.office, by=cast.operator, values=values)
    text = found(cast.viewer, "zephyria").text
    places = [text.index(f"Zephyria {day}") for day in ("2026-01-05", "2025-07", "2024-03-01")]
    assert places == sorted(places)


def test_sys_6_towns_are_those_of_the_name_not_of_any_name_that_begins_so(cast: Cast) -> None:
    for text in ("muni", "call"):
        shown = find_everything(cast.viewer, cast.office, text).towns
        assert shown
        assert [town.name for town in shown if not key_of(town.name).startswith(text)] == []
    names = [town.name for town in find_everything(cast.viewer, cast.office, "Munich, Germany").towns]
    assert names == ["Munich"]


def test_sys_6_a_mandate_is_found_by_those_who_may_read_it(cast: Cast) -> None:
    contact = log(cast, "Talks in Zephyria")
    mandate = write_mandate(contact, by=cast.director, values={"wanted": "A line of ferries"})
    page = found(cast.director, "zephyria")
    assert any(mandate.uid in address for address in page.addresses)
    assert "2 records fit" in page.text
    for text in ("zephyria", "ferries"):
        assert not any(mandate.uid in address for address in found(cast.officer, text).addresses)
    assert not any(
        mandate.uid in one for one in found(cast.director, "ferries").addresses
    )  # never what it says


def test_sys_6_a_mandate_of_talks_that_are_hidden_is_hidden_too(cast: Cast) -> None:
    contact = log(cast, "Talks in Zephyria")
    mandate = write_mandate(contact, by=cast.director, values={"wanted": "Ferries"})
    set_visibility(contact, by=cast.operator, visibility="confidential")
    assert not any(mandate.uid in address for address in found(cast.director, "zephyria").addresses)
