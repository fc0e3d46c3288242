"""ENG-5: guests invited, told of changes and called off by mail that calendars understand; what they answer."""

import base64
import datetime as dt
import quopri
import re
import smtplib
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from proxenia.audit.queries import history_of
from proxenia.commitments.queries.digests import parts
from proxenia.core.errors import Conflict, NotAllowed, Refused
from proxenia.core.values import PartialDate
from proxenia.directory.actions import add_person, change_person
from proxenia.directory.models import Person
from proxenia.engagements import jobs
from proxenia.engagements.actions import change_engagement
from proxenia.engagements.actions.calendar import set_hours
from proxenia.engagements.actions.invitations import (
    begin_mail,
    call_off_guest,
    mail_again,
    mail_invitations,
)
from proxenia.engagements.actions.protocol import invite_guests, remove_guest
from proxenia.engagements.actions.states import move_engagement
from proxenia.engagements.models import Engagement, Invitation, MailedInvitation, Proposal
from proxenia.engagements.queries.invitations import standing_of
from proxenia.engagements.readers.incoming import take_in
from tests.cast import Cast, signed_in
from tests.pages import fetch, send

Contact = Callable[..., Engagement]
ANA = "ana@lund.example"
SOON = timezone.localdate() + dt.timedelta(days=40)


@pytest.fixture
def dinner(cast: Cast, contact: Contact, settings: Any) -> Engagement:
    """Something to invite people to, with hours."""
    settings.MAIL_IN = "proxenia@halden.example"
    found = contact(SOON.isoformat(), "Dinner, with speeches")
    set_hours(found, by=cast.operator, starts=dt.time(18), ends=dt.time(21), zone="Europe/Oslo")
    return Engagement.objects.get(pk=found.pk)


def person(cast: Cast, name: str, email: str = "", **more: Any) -> Person:
    """Somebody of the directory."""
    return add_person(cast.office, by=cast.operator, values={"name": name, "email": email, **more})


def invited(cast: Cast, dinner: Engagement, *people: Person) -> list[Invitation]:
    """Guests on the list who were told by mail."""
    guests = invite_guests(dinner, by=cast.officer, people=people or [person(cast, "Ana Lund", ANA)])
    mail_invitations(dinner, by=cast.officer)
    return guests


def fresh(one: Any) -> Any:
    """The same, as it stands now."""
    return type(one).objects.get(pk=one.pk)


def calendar_of(sent: Any) -> str:
    """The calendar in a mail, its lines unfolded."""
    [(content, kind)] = [(one.content, one.mimetype) for one in sent.alternatives]
    assert kind.startswith("text/calendar; method=")
    return str(content).replace("\r\n ", "")


def value(ics: str, name: str) -> str:
    """A property of a calendar."""
    found = re.search(rf"^{name}[;:](.*)$", ics, re.MULTILINE)
    return found[1].strip() if found else ""


def organizer(sent: Any) -> str:
    """Where a guest's calendar answers."""
    return value(calendar_of(sent), "ORGANIZER").partition("mailto:")[2]


def reply(sent: Any, *, word: str = "ACCEPTED", who: str = ANA, sender: str = ANA, **more: Any) -> bytes:
    """An answer as Outlook writes it: capitals, a zone by its Windows name, a comment, base64."""
    ics = calendar_of(sent)
    lines = [
        "BEGIN:VCALENDAR", f"METHOD:{more.get('method', 'REPLY')}", "PRODID:Microsoft Exchange Server 2010",
        "VERSION:2.0", "BEGIN:VEVENT",
        f"ATTENDEE;PARTSTAT={word};CN=Ana Lund:MAILTO:{who}",
        "COMMENT;LANGUAGE=en-GB:With pleasure\\n",
        f"UID:{more.get('uid', value(ics, 'UID'))}",
        "SUMMARY;LANGUAGE=en-GB:Accepted: Dinner\\, with speeches",
        f"DTSTART;TZID=W. Europe Standard Time:{SOON:%Y%m%d}T180000",
        f"DTSTAMP:{more.get('stamp', '20261101T090000Z')}",
        f"SEQUENCE:{more.get('sequence', value(ics, 'SEQUENCE'))}",
        "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    coded = base64.encodebytes("\r\n".join(lines).encode()).decode()
    return (
        f"From: Ana Lund <{sender}>\r\nTo: {organizer(sent)}\r\nSubject: Accepted: Dinner\r\n"
        "Message-ID: <1@lund.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/alternative; boundary="_000_"\r\n\r\n'
        '--_000_\r\nContent-Type: text/plain; charset="us-ascii"\r\n\r\n\r\n'
        '--_000_\r\nContent-Type: text/calendar; charset="utf-8"; method=REPLY\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n{coded}\r\n--_000_--\r\n"
    ).encode()


def google(sent: Any) -> bytes:
    """An answer as Google writes it: three forms and a file, folded lines, marked as written by a program."""
    ics = calendar_of(sent)
    text = (
        "BEGIN:VCALENDAR\r\nPRODID:-//Google Inc//Google Calendar 70.9054//EN\r\nVERSION:2.0\r\n"
        f"CALSCALE:GREGORIAN\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nDTSTART:{value(ics, 'DTSTART')}\r\n"
        f"DTSTAMP:20261101T091500Z\r\nORGANIZER;CN=Halden:mailto:{organizer(sent)}\r\nUID:{value(ics, 'UID')}\r\n"
        "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=DECLINED;CN=Ana L\r\n"
        f" und;X-NUM-GUESTS=0:mailto:{ANA}\r\nSEQUENCE:{value(ics, 'SEQUENCE')}\r\nSTATUS:CONFIRMED\r\n"
        "SUMMARY:Dinner\\, with speeches\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    coded = base64.encodebytes(text.encode()).decode()
    return (
        f"From: Ana Lund <{ANA}>\r\nSender: Google Calendar <calendar-notification@google.com>\r\n"
        f"To: {organizer(sent)}\r\nAuto-Submitted: auto-generated\r\nMessage-ID: <calendar-2@google.com>\r\n"
        "Subject: Declined: Dinner\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n"
        "--m\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n"
        "--a\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\nAna Lund has declined.\r\n"
        "--a\r\nContent-Type: text/html; charset=UTF-8\r\n\r\n<p>Ana Lund has declined.</p>\r\n"
        f'--a\r\nContent-Type: text/calendar; charset="UTF-8"; method=REPLY\r\n\r\n{text}\r\n--a--\r\n'
        "--m\r\nContent-Type: application/ics; name=invite.ics\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: attachment; filename=invite.ics\r\n\r\n{coded}\r\n--m--\r\n"
    ).encode()


def apple(sent: Any) -> bytes:
    """An answer as Apple writes it: quoted-printable, no day, the address a second time."""
    ics = calendar_of(sent)
    text = (
        "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nPRODID:-//Apple Inc.//macOS 15.1//EN\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n"
        f"DTSTAMP:20261101T093000Z\r\nUID:{value(ics, 'UID')}\r\nSEQUENCE:{value(ics, 'SEQUENCE')}\r\n"
        f'ATTENDEE;CN="Ana Lund";CUTYPE=INDIVIDUAL;EMAIL="{ANA}";PARTSTAT=TENTATIVE;ROLE=REQ-PARTICIPANT:\r\n'
        f" mailto:{ANA}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    coded = quopri.encodestring(text.encode()).decode()
    return (
        f"From: Ana Lund <{ANA}>\r\nTo: {organizer(sent)}\r\nMessage-Id: <3@apple.example>\r\nSubject: Tentative\r\n"
        "Content-Type: multipart/alternative; boundary=Apple-Mail-1\r\n\r\n"
        "--Apple-Mail-1\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nAna Lund may come.\r\n"
        "--Apple-Mail-1\r\nContent-Type: text/calendar; charset=utf-8; method=REPLY\r\n"
        f"Content-Transfer-Encoding: quoted-printable\r\n\r\n{coded}\r\n--Apple-Mail-1--\r\n"
    ).encode()


def test_eng_5_an_invitation_goes_out_as_words_and_as_a_calendar_entry(
    cast: Cast, dinner: Engagement
) -> None:
    [guest] = invited(cast, dinner)
    [sent] = mail.outbox
    assert sent.to == [ANA]
    assert sent.reply_to == [cast.officer.email]
    assert "Dinner, with speeches" in sent.body
    assert "18:00–21:00 (Europe/Oslo)" in sent.body
    ics = calendar_of(sent)
    assert value(ics, "METHOD") == "REQUEST"
    assert value(ics, "UID").startswith(f"{dinner.uid}@")
    assert (value(ics, "SEQUENCE"), value(ics, "STATUS")) == ("0", "CONFIRMED")
    assert value(ics, "SUMMARY") == "Dinner\\, with speeches"
    assert re.fullmatch(r'CN="Ana Lund";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:' + ANA,
                        value(ics, "ATTENDEE"))  # fmt: skip
    assert re.fullmatch(r"proxenia\+[a-z0-9]{28}@halden\.example", organizer(sent))
    raw = sent.message().as_bytes()
    assert b"multipart/alternative" in raw
    assert re.search(rb"Content-Type: text/calendar; method=.REQUEST.; charset=.utf-8", raw)
    assert fresh(guest).mailed.is_told
    assert [one.verb for one in history_of([dinner.uid])].count("mail_invitations") == 1


def test_eng_5_nobody_is_told_twice_and_nobody_who_stays_is_told(cast: Cast, dinner: Engagement) -> None:
    child = person(cast, "Kid Lund", "kid@lund.example", born=PartialDate(timezone.localdate().year - 10))
    without = person(cast, "Bo Berg")
    invited(cast, dinner, person(cast, "Ana Lund", ANA), child, without)
    assert [one.to for one in mail.outbox] == [[ANA]]
    with pytest.raises(Refused, match="was told already"):
        mail_invitations(dinner, by=cast.officer)
    for _time in range(2):
        jobs.mail_invitation(guest=dinner.invitations.get(person__email=ANA).uid)
    assert len(mail.outbox) == 1
    words = fetch(signed_in(cast.officer), f"/o/halden/engagements/{dinner.uid}/guests/").text
    assert "Bo Berg (no e-mail address is known)" in words
    assert "Kid Lund (stays in the office" in words
    invite_guests(dinner, by=cast.officer, people=[person(cast, "Cy Dahl", "cy@dahl.example")])
    assert mail_invitations(dinner, by=cast.officer) == 1
    assert mail.outbox[-1].to == ["cy@dahl.example"]


def test_eng_5_a_change_keeps_the_name_and_raises_the_number(cast: Cast, dinner: Engagement) -> None:
    [guest] = invited(cast, dinner)
    take_in(reply(mail.outbox[0]), [])
    change_engagement(dinner, by=cast.officer, values={"note": "Bring flowers"})
    assert not standing_of(cast.officer, fresh(dinner)).is_changed
    set_hours(fresh(dinner), by=cast.officer, starts=dt.time(19), ends=None, zone="Europe/Oslo")
    changed = fresh(dinner)
    assert len(mail.outbox) == 1  # nothing leaves by itself
    assert (
        "have changed since"
        in fetch(signed_in(cast.officer), f"/o/halden/engagements/{dinner.uid}/guests/").text
    )
    mail_invitations(changed, by=cast.officer)
    first, second = mail.outbox
    assert value(calendar_of(second), "UID") == value(calendar_of(first), "UID")
    assert organizer(second) == organizer(first)
    assert (value(calendar_of(second), "SEQUENCE"), value(calendar_of(second), "METHOD")) == ("1", "REQUEST")
    assert second.subject.startswith("Changed: ")
    [line] = standing_of(cast.officer, changed).lines
    assert (line.guest.reply, line.answered_before) == ("yes", True)
    # An answer to what no longer stands is left aside; one to what stands is taken.
    assert take_in(reply(first, word="DECLINED", stamp="20261103T090000Z"), [])["proposals"][0][
        "state"
    ].startswith("older")
    assert fresh(guest).reply == "yes"
    take_in(reply(second, word="DECLINED", stamp="20261102T090000Z"), [])
    assert fresh(guest).reply == "no"


def test_eng_5_what_is_off_is_called_off_once_and_may_be_on_again(cast: Cast, dinner: Engagement) -> None:
    invited(cast, dinner)
    move_engagement(dinner, by=cast.officer, verb="cancel_engagement", reason="Storm")
    off = fresh(dinner)
    assert (
        "does not take place, and the guests"
        in fetch(signed_in(cast.officer), f"/o/halden/engagements/{dinner.uid}/guests/").text
    )
    mail_invitations(off, by=cast.officer)
    ics = calendar_of(mail.outbox[-1])
    assert [value(ics, name) for name in ("METHOD", "STATUS", "SEQUENCE")] == ["CANCEL", "CANCELLED", "1"]
    with pytest.raises(Refused, match="nobody waits"):
        mail_invitations(off, by=cast.officer)
    move_engagement(off, by=cast.officer, verb="plan_engagement_again")
    mail_invitations(fresh(off), by=cast.officer)
    ics = calendar_of(mail.outbox[-1])
    assert [value(ics, name) for name in ("METHOD", "STATUS", "SEQUENCE")] == ["REQUEST", "CONFIRMED", "2"]
    assert len(mail.outbox) == 3


def test_eng_5_one_guest_is_called_off_before_they_leave_the_list(cast: Cast, dinner: Engagement) -> None:
    bo = person(cast, "Bo Berg", "bo@berg.example")
    guests = invited(cast, dinner, person(cast, "Ana Lund", ANA), bo)
    with pytest.raises(Refused, match="Call it off first"):
        remove_guest(guests[0], by=cast.officer)
    call_off_guest(guests[0], by=cast.officer)
    assert (mail.outbox[-1].to, value(calendar_of(mail.outbox[-1]), "METHOD")) == ([ANA], "CANCEL")
    with pytest.raises(Refused):
        call_off_guest(guests[0], by=cast.officer)
    change_engagement(dinner, by=cast.officer, values={"title": "Supper"})
    mail_invitations(fresh(dinner), by=cast.officer)
    assert mail.outbox[-1].to == ["bo@berg.example"]
    remove_guest(fresh(guests[0]), by=cast.officer)
    assert [str(one) for one in dinner.invitations.all()] == ["Bo Berg"]


@pytest.mark.parametrize(("write", "noted"), [(reply, "yes"), (google, "no"), (apple, "maybe")])
def test_eng_5_an_answer_is_noted_whichever_program_wrote_it(
    cast: Cast, dinner: Engagement, write: Any, noted: str
) -> None:
    [guest] = invited(cast, dinner)
    content = write(mail.outbox[0])
    told = take_in(content, [])
    assert (fresh(guest).reply, fresh(guest).replied_on) == (noted, timezone.localdate())
    assert told["held_back"] == ""
    assert not Proposal.objects.exists()
    assert {one["state"] for one in take_in(content, [])["proposals"]} == {"here already"}
    assert [one.verb for one in history_of([dinner.uid])].count("note_reply") == 1
    page = fetch(signed_in(cast.officer), f"/o/halden/engagements/{dinner.uid}/")
    assert str(Invitation.Reply(noted).label) in page.text


@pytest.mark.reliability("C8")
@pytest.mark.parametrize(
    ("twist", "why"),
    [
        ({"sender": "evil@forged.example"}, "Somebody else sent it"),
        ({"who": "evil@forged.example", "sender": "evil@forged.example"}, "the invitation did not go to"),
        ({"uid": "unknown@elsewhere.example"}, "something else than the invitation"),
        ({"uid": ""}, "something else than the invitation"),
        ({"sequence": "7"}, "a change that was never sent"),
        ({"word": "DELEGATED"}, "neither yes nor no"),
        ({"word": ""}, "neither yes nor no"),
        ({"method": "COUNTER", "word": "TENTATIVE"}, "proposes another time"),
    ],
)
def test_eng_5_an_answer_that_does_not_fit_is_asked_about(
    cast: Cast, dinner: Engagement, twist: dict[str, Any], why: str
) -> None:
    [guest] = invited(cast, dinner)
    told = take_in(reply(mail.outbox[0], **twist), [])
    assert why in told["held_back"]
    assert fresh(guest).reply == "open"
    [kept] = Proposal.objects.all()
    assert (kept.kind, kept.user, kept.state) == ("answer", cast.officer, "waiting")
    assert why in fetch(signed_in(cast.officer), f"/o/halden/calendar/inbox/{kept.uid}/").text


def test_eng_5_an_answer_asked_about_is_noted_by_a_person(cast: Cast, dinner: Engagement) -> None:
    [guest] = invited(cast, dinner)
    take_in(reply(mail.outbox[0], sender="secretary@lund.example"), [])
    [kept] = Proposal.objects.all()
    address = f"/o/halden/calendar/inbox/{kept.uid}/"
    client = signed_in(cast.officer)
    assert "secretary@lund.example" in fetch(client, "/o/halden/calendar/inbox/").text
    form = fetch(client, address).response.context["form"]
    assert form.initial == {"guest": guest.uid, "reply": "yes"}
    assert send(client, f"{address}answer/", {"guest": "", "reply": "never"}).response.status_code == 422
    assert client.post(f"{address}answer/", {"guest": guest.uid, "reply": "no"}).status_code == 302
    assert (fresh(guest).reply, fresh(kept).state, fresh(kept).engagement_id) == ("no", "taken", dinner.pk)
    assert send(client, f"{address}answer/", {"guest": guest.uid, "reply": "yes"}).response.status_code == 422
    assert fresh(guest).reply == "no"
    other = signed_in(cast.director)
    assert other.post(f"{address}answer/", {"guest": guest.uid, "reply": "yes"}).status_code == 404


def test_eng_5_an_answer_by_another_way_waits_whoever_it_says_sent_it(cast: Cast, dinner: Engagement) -> None:
    """Brought as a file, or to an address many know, nothing proves that the guest wrote it."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    [guest] = invited(cast, dinner)
    client = signed_in(cast.officer)
    for content in (reply(mail.outbox[0]), reply(mail.outbox[0], uid="x@elsewhere.example")):
        client.post("/o/halden/calendar/inbox/", {"file": SimpleUploadedFile("a.eml", content)})
    ours, strange = Proposal.objects.order_by("pk")
    assert fresh(guest).reply == "open"
    assert "Note the reply" in fetch(client, f"/o/halden/calendar/inbox/{ours.uid}/").text
    page = fetch(client, f"/o/halden/calendar/inbox/{strange.uid}/").text
    assert "None that is known here." in page
    assert "Note the reply" not in page


@pytest.mark.parametrize(
    "content",
    [
        b"METHOD:REPLY",
        b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\nEND:VCALENDAR",
        b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nATTENDEE:mailto:a@b.example\r\n"
        b"ATTENDEE:mailto:c@d.example\r\nSEQUENCE:\xc2\xb2\r\nEND:VEVENT\r\nEND:VCALENDAR",
        b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nATTENDEE;PARTSTAT=ACCEPTED\r\n",
    ],
)
def test_eng_5_a_malformed_answer_notes_nothing(cast: Cast, dinner: Engagement, content: bytes) -> None:
    [guest] = invited(cast, dinner)
    heads = f"From: {ANA}\r\nTo: {organizer(mail.outbox[0])}\r\nSubject: Re\r\nMessage-ID: <9@x>\r\n"
    whole = heads.encode() + b"Content-Type: text/calendar; method=REPLY\r\n\r\n" + content
    told = take_in(whole, [])
    assert fresh(guest).reply == "open"
    assert [one["state"] for one in told["proposals"]] == ["new"]  # kept as a mail, for a person to read


def test_eng_5_a_worker_killed_while_it_wrote_sends_no_second_invitation(
    cast: Cast, dinner: Engagement, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("proxenia.engagements.actions.invitations.enqueue", lambda *_a, **_k: None)
        [guest] = invited(cast, dinner)
    assert begin_mail(guest.uid) is not None  # and then the power went
    jobs.mail_invitation(guest=guest.uid)
    assert mail.outbox == []
    [line] = standing_of(cast.officer, dinner).lines
    assert "may not have arrived" in line.words
    page = fetch(signed_in(cast.officer), f"/o/halden/engagements/{dinner.uid}/guests/{guest.uid}/")
    assert "Send it once more" in page.text
    mail_again(guest, by=cast.officer)
    assert len(mail.outbox) == 1
    with pytest.raises(Refused):
        mail_again(guest, by=cast.officer)


def test_eng_5_what_the_server_surely_did_not_take_is_tried_again(
    cast: Cast, dinner: Engagement, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: Any, **_named: Any) -> None:
        raise smtplib.SMTPConnectError(421, b"busy")

    with monkeypatch.context() as patch:
        patch.setattr("proxenia.engagements.actions.invitations.enqueue", lambda *_a, **_k: None)
        [guest] = invited(cast, dinner)
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
        with pytest.raises(Conflict):
            jobs.mail_invitation(guest=guest.uid)
    jobs.mail_invitation(guest=guest.uid)
    assert len(mail.outbox) == 1


def test_eng_5_asked_anew_as_the_mail_leaves(
    cast: Cast, dinner: Engagement, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = person(cast, "Ana Lund", ANA)
    with monkeypatch.context() as patch:
        patch.setattr("proxenia.engagements.actions.invitations.enqueue", lambda *_a, **_k: None)
        [guest] = invited(cast, dinner, ana)
    change_person(ana, by=cast.operator, values={"email": ""})
    jobs.mail_invitation(guest=guest.uid)
    assert mail.outbox == []
    change_person(ana, by=cast.operator, values={"email": "ana@new.example"})
    mail_again(guest, by=cast.officer)
    assert mail.outbox[0].to == ["ana@new.example"]


def test_eng_5_what_cannot_be_invited_to_is_refused(cast: Cast, contact: Contact, dinner: Engagement) -> None:
    past, someday = contact("2020-01-02", "Long ago"), contact(f"{SOON.year + 1}", "Some day")
    for one, why in ((past, "taken place"), (someday, "needs one")):
        invite_guests(one, by=cast.officer, people=[person(cast, f"Guest of {one.title}", ANA)])
        with pytest.raises(Refused, match=why):
            mail_invitations(one, by=cast.officer)
    with pytest.raises(NotAllowed):
        mail_invitations(dinner, by=cast.viewer)
    cast.office.is_demonstration = True
    cast.office.save()
    invite_guests(dinner, by=cast.officer, people=[person(cast, "Ana Lund", ANA)])
    with pytest.raises(Refused, match="sends no mail"):
        mail_invitations(fresh(dinner), by=cast.officer)
    assert mail.outbox == []
    assert not MailedInvitation.objects.exists()


def test_eng_5_the_buttons_of_the_list(cast: Cast, dinner: Engagement) -> None:
    [guest] = invite_guests(dinner, by=cast.officer, names=["Zoe Ek"])
    client, base = signed_in(cast.officer), f"/o/halden/engagements/{dinner.uid}/guests/"
    assert "Everybody on the list" in client.post(f"{base}mail/", follow=True).content.decode()
    values = {"name": "Zoe Ek", "email": "zoe@ek.example", "side": "them", "rank": "other"}
    assert client.post(f"{base}{guest.uid}/", values).status_code == 302
    assert "One mail goes out." in client.post(f"{base}mail/", follow=True).content.decode()
    assert "Call it off first" in client.post(f"{base}{guest.uid}/remove/", follow=True).content.decode()
    assert "handed over" in client.post(f"{base}{guest.uid}/again/", follow=True).content.decode()
    assert "no longer stands" in client.post(f"{base}{guest.uid}/call-off/", follow=True).content.decode()
    assert len(mail.outbox) == 2
    assert client.post(f"{base}{guest.uid}/remove/").status_code == 302
    assert not dinner.invitations.exists()


def test_eng_5_without_a_mailbox_answers_go_to_whoever_invited(
    cast: Cast, dinner: Engagement, settings: Any
) -> None:
    settings.MAIL_IN = ""
    invited(cast, dinner)
    assert organizer(mail.outbox[0]) == cast.officer.email


def test_eng_5_a_whole_day_is_told_as_a_day(cast: Cast, contact: Contact, settings: Any) -> None:
    fair = contact(SOON.isoformat(), "Fair", until=PartialDate.of(SOON + dt.timedelta(days=1)))
    invited(cast, fair)
    ics = calendar_of(mail.outbox[0])
    after = SOON + dt.timedelta(days=2)
    assert (value(ics, "DTSTART"), value(ics, "DTEND")) == (
        f"VALUE=DATE:{SOON:%Y%m%d}",
        f"VALUE=DATE:{after:%Y%m%d}",
    )


def test_eng_5_the_digest_says_whose_guests_do_not_know_what_changed(cast: Cast, dinner: Engagement) -> None:
    invited(cast, dinner)
    today = timezone.localdate()

    def told(user: Any) -> list[str]:
        return [line.text for part in parts(user, cast.office, today) for line in part.lines]

    assert told(cast.officer) == []
    change_engagement(dinner, by=cast.director, values={"title": "Supper"})
    assert told(cast.officer) == ["Supper"]
    assert told(cast.director) == []
    mail_invitations(fresh(dinner), by=cast.officer)
    assert told(cast.officer) == []
    move_engagement(fresh(dinner), by=cast.director, verb="cancel_engagement", reason="Storm")
    assert told(cast.officer) == ["Supper"]
