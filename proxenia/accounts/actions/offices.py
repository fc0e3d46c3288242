"""Every write about offices, units, people and their roles."""

import hashlib
import secrets
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from proxenia.accounts.access import check_may
from proxenia.accounts.models import Membership, Office, SignInLink, Unit, User
from proxenia.accounts.models.roles import PEOPLE, SETTINGS
from proxenia.accounts.queries import managers_other_than
from proxenia.accounts.rules import LINK_LIFE, check_link, check_not_last_manager, check_role
from proxenia.audit.actions import record
from proxenia.core.errors import NotAllowed
from proxenia.core.values import clean_text, fold

SETTINGS_FIELDS = ["name", "currency", "fiscal_year_start", "partnership_cap", "term_years", "review_months"]


@transaction.atomic
def open_office(*, by: User, name: str, is_demonstration: bool = False) -> Office:
    """Open a new office; only the operator of the installation does so."""
    if not by.is_operator:
        raise NotAllowed(_("Only the operator of this installation opens an office."))
    name = clean_text(name)
    office = Office.objects.create(name=name, slug=_free_slug(name), is_demonstration=is_demonstration)
    record(chain=office.pk, by=by, verb="open_office", kind="office", uid=office.uid, name=name)
    return office


def _free_slug(name: str) -> str:
    base = slugify(fold(name))[:50] or "office"
    slug, number = base, 2
    while Office.objects.filter(slug=slug).exists():
        slug, number = f"{base}-{number}", number + 1
    return slug


@transaction.atomic
def change_settings(office: Office, *, by: User, values: dict[str, Any]) -> Office:
    """Change the settings of an office; only the fields of SETTINGS_FIELDS are taken."""
    check_may(by, office, SETTINGS)
    before = {name: getattr(office, name) for name in SETTINGS_FIELDS}
    after = {name: values[name] for name in SETTINGS_FIELDS if name in values}
    changed = {name for name in after if after[name] != before[name]}
    if not changed:
        return office
    for name in changed:
        setattr(office, name, after[name])
    office.save(update_fields=sorted(changed))
    record(
        chain=office.pk,
        by=by,
        verb="change_settings",
        kind="office",
        uid=office.uid,
        name=office.name,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    return office


@transaction.atomic
def add_unit(office: Office, *, by: User, name: str) -> Unit:
    """Add a unit to an office; a unit of the same name is returned as it is."""
    check_may(by, office, SETTINGS)
    return ensure_unit(office, by=by, name=name)


def ensure_unit(office: Office, *, by: User, name: str) -> Unit:
    """Return the unit of that name, made where it is missing; the caller has checked the right to write."""
    name = clean_text(name)[:200]
    unit = Unit.objects.filter(office=office, name_folded=fold(name)).first()
    if unit is None:
        unit = Unit.objects.create(office=office, name=name, name_folded=fold(name))
        record(chain=office.pk, by=by, verb="add_unit", kind="unit", uid=unit.uid, name=name)
    return unit


@transaction.atomic
def invite(
    office: Office, *, by: User, email: str, name: str, role: str, unit: Unit | None = None
) -> Membership:
    """Give a person a role in an office; the person's account is made where there is none."""
    check_may(by, office, PEOPLE)
    check_role(role, office, unit)
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        user = User(email=email.strip().lower(), name=clean_text(name) or email)
        user.set_unusable_password()
        user.save()
    membership, made = Membership.objects.get_or_create(
        user=user, office=office, unit=unit, defaults={"role": role}
    )
    if not made and membership.role == role:
        return membership
    before = {} if made else {"role": membership.role}
    membership.role = role
    membership.save(update_fields=["role"])
    _note_membership(membership, by=by, verb="give_role", before=before, after={"role": role})
    return membership


@transaction.atomic
def withdraw_role(membership: Membership, *, by: User) -> None:
    """Take a role away; the person's account and everything they wrote stay."""
    check_may(by, membership.office, PEOPLE)
    check_not_last_manager(managers_other_than(membership))
    _note_membership(membership, by=by, verb="withdraw_role", before={"role": membership.role}, after={})
    membership.delete()


def _note_membership(
    membership: Membership, *, by: User, verb: str, before: dict[str, str], after: dict[str, str]
) -> None:
    record(
        chain=membership.office_id,
        by=by,
        verb=verb,
        kind="person of the office",
        uid=membership.user.uid,
        name=membership.user.name,
        before=before,
        after=after,
    )


@transaction.atomic
def make_sign_in_link(user: User, *, by: User, now: datetime | None = None) -> str:
    """Make a single-use link for a person and return its token; only its digest is kept."""
    moment = now or timezone.now()
    token = secrets.token_urlsafe(32)
    SignInLink.objects.create(user=user, digest=_digest(token), expires_at=moment + LINK_LIFE)
    record(chain=None, by=by, verb="make_sign_in_link", kind="user", uid=user.uid, name=user.name)
    return token


@transaction.atomic
def use_sign_in_link(token: str, *, now: datetime | None = None) -> User:
    """Use a link up and return whom it signs in; a used, old or unknown one is refused."""
    moment = now or timezone.now()
    found = SignInLink.objects.select_for_update().select_related("user").filter(digest=_digest(token))
    link = check_link(found.first(), moment)
    link.used_at = moment
    link.save(update_fields=["used_at"])
    record(chain=None, by=link.user, verb="sign_in", kind="user", uid=link.user.uid, name=link.user.name)
    return link.user


def check_sign_in_link(token: str, *, now: datetime | None = None) -> None:
    """Refuse a link that would not sign anybody in; looking does not use it up."""
    found = SignInLink.objects.select_related("user").filter(digest=_digest(token)).first()
    check_link(found, now or timezone.now())


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def set_password(user: User, *, by: User, password: str) -> None:
    """Set a person's own password; the form has checked it against the validators."""
    if by.pk != user.pk:
        raise NotAllowed(_("Everybody sets their own password."))
    user.set_password(password)
    user.save(update_fields=["password"])
    record(chain=None, by=by, verb="set_password", kind="user", uid=user.uid, name=user.name)


def mark_seen(user: User, *, now: datetime) -> None:
    """Remember when a person last looked at Today (a declared exception from the log)."""
    User.objects.filter(pk=user.pk).update(seen_at=now)
    user.seen_at = now
