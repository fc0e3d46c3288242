"""Who signs in, what they may do in which office, and single-use sign-in links."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models.offices import Office, Unit
from proxenia.accounts.models.roles import (
    ALL_RIGHTS,
    CHOICES,
    ROLES,
    WRITE,
    WRITE_OWN_UNIT,
    WRITE_SOMEWHERE,
)
from proxenia.core import personal
from proxenia.core.stamps import new_uid

OPERATOR_EMAIL = "operator@proxenia.invalid"


@dataclass(frozen=True)
class Standing:
    """What a person is in one office: rights over all of it, rights within units, and the roles held."""

    rights: frozenset[str] = frozenset()
    unit_rights: dict[int, frozenset[str]] = field(default_factory=dict)
    roles: tuple[str, ...] = ()

    @property
    def units(self) -> list[int]:
        """Return the keys of the units the person belongs to."""
        return list(self.unit_rights)

    def has(self, right: str, unit: int | None = None) -> bool:
        """Say whether the right is held over the whole office, or over this unit."""
        held = self.unit_rights.get(unit, frozenset()) if unit is not None else frozenset()
        return right in self.rights or right in held

    def has_anywhere(self, right: str) -> bool:
        """Say whether the right is held over the office or any of its units."""
        if right == WRITE_SOMEWHERE:
            return self.has_anywhere(WRITE) or self.has_anywhere(WRITE_OWN_UNIT)
        return right in self.rights or any(right in held for held in self.unit_rights.values())


def standing_of(memberships: Iterable["Membership"]) -> Standing:
    """Return what some roles in one office make of a person.

    Reading is of the office, writing within the unit; a role of a unit that names none only reads.
    """
    rights: set[str] = set()
    by_unit: dict[int, frozenset[str]] = {}
    roles: list[str] = []
    for membership in memberships:
        role = ROLES[membership.role]
        roles.append(role.code)
        if membership.unit_id is None and not role.is_of_unit:
            rights |= role.rights
            continue
        rights |= {right for right in role.rights if right.endswith((".read", ".read_shared"))}
        if membership.unit_id is not None:
            by_unit[membership.unit_id] = by_unit.get(membership.unit_id, frozenset()) | role.rights
    return Standing(frozenset(rights), by_unit, tuple(roles))


class UserManager(BaseUserManager["User"]):
    """Users are found by their e-mail address, whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())

    def operator(self) -> "User":
        """Return the built-in operator, who acts for the command line; it cannot sign in."""
        user, _created = self.get_or_create(
            email=OPERATOR_EMAIL,
            defaults={"name": "Operator", "is_operator": True, "is_active": False, "password": "!"},
        )
        return user


class User(AbstractBaseUser):
    """A person who signs in, or the built-in operator."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(default=False, editable=False)
    theme = models.CharField(max_length=5, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    personal_data = {
        "id": personal.NONE,
        "uid": personal.REFERENCE,
        "email": personal.CONTACT,
        "name": personal.NAME,
        "password": personal.CREDENTIAL,
        "last_login": personal.ROLE,
        "is_active": personal.NONE,
        "is_operator": personal.NONE,
        "theme": personal.NONE,
        "seen_at": personal.ROLE,
        "created_at": personal.NONE,
    }

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def standing(self, office: Office) -> Standing:
        """Return what the person is in an office; asked for once a request, then remembered."""
        known: dict[int, Standing] = self.__dict__.setdefault("_standings", {})
        if office.pk not in known:
            known[office.pk] = self._standing(office)
        return known[office.pk]

    def _standing(self, office: Office) -> Standing:
        if self.is_operator:
            return Standing(rights=ALL_RIGHTS, roles=("administrator",))
        return standing_of(self.memberships.filter(office=office))

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        self.__dict__.pop("_standings", None)
        super().refresh_from_db(*args, **kwargs)


class Membership(models.Model):
    """One role of one person in an office, over all of it or within one unit."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(_("role"), max_length=20, choices=CHOICES)

    personal_data = {
        "id": personal.NONE,
        "user": personal.REFERENCE,
        "office": personal.NONE,
        "unit": personal.NONE,
        "role": personal.ROLE,
    }

    class Meta:
        ordering = ["user__name"]
        constraints = [
            # Two, since SQLite does not take `nulls_distinct=False`.
            models.UniqueConstraint(
                fields=["user", "office", "unit"],
                condition=models.Q(unit__isnull=False),
                name="accounts_membership_once_in_unit",
            ),
            models.UniqueConstraint(
                fields=["user", "office"],
                condition=models.Q(unit__isnull=True),
                name="accounts_membership_once_in_office",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} as {self.role}"

    @property
    def dialog_id(self) -> str:
        """Return the id of this row's dialog on a page."""
        return f"withdraw-{self.pk}"


class SignInLink(models.Model):
    """A single-use link: only the digest of its token is kept. With an office, it is an invitation to it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    office = models.ForeignKey(Office, on_delete=models.CASCADE, null=True, related_name="+")
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    browser = models.CharField(
        max_length=64,
        blank=True,
        help_text="Digest of the secret of the browser that asked; others cannot use it.",
    )

    personal_data = {
        "id": personal.NONE,
        "browser": personal.CREDENTIAL,
        "user": personal.REFERENCE,
        "digest": personal.CREDENTIAL,
        "office": personal.NONE,
        "made_by": personal.REFERENCE,
        "created_at": personal.NONE,
        "expires_at": personal.NONE,
        "used_at": personal.ROLE,
        "withdrawn_at": personal.NONE,
    }

    def __str__(self) -> str:
        return f"sign-in link of user {self.user_id}"
