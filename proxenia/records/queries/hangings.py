"""What hangs on a record, as far as its anchor may be seen."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from proxenia.accounts.models import Office, User
from proxenia.audit.queries import Change, history_of
from proxenia.core.registry import address_of, sentence_of
from proxenia.records.models import Anchor, File, Note, SavedView


@dataclass(frozen=True)
class Line:
    """One line of a history as the page shows it."""

    at: datetime
    by: str
    sentence: str
    note: str
    changes: tuple[Change, ...]


def history_lines(anchor: Anchor) -> list[Line]:
    """Return what happened to a record, newest first, in words."""
    return [
        Line(entry.at, entry.by, sentence_of(entry.verb), entry.note, entry.changes)
        for entry in history_of([anchor.uid])
    ]


def notes_on(anchor_id: int) -> QuerySet[Note]:
    """Return the living notes on a record the caller may see."""
    return Note.objects.filter(anchor_id=anchor_id, archived_at=None).select_related("created_by")


def files_on(anchor_id: int) -> QuerySet[File]:
    """Return the living files on a record the caller may see."""
    return File.objects.filter(anchor_id=anchor_id, archived_at=None).select_related("created_by")


def file_visible_to(user: User, office: Office, uid: str) -> File | None:
    """Return a file whose record this person may see."""
    file = File.objects.filter(uid=uid, archived_at=None).select_related("anchor").first()
    if file and Anchor.objects.visible_to(user, office).filter(pk=file.anchor_id).exists():
        return file
    return None


def views_of(user: User, office: Office, page: str) -> QuerySet[SavedView]:
    """Return the views of a page that a person keeps, and those shared with the office."""
    return SavedView.objects.filter(Q(owner=user) | Q(is_shared=True), office=office, page=page)


def page_of(anchor: Anchor) -> str:
    """Return the address of a record's own page."""
    return address_of(anchor.kind, anchor.office.slug, anchor.uid)
