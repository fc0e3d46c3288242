"""ENG-19: guests and their replies, precedence with its rule, seats, letters without code, who was never invited."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from proxenia.audit.queries import history_of
from proxenia.core.errors import NotAllowed, NotFound, Refused
from proxenia.core.values import PartialDate
from proxenia.directory.actions import add_organisation, add_person
from proxenia.directory.models import Person
from proxenia.engagements.actions.protocol import (
    change_guest,
    invite_guests,
    note_reply,
    note_who_came,
    remove_guest,
)
from proxenia.engagements.forms.protocol import LetterForm
from proxenia.engagements.models import Engagement, Invitation
from proxenia.engagements.queries.protocol import guests_of, in_order, never_asked
from proxenia.engagements.readers.letters import letters
from proxenia.engagements.rules.protocol import PLACEHOLDERS, check_letter, filled, missing
from proxenia.portfolio.models import Partnership
from proxenia.records.actions import set_visibility
from tests.cast import Cast, signed_in
from tests.pages import fetch, send

Contact = Callable[..., Engagement]
Tie = Callable[..., Partnership]


@pytest.fixture
def dinner(contact: Contact) -> Engagement:
    """Something to invite people to."""
    return contact("2027-01-12", "Dinner for the corps")


def person(cast: Cast, name: str, post: str = "", since: str = "2020", **more: Any) -> Person:
    """Somebody, with a post at a body of that name."""
    body = add_organisation(cast.office, by=cast.operator, values={"name": f"Body of {name}"})
    begun = PartialDate.parse_iso(since)
    posts = [{"organisation": body, "title": post, "starts": begun, "ends": None}] if post else []
    return add_person(cast.office, by=cast.operator, values={"name": name}, posts=posts, **more)


def order(user: object, engagement: Engagement) -> list[str]:
    """The guests in their order, by name."""
    placed = in_order(guests_of(user, engagement), timezone.localdate())  # type: ignore[arg-type]
    return [str(one.guest) for one in placed]


def test_eng_19_guests_bring_post_rank_and_seniority_from_the_directory(
    cast: Cast, dinner: Engagement
) -> None:
    mayor, elder = person(cast, "Ana Lund", "Mayor", "2021"), person(cast, "Bo Berg", "Mayor", "2015-05")
    director = person(cast, "Cy Dahl", "Director")
    invite_guests(dinner, by=cast.officer, people=[director, mayor, elder], names=["Zoe Ek", "Al Ask"])
    assert order(cast.officer, dinner) == ["Bo Berg", "Ana Lund", "Cy Dahl", "Al Ask", "Zoe Ek"]
    row = dinner.invitations.get(person=elder)
    assert (row.post_title, row.rank, str(row.since)) == ("Mayor", "mayor", "2015-05")
    placed = in_order(guests_of(cast.officer, dinner), timezone.localdate())
    assert placed[0].why == "Mayor, since May 2015"
    change_guest(dinner.invitations.get(name="Zoe Ek"), by=cast.officer, values={"rank": "head_of_state"})
    assert order(cast.officer, dinner)[0] == "Zoe Ek"


def test_eng_19_a_guest_in_words_has_the_rank_the_words_say(cast: Cast, dinner: Engagement) -> None:
    names = ["Al Ask", "Consul general Ek", "Mayor of Nîmes"]
    told = {row.name: row.rank for row in invite_guests(dinner, by=cast.officer, names=names)}
    assert told == {"Al Ask": "other", "Consul general Ek": "consul", "Mayor of Nîmes": "mayor"}
    assert order(cast.officer, dinner) == ["Mayor of Nîmes", "Consul general Ek", "Al Ask"]


def test_eng_19_the_same_guest_twice_is_one(cast: Cast, dinner: Engagement) -> None:
    ana = person(cast, "Ana Lund")
    for _time in range(2):
        invite_guests(dinner, by=cast.officer, people=[ana, ana], names=["Zoe Ek", "zoe ek ", ""])
    names = [str(one) for one in dinner.invitations.all()]
    assert names in (["Ana Lund", "Zoe Ek"], ["Ana Lund", "Zoe Ek", "zoe ek"])
    assert [one.verb for one in history_of([dinner.uid])].count("invite_guests") == 1


def test_eng_19_replies_are_noted_once_with_their_day(cast: Cast, dinner: Engagement) -> None:
    [guest] = invite_guests(dinner, by=cast.officer, names=["Zoe Ek"])
    told = note_reply(guest, by=cast.officer, reply="yes")
    assert (told.reply, told.replied_on) == ("yes", timezone.localdate())
    before = len(history_of([dinner.uid]))
    note_reply(guest, by=cast.officer, reply="yes")
    assert len(history_of([dinner.uid])) == before
    assert note_reply(guest, by=cast.officer, reply="open").replied_on is None
    with pytest.raises(Refused):
        note_reply(guest, by=cast.officer, reply="perhaps")


def test_eng_19_what_is_no_guest_is_refused(cast: Cast, dinner: Engagement) -> None:
    [guest] = invite_guests(dinner, by=cast.officer, names=["Zoe Ek"])
    for wrong in ({"name": " "}, {"rank": "emperor"}, {"side": "between"}):
        with pytest.raises(Refused):
            change_guest(guest, by=cast.officer, values=wrong)
    with pytest.raises(Refused, match="500 guests"):
        invite_guests(dinner, by=cast.officer, names=[f"Guest {number}" for number in range(500)])
    hidden = person(cast, "Ana Lund", visibility="confidential")
    with pytest.raises(NotFound):
        invite_guests(dinner, by=cast.officer, people=[hidden])
    with pytest.raises(NotAllowed):
        invite_guests(dinner, by=cast.viewer, names=["Al Ask"])
    with pytest.raises(NotAllowed):
        remove_guest(guest, by=cast.viewer)
    remove_guest(guest, by=cast.officer)
    assert not Invitation.objects.exists()


def test_eng_19_a_hidden_guest_is_not_told_and_not_lost(cast: Cast, dinner: Engagement) -> None:
    hidden = person(cast, "Ana Lund", visibility="confidential")
    invite_guests(dinner, by=cast.operator, people=[hidden], names=["Zoe Ek"])
    note_who_came(dinner, by=cast.operator, came=[dinner.invitations.get(person=hidden).pk])
    assert [str(one) for one in guests_of(cast.officer, dinner)] == ["Zoe Ek"]
    address = f"/o/halden/engagements/{dinner.uid}/guests/"
    assert "Ana Lund" not in fetch(signed_in(cast.officer), address).text
    zoe = dinner.invitations.get(name="Zoe Ek")
    signed_in(cast.officer).post(f"{address}answers/", {"came_noted": "yes", "came": zoe.uid})
    assert [row.came for row in dinner.invitations.order_by("pk")] == [True, True]


def test_eng_19_the_organisation_of_a_guest_is_told_to_those_who_see_it(
    cast: Cast, dinner: Engagement
) -> None:
    values = {"name": "Secret works", "kind": "agency"}
    works = add_organisation(cast.office, by=cast.operator, values=values)
    guest = add_person(
        cast.office,
        by=cast.operator,
        values={"name": "Ana Lund"},
        posts=[{"organisation": works, "title": "Chair"}],
    )
    invite_guests(dinner, by=cast.operator, people=[guest])
    address = f"/o/halden/engagements/{dinner.uid}/guests/"
    assert "Secret works" in fetch(signed_in(cast.officer), address).text
    set_visibility(works, by=cast.operator, visibility="confidential")
    shown = fetch(signed_in(cast.officer), address).text
    assert "Ana Lund" in shown
    assert "Secret works" not in shown


def test_eng_19_who_was_never_invited_and_who_never_came(cast: Cast, tie: Tie, dinner: Engagement) -> None:
    trier = tie("Trier")
    body = trier.parties.get().organisation
    posts = [{"organisation": body, "title": "Clerk", "starts": None, "ends": None}]
    never, absent, guest = (
        add_person(cast.office, by=cast.operator, values={"name": name}, posts=posts)
        for name in ("Ana Lund", "Bo Berg", "Cy Dahl")
    )
    invite_guests(dinner, by=cast.officer, people=[absent, guest])
    note_who_came(dinner, by=cast.officer, came=[dinner.invitations.get(person=guest).pk])
    told = never_asked(cast.officer, cast.office)
    assert told == [(never, "never invited"), (absent, "invited, never came")]
    page = fetch(signed_in(cast.viewer), "/o/halden/never-invited/")
    assert "Ana Lund" in page.text
    assert "Cy Dahl" not in page.text


@pytest.mark.parametrize(
    "code",
    [
        "{{ 7 * 7 }}", "{% load x %}", "{name.__class__}", "{name!r}", "{0}", "{}", "{name:>1000000000}", "{{name}}",
        "${name}", "<?php ?>", "<% x %>", "{settings}", "}", "{", "{office}}", "<script>alert(1)</script>",
        "{na\nme}", "{Name}",
    ],
)  # fmt: skip
def test_eng_19_code_in_a_letter_is_refused(code: str) -> None:
    with pytest.raises(Refused):
        check_letter(f"Dear {{name}}, {code}")
    assert not LetterForm({"text": f"Dear {{name}}, {code}", "sender": "x"}).is_valid()


def test_eng_19_a_refused_letter_is_kept_for_its_author_and_written_to_nobody(
    cast: Cast, dinner: Engagement
) -> None:
    invite_guests(dinner, by=cast.officer, names=["Zoe Ek"])
    address = f"/o/halden/engagements/{dinner.uid}/guests/letters/"
    page = send(signed_in(cast.officer), address, {"text": "Dear {name}, {name.__class__}", "sender": "x"})
    assert "Dear {name}, {name.__class__}" in page.html
    assert "Dear Zoe Ek" not in page.text


def test_eng_19_what_a_value_holds_is_never_read_again() -> None:
    assert filled("Dear {name}", {"name": "{office} {{ 7*7 }}"}) == "Dear {office} {{ 7*7 }}"
    assert filled("{name}\n{post}\n\nDear {name}", {"name": "Zoe"}) == "Zoe\n\nDear Zoe"
    assert missing("{name} {post}", {"name": "Zoe", "post": ""}) == ["post"]


def test_eng_19_every_shipped_letter_is_sound() -> None:
    assert set(letters()) == {"condolence", "congratulation", "farewell", "invitation", "thanks"}
    for one in letters().values():
        told = filled(one.text, dict.fromkeys(PLACEHOLDERS, "x"))
        assert "{" not in told
        assert one.title


def test_eng_19_letters_name_each_guest_and_what_is_missing(cast: Cast, dinner: Engagement) -> None:
    ana = person(cast, "Ana Lund", "Mayor")
    invite_guests(dinner, by=cast.officer, people=[ana], names=["Zoe <b>Ek</b>"])
    client, address = signed_in(cast.officer), f"/o/halden/engagements/{dinner.uid}/guests/letters/"
    assert "honour to invite" in fetch(client, f"{address}?letter=invitation").html
    assert "kind regards" in fetch(client, f"{address}?letter=thanks").html
    fetch(client, f"{address}?letter=../../etc/passwd")
    page = send(client, address, {"text": letters()["invitation"].text, "sender": "Kari"}, status=200)
    assert "dear Ana Lund" in page.text
    assert "12 January 2027" in page.text
    assert "<b>Ek</b>" not in page.html
    assert "Nothing is known for:" in page.text


def test_eng_19_the_pages_of_the_list_and_the_tables(cast: Cast, dinner: Engagement) -> None:
    person(cast, "Ana Lund", "Mayor")
    client, base = signed_in(cast.officer), f"/o/halden/engagements/{dinner.uid}/guests/"
    send(client, f"{base}invite/", {"names": "", "side": "them"})
    sent = {"names": "ana lund\nZoe Ek; Al Ask", "side": "them"}
    assert client.post(f"{base}invite/", sent).status_code == 302
    assert client.post(f"{base}invite/", {"names": "Kari Nes", "side": "us"}).status_code == 302
    zoe = dinner.invitations.get(name="Zoe Ek")
    client.post(f"{base}answers/", {f"reply_{zoe.uid}": "no"})
    page = fetch(client, base)
    assert "Does not come: 1" in page.text
    assert "By rank, as the list of ranks has them" in page.text
    for query in ("", "?shape=row&chairs=8&everybody=on", "?shape=round&chairs=2&everybody=on", "?shape=x"):
        told = fetch(client, f"{base}tables/{query}").text
        assert "Ana Lund" in told
        assert "Zoe Ek" not in told
    assert "Nobody who comes" in fetch(client, f"{base}tables/?shape=long&chairs=8").text
    form = f"{base}{zoe.uid}/"
    fetch(client, form)
    send(client, form, {"name": "Zoe Ek", "side": "them", "rank": "emperor"})
    assert client.post(form, {"name": "Zoe Ek", "side": "them", "rank": "mayor"}).status_code == 302
    assert client.post(f"{form}remove/").status_code == 302
    fetch(client, form, status=404)
    fetch(signed_in(cast.viewer), base)


def test_eng_19_several_of_one_name_are_not_guessed(cast: Cast, dinner: Engagement) -> None:
    person(cast, "Ana Lund")
    add_person(cast.office, by=cast.operator, values={"name": "Ana Lund"})
    page = send(
        signed_in(cast.officer),
        f"/o/halden/engagements/{dinner.uid}/guests/invite/",
        {"names": "Ana Lund", "side": "them"},
    )
    assert "Several are called" in page.text
