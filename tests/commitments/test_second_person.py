"""PRT-4, ENG-11: who answers for a promise, what shows it, and the check by somebody else; nothing closes itself."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from proxenia.accounts.models import Membership
from proxenia.commitments.actions import add_commitment, change_commitment, move_commitment
from proxenia.commitments.models import Commitment
from proxenia.commitments.queries import answering_words, past_of
from proxenia.commitments.rules import STANDING, TRANSITIONS
from proxenia.core.errors import NotFound, Refused
from proxenia.core.registry import address_of
from proxenia.core.values import PartialDate
from proxenia.directory.actions import add_organisation, add_person
from proxenia.directory.actions.erasing import erase_person
from proxenia.directory.actions.merging import merge
from proxenia.portfolio.actions import add_promise
from proxenia.records.actions import add_file
from tests.cast import Cast, make_person, make_tie, signed_in
from tests.pages import fetch, send

LIST = "/o/halden/promises/"


def promise(cast: Cast, **values: Any) -> Commitment:
    """A promise of ours for which the officer answers, recorded by the director."""
    given = {"what": "Send the dates", "side": "us", "owner": cast.officer, **values}
    return add_commitment(cast.office, by=cast.director, values=given)


def page_of(one: Commitment) -> str:
    """The address of its page."""
    return address_of("commitment", "halden", one.uid)


@pytest.mark.reliability("B10")
@pytest.mark.asvs("2.3.5")
def test_prt_4_who_answers_for_it_reports_it_done_and_somebody_else_finds_it_kept(cast: Cast) -> None:
    one = promise(cast)
    with pytest.raises(Refused) as refused:
        move_commitment(one, by=cast.officer, verb="keep_commitment", evidence="The letter")
    assert refused.value.where == "verb"
    move_commitment(one, by=cast.officer, verb="report_commitment", evidence="The letter")
    assert (one.state, one.done_by, one.done_on) == ("to_check", cast.officer, timezone.localdate())
    with pytest.raises(Refused):
        move_commitment(one, by=cast.officer, verb="keep_commitment", evidence="Well done")
    move_commitment(one, by=cast.director, verb="keep_commitment", evidence="Every date is in it")
    one.refresh_from_db()
    assert (one.state, one.checked_by, one.is_checked_alone) == ("kept", cast.director, False)
    assert (one.evidence, one.outcome) == ("The letter", "Every date is in it")


@pytest.mark.reliability("B10")
@pytest.mark.asvs("2.3.5")
def test_prt_4_whoever_reported_it_done_does_not_check_it_either(cast: Cast) -> None:
    theirs = promise(cast, side="them", what="Name a school", owner=None)
    move_commitment(theirs, by=cast.officer, verb="report_commitment", evidence="Their letter")
    with pytest.raises(Refused):
        move_commitment(theirs, by=cast.officer, verb="keep_commitment", evidence="Yes")
    move_commitment(theirs, by=cast.director, verb="keep_commitment")
    assert theirs.state == "kept"


def test_prt_4_without_a_name_whoever_recorded_a_promise_of_ours_answers_for_it(cast: Cast) -> None:
    one = promise(cast, owner=None)
    with pytest.raises(Refused):
        move_commitment(one, by=cast.director, verb="keep_commitment", evidence="The letter")
    move_commitment(one, by=cast.officer, verb="keep_commitment", evidence="The letter")
    assert one.state == "kept"


def test_prt_4_a_promise_of_theirs_is_found_kept_by_any_of_us(cast: Cast) -> None:
    one = promise(cast, side="them", owner=cast.officer)
    move_commitment(one, by=cast.officer, verb="keep_commitment", evidence="The list came")
    assert (one.state, one.checked_by) == ("kept", cast.officer)


def test_prt_4_nobody_else_there_to_check_is_said_and_stays_said(cast: Cast) -> None:
    alone = [cast.officer.pk, cast.viewer.pk]
    one = promise(cast)
    Membership.objects.filter(office=cast.office).exclude(user__in=alone).delete()
    move_commitment(one, by=cast.officer, verb="report_commitment", evidence="The letter")
    with pytest.raises(Refused) as refused:
        move_commitment(one, by=cast.officer, verb="keep_commitment")
    assert "Nobody else here can check it" in refused.value.message
    assert "no second person looked" in fetch(signed_in(cast.officer), page_of(one)).text
    move_commitment(one, by=cast.officer, verb="keep_commitment", evidence="I looked twice")
    assert one.is_checked_alone
    assert "nobody else here could check it" in fetch(signed_in(cast.viewer), page_of(one)).text


def test_prt_4_what_is_sent_back_is_open_with_what_is_missing(cast: Cast) -> None:
    one = promise(cast)
    move_commitment(one, by=cast.officer, verb="report_commitment", evidence="The letter")
    with pytest.raises(Refused):
        move_commitment(one, by=cast.director, verb="send_back_commitment")
    move_commitment(
        one, by=cast.director, verb="send_back_commitment", evidence="Half of the dates are missing"
    )
    one.refresh_from_db()
    assert (one.state, one.done_by, one.done_on) == ("open", None, None)
    assert (one.evidence, one.outcome) == ("The letter", "Half of the dates are missing")
    page = fetch(signed_in(cast.viewer), page_of(one))
    assert "What is missing" in page.text


@pytest.mark.parametrize("verb", ["break_commitment", "drop_commitment"])
def test_prt_4_nothing_is_closed_without_a_word(cast: Cast, verb: str) -> None:
    one = promise(cast)
    with pytest.raises(Refused) as refused:
        move_commitment(one, by=cast.director, verb=verb, evidence="  ")
    assert refused.value.where == "evidence"
    move_commitment(one, by=cast.director, verb=verb, words="The school was closed")
    assert one.outcome == "The school was closed"


def test_prt_4_a_file_shows_it_as_well_as_a_sentence(cast: Cast) -> None:
    one = promise(cast)
    with pytest.raises(Refused):
        move_commitment(one, by=cast.officer, verb="report_commitment")
    add_file(one.anchor, by=cast.officer, upload=SimpleUploadedFile("dates.pdf", b"%PDF-1.7 dates"))
    move_commitment(one, by=cast.officer, verb="report_commitment")
    assert one.state == "to_check"
    assert "dates" in fetch(signed_in(cast.viewer), page_of(one)).text


def test_prt_4_no_state_is_left_without_a_way_on_and_none_closes_by_time(cast: Cast) -> None:
    ends = {step.target for step in TRANSITIONS} - set(STANDING)
    assert ends == {"kept", "broken", "dropped"}
    assert all(step.needs_evidence or step.needs_words for step in TRANSITIONS if step.target in ends)
    old = promise(cast, due=PartialDate(1990))
    fetch(signed_in(cast.viewer), "/o/halden/")
    old.refresh_from_db()
    assert old.state == "open"


def test_prt_4_who_answers_is_of_the_side_that_promised_and_of_the_office(cast: Cast) -> None:
    body = add_organisation(cast.office, by=cast.operator, values={"name": "City of Trier"})
    person = add_person(cast.office, by=cast.operator, values={"name": "Anna Beispiel"})
    for values in (
        {"owner": cast.outsider},
        {"owner": cast.partner},
        {"person": person},
        {"organisation": body},
    ):
        with pytest.raises(Refused):
            promise(cast, **values)
    one = promise(cast, side="them", person=person, organisation=body)
    with pytest.raises(Refused):
        change_commitment(one, by=cast.director, values={"side": "us"})
    hidden = add_person(
        cast.office, by=cast.operator, values={"name": "Verborgen"}, visibility="confidential"
    )
    with pytest.raises(NotFound):
        promise(cast, side="them", person=hidden)
    foreign = add_person(cast.other_office, by=cast.operator, values={"name": "Anderswo"})
    with pytest.raises(NotFound):
        add_commitment(cast.office, by=cast.operator, values={"what": "x", "side": "them", "person": foreign})


def test_prt_4_a_person_who_is_hidden_is_not_named_by_a_promise_that_is_open(cast: Cast) -> None:
    hidden = add_person(
        cast.office, by=cast.operator, values={"name": "Verborgen"}, visibility="confidential"
    )
    values = {"what": "Name a school", "side": "them", "person": hidden}
    one = add_commitment(cast.office, by=cast.operator, values=values)
    assert answering_words(cast.officer, cast.office, [one]) == {one.pk: ""}
    for address in (LIST, page_of(one), "/o/halden/"):
        assert "Verborgen" not in fetch(signed_in(cast.officer), address).html


def test_dir_4_a_merge_and_an_erasure_take_who_answers_along(cast: Cast) -> None:
    anna, double = (
        add_person(cast.office, by=cast.operator, values={"name": name})
        for name in ("Anna B.", "Anna Beispiel")
    )
    one = promise(cast, side="them", person=double)
    merge(anna, double, by=cast.operator)
    one.refresh_from_db()
    assert one.person == anna
    erase_person(anna, by=cast.administrator, reason="Asked for it")
    one.refresh_from_db()
    assert one.person is None


def test_prt_4_the_page_tells_age_steps_and_how_often_the_date_moved(cast: Cast) -> None:
    one = promise(cast, due=PartialDate.parse_iso("2027-03-01"))
    change_commitment(one, by=cast.officer, values={"due": PartialDate.parse_iso("2027-05")})
    change_commitment(one, by=cast.officer, values={"due": PartialDate.parse_iso("2027-09")})
    move_commitment(one, by=cast.officer, verb="report_commitment", evidence="The letter of May")
    past = past_of(one)
    assert (past.moved, str(past.first_due)) == (2, "2027-03-01")
    page = fetch(signed_in(cast.viewer), page_of(one))
    assert "The date was moved 2 times; first agreed: 1 March 2027" in page.text
    for words in ("recorded the promise", "reported it done", "The letter of May", "Officer answers for it"):
        assert words in page.text, words


def test_prt_4_the_page_offers_each_person_the_steps_they_may_take(cast: Cast) -> None:
    one = promise(cast)
    mine, other = (fetch(signed_in(user), page_of(one)).text for user in (cast.officer, cast.director))
    assert "It is done, to be checked" in mine
    assert "It was kept" not in mine
    assert "so somebody else checks" in mine
    assert "It was kept" in other
    client = signed_in(cast.officer)
    answer = send(client, f"{page_of(one)}step/", {"verb": "keep_commitment", "evidence": "Letter"})
    assert "Somebody else checks that it was kept" in answer.text


def test_prt_4_both_directions_mine_and_those_to_check(cast: Cast) -> None:
    make_tie(cast.office, by=cast.operator, name="Trier")
    ours = promise(cast, what="Ours of the officer")
    promise(cast, what="Theirs followed up", side="them", owner=cast.officer)
    promise(cast, what="Ours of the director", owner=cast.director)
    move_commitment(ours, by=cast.officer, verb="report_commitment", evidence="Letter")
    for user, query, expected in (
        (cast.officer, "?mine=yes", {"Theirs followed up"}),
        (cast.officer, "?mine=yes&state=all", {"Ours of the officer", "Theirs followed up"}),
        (cast.director, "?mine=yes&state=all", {"Ours of the officer", "Ours of the director"}),
        (cast.viewer, "?state=to_check", {"Ours of the officer"}),
        (cast.viewer, "?side=them", {"Theirs followed up"}),
    ):
        page = fetch(signed_in(user), LIST + query)
        names = ("Ours of the officer", "Theirs followed up", "Ours of the director")
        assert {name for name in names if name in page.links} == expected, query
    assert "1 is done and waits to be checked" in fetch(signed_in(cast.viewer), LIST).text
    assert "Done, to be checked" in fetch(signed_in(cast.director), "/o/halden/").text
    for user in (cast.officer, cast.viewer, cast.unit_editor):
        assert "Done, to be checked" not in fetch(signed_in(user), "/o/halden/").text, "not theirs to check"


def test_prt_4_a_partners_overdue_promise_is_a_signal_on_the_tie(cast: Cast) -> None:
    tie = make_tie(cast.office, by=cast.operator, name="Trier")
    address = address_of("partnership", "halden", tie.uid)
    late = PartialDate.of(timezone.localdate() - dt.timedelta(days=40))
    for what, side in (("Ours late", "us"), ("Theirs late", "them"), ("Theirs too", "them")):
        add_promise(tie, by=cast.operator, values={"what": what, "side": side, "due": late})
    page = fetch(signed_in(cast.viewer), address)
    assert "2 promises of theirs are overdue" in page.text
    assert f"{LIST}?side=them&overdue=yes&tie={tie.uid}" in page.addresses
    other = make_tie(cast.office, by=cast.operator, name="Malmö")
    assert "overdue" not in fetch(signed_in(cast.viewer), address_of("partnership", "halden", other.uid)).text


def test_prt_4_people_of_both_sides_are_chosen_in_the_form(cast: Cast) -> None:
    tie = make_tie(cast.office, by=cast.operator, name="Trier")
    body = tie.parties.get().organisation
    posts = [{"organisation": body, "title": "Mayor"}]
    anna = add_person(cast.office, by=cast.operator, values={"name": "Anna Beispiel"}, posts=posts)
    address = f"{address_of('partnership', 'halden', tie.uid)}promises/add/"
    client = signed_in(cast.officer)
    assert "Anna Beispiel, Mayor" in fetch(client, address).text
    data = {"what": "Name a school", "side": "them", "them": f"p{anna.uid}", "owner": cast.director.pk}
    assert client.post(address, data).status_code == 302
    one = Commitment.objects.get()
    assert (one.person, one.owner) == (anna, cast.director)
    assert "Name a school" in fetch(client, address_of("person", "halden", anna.uid)).text
    assert "Name a school" in fetch(client, address_of("organisation", "halden", body.uid)).text
    assert "Anna Beispiel" in fetch(client, LIST).text
    refused = send(client, address, {**data, "side": "us", "what": "Ours"})
    assert "somebody of ours answers for it" in refused.text
    strangers = make_person(cast.other_office, "officer", "Elsewhere")
    assert "not among the choices" in send(client, address, {**data, "owner": strangers.pk}).text
    edit = f"{page_of(one)}edit/"
    assert f'value="p{anna.uid}" selected' in fetch(client, edit).html
    assert client.post(edit, {**data, "them": "", "expected_version": one.version}).status_code == 302
    one.refresh_from_db()
    assert one.person is None
