"""Every write about offices, units, people and their roles."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from proxenia.accounts.access import check_may
from proxenia.accounts.models import Membership, Office, SignInLink, Unit, User, Visit
from proxenia.accounts.models.roles import PEOPLE, SETTINGS
from proxenia.accounts.queries import managers_other_than
from proxenia.accounts.rules import check_not_last_manager, check_role
from proxenia.audit.actions import record
from proxenia.core.errors import NotAllowed
from proxenia.core.values import clean_text, fold

SETTINGS_FIELDS = [
    *("name", "currency", "fiscal_year_start", "partnership_cap", "term_years", "review_months"),
    *("quarter_hours", "second_factor"),
]


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
    Visit.objects.filter(user=user).update(new_key=True)
    return membership


@transaction.atomic
def withdraw_role(membership: Membership, *, by: User) -> None:
    """Take a role away; the person's account and everything they wrote stay."""
    check_may(by, membership.office, PEOPLE)
    check_not_last_manager(managers_other_than(membership))
    _note_membership(membership, by=by, verb="withdraw_role", before={"role": membership.role}, after={})
    links = SignInLink.objects.filter(user=membership.user, office=membership.office, used_at=None)
    links.update(withdrawn_at=timezone.now())
    Visit.objects.filter(user=membership.user).update(new_key=True)
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


def mark_seen(user: User, *, now: datetime) -> None:
    """Remember when a person last looked at Today (a declared exception from the log)."""
    User.objects.filter(pk=user.pk).update(seen_at=now)
    user.seen_at = now
