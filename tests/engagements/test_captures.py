"""ENG-5, ENG-23: mail and calendar files become proposals, proposals become contacts when somebody says so."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from proxenia.core.errors import NotFound, Refused
from proxenia.directory.actions import add_organisation, add_person
from proxenia.engagements.actions.captures import dismiss_proposal, keep_drafts, take_up_proposal
from proxenia.engagements.models import Engagement, Proposal
from proxenia.engagements.queries.captures import decided_before, found_in, pieces, waiting_since
from proxenia.engagements.readers.reading import read_capture
from proxenia.engagements.rules.captures import When, drafts, when_of
from proxenia.portfolio.actions import Counterpart, add_tie
from proxenia.portfolio.models import Partnership
from proxenia.records.models import Note
from tests.cast import Cast, signed_in
from tests.engagements.test_reading import calendar
from tests.pages import fetch, send

Tie = Callable[..., Partnership]
INBOX = "/o/halden/calendar/inbox/"
MAIL = (
    b"From: Anna <anna@trier.example>\r\nTo: us@halden.example\r\nMessage-ID: <m1@trier.example>\r\n"
    b"Date: Thu, 26 Feb 2026 10:00:00 +0100\r\nSubject: School exchange\r\n\r\nDear colleagues of Halden,\r\n"
    b"Trier would like to send twenty pupils.\r\n"
)


def entry(*lines: str, day: str = "20260305T090000", uid: str = "visit@trier.example") -> bytes:
    """A calendar with one entry."""
    more = [f"UID:{uid}", f"DTSTART;TZID=Europe/Oslo:{day}", "SUMMARY:Visit of the harbour", *lines]
    return calendar(*more)


def bring(client: Client, content: bytes, name: str = "a.ics") -> Any:
    """Send a file to the inbox."""
    return client.post(INBOX, {"file": SimpleUploadedFile(name, content)})


def keep(cast: Cast, content: bytes, owner: Any = None, held: str = "") -> list[tuple[Proposal, str]]:
    """Keep what a file proposes, without a page."""
    read = read_capture(content, timezone.localdate())
    return keep_drafts(cast.office, drafts(read, "digest"), owner=owner, held_back=held)


def test_eng_5_an_entry_is_confirmed_with_people_ties_and_hours(cast: Cast, tie: Tie) -> None:
    trier = tie("Trier")
    body = trier.parties.get().organisation
    anna = add_person(
        cast.office, by=cast.operator, values={"name": "Anna Weiss", "email": "anna@trier.example"},
        posts=[{"organisation": body, "title": "Mayor"}],
    )  # fmt: skip
    client = signed_in(cast.officer)
    content = entry(
        "DTEND;TZID=Europe/Oslo:20260305T103000",
        "ATTENDEE;CN=Anna:mailto:Anna@Trier.example",
        "ATTENDEE;CN=Somebody Else:mailto:x@y.example",
        "DESCRIPTION:Bring the plans",
    )
    answer = bring(client, content)
    [proposal] = Proposal.objects.all()
    assert answer["Location"] == f"{INBOX}{proposal.uid}/"
    assert not Engagement.objects.exists()
    page = fetch(client, answer["Location"])
    form = page.response.context["form"]
    assert form.initial["people"] == [anna.uid]
    assert form.initial["ties"] == [trier.uid]
    assert form.initial["people_text"] == "Somebody Else"
    sent = {
        name: form.initial[name]
        for name in ("title", "date", "kind", "people", "ties", "people_text", "zone")
    }
    done = client.post(
        answer["Location"], {**sent, "starts": "09:00", "ends": "10:30", "visibility": "", "currency": ""}
    )
    [made] = Engagement.objects.all()
    assert done["Location"] == f"/o/halden/engagements/{made.uid}/"
    assert (str(made.date), made.title, made.people_text) == (
        "2026-03-05",
        "Visit of the harbour",
        "Somebody Else",
    )
    assert (made.hours.starts, made.hours.ends, made.hours.zone) == (
        dt.time(9),
        dt.time(10, 30),
        "Europe/Oslo",
    )
    assert [row.post_title for row in made.participations.all()] == ["Mayor"]
    assert "Bring the plans" in Note.objects.get(anchor=made.anchor).text
    assert "Confirmed" in fetch(client, answer["Location"]).text
    assert client.post(f"{INBOX}{proposal.uid}/dismiss/").status_code == 302
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.TAKEN


def test_eng_5_the_same_again_is_here_already_and_a_change_changes_the_contact(cast: Cast) -> None:
    [(first, state)] = keep(cast, entry("SEQUENCE:1"))
    assert state == "new"
    assert [state for _one, state in keep(cast, entry("SEQUENCE:1"))] == ["same"]
    [made] = take_up_proposal(
        first, by=cast.officer, values={"kind": "visit", "title": first.title},
        whens=[When(dt.date(2026, 3, 5), dt.date(2026, 3, 5))],
    )  # fmt: skip
    assert [state for _one, state in keep(cast, entry("SEQUENCE:0", day="20260401T090000"))] == ["same"]
    [(again, state)] = keep(cast, entry("SEQUENCE:2", day="20260306T090000"))
    assert (again.pk, state, again.state, again.engagement) == (first.pk, "changed", "waiting", made)
    when = when_of(again, "Europe/Oslo")
    assert when is not None
    [changed] = take_up_proposal(
        again, by=cast.officer, values={"kind": "visit", "title": again.title}, whens=[when]
    )
    assert changed.pk == made.pk
    assert (str(changed.date), Engagement.objects.count()) == ("2026-03-06", 1)


def test_eng_5_one_that_repeats_becomes_the_times_ticked(cast: Cast) -> None:
    day = (timezone.localdate() + dt.timedelta(days=3)).strftime("%Y%m%dT090000")
    client = signed_in(cast.officer)
    bring(client, entry("RRULE:FREQ=WEEKLY;COUNT=1000000000", "DURATION:PT2H", day=day))
    [proposal] = Proposal.objects.all()
    form = fetch(client, f"{INBOX}{proposal.uid}/").response.context["form"]
    ticked = [time for time, _label in form.fields["times"].choices][:3]
    sent = {name: form.initial[name] for name in ("title", "date", "kind", "zone")}
    client.post(f"{INBOX}{proposal.uid}/", {**sent, "times": ticked})
    made = Engagement.objects.order_by("date")
    assert [str(one.date) for one in made] == [time[:10] for time in ticked]
    assert {(one.hours.starts, one.hours.ends) for one in made} == {(dt.time(9), dt.time(11))}
    with pytest.raises(Refused, match="decided already"):
        dismiss_proposal(proposal, by=cast.officer)


def test_eng_5_an_entry_that_was_called_off_says_so_and_changes_nothing_by_itself(cast: Cast) -> None:
    [(first, _state)] = keep(cast, entry())
    [made] = take_up_proposal(
        first, by=cast.officer, values={"kind": "visit", "title": "Visit"},
        whens=[When(dt.date(2026, 3, 5), dt.date(2026, 3, 5))],
    )  # fmt: skip
    keep(cast, entry("STATUS:CANCELLED", "SEQUENCE:1"))
    made.refresh_from_db()
    assert made.state != Engagement.State.CANCELLED
    page = fetch(signed_in(cast.officer), f"{INBOX}{first.uid}/")
    assert "does not take place" in page.text
    assert page.links["Open the contact and note it there"] == f"/o/halden/engagements/{made.uid}/"


def test_eng_23_a_mail_is_a_proposal_whoever_it_says_it_is_from(cast: Cast, tie: Tie) -> None:
    """RELIABILITY C8: a mail that bears a colleague's address changes nothing."""
    trier = tie("Trier")
    forged = MAIL.replace(b"anna@trier.example", cast.director.email.encode())
    [(kept, _state)] = keep(cast, forged, held="Nothing proves who sent it.")
    assert not Engagement.objects.exists()
    assert kept.state == Proposal.State.WAITING
    client = signed_in(cast.officer)
    assert "Held back" in fetch(client, INBOX).text
    page = fetch(client, f"{INBOX}{kept.uid}/")
    assert "Nothing proves who sent it." in page.text
    form = page.response.context["form"]
    assert (form.initial["kind"], form.initial["date"]) == ("correspondence", "2026-02-26")
    assert form.initial["ties"] == [trier.uid]  # named in the text


def test_eng_5_whose_a_proposal_is(cast: Cast) -> None:
    [(own, _state)] = keep(cast, entry(uid="a"), owner=cast.officer)
    [(shared, _state)] = keep(cast, entry(uid="b"))
    for who, sees_own, sees_shared in (
        (cast.officer, 200, 200),
        (cast.director, 404, 200),
        (cast.unit_editor, 404, 404),
        (cast.viewer, 403, 403),
        (cast.outsider, 404, 404),
    ):
        client = signed_in(who)
        assert client.get(f"{INBOX}{own.uid}/").status_code == sees_own
        assert client.get(f"{INBOX}{shared.uid}/").status_code == sees_shared
    with pytest.raises(NotFound):
        dismiss_proposal(own, by=cast.director)
    dismiss_proposal(shared, by=cast.director)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"hello", "neither a mail"),
        (calendar("UID:1", "SUMMARY:No day"), "no entry in this calendar"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 99, "The file is damaged"),
    ],
)
def test_eng_5_a_file_that_cannot_be_read_is_refused_in_a_sentence(
    cast: Cast, content: bytes, sentence: str
) -> None:
    page = send(signed_in(cast.officer), INBOX, {"file": SimpleUploadedFile("a.ics", content)})
    assert sentence in page.text
    assert not Proposal.objects.exists()


def test_eng_5_a_mail_out_of_bounds_is_kept_with_its_heads(cast: Cast) -> None:
    deep = MAIL.replace(b"\r\n\r\n", b"\r\n" + b"X: boundary\r\n" * 50 + b"\r\n", 1)
    bring(signed_in(cast.officer), deep, "a.eml")
    [kept] = Proposal.objects.all()
    assert (kept.title, kept.words) == ("School exchange", "")
    assert kept.held_back == "The mail nests its parts too deeply."


def test_eng_5_words_of_harm_are_shown_as_words(cast: Cast) -> None:
    [(kept, _state)] = keep(cast, entry("DESCRIPTION:<script>alert(1)</script>${7*7}", "LOCATION:<b>x</b>"))
    page = fetch(signed_in(cast.officer), f"{INBOX}{kept.uid}/")
    assert "<script>alert(1)</script>${7*7}" in page.text
    assert "<script>alert" not in page.html.replace("&lt;script", "")


def test_eng_5_people_and_ties_are_found_only_where_they_may_be_seen(cast: Cast, tie: Tie) -> None:
    hidden = add_person(
        cast.office,
        by=cast.operator,
        values={"name": "Hidden One", "email": "h@x.example"},
        visibility="confidential",
    )
    body = add_organisation(
        cast.office, by=cast.operator, values={"name": "Port of Ito", "kind": "municipality"}
    )
    ito = add_tie(
        cast.office, by=cast.operator, values={"name": "A name of its own", "kind": "sister_city"},
        counterparts=[Counterpart(organisation=body)],
    )  # fmt: skip
    text = "We met Hidden One at the PORT of ITO."
    found = found_in(cast.officer, cast.office, {"h@x.example", ""}, [], text)
    assert found.people == []
    assert found.ties == [ito]
    assert [one.pk for one in found_in(cast.operator, cast.office, {"h@x.example"}, [], "").people] == [
        hidden.pk
    ]
    assert found_in(cast.officer, cast.office, set(), [], "").ties == []


@pytest.mark.once
def test_eng_5_pieces_of_a_text_are_bounded() -> None:
    assert "new york" in pieces("In New York, yesterday")
    assert len(pieces("wörd " * 100_000)) < 10
    assert len(pieces(" ".join(f"word{number}" for number in range(50_000)))) <= 1_500 * 5


def test_eng_5_what_was_decided_long_ago_is_let_go(cast: Cast) -> None:
    [(kept, _state)] = keep(cast, entry())
    today = timezone.localdate()
    assert list(waiting_since(cast.office.pk, today)) == [kept]
    assert not decided_before(cast.office.pk, today)
    dismiss_proposal(kept, by=cast.officer)
    assert list(decided_before(cast.office.pk, today)) == [kept]
    assert not decided_before(cast.office.pk, today - dt.timedelta(days=1))
