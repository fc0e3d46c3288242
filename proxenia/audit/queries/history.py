"""The history of a record, and what is new in an office."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from proxenia.audit.models import Event


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
    """Return the newest events about some records, newest first; of erased values only that they are."""
    events = Event.objects.filter(subject_uid__in=uids).select_related("values").order_by("-id")[:limit]
    return [entry_of(event) for event in events]


def latest(chain: int, since: datetime | None = None, limit: int = 20) -> list[Event]:
    """Return the newest events of an office, newest first."""
    events = Event.objects.filter(chain=chain).select_related("values").order_by("-seq")
    if since is not None:
        events = events.filter(at__gt=since)
    return list(events[:limit])


def entry_of(event: Event) -> Entry:
    """Return an event with its values in words."""
    values = getattr(event, "values", None)
    if values is None:
        return Entry(event.at, event.verb, "", _("What this entry held has been erased."))
    before = json.loads(values.before) if values.before else {}
    after = json.loads(values.after) if values.after else {}
    names = dict.fromkeys([*before, *after])
    changes = tuple(Change(name, before.get(name), after.get(name)) for name in names)
    return Entry(event.at, event.verb, values.by_name, values.note, values.subject_name, changes)
