"""DIR-7, DIR-5: everything ever with a person, a body or a place; who of us knows them; what a colleague hands over."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from proxenia.commitments.actions import add_commitment
from proxenia.commitments.actions.keeping import link_colleague
from proxenia.commitments.models import Colleague
from proxenia.core.registry import address_of
from proxenia.core.values import PartialDate
from proxenia.directory.actions import add_organisation, add_person
from proxenia.engagements.actions import log_engagement
from proxenia.engagements.queries import relationship
from proxenia.engagements.queries.relationship import scope_of, story, who_knows
from proxenia.places.models import Place
from proxenia.portfolio.actions import add_agreement, add_promise
from proxenia.records.actions import add_note
from proxenia.records.models import Sharing
from proxenia.risk.actions import record_gift
from tests.cast import Cast, make_tie, signed_in
from tests.pages import fetch


def ever(uid: str, query: str = "") -> str:
    """The address of a relationship."""
    return f"/o/halden/relationship/{uid}/{query}"


def contact(cast: Cast, title: str, on: str, **more: Any) -> Any:
    """A meeting on a day, logged by the operator."""
    values = {"kind": "meeting", "title": title, "date": PartialDate.parse_iso(on), **more.pop("values", {})}
    return log_engagement(cast.office, by=cast.operator, values=values, **more)


def ground(cast: Cast) -> tuple[Any, Any, Any, Any]:
    """A tie with its body, a mayor there, and a colleague of ours in the directory."""
    tie = make_tie(cast.office, by=cast.operator, name="Trier")
    body = tie.parties.get().organisation
    posts = [{"organisation": body, "title": "Mayor", "starts": PartialDate(2020)}]
    mayor = add_person(cast.office, by=cast.operator, values={"name": "Anna Beispiel"}, posts=posts)
    own = add_organisation(cast.office, by=cast.operator, values={"name": "Our office"})
    ours = add_person(
        cast.office,
        by=cast.operator,
        values={"name": "Olaf of ours"},
        posts=[{"organisation": own, "title": "x"}],
    )
    link_colleague(ours, by=cast.officer, user=cast.officer)
    return tie, body, mayor, ours


def fill(cast: Cast, tie: Any, mayor: Any, ours: Any) -> None:
    """Something of every kind."""
    contact(cast, "Meeting in Trier", "2025-05-01", ties=[tie], people=[mayor, ours])
    contact(cast, "Call of 2026", "2026-03", people=[mayor])
    add_promise(tie, by=cast.operator, values={"what": "Send the dates", "side": "us"})
    values = {"what": "Name a school", "side": "them", "person": mayor}
    add_commitment(cast.office, by=cast.operator, values=values)
    add_agreement(
        tie, by=cast.operator, values={"title": "Friendship declaration", "signed": PartialDate(2003)}
    )
    add_note(mayor.anchor, by=cast.operator, text="Likes the river")
    gift = {
        "what": "A book of the river", "direction": "given", "on": dt.date(2025, 5, 1), "other_side": "Anna Beispiel",
        "our_side": "Officer", "value": Decimal(20), "currency": "EUR",
    }  # fmt: skip
    record_gift(cast.office, by=cast.operator, values=gift)


def test_dir_7_everything_ever_with_a_person_and_with_a_body(cast: Cast) -> None:
    tie, body, mayor, ours = ground(cast)
    fill(cast, tie, mayor, ours)
    client = signed_in(cast.viewer)
    of_person, of_body = fetch(client, ever(mayor.uid)), fetch(client, ever(body.uid))
    for words in (
        "Meeting in Trier",
        "Call of 2026",
        "Name a school",
        "Likes the river",
        "A book of the river",
        "Mayor",
    ):
        assert words in of_person.text, words
    for words in ("Meeting in Trier", "Send the dates", "Friendship declaration", "Mayor"):
        assert words in of_body.text, words
    assert of_person.text.index("Call of 2026") < of_person.text.index("Meeting in Trier")
    only = fetch(client, ever(mayor.uid, "?kind=gift"))
    assert "A book of the river" in only.text
    assert "Call of 2026" not in only.links
    assert "Everything ever" in fetch(client, address_of("person", "halden", mayor.uid)).links


def test_dir_7_everything_ever_with_a_place(cast: Cast) -> None:
    tie, body, _mayor, _ours = ground(cast)
    place = Place.objects.create(office=cast.office, name="Trier", name_folded="trier", country="DE")
    type(body).objects.filter(pk=body.pk).update(place=place)
    contact(cast, "At the tie", "2025-01", ties=[tie])
    contact(cast, "In the town only", "2025-02", values={"place": place})
    page = fetch(signed_in(cast.viewer), f"/o/halden/relationship/place/{place.uid}/")
    for words in ("At the tie", "In the town only", "Anna Beispiel"):
        assert words in page.text, words


def test_dir_7_what_one_may_not_see_or_hear_is_in_no_story(cast: Cast) -> None:
    tie, body, mayor, ours = ground(cast)
    contact(cast, "Secret meeting", "2025-05-01", ties=[tie], people=[mayor, ours], visibility="confidential")
    hidden = make_tie(cast.office, by=cast.operator, name="Verborgen", visibility="confidential")
    add_promise(hidden, by=cast.operator, values={"what": "Hidden promise", "side": "them"})
    add_note(mayor.anchor, by=cast.operator, text="Said in the room", sharing=Sharing.ROOM)
    gift = {
        "what": "Hidden gift", "direction": "given", "on": dt.date(2025, 5, 1), "other_side": "Anna Beispiel",
        "our_side": "Officer",
    }  # fmt: skip
    record_gift(cast.office, by=cast.operator, values=gift, visibility="confidential")
    for address in (ever(mayor.uid), ever(body.uid), address_of("person", "halden", mayor.uid)):
        html = fetch(signed_in(cast.viewer), address).html
        for words in ("Secret meeting", "Hidden promise", "Said in the room", "Hidden gift", "the last"):
            assert words not in html, (address, words)
    closed = add_person(cast.office, by=cast.operator, values={"name": "Zu"}, visibility="confidential")
    assert signed_in(cast.viewer).get(ever(closed.uid)).status_code == 404
    assert signed_in(cast.partner).get(ever(mayor.uid)).status_code == 403
    assert signed_in(cast.outsider).get(ever(mayor.uid)).status_code == 404
    assert signed_in(cast.viewer).get(ever("x" * 16)).status_code == 404


def test_dir_7_who_of_us_knows_them_counts_colleagues_in_contacts_that_took_place(cast: Cast) -> None:
    tie, body, mayor, ours = ground(cast)
    contact(cast, "One", "2025-05-01", ties=[tie], people=[mayor, ours])
    contact(cast, "Two", "2026-05", ties=[tie], people=[mayor, ours])
    contact(cast, "Ahead", "2190-01-01", ties=[tie], people=[mayor, ours])
    contact(cast, "Without us", "2026-06", people=[mayor])
    today = dt.date(2026, 11, 22)
    for subject in (mayor, body):
        (one,) = who_knows(scope_of(cast.viewer, cast.office, subject), today)
        assert (one.user, one.times, str(one.last)) == (cast.officer, 2, "2026-05")
    assert who_knows(scope_of(cast.viewer, cast.office, ours), today) == []
    page = fetch(signed_in(cast.viewer), address_of("person", "halden", mayor.uid))
    assert "2 contacts, the last" in page.text
    assert (
        "Works here: Officer" in fetch(signed_in(cast.viewer), address_of("person", "halden", ours.uid)).text
    )


def test_dir_7_a_long_story_is_read_page_by_page_and_nothing_is_lost(cast: Cast, monkeypatch: Any) -> None:
    monkeypatch.setattr(relationship, "PAGE", 3)
    _tie, _body, mayor, _ours = ground(cast)
    for month in range(1, 9):
        contact(cast, f"Meeting {month}", f"2025-{month:02d}", people=[mayor])
    scope, titles = scope_of(cast.viewer, cast.office, mayor), []
    for page in range(1, 5):
        told = story(scope, page=page)
        titles += [str(one.row) for one in told.rows]
        assert told.is_more == (page < 3)
    assert titles == [*(f"Meeting {month}" for month in range(8, 0, -1)), "Mayor"]
    client = signed_in(cast.viewer)
    for query in ("?page=0", "?page=x", "?page=99999999", "?kind=x", "?page=2"):
        fetch(client, ever(mayor.uid, query))


def test_dir_7_the_number_of_questions_does_not_grow(cast: Cast) -> None:
    tie, body, mayor, ours = ground(cast)

    def questions() -> int:
        client = signed_in(cast.viewer)
        client.get(ever(body.uid))
        with CaptureQueriesContext(connection) as asked:
            client.get(ever(body.uid))
        return len(asked)

    fill(cast, tie, mayor, ours)
    few = questions()
    for month in range(1, 6):
        contact(cast, f"Meeting {month}", f"2025-{month:02d}", ties=[tie], people=[mayor, ours])
        add_promise(tie, by=cast.operator, values={"what": f"Promise {month}", "side": "us"})
    assert questions() == few


def test_dir_5_what_a_colleague_hands_over(cast: Cast) -> None:
    tie, _body, mayor, ours = ground(cast)
    type(tie).objects.filter(pk=tie.pk).update(owner=cast.officer)
    add_promise(tie, by=cast.operator, values={"what": "Send the dates", "side": "us", "owner": cast.officer})
    contact(cast, "Past", "2025-05-01", people=[mayor, ours])
    contact(cast, "To come", "2190-01-01", people=[mayor, ours])
    page = fetch(signed_in(cast.director), f"/o/halden/handover/?who={cast.officer.uid}")
    for words in (
        "What Officer hands over",
        "Trier",
        "Send the dates",
        "To come",
        "Anna Beispiel",
        "1 contact",
    ):
        assert words in page.text, words
    own = fetch(signed_in(cast.viewer), "/o/halden/handover/?who=nobody")
    assert "What Viewer hands over" in own.text
    assert "No person of the directory is linked" in own.text
    assert signed_in(cast.partner).get("/o/halden/handover/").status_code == 403


def test_dir_5_a_person_is_linked_to_an_account_on_their_page(cast: Cast) -> None:
    _tie, _body, mayor, ours = ground(cast)
    client, address = signed_in(cast.officer), ever(mayor.uid, "link/")
    assert "Is this one of us?" in fetch(client, address_of("person", "halden", mayor.uid)).text
    client.post(address, {"user": cast.partner.pk})
    client.post(address, {"user": cast.officer.pk})
    assert Colleague.objects.get().person == ours, (
        "a partner is none of us, and the officer is another person"
    )
    client.post(address, {"user": cast.director.pk})
    assert Colleague.objects.get(person=mayor).user == cast.director
    client.post(address, {"user": ""})
    assert not Colleague.objects.filter(person=mayor).exists()
    assert signed_in(cast.viewer).post(address, {"user": cast.viewer.pk}).status_code == 403
