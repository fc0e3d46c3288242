"""ENG-2: the second form is asked for after approval, kept apart, read by few, and erased on time."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from proxenia.accounts.models import User
from proxenia.audit.models import EventValues
from proxenia.audit.queries import history_of
from proxenia.core.errors import Conflict, NotAllowed, NotFound, Refused
from proxenia.core.retention import months_before
from proxenia.directory.actions import change_person
from proxenia.directory.actions.consents import name_guardian
from proxenia.directory.queries.consents import may_use
from proxenia.engagements import jobs
from proxenia.engagements.actions import delegations, itineraries, second_forms
from proxenia.engagements.actions.mailed_forms import begin_form_mail, mail_form_link
from proxenia.engagements.models import Engagement, Member, TravelDetails
from proxenia.engagements.queries.delegations import plan_of
from proxenia.records.actions.retention import run_retention
from tests.cast import Cast, signed_in
from tests.engagements.delegated import approved, first_day, minor, planned
from tests.pages import fetch

pytestmark = pytest.mark.django_db
ANSWERS: dict[str, Any] = {
    "passport_country": "NL",
    "passport_expires": dt.date(2035, 1, 1),
    "diet": "no nuts",
    "needs": "",
    "emergency_name": "Bo",
    "emergency_contact": "+31 1",
    "photos": "yes",
}


def one() -> Member:
    """The only member."""
    return Member.objects.get()


def test_eng_2_nothing_is_asked_before_approval(cast: Cast) -> None:
    planned(cast)
    with pytest.raises(Refused, match="once the delegation is approved"):
        second_forms.make_form_link(one(), by=cast.officer)
    with pytest.raises(Refused, match="once the delegation is approved"):
        second_forms.fill_by_office(one(), by=cast.officer, values=ANSWERS, agreed=True)
    assert not TravelDetails.objects.exists()


def test_eng_2_a_link_works_once_and_only_its_digest_is_kept(cast: Cast) -> None:
    approved(cast)
    token = second_forms.make_form_link(one(), by=cast.officer)
    assert token not in str(TravelDetails.objects.values_list("digest", flat=True)[0])
    client = Client()
    for _look in range(2):
        assert "Ports and people" in fetch(client, f"/travel-form/{token}/").text
    sent = {**ANSWERS, "passport_expires": "2035-01-01", "agreed": "on"}
    assert "Thank you" in client.post(f"/travel-form/{token}/", sent).content.decode()
    kept = TravelDetails.objects.get()
    assert (kept.diet, kept.filled_by, kept.digest) == ("no nuts", None, None)
    again = client.post(f"/travel-form/{token}/", {**sent, "diet": "everything"})
    assert again.status_code == 409
    assert client.get("/travel-form/never-made/").status_code == 409
    kept.refresh_from_db()
    assert kept.diet == "no nuts"


def test_eng_2_a_new_link_ends_the_one_before_and_an_old_one_ends_by_itself(cast: Cast) -> None:
    approved(cast)
    now = timezone.now()
    first = second_forms.make_form_link(one(), by=cast.officer)
    second = second_forms.make_form_link(one(), by=cast.officer, now=now)
    with pytest.raises(Refused, match="does not exist"):
        second_forms.form_behind(first)
    assert second_forms.form_behind(second, now=now + second_forms.LINK_LIFE - dt.timedelta(seconds=1))
    with pytest.raises(Refused, match="too old"):
        second_forms.form_behind(second, now=now + second_forms.LINK_LIFE)


def test_eng_2_a_link_leads_nowhere_once_the_approval_is_gone(cast: Cast) -> None:
    engagement = approved(cast)
    token = second_forms.make_form_link(one(), by=cast.officer)
    delegations.reopen_delegation(engagement, by=cast.officer)
    answer = Client().post(f"/travel-form/{token}/", {"photos": "no"})
    assert answer.status_code == 409
    assert TravelDetails.objects.get().filled_at is None


def test_eng_2_a_mistake_in_the_form_leaves_the_link(cast: Cast) -> None:
    approved(cast)
    token = second_forms.make_form_link(one(), by=cast.officer)
    client = Client()
    answer = client.post(f"/travel-form/{token}/", {"diet": "no nuts"})
    assert answer.status_code == 422
    assert "only if they agree" in answer.content.decode()
    assert "no nuts" in answer.content.decode()
    assert client.post(f"/travel-form/{token}/", {"passport_expires": "soon"}).status_code == 422
    assert client.post(f"/travel-form/{token}/", {"diet": "no nuts", "agreed": "on"}).status_code == 200


def test_eng_2_only_the_organiser_and_who_looks_after_privacy_read_them(cast: Cast) -> None:
    engagement = approved(cast)
    second_forms.fill_by_office(one(), by=cast.officer, values=ANSWERS, agreed=True)
    where = f"/o/halden/engagements/{engagement.uid}/second-forms/"

    def status(user: User) -> int:
        return signed_in(user).get(where).status_code

    assert {status(user) for user in (cast.officer, cast.director, cast.administrator)} == {200}
    assert {status(user) for user in (cast.viewer, cast.auditor)} == {403}
    assert {status(user) for user in (cast.partner, cast.outsider)} == {404}
    assert "no nuts" in fetch(signed_in(cast.director), where).text
    with pytest.raises(NotAllowed):
        delegations.set_organiser(engagement, by=cast.director, organiser=cast.viewer)
    delegations.set_organiser(engagement, by=cast.director, organiser=cast.director)
    assert status(cast.officer) == 403
    with pytest.raises(NotAllowed):
        second_forms.make_form_link(one(), by=cast.officer)
    for user in (cast.viewer, cast.outsider):
        with pytest.raises((NotAllowed, NotFound)):
            second_forms.fill_by_office(one(), by=user, values=ANSWERS, agreed=True)


def test_eng_2_the_log_never_holds_what_was_answered(cast: Cast) -> None:
    approved(cast)
    second_forms.fill_by_office(one(), by=cast.officer, values=ANSWERS, agreed=True)
    told = " ".join(f"{row.before} {row.after} {row.note}" for row in EventValues.objects.all())
    assert "no nuts" not in told
    assert "2035" not in told


def test_eng_2_consents_follow_from_the_answers(cast: Cast) -> None:
    approved(cast)
    person = one().person
    second_forms.fill_by_office(one(), by=cast.officer, values=ANSWERS, agreed=True)
    assert may_use(person, "photo")
    assert may_use(person, "special_data")
    second_forms.fill_by_office(one(), by=cast.officer, values=ANSWERS, agreed=True)
    assert person.consents.count() == 2, "said again, nothing is recorded twice"


def test_eng_2_no_to_pictures_is_no_consent(cast: Cast) -> None:
    approved(cast)
    values = {**ANSWERS, "photos": "no", "diet": ""}
    second_forms.fill_by_office(one(), by=cast.officer, values=values, agreed=False)
    assert not one().person.consents.exists()


@pytest.mark.parametrize(
    ("more", "agreed", "where"), [({}, False, "agreed"), ({"photos": "perhaps"}, True, "photos")]
)
def test_eng_2_an_odd_answer_is_refused(cast: Cast, more: dict[str, Any], agreed: bool, where: str) -> None:
    approved(cast)
    with pytest.raises(Refused) as refusal:
        second_forms.fill_by_office(one(), by=cast.officer, values={**ANSWERS, **more}, agreed=agreed)
    assert refusal.value.where == where
    assert not TravelDetails.objects.exists()


def with_minor(cast: Cast) -> tuple[Engagement, Member]:
    """A delegation with a minor whose guardian has agreed."""
    engagement = planned(cast)
    child = minor(cast)
    member = itineraries.add_member(engagement, by=cast.officer, person=child)
    name_guardian(child, by=cast.officer, name="Mor Lund", consented_on=dt.date(2026, 1, 1), source="letter")
    delegations.submit_delegation(engagement, by=cast.officer)
    delegations.approve_delegation(engagement, by=cast.director)
    return engagement, member


def test_eng_2_a_minors_form_is_the_guardians(cast: Cast) -> None:
    _engagement, member = with_minor(cast)
    token = second_forms.make_form_link(member, by=cast.officer)
    client = Client()
    assert "the guardian fills this in" in fetch(client, f"/travel-form/{token}/").text
    assert client.post(f"/travel-form/{token}/", {"photos": "no"}).status_code == 422
    assert client.post(f"/travel-form/{token}/", {"photos": "no", "guardian": "Mor Lund"}).status_code == 200
    member.person.guardians.update(withdrawn_on=timezone.localdate())
    with pytest.raises(Refused, match="No guardian"):
        second_forms.make_form_link(member, by=cast.officer)


def test_eng_2_they_are_erased_on_time_and_not_a_day_too_early(cast: Cast) -> None:
    approved(cast)
    second_forms.fill_by_office(one(), by=cast.officer, values=ANSWERS, agreed=True)
    last = first_day() + dt.timedelta(days=2)
    assert TravelDetails.objects.get().until == last
    day = last
    while months_before(day, second_forms.RULE.months) < last:
        day += dt.timedelta(days=1)
    run_retention(cast.office, by=cast.director, on=day - dt.timedelta(days=1))
    assert TravelDetails.objects.exists()
    run_retention(cast.office, by=cast.director, on=day)
    assert not TravelDetails.objects.exists()
    assert Member.objects.exists()


def test_eng_2_the_day_of_erasure_moves_with_the_journey(cast: Cast) -> None:
    engagement = approved(cast)
    second_forms.fill_by_office(one(), by=cast.officer, values=ANSWERS, agreed=True)
    ends = first_day() + dt.timedelta(days=9)
    itineraries.change_stop(engagement.stops.get(), by=cast.officer, values={"ends": ends})
    assert TravelDetails.objects.get().until == ends


def test_eng_2_a_cancelled_journeys_forms_go_a_month_later(cast: Cast) -> None:
    engagement = approved(cast)
    second_forms.fill_by_office(one(), by=cast.officer, values=ANSWERS, agreed=True)
    Engagement.objects.filter(pk=engagement.pk).update(state="cancelled")
    run_retention(cast.office, by=cast.director)
    assert TravelDetails.objects.exists()
    run_retention(cast.office, by=cast.director, on=timezone.localdate() + dt.timedelta(days=32))
    assert not TravelDetails.objects.exists()


def test_eng_2_who_leaves_takes_the_form_along_and_it_is_erased_when_asked(cast: Cast) -> None:
    approved(cast)
    second_forms.fill_by_office(one(), by=cast.officer, values=ANSWERS, agreed=True)
    second_forms.erase_second_form(TravelDetails.objects.get(), by=cast.officer)
    assert not TravelDetails.objects.exists()
    second_forms.fill_by_office(one(), by=cast.officer, values=ANSWERS, agreed=True)
    itineraries.remove_member(one(), by=cast.officer)
    assert not TravelDetails.objects.exists()


def test_eng_2_a_sender_who_left_the_office_does_not_stop_the_traveller(cast: Cast) -> None:
    engagement = approved(cast)
    token = second_forms.make_form_link(one(), by=cast.officer)
    cast.officer.memberships.all().delete()
    second_forms.fill_by_link(token, values=ANSWERS, agreed=True)
    assert TravelDetails.objects.get().filled_at is not None
    plan = plan_of(engagement)
    assert plan is not None
    assert plan.state == "approved"


def traveller(cast: Cast, email: str = "zoe@ek.example") -> Member:
    """The only member of an approved delegation, who has an address."""
    approved(cast)
    member = one()
    change_person(member.person, by=cast.operator, values={"email": email})
    return one()


def test_eng_2_the_link_is_mailed_once_and_works(cast: Cast) -> None:
    member = traveller(cast)
    mail_form_link(member, by=cast.officer)
    [sent] = mail.outbox
    assert (sent.to, sent.reply_to) == (["zoe@ek.example"], [cast.officer.email])
    token = re.search(r"/travel-form/([\w-]+)/", sent.body)
    assert token is not None
    assert second_forms.form_behind(token[1]).member == member
    for _time in range(2):
        jobs.mail_second_form(member=member.uid)
    assert len(mail.outbox) == 1
    verbs = [event.verb for event in history_of([member.engagement.uid])]
    assert (verbs.count("mail_second_form"), verbs.count("send_second_form")) == (1, 1)
    assert token[1] not in str(EventValues.objects.values_list("after", flat=True))
    page = fetch(signed_in(cast.officer), f"/o/halden/engagements/{member.engagement.uid}/second-forms/")
    assert "The link was mailed on" in page.text


def test_eng_2_a_worker_killed_while_it_wrote_mails_no_second_link(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = traveller(cast)
    with monkeypatch.context() as patch:
        patch.setattr("proxenia.engagements.actions.mailed_forms.enqueue", lambda *_a, **_k: None)
        mail_form_link(member, by=cast.officer)
    assert begin_form_mail(member.uid) is not None  # and then the power went
    jobs.mail_second_form(member=member.uid)
    assert mail.outbox == []
    mail_form_link(member, by=cast.officer)
    assert len(mail.outbox) == 1


def test_eng_2_a_mail_the_server_surely_did_not_take_is_tried_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: Any, **_named: Any) -> None:
        raise ConnectionRefusedError

    member = traveller(cast)
    with monkeypatch.context() as patch:
        patch.setattr("proxenia.engagements.actions.mailed_forms.enqueue", lambda *_a, **_k: None)
        mail_form_link(member, by=cast.officer)
        patch.setattr("django.core.mail.EmailMessage.send", refuse)
        with pytest.raises(Conflict):
            jobs.mail_second_form(member=member.uid)
    jobs.mail_second_form(member=member.uid)
    assert len(mail.outbox) == 1


def test_eng_2_a_link_is_mailed_to_nobody_without_an_address_and_to_no_minor(cast: Cast) -> None:
    member = traveller(cast, "")
    with pytest.raises(Refused, match="No e-mail address"):
        mail_form_link(member, by=cast.officer)
    change_person(member.person, by=cast.operator, values={"email": "kid@ek.example", "is_minor": True})
    with pytest.raises(Refused, match="hand it to the guardian"):
        mail_form_link(one(), by=cast.officer)
    with pytest.raises(NotAllowed):
        mail_form_link(one(), by=cast.viewer)
    address = f"/o/halden/engagements/{member.engagement.uid}/second-forms/{member.uid}/mail/"
    answer = signed_in(cast.officer).post(address, follow=True)
    assert "hand it to the guardian" in answer.content.decode()
    cast.office.is_demonstration = True
    cast.office.save()
    with pytest.raises(Refused, match="sends no mail"):
        mail_form_link(one(), by=cast.officer)
    assert mail.outbox == []
