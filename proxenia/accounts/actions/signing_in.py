"""Signing in: by password, by a single-use link, by an identity provider; and setting a password."""

import hashlib
import secrets
from collections.abc import MutableMapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import authenticate
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.access import check_may
from proxenia.accounts.actions.doors import Door, counted
from proxenia.accounts.models import Identity, Membership, Office, SignInLink, User, Visit
from proxenia.accounts.models.roles import PEOPLE
from proxenia.accounts.rules import INVITATION_LIFE, LINK_LIFE, check_browser, check_link
from proxenia.audit.actions import record
from proxenia.core.errors import NotAllowed, Refused
from proxenia.core.jobs import enqueue


def note_about(user: User, *, by: User, verb: str, note: str = "", chain: int | None = None) -> None:
    """Write one event about a person's account into the log of the installation, or of an office."""
    record(chain=chain, by=by, verb=verb, kind="user", uid=user.uid, name=user.name, note=note)


def prove_password(email: str, password: str, *, door: Door, now: datetime | None = None) -> User:
    """Return whose e-mail and password these are; every wrong pair gets the same sentence and costs the same.

    The password is compared as it was typed: whole, with its capitals and blanks.
    """
    address = email.strip().lower()
    with counted("password", address, door=door, now=now):
        found = authenticate(username=address, password=password)
        if not isinstance(found, User):
            raise Refused(_("E-mail and password do not fit together."))
    return found


@transaction.atomic
def make_sign_in_link(
    user: User, *, by: User, now: datetime | None = None, life: timedelta = LINK_LIFE, browser: str = ""
) -> str:
    """Make a single-use link for a person and return its token; only its digest is kept.

    ``browser``: the digest of the secret of the browser that asked for it, and in which alone it then works.
    """
    token = _new_link(user, by=by, until=(now or timezone.now()) + life, browser=browser)
    note_about(user, by=by, verb="make_sign_in_link")
    return token


@transaction.atomic
def make_invitation(user: User, office: Office, *, by: User, now: datetime | None = None) -> str:
    """Make a single-use link that brings somebody into an office, for seven days; one sent before is withdrawn."""
    check_may(by, office, PEOPLE)
    if not Membership.objects.filter(user=user, office=office).exists():
        raise Refused(_("This person holds no role in the office."))
    moment = now or timezone.now()
    SignInLink.objects.filter(user=user, office=office, used_at=None).update(withdrawn_at=moment)
    token = _new_link(user, by=by, until=moment + INVITATION_LIFE, office=office)
    note_about(user, by=by, verb="send_invitation", chain=office.pk)
    return token


@transaction.atomic
def withdraw_invitation(link: SignInLink, *, by: User, now: datetime | None = None) -> None:
    """Make an invitation worthless; the role stays until it is withdrawn too."""
    if link.office is None or link.used_at:
        raise Refused(_("This invitation was taken up already."))
    check_may(by, link.office, PEOPLE)
    link.withdrawn_at = now or timezone.now()
    link.save(update_fields=["withdrawn_at"])
    note_about(link.user, by=by, verb="withdraw_invitation", chain=link.office_id)


def _new_link(
    user: User, *, by: User, until: datetime, office: Office | None = None, browser: str = ""
) -> str:
    token = secrets.token_urlsafe(32)
    SignInLink.objects.create(
        user=user,
        digest=_digest(token),
        expires_at=until,
        office=office,
        made_by=by if by.pk else None,
        browser=browser,
    )
    return token


@transaction.atomic
def use_sign_in_link(token: str, *, now: datetime | None = None, browser: str = "") -> User:
    """Use a link up and return whom it signs in; a used, old, withdrawn or unknown one is refused.

    ``browser``: the digest of the secret this browser holds, if it asked for a link.
    """
    moment = now or timezone.now()
    found = SignInLink.objects.select_for_update(of=("self",)).select_related("user")
    link = check_link(found.filter(digest=_digest(token)).first(), moment)
    check_browser(link, browser)
    link.used_at = moment
    link.save(update_fields=["used_at"])
    verb = "accept_invitation" if link.office_id else "use_sign_in_link"
    note_about(link.user, by=link.user, verb=verb, chain=link.office_id)
    return link.user


def check_sign_in_link(token: str, *, now: datetime | None = None) -> SignInLink:
    """Return a link that would sign somebody in, or refuse it; looking does not use it up."""
    found = SignInLink.objects.select_related("user", "office", "made_by").filter(digest=_digest(token))
    return check_link(found.first(), now or timezone.now())


def secret_of_browser(kept: MutableMapping[str, Any]) -> str:
    """Return the digest of the secret that ties mailed links to a browser's session; made where there is none."""
    if _BROWSER not in kept:
        kept[_BROWSER] = secrets.token_urlsafe(32)
    return _digest(kept[_BROWSER])


_BROWSER = "asked_for_a_link"


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def set_password(user: User, *, by: User, password: str, keep: Visit | None = None) -> None:
    """Set a person's own password, which the form has checked; their other sessions end, and they are told."""
    if by.pk != user.pk:
        raise NotAllowed(_("Everybody sets their own password."))
    user.set_password(password)
    user.save(update_fields=["password"])
    end_others(user, keep=keep)
    note_about(user, by=by, verb="set_password")
    enqueue("accounts.tell", user_uid=user.uid, what="set_password")


def end_others(user: User, *, keep: Visit | None) -> int:
    """End a person's sessions but one, and make the links sent to them worthless; the caller writes the event."""
    links = SignInLink.objects.filter(user=user, used_at=None, office=None)
    links.update(withdrawn_at=timezone.now())
    visits = Visit.objects.filter(user=user)
    ended, _rows = (visits.exclude(pk=keep.pk) if keep else visits).delete()
    return ended


@transaction.atomic
def know_identity(provider: str, subject: str, *, verified_email: str) -> User:
    """Return who somebody is that an identity provider vouches for; nobody is made, no role is given.

    Once known, a person is found by the provider's unchanging name for them alone. The first time they are found
    by an e-mail address that the provider has verified, among people who were invited here.
    """
    known = Identity.objects.select_related("user").filter(provider=provider, subject=subject).first()
    if known is not None:
        return _still_here(known.user)
    user = User.objects.filter(email=verified_email.strip().lower() or "-", is_active=True).first()
    if user is None or user.is_operator or Identity.objects.filter(user=user, provider=provider).exists():
        raise _unknown()
    Identity.objects.create(user=user, provider=provider, subject=subject)
    note_about(user, by=user, verb="link_identity", note=provider)
    enqueue("accounts.tell", user_uid=user.uid, what="link_identity")
    return user


def _still_here(user: User) -> User:
    if not user.is_active:
        raise _unknown()
    return user


def _unknown() -> Refused:
    return Refused(_("Nobody here is known by this account. Ask whoever looks after people to invite you."))


@transaction.atomic
def close_account(user: User, *, by: User) -> None:
    """Close an account: its sessions end at once, it signs in no more; what the person wrote stays."""
    if not by.is_operator:
        raise NotAllowed(_("Only the operator of this installation closes an account."))
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_others(user, keep=None)
    note_about(user, by=by, verb="close_account")
