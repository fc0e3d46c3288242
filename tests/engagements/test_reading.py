"""ENG-5, C8: mail and calendar files, those people write and those that mean harm; each within five seconds."""

import datetime as dt
import time
from collections.abc import Iterator
from typing import Any

import pytest

from proxenia.engagements.readers.bounds import OCCURRENCES
from proxenia.engagements.readers.ics_file import zone_name
from proxenia.engagements.readers.reading import read_capture, sentence_of

pytestmark = pytest.mark.once
TODAY = dt.date(2026, 3, 1)
MOST_SECONDS = 5.0


def calendar(*lines: str, events: int = 1) -> bytes:
    """A calendar with one entry of these lines, or several."""
    entry = "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"])
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *[entry] * events, "END:VCALENDAR", ""]).encode()


def read(content: bytes) -> dict[str, Any]:
    """What is read, in time."""
    began = time.monotonic()
    found = read_capture(content, TODAY)
    assert time.monotonic() - began < MOST_SECONDS
    return found


def test_eng_5_an_invitation_is_read_with_its_zone_people_and_answer() -> None:
    found = read(
        calendar(
            "UID:42@example.org",
            "SEQUENCE:3",
            "SUMMARY:Port talks\\, second round",
            'DTSTART;TZID="W. Europe Standard Time":20260329T023000',
            "DURATION:PT1H30M",
            "LOCATION:Yokohama",
            "ORGANIZER;CN=Anna Müller:mailto:Anna@Example.org",
            'ATTENDEE;CN="Ito; Kenji";PARTSTAT=ACCEPTED:MAILTO:kenji@example.jp',
            "DESCRIPTION:First line\\nsecond",
            "  line",
        )
    )
    [item] = found["items"]
    assert (item["uid"], item["sequence"], item["title"]) == ("42@example.org", 3, "Port talks, second round")
    assert item["starts"]["at"] == "2026-03-29T02:30:00"
    assert item["starts"]["zone"] == "Europe/Berlin"
    assert item["ends"]["at"] == "2026-03-29T04:00:00"
    assert item["organizer"] == {"name": "Anna Müller", "address": "anna@example.org", "answer": ""}
    assert item["people"] == [{"name": "Ito; Kenji", "address": "kenji@example.jp", "answer": "ACCEPTED"}]
    assert item["words"] == "First line\nsecond line"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Europe/Oslo", "Europe/Oslo"),
        ("Tokyo Standard Time", "Asia/Tokyo"),
        ("/citadel.org/20190914_1/Europe/Berlin", "Europe/Berlin"),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("../../etc/passwd", ""),
        ("Customized Time Zone", ""),
        ("", ""),
    ],
)
def test_eng_5_a_zone_is_one_that_the_table_has(said: str, meant: str) -> None:
    assert zone_name(said) == meant


def test_eng_5_what_repeats_is_told_for_a_year_and_no_more() -> None:
    weekly = "UID:1\r\nDTSTART:20260106T090000Z\r\nRRULE:FREQ=WEEKLY;BYDAY=TU\r\nEXDATE:20260310T090000Z"
    moved = "UID:1\r\nRECURRENCE-ID:20260317T090000Z\r\nDTSTART:20260318T100000Z\r\nSUMMARY:Moved"
    parts = f"BEGIN:VEVENT\r\n{weekly}\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\n{moved}\r\nEND:VEVENT"
    found = read(f"BEGIN:VCALENDAR\r\n{parts}\r\nEND:VCALENDAR\r\n".encode())
    series, single = found["items"]
    assert series["times"][0] == "2026-02-03T09:00:00"  # a month before today at the earliest
    assert "2026-03-03T09:00:00" in series["times"]
    assert not {"2026-03-10T09:00:00", "2026-03-17T09:00:00"} & set(series["times"])
    assert all(
        dt.datetime.fromisoformat(at).date() <= TODAY + dt.timedelta(days=366) for at in series["times"]
    )
    assert single["moved"] == "2026-03-17T09:00:00"


def hostile_rules() -> Iterator[tuple[str, str]]:
    """Rules of a billion times, of none, and of nonsense, with the remark each deserves."""
    yield "FREQ=SECONDLY;COUNT=1000000000", "too_often"
    yield "FREQ=MINUTELY", "too_often"
    yield "FREQ=YEARLY;BYHOUR=0,1,2;BYMINUTE=0,1;BYSECOND=0,1", "too_often"
    yield "FREQ=DAILY;COUNT=1000000000", ""
    yield "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", ""
    yield "FREQ=YEARLY;BYMONTHDAY=31;BYMONTH=2,4,6;BYSETPOS=-1", ""
    yield "FREQ=DAILY;INTERVAL=0", "odd_rule"
    yield "FREQ=DAILY;INTERVAL=99999999999999999999", "odd_rule"
    yield "FREQ=FORTNIGHTLY", "odd_rule"
    yield "FREQ=MONTHLY;BYDAY=99MO", "odd_rule"
    yield "FREQ=WEEKLY;BYDAY=" + ",".join(["MO"] * 9000), "odd_rule"
    yield "RRULE", "odd_rule"


@pytest.mark.parametrize(("rule", "remark"), list(hostile_rules()))
@pytest.mark.reliability("C8")
def test_eng_5_a_billion_times_are_a_handful(rule: str, remark: str) -> None:
    [item] = read(calendar("UID:1", "DTSTART:19700101T000000Z", f"RRULE:{rule}"))["items"]
    assert len(item["times"]) <= OCCURRENCES
    assert item["remarks"] == ([remark] if remark else [])


def test_eng_5_a_day_that_is_none_and_an_entry_without_beginning_are_left_out_and_told() -> None:
    found = read(calendar("UID:1", "DTSTART:20260230"))
    assert found["items"] == []
    assert found["remarks"] == ["no_start"]


def nested_mime(depth: int) -> bytes:
    """A mail whose parts stand in one another."""
    heads = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: deep\r\n"
    body = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (number, number)
        for number in range(depth)
    )
    return heads + body + b"Content-Type: text/plain\r\n\r\nbottom\r\n"


def hostile_files() -> Iterator[tuple[str, bytes, str]]:
    """Files that cost a careless reader dearly, and why each is held back ('' where it is read)."""
    yield "3,000 deep", nested_mime(3_000), "depth"
    yield (
        "messages in messages",
        b"From: a@b.org\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 3_000,
        "parts",
    )
    yield "200,000 heads", b"From: a@example.org\r\n" + b"X-A: b\r\n" * 200_000 + b"\r\nhello", "header_bytes"
    yield "3,000 heads", b"From: a@example.org\r\n" + b"X: b\r\n" * 3_000 + b"\r\nhello", "header_lines"
    many = b",\r\n ".join(b"p%d@example.org" % number for number in range(2_500))
    yield (
        "too many recipients",
        b"From: a@example.org\r\nTo: " + many[:60_000] + b"\r\n\r\nhello",
        "header_lines",
    )
    one_line = b", ".join(b"p%d@x.org" % number for number in range(3_000))
    yield "recipients on one line", b"From: a@example.org\r\nTo: " + one_line + b"\r\n\r\nhello", "recipients"
    part = b"--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\n\r\nx\r\n"
    mixed = b"From: a@b.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    yield "1,000 attachments", mixed + part * 1_000 + b"--b--\r\n", "parts"
    yield "zeros", b"\x00" * 1_000_000, "unknown"
    yield "outlook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 4096, "damaged"
    yield "nothing", b"  \r\n ", "empty"
    yield "words", b"just words\n", "unknown"
    nested = b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 10_000
    yield "nested calendar", nested, "calendar_depth"
    yield "endless lines", b"BEGIN:VCALENDAR\r\n" + b"X:1\n" * 300_000, "calendar_lines"
    yield "large calendar", b"BEGIN:VCALENDAR\r\nX:" + b"a" * 6_000_000, "calendar_bytes"
    zone = b"BEGIN:VTIMEZONE\r\nTZID:X\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nTZOFFSETFROM:+0100\r\n"
    zone += b"TZOFFSETTO:+0200\r\nRRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    event = b"BEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=X:20260301T090000\r\nEND:VEVENT\r\nEND:VCALENDAR"
    yield "a zone of a billion changes", b"BEGIN:VCALENDAR\r\n" + zone + event, ""
    folded = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20260301\r\nSUMMARY:a\r\n" + b" b\r\n" * 150_000
    yield "one line in 150,000 pieces", folded + b"END:VEVENT\r\nEND:VCALENDAR", ""
    long_parameter = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20260301\r\nATTENDEE" + b";X=1" * 20_000
    yield "a line of parameters", long_parameter + b":mailto:a@b.org\r\nEND:VEVENT\r\nEND:VCALENDAR", ""


@pytest.mark.parametrize(
    ("name", "content", "held"), list(hostile_files()), ids=lambda one: one if isinstance(one, str) else ""
)
@pytest.mark.reliability("C8")
def test_eng_5_what_means_harm_is_held_back_with_a_sentence_in_time(
    name: str, content: bytes, held: str
) -> None:
    found = read(content)
    assert found["held"] == held
    if held:
        assert sentence_of(held, found["figures"]).endswith(".")


@pytest.mark.reliability("C8")
def test_eng_5_a_thousand_entries_are_read_and_the_rest_is_told() -> None:
    found = read(calendar("UID:1", "DTSTART:20260301", events=1_500))
    assert len(found["items"]) == 1_000
    assert found["remarks"] == ["too_many_events"]


@pytest.mark.parametrize(
    ("heads", "body", "words"),
    [
        (b'Content-Type: text/plain; charset="no-such"', "Grüße".encode(), "Grüße"),
        (b"Content-Type: text/plain; charset=iso-8859-1", "Grüße".encode("latin-1"), "Grüße"),
        (
            b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64",
            b"R3LDvMOfZQ==",
            "Grüße",
        ),
        (b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64", b"!!!!", ""),
        (
            b"Content-Type: text/html",
            b"<style>x{}</style><p>Hello <b>you</b></p><p>there</p>",
            "Hello you\nthere",
        ),
        (b"Content-Type: ;;;", b"plain", "plain"),
        (b"Content-Type: multipart/mixed", b"no boundary", "no boundary"),
    ],
)
def test_eng_5_words_are_found_whatever_the_charset(heads: bytes, body: bytes, words: str) -> None:
    found = read(
        b"From: a@example.org\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n" + heads + b"\r\n\r\n" + body
    )
    assert found["title"] == "Grüße"
    assert found["words"].strip("\ufffd! ") == words


def test_eng_5_a_mail_tells_who_when_and_the_invitation_in_it() -> None:
    mail = (
        b"From: =?utf-8?b?QW5uYSBNw7xsbGVy?= <Anna@Example.org>, second@example.org\r\nTo: b@example.org\r\n"
        b'Cc: "Ito, Kenji" <kenji@example.jp>\r\nDate: Thu, 26 Feb 2026 10:00:00 +0900\r\n'
        b"Message-ID: <1@example.org>\r\nSubject: two\r\n lines\r\n"
        b"Content-Type: multipart/alternative; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain\r\n\r\nPlease come.\r\n"
        b"--b\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\n"
        + calendar("UID:7", "DTSTART:20260305T080000Z", "SUMMARY:Visit").replace(
            b"VERSION:2.0", b"METHOD:REQUEST"
        )
        + b"\r\n--b\r\nContent-Type: application/pdf\r\n"
        b"Content-Disposition: attachment; filename*=utf-8''pl%C3%A4ne.pdf\r\n\r\nx\r\n--b--\r\n"
    )
    found = read(mail)
    assert found["sender"] == {"name": "Anna Müller", "address": "anna@example.org"}
    assert [one["name"] for one in found["people"]] == ["", "Ito, Kenji"]
    assert (found["sent"], found["title"]) == ("2026-02-26T10:00:00+09:00", "two lines")
    assert found["words"] == "Please come."
    assert found["attachments"] == ["pläne.pdf"]
    [inner] = found["calendars"]
    assert (inner["method"], inner["items"][0]["title"]) == ("REQUEST", "Visit")
