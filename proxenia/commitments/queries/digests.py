"""What a digest says: parts that higher rooms register, each as far as its reader may see; and when one is due."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import DIRECTOR, READ
from proxenia.commitments.models.digests import DigestWish, Escalation, Rhythm
from proxenia.commitments.models.promises import Commitment
from proxenia.records.access import may_see

MONDAY = 0


@dataclass(frozen=True)
class Line:
    """One thing that waits: its words, the path of its page, what tells it from others."""

    text: str
    path: str
    sub: str = ""


@dataclass(frozen=True)
class Part:
    """One heading of a digest with its lines; ``total`` counts those that are not told too."""

    title: str
    lines: list[Line]
    total: int
    path: str = ""
    """The page that lists all of them."""

    @property
    def more(self) -> int:
        """Return how many are not told."""
        return max(0, self.total - len(self.lines))


Fill = Callable[[User, Office, dt.date], Part | None]
_PARTS: list[tuple[int, Fill]] = []


def register_part(order: int) -> Callable[[Fill], Fill]:
    """Register a function that fills a part of the digest; returning None leaves it out."""

    def register(fill: Fill) -> Fill:
        _PARTS.append((order, fill))
        return fill

    return register


def parts(user: User, office: Office, today: dt.date) -> list[Part]:
    """Return what waits for somebody in an office, as far as they may see it."""
    filled = [fill(user, office, today) for _order, fill in sorted(_PARTS, key=lambda one: one[0])]
    return [part for part in filled if part is not None and part.lines]


def wish_of(user: User, office: Office) -> DigestWish:
    """Return how often somebody wants the digest: once a week unless they said otherwise."""
    return DigestWish.objects.filter(user=user, office=office).first() or DigestWish(user=user, office=office)


def is_due(rhythm: str, day: dt.date) -> bool:
    """Say whether a digest of that rhythm is written on a day."""
    return rhythm == Rhythm.DAILY or (rhythm == Rhythm.WEEKLY and day.weekday() == MONDAY)


def told_further(user: User, office: Office) -> list[Escalation]:
    """Return what was taken further to somebody, is still open, and was in no letter yet."""
    found = Escalation.objects.filter(
        to=user, letter=None, commitment__office=office, commitment__state=Commitment.State.OPEN
    )
    return list(found.select_related("commitment").order_by("on", "pk"))


def whom_to_tell(promise: Commitment) -> list[User]:
    """Return to whom an overdue promise is taken further: the deputy of who answers for it, else the directors.

    Only who sees it, and never who answers for it.
    """
    owner, office = promise.owner, promise.office
    deputy = wish_of(owner, office).deputy if owner else None
    directors: Any = User.objects.filter(
        memberships__office=office, memberships__role=DIRECTOR.code, memberships__unit=None, is_active=True
    )
    for some in ([deputy] if deputy else [], list(directors.distinct().order_by("pk"))):
        told = [one for one in some if one.is_active and one != owner and may_see(one, promise)]
        if told:
            return told
    return []


def escalations_of(promise: Commitment, user: User) -> list[Escalation]:
    """Return to whom a promise was taken further, the latest first; the staff of the office are told, nobody else."""
    if not user.standing(promise.office).has(READ):
        return []
    return list(promise.escalations.select_related("to").order_by("-on", "-pk"))
