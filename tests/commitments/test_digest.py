"""ENG-11: one mail that says what waits, not many; as far as its reader sees it; nothing twice; taken further once."""

import datetime as dt
import re
import smtplib
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from proxenia.accounts.models import Membership
from proxenia.audit.queries import history_of
from proxenia.commitments import jobs
from proxenia.commitments.actions import add_commitment, move_commitment
from proxenia.commitments.actions.digests import begin_letter, change_digest, escalate
from proxenia.commitments.actions.keeping import change_habits, keep_in_touch
from proxenia.commitments.documents import read_token, stop_token
from proxenia.commitments.models import Commitment, DigestWish, Escalation, Keeping, Letter
from proxenia.commitments.queries.digests import is_due, parts, whom_to_tell
from proxenia.core.errors import Conflict, NotAllowed, Refused
from proxenia.core.values import PartialDate
from proxenia.directory.actions import add_person
from proxenia.portfolio.actions import add_promise
from tests.cast import Cast, make_tie, signed_in
from tests.pages import fetch, send

PAGE = "/o/halden/digest/"
MONDAY, TUESDAY = dt.date(2026, 11, 23), dt.date(2026, 11, 24)


def promise(cast: Cast, what: str, days: int = -20, **values: Any) -> Commitment:
    """A promise of ours that the officer answers for, due so many days from today."""
    due = PartialDate.of(timezone.localdate() + dt.timedelta(days=days))
    given = {"what": what, "side": "us", "owner": cast.officer, "due": due, **values}
    return add_commitment(cast.office, by=cast.director, values=given)


def everything(cast: Cast) -> None:
    """One thing of every part for the officer."""
    promise(cast, "Ours late")
    promise(cast, "Ours near", 3)
    promise(cast, "Ours far", 60)
    promise(cast, "Theirs late", side="them")
    done = promise(cast, "Done by the director", owner=cast.director)
    move_commitment(done, by=cast.director, verb="report_commitment", evidence="Letter")
    anna = add_person(cast.office, by=cast.operator, values={"name": "Anna Beispiel"}, owner=cast.officer)
    keep_in_touch(anna, by=cast.officer, tier="close")
    Keeping.objects.update(since=dt.date(2020, 1, 1))


def letters_to(user: Any) -> list[Any]:
    """The mails to somebody."""
    return [one for one in mail.outbox if one.to == [user.email]]


def daily(cast: Cast, *people: Any) -> None:
    """These people want the digest every day."""
    for one in people:
        change_digest(cast.office, by=one, user=one, rhythm="daily")


@pytest.mark.parametrize(
    ("rhythm", "day", "due"),
    [
        ("daily", TUESDAY, True),
        ("weekly", MONDAY, True),
        ("weekly", TUESDAY, False),
        ("never", MONDAY, False),
    ],
)
def test_eng_11_it_comes_daily_weekly_or_never(rhythm: str, day: dt.date, due: bool) -> None:
    assert is_due(rhythm, day) == due


def test_eng_11_one_mail_says_all_that_waits_and_nothing_that_does_not(cast: Cast) -> None:
    everything(cast)
    daily(cast, cast.officer)
    jobs.ask_digests()
    (one,) = letters_to(cast.officer)
    for words in ("Ours late", "Ours near", "Theirs late", "Done by the director", "Anna Beispiel"):
        assert words in one.body, words
        assert words in one.alternatives[0].content, words
    assert "Ours far" not in one.body
    assert one.subject == "Office of Halden: 5 things wait for you"
    assert re.search(r"http\S+/o/halden/promises/\w+/", one.body)
    assert one.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert Letter.objects.get(user=cast.officer).lines == 5


def test_eng_11_done_again_nothing_goes_out_a_second_time(cast: Cast) -> None:
    everything(cast)
    daily(cast, cast.officer)
    for _time in range(3):
        jobs.ask_digests()
    assert len(letters_to(cast.officer)) == 1
    assert Escalation.objects.count() == 1


def test_eng_11_a_worker_killed_while_it_wrote_sends_no_second_mail(cast: Cast) -> None:
    everything(cast)
    daily(cast, cast.officer)
    assert begin_letter(cast.office, cast.officer, timezone.localdate()) is not None
    jobs.ask_digests()
    assert letters_to(cast.officer) == []
    assert Letter.objects.get(user=cast.officer).state == "begun"


def test_eng_11_what_the_server_surely_did_not_take_is_tried_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything(cast)

    def refuse(*_args: Any, **_named: Any) -> None:
        raise smtplib.SMTPConnectError(421, b"busy")

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
        with pytest.raises(Conflict):
            jobs.send_digest(cast.office.uid, by=cast.officer)
    assert not Letter.objects.exists()
    jobs.send_digest(cast.office.uid, by=cast.officer)
    assert len(letters_to(cast.officer)) == 1


def test_eng_11_what_may_have_arrived_is_not_sent_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    everything(cast)

    def lost(*_args: Any, **_named: Any) -> None:
        raise smtplib.SMTPServerDisconnected("gone after the last line")

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", lost)
        with pytest.raises(smtplib.SMTPServerDisconnected):
            jobs.send_digest(cast.office.uid, by=cast.officer)
    jobs.send_digest(cast.office.uid, by=cast.officer)
    assert letters_to(cast.officer) == []


def test_eng_11_where_nothing_waits_nothing_comes(cast: Cast) -> None:
    daily(cast, cast.officer, cast.viewer)
    jobs.ask_digests()
    assert mail.outbox == []
    assert {one.state for one in Letter.objects.all()} == {"empty"}


def test_eng_11_it_tells_nobody_what_they_may_not_see(cast: Cast) -> None:
    hidden = make_tie(cast.office, by=cast.operator, name="Verborgen", visibility="confidential")
    late = PartialDate.of(timezone.localdate() - dt.timedelta(days=40))
    one = add_promise(hidden, by=cast.operator, values={"what": "Geheim", "side": "us", "due": late})
    Commitment.objects.filter(pk=one.pk).update(owner=cast.officer, visibility="internal")
    type(one.anchor).objects.filter(pk=one.pk).update(owner=cast.officer, visibility="internal")
    daily(cast, *(cast.everybody[role] for role in ("director", "officer", "viewer", "auditor")))
    jobs.ask_digests()
    assert not [one for one in mail.outbox if "Geheim" in one.body or "Verborgen" in one.body]
    assert parts(cast.officer, cast.office, timezone.localdate()) == []


def test_eng_11_a_role_that_was_withdrawn_gets_nothing_more(cast: Cast, settings: Any) -> None:
    everything(cast)
    settings.JOBS_AT_ONCE = False
    daily(cast, cast.officer)
    jobs.ask_digests()
    Membership.objects.filter(user=cast.officer).delete()
    from proxenia.core.models import Job
    from proxenia.core.worker import Worker

    worker = Worker(())
    for _time in range(20):
        worker.step()
    assert letters_to(cast.officer) == []
    refused = [job for job in Job.objects.all() if job.by_uid == cast.officer.uid]
    assert {job.state for job in refused} == {"refused"}
    assert not [job for job in Job.objects.all() if "@" in str(job.arguments)]


def test_eng_11_an_overdue_promise_is_taken_further_once_for_each_date(cast: Cast) -> None:
    one, today = promise(cast, "Ours late", -14), timezone.localdate()
    assert escalate(cast.office, by=cast.operator, today=today) == [], "on the last day the office bears it"
    later = today + dt.timedelta(days=1)
    (told,) = escalate(cast.office, by=cast.operator, today=later)
    assert told.to == cast.director
    assert escalate(cast.office, by=cast.operator, today=later) == []
    assert history_of([one.uid])[0].verb == "escalate_commitment"
    Commitment.objects.filter(pk=one.pk).update(due=(later - dt.timedelta(days=14)).isoformat())
    assert len(escalate(cast.office, by=cast.operator, today=later + dt.timedelta(days=1))) == 1


def test_eng_11_the_deputy_is_told_instead_of_the_directors_and_in_one_letter_only(cast: Cast) -> None:
    promise(cast, "Ours late", -40)
    change_digest(cast.office, by=cast.officer, user=cast.officer, rhythm="never", deputy=cast.viewer)
    daily(cast, cast.viewer, cast.director)
    jobs.ask_digests()
    (to_deputy,) = letters_to(cast.viewer)
    assert "Taken further to you" in to_deputy.body
    assert letters_to(cast.director) == []
    assert letters_to(cast.officer) == []
    assert Escalation.objects.get().letter == Letter.objects.get(user=cast.viewer)
    assert parts(cast.viewer, cast.office, timezone.localdate()) == []


def test_eng_11_nobody_is_told_of_what_they_do_not_see_and_no_one_of_their_own(cast: Cast) -> None:
    mine = promise(cast, "Of the director", owner=cast.director)
    assert whom_to_tell(mine) == []
    hidden = make_tie(cast.office, by=cast.operator, name="Verborgen", visibility="confidential")
    late = PartialDate.of(timezone.localdate() - dt.timedelta(days=40))
    one = add_promise(hidden, by=cast.operator, values={"what": "Geheim", "side": "us", "due": late})
    assert whom_to_tell(one) == []


def test_eng_11_an_office_says_after_how_many_days(cast: Cast) -> None:
    promise(cast, "Ours late", -5)
    assert escalate(cast.office, by=cast.operator, today=timezone.localdate()) == []
    change_habits(cast.office, by=cast.director, values={"escalate_after": 3})
    assert len(escalate(cast.office, by=cast.operator, today=timezone.localdate())) == 1
    for days in (0, 366):
        with pytest.raises(Refused):
            change_habits(cast.office, by=cast.director, values={"escalate_after": days})


def test_eng_11_people_choose_for_themselves_on_a_page_that_shows_what_it_would_say(cast: Cast) -> None:
    everything(cast)
    client = signed_in(cast.officer)
    page = fetch(client, PAGE)
    assert "Ours late" in page.links
    assert "Once a week" in page.text
    assert client.post(PAGE, {"rhythm": "daily", "deputy": cast.viewer.pk}).status_code == 302
    wish = DigestWish.objects.get()
    assert (wish.user, wish.rhythm, wish.deputy) == (cast.officer, "daily", cast.viewer)
    assert "not among the choices" in send(client, PAGE, {"rhythm": "hourly"}).text
    assert "not among the choices" in send(client, PAGE, {"rhythm": "daily", "deputy": cast.partner.pk}).text
    with pytest.raises(Refused):
        change_digest(cast.office, by=cast.director, user=cast.officer, rhythm="never")
    with pytest.raises(NotAllowed):
        change_digest(cast.office, by=cast.partner, user=cast.partner, rhythm="never")
    assert signed_in(cast.partner).get(PAGE).status_code == 403


def test_eng_11_it_is_stopped_from_the_mail_by_a_second_press_or_by_the_mail_program(cast: Cast) -> None:
    everything(cast)
    daily(cast, cast.officer)
    jobs.ask_digests()
    stop = letters_to(cast.officer)[0].extra_headers["List-Unsubscribe"].strip("<>").split("/", 3)[3]
    browser = Client(enforce_csrf_checks=True)
    assert "Stop the digest?" in fetch(browser, f"/{stop}").text
    assert DigestWish.objects.get().rhythm == "daily", "a scanner that follows links stops nothing"
    assert browser.post(f"/{stop}", {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert DigestWish.objects.get().rhythm == "never"
    for token in (f"{stop_token(cast.officer, cast.office)}x", "x", stop_token(cast.outsider, cast.office)):
        assert Client().get(f"{PAGE}stop/{token}/").status_code == 404
    other = stop_token(cast.officer, cast.other_office)
    assert Client().get(f"{PAGE}stop/{other}/").status_code == 404
    assert read_token("x") is None


def test_eng_11_names_with_line_ends_make_no_headers_of_their_own(cast: Cast) -> None:
    everything(cast)
    type(cast.office).objects.filter(pk=cast.office.pk).update(name="Halden\nBcc: x@example.org <b>")
    cast.office.refresh_from_db()
    jobs.send_digest(cast.office.uid, by=cast.officer)
    (one,) = letters_to(cast.officer)
    assert "\n" not in one.subject
    assert one.recipients() == [cast.officer.email]
    assert "<b>" not in one.alternatives[0].content
