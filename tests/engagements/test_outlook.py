"""ENG-5, C8: messages saved from Outlook are read like any mail; files that only begin as one are refused in time."""

import datetime as dt
import random
import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from proxenia.engagements.models import Proposal
from proxenia.engagements.readers.reading import read_capture, sentence_of
from tests.cast import Cast, signed_in
from tests.engagements.outlook import compound, message
from tests.engagements.test_reading import calendar

TODAY = dt.date(2026, 3, 1)
MOST_SECONDS = 8.0


def read(content: bytes) -> dict[str, Any]:
    """What is read, in time."""
    began = time.monotonic()
    found = read_capture(content, TODAY)
    assert time.monotonic() - began < MOST_SECONDS
    return found


@pytest.mark.once
def test_eng_5_a_message_of_outlook_is_read_as_the_mail_it_was() -> None:
    people = (("Office", "us@halden.example", 1), ("Bo", "bo@halden.example", 2), ("X", "/O=EX/CN=X", 1))
    invite = calendar("UID:7", "DTSTART:20260305T080000Z", "SUMMARY:Visit")
    found = read(message(people=people, attachments={"pläne.pdf": b"%PDF-1.7", "visit.ics": invite}))
    assert (found["kind"], found["held"]) == ("mail", "")
    assert found["title"] == "School exchange: Grüße"
    assert found["sender"] == {"name": "Anna Müller", "address": "anna@trier.example"}
    assert [one["address"] for one in found["people"]] == ["us@halden.example", "bo@halden.example"]
    assert found["sent"] == "2026-02-26T09:00:00+00:00"
    assert found["message_id"] == "<out1@trier.example>"
    assert found["words"] == "Twenty pupils would like to come."
    assert found["attachments"] == ["pläne.pdf"]
    assert found["calendars"][0]["items"][0]["title"] == "Visit"


@pytest.mark.once
def test_eng_5_the_heads_a_message_came_with_go_before_what_outlook_made_of_them() -> None:
    heads = (
        "From: Real <real@trier.example>\r\nDate: Thu, 26 Feb 2026 10:00:00 +0100\r\nPrecedence: list\r\n\r\n"
    )
    found = read(message(headers=heads, subject="a\r\nBcc: x@y.example", body="\x00" + "long " * 2000))
    assert found["sender"]["address"] == "real@trier.example"
    assert (found["sent"], found["auto"]) == ("2026-02-26T10:00:00+01:00", True)
    assert found["title"] == "a Bcc: x@y.example"
    assert len(found["words"]) == 8_000


def test_eng_5_a_message_of_outlook_becomes_a_proposal(cast: Cast) -> None:
    client = signed_in(cast.officer)
    for _time in range(2):
        client.post("/o/halden/calendar/inbox/", {"file": SimpleUploadedFile("a.msg", message())})
    [kept] = Proposal.objects.all()
    assert (kept.kind, kept.title, kept.sender) == ("mail", "School exchange: Grüße", "anna@trier.example")


WHOLE = message(attachments={"a.pdf": b"x" * 9000})


def ring() -> bytes:
    """A message whose table of sectors leads in a ring."""
    content = bytearray(WHOLE)
    fat = 512 * (1 + int.from_bytes(content[76:80], "little"))
    for number in range(100):
        content[fat + 4 * number : fat + 4 * number + 4] = (number ^ 1).to_bytes(4, "little")
    return bytes(content)


@pytest.mark.once
@pytest.mark.reliability("C8")
@pytest.mark.parametrize(
    ("content", "held"),
    [
        (WHOLE[:512], "damaged"),
        (WHOLE[:1500], "damaged"),
        (WHOLE[:8], "damaged"),
        (WHOLE[:8] + b"\x00" * 4096, "damaged"),
        (WHOLE[:8] + b"\xff" * 4096, "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe2" + WHOLE[8:], "unknown"),
        (compound({"WordDocument": b"x" * 5000}), "no_message"),
        (message(people=tuple((f"P{n}", f"p{n}@x.example", 1) for n in range(1_050))), "recipients"),
        (message(attachments={f"{n}.pdf": b"x" for n in range(250)}), "parts"),
        (WHOLE + b"\x00" * (25 * 1024 * 1024), "too_large"),
    ],
    ids=["head", "cut", "magic", "zeros", "ones", "wrong magic", "word", "recipients", "parts", "huge"],
)
def test_eng_5_what_is_no_message_is_refused_with_a_sentence_in_time(content: bytes, held: str) -> None:
    found = read(content)
    assert found["held"] == held
    assert sentence_of(held, found["figures"]).endswith(".")


@pytest.mark.once
@pytest.mark.reliability("C8")
def test_eng_5_a_message_that_leads_in_a_ring_or_was_scratched_ends_in_time() -> None:
    chance = random.Random(7)
    scratched = bytearray(WHOLE)
    for _number in range(60):
        scratched[chance.randrange(512, len(scratched))] = chance.randrange(256)
    for content in (ring(), bytes(scratched)):
        found = read(content)
        assert found["kind"] == "mail" or sentence_of(found["held"], found["figures"]).endswith(".")
