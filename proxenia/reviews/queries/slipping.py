"""What a yes costs: the hours that are left this quarter, and what would slip if some of them went elsewhere."""

import datetime as dt
from dataclasses import dataclass

from proxenia.accounts.models import Office, User
from proxenia.commitments.models import Commitment
from proxenia.engagements.models import Engagement
from proxenia.engagements.queries.finding import visible_engagements
from proxenia.engagements.queries.promises import visible_promises
from proxenia.reviews.queries.capacity import Load, known_hours, load_of
from proxenia.reviews.queries.gathering import Usual, estimated

MOST = 200
SHOWN = 10


@dataclass(frozen=True)
class Planned:
    """One planned contact with its hours: written down, by contacts like it, or None where neither is known."""

    engagement: Engagement
    hours: float | None
    guessed: bool


@dataclass(frozen=True)
class Yes:
    """What so many hours more would do: the load as it is, what is short, what would slip, and what is due besides."""

    hours: float
    load: Load
    short: float
    slips: list[Planned]
    uncovered: float
    due: list[Commitment]
    more_due: int


def yes_costs(user: User, office: Office, hours: float, today: dt.date) -> Yes:
    """Return what a yes of so many hours would cost this quarter.

    Where the hours that are left do not cover it, planned contacts are let slip, those with the latest days first,
    until it is covered; ``uncovered`` is what remains even then. Promises have no hours: those of ours that are due
    in the quarter are named beside. Nobody's contact that this person may not see is named.
    """
    usual = known_hours(office, today)
    load = load_of(office, today, usual)
    short = max(0.0, hours - load.left) if load.left is not None else 0.0
    slips: list[Planned] = []
    covered = 0.0
    for one in _planned(user, office, load.quarter.last, today, usual) if short else ():
        if covered >= short:
            break
        slips.append(one)
        covered += one.hours or 0.0
    due = visible_promises(user, office).filter(
        side=Commitment.Side.US, state=Commitment.State.OPEN, due__lte=load.quarter.last.isoformat()
    )
    return Yes(
        hours, load, short, slips, max(0.0, short - covered), list(due.order_by("due", "pk")[:SHOWN]),
        max(0, due.count() - SHOWN),
    )  # fmt: skip


def _planned(user: User, office: Office, last: dt.date, today: dt.date, usual: Usual) -> list[Planned]:
    """Return the planned contacts until the end of the quarter that have hours, the latest first."""
    ahead = visible_engagements(user, office).filter(
        date__gt=today.isoformat(), date__lte=last.isoformat(), state=Engagement.State.PLANNED
    )
    found = []
    for one in ahead.order_by("-date", "-pk")[:MOST]:
        guess = estimated(usual, one.kind, one.mode) if one.staff_hours is None else None
        hours = float(one.staff_hours) if one.staff_hours is not None else guess
        if hours:
            found.append(Planned(one, hours, one.staff_hours is None))
    return found
