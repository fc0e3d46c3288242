"""Invitations: once, for a week, again, withdrawn, audited; and no key to anybody's other offices."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from proxenia.accounts.actions import invite, make_invitation, use_sign_in_link, withdraw_role
from proxenia.accounts.models import Membership, SignInLink, User
from proxenia.accounts.rules import INVITATION_LIFE
from proxenia.audit.models import Event
from proxenia.core.errors import NotAllowed, Refused
from tests import pages
from tests.accounts.conftest import is_in
from tests.cast import Cast, signed_in

PEOPLE = "/o/halden/people-of-the-office/"
NEW = {"email": "nia@example.org", "name": "Nia Newcomer", "role": "officer"}


def link_in(text: str) -> str:
    """The path of the sign-in link in a text."""
    return re.findall(r"/sign-in/link/[\w-]+/", text)[0]


@pytest.mark.asvs("6.4.1")
@pytest.mark.reliability("J2")
def test_sys_2_an_invited_person_sets_a_password_and_is_in(cast: Cast) -> None:
    page = pages.checked(signed_in(cast.director).post(PEOPLE, NEW))
    path = link_in(page.text)
    newcomer = Client()
    seen = pages.fetch(newcomer, path).text
    assert "Director invites you to work in Office of Halden" in seen
    assert newcomer.post(path).headers["Location"] == "/password/"
    assert newcomer.post("/password/", {"password": "eleven loud windmills"}).status_code == 302
    assert is_in(newcomer)
    assert Client().post(path).status_code == 409, "once"
    verbs = set(Event.objects.filter(chain=cast.office.pk).values_list("verb", flat=True))
    assert {"give_role", "send_invitation", "accept_invitation"} <= verbs


@pytest.mark.asvs("6.4.1", "6.4.6")
def test_sys_2_an_invitation_expires_is_sent_again_and_withdrawn(cast: Cast) -> None:
    director = signed_in(cast.director)
    first = link_in(pages.checked(director.post(PEOPLE, NEW)).text)
    held = Membership.objects.get(user__email=NEW["email"])
    again = link_in(pages.checked(director.post(f"{PEOPLE}{held.pk}/invite/")).text)
    assert Client().get(first).status_code == 409, "the one before is worthless"
    late = timezone.now() + INVITATION_LIFE + timedelta(seconds=5)
    with pytest.raises(Refused):
        use_sign_in_link(again.split("/")[3], now=late)
    waiting = SignInLink.objects.get(withdrawn_at=None)
    assert "Nia Newcomer" in pages.fetch(director, PEOPLE).text
    director.post(f"{PEOPLE}invitations/{waiting.pk}/withdraw/")
    assert Client().post(again).status_code == 409
    assert Event.objects.filter(verb="withdraw_invitation").count() == 1


def test_sys_2_withdrawing_the_role_withdraws_the_invitation(cast: Cast) -> None:
    held = invite(cast.office, by=cast.director, **NEW)
    token = make_invitation(held.user, cast.office, by=cast.director)
    withdraw_role(held, by=cast.director)
    with pytest.raises(Refused):
        use_sign_in_link(token)


def test_sys_2_inviting_somebody_who_has_an_account_makes_no_key_to_it(cast: Cast) -> None:
    User.objects.filter(pk=cast.outsider.pk).update(last_login=timezone.now())
    answer = signed_in(cast.director).post(PEOPLE, {**NEW, "email": cast.outsider.email})
    assert "/sign-in/link/" not in answer.content.decode()
    assert not SignInLink.objects.exists()
    assert mail.outbox == []


@pytest.mark.parametrize("role", ["officer", "viewer", "auditor"])
def test_sys_2_others_invite_nobody(cast: Cast, role: str) -> None:
    with pytest.raises(NotAllowed):
        make_invitation(cast.viewer, cast.office, by=cast.everybody[role])


def test_sys_2_another_office_s_invitations_are_out_of_reach(cast: Cast) -> None:
    held = invite(cast.office, by=cast.director, **NEW)
    make_invitation(held.user, cast.office, by=cast.director)
    link = SignInLink.objects.get()
    there = signed_in(cast.outsider)
    for path in (f"{held.pk}/invite/", f"{held.pk}/end-sessions/", f"invitations/{link.pk}/withdraw/"):
        assert there.post(f"/o/moss/people-of-the-office/{path}").status_code == 404
        assert there.post(f"{PEOPLE}{path}").status_code == 404
    link.refresh_from_db()
    assert link.withdrawn_at is None


def test_sys_2_where_mail_works_the_link_goes_to_the_invited_person_only(cast: Cast, settings: Any) -> None:
    settings.EMAIL_HOST = "mail.example.org"
    answer = signed_in(cast.director).post(PEOPLE, NEW)
    assert "/sign-in/link/" not in answer.content.decode()
    (letter,) = mail.outbox
    assert letter.to == [NEW["email"]]
    assert link_in(letter.body)


@pytest.mark.asvs("6.3.2")
@pytest.mark.reliability("J2")
def test_sys_2_a_fresh_installation_has_nobody_who_can_sign_in(cast: Cast) -> None:
    assert not cast.operator.is_active
    assert not cast.operator.has_usable_password()
    with pytest.raises(Refused):
        make_invitation(cast.operator, cast.office, by=cast.operator)


@pytest.mark.parametrize("in_unit", [True, False], ids=["in a unit", "over the office"])
def test_nobody_holds_two_roles_in_one_place(cast: Cast, in_unit: bool) -> None:
    unit = cast.unit if in_unit else None
    user = cast.outsider
    Membership.objects.create(user=user, office=cast.office, unit=unit, role="viewer")
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=user, office=cast.office, unit=unit, role="officer")
