"""ENG-1: two places at once, and a post not held then, are asked about; a reason settles it and stands in the log."""

from collections.abc import Callable
from typing import Any

import pytest

from proxenia.audit.queries import history_of
from proxenia.core.errors import Refused
from proxenia.core.values import PartialDate
from proxenia.directory.actions import add_organisation, add_person
from proxenia.directory.models import Person
from proxenia.engagements import actions
from proxenia.engagements.models import Engagement
from proxenia.places.actions import ensure_place
from proxenia.places.models import Place
from proxenia.places.queries import resolve
from tests.cast import Cast, signed_in
from tests.pages import send

Contact = Callable[..., Engagement]


def place(name: str) -> Place:
    """A town of the gazetteer."""
    found = resolve(name).match
    assert found is not None
    return ensure_place(found)


@pytest.fixture
def ana(cast: Cast) -> Person:
    """Somebody who was mayor from 2010 to 2014."""
    council = add_organisation(cast.office, by=cast.officer, values={"name": "Council"})
    posts = [
        {"organisation": council, "title": "Mayor", "starts": PartialDate(2010), "ends": PartialDate(2014)}
    ]
    return add_person(cast.office, by=cast.officer, values={"name": "Ana Lund"}, posts=posts)


@pytest.fixture
def kim(cast: Cast) -> Person:
    """Somebody of whom no post is known."""
    return add_person(cast.office, by=cast.officer, values={"name": "Kim Berg"})


def test_eng_1_a_post_not_held_then_is_asked_about(
    cast: Cast, ana: Person, kim: Person, contact: Contact
) -> None:
    assert contact("2012-05-01", people=[ana, kim]).pk
    with pytest.raises(Refused, match="Ana Lund held none of the posts known here on 2020-05-01") as refused:
        contact("2020-05-01", people=[ana, kim])
    assert refused.value.where == "because"
    values = {"kind": "call", "title": "Call", "date": PartialDate.parse_iso("2020-05-01")}
    one = actions.log_engagement(
        cast.office, by=cast.officer, values=values, people=[ana], because="She came as a citizen."
    )
    told = {change.field: change.after for change in history_of([one.uid])[0].changes}
    assert told["because"] == "She came as a citizen."
    assert one.participations.get().post_title == ""


@pytest.mark.parametrize(
    ("more", "is_asked"),
    [
        ({"date": "2026-05-02"}, True),
        ({"date": "2026-04-28", "until": "2026-05-01"}, True),
        ({"date": "2026-05-04"}, False),
        ({"date": "2026-05"}, False),
        ({"date": "2026-05-02", "mode": "virtual"}, False),
        ({"date": "2026-05-02", "place": "Trier"}, False),
        ({"date": "2026-05-02", "place": ""}, False),
        ({"date": "2026-05-02", "state": "cancelled"}, False),
    ],
)
def test_eng_1_two_places_at_once_are_asked_about(
    kim: Person, contact: Contact, more: dict[str, str], is_asked: bool
) -> None:
    until = PartialDate.parse_iso("2026-05-03")
    contact("2026-05-01", "Wine days", people=[kim], place=place("Trier"), until=until)
    values: dict[str, Any] = {name: more[name] for name in ("mode", "state") if name in more}
    words = more.get("place", "Yokohama")
    values["place"] = place(words) if words else None
    if "until" in more:
        values["until"] = PartialDate.parse_iso(more["until"])
    if is_asked:
        with pytest.raises(Refused, match="Kim Berg stands at “Wine days” in Trier"):
            contact(more["date"], people=[kim], **values)
    else:
        assert contact(more["date"], people=[kim], **values).pk


def test_eng_1_a_contact_somebody_may_not_see_raises_no_question(
    cast: Cast, kim: Person, contact: Contact
) -> None:
    contact("2026-05-01", people=[kim], place=place("Trier"), visibility="confidential")
    values = {
        "kind": "call",
        "title": "Call",
        "date": PartialDate.parse_iso("2026-05-01"),
        "place": place("Yokohama"),
    }
    assert actions.log_engagement(cast.office, by=cast.officer, values=values, people=[kim]).pk


def test_eng_1_a_change_asks_only_about_what_it_touches(
    cast: Cast, ana: Person, kim: Person, contact: Contact
) -> None:
    one = contact("2012-05-01", people=[ana, kim])
    actions.change_engagement(one, by=cast.officer, values={"note": "Settled"})
    with pytest.raises(Refused):
        actions.change_engagement(one, by=cast.officer, values={"date": PartialDate(2020)})
    date = PartialDate(2020)
    actions.change_engagement(one, by=cast.officer, values={"date": date}, because="Written down late.")
    assert history_of([one.uid])[0].note == "Written down late."
    actions.change_engagement(one, by=cast.officer, values={"title": "Call again"}, people=[ana, kim])


def test_eng_1_the_form_asks_why_and_takes_the_reason(cast: Cast, ana: Person) -> None:
    client = signed_in(cast.officer)
    data = {"date": "2020-05-01", "kind": "call", "title": "Call", "more_people": "Ana Lund"}
    page = send(client, "/o/halden/engagements/log/", data)
    assert "If it is right all the same, say why." in page.text
    assert 'name="because"' in page.html
    assert not Engagement.objects.exists()
    answer = client.post("/o/halden/engagements/log/", {**data, "because": "She came as a citizen."})
    assert answer.status_code == 302
    assert Engagement.objects.get().participations.get().person == ana
