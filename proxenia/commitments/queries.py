"""Reads about promises."""

from datetime import date

from django.db.models import QuerySet

from proxenia.accounts.models import Office, User
from proxenia.commitments.models import Commitment


def open_commitments(user: User, office: Office, side: str = "") -> QuerySet[Commitment]:
    """Return the open promises a person may see, those due first at the top, undated ones last."""
    found = Commitment.objects.visible_to(user, office).live().filter(state=Commitment.State.OPEN)
    if side:
        found = found.filter(side=side)
    return found.order_by("due", "pk")


def is_overdue(commitment: Commitment, today: date) -> bool:
    """Say whether an open promise is past the last day its due date can mean."""
    due = commitment.due
    return commitment.state == Commitment.State.OPEN and due is not None and due.last() < today
