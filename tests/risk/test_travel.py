"""RSK-3, RSK-6: destinations, who pays for travel, safeguards by level, the register of gifts."""

import datetime as dt
import itertools
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from proxenia.core.errors import NotAllowed, Refused
from proxenia.records.actions import set_visibility
from proxenia.risk import actions, queries, rules
from proxenia.risk.models import Destination, Gift, SponsoredTrip
from tests.cast import Cast
from tests.pages import fetch

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 4)


def rating(**more: Any) -> dict[str, Any]:
    """What is said of a destination."""
    return {
        "country": "FR",
        "level": 2,
        "source": "Foreign ministry, advice of March",
        "rated_on": DAY,
        **more,
    }


def journey(**more: Any) -> dict[str, Any]:
    """What is said of a journey."""
    days = {"starts": DAY, "ends": DAY + dt.timedelta(days=2)}
    return {"traveller": "Ada Berg", "country": "FR", "city": "Metz", "payer": "office", **days, **more}


def present(**more: Any) -> dict[str, Any]:
    """What is said of a gift."""
    sides = {"other_side": "Mayor of Metz", "our_side": "Ada Berg"}
    return {"what": "A glass vase", "direction": "received", "on": DAY, **sides, **more}


def test_rsk_3_a_city_has_its_own_level_or_its_countrys(cast: Cast) -> None:
    whole = actions.rate_destination(cast.office, by=cast.officer, values=rating())
    metz = actions.rate_destination(cast.office, by=cast.officer, values=rating(city="Metz", level=3))

    def level(country: str, city: str = "") -> Destination | None:
        return queries.destination_of(cast.officer, cast.office, country, city)

    assert level("FR", "METZ") == metz
    assert level("FR", "Lyon") == level("FR") == whole
    assert level("DE") is None
    with pytest.raises(Refused, match="rated already"):
        actions.rate_destination(cast.office, by=cast.officer, values=rating(city="metz"))
    actions.rate_destination(cast.other_office, by=cast.outsider, values=rating(city="Metz"))


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"level": 5}, "level"),
        ({"source": "  "}, "source"),
        ({"rated_on": dt.date(2999, 1, 1)}, "rated_on"),
    ],
)
def test_rsk_3_a_rating_has_a_level_a_source_and_a_day(cast: Cast, more: dict[str, Any], where: str) -> None:
    with pytest.raises(Refused) as refusal:
        actions.rate_destination(cast.office, by=cast.officer, values=rating(**more))
    assert refusal.value.where == where
    assert not Destination.objects.exists()


def test_rsk_3_the_checklist_grows_with_the_level() -> None:
    lists = [{one.code for one in queries.safeguards(level)} for level in (1, 2, 3, 4)]
    assert all(smaller < larger for smaller, larger in itertools.pairwise(lists))
    assert {one.about for one in queries.safeguards(2)} >= {"device", "data", "media"}
    assert queries.safeguards(0) == []


@pytest.mark.parametrize("payer", sorted(SponsoredTrip.Payer.values))
def test_rsk_6_outside_money_is_refused_by_rule(cast: Cast, payer: str) -> None:
    values = journey(payer=payer)
    if payer in rules.OWN_MONEY:
        assert actions.record_trip(cast.office, by=cast.officer, values=values).override_reason == ""
        return
    with pytest.raises(Refused, match="refused by rule"):
        actions.record_trip(cast.office, by=cast.director, values=values)
    assert not SponsoredTrip.objects.exists()


def test_rsk_6_only_the_right_to_decide_on_exceptions_sets_the_rule_aside(cast: Cast) -> None:
    values = journey(payer="host", override_reason="The fair pays every speaker alike.")
    with pytest.raises(NotAllowed):
        actions.record_trip(cast.office, by=cast.officer, values=values)
    with pytest.raises(Refused, match="in a sentence"):
        actions.record_trip(cast.office, by=cast.director, values=values | {"override_reason": "ok"})
    trip = actions.record_trip(cast.office, by=cast.director, values=values)
    assert trip.overridden_by == cast.director
    actions.change_trip(trip, by=cast.officer, values={"note": "Back on Friday."})
    assert trip.overridden_by == cast.director
    with pytest.raises(NotAllowed):
        actions.change_trip(trip, by=cast.officer, values={"payer": "company"})
    trip.refresh_from_db()
    actions.change_trip(trip, by=cast.officer, values={"payer": "office"})
    assert (trip.override_reason, trip.overridden_by) == ("", None)


def test_rsk_3_nobody_travels_to_level_four_unless_that_is_set_aside(cast: Cast) -> None:
    actions.rate_destination(cast.office, by=cast.officer, values=rating(level=4))
    with pytest.raises(Refused, match="risk level is 4"):
        actions.record_trip(cast.office, by=cast.director, values=journey())
    reason = "The consulate travels with us all the way."
    trip = actions.record_trip(cast.office, by=cast.director, values=journey(override_reason=reason))
    assert trip.level == 4


def test_rsk_6_a_journey_ends_after_it_begins(cast: Cast) -> None:
    with pytest.raises(Refused, match="ends before"):
        actions.record_trip(cast.office, by=cast.officer, values=journey(ends=DAY - dt.timedelta(days=1)))


@pytest.mark.parametrize(
    ("value", "currency", "over"),
    [("49.99", "EUR", False), ("50", "EUR", True), ("900", "USD", None), (None, "", None)],
)
def test_rsk_6_the_threshold_counts_at_its_edge_and_in_its_currency(
    cast: Cast, value: str | None, currency: str, over: bool | None
) -> None:
    threshold = actions.set_gift_threshold(
        cast.office, by=cast.director, amount=Decimal("50"), currency="EUR"
    )
    amount = Decimal(value) if value else None
    assert rules.must_declare(amount, currency, threshold) is over
    assert rules.must_declare(amount, currency, None) is None
    values = present(value=amount, currency=currency, outcome="office")
    if over:
        with pytest.raises(Refused, match="declared before it is settled"):
            actions.record_gift(cast.office, by=cast.officer, values=values)
        values["declared_on"] = DAY
    assert actions.record_gift(cast.office, by=cast.officer, values=values).outcome == "office"


def test_rsk_6_who_sets_settings_sets_the_threshold(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        actions.set_gift_threshold(cast.office, by=cast.officer, amount=Decimal("5"), currency="EUR")
    with pytest.raises(Refused):
        actions.set_gift_threshold(cast.office, by=cast.director, amount=Decimal("-5"), currency="EUR")
    assert queries.threshold_of(cast.office) is None


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"value": Decimal("5")}, "currency"),
        ({"value": Decimal("-5"), "currency": "EUR"}, "value"),
        ({"on": dt.date(2999, 1, 1)}, "on"),
        ({"declared_on": DAY - dt.timedelta(days=1)}, "declared_on"),
        ({"our_side": " "}, "our_side"),
        ({"what": " "}, "what"),
    ],
)
def test_rsk_6_an_entry_that_cannot_be_is_refused(cast: Cast, more: dict[str, Any], where: str) -> None:
    with pytest.raises(Refused) as refusal:
        actions.record_gift(cast.office, by=cast.officer, values=present(**more))
    assert refusal.value.where == where
    assert not Gift.objects.exists()


def client_of(user: Any) -> Client:
    """A client that is signed in."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_rsk_6_the_register_goes_out_as_far_as_one_sees_it(cast: Cast) -> None:
    actions.record_gift(cast.office, by=cast.officer, values=present(what="=cmd()"))
    hidden = actions.record_gift(cast.office, by=cast.officer, values=present(what="A hidden clock"))
    set_visibility(hidden, by=cast.officer, visibility="confidential")
    answer = client_of(cast.viewer).get("/o/halden/travel/gifts/export/csv/")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "Mayor of Metz" in text
    assert "A hidden clock" not in text
    (line,) = [line for line in text.splitlines() if "cmd()" in line]
    assert ",=cmd()" not in line
    assert client_of(cast.viewer).get("/o/halden/travel/gifts/export/exe/").status_code == 404
    assert client_of(cast.partner).get("/o/halden/travel/gifts/export/csv/").status_code == 403


def test_rsk_3_pages_show_level_checklist_and_what_is_not_declared(cast: Cast) -> None:
    actions.set_gift_threshold(cast.office, by=cast.director, amount=Decimal("50"), currency="EUR")
    place = actions.rate_destination(cast.office, by=cast.officer, values=rating(city="Metz", level=3))
    trip = actions.record_trip(cast.office, by=cast.officer, values=journey())
    gift = actions.record_gift(
        cast.office, by=cast.officer, values=present(value=Decimal("80"), currency="EUR")
    )
    client = client_of(cast.director)
    where = "/o/halden/travel"
    for address, says in (
        ("destinations/", "3: only when it is needed"),
        (f"destinations/{place.uid}/", "A loan device is taken"),
        (f"destinations/{place.uid}/edit/", "Edit “Metz, France”"),
        ("sponsored_trips/", "Within the rules"),
        (f"sponsored_trips/{trip.uid}/", "A loan device is taken"),
        ("gifts/", "not declared"),
        (f"gifts/{gift.uid}/", "Mayor of Metz"),
        ("gifts/threshold/", "From which value"),
        *((f"{kind}/add/", "Who may see it") for kind in ("destinations", "sponsored_trips", "gifts")),
    ):
        assert says in fetch(client, f"{where}/{address}").text


def test_rsk_6_the_form_keeps_what_was_typed_when_the_rule_refuses(cast: Cast) -> None:
    today = timezone.localdate().isoformat()
    sent = {"traveller": "Ada Berg", "country": "FR", "starts": today, "ends": today, "payer": "company"}
    sent |= {"visibility": "internal", "override_reason": ""}
    client = client_of(cast.officer)
    answer = client.post("/o/halden/travel/sponsored_trips/add/", sent)
    assert answer.status_code == 422
    assert "refused by rule" in answer.content.decode()
    assert "Ada Berg" in answer.content.decode()
    reason = {"override_reason": "They pay for everybody who comes."}
    answer = client.post("/o/halden/travel/sponsored_trips/add/", sent | reason)
    assert answer.status_code == 422
    assert "decide on exceptions" in answer.content.decode()
    answer = client_of(cast.director).post("/o/halden/travel/sponsored_trips/add/", sent | reason)
    assert answer.status_code == 302
    assert SponsoredTrip.objects.get().overridden_by == cast.director


def test_rsk_6_what_is_put_away_comes_back(cast: Cast) -> None:
    gift = actions.record_gift(cast.office, by=cast.officer, values=present())
    place = actions.rate_destination(cast.office, by=cast.officer, values=rating())
    client = client_of(cast.officer)
    for kind, one in (("gifts", gift), ("destinations", place)):
        address = f"/o/halden/travel/{kind}/{one.uid}"
        assert client.post(f"{address}/archive/", {"reason": "Twice"}).status_code == 302
        one.refresh_from_db()
        assert one.is_archived
    again = actions.rate_destination(cast.office, by=cast.officer, values=rating(level=1))
    client.post(f"/o/halden/travel/destinations/{place.uid}/restore/")
    place.refresh_from_db()
    assert place.is_archived
    assert queries.destination_of(cast.officer, cast.office, "FR") == again
    client.post(f"/o/halden/travel/gifts/{gift.uid}/restore/")
    gift.refresh_from_db()
    assert not gift.is_archived
