"""Who may see a record is decided on the record: visibility, readers by name, partners, opening for a reason."""

from typing import Any

import pytest

from proxenia.accounts.actions import invite
from proxenia.accounts.models import Membership
from proxenia.core.errors import NotAllowed, NotFound, Refused
from proxenia.directory.actions import add_organisation
from proxenia.directory.models import Organisation
from proxenia.portfolio.actions import add_agreement, change_agreement
from proxenia.records.access import may_see, may_write
from proxenia.records.actions import break_glass, set_visibility, share, unshare
from proxenia.records.models import Anchor, Opening, Reader, Visibility
from proxenia.records.queries.readers import circle_of, difference
from proxenia.records.rules import sees
from tests.cast import Cast, make_tie, signed_in
from tests.pages import fetch

REASON = "The mayor asks for the file before the trip."


@pytest.fixture
def body(cast: Cast) -> Organisation:
    values = {"name": "Harbour board", "kind": "agency"}
    return add_organisation(cast.office, by=cast.officer, values=values, unit=cast.unit)


@pytest.mark.reliability("B1")
@pytest.mark.asvs("8.1.1", "8.2.2")
@pytest.mark.parametrize("visibility", Visibility.values)
@pytest.mark.parametrize("named", [False, True])
def test_rsk_8_the_rule_in_words_is_the_rule_of_the_queryset(
    cast: Cast, body: Organisation, visibility: str, named: bool
) -> None:
    Organisation.objects.filter(pk=body.pk).update(visibility=visibility)
    Anchor.objects.filter(pk=body.pk).update(visibility=visibility)
    for user in cast.everybody.values():
        if named:
            Reader.objects.get_or_create(anchor_id=body.pk, user=user)
        user.__dict__.pop("_shared", None)
        said = sees(user.standing(cast.office), visibility, cast.unit.pk, named=named)
        assert said == Anchor.objects.visible_to(user, cast.office).filter(pk=body.pk).exists(), user


@pytest.mark.asvs("8.2.2")
def test_rsk_8_whoever_closes_a_record_is_its_first_reader(cast: Cast, body: Organisation) -> None:
    set_visibility(body, by=cast.officer, visibility="confidential")
    assert may_see(cast.officer, body)
    assert not may_see(cast.director, body), "also not the director"
    with pytest.raises(Refused, match="last person who may read it"):
        unshare(body, by=cast.officer, reader=cast.officer)
    made = add_organisation(
        cast.office, by=cast.director, values={"name": "Closed", "kind": "agency"}, visibility="confidential"
    )
    assert may_see(cast.director, made)
    assert not may_see(cast.officer, made)


def test_rsk_8_what_would_change_is_told_before_it_does(cast: Cast, body: Organisation) -> None:
    told = difference(body.anchor, "confidential", cast.unit.pk, by=cast.officer)
    before = circle_of(body.anchor).seers("internal", cast.unit.pk)
    set_visibility(body, by=cast.officer, visibility="confidential")
    after = circle_of(Anchor.objects.get(pk=body.pk)).seers("confidential", cast.unit.pk)
    assert set(told.lose) == before - after
    assert set(told.gain) == after - before == set()
    assert cast.viewer.name in told.sentence


def test_rsk_8_the_page_names_readers_and_takes_them_away_with_an_undo(
    cast: Cast, body: Organisation
) -> None:
    browser, who = signed_in(cast.officer), f"/o/halden/who/{body.uid}/"
    page = fetch(browser, f"{who}?visibility=confidential")
    assert "will no longer see it" in page.text
    browser.post(f"{who}open-to/confidential/")
    answer = browser.post(f"{who}readers/", {"reader": cast.partner.uid}, follow=True)
    assert "may see it now" in answer.content.decode()
    cast.partner.__dict__.pop("_shared", None)
    assert may_see(cast.partner, body)
    browser.post(f"{who}readers/{cast.partner.uid}/remove/")
    assert not Reader.objects.filter(anchor_id=body.pk, user=cast.partner).exists()
    browser.post(f"{who}readers/{cast.partner.uid}/again/")
    assert Reader.objects.filter(anchor_id=body.pk, user=cast.partner).exists()


def test_rsk_8_only_people_of_the_office_are_named(cast: Cast, body: Organisation) -> None:
    with pytest.raises(Refused, match="holds a role in this office"):
        share(body, by=cast.officer, reader=cast.outsider)
    with pytest.raises(NotAllowed):
        share(body, by=cast.viewer, reader=cast.partner)


@pytest.mark.asvs("8.2.2", "16.2.1")
def test_rsk_8_a_closed_record_opens_for_a_reason_for_a_day_and_its_readers_see_that(
    cast: Cast, body: Organisation
) -> None:
    set_visibility(body, by=cast.officer, visibility="confidential")
    for nobody in (cast.administrator, cast.auditor, cast.viewer):
        with pytest.raises(NotAllowed):
            break_glass(cast.office, by=nobody, uid=body.uid, reason=REASON)
    with pytest.raises(Refused, match="Say in a sentence"):
        break_glass(cast.office, by=cast.director, uid=body.uid, reason="why")
    with pytest.raises(NotFound):
        break_glass(cast.other_office, by=cast.outsider, uid=body.uid, reason=REASON)
    break_glass(cast.office, by=cast.director, uid=body.uid, reason=REASON)
    assert may_see(cast.director, body)
    shown = fetch(signed_in(cast.officer), f"/o/halden/organisations/{body.uid}/").text
    assert REASON in shown
    assert cast.director.name in shown
    assert REASON in fetch(signed_in(cast.officer), f"/o/halden/history/{body.uid}/").text
    opening = Opening.objects.get()
    Opening.objects.update(until=opening.at)
    cast.director.__dict__.pop("_shared", None)
    assert not may_see(cast.director, body), "a day later it is closed again"


def test_rsk_8_the_list_of_closed_records_says_nothing_of_what_they_hold(
    cast: Cast, body: Organisation
) -> None:
    set_visibility(body, by=cast.officer, visibility="confidential")
    page = fetch(signed_in(cast.director), "/o/halden/closed/")
    assert "Harbour board" not in page.text
    assert body.uid in page.text
    assert cast.officer.name in page.text


def test_sys_1_a_tie_that_is_closed_closes_what_stands_in_it_and_names_its_readers(cast: Cast) -> None:
    tie = make_tie(cast.office, by=cast.officer, name="Trier")
    agreement = add_agreement(tie, by=cast.officer, values={"title": "Charter"})
    share(tie, by=cast.officer, reader=cast.auditor)
    set_visibility(tie, by=cast.officer, visibility="confidential")
    agreement.refresh_from_db()
    assert agreement.visibility == "confidential"
    assert may_see(cast.auditor, agreement), "the office's own readers of the tie read its texts"
    set_visibility(agreement, by=cast.officer, visibility="internal")
    assert not may_see(cast.viewer, agreement), "who may not see the tie does not see its texts"
    assert signed_in(cast.viewer).get(f"/o/halden/history/{agreement.uid}/").status_code == 404
    with pytest.raises(Refused, match="does not see the tie"):
        share(agreement, by=cast.officer, reader=cast.viewer)


def test_sys_1_a_partner_sees_what_is_shared_and_nothing_else(cast: Cast, body: Organisation) -> None:
    browser = signed_in(cast.partner)
    assert "Nothing is shared with you" in fetch(browser, "/o/halden/").text
    share(body, by=cast.officer, reader=cast.partner)
    page = fetch(browser, "/o/halden/")
    assert page.links["Harbour board"] == f"/o/halden/organisations/{body.uid}/"
    for closed in ("partnerships/", "organisations/", "people/", "imports/", f"history/{body.uid}/"):
        assert browser.get(f"/o/halden/{closed}").status_code == 403, closed
    rail = browser.get("/o/halden/").content.decode().split("<main")[0]
    assert "/partnerships/" not in rail
    assert "/settings/" not in rail


@pytest.mark.asvs("8.2.2")
def test_sys_1_a_role_within_a_unit_names_its_unit(cast: Cast) -> None:
    with pytest.raises(Refused, match="choose the unit"):
        invite(cast.office, by=cast.director, email="a@example.org", name="A", role="unit_editor")
    with pytest.raises(Refused, match="no such unit"):
        invite(
            cast.other_office,
            by=cast.outsider,
            email="a@example.org",
            name="A",
            role="unit_editor",
            unit=cast.unit,
        )
    Membership.objects.filter(user=cast.viewer).update(role="unit_editor", unit=None)
    cast.viewer.refresh_from_db()
    assert not cast.viewer.standing(cast.office).has_anywhere("imports.run"), "one that slipped in only reads"


@pytest.mark.asvs("8.2.3")
@pytest.mark.reliability("B4")
def test_sys_1_forms_take_only_their_own_fields(cast: Cast, body: Organisation) -> None:
    """What a form does not ask for is not written, whatever is sent with it."""
    sent: dict[str, Any] = {
        "name": "Harbour board", "kind": "agency", "visibility": "internal", "unit": "", "place_words": "",
        "office": cast.other_office.pk, "owner": cast.viewer.pk, "created_by": cast.viewer.pk, "uid": "x" * 16,
        "version": 99, "archived_at": "2020-01-01", "merged_into": body.pk, "anchor": 1, "is_operator": "on",
    }  # fmt: skip
    before = Organisation.objects.filter(pk=body.pk).values().get()
    signed_in(cast.officer).post(f"/o/halden/organisations/{body.uid}/edit/", sent)
    after = Organisation.objects.filter(pk=body.pk).values().get()
    for name in (
        "office_id",
        "owner_id",
        "created_by_id",
        "uid",
        "archived_at",
        "merged_into_id",
        "anchor_id",
    ):
        assert after[name] == before[name], name
    assert after["version"] in (before["version"], before["version"] + 1)


@pytest.mark.asvs("1.2.4", "15.3.3")
@pytest.mark.reliability("B5")
@pytest.mark.parametrize(
    "query",
    ["_connector=OR", "pk__in=1", "office=2", "visibility=confidential", "anchor__office=2", "__class=x"],
)
def test_sys_1_an_address_reaches_no_field_that_is_no_filter(
    cast: Cast, body: Organisation, query: str
) -> None:
    make_tie(cast.office, by=cast.officer, name="Trier")
    browser = signed_in(cast.viewer)
    for page in ("partnerships/", "organisations/", "people/", "engagements/"):
        plain, odd = (fetch(browser, f"/o/halden/{page}{tail}") for tail in ("", f"?{query}"))
        assert plain.text == odd.text, page


@pytest.mark.asvs("7.4.2", "8.3.2")
@pytest.mark.reliability("A6")
def test_sys_1_a_role_taken_away_or_an_account_switched_off_ends_at_the_next_request(cast: Cast) -> None:
    browser = signed_in(cast.viewer)
    assert browser.get("/o/halden/partnerships/").status_code == 200
    Membership.objects.filter(user=cast.viewer).delete()
    assert browser.get("/o/halden/partnerships/").status_code == 404
    other = signed_in(cast.officer)
    type(cast.officer).objects.filter(pk=cast.officer.pk).update(is_active=False)
    answer = other.get("/o/halden/partnerships/")
    assert answer.status_code == 302
    assert "/sign-in/" in answer["Location"]


def test_prt_3_the_terms_of_a_signed_text_are_read_only(cast: Cast) -> None:
    tie = make_tie(cast.office, by=cast.officer, name="Trier")
    text = add_agreement(
        tie, by=cast.officer, values={"title": "Charter", "state": "signed", "renewal": "by itself"}
    )
    assert may_write(cast.director, text)
    with pytest.raises(Refused, match="change by an amendment"):
        change_agreement(text, by=cast.director, values={"renewal": "never"})
    change_agreement(
        text, by=cast.director, values={"exit_clause": "Six months' notice.", "note": "Found it."}
    )
    with pytest.raises(Refused, match="change by an amendment"):
        change_agreement(text, by=cast.director, values={"exit_clause": "None."})
    draft = add_agreement(tie, by=cast.officer, values={"title": "Draft", "state": "draft", "renewal": "x"})
    change_agreement(draft, by=cast.officer, values={"renewal": "y"})
