"""What hangs on a record, as far as its anchor may be seen."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from proxenia.accounts.models import Office, User
from proxenia.audit.queries import Change, history_of
from proxenia.core.registry import address_of, sentence_of
from proxenia.records.models import Anchor, File, Note, SavedView
from proxenia.records.models.sharing import author_told
from proxenia.records.queries.told import told_to


@dataclass(frozen=True)
class Line:
    """One line of a history as the page shows it."""

    at: datetime
    by: str
    sentence: str
    note: str
    changes: tuple[Change, ...]


def history_lines(anchor: Anchor, user: User) -> list[Line]:
    """Return what happened to a record, newest first, in words; other records are named as far as they are seen."""
    entries = history_of([anchor.uid])
    changes = told_to(user, anchor.office, [entry.changes for entry in entries])
    return [
        Line(entry.at, entry.by, sentence_of(entry.verb), entry.note, told)
        for entry, told in zip(entries, changes, strict=True)
    ]


def notes_on(anchor_id: int, user: User | None = None, office: Office | None = None) -> list[Note]:
    """Return the living notes on a record the caller may see, as far as this reader may hear them.

    Each carries ``told_by``: its author, blank where the reader may not know. Without a reader nothing that stays
    in the room is returned, and no author of what is unattributed.
    """
    found = Note.objects.filter(anchor_id=anchor_id).live().heard_by(user)
    return _told(found.select_related("created_by", "anchor__office"), user, office)


def note_for(user: User, office: Office, uid: str) -> Note | None:
    """Return a living note as far as this person may see its record and hear it."""
    found = Note.objects.visible_to(user, office).live().filter(uid=uid)
    return found.select_related("anchor", "created_by").first()


def names_in_room(note: Note) -> str:
    """Return who hears a note of the room by name, as the form has them; its author is one of them anyway."""
    return "; ".join(reader.user.email for reader in note.room_readers.select_related("user"))


def files_on(anchor_id: int, user: User | None = None, office: Office | None = None) -> list[File]:
    """Return the living files on a record the caller may see, as ``notes_on`` does with notes."""
    found = File.objects.filter(anchor_id=anchor_id).live().heard_by(user)
    return _told(found.select_related("created_by", "anchor__office"), user, office)


def _told(found: QuerySet[Any], user: User | None, office: Office | None) -> list[Any]:
    rows = list(found)
    for row in rows:
        row.told_by = author_told(row, user, office or row.anchor.office)
    return rows


def views_of(user: User, office: Office, page: str) -> QuerySet[SavedView]:
    """Return the views of a page that a person keeps, and those shared with the office."""
    return SavedView.objects.filter(Q(owner=user) | Q(is_shared=True), office=office, page=page)


def page_of(anchor: Anchor) -> str:
    """Return the address of a record's own page."""
    return address_of(anchor.kind, anchor.office.slug, anchor.uid)
