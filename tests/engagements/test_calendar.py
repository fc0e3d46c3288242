"""ENG-5: the calendar page: days, whose they are, conflicts, anniversaries, holidays; and hours of two places."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from proxenia.core.values import PartialDate
from proxenia.directory.actions import add_person
from proxenia.engagements.actions import log_engagement, move_engagement
from proxenia.engagements.actions.calendar import set_hours
from proxenia.engagements.models import Engagement
from proxenia.engagements.queries.calendar import OFFICE, between
from proxenia.engagements.queries.occasions import anniversaries, conflicts, holidays_of
from proxenia.engagements.rules.calendar import span_of
from proxenia.places.models import Home, Place
from proxenia.portfolio.actions import add_agreement
from proxenia.portfolio.models import Partnership
from tests.cast import Cast, signed_in
from tests.pages import fetch, send

Tie = Callable[..., Partnership]
Contact = Callable[..., Engagement]
PAGE = "/o/halden/calendar/"
MARCH = (dt.date(2026, 3, 1), dt.date(2026, 3, 31))


def place(name: str, country: str, zone: str, region: str = "") -> Place:
    """A town of some country."""
    return Place.objects.create(
        name=name, name_folded=name.lower(), country=country, region=region, timezone=zone
    )


@pytest.fixture
def home(cast: Cast) -> Place:
    """Halden, where the office is."""
    halden = place("Halden", "NO", "Europe/Oslo")
    Home.objects.create(office=cast.office, place=halden)
    return halden


def test_eng_5_a_month_shows_what_touches_it_and_no_more(
    cast: Cast, home: Place, tie: Tie, contact: Contact
) -> None:
    contact("2026-02-28", "Long visit", until=PartialDate(2026, 3, 2), ties=[tie("Trier")])
    contact("2026-03", "Some day in March")
    contact("2026-04-20", "Much later")
    contact("2026-03-10", "Hidden", visibility="confidential")
    off = contact("2026-03-11", "Called off")
    move_engagement(off, by=cast.officer, verb="cancel_engagement", reason="snow")
    client = signed_in(cast.viewer)
    page = fetch(client, f"{PAGE}?on=2026-03-15")
    assert page.text.count("Long visit") == 3
    assert "Some time this month Some day in March" in page.text
    for missing in ("Much later", "Hidden", "Called off"):
        assert missing not in page.text
    assert page.links["Before"].endswith("on=2026-02-28")
    assert page.links["After"].endswith("on=2026-04-01")
    assert fetch(client, f"{PAGE}?view=week&on=2026-03-02").text.count("Long visit") == 1
    assert "Much later" in fetch(client, f"{PAGE}?view=list&on=2026-03-01").text


@pytest.mark.parametrize(
    "query", ["", "?on=0000-99-99", "?on=9999-12-31&view=x&whose=y", "?view=list&on=1900-01-01", "?on=%00"]
)
def test_eng_5_an_odd_address_shows_a_calendar(cast: Cast, query: str) -> None:
    assert "Calendar" in fetch(signed_in(cast.officer), f"{PAGE}{query}").text


def test_eng_5_my_own_calendar_is_mine(cast: Cast, contact: Contact) -> None:
    contact("2026-03-10", "Of the officer", by=cast.officer)
    contact("2026-03-10", "Of the director", by=cast.director)
    page = fetch(signed_in(cast.officer), f"{PAGE}?on=2026-03-15&whose=own")
    assert "Of the officer" in page.text
    assert "Of the director" not in page.text


def test_eng_5_somebody_in_two_places_at_once_is_told(cast: Cast, home: Place, contact: Contact) -> None:
    anna = add_person(cast.office, by=cast.operator, values={"name": "Anna Weiss"})
    trier, oslo = place("Trier", "DE", "Europe/Berlin"), place("Oslo", "NO", "Europe/Oslo")
    first = contact("2026-03-10", "Fair", until=PartialDate(2026, 3, 12), people=[anna], place=trier)
    council = {"date": PartialDate(2026, 3, 12), "kind": "meeting", "title": "Council", "place": oslo}
    log_engagement(
        cast.office, by=cast.officer, values=council, people=[anna], because="She leaves the fair early."
    )
    contact("2026-03-12", "Without a place", people=[anna])
    contact("2026-03-13", "The day after", people=[anna], place=oslo)
    morning = contact("2026-03-20", "Call at nine", people=[anna])
    tokyo = contact("2026-03-20", "Call at five in Tokyo", people=[anna])
    later = contact("2026-03-20", "Call at ten", people=[anna])
    set_hours(morning, by=cast.officer, starts=dt.time(9), ends=dt.time(10), zone="Europe/Oslo")
    set_hours(tokyo, by=cast.officer, starts=dt.time(17), ends=dt.time(18), zone="Asia/Tokyo")
    set_hours(later, by=cast.officer, starts=dt.time(10), ends=dt.time(11), zone="Europe/Oslo")
    entries, _someday = between(cast.officer, cast.office, OFFICE, *MARCH)
    found = {
        (one.first.engagement.title, one.second.engagement.title)
        for one in conflicts(cast.officer, cast.office, entries, dt.UTC)
    }
    assert found == {("Fair", "Council"), ("Call at nine", "Call at five in Tokyo")}
    page = fetch(signed_in(cast.viewer), f"{PAGE}?on=2026-03-15")
    assert "Anna Weiss, 12 March: Fair and Council" in page.text
    assert page.links["Fair"].endswith(f"/{first.uid}/")


def test_eng_5_round_anniversaries_of_ties_and_agreements(cast: Cast, tie: Tie) -> None:
    old = tie("Trier", values={"since": PartialDate(1976, 3, 9), "state": "active"})
    tie("Odd years", values={"since": PartialDate(1979, 3, 9), "state": "active"})
    tie("Only a year", values={"since": PartialDate(2025, 3, 31), "state": "active"})
    tie("Year alone", values={"since": PartialDate(1976), "state": "active"})
    tie("Hidden", values={"since": PartialDate(1976, 3, 9), "state": "active"}, visibility="confidential")
    add_agreement(
        old,
        by=cast.operator,
        values={"title": "Memorandum", "state": "signed", "signed": PartialDate(2021, 3, 15)},
    )
    found = anniversaries(cast.officer, cast.office, *MARCH)
    assert [(one.name, one.years, one.on.day) for one in found] == [
        ("Trier", 50, 9),
        ("Memorandum", 5, 15),
        ("Only a year", 1, 31),
    ]
    assert "Trier 50 years" in fetch(signed_in(cast.officer), f"{PAGE}?on=2026-03-15").text


def test_eng_5_holidays_of_both_places_and_of_their_regions(
    cast: Cast, home: Place, contact: Contact
) -> None:
    munich = place("Munich", "DE", "Europe/Berlin", region="Bavaria")
    nowhere = place("Base", "ZZ", "UTC")
    contact("2026-05-20", "Fair", place=munich)
    contact("2026-05-21", "Camp", place=nowhere)
    page = fetch(signed_in(cast.officer), f"{PAGE}?on=2026-05-15")
    assert "Constitution Day" in page.text  # 17 May, Norway
    assert "Corpus Christi" not in page.text
    assert "Public holidays are not known for: " in page.text
    june = holidays_of(cast.office, [("DE", "Bavaria")], dt.date(2026, 6, 1), dt.date(2026, 6, 30))
    assert ("Corpus Christi", "Bavaria, Germany") in {(one.name, one.where) for one in june.days}
    assert ("Corpus Christi", "Germany") not in {(one.name, one.where) for one in holidays_of(
        cast.office, [("DE", "")], dt.date(2026, 6, 1), dt.date(2026, 6, 30)
    ).days}  # fmt: skip


def test_eng_5_a_calendar_asks_as_much_for_many_as_for_few(
    cast: Cast, home: Place, tie: Tie, contact: Contact
) -> None:
    client, counts = signed_in(cast.officer), []
    trier = tie("Trier")
    for number in (2, 12):
        for day in range(number):
            contact(f"2026-03-{day + 1:02d}", f"Call {day}", ties=[trier])
        with CaptureQueriesContext(connection) as queries:
            fetch(client, f"{PAGE}?on=2026-03-15")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_eng_5_the_night_the_clocks_change(cast: Cast, contact: Contact) -> None:
    gap = contact("2026-03-29")
    set_hours(gap, by=cast.officer, starts=dt.time(2, 30), ends=dt.time(3, 30), zone="Europe/Oslo")
    span = span_of(gap)
    assert span is not None
    assert span.starts is not None
    assert span.starts.astimezone(dt.UTC) == dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC)


def test_eng_5_hours_are_set_on_a_page(cast: Cast, home: Place, contact: Contact) -> None:
    one = contact("2026-03-29")
    client, url = signed_in(cast.officer), f"/o/halden/engagements/{one.uid}/hours/"
    assert fetch(client, url).response.context["form"].initial["zone"] == "Europe/Oslo"
    for sent, sentence in (
        ({"ends": "09:00"}, "Say from when."),
        ({"starts": "09:00", "zone": "Nowhere"}, "not a time zone"),
        ({"starts": "09:00", "ends": "08:00", "zone": "Europe/Oslo"}, "end before it begins"),
    ):
        assert sentence in send(client, url, sent).text
    client.post(url, {"starts": "09:00", "ends": "10:00", "zone": "Europe/Oslo"})
    assert "09:00 – 10:00" in fetch(client, f"{PAGE}?on=2026-03-29").text
    client.post(url, {"zone": "Europe/Oslo"})
    assert "09:00" not in fetch(client, f"{PAGE}?on=2026-03-29").text
    assert signed_in(cast.viewer).get(url).status_code == 403


def test_eng_5_two_places_at_work_together(cast: Cast, home: Place, monkeypatch: Any) -> None:
    client, url = signed_in(cast.viewer), f"{PAGE}hours/"
    assert "9 to 17" in fetch(client, url).text
    page = fetch(client, f"{url}?with=Asia/Kolkata&on=2026-03-02")
    assert "09:00 – 12:30 in Halden is 13:30 – 17:00 in Asia/Kolkata" in page.text
    assert "4:30 hours ahead" in page.text
    assert "share no working hour" in fetch(client, f"{url}?with=Asia/Tokyo&on=2026-03-02").text
    assert fetch(client, f"{url}?with=../../etc/passwd", status=422)
