"""Counterparts as far as a reader may see who they are; one that is hidden keeps the words the tie has for it."""

from collections.abc import Collection, Iterable

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, Value, When

from proxenia.accounts.models import Office, User
from proxenia.portfolio.models import Partnership, Party
from proxenia.records.models import visible_through


def seen_body(user: User, office: Office, path: str = "organisation__") -> Q:
    """Return the condition for counterparts whose organisation a person may see; ``path`` leads to it."""
    return visible_through(user, office, path, is_known=True)


def with_ties(user: User, office: Office) -> Exists:
    """Return the condition for organisations that are a counterpart of a tie a person may see."""
    seen = visible_through(user, office, "partnership__", is_known=True)
    return Exists(Party.objects.filter(seen, organisation=OuterRef("pk")))


def parties_with_places(user: User, office: Office) -> QuerySet[Party]:
    """Return counterparts with their places, each marked whether the reader sees the organisation."""
    seen = Case(When(seen_body(user, office), then=Value(True)), default=Value(False))
    return Party.objects.select_related("organisation__place").annotate(is_seen=seen)  # type: ignore[no-redef]


def with_parties(ties: QuerySet[Partnership], user: User, office: Office) -> QuerySet[Partnership]:
    """Bring along what a line of the list shows: counterparts with their places, unit and membership."""
    return (
        ties.select_related("unit", "membership")
        .defer("purpose", "note")
        .prefetch_related(Prefetch("parties", parties_with_places(user, office)))
    )


def mark_seen(parties: Iterable[Party], seen: Collection[int]) -> None:
    """Mark counterparts whose organisation is among those seen."""
    for party in parties:
        party.is_seen = party.organisation_id in seen
