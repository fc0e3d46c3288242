"""Who may do what in an office; its settings, units and people."""

import re

import pytest
from django.test import Client

from proxenia.accounts.access import may
from proxenia.accounts.actions import add_unit, change_settings, invite, open_office, withdraw_role
from proxenia.accounts.models import Membership, User
from proxenia.accounts.models.roles import (
    ALL_RIGHTS,
    HISTORY,
    IMPORT,
    PEOPLE,
    READ,
    ROLES,
    SETTINGS,
    WRITE,
    WRITE_OWN_UNIT,
    WRITE_SOMEWHERE,
)
from proxenia.core.errors import NotAllowed, Refused
from tests.cast import Cast, signed_in

MAY: dict[str, set[str]] = {
    "director": {READ, WRITE, IMPORT, PEOPLE, SETTINGS, HISTORY},
    "officer": {READ, WRITE, IMPORT, HISTORY},
    "unit_editor": {READ, HISTORY},
    "viewer": {READ, HISTORY},
    "partner": set(),
    "auditor": {READ, HISTORY},
    "administrator": {READ, PEOPLE, SETTINGS, HISTORY},
}
"""What each role may do over the whole office."""


@pytest.mark.parametrize("role", MAY)
def test_what_a_role_may_do_over_the_whole_office(cast: Cast, role: str) -> None:
    user = cast.everybody[role]
    asked = {READ, WRITE, IMPORT, PEOPLE, SETTINGS, HISTORY}
    assert {right for right in asked if may(user, cast.office, right)} == MAY[role]
    assert not any(may(user, cast.other_office, right) for right in ALL_RIGHTS)


def test_a_unit_editor_writes_within_the_unit_only(cast: Cast) -> None:
    standing = cast.unit_editor.standing(cast.office)
    assert WRITE_OWN_UNIT in standing.unit_rights[cast.unit.pk]
    assert cast.other_unit.pk not in standing.unit_rights
    assert standing.has_anywhere(WRITE_SOMEWHERE)
    assert not cast.viewer.standing(cast.office).has_anywhere(WRITE_SOMEWHERE)


def test_every_role_stands_on_the_page_of_people(cast: Cast) -> None:
    page = signed_in(cast.director).get("/o/halden/people-of-the-office/").content.decode()
    for role in ROLES.values():
        assert str(role.sentence) in page


@pytest.mark.parametrize("role", MAY)
@pytest.mark.parametrize(("address", "right"), [("settings/", SETTINGS), ("people-of-the-office/", PEOPLE)])
def test_pages_of_the_office_by_role(cast: Cast, role: str, address: str, right: str) -> None:
    answer = signed_in(cast.everybody[role]).get(f"/o/halden/{address}")
    assert answer.status_code == (200 if right in MAY[role] else 403)


def test_another_office_looks_as_if_it_were_not_there(cast: Cast) -> None:
    browser = signed_in(cast.outsider)
    seen, missing = browser.get("/o/halden/settings/"), browser.get("/o/nowhere/settings/")
    assert (seen.status_code, missing.status_code) == (404, 404)
    nonce = re.compile(rb'nonce="[^"]+"')
    assert nonce.sub(b"", seen.content) == nonce.sub(b"", missing.content)


def test_nobody_signed_in_is_sent_to_sign_in_and_back(cast: Cast) -> None:
    answer = Client().get("/o/halden/settings/")
    assert answer.headers["Location"] == "/sign-in/?next=%2Fo%2Fhalden%2Fsettings%2F"


def test_inviting_gives_a_role_and_a_link_to_hand_over(cast: Cast) -> None:
    browser = signed_in(cast.director)
    data = {"email": "New@Example.org", "name": "Nia Newcomer", "role": "officer"}
    page = browser.post("/o/halden/people-of-the-office/", data).content.decode()
    assert "/sign-in/link/" in page
    membership = Membership.objects.get(user__email="new@example.org")
    assert (membership.role, membership.office) == ("officer", cast.office)
    assert not membership.user.has_usable_password(), "no default password"


def test_inviting_somebody_again_changes_their_role(cast: Cast) -> None:
    for role in ("viewer", "officer", "officer"):
        invite(cast.office, by=cast.director, email="new@example.org", name="Nia", role=role)
    assert [row.role for row in Membership.objects.filter(user__email="new@example.org")] == ["officer"]


@pytest.mark.parametrize("role", ["officer", "unit_editor", "viewer", "partner", "auditor"])
def test_others_do_not_look_after_people(cast: Cast, role: str) -> None:
    user = cast.everybody[role]
    with pytest.raises(NotAllowed):
        invite(cast.office, by=user, email="x@example.org", name="X", role="director")
    assert not User.objects.filter(email="x@example.org").exists()
    with pytest.raises(NotAllowed):
        withdraw_role(Membership.objects.get(user=cast.director), by=user)


def test_the_last_person_who_looks_after_people_stays(cast: Cast) -> None:
    withdraw_role(Membership.objects.get(user=cast.administrator), by=cast.director)
    with pytest.raises(Refused, match="last person"):
        withdraw_role(Membership.objects.get(user=cast.director), by=cast.director)


def test_only_the_operator_opens_an_office(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        open_office(by=cast.director, name="Mine")
    first, second = (open_office(by=cast.operator, name="Ville de Nîmes") for _ in range(2))
    assert (first.slug, second.slug) == ("ville-de-nimes", "ville-de-nimes-2")


def test_settings_are_checked_and_kept(cast: Cast) -> None:
    browser = signed_in(cast.director)
    data = {
        "name": "Office of Halden",
        "currency": "nok",
        "fiscal_year_start": "4",
        "partnership_cap": "20",
        "term_years": "4",
        "review_months": "18",
    }
    assert browser.post("/o/halden/settings/", data).status_code == 302
    cast.office.refresh_from_db()
    assert (cast.office.currency, cast.office.fiscal_year_start, cast.office.partnership_cap) == (
        "NOK",
        4,
        20,
    )
    for wrong in ({"currency": "12"}, {"fiscal_year_start": "13"}, {"partnership_cap": "-1"}):
        answer = browser.post("/o/halden/settings/", {**data, **wrong})
        assert answer.status_code == 422, wrong


def test_units_are_added_once_whatever_their_capitals(cast: Cast) -> None:
    first = add_unit(cast.office, by=cast.director, name="Øresund desk")
    assert add_unit(cast.office, by=cast.director, name="oresund DESK") == first
    with pytest.raises(NotAllowed):
        add_unit(cast.office, by=cast.officer, name="Mine")


def test_settings_that_are_not_of_the_office_are_not_taken(cast: Cast) -> None:
    change_settings(cast.office, by=cast.director, values={"is_demonstration": True, "slug": "x"})
    cast.office.refresh_from_db()
    assert (cast.office.slug, cast.office.is_demonstration) == ("halden", False)
