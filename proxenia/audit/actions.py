"""Writing the log: one event a verb, inside the verb's own transaction."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.utils import timezone

from proxenia.audit.models import INSTALLATION, ChainHead, Event, EventValues
from proxenia.audit.rules import Prepared, canonical, digest_of, hash_of
from proxenia.core.bulk import insert_rows, reserve_ids


def prepare(
    *,
    by: Any,
    verb: str,
    kind: str,
    uid: str,
    name: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    note: str = "",
    at: datetime | None = None,
) -> Prepared:
    """Make an event ready but for the chain; ``by`` is a user with ``uid`` and ``name``."""
    salt = secrets.token_hex(16)
    old = canonical(before) if before else ""
    new = canonical(after) if after else ""
    by_name, subject = str(by.name)[:200], name[:300]
    digest = digest_of(salt, by_name, subject, old, new, note)
    moment = at or timezone.now()
    return Prepared(verb, moment, by.uid, kind, uid, digest, salt, by_name, subject, old, new, note)


def record(
    *,
    chain: int | None,
    by: Any,
    verb: str,
    kind: str,
    uid: str,
    name: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    note: str = "",
) -> None:
    """Write one event; ``chain`` is the office's key, or None for the installation."""
    event = prepare(by=by, verb=verb, kind=kind, uid=uid, name=name, before=before, after=after, note=note)
    record_many(chain=chain, events=[event])


def record_many(*, chain: int | None, events: Sequence[Prepared]) -> None:
    """Write prepared events to one chain, in order; must run inside a transaction.

    The head row is locked first: two writers can never take the same place in the chain.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An audit event is written inside the transaction of its verb.")
    if not events:
        return
    key = INSTALLATION if chain is None else chain
    ChainHead.objects.get_or_create(chain=key)
    head = ChainHead.objects.select_for_update().get(chain=key)
    ids = reserve_ids(Event, len(events))
    # In slices, so that a hundred thousand events do not stand in memory three times.
    for start in range(0, len(events), _SLICE):
        part = slice(start, start + _SLICE)
        rows, values = _chained(key, head, ids[part], events[part])
        insert_rows(Event, _EVENT_COLUMNS, rows)
        insert_rows(EventValues, _VALUE_COLUMNS, values)
    head.save(update_fields=["seq", "hash"])


_SLICE = 5_000


_EVENT_COLUMNS = (
    *("id", "chain", "seq", "verb", "at", "by_uid", "subject_kind", "subject_uid"),
    *("digest", "previous", "hash"),
)
_VALUE_COLUMNS = ["event_id", "salt", "by_name", "subject_name", "before", "after", "note"]


def _chained(
    key: int, head: ChainHead, ids: Sequence[int], events: Sequence[Prepared]
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Give each event its number and hash, and move the head along."""
    rows, values = [], []
    adapt = lru_cache(maxsize=1)(connection.ops.adapt_datetimefield_value)
    for number, event in zip(ids, events, strict=True):
        head.seq += 1
        previous, head.hash = head.hash, hash_of(head.hash, key, head.seq, event)
        at = adapt(event.at)
        rows.append(
            (
                number,
                key,
                head.seq,
                event.verb,
                at,
                event.by_uid,
                event.subject_kind,
                event.subject_uid,
                event.digest,
                previous,
                head.hash,
            )
        )
        values.append(
            (number, event.salt, event.by_name, event.subject_name, event.before, event.after, event.note)
        )
    return rows, values
