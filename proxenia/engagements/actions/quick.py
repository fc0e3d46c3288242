"""A contact and what was promised there, logged together: all of it, or nothing."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction

from proxenia.accounts.models import Office, Unit, User
from proxenia.directory.models import Person
from proxenia.engagements.actions.log import add_follow_up, log_engagement
from proxenia.engagements.models import Engagement
from proxenia.portfolio.models import Partnership


class NewPromise(NamedTuple):
    """A promise to record with a contact: its values, and its tie where the contact has several."""

    values: dict[str, Any]
    tie: Partnership | None = None


@transaction.atomic
def log_with_promises(
    office: Office,
    *,
    by: User,
    values: Mapping[str, Any],
    ties: Sequence[Partnership] = (),
    people: Sequence[Person] = (),
    promises: Sequence[NewPromise] = (),
    unit: Unit | None = None,
    visibility: str = "",
    because: str = "",
) -> Engagement:
    """Log a contact with its promises; a refusal of one is a refusal of all."""
    engagement = log_engagement(
        office,
        by=by,
        values=values,
        ties=ties,
        people=people,
        unit=unit,
        visibility=visibility,
        because=because,
    )
    for promise in promises:
        add_follow_up(engagement, by=by, values=promise.values, tie=promise.tie)
    return engagement
