"""ENG-5: calendars read by calendar programs: what they are told, who may ask, and that an unchanged one is quick."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from proxenia.accounts.models import Membership
from proxenia.core import ical
from proxenia.core.errors import NotAllowed, NotFound, Refused
from proxenia.engagements.actions import delegations
from proxenia.engagements.actions.calendar import (
    clear_hours,
    make_secret_address,
    set_hours,
    withdraw_secret_address,
)
from proxenia.engagements.models import Engagement, SecretAddress
from proxenia.engagements.rules.calendar import MOST_ADDRESSES
from proxenia.portfolio.actions import change_tie
from proxenia.portfolio.models import Partnership
from proxenia.records.actions import set_visibility, share
from tests.cast import Cast, make_person, signed_in
from tests.engagements.delegated import planned
from tests.pages import fetch, send

Tie = Callable[..., Partnership]
Contact = Callable[..., Engagement]
Kind = SecretAddress.Kind
PAGE = "/o/halden/calendar/addresses/"


def in_days(days: int) -> str:
    """A day from today, as it is written."""
    return (timezone.localdate() + dt.timedelta(days=days)).isoformat()


def ask(token: str, tag: str = "") -> Any:
    """What a calendar program gets that holds a copy of this tag."""
    return Client().get(f"/calendar/{token}.ics", headers={"If-None-Match": tag} if tag else {})


def events(token: str) -> dict[str, Any]:
    """The entries of a feed by their titles, as the library reads them."""
    read = icalendar.Calendar.from_ical(ask(token).content)
    assert not [part for part in read.walk() if part.errors]
    return {str(event["SUMMARY"]): event for event in read.walk("VEVENT")}


def test_eng_5_a_feed_tells_day_hours_place_ties_and_a_link(cast: Cast, tie: Tie, contact: Contact) -> None:
    day = timezone.localdate() + dt.timedelta(days=9)
    talks = contact(day.isoformat(), "Port talks; part 1, \\o/", ties=[tie("Trier")])
    set_hours(talks, by=cast.officer, starts=dt.time(9, 30), ends=dt.time(11), zone="Asia/Tokyo")
    contact(in_days(3), "Visit", until=None, kind="meeting")
    _made, token = make_secret_address(cast.office, by=cast.officer, kind=Kind.FEED_OFFICE)
    found = events(token)
    event = found["Port talks; part 1, \\o/"]
    assert event.decoded("DTSTART") == dt.datetime(day.year, day.month, day.day, 0, 30, tzinfo=dt.UTC)
    assert event.decoded("DTEND") - event.decoded("DTSTART") == dt.timedelta(hours=1, minutes=30)
    assert event["UID"] == f"{talks.uid}@127.0.0.1"
    assert "Trier" in event["DESCRIPTION"]
    assert str(event["URL"]).endswith(f"/o/halden/engagements/{talks.uid}/")
    visit = found["Visit"]
    assert visit.decoded("DTEND") - visit.decoded("DTSTART") == dt.timedelta(days=1)
    assert visit["TRANSP"] == "TRANSPARENT"


def test_eng_5_what_is_closed_leaves_the_house_as_busy_and_hidden_not_at_all(
    cast: Cast, contact: Contact
) -> None:
    seen = contact(in_days(2), "Qz confidential seen", visibility="confidential")
    contact(in_days(2), "Qz confidential hidden", visibility="confidential")
    share(seen, by=cast.operator, reader=cast.officer)
    contact(in_days(4), "Open")
    contact(in_days(5)[:7], "Some time that month")
    _made, token = make_secret_address(cast.office, by=cast.officer, kind=Kind.FEED_OFFICE)
    answer = ask(token)
    found = events(token)
    assert set(found) == {"Open", "Busy"}
    assert found["Busy"]["CLASS"] == "CONFIDENTIAL"
    assert "DESCRIPTION" not in found["Busy"]
    assert "URL" not in found["Busy"]
    assert b"Qz" not in answer.content
    assert answer["Content-Type"] == ical.MEDIA_TYPE
    assert answer["Cache-Control"] == "private, no-cache"


def test_eng_5_ones_own_calendar_holds_ones_own(cast: Cast, contact: Contact) -> None:
    contact(in_days(1), "Mine", by=cast.officer)
    contact(in_days(1), "Of the director", by=cast.director)
    _made, token = make_secret_address(cast.office, by=cast.officer, kind=Kind.FEED_OWN)
    assert set(events(token)) == {"Mine"}


def test_eng_5_an_unchanged_feed_is_told_so_without_reading_a_contact(
    cast: Cast, tie: Tie, contact: Contact
) -> None:
    trier = tie("Trier")
    contact(in_days(1), "Call", ties=[trier])
    _made, token = make_secret_address(cast.office, by=cast.officer, kind=Kind.FEED_OFFICE)
    first = ask(token)
    with CaptureQueriesContext(connection) as queries:
        again = ask(token, f'"x", W/{first["ETag"]}')
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert not [row for row in queries.captured_queries if "engagements_engagement" in row["sql"]]
    # Somebody wrote something that no calendar shows: another first half, the same second half, still unchanged.
    make_secret_address(cast.office, by=cast.director, kind=Kind.FEED_OWN)
    other = ask(token, first["ETag"])
    assert other.status_code == 304
    assert other["ETag"] != first["ETag"]
    # Another name of the tie is another calendar.
    change_tie(trier, by=cast.officer, values={"name": "Trier am Rhein"})
    changed = ask(token, other["ETag"])
    assert changed.status_code == 200
    assert b"Trier am Rhein" in changed.content


def test_eng_5_an_address_ends_with_the_right_the_role_and_the_account(cast: Cast, contact: Contact) -> None:
    contact(in_days(1))
    address, token = make_secret_address(cast.office, by=cast.officer, kind=Kind.FEED_OFFICE)
    assert ask(token).status_code == 200
    assert ask(f"{token}x").status_code == 404
    assert token not in str(SecretAddress.objects.values_list())
    role = Membership.objects.get(user=cast.officer)
    Membership.objects.filter(pk=role.pk).update(role="partner")
    assert ask(token).status_code == 404
    Membership.objects.filter(pk=role.pk).update(role="officer")
    cast.officer.is_active = False
    cast.officer.save()
    assert ask(token).status_code == 404
    cast.officer.is_active = True
    cast.officer.save()
    withdraw_secret_address(address, by=cast.officer)
    assert ask(token).status_code == 404
    with pytest.raises(Refused):
        withdraw_secret_address(address, by=cast.officer)


def test_eng_5_a_tag_of_before_opens_nothing_after(cast: Cast, contact: Contact) -> None:
    """What is not visible any more is gone from the feed, whatever copy the program says it holds."""
    one = contact(in_days(1), "Soon hidden", by=cast.director)
    _made, token = make_secret_address(cast.office, by=cast.officer, kind=Kind.FEED_OFFICE)
    tag = ask(token)["ETag"]
    set_visibility(one, by=cast.director, visibility="confidential")
    answer = ask(token, tag)
    assert answer.status_code == 200
    assert b"Soon hidden" not in answer.content


def test_eng_5_addresses_are_made_and_withdrawn_by_those_who_may(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        make_secret_address(cast.office, by=cast.partner, kind=Kind.FEED_OWN)
    with pytest.raises(NotAllowed):
        make_secret_address(cast.office, by=cast.viewer, kind=Kind.MAIL_OFFICE)
    with pytest.raises(NotFound):
        make_secret_address(cast.office, by=cast.officer, kind="door")
    address, _token = make_secret_address(cast.office, by=cast.officer, kind=Kind.FEED_OWN)
    with pytest.raises(NotFound):
        withdraw_secret_address(address, by=cast.viewer)
    withdraw_secret_address(address, by=cast.director)
    for _number in range(MOST_ADDRESSES):
        make_secret_address(cast.office, by=cast.officer, kind=Kind.FEED_OWN)
    with pytest.raises(Refused, match="10 addresses"):
        make_secret_address(cast.office, by=cast.officer, kind=Kind.FEED_OWN)


def test_eng_5_the_page_shows_a_new_address_once(cast: Cast) -> None:
    client = signed_in(cast.officer)
    made = send(client, PAGE, {"kind": Kind.FEED_OWN}, status=200)
    [shown] = [node.text for node in made.root.all("code")]
    assert shown.startswith("http://127.0.0.1:8000/calendar/")
    assert ask(shown.rpartition("/")[2].removesuffix(".ics")).status_code == 200
    page = fetch(client, PAGE)
    assert shown not in page.html
    assert "last used" in page.text
    [address] = SecretAddress.objects.all()
    others = fetch(signed_in(cast.director), PAGE)
    assert cast.officer.name in others.text
    answer = signed_in(cast.viewer).post(f"{PAGE}{address.uid}/withdraw/")
    assert answer.status_code == 404
    client.post(f"{PAGE}{address.uid}/withdraw/")
    assert "You have none" in fetch(client, PAGE).text


def test_eng_5_hours_need_a_day_a_zone_and_an_order(cast: Cast, contact: Contact) -> None:
    month = contact("2026-05")
    day = contact("2026-05-09")
    with pytest.raises(Refused, match="on which day"):
        set_hours(month, by=cast.officer, starts=dt.time(9), ends=None, zone="Europe/Oslo")
    with pytest.raises(Refused, match="end before it begins"):
        set_hours(day, by=cast.officer, starts=dt.time(9), ends=dt.time(8), zone="Europe/Oslo")
    with pytest.raises(Refused, match="not a time zone"):
        set_hours(day, by=cast.officer, starts=dt.time(9), ends=None, zone="../etc/passwd")
    with pytest.raises(NotAllowed):
        set_hours(day, by=cast.viewer, starts=dt.time(9), ends=None, zone="Europe/Oslo")
    set_hours(day, by=cast.officer, starts=dt.time(9), ends=None, zone="Europe/Oslo")
    version = day.version
    set_hours(day, by=cast.officer, starts=dt.time(9), ends=None, zone="Europe/Oslo")
    assert day.version == version
    clear_hours(day, by=cast.officer)
    assert day.version == version + 1


@pytest.mark.once
@pytest.mark.reliability("E3")
@pytest.mark.parametrize(
    "words",
    [
        "plain",
        "a,b;c\\d\\n",
        "two\nlines\r\nBEGIN:VEVENT\rATTACH:x",
        "ü" * 200,
        "漢字🎉" * 60,
        "\u2028\u2029\x85\x00\x1b[0m",
        '";X=1:',
    ],
)
def test_eng_5_no_text_ends_a_line_of_a_calendar(words: str) -> None:
    whole = ical.component("VEVENT", ["UID:1", "DTSTART:20260301T000000Z", "DTSTAMP:20260301T000000Z"])
    whole[-1:-1] = [ical.line("SUMMARY", ical.text(words), LANGUAGE=words)]
    content = ical.calendar(whole)
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    [event] = icalendar.Calendar.from_ical(content).walk("VEVENT")
    kept = "".join(
        char for char in words if char == "\n" or (char.isprintable() and char not in "\u2028\u2029\x85")
    )
    assert str(event["SUMMARY"]) == kept
    assert set(event) == {"UID", "DTSTART", "DTSTAMP", "SUMMARY"}


def test_eng_5_a_programme_stands_in_the_feed_of_whoever_organises_it(cast: Cast) -> None:
    engagement = planned(cast)
    delegations.set_organiser(engagement, by=cast.officer, organiser=cast.director)
    _made, own = make_secret_address(cast.office, by=cast.director, kind=Kind.FEED_OWN)
    found = events(own)
    item = engagement.slots.get()
    told = found[item.title]
    begins = dt.datetime.combine(item.on, item.starts, ZoneInfo(item.zone))
    assert told.decoded("DTSTART") == begins
    assert told["UID"] == f"{item.uid}@127.0.0.1"
    assert engagement.title in told["DESCRIPTION"]
    assert engagement.title in found
    _other, others = make_secret_address(
        cast.office, by=make_person(cast.office, "officer"), kind=Kind.FEED_OWN
    )
    assert engagement.title not in events(others)


def test_eng_5_the_programme_of_what_is_closed_stays_in_the_house(cast: Cast) -> None:
    engagement = planned(cast)
    set_visibility(engagement, by=cast.officer, visibility="confidential")
    _made, own = make_secret_address(cast.office, by=cast.officer, kind=Kind.FEED_OWN)
    assert list(events(own)) == ["Busy"]
