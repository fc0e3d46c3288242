"""What makes the chain a chain: canonical values, their salted digest, the hash over the event before."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Protocol

_SEPARATORS = (",", ":")


class Chained(Protocol):
    """What the hash of an event covers, whether it is prepared or stored."""

    @property
    def verb(self) -> Any: ...
    @property
    def at(self) -> Any: ...
    @property
    def by_uid(self) -> Any: ...
    @property
    def subject_kind(self) -> Any: ...
    @property
    def subject_uid(self) -> Any: ...
    @property
    def digest(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Prepared:
    """An event that has everything but its place in the chain."""

    verb: str
    at: datetime
    by_uid: str
    subject_kind: str
    subject_uid: str
    digest: str
    salt: str
    by_name: str
    subject_name: str
    before: str
    after: str
    note: str


def canonical(value: Any) -> str:
    """Return one text for one value: sorted keys, no spaces, dates and decimals as text."""
    return json.dumps(value, sort_keys=True, separators=_SEPARATORS, default=str, ensure_ascii=False)


def digest_of(salt: str, *parts: str) -> str:
    """Return the salted SHA-256 of the values of an event; the parts are kept apart by their lengths."""
    body = "\x1f".join((salt, *parts))
    return hashlib.sha256(body.encode()).hexdigest()


@lru_cache(maxsize=4)
def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def hash_of(previous: str, chain: int, seq: int, event: Chained) -> str:
    """Return the hash that ties an event to the one before it."""
    at = _written(event.at)
    body = "\x1f".join(
        (
            previous,
            str(chain),
            str(seq),
            event.verb,
            at,
            event.by_uid,
            event.subject_kind,
            event.subject_uid,
            event.digest,
        )
    )
    return hashlib.sha256(body.encode()).hexdigest()


OUTSIDE_THE_LOG = {
    "audit_chainhead": "the log itself",
    "audit_event": "the log itself",
    "audit_eventvalues": "the log itself",
    "audit_run": "a stored calculation is its own record",
    "core_search": "derived from records that are in the log; made anew at any time",
    "places_place": "copies of the gazetteer's lines; a place an office adds has its event",
    "records_importrun": "the steps of an import; the import writes one event for each record it touches",
    "records_importchange": "what undo needs; the import itself is in the log",
    "records_stagedrow": "what a file would do, before anybody decided",
    "records_rememberedmapping": "a convenience: which header means which column",
    "django_session": "who is signed in now",
    "django_tasks_db_dbtaskresult": "jobs to be done and done",
    "django_content_type": "kept by Django",
    "django_migrations": "kept by Django",
}
"""Tables whose changes need no event, and why."""

DERIVED_COLUMNS = {
    "portfolio_partnership": ("last_contact", "contact_count"),
    "accounts_user": ("seen_at", "last_login", "theme"),
}
"""Columns computed from what is in the log, or that only say when somebody looked."""
