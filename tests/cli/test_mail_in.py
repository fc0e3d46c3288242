"""ENG-5, ENG-23: mail that a mail server hands over, by its secret address; a forged sender gains nothing."""

import json
from pathlib import Path
from typing import Any

import pytest

from proxenia.cli.parser import main
from proxenia.core.errors import NotFound, Refused
from proxenia.engagements.actions.calendar import make_secret_address, withdraw_secret_address
from proxenia.engagements.models import Engagement, Proposal, SecretAddress
from proxenia.engagements.readers import incoming
from proxenia.engagements.readers.incoming import take_in
from tests.cast import Cast
from tests.engagements.test_reading import calendar, nested_mime

Kind = SecretAddress.Kind


def mail(sender: str, to: str = "us@example.org", more: str = "", message: str = "m1") -> bytes:
    """A mail from somebody to somebody."""
    heads = f"From: {sender}\r\nTo: {to}\r\nMessage-ID: <{message}@x.example>\r\nSubject: Port\r\n{more}"
    return f"{heads}\r\n\r\nWords.\r\n".replace("\r\n\r\n\r\n", "\r\n\r\n").encode()


def address(cast: Cast, kind: str = Kind.MAIL_OFFICE) -> tuple[SecretAddress, str]:
    """An address of the officer, and how it is written."""
    made, token = make_secret_address(cast.office, by=cast.officer, kind=kind)
    return made, f"proxenia+{token}@example.org"


def test_eng_23_a_mail_waits_where_its_address_says(cast: Cast) -> None:
    _made, office = address(cast)
    _own, own = address(cast, Kind.MAIL_OWN)
    known = cast.director.email
    assert take_in(mail(known), [office.upper()])["inbox"] == cast.office.name
    assert take_in(mail(known), [own])["inbox"] == cast.officer.name
    assert take_in(mail(known, to=f"a@b.org, {office}"), [])["proposals"][0]["state"] == "same"
    assert sorted(Proposal.objects.values_list("inbox", "held_back")) == [("", ""), (cast.officer.uid, "")]
    assert not Engagement.objects.exists()


@pytest.mark.reliability("C8")
@pytest.mark.parametrize(
    ("sender", "more", "doubt"),
    [
        ("stranger@evil.example", "", "Nobody known here"),
        ("", "", "does not say who"),
        ("{director}", "Auto-Submitted: auto-replied\r\n", "A program sent this"),
        ("{director}", "Precedence: list\r\n", "A program sent this"),
        ("{director}, stranger@evil.example", "", ""),
    ],
)
def test_eng_23_who_is_not_known_is_held_back(cast: Cast, sender: str, more: str, doubt: str) -> None:
    _made, to = address(cast)
    told = take_in(mail(sender.format(director=cast.director.email), more=more), [to])
    assert doubt in told["held_back"]
    assert bool(told["held_back"]) == bool(doubt)


def test_eng_23_an_address_that_does_not_stand_takes_nothing(cast: Cast, monkeypatch: Any) -> None:
    made, to = address(cast)
    _feed, feed = make_secret_address(cast.office, by=cast.officer, kind=Kind.FEED_OWN)
    for said in (
        "",
        "proxenia@example.org",
        "proxenia+" + "a" * 28 + "@example.org",
        f"proxenia+{feed}@example.org",
    ):
        with pytest.raises(NotFound):
            take_in(mail("a@b.org"), [said])
    withdraw_secret_address(made, by=cast.officer)
    with pytest.raises(NotFound):
        take_in(mail("a@b.org"), [to])
    _again, other = address(cast)
    monkeypatch.setattr(incoming, "_MOST_WAITING", 0)
    with pytest.raises(Refused, match="no more are taken"):
        take_in(mail("a@b.org"), [other])
    assert not Proposal.objects.exists()


@pytest.mark.reliability("C8")
def test_eng_23_after_a_hostile_mail_the_next_is_taken(cast: Cast) -> None:
    _made, to = address(cast)
    hostile = nested_mime(3_000).replace(b"To: b@example.org", b"To: b@example.org\r\nMessage-ID: <deep@x>")
    assert take_in(hostile, [to])["held_back"] == "The mail nests its parts too deeply."
    assert take_in(mail(cast.director.email), [to])["proposals"][0]["state"] == "new"
    with pytest.raises(Refused):
        take_in(b"\x00" * 1000, [to])


def test_eng_23_the_command_keeps_a_mail_and_says_so(
    cast: Cast, tmp_path: Path, capsys: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("proxenia.cli.ground.start_ready", lambda: None)
    _made, to = address(cast)
    file = tmp_path / "mail.eml"
    file.write_bytes(mail(cast.director.email))
    monkeypatch.setenv("ORIGINAL_RECIPIENT", to)
    assert main(["mail-in", str(file), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["inbox"], told["proposals"][0]["title"]) == (cast.office.name, "Port")
    monkeypatch.delenv("ORIGINAL_RECIPIENT")
    assert main(["mail-in", str(file), "--json"]) == 1
    assert "no address" in json.loads(capsys.readouterr().out)["error"]["message"]
    file.write_bytes(calendar("UID:9", "DTSTART:20260301", "SUMMARY:Fair"))
    assert main(["mail-in", str(file), "--to", to]) == 0
    assert "Fair (new)" in capsys.readouterr().out
