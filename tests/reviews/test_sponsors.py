"""DIR-10: who carries a tie on both sides, the political calendar, ties about to lose one, handovers."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from proxenia.accounts.models import Membership
from proxenia.core.errors import NotAllowed, Refused
from proxenia.core.values import PartialDate
from proxenia.directory.actions import add_person
from proxenia.directory.models import Organisation, Person, Post
from proxenia.portfolio.models import Partnership
from proxenia.records.actions import set_visibility
from proxenia.reviews import actions
from proxenia.reviews.models import Carrier, CarrierTask, PoliticalDate
from proxenia.reviews.queries import sponsors
from tests.cast import Cast, signed_in


def day(distance: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=distance)


def address(name: str, *args: str) -> str:
    return reverse(f"reviews:{name}", args=["halden", *args])


@pytest.fixture
def moss(tie: Any) -> Partnership:
    found: Partnership = tie("Moss")
    return found


@pytest.fixture
def body(moss: Partnership) -> Organisation:
    return Organisation.objects.get(name="City of Moss")


@pytest.fixture
def mayor(cast: Cast, body: Organisation) -> Person:
    post = {"organisation": body, "title": "Mayor"}
    return add_person(cast.office, by=cast.officer, values={"name": "Liv Moe"}, posts=[post])


@pytest.fixture
def sponsor(cast: Cast, moss: Partnership, mayor: Person) -> Carrier:
    return actions.name_carrier(moss, by=cast.officer, side="them", role="sponsor", person=mayor)


def lost(cast: Cast) -> list[tuple[str, bool]]:
    return [
        (one.carrier.who, one.task is not None)
        for one in sponsors.about_to_leave(cast.officer, cast.office, day(0))
    ]


def test_dir_10_both_sides_are_named_and_what_is_missing_is_said(
    cast: Cast, moss: Partnership, sponsor: Carrier
) -> None:
    actions.name_carrier(moss, by=cast.officer, side="us", role="owner", user=cast.officer)
    story = reverse("portfolio:tie", args=["halden", moss.uid])
    page = signed_in(cast.officer).get(story).content.decode()
    for words in (
        "Liv Moe",
        "Political sponsor",
        "Nobody stands for it politically on our side.",
        "no deputy",
    ):
        assert words in page
    assert "No political sponsor of theirs" not in page
    assert "It has no technical owner on our side." not in page


def test_dir_10_a_successor_ends_who_was_before(
    cast: Cast, moss: Partnership, sponsor: Carrier, body: Any
) -> None:
    post = {"organisation": body, "title": "Mayor"}
    after = add_person(cast.office, by=cast.officer, values={"name": "Nora Vik"}, posts=[post])
    again = actions.name_carrier(moss, by=cast.officer, side="them", role="sponsor", person=sponsor.person)
    assert again.pk == sponsor.pk
    actions.name_carrier(moss, by=cast.officer, side="them", role="sponsor", person=after)
    sponsor.refresh_from_db()
    assert sponsor.until == day(0)
    assert [one.who for one in sponsors.carriers_of(cast.officer, moss)] == ["Nora Vik"]
    with pytest.raises(Refused, match="already"):
        actions.end_carrier(sponsor, by=cast.officer)


@pytest.mark.parametrize(
    ("side", "role", "who", "told"),
    [
        ("them", "owner", "user", "our side"),
        ("us", "king", "user", "side and a role"),
        ("us", "owner", "", "who it is"),
    ],
)
def test_dir_10_a_wrong_carrier_is_refused(
    cast: Cast, moss: Partnership, side: str, role: str, who: str, told: str
) -> None:
    user = cast.officer if who else None
    with pytest.raises(Refused, match=told):
        actions.name_carrier(moss, by=cast.officer, side=side, role=role, user=user)
    with pytest.raises(NotAllowed):
        actions.name_carrier(moss, by=cast.viewer, side="us", role="owner", user=cast.officer)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"kind": "election"}, "Say when"),
        ({"kind": "storm", "on": PartialDate(2027)}, "what happens"),
        ({"kind": "term", "on": PartialDate(2027)}, "whose"),
    ],
)
def test_dir_10_a_wrong_date_of_politics_is_refused(
    cast: Cast, body: Organisation, values: dict[str, Any], told: str
) -> None:
    with pytest.raises(Refused, match=told):
        actions.add_political_date(body, by=cast.officer, values=values)


def test_dir_10_an_election_takes_the_sponsor_and_leaves_the_owner(
    cast: Cast, moss: Partnership, sponsor: Carrier, body: Organisation
) -> None:
    post = {"organisation": body, "title": "Head of office"}
    owner = add_person(cast.office, by=cast.officer, values={"name": "Ola Berg"}, posts=[post])
    actions.name_carrier(moss, by=cast.officer, side="them", role="owner", person=owner)
    assert lost(cast) == []
    values = {"kind": "election", "on": PartialDate.of(day(100)), "what": "Council"}
    actions.add_political_date(body, by=cast.officer, values=values)
    assert lost(cast) == [("Liv Moe", False)]
    first = actions.open_carrier_task(sponsor, by=cast.officer)
    assert actions.open_carrier_task(sponsor, by=cast.officer) == first
    assert "Find who carries Moss after Liv Moe" in first.commitment.what
    assert lost(cast) == [("Liv Moe", True)]
    actions.end_carrier(sponsor, by=cast.officer)
    assert lost(cast) == []


def test_dir_10_a_term_and_a_post_with_an_end_are_seen_a_year_before(
    cast: Cast, moss: Partnership, sponsor: Carrier, body: Organisation, mayor: Person
) -> None:
    Post.objects.filter(person=mayor).update(ends=PartialDate.of(day(400)))
    assert lost(cast) == []
    Post.objects.filter(person=mayor).update(ends=PartialDate.of(day(200)))
    assert lost(cast) == [("Liv Moe", False)]
    Post.objects.filter(person=mayor).update(ends=None)
    assert lost(cast) == []
    actions.add_political_date(
        body, by=cast.officer, values={"kind": "term", "on": PartialDate.of(day(50)), "person": mayor}
    )
    assert lost(cast) == [("Liv Moe", False)]


def test_dir_10_a_departure_opens_a_handover_once(
    cast: Cast, moss: Partnership, sponsor: Carrier, mayor: Person
) -> None:
    actions.name_carrier(moss, by=cast.officer, side="us", role="owner", user=cast.unit_editor)
    assert actions.open_handovers(cast.office, by=cast.operator) == 0
    Post.objects.filter(person=mayor).update(ends=PartialDate.of(day(-1)))
    Membership.objects.filter(user=cast.unit_editor).delete()
    assert actions.open_handovers(cast.office, by=cast.operator) == 2
    assert actions.open_handovers(cast.office, by=cast.operator) == 0
    words = [one.commitment.what for one in CarrierTask.objects.filter(about="handover")]
    assert any("Liv Moe has left" in one for one in words)
    page = signed_in(cast.officer).get(address("calendar")).content.decode()
    assert "2 have lost somebody" in page


def test_dir_10_the_calendar_and_its_forms(
    cast: Cast, moss: Partnership, sponsor: Carrier, body: Organisation, mayor: Person
) -> None:
    client = signed_in(cast.officer)
    assert "No tie is known to lose somebody" in client.get(address("calendar")).content.decode()
    add = address("add_date", body.uid)
    assert client.get(add).status_code == 200
    assert client.post(add, {"kind": "term", "on": day(60).isoformat()}).status_code == 422
    client.post(
        add, {"kind": "term", "on": day(60).isoformat(), "person": mayor.uid, "source": "City's own page"}
    )
    page = client.get(address("calendar")).content.decode()
    for words in ("1 tie may lose somebody", "Liv Moe", "City&#x27;s own page", "Make a task of it"):
        assert words in page
    client.post(address("carrier_task", sponsor.uid))
    assert "The task" in client.get(address("calendar")).content.decode()
    shown = client.get(reverse("directory:organisation", args=["halden", body.uid])).content.decode()
    assert "Political calendar" in shown
    date = PoliticalDate.objects.get()
    client.post(address("remove_date", body.uid, date.uid))
    assert not PoliticalDate.objects.exists()
    assert client.post(address("remove_date", body.uid, date.uid)).status_code == 404
    name = address("name_carrier", moss.uid, "us")
    assert client.post(name, {"role": "deputy", "who": f"user:{cast.director.uid}"}).status_code == 302
    assert client.post(name, {"role": "deputy", "who": "user:nobody"}).status_code == 422
    assert client.get(address("name_carrier", moss.uid, "sideways")).status_code == 404
    client.post(address("end_carrier", sponsor.uid))
    sponsor.refresh_from_db()
    assert sponsor.until == day(0)


def test_dir_10_a_hidden_tie_and_a_hidden_person_are_not_told(
    cast: Cast, moss: Partnership, sponsor: Carrier, body: Organisation, mayor: Person
) -> None:
    values = {"kind": "election", "on": PartialDate.of(day(100))}
    actions.add_political_date(body, by=cast.officer, values=values)
    set_visibility(mayor, by=cast.officer, visibility="confidential")
    assert sponsors.about_to_leave(cast.director, cast.office, day(0)) == []
    story = reverse("portfolio:tie", args=["halden", moss.uid])
    assert "Liv Moe" not in signed_in(cast.director).get(story).content.decode()
    set_visibility(mayor, by=cast.officer, visibility="internal")
    set_visibility(moss, by=cast.officer, visibility="confidential")
    assert "Moss:" not in signed_in(cast.director).get(address("calendar")).content.decode()
    assert signed_in(cast.director).post(address("carrier_task", sponsor.uid)).status_code == 404
    assert signed_in(cast.director).post(address("end_carrier", sponsor.uid)).status_code == 404
    assert signed_in(cast.viewer).post(address("end_carrier", sponsor.uid)).status_code == 403


def test_dir_10_a_merge_moves_what_a_person_carries(cast: Cast, sponsor: Carrier, mayor: Person) -> None:
    from proxenia.directory.actions import merge

    other = add_person(cast.office, by=cast.officer, values={"name": "Liv M. Moe"}, posts=[])
    merge(other, mayor, by=cast.officer)
    sponsor.refresh_from_db()
    assert sponsor.person == other


def test_dir_10_the_calendar_asks_the_same_however_many_dates(
    cast: Cast, moss: Partnership, sponsor: Carrier, body: Organisation, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        values = {"kind": "election", "on": PartialDate.of(day(100 + number))}
        actions.add_political_date(body, by=cast.officer, values=values)
    sponsors.about_to_leave(cast.officer, cast.office, day(0))
    with django_assert_max_num_queries(8):
        assert len(sponsors.about_to_leave(cast.officer, cast.office, day(0))) == 1
