"""What makes the chain a chain: canonical values, their salted digest, the hash over the event before."""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Protocol

from proxenia.core.append_only import Refusal

ERASE = "erase_values"
"""The verb whose events name the values they erased; their own are never erased."""

READS_KEPT_YEARS = 3
"""For so long the log of reads is kept; before that, nobody can take a row out of it."""

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
    return chain_hash(
        previous,
        chain,
        seq,
        event.verb,
        event.at,
        event.by_uid,
        event.subject_kind,
        event.subject_uid,
        event.digest,
    )


def chain_hash(
    previous: str,
    chain: int,
    seq: int,
    verb: str,
    at: datetime,
    by_uid: str,
    subject_kind: str,
    subject_uid: str,
    digest: str,
) -> str:
    """Return the same hash from the columns themselves; the verifier of a million events takes this way."""
    parts = (
        previous,
        str(chain),
        str(seq),
        verb,
        _written(at),
        by_uid,
        subject_kind,
        subject_uid,
        digest,
    )
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def erased_list(named: Iterable[tuple[int, str]]) -> dict[str, Any]:
    """Return what an erasure writes of the events whose values it erased: their numbers and digests."""
    return {"erased": [[seq, digest] for seq, digest in named]}


def erased_by(after: str) -> set[tuple[int, str]]:
    """Return the numbers and digests that an erasure's values name; an odd text names none."""
    try:
        listed = json.loads(after)["erased"]
        return {(int(seq), str(digest)) for seq, digest in listed}
    except (ValueError, KeyError, TypeError):
        return set()


@dataclass(frozen=True, slots=True)
class Anchored:
    """What the anchor says of a chain: at that moment event ``seq`` had this hash and was the last."""

    chain: int
    seq: int
    hash: str
    at: str


_ANCHOR = re.compile(r"proxenia-anchor at=(\S{1,40}) chain=(\d{1,18}) seq=(\d{1,18}) hash=([0-9a-f]{64})\b")


def anchor_line(head: Anchored) -> str:
    """Return the line that goes to the anchor's file and to the system's log alike."""
    return f"proxenia-anchor at={head.at} chain={head.chain} seq={head.seq} hash={head.hash}"


def read_anchor_line(line: str) -> Anchored | None:
    """Return what a line of a file or of the system's log says, or None where it is none of ours."""
    found = _ANCHOR.search(line)
    return Anchored(int(found[2]), int(found[3]), found[4], found[1]) if found else None


OUTSIDE_THE_LOG = {
    "audit_chainhead": "the log itself",
    "audit_event": "the log itself",
    "audit_eventvalues": "the log itself",
    "audit_erasedvalues": "the log itself: each row belongs to the event that erased",
    "audit_confidentialread": "the log of reads: one row for each opening, kept for three years, without content",
    "audit_logcheck": "when the log was anchored and verified, and what was found",
    "audit_run": "a stored calculation is its own record",
    "core_search": "derived from records that are in the log; made anew at any time",
    "places_place": "copies of the gazetteer's lines; a place an office adds has its event",
    "records_importrun": "the steps of an import; the import writes one event for each record it touches",
    "records_importchange": "what undo needs; the import itself is in the log",
    "records_stagedrow": "what a file would do, before anybody decided",
    "records_rememberedmapping": "a convenience: which header means which column",
    "django_session": "who is signed in now",
    "accounts_visit": "who is signed in now; signing in and ending a session are events",
    "accounts_knowndevice": "a browser seen before; its first sight is an event",
    "accounts_securityevent": "what fails at the door: anybody can make such rows without end, a chain of them"
    " would hold up every verb; kept for 90 days",
    "django_tasks_database_dbtaskresult": "jobs to be done and done; each writes its own events",
    "core_job": "who is at which job",
    "core_schedule": "when daily jobs were last asked for",
    "core_drill": "rehearsals of the backup",
    "commitments_letter": "that the digest of a day was written for somebody; it tells what is in the log",
    "reviews_vitalsign": "computed from contacts and promises that are in the log; made anew at any time",
    "engagements_proposal": "what a mail or calendar file says, before anybody decided; what it becomes has its events",
    "django_content_type": "kept by Django",
    "django_migrations": "kept by Django",
}
"""Tables whose changes need no event, and why."""

DERIVED_COLUMNS = {
    "portfolio_partnership": ("last_contact", "contact_count"),
    "commitments_escalation": ("letter_id",),
    "accounts_user": ("seen_at", "last_login", "theme"),
    "accounts_codeapp": ("last_step",),
    "engagements_secretaddress": ("used_on",),
    "engagements_traveldetails": ("mail_begun_at", "mailed_at"),
    # How far a mail is, and which answer is the newest; that it was asked for, and each reply, are events.
    "engagements_mailedinvitation": ("begun", "sent", "sent_at", "answered_sequence", "answered_stamp"),
    "accounts_passkey": ("sign_count", "used_at"),
}
"""Columns computed from what is in the log, or that only say when somebody looked."""

_STANDS = "EXISTS (SELECT 1 FROM {table} t WHERE {same})"
_NOT_NAMED = (
    "NOT EXISTS (SELECT 1 FROM audit_event e JOIN audit_eventvalues v ON v.event_id = e.id"
    " JOIN audit_event s ON s.id = NEW.event_id"
    " WHERE e.id = NEW.erasure_id AND e.verb = 'erase_values' AND s.verb <> 'erase_values'"
    " AND s.chain = e.chain AND s.seq < e.seq AND v.after LIKE '%' || s.digest || '%')"
)
_NOT_FORWARD = (
    "NEW.chain <> OLD.chain OR NEW.seq <= OLD.seq OR NOT EXISTS (SELECT 1 FROM audit_event e"
    " WHERE e.chain = NEW.chain AND e.seq = NEW.seq AND e.hash = NEW.hash)"
)


def _fixed(table: str) -> tuple[Refusal, ...]:
    """Refuse every change of a row and the loss of all."""
    return tuple(Refusal(table, event) for event in ("UPDATE", "DELETE", "TRUNCATE"))


def _once(table: str, same: str) -> Refusal:
    """Refuse a second row in the place of the first: SQLite's REPLACE takes the first away without a word."""
    return Refusal(table, "INSERT", _STANDS.format(table=table, same=same), vendor="sqlite")


GUARDS: tuple[Refusal, ...] = (
    *_fixed("audit_event"),
    _once("audit_event", "t.id = NEW.id OR (t.chain = NEW.chain AND t.seq = NEW.seq)"),
    Refusal("audit_eventvalues", "UPDATE"),
    Refusal("audit_eventvalues", "TRUNCATE"),
    Refusal(
        "audit_eventvalues",
        "DELETE",
        "NOT EXISTS (SELECT 1 FROM audit_erasedvalues x WHERE x.event_id = OLD.event_id)",
    ),
    _once("audit_eventvalues", "t.event_id = NEW.event_id"),
    *_fixed("audit_erasedvalues"),
    Refusal("audit_erasedvalues", "INSERT", _NOT_NAMED, vendor="postgresql"),
    Refusal(
        "audit_erasedvalues",
        "INSERT",
        f"{_NOT_NAMED} OR " + _STANDS.format(table="audit_erasedvalues", same="t.event_id = NEW.event_id"),
        vendor="sqlite",
    ),
    Refusal("audit_chainhead", "DELETE"),
    Refusal("audit_chainhead", "TRUNCATE"),
    Refusal("audit_chainhead", "UPDATE", _NOT_FORWARD, after=True),
    Refusal("audit_chainhead", "INSERT", "NEW.seq <> 0", vendor="postgresql"),
    Refusal(
        "audit_chainhead",
        "INSERT",
        "NEW.seq <> 0 OR " + _STANDS.format(table="audit_chainhead", same="t.chain = NEW.chain"),
        vendor="sqlite",
    ),
    Refusal("audit_confidentialread", "UPDATE"),
    Refusal("audit_confidentialread", "TRUNCATE"),
    Refusal(
        "audit_confidentialread",
        "DELETE",
        f"OLD.at > datetime('now', '-{READS_KEPT_YEARS} years')",
        vendor="sqlite",
    ),
    Refusal(
        "audit_confidentialread",
        "DELETE",
        f"OLD.at > now() - interval '{READS_KEPT_YEARS} years'",
        vendor="postgresql",
    ),
    _once("audit_confidentialread", "t.id = NEW.id"),
    *_fixed("audit_logcheck"),
)
"""What no statement may do to the log, whoever sends it."""

REVOKED: dict[str, tuple[str, ...]] = {
    "audit_event": ("UPDATE", "DELETE", "TRUNCATE"),
    "audit_eventvalues": ("UPDATE", "TRUNCATE"),
    "audit_erasedvalues": ("UPDATE", "DELETE", "TRUNCATE"),
    "audit_chainhead": ("DELETE", "TRUNCATE"),
    "audit_confidentialread": ("UPDATE", "TRUNCATE"),
    "audit_logcheck": ("UPDATE", "DELETE", "TRUNCATE"),
}
"""What the application's role on PostgreSQL is not given at all; the triggers refuse the rest row by row."""
