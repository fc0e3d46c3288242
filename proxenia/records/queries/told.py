"""What a history tells of other records: their names are told only as far as the reader sees those records too."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, User
from proxenia.audit.models import EventValues
from proxenia.audit.queries import Change
from proxenia.core.bulk import in_batches
from proxenia.records.models import Anchor
from proxenia.records.rules import OPEN_TO_STAFF

OF_OTHERS = frozenset(
    {
        "agreement", "contact", "distinct_from", "merged", "merged_into", "not_the_same_as", "organisation", "parent",
        "parties", "party", "people_present", "person", "post", "posts", "tie", "ties",
    }
)  # fmt: skip
"""Fields of events that hold the names of other records, as their verbs tell them."""


def told_to(user: User, office: Office, changes: Sequence[tuple[Change, ...]]) -> list[tuple[Change, ...]]:
    """Return changes with the names of records this person may not see replaced by a word that says so."""
    said = {text for some in changes for change in some for text in _texts(change)}
    hidden = _hidden_names(user, office, {part for text in said for part in _parts(text)}) if said else set()
    return (
        [tuple(_without(change, hidden) for change in some) for some in changes] if hidden else list(changes)
    )


def _texts(change: Change) -> Iterator[str]:
    if change.field in OF_OTHERS:
        for value in (change.before, change.after):
            yield from (str(one) for one in (value if isinstance(value, list) else [value]) if one)


def _parts(text: str) -> set[str]:
    """Return the text, and what stands between its commas alone or together: a post tells its body among others."""
    words = text.split(", ")[:8]
    spans = combinations(range(len(words) + 1), 2)
    return {", ".join(words[first:last]) for first, last in spans}


def _hidden_names(user: User, office: Office, names: set[str]) -> set[str]:
    """Return which of some names a record bears, or ever bore, that is closed to this person."""
    seen = Anchor.objects.visible_to(user, office).values("pk")
    closed = Anchor.objects.filter(office=office).exclude(visibility__in=OPEN_TO_STAFF).exclude(pk__in=seen)
    found: set[str] = set()
    for uids in in_batches(list(closed.values_list("uid", flat=True))):
        rows = EventValues.objects.filter(event__subject_uid__in=uids, subject_name__in=names)
        found.update(rows.values_list("subject_name", flat=True))
    return found


def _without(change: Change, hidden: set[str]) -> Change:
    if change.field not in OF_OTHERS:
        return change
    return replace(change, before=_clean(change.before, hidden), after=_clean(change.after, hidden))


def _clean(value: Any, hidden: set[str]) -> Any:
    if isinstance(value, list):
        return [_clean(one, hidden) for one in value]
    return _("something you may not see") if value and _parts(str(value)) & hidden else value
