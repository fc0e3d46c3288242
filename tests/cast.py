"""Who plays in the tests: two offices, a unit, and one person for every role. Made once a test, by rows.

`cast` is a fixture: `def test_x(cast): cast.officer …`. Roles hold over the whole office but for the unit editor's.
"""

from dataclasses import dataclass
from typing import Any

from django.test import Client

from proxenia.accounts.models import Membership, Office, Unit, User
from proxenia.core.values import fold
from proxenia.directory.actions import add_organisation
from proxenia.portfolio.actions import Counterpart, add_tie
from proxenia.portfolio.models import Partnership


@dataclass(frozen=True)
class Cast:
    """Two offices and their people; `outsider` works in the other office only."""

    office: Office
    other_office: Office
    unit: Unit
    other_unit: Unit
    director: User
    officer: User
    unit_editor: User
    viewer: User
    partner: User
    auditor: User
    administrator: User
    outsider: User
    operator: User

    @property
    def everybody(self) -> dict[str, User]:
        """Return the people of the office by role."""
        names = ("director", "officer", "unit_editor", "viewer", "partner", "auditor", "administrator")
        return {name: getattr(self, name) for name in names}


def make_unit(office: Office, name: str) -> Unit:
    """Return a new unit of an office."""
    return Unit.objects.create(office=office, name=name, name_folded=fold(name))


def make_person(office: Office, role: str, name: str = "", unit: Unit | None = None) -> User:
    """Return a new user who holds a role in an office, or in a unit of it."""
    email = f"{role}.{User.objects.count()}@example.org"
    user = User.objects.create(email=email, name=name or role.replace("_", " ").title())
    Membership.objects.create(user=user, office=office, role=role, unit=unit)
    return user


def make_cast() -> Cast:
    """Return a whole cast, freshly written."""
    office = Office.objects.create(name="Office of Halden", slug="halden")
    other = Office.objects.create(name="Office of Moss", slug="moss")
    unit = make_unit(office, "Culture")
    people = {
        role: make_person(office, role) for role in ("director", "officer", "viewer", "partner", "auditor")
    }
    return Cast(
        office=office,
        other_office=other,
        unit=unit,
        other_unit=make_unit(office, "Port"),
        unit_editor=make_person(office, "unit_editor", unit=unit),
        administrator=make_person(office, "administrator"),
        outsider=make_person(other, "director", "Outsider"),
        operator=User.objects.operator(),
        **people,
    )


def signed_in(user: User) -> Client:
    """Return a client in which this person is signed in."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def make_tie(
    office: Office, *, by: User, name: str, values: dict[str, Any] | None = None, **more: Any
) -> Partnership:
    """Add a tie with a municipality of that name, through the verbs; asks no gazetteer."""
    body = add_organisation(
        office, by=by, values={"name": f"City of {name}", "kind": "municipality", "country": "DE"}
    )
    tie_values = {"name": name, "kind": "sister_city", **(values or {})}
    return add_tie(office, by=by, values=tie_values, counterparts=[Counterpart(organisation=body)], **more)
