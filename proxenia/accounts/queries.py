"""Reads about offices and their people."""

from django.db.models import QuerySet

from proxenia.accounts.models import Membership, Office, Unit, User
from proxenia.accounts.models.roles import PEOPLE, ROLES
from proxenia.core.values import fold


def offices_of(user: User) -> QuerySet[Office]:
    """Return the offices a person holds a role in; the operator sees all."""
    if user.is_operator:
        return Office.objects.all()
    return Office.objects.filter(memberships__user=user).distinct()


def members_of(office: Office) -> QuerySet[Membership]:
    """Return the roles held in an office, by name of the person."""
    return Membership.objects.filter(office=office).select_related("user", "unit").order_by("user__name")


def units_of(office: Office) -> QuerySet[Unit]:
    """Return the living units of an office."""
    return Unit.objects.filter(office=office, archived_at=None)


def unit_by_name(office: Office, name: str) -> Unit | None:
    """Return the unit of that name, whatever its capitals and accents."""
    return units_of(office).filter(name_folded=fold(name)).first()


def office_names() -> dict[int, str]:
    """Return the name of every office by its key, which is also the number of its chain in the log."""
    return dict(Office.objects.values_list("pk", "name"))


def managers_other_than(membership: Membership) -> int:
    """Count the other people who may look after the people of the office."""
    roles = [role.code for role in ROLES.values() if PEOPLE in role.rights]
    held = Membership.objects.filter(office=membership.office, role__in=roles, user__is_active=True)
    return held.exclude(user=membership.user).count()
