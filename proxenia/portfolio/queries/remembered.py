"""Counts over all ties, remembered until the next event in the office's log: every write is one, so none is stale."""

from collections.abc import Callable
from datetime import date
from hashlib import sha256
from typing import TypeVar

from django.core.cache import cache

from proxenia.accounts.models import Office, User
from proxenia.audit.models import ChainHead
from proxenia.records.models import shared_keys

T = TypeVar("T")
SECONDS = 3600


_MARKS: list[Callable[[Office], str]] = []


def register_mark(find: Callable[[Office], str]) -> None:
    """Let a higher room say how its own stored figures stand, where they change without an event in the log."""
    _MARKS.append(find)


def marks(office: Office) -> str:
    """Return how the stored figures of higher rooms stand; part of the name of an answer that counts them."""
    return "&".join(find(office) for find in _MARKS)


class Memory:
    """Remembers answers for one reader of one office, as the log stands now and on this day.

    The key holds what decides what the reader sees: who it is, the rights and units held, what is shared by name
    or opened for a reason (which ends by itself), and the number of the last event.
    One question to the database finds that number.
    """

    def __init__(self, user: User, office: Office, today: date) -> None:
        standing = user.standing(office)
        seq = ChainHead.objects.filter(chain=office.pk).values_list("seq", flat=True).first() or 0
        rights = (
            sorted(standing.rights),
            sorted((unit, sorted(held)) for unit, held in standing.unit_rights.items()),
        )
        settings = office.partnership_cap
        shared = shared_keys(user, office)
        self.stem = repr((office.uid, seq, user.uid, rights, shared, settings, today.isoformat()))

    def get(self, name: str, make: Callable[[], T]) -> T:
        """Return the answer of that name, worked out where it is not remembered."""
        key = "portfolio-" + sha256(f"{self.stem}|{name}".encode()).hexdigest()
        found: T | None = cache.get(key)
        if found is None:
            found = make()
            cache.set(key, found, SECONDS)
        return found
