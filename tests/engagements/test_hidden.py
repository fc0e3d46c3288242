"""SYS-1: what is hidden from a reader changes no answer about contacts, projects, talks and days."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from proxenia.commitments.actions.keeping import link_colleague
from proxenia.core.errors import NotAllowed, NotFound, Refused
from proxenia.core.values import PartialDate
from proxenia.directory.actions import add_organisation, add_person
from proxenia.engagements.access import check_may_read_details
from proxenia.engagements.actions import (
    add_follow_up,
    change_engagement,
    log_engagement,
    mailed_forms,
    second_forms,
)
from proxenia.engagements.actions.applications import add_date
from proxenia.engagements.actions.projects import change_project
from proxenia.engagements.actions.series import repeat_engagement
from proxenia.engagements.actions.talks import write_mandate
from proxenia.engagements.forms.delegations import AddMembersForm
from proxenia.engagements.forms.programme import SlotForm
from proxenia.engagements.forms.protocol import GuestsForm
from proxenia.engagements.models import Engagement, Invitation
from proxenia.engagements.models.invitations import CalendarInvitation
from proxenia.engagements.queries import calendar, occasions, relationship, stakeholders
from proxenia.engagements.queries.details import people_there
from proxenia.engagements.queries.doubts import doubts_about
from proxenia.engagements.queries.finding import Wanted, wanted_engagements, with_ties
from proxenia.engagements.queries.invitations import standing_of, untold
from proxenia.engagements.queries.naming import ties_behind, whom
from proxenia.engagements.queries.projects import project_of_promise
from proxenia.engagements.queries.promises import engagement_of, visible_promises
from proxenia.engagements.queries.protocol import never_asked
from proxenia.engagements.queries.series import series_of
from proxenia.engagements.queries.talks import mandates_of, visible_mandates
from proxenia.engagements.queries.travelling import met_on_screen
from proxenia.places.models import Place
from proxenia.portfolio.actions import Counterpart, add_agreement, add_party, add_promise
from proxenia.portfolio.models import Partnership
from proxenia.records.actions import add_note, set_visibility
from proxenia.risk.actions import record_gift
from tests.cast import Cast, make_person
from tests.engagements.delegated import approved, planned
from tests.engagements.projected import day, project

Contact = Callable[..., Engagement]
Tie = Callable[..., Partnership]
TODAY = dt.date(2026, 6, 1)


def hide(cast: Cast, record: Any) -> Any:
    """Close a record to everybody but the operator."""
    return set_visibility(record, by=cast.operator, visibility="confidential")


def bare(cast: Cast, record: Any) -> Any:
    """Open a record that took over how closed another is."""
    return set_visibility(record, by=cast.operator, visibility="internal")


def body_of(tie: Partnership) -> Any:
    """The counterpart of a tie."""
    return tie.parties.get().organisation


def person(cast: Cast, name: str, body: Any = None) -> Any:
    """Somebody, with a post at a body."""
    posts = [{"organisation": body, "title": "Mayor", "starts": PartialDate(2020)}] if body else []
    return add_person(cast.office, by=cast.operator, values={"name": name}, posts=posts)


def test_sys_1_nobody_hidden_is_offered_for_a_contact(cast: Cast, tie: Tie) -> None:
    trier = tie("Trier")
    open_one, closed = person(cast, "Ana", body_of(trier)), person(cast, "Bo", body_of(trier))
    hide(cast, closed)
    assert people_there(cast.viewer, cast.office, trier) == [open_one]


def test_sys_1_a_hidden_contact_raises_no_doubt(cast: Cast, contact: Contact) -> None:
    oslo, rome = [
        Place.objects.create(office=cast.office, name=name, name_folded=name.lower(), country="NO")
        for name in ("Oslo", "Rome")
    ]
    ana = person(cast, "Ana")
    other = contact("2026-03-12", "Elsewhere", people=[ana], place=rome)
    values = {"date": PartialDate(2026, 3, 12), "place": oslo, "state": "planned"}
    assert doubts_about(cast.viewer, cast.office, values, [ana])
    hide(cast, other)
    assert doubts_about(cast.viewer, cast.office, values, [ana]) == []


def test_sys_1_contacts_are_not_found_by_a_hidden_tie(cast: Cast, tie: Tie, contact: Contact) -> None:
    trier = tie("Trier")
    made = contact("2026-03-12", ties=[trier])
    hide(cast, trier)
    bare(cast, made)
    assert not wanted_engagements(cast.viewer, cast.office, Wanted(tie=trier.uid)).exists()
    assert wanted_engagements(cast.operator, cast.office, Wanted(tie=trier.uid)).exists()


def test_sys_1_a_hidden_invitation_is_not_said_to_be_untold(cast: Cast, contact: Contact) -> None:
    made = contact("2027-03-12")
    CalendarInvitation.objects.create(
        engagement=made, content="other", sent_by=cast.officer, sent_at=timezone.now()
    )
    assert untold(cast.officer, cast.office, TODAY) == [made]
    hide(cast, made)
    assert untold(cast.officer, cast.office, TODAY) == []


def test_sys_1_a_tie_is_not_named_by_a_hidden_body_behind_it(cast: Cast, tie: Tie) -> None:
    trier = tie("Trier")
    secret = add_organisation(cast.office, by=cast.operator, values={"name": "Kabinett"})
    add_party(trier, by=cast.operator, counterpart=Counterpart(organisation=secret, words="Others"))
    ana = person(cast, "Ana", secret)
    assert whom(cast.viewer, cast.office, ["Kabinett"])[0].choices
    assert ties_behind(cast.viewer, cast.office, [ana]) == [trier]
    hide(cast, secret)
    assert not whom(cast.viewer, cast.office, ["Kabinett"])[0].choices
    assert ties_behind(cast.viewer, cast.office, [ana]) == []


def test_sys_1_a_post_with_a_hidden_body_tells_nobody_apart(cast: Cast) -> None:
    def told() -> list[str]:
        return [one.sub for one in whom(cast.viewer, cast.office, ["Ana Lund"])[0].choices]

    secret = add_organisation(cast.office, by=cast.operator, values={"name": "Kabinett"})
    person(cast, "Ana Lund", secret)
    assert told() == ["Mayor"]
    hide(cast, secret)
    assert told() == [""]


def test_sys_1_nobody_hidden_is_in_two_places(cast: Cast, contact: Contact) -> None:
    ana = person(cast, "Ana")
    for name in ("Oslo", "Rome"):
        place = Place.objects.create(office=cast.office, name=name, name_folded=name.lower(), country="NO")
        values = {"date": PartialDate(2026, 3, 12), "kind": "meeting", "title": name, "place": place}
        log_engagement(cast.office, by=cast.operator, values=values, people=[ana], because="She travels.")
    span = (dt.date(2026, 3, 1), dt.date(2026, 3, 31))
    entries, _someday = calendar.between(cast.viewer, cast.office, calendar.OFFICE, *span)
    assert occasions.conflicts(cast.viewer, cast.office, entries, dt.UTC)
    hide(cast, ana)
    assert occasions.conflicts(cast.viewer, cast.office, entries, dt.UTC) == []


def test_sys_1_what_is_hidden_has_no_anniversary(cast: Cast, tie: Tie) -> None:
    def known() -> int:
        span = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
        return len(occasions.anniversaries(cast.viewer, cast.office, *span))

    since = {"since": PartialDate(2016, 3, 4), "state": "active"}
    trier, nantes, brno = tie("Trier", values=since), tie("Nantes"), tie("Brno")
    signed = {"title": "Text", "state": "signed", "signed": PartialDate(2016, 5, 6)}
    texts = [add_agreement(one, by=cast.operator, values=signed) for one in (nantes, brno)]
    assert known() == 3
    hide(cast, trier)
    assert known() == 2
    hide(cast, texts[0])
    assert known() == 1
    hide(cast, brno)
    bare(cast, texts[1])
    assert known() == 0


def test_sys_1_a_promise_does_not_name_the_hidden_contact_or_project_it_is_of(
    cast: Cast, contact: Contact
) -> None:
    made, work = contact("2026-03-12"), project(cast, ties=[])
    promise = add_follow_up(made, by=cast.operator, values={"what": "Write", "side": "us"})
    date = add_date(work, by=cast.operator, kind="report", values={"what": "Report", "due": day(90)})
    assert engagement_of(promise, cast.viewer) == made
    assert project_of_promise(cast.viewer, date) == work
    hide(cast, made), hide(cast, work)
    assert engagement_of(promise, cast.viewer) is None
    assert project_of_promise(cast.viewer, date) is None


def test_sys_1_who_was_never_invited_is_told_from_what_is_seen(
    cast: Cast, tie: Tie, contact: Contact
) -> None:
    def never() -> list[str]:
        return [one.name for one, _why in never_asked(cast.viewer, cast.office)]

    ties = [tie(name) for name in ("Trier", "Nantes", "Brno")]
    people = [person(cast, name, body_of(one)) for name, one in zip(("Ana", "Bo", "Cy"), ties, strict=True)]
    assert never() == ["Ana", "Bo", "Cy"]
    hide(cast, ties[0])
    hide(cast, body_of(ties[1]))
    assert never() == ["Cy"]
    made = contact("2026-03-12")
    Invitation.objects.create(engagement=made, person=people[2], came=True)
    assert never() == []
    hide(cast, made)
    assert never() == ["Cy"]


def test_sys_1_a_story_holds_no_hidden_end_of_a_post(cast: Cast, tie: Tie) -> None:
    body = body_of(tie("Trier"))
    ana = person(cast, "Ana", body)
    of_body = relationship.scope_of(cast.viewer, cast.office, body)
    of_ana = relationship.scope_of(cast.viewer, cast.office, ana)
    assert relationship._posts(of_body).exists()
    assert relationship._posts(of_ana).exists()
    hide(cast, ana)
    assert not relationship._posts(of_body).exists()
    bare(cast, ana)
    hide(cast, body)
    assert not relationship._posts(of_ana).exists()


def test_sys_1_a_story_holds_no_note_of_the_room_and_no_hidden_gift(cast: Cast) -> None:
    ana = person(cast, "Ana Lund")
    scope = relationship.scope_of(cast.viewer, cast.office, ana)
    add_note(ana.anchor, by=cast.operator, text="Said in the room", sharing="room")
    said = {"what": "Vase", "direction": "given", "on": TODAY, "other_side": "Ana Lund", "our_side": "Us"}
    gift = record_gift(cast.office, by=cast.operator, values=said)
    assert relationship._gifts(scope).exists()
    hide(cast, gift)
    assert not relationship._gifts(scope).exists()
    assert not relationship._notes(scope).exists()


def test_sys_1_a_colleague_whose_person_is_hidden_knows_nobody(cast: Cast, contact: Contact) -> None:
    ana, ours = person(cast, "Ana"), person(cast, "Officer")
    link_colleague(ours, by=cast.operator, user=cast.officer)
    contact("2025-03-12", people=[ana, ours])
    scope = relationship.scope_of(cast.viewer, cast.office, ana)
    assert len(relationship.who_knows(scope, TODAY)) == 1
    hide(cast, ours)
    assert relationship.who_knows(scope, TODAY) == []


def test_sys_1_nothing_hidden_is_handed_over_in_a_list(cast: Cast, tie: Tie, contact: Contact) -> None:
    trier, ours = tie("Trier"), person(cast, "Officer")
    link_colleague(ours, by=cast.operator, user=cast.officer)
    type(trier).objects.filter(pk=trier.pk).update(owner=cast.officer)
    made = contact("2190-01-01", people=[ours])
    told = relationship.handover_of(cast.viewer, cast.office, cast.officer, TODAY)
    assert (told.records, told.ahead) == ([trier], [made])
    trier.refresh_from_db()
    hide(cast, trier), hide(cast, made)
    told = relationship.handover_of(cast.viewer, cast.office, cast.officer, TODAY)
    assert (told.records, told.ahead) == ([], [])


def test_sys_1_a_hidden_engagement_of_a_series_is_not_in_it(cast: Cast, contact: Contact) -> None:
    first = contact("2027-01-12")
    made = repeat_engagement(first, by=cast.officer, rule="FREQ=MONTHLY", days=[dt.date(2027, 2, 9)])
    held = len(series_of(cast.viewer, cast.office, first))
    hide(cast, made[0])
    assert len(series_of(cast.viewer, cast.office, first)) == held - 1


def test_sys_1_nobody_hidden_is_offered_for_the_map_of_a_project(cast: Cast, tie: Tie) -> None:
    trier, nantes = tie("Trier"), tie("Nantes")
    one = project(cast, ties=[trier, nantes])
    assert len(stakeholders.not_on_the_map(cast.viewer, one)) == 2
    hide(cast, trier)
    assert stakeholders.not_on_the_map(cast.viewer, one) == [body_of(nantes)]
    hide(cast, body_of(nantes))
    assert stakeholders.not_on_the_map(cast.viewer, one) == []


def test_sys_1_a_mandate_is_read_by_those_named_who_see_the_talks(cast: Cast, contact: Contact) -> None:
    made = contact("2026-03-12")
    mandate = write_mandate(made, by=cast.officer, values={"wanted": "To agree"})
    assert mandates_of(cast.officer, cast.office, made) == [mandate]
    assert mandates_of(cast.viewer, cast.office, made) == []
    assert not visible_mandates(cast.viewer, cast.office).exists()
    hide(cast, made)
    assert not visible_mandates(cast.officer, cast.office).exists()


def test_sys_1_a_hidden_call_on_a_screen_is_not_counted(cast: Cast, contact: Contact) -> None:
    made = contact("2025-03-12", mode="virtual", state="held")
    assert met_on_screen(cast.viewer, cast.office) == 1
    hide(cast, made)
    assert met_on_screen(cast.viewer, cast.office) == 0


def test_sys_1_who_may_not_see_a_delegation_is_not_told_who_reads_its_forms(cast: Cast) -> None:
    engagement = approved(cast)
    with pytest.raises(NotAllowed):
        check_may_read_details(cast.viewer, engagement)
    hide(cast, engagement)
    with pytest.raises(NotFound):
        check_may_read_details(cast.viewer, engagement)


def test_sys_1_who_looks_after_privacy_reads_second_forms_and_writes_none(cast: Cast) -> None:
    # Not approved yet, which would be the answer to whoever may write.
    engagement = planned(cast)
    reader = make_person(cast.office, "administrator", "Privacy")
    check_may_read_details(reader, engagement)
    one = engagement.members.get()
    with pytest.raises(NotAllowed):
        second_forms.make_form_link(one, by=reader)
    with pytest.raises(NotAllowed):
        second_forms.fill_by_office(one, by=reader, values={}, agreed=False)
    with pytest.raises(NotAllowed):
        mailed_forms.mail_form_link(one, by=reader)
    details = second_forms.row_of(one)
    details.save()
    with pytest.raises(NotAllowed):
        second_forms.erase_second_form(details, by=reader)


def test_sys_1_no_second_form_is_mailed_before_approval(cast: Cast) -> None:
    one = planned(cast).members.get()
    with pytest.raises(Refused, match="once the delegation is approved"):
        mailed_forms.mail_form_link(one, by=cast.officer)
    details = second_forms.row_of(one)
    details.sent_by, details.mail_asked_at = cast.officer, timezone.now()
    details.save()
    with pytest.raises(Refused, match="once the delegation is approved"):
        mailed_forms.begin_form_mail(one.uid)


def test_sys_1_a_list_of_guests_says_why_no_mail_goes_out(cast: Cast, contact: Contact) -> None:
    def told(one: Engagement) -> str:
        return standing_of(cast.officer, one).refusal

    assert told(contact("2027-03-12")) == ""
    assert told(contact("2025-03-12", state="held")).startswith("It has taken place")


def test_sys_1_a_change_leaves_what_is_hidden_where_it_is(cast: Cast, tie: Tie, contact: Contact) -> None:
    trier, ana = tie("Trier"), person(cast, "Ana")
    made, work = contact("2026-03-12", ties=[trier], people=[ana]), project(cast, ties=[trier])
    hide(cast, trier), hide(cast, ana)
    change_engagement(made, by=cast.officer, values={"note": "Other words"}, ties=[], people=[])
    change_project(work, by=cast.officer, values={"aim": "Other words"}, ties=[])
    assert made.tie_links.count() == made.participations.count() == work.tie_links.count() == 1


def test_sys_1_the_date_of_a_project_is_not_tied_to_what_is_hidden(cast: Cast, tie: Tie) -> None:
    trier = tie("Trier")
    work = project(cast, ties=[trier])
    hide(cast, trier)
    date = add_date(work, by=cast.officer, kind="report", values={"what": "Report", "due": day(90)})
    assert not hasattr(date, "tie_link")


def test_sys_1_forms_do_not_find_who_is_hidden(cast: Cast, contact: Contact) -> None:
    made, ana = contact("2027-03-12"), person(cast, "Ana Lund")
    body = add_organisation(cast.office, by=cast.operator, values={"name": "Kabinett"})

    def guests() -> list[Any]:
        form = GuestsForm({"names": "Ana Lund", "side": "them"}, office=cast.office, user=cast.officer)
        assert form.is_valid()
        return form.people

    def members() -> tuple[Any, Any]:
        form = AddMembersForm({"lines": "Ana Lund; Kabinett; Clerk"}, engagement=made, user=cast.officer)
        form.is_valid()
        _name, who, _words, at, _post = form.cleaned_data["found"][0]
        return who, at

    assert guests() == [ana]
    assert members() == (ana, body)
    hide(cast, ana), hide(cast, body)
    assert guests() == []
    assert members() == (None, None)


def test_sys_1_the_form_of_an_item_offers_nobody_hidden(cast: Cast) -> None:
    made = planned(cast)
    traveller = made.members.get().person

    def offered() -> list[str]:
        fields = SlotForm(engagement=made, user=cast.officer).fields
        return [name for _uid, name in fields["members"].choices] if "members" in fields else []

    assert offered() == [traveller.name]
    hide(cast, traveller)
    assert offered() == []


def test_sys_1_a_contact_in_a_list_names_no_hidden_tie(cast: Cast, tie: Tie, contact: Contact) -> None:
    trier, metz = tie("Trier"), tie("Metz")
    made = contact("2026-03-12", ties=[trier, metz])

    def named() -> list[str]:
        (one,) = with_ties(Engagement.objects.filter(pk=made.pk), cast.viewer, cast.office)
        return [link.partnership.name for link in one.tie_links.all()]

    assert named() == ["Trier", "Metz"]
    hide(cast, trier)
    assert named() == ["Metz"]


def test_sys_1_a_promise_of_a_hidden_tie_is_in_no_list(cast: Cast, tie: Tie) -> None:
    trier = tie("Trier")
    promise = add_promise(trier, by=cast.operator, values={"what": "Books", "side": "us"})
    hide(cast, trier)
    bare(cast, promise)
    assert not visible_promises(cast.viewer, cast.office).exists()
