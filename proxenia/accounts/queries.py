"""Reads about offices and their people."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Max, QuerySet

from proxenia.accounts.models import (
    CodeApp,
    Membership,
    Office,
    Passkey,
    RecoveryCode,
    SecurityEvent,
    SignInLink,
    Unit,
    User,
    Visit,
)
from proxenia.accounts.models.roles import PEOPLE, ROLES
from proxenia.core.values import fold


def offices_of(user: User) -> QuerySet[Office]:
    """Return the offices a person holds a role in; the operator sees all."""
    if user.is_operator:
        return Office.objects.all()
    return Office.objects.filter(memberships__user=user).distinct()


def uid_at(email: str) -> str:
    """Return the uid of whoever has that address, empty for nobody: jobs name people by it, never by their address."""
    return User.objects.filter(email=email.strip().lower()).values_list("uid", flat=True).first() or ""


def names_of_offices(user: User) -> list[str]:
    """Return the names of the offices a person works in."""
    return list(Office.objects.filter(memberships__user=user).values_list("name", flat=True))


def office_names() -> dict[int, str]:
    """Return the name of every office by its key, which is also the number of its chain in the log."""
    return dict(Office.objects.values_list("pk", "name"))


def members_of(office: Office) -> QuerySet[Membership]:
    """Return the roles held in an office, by name of the person."""
    return Membership.objects.filter(office=office).select_related("user", "unit").order_by("user__name")


def units_of(office: Office) -> QuerySet[Unit]:
    """Return the living units of an office."""
    return Unit.objects.filter(office=office, archived_at=None)


def unit_by_name(office: Office, name: str) -> Unit | None:
    """Return the unit of that name, whatever its capitals and accents."""
    return units_of(office).filter(name_folded=fold(name)).first()


def managers_other_than(membership: Membership) -> int:
    """Count the other people who may look after the people of the office."""
    roles = [role.code for role in ROLES.values() if PEOPLE in role.rights]
    held = Membership.objects.filter(office=membership.office, role__in=roles, user__is_active=True)
    return held.exclude(user=membership.user).count()


def failures_by_account(account: str, but: SecurityEvent, since: datetime) -> tuple[int, datetime | None]:
    """Return how many tries at an account failed since then, and when the last of them was."""
    return _failures(SecurityEvent.objects.filter(account=account), but, since)


def failures_by_address(address: str, but: SecurityEvent, since: datetime) -> tuple[int, datetime | None]:
    """Return how many tries from a network address failed since then, and when the last of them was."""
    return _failures(SecurityEvent.objects.filter(address=address), but, since)


def _failures(
    events: QuerySet[SecurityEvent], but: SecurityEvent, since: datetime
) -> tuple[int, datetime | None]:
    counted = events.filter(is_counted=True, at__gt=since, pk__lt=but.pk)
    found = counted.aggregate(number=Count("pk"), last=Max("at"))
    return found["number"], found["last"]


def has_second_factor(user: User) -> bool:
    """Say whether a person has a passkey or a code app."""
    return Passkey.objects.filter(user=user).exists() or CodeApp.objects.filter(user=user).exists()


def open_invitations(office: Office) -> QuerySet[SignInLink]:
    """Return the invitations to an office that wait to be taken up."""
    waiting = SignInLink.objects.filter(office=office, used_at=None, withdrawn_at=None)
    return waiting.select_related("user").order_by("user__name")


def visits_of(user: User) -> QuerySet[Visit]:
    """Return where a person is signed in, the latest first."""
    return Visit.objects.filter(user=user).order_by("-seen_at")


def ways_of(user: User) -> dict[str, Any]:
    """Return what a person can prove themselves with."""
    return {
        "password": user.has_usable_password(),
        "passkeys": list(Passkey.objects.filter(user=user)),
        "code_app": CodeApp.objects.filter(user=user).first(),
        "codes_left": RecoveryCode.objects.filter(user=user, used_at=None).count(),
        "identities": list(user.identities.all()),
    }
