"""ENG-2, ENG-6: the pages of a delegation, of its legs and costs, and its papers."""

import datetime as dt
import io
import zipfile
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from proxenia.engagements.actions import delegations, itineraries
from proxenia.engagements.models import CostLine, Leg, Member, Slot
from proxenia.engagements.queries.delegations import plan_of
from proxenia.engagements.queries.occasions import holidays_at
from tests.cast import Cast, signed_in
from tests.engagements.delegated import approved, first_day, journey, member, minor, planned, slot
from tests.pages import fetch

pytestmark = pytest.mark.django_db


def where(engagement: Any, step: str = "delegation/") -> str:
    """The address of a page of the engagement."""
    return f"/o/halden/engagements/{engagement.uid}/{step}"


def test_eng_2_from_the_engagement_to_an_approved_delegation(cast: Cast) -> None:
    engagement = journey(cast)
    client = signed_in(cast.officer)
    assert "Plan it as a delegation" in fetch(client, where(engagement, "")).text
    assert "Begin to plan it" in fetch(client, where(engagement)).text
    assert client.post(where(engagement, "delegation/plan/")).status_code == 302
    assert "Nobody is on the delegation yet" in fetch(client, where(engagement)).text
    lines = "Ada Berg; City of Halden; Mayor\nBo Dahl; Dock Works"
    sent = {"lines": lines, "role": "member", "payer": "office"}
    asked = client.post(where(engagement, "members/add/"), sent)
    assert asked.status_code == 422
    assert "Not in the directory: Ada Berg, Bo Dahl, City of Halden, Dock Works" in asked.content.decode()
    assert client.post(where(engagement, "members/add/"), {**sent, "new": "on"}).status_code == 302
    assert Member.objects.get(person__name="Ada Berg").post_title == "Mayor"
    days = {"starts": first_day().isoformat(), "ends": first_day().isoformat(), "zone": "Europe/Paris"}
    assert client.post(where(engagement, "stops/add/"), {"where": "France", **days}).status_code == 302
    rate = {
        "country": "FR",
        "level": "2",
        "source": "Advice",
        "rated_on": "2026-01-05",
        "visibility": "internal",
    }
    assert client.post("/o/halden/travel/destinations/add/", rate).status_code == 302
    verb = {"verb": "submit_delegation"}
    assert client.post(where(engagement, "delegation/step/"), verb).status_code == 302
    boss = signed_in(cast.director)
    assert "Decide" in fetch(boss, where(engagement)).links
    assert (
        boss.post(where(engagement, "delegation/decide/"), {"verdict": "approve_delegation"}).status_code
        == 302
    )
    assert "Delegation of 2" in fetch(client, where(engagement, "")).text
    assert "Approved" in fetch(client, where(engagement)).text


def test_eng_2_a_clash_is_asked_about_and_nothing_typed_is_lost(cast: Cast) -> None:
    engagement = planned(cast)
    client = signed_in(cast.officer)
    day = first_day().isoformat()
    sent = {
        "kind": "visit",
        "title": "Harbour tour",
        "on": day,
        "starts": "09:30",
        "ends": "11:00",
        "for_all": "on",
    }
    asked = client.post(where(engagement, "slots/add/"), sent)
    assert asked.status_code == 422
    assert "Ada Berg would be in two places at once" in asked.content.decode()
    assert "Harbour tour" in asked.content.decode()
    assert client.post(where(engagement, "slots/add/"), {**sent, "clash": "on"}).status_code == 302
    assert Slot.objects.count() == 2
    page = fetch(client, where(engagement)).text
    assert "Ada Berg would be in two places at once" in page


def test_eng_2_an_item_opens_changes_and_goes(cast: Cast) -> None:
    engagement = planned(cast)
    one, client = Slot.objects.get(), signed_in(cast.officer)
    address = where(engagement, f"slots/{one.uid}/")
    assert "Talks at the town hall" in client.get(address).content.decode()
    sent = {
        "kind": "meal",
        "title": "Lunch",
        "on": first_day().isoformat(),
        "starts": "12:00",
        "ends": "13:30",
    }
    assert client.post(address, {**sent, "members": [Member.objects.get().uid]}).status_code == 302
    one.refresh_from_db()
    assert (one.title, one.for_all, one.taking_part.count()) == ("Lunch", False, 1)
    assert client.post(f"{address}remove/").status_code == 302
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("step", ["members", "slots", "stops"])
def test_eng_2_a_part_of_another_engagement_is_not_there(cast: Cast, step: str) -> None:
    engagement, other = planned(cast), journey(cast, title="Other")
    uid = getattr(engagement, step).get().uid
    client = signed_in(cast.officer)
    assert client.get(where(engagement, f"{step}/{uid}/")).status_code == 200
    assert client.get(where(other, f"{step}/{uid}/")).status_code == 404
    assert client.post(where(other, f"{step}/{uid}/remove/")).status_code == 404
    assert signed_in(cast.viewer).get(where(engagement, f"{step}/{uid}/")).status_code == 403


def test_eng_2_the_page_asks_as_often_for_many_members_as_for_few(cast: Cast) -> None:
    engagement = planned(cast)
    client = signed_in(cast.viewer)
    client.get(where(engagement))

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(where(engagement)).status_code == 200
        return len(found)

    before = asked()
    for number in range(5):
        one = member(cast, engagement, f"Person {number}")
        slot(cast, engagement, "15:00", "16:00", for_all=False, members=[one])
    assert asked() <= before + 1


def test_eng_2_papers_name_only_whose_data_may_leave(cast: Cast) -> None:
    engagement = planned(cast)
    itineraries.add_member(engagement, by=cast.officer, person=minor(cast))
    slot(cast, engagement, "12:00", "13:00", title="=cmd() #import {{ 7*7 }} $x$")
    client = signed_in(cast.officer)
    answer = client.get(where(engagement, "delegation/papers/programme/docx/"))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as opened:
        text = opened.read("word/document.xml").decode()
    assert "Ada Berg" in text
    assert "Kim Lund" not in text
    assert "{{ 7*7 }}" in text, "what looks like code is words"
    for paper in ("programme", "badges", "certificates"):
        made = client.get(where(engagement, f"delegation/papers/{paper}/pdf/"))
        assert made.content.startswith(b"%PDF-")
    assert client.get(where(engagement, "delegation/papers/badges/docx/")).status_code == 404
    assert client.get(where(engagement, "delegation/papers/secret/pdf/")).status_code == 404
    assert signed_in(cast.partner).get(where(engagement, "delegation/papers/badges/pdf/")).status_code == 404


def test_eng_6_a_leg_is_reckoned_and_an_unknown_airport_asked_about(cast: Cast) -> None:
    engagement = planned(cast)
    client = signed_in(cast.officer)
    sent = {"on": first_day().isoformat(), "mode": "air", "origin": "AMS", "target": "XQX", "people": "2"}
    refused = client.post(where(engagement, "legs/add/"), sent)
    assert refused.status_code == 422
    assert "XQX" in refused.content.decode()
    assert "not the IATA code" in refused.content.decode()
    assert not Leg.objects.exists()
    good = {**sent, "target": "lys", "back": "on"}
    assert client.post(where(engagement, "legs/add/"), good).status_code == 302
    out, back = Leg.objects.order_by("pk")
    assert (out.origin, out.target, back.origin, back.target) == ("AMS", "LYS", "LYS", "AMS")
    assert out.km is not None
    assert out.kg == pytest.approx(out.km * out.factor * 2)
    page = fetch(client, where(engagement, "travel/")).text
    assert "would have saved" in page
    assert client.post(where(engagement, f"legs/{out.uid}/remove/")).status_code == 302
    assert Leg.objects.get() == back


def test_eng_6_costs_are_so_many_at_such_a_rate(cast: Cast) -> None:
    engagement = planned(cast)
    client = signed_in(cast.officer)
    sent = {"kind": "per_diem", "what": "Per diems", "quantity": "8", "rate": "52.50", "currency": "euro"}
    sent |= {"on": first_day().isoformat(), "paid_by": "us"}
    assert client.post(where(engagement, "costs/add/"), sent).status_code == 302
    line = CostLine.objects.get()
    assert (str(line.amount), line.currency) == ("420.00", "EUR")
    assert "420" in fetch(client, where(engagement, "travel/")).text
    for odd in ({"quantity": "0"}, {"rate": "-1"}, {"currency": "shells"}, {"what": ""}):
        assert client.post(where(engagement, "costs/add/"), {**sent, **odd}).status_code == 422
    assert "Remove it" in fetch(client, where(engagement, f"costs/{line.uid}/")).text
    spent = {**sent, "is_spent": "on", "rate": "50"}
    assert client.post(where(engagement, f"costs/{line.uid}/"), spent).status_code == 302
    line.refresh_from_db()
    assert (line.is_spent, str(line.amount)) == (True, "400.00")


def test_eng_2_lists_and_pages_for_whoever_only_reads(cast: Cast) -> None:
    engagement = approved(cast)
    client = signed_in(cast.viewer)
    assert "Ports and people" in fetch(client, "/o/halden/delegations/").links
    page = fetch(client, where(engagement))
    assert "Add members" not in page.links
    assert "What travel emits and costs" in fetch(client, "/o/halden/engagements-travel/").text
    assert fetch(signed_in(cast.officer), where(engagement, "delegation/organiser/")).text
    hidden = journey(cast, title="Closed talks")
    delegations.plan_delegation(hidden, by=cast.officer)
    assert plan_of(hidden) is not None


def test_eng_2_public_holidays_of_where_it_is_stand_on_their_days(cast: Cast) -> None:
    engagement = planned(cast)
    year = first_day().year + 1
    for country, city, day in (("FR", "Lyon", 14), ("AQ", "Base", 20)):
        on = dt.date(year, 7, day)
        values = {"country": country, "city": city, "zone": "Europe/Paris", "starts": on, "ends": on}
        itineraries.add_stop(engagement, by=cast.officer, values=values)
    page = fetch(signed_in(cast.officer), where(engagement)).text
    assert page.count("Public holiday:") >= 1
    assert "(France)" in page
    found, unknown = holidays_at(engagement.stops.filter(starts__year=year))
    assert list(found) == [dt.date(year, 7, 14)]
    assert found[dt.date(year, 7, 14)][0].endswith("(France)")
    assert [f"The public holidays of {name} are not known here." in page for name in unknown] == [True] * len(
        unknown
    )
