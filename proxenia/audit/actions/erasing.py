"""Erasing what events held about somebody, so that the chain stays valid and the erasure stands in it."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q

from proxenia.audit.actions.chain import locked_head, record
from proxenia.audit.models import INSTALLATION, ErasedValues, Event, EventValues
from proxenia.audit.rules import ERASE, erased_list
from proxenia.core.bulk import in_batches, insert_rows
from proxenia.core.stamps import new_uid

_PER_EVENT = 500
"""An erasure of more events writes several entries: each stays small enough to be read as a whole."""


@transaction.atomic
def erase_values(
    *,
    chain: int | None,
    by: Any,
    reason: str,
    subject_uids: Sequence[str] = (),
    event_ids: Sequence[int] = (),
) -> int:
    """Erase the values of every event about these records, and of the events named; return how many.

    Who, when, which verb and which record stay, so the chain holds. The erasure is itself an event that names each
    event by number and digest: values that are missing without one are reported by the verifier. ``reason`` stays
    for good, so it names nobody. The caller decides who may erase.
    """
    key = INSTALLATION if chain is None else chain
    locked_head(key)
    found = _with_values(key, subject_uids, event_ids)
    for part in in_batches(found, _PER_EVENT):
        after = erased_list((seq, digest) for _id, seq, digest in part)
        erasure = record(
            chain=chain, by=by, verb="erase_values", kind="log", uid=new_uid(), after=after, note=reason
        )
        ids = [row[0] for row in part]
        insert_rows(ErasedValues, ("event_id", "erasure_id"), [(number, erasure) for number in ids])
        EventValues.objects.filter(event_id__in=ids).delete()
    return len(found)


def _with_values(
    chain: int, subject_uids: Sequence[str], event_ids: Sequence[int]
) -> list[tuple[int, int, str]]:
    """Return key, number and digest of the events asked for that still have values; erasures keep theirs."""
    rows: set[tuple[int, int, str]] = set()
    here = Event.objects.filter(chain=chain, values__isnull=False).exclude(verb=ERASE)
    for name, wanted in (("subject_uid__in", subject_uids), ("pk__in", event_ids)):
        for part in in_batches(list(wanted), _PER_EVENT):
            rows.update(here.filter(Q(**{name: part})).values_list("pk", "seq", "digest"))
    return sorted(rows)
