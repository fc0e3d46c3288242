"""What the tests of the directory stand on: an office with an officer, and short ways to add records."""

from collections.abc import Callable
from typing import Any

import pytest

from proxenia.accounts.models import Membership, Office, User
from proxenia.directory import actions
from proxenia.directory.models import Organisation, Person


@pytest.fixture
def office(db: None) -> Office:
    """An office with nothing in it."""
    return Office.objects.create(name="Office of Halden", slug="halden")


@pytest.fixture
def officer(office: Office) -> User:
    """Somebody who may read, write and merge everything in the office."""
    return person_with_role(office, "officer")


def person_with_role(office: Office, role: str, unit: Any = None) -> User:
    """Return a new user who holds a role in an office."""
    count = User.objects.count()
    user = User.objects.create(email=f"{role}{count}@example.org", name=f"{role} {count}")
    Membership.objects.create(user=user, office=office, role=role, unit=unit)
    return user


@pytest.fixture
def body(office: Office, officer: User) -> Callable[..., Organisation]:
    """`body("Chamber of X", kind="chamber")` adds an organisation."""

    def add(name: str, **values: Any) -> Organisation:
        return actions.add_organisation(office, by=officer, values={"name": name, **values})

    return add


@pytest.fixture
def somebody(office: Office, officer: User) -> Callable[..., Person]:
    """`somebody("Ana Lund", posts=[…])` adds a person."""

    def add(name: str, posts: Any = (), **values: Any) -> Person:
        return actions.add_person(office, by=officer, values={"name": name, **values}, posts=posts)

    return add
