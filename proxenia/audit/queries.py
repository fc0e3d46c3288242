"""Reading the log: the history of a record, and whether the chain still holds."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from proxenia.audit.models import ChainHead, Event, EventValues
from proxenia.audit.rules import digest_of, hash_of
from proxenia.core.append_only import is_guarded


@dataclass(frozen=True)
class Change:
    """One field of an event: what it was and what it became."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Entry:
    """One line of a history."""

    at: datetime
    verb: str
    by: str
    note: str = ""
    subject: str = ""
    changes: tuple[Change, ...] = field(default=())


def history_of(uids: Sequence[str], limit: int = 200) -> list[Entry]:
    """Return the newest events about some records, newest first; values that were erased are missing."""
    events = Event.objects.filter(subject_uid__in=uids).select_related("values").order_by("-id")[:limit]
    return [_entry(event) for event in events]


def latest(chain: int, since: datetime | None = None, limit: int = 20) -> list[Event]:
    """Return the newest events of an office, newest first."""
    events = Event.objects.filter(chain=chain).select_related("values").order_by("-seq")
    if since is not None:
        events = events.filter(at__gt=since)
    return list(events[:limit])


def _entry(event: Event) -> Entry:
    values = getattr(event, "values", None)
    if values is None:
        return Entry(event.at, event.verb, "", "")
    before = json.loads(values.before) if values.before else {}
    after = json.loads(values.after) if values.after else {}
    names = dict.fromkeys([*before, *after])
    changes = tuple(Change(name, before.get(name), after.get(name)) for name in names)
    return Entry(event.at, event.verb, values.by_name, values.note, values.subject_name, changes)


def verify_chains() -> list[str]:
    """Recompute every chain; return a sentence for the first break of each."""
    return [problem for head in ChainHead.objects.all() for problem in _verify_chain(head)]


def _verify_chain(head: ChainHead) -> Iterator[str]:
    previous, seq = "", 0
    events = Event.objects.filter(chain=head.chain).order_by("seq").select_related("values")
    for event in events.iterator(chunk_size=5000):
        seq += 1
        if event.seq != seq:
            yield f"Chain {head.chain}: event {seq} is missing (the next one is number {event.seq})."
            return
        if event.previous != previous or event.hash != hash_of(previous, head.chain, seq, event):
            yield f"Chain {head.chain}: event {seq} ({event.verb}) does not match its hash."
            return
        if not _values_hold(event):
            yield f"Chain {head.chain}: the values of event {seq} ({event.verb}) were changed."
            return
        previous = event.hash
    if (head.seq, head.hash) != (seq, previous):
        yield f"Chain {head.chain}: the head stands at event {head.seq}, the log ends at {seq}."


def _values_hold(event: Event) -> bool:
    try:
        values = event.values
    except EventValues.DoesNotExist:
        return True  # erased on purpose: the chain stays valid without them
    parts = (values.by_name, values.subject_name, values.before, values.after, values.note)
    return bool(event.digest == digest_of(values.salt, *parts))


def unguarded() -> list[str]:
    """Say where the log could be rewritten by the role the application uses."""
    problems = []
    if not is_guarded(connection, Event._meta.db_table):
        problems.append("The log is unguarded: the triggers that keep it from being changed are missing.")
    if connection.vendor == "postgresql" and _may_rewrite():
        problems.append(
            "The log is unguarded: the application's database role may change it."
            " Name the owner's role in PROXENIA_OWNER_DATABASE_URL and run proxenia init."
        )
    return problems


def _may_rewrite() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege(%s, 'UPDATE') OR has_table_privilege(%s, 'DELETE')",
            [Event._meta.db_table, Event._meta.db_table],
        )
        return bool(cursor.fetchone()[0])
