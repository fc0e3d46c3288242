"""Notes and files on any record, and the views people keep."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from proxenia.accounts.models import Office, User
from proxenia.audit.actions import record as record_event
from proxenia.core import durable
from proxenia.core.errors import NotAllowed
from proxenia.core.stamps import new_uid
from proxenia.core.values import clean_text
from proxenia.records.access import check_may_write
from proxenia.records.models import Anchor, File, Note, SavedView
from proxenia.records.rules import check_file, check_note


class Upload(Protocol):
    """What an uploaded file gives us."""

    name: str | None
    size: int | None

    def chunks(self) -> Iterator[bytes]: ...


@transaction.atomic
def add_note(anchor: Anchor, *, by: User, text: str) -> Note:
    """Put a remark on a record."""
    check_may_write(by, anchor)
    note = Note.objects.create(anchor=anchor, text=check_note(text), created_at=timezone.now(), created_by=by)
    _event(anchor, by=by, verb="add_note", after={"note": note.text})
    return note


@transaction.atomic
def add_file(anchor: Anchor, *, by: User, upload: Upload, title: str = "") -> File:
    """Keep a file on a record, under a name the server chooses."""
    check_may_write(by, anchor)
    chunks = list(upload.chunks())
    content = b"".join(chunks)
    content_type = check_file(len(content), content[:16])
    name = clean_text(upload.name or "file")[:200]
    row = File(
        uid=new_uid(),
        anchor=anchor,
        title=clean_text(title)[:200] or name,
        original_name=name,
        content_type=content_type,
        size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
        created_at=timezone.now(),
        created_by=by,
    )
    # On the disk before the row is: the database syncs its own files and no others.
    durable.write(path_of(row), [content])
    row.save()
    _event(anchor, by=by, verb="add_file", after={"file": row.title, "digest": row.digest})
    return row


def path_of(file: File) -> Path:
    """Return where the bytes of a file lie: by its uid, never by a name from outside."""
    return Path(settings.DATA_FOLDER) / "files" / file.uid[:2] / file.uid


@transaction.atomic
def put_away_file(file: File, *, by: User) -> None:
    """Take a file off a record; its bytes stay until the retention rules say otherwise."""
    check_may_write(by, file.anchor)
    file.archived_at = timezone.now()
    file.save(update_fields=["archived_at"])
    _event(file.anchor, by=by, verb="put_away_file", before={"file": file.title})


@transaction.atomic
def keep_view(
    office: Office, *, by: User, page: str, name: str, query: str, is_shared: bool = False
) -> SavedView:
    """Keep a set of filters under a name; the same name again replaces the filters."""
    if not by.standing(office).roles:
        raise NotAllowed("You hold no role in this office.")
    view, _made = SavedView.objects.update_or_create(
        office=office,
        owner=by,
        page=page,
        name=clean_text(name)[:100],
        defaults={"query": query[:2000], "is_shared": is_shared},
    )
    record_event(
        chain=office.pk, by=by, verb="keep_view", kind="view", uid=view.uid, name=view.name,
        after={"query": view.query},
    )  # fmt: skip
    return view


@transaction.atomic
def remove_view(view: SavedView, *, by: User) -> None:
    """Remove a view of one's own."""
    if view.owner_id != by.pk:
        raise NotAllowed("Only the person who keeps a view removes it.")
    record_event(
        chain=view.office_id, by=by, verb="remove_view", kind="view", uid=view.uid, name=view.name,
        before={"query": view.query},
    )  # fmt: skip
    view.delete()


def _event(
    anchor: Anchor,
    *,
    by: User,
    verb: str,
    before: dict[str, str] | None = None,
    after: dict[str, str] | None = None,
) -> None:
    record_event(
        chain=anchor.office_id,
        by=by,
        verb=verb,
        kind=anchor.kind,
        uid=anchor.uid,
        before=before,
        after=after,
    )
