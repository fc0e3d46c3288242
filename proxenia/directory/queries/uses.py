"""What organisations are used for, told by the rooms above: "has ties" without knowing what a tie is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists

from proxenia.accounts.models import Office, User


@dataclass(frozen=True)
class Use:
    """A filter of the list of organisations: its word in the address, its label, the rows that make it true."""

    code: str
    label: Any
    condition: Callable[[User, Office], Exists]


_USES: dict[str, Use] = {}


def register_use(code: str, label: Any, condition: Callable[[User, Office], Exists]) -> None:
    """Say how to see that an organisation is used, as far as a person may see by what.

    ``condition(user, office)`` gives an Exists over ``OuterRef("pk")``.
    """
    _USES[code] = Use(code, label, condition)


def uses() -> list[Use]:
    """Return the registered uses."""
    return list(_USES.values())
