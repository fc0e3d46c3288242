"""ENG-8: a crisis at a partner: needs, offers, deliveries, what is still needed, thanks in public, the end."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from proxenia.core.errors import NotAllowed, NotFound, Refused
from proxenia.engagements.actions import crises as actions
from proxenia.engagements.models import Crisis, Delivery, Need, Thanks
from proxenia.engagements.queries import crises as queries
from proxenia.records.actions import archive, set_visibility
from tests.cast import Cast, make_tie, signed_in
from tests.engagements.projected import body, crisis, day, offer
from tests.pages import fetch

pytestmark = pytest.mark.django_db


def need(cast: Cast, on: Crisis, amount: int | None = 500, measure: str = "blankets", **more: Any) -> Need:
    """Something that is needed."""
    values = {
        "what": "Blankets",
        "amount": None if amount is None else Decimal(amount),
        "measure": measure,
        **more,
    }
    return actions.add_need(on, by=cast.officer, values=values)


def arrived(cast: Cast, on: Any, amount: int, at: int = -2, **more: Any) -> Delivery:
    """Part of an offer arrives."""
    return actions.add_delivery(
        on, by=cast.officer, values={"amount": Decimal(amount), "on": day(at), **more}
    )


def balances(cast: Cast, on: Crisis) -> list[queries.Balance]:
    """What is still needed."""
    return queries.balances(on.needs.all(), queries.offers_of(cast.viewer, on))


def test_eng_8_what_is_still_needed_counts_what_arrived(cast: Cast) -> None:
    flood = crisis(cast)
    wanted = need(cast, flood)
    held = offer(cast, flood, 300, need=wanted)
    offer(cast, flood, 100, need=wanted, organisation=body(cast))
    arrived(cast, held, 120)
    arrived(cast, held, 80, confirmed_by="Red Cross of Odal")
    (row,) = balances(cast, flood)
    assert (row.offered, row.delivered, row.confirmed) == (400, 200, 80)
    assert (row.open, row.unpromised, row.is_met) == (300, 100, False)


def test_eng_8_an_amount_nobody_knows_is_never_met_and_no_nought(cast: Cast) -> None:
    flood = crisis(cast)
    wanted = need(cast, flood, None, "")
    held = offer(cast, flood, 10, need=wanted)
    arrived(cast, held, 10)
    (row,) = balances(cast, flood)
    assert (row.open, row.unpromised, row.is_met) == (None, None, False)
    assert (row.delivered, row.apart) == (0, 1), "without a unit nothing is added up"


def test_eng_8_other_units_and_currencies_are_never_added(cast: Cast) -> None:
    flood = crisis(cast)
    wanted = need(cast, flood, 1000, "EUR", is_money=True, what="Money for tents")
    offer(cast, flood, 400, "eur", need=wanted, is_money=True)
    offer(cast, flood, 9000, "NOK", need=wanted, is_money=True)
    offer(cast, flood, 20, "tents", need=wanted)
    (row,) = balances(cast, flood)
    assert (row.offered, row.apart) == (400, 2)


def test_eng_8_a_delivery_beyond_the_offer_is_refused(cast: Cast) -> None:
    flood = crisis(cast)
    held = offer(cast, flood, 100)
    arrived(cast, held, 60)
    with pytest.raises(Refused, match="40 blankets is left") as refusal:
        arrived(cast, held, 41)
    assert refusal.value.where == "amount"
    arrived(cast, held, 40)
    with pytest.raises(Refused, match="cannot be smaller"):
        actions.change_offer(held, by=cast.officer, values={"amount": Decimal(99)})
    assert Delivery.objects.count() == 2


@pytest.mark.parametrize(
    ("amount", "at", "more", "where"),
    [
        (0, -2, {}, "amount"), (-1, -2, {}, "amount"), (5, 1, {}, "on"), (5, -6, {}, "on"),
        (5, -2, {"confirmed_by": "They", "confirmed_on": -3}, "confirmed_on"),
        (5, -2, {"confirmed_on": -1}, "confirmed_by"),
    ],
)  # fmt: skip
def test_eng_8_a_delivery_that_cannot_be_is_refused(
    cast: Cast, amount: int, at: int, more: dict[str, Any], where: str
) -> None:
    held = offer(cast, crisis(cast))
    ready = {**more, **({"confirmed_on": day(more["confirmed_on"])} if "confirmed_on" in more else {})}
    with pytest.raises(Refused) as refusal:
        arrived(cast, held, amount, at, **ready)
    assert refusal.value.where == where
    assert not Delivery.objects.exists()


def test_eng_8_who_confirmed_it_is_noted_later(cast: Cast) -> None:
    one = arrived(cast, offer(cast, crisis(cast)), 10)
    with pytest.raises(Refused):
        actions.confirm_delivery(one, by=cast.officer, confirmed_by=" ", confirmed_on=day(0))
    actions.confirm_delivery(one, by=cast.officer, confirmed_by="The mayor's office", confirmed_on=day(0))
    assert (one.confirmed_by, one.confirmed_on) == ("The mayor's office", day(0))
    actions.remove_delivery(one, by=cast.officer)
    assert not Delivery.objects.exists()


def test_eng_8_of_what_was_declined_nothing_arrives(cast: Cast) -> None:
    flood = crisis(cast)
    wanted = need(cast, flood)
    held = offer(cast, flood, need=wanted)
    actions.move_offer(held, by=cast.officer, verb="decline_offer")
    with pytest.raises(Refused, match="Declined"):
        arrived(cast, held, 1)
    with pytest.raises(Refused, match="cannot be done now"):
        actions.move_offer(held, by=cast.officer, verb="accept_offer")
    with pytest.raises(Refused, match="no such step"):
        actions.move_offer(held, by=cast.officer, verb="burn")
    assert balances(cast, flood)[0].offered == 0
    with pytest.raises(Refused, match="Something was noted"):
        actions.remove_need(wanted, by=cast.officer)
    actions.remove_offer(held, by=cast.officer)
    actions.remove_need(wanted, by=cast.officer)
    assert not Need.objects.exists()


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"measure": ""}, "measure"), ({"measure": "euros", "is_money": True}, "measure"), ({"what": ""}, "what"),
        ({"amount": Decimal(0)}, "amount"), ({"offered_on": None}, "offered_on"),
    ],
)  # fmt: skip
def test_eng_8_an_offer_that_cannot_be_is_refused(cast: Cast, more: dict[str, Any], where: str) -> None:
    flood = crisis(cast)
    with pytest.raises(Refused) as refusal:
        offer(cast, flood, **more)
    assert refusal.value.where == where
    elsewhere = need(cast, crisis(cast, title="Fire in Moss", organisation=flood.organisation))
    with pytest.raises(Refused, match="another crisis"):
        offer(cast, flood, need=elsewhere)
    assert not flood.offers.exists()


@pytest.mark.parametrize(
    ("more", "where"),
    [({"title": " "}, "title"), ({"began_on": None}, "began_on"), ({"began_on": 1}, "began_on")],
)
def test_eng_8_a_crisis_that_cannot_be_is_refused(cast: Cast, more: dict[str, Any], where: str) -> None:
    ready = {**more, **({"began_on": day(1)} if more.get("began_on") else {})}
    with pytest.raises(Refused) as refusal:
        crisis(cast, **ready)
    assert refusal.value.where == where
    assert not Crisis.objects.exists()


def test_eng_8_it_ends_with_a_summary_and_is_opened_again(cast: Cast) -> None:
    flood = crisis(cast)
    with pytest.raises(Refused) as refusal:
        actions.close_crisis(flood, by=cast.officer, summary="ok")
    assert refusal.value.where == "summary"
    actions.close_crisis(flood, by=cast.officer, summary="Blankets came late, tents in time.")
    assert (flood.state, flood.closed_on) == ("closed", day(0))
    with pytest.raises(Refused, match="Open it again"):
        offer(cast, flood)
    actions.reopen_crisis(flood, by=cast.officer)
    assert offer(cast, flood).what == "Blankets"


def given(cast: Cast) -> Crisis:
    """A crisis with gifts of four givers: confirmed and agreed, not agreed, hidden, not confirmed."""
    flood = crisis(cast)
    hidden = body(cast, "Secret works")
    for who, more in (
        (body(cast, "Guild of Bakers"), {"may_be_named": True}),
        (body(cast, "Shy Company"), {}),
        (hidden, {"may_be_named": True}),
        (None, {"may_be_named": True}),
    ):
        held = offer(cast, flood, 10, organisation=who, **more)
        confirmed = {"confirmed_by": "Their mayor"} if who is not None else {}
        arrived(cast, held, 5, **confirmed)
    set_visibility(hidden, by=cast.director, visibility="restricted")
    return flood


def test_eng_8_thanks_name_only_who_agreed_is_open_and_was_confirmed(cast: Cast) -> None:
    named, left_out = queries.thankable(queries.offers_of(cast.director, given(cast)), "Office of Halden")
    assert [(one.name, one.lines) for one in named] == [("Guild of Bakers", (("Blankets", 5, "blankets"),))]
    assert left_out == 2, "who did not agree, and who may not be shown"


def test_eng_8_nothing_is_public_before_somebody_makes_it_so(cast: Cast) -> None:
    flood, anybody = given(cast), Client()
    client = signed_in(cast.officer)
    page = fetch(client, f"/o/halden/crises/{flood.uid}/thanks/").text
    assert "Guild of Bakers" in page
    assert "Shy Company" not in page
    assert "Secret works" not in page
    assert not Thanks.objects.exists(), "a draft is not kept"
    sent = {"text": "We thank the Guild of Bakers."}
    assert client.post(f"/o/halden/crises/{flood.uid}/thanks/", sent).status_code == 302
    thanks = Thanks.objects.get()
    assert "We thank the Guild of Bakers." in fetch(anybody, f"/thanks/{thanks.uid}/").text
    actions.change_crisis(flood, by=cast.officer, values={"title": "Another name"})
    assert "Another name" not in anybody.get(f"/thanks/{thanks.uid}/").content.decode()
    assert anybody.get(f"/thanks/{flood.uid}/").status_code == 404
    client.post(f"/o/halden/crises/{flood.uid}/thanks/withdraw/")
    assert anybody.get(f"/thanks/{thanks.uid}/").status_code == 404


def test_eng_8_thanks_end_with_what_they_stand_on(cast: Cast) -> None:
    flood = crisis(cast)
    thanks = actions.publish_thanks(flood, by=cast.officer, text="Thank you all.")
    assert queries.public_thanks(thanks.uid) == thanks
    set_visibility(flood, by=cast.director, visibility="restricted")
    assert queries.public_thanks(thanks.uid) is None
    with pytest.raises(Refused, match="not open to the whole office"):
        actions.publish_thanks(flood, by=cast.director, text="Thank you all.")
    set_visibility(flood, by=cast.director, visibility="internal")
    archive(flood, by=cast.director, reason="A mistake")
    assert queries.public_thanks(thanks.uid) is None


def test_eng_8_who_may_not_write_publishes_nothing(cast: Cast) -> None:
    flood = crisis(cast)
    with pytest.raises(NotAllowed):
        actions.publish_thanks(flood, by=cast.viewer, text="Thank you.")
    of_unit = actions.report_crisis(
        cast.office,
        by=cast.officer,
        unit=cast.unit,
        values={"title": "Fire", "organisation": flood.organisation, "began_on": day(-1)},
    )
    with pytest.raises(NotAllowed):
        actions.publish_thanks(of_unit, by=cast.unit_editor, text="Thank you.")
    assert not Thanks.objects.exists()
    hidden = set_visibility(body(cast, "Secret works"), by=cast.director, visibility="confidential")
    with pytest.raises(NotFound):
        crisis(cast, title="At a secret place", organisation=hidden)


def test_eng_8_a_crisis_is_as_close_as_its_partner(cast: Cast) -> None:
    secret = set_visibility(body(cast, "Secret works"), by=cast.director, visibility="confidential")
    values = {"title": "Fire there", "organisation": secret, "began_on": day(-1)}
    one = actions.report_crisis(cast.office, by=cast.director, values=values)
    assert one.visibility == "confidential"
    assert not queries.visible_crises(cast.viewer, cast.office).exists()


def test_eng_8_the_page_goes_from_need_to_delivery(cast: Cast) -> None:
    tie = make_tie(cast.office, by=cast.officer, name="Odal")
    client = signed_in(cast.officer)
    form = fetch(client, f"/o/halden/crises/add/?tie={tie.uid}").text
    assert "Note a crisis" in form
    sent = {"title": "Flood", "organisation": "City of Odal", "partnership": "Odal", "began_on": day(-3).isoformat(),
            "visibility": "internal"}  # fmt: skip
    assert client.post("/o/halden/crises/add/", {**sent, "organisation": "Nowhere"}).status_code == 422
    assert client.post("/o/halden/crises/add/", sent).status_code == 302
    flood = Crisis.objects.get()
    base = f"/o/halden/crises/{flood.uid}/"
    asked = {
        "what": "Pumps",
        "amount": "4",
        "measure": "pumps",
        "is_urgent": "on",
        "asked_on": day(-2).isoformat(),
    }
    assert client.post(f"{base}needs/add/", {**asked, "amount": "many"}).status_code == 422
    assert client.post(f"{base}needs/add/", asked).status_code == 302
    wanted = Need.objects.get()
    given_sent = {
        "need": wanted.uid,
        "what": "Pumps",
        "amount": "3",
        "measure": "pumps",
        "offered_on": day(-1).isoformat(),
    }
    assert client.post(f"{base}offers/add/?need={wanted.uid}", given_sent).status_code == 302
    held = flood.offers.get()
    assert client.post(f"{base}offers/{held.uid}/step/", {"verb": "accept_offer"}).status_code == 302
    over = client.post(f"{base}offers/{held.uid}/deliveries/add/", {"amount": "5", "on": day(0).isoformat()})
    assert over.status_code == 422
    assert "3 pumps is left" in over.content.decode()
    client.post(f"{base}offers/{held.uid}/deliveries/add/", {"amount": "3", "on": day(0).isoformat()})
    one = Delivery.objects.get()
    client.post(
        f"{base}deliveries/{one.uid}/", {"confirmed_by": "Fire brigade", "confirmed_on": day(0).isoformat()}
    )
    page = fetch(client, base).text
    assert "1 need is noted, 0 of them met" in page
    assert "Fire brigade" in page
    assert "Flood" in fetch(client, f"/o/halden/partnerships/{tie.uid}/").text
    assert client.post(f"{base}close/", {"summary": "One pump never came."}).status_code == 302
    assert "One pump never came." in fetch(signed_in(cast.viewer), base).text
    assert "Flood" in fetch(signed_in(cast.viewer), "/o/halden/crises/").links
    for user, code in ((cast.viewer, 403), (cast.outsider, 404)):
        assert signed_in(user).post(f"{base}needs/add/", asked).status_code == code
    set_visibility(flood, by=cast.director, visibility="confidential")
    assert signed_in(cast.viewer).get(base).status_code == 404
