"""Files on any record: kept, scanned, put away, brought back; and the bytes no row speaks of, swept."""

import hashlib
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, User
from proxenia.audit.actions import record as record_event
from proxenia.core import durable
from proxenia.core.errors import Conflict, NoRoom, Refused
from proxenia.core.files import Verdict, inspect, public_copy, scan
from proxenia.core.jobs import enqueue
from proxenia.core.stamps import new_uid
from proxenia.core.values import clean_text
from proxenia.records.access import check_may_be_reader, check_may_hear, check_may_write
from proxenia.records.models import Anchor, File, Note, RoomReader, Scan, Sharing
from proxenia.records.queries.files import MEGABYTE, day_room, is_cited, office_room
from proxenia.records.rules import (
    check_file_size,
    check_may_be_handed_out,
    check_not_cited,
    check_sharing,
)

GRACE_SECONDS = 24 * 3600
"""So long may bytes lie without a row: the transaction of an upload may still be open."""


class Upload(Protocol):
    """What an uploaded file gives us."""

    name: str | None
    size: int | None

    def chunks(self) -> Iterator[bytes]: ...


@transaction.atomic
def add_file(
    anchor: Anchor,
    *,
    by: User,
    upload: Upload,
    title: str = "",
    sharing: str = Sharing.PARTNERS,
    room: Sequence[User] = (),
) -> File:
    """Keep a file on a record, under a name the server chooses; where a scanner is set up it waits for it.

    ``sharing`` is how far it may go; ``room`` names who has what stays in the room.
    """
    check_may_write(by, anchor)
    content = _content(upload)
    found = inspect(content, upload.name or "")
    check_room(anchor.office, by, len(content))
    row = File(
        uid=new_uid(),
        anchor=anchor,
        title=clean_text(title)[:200] or found.name,
        original_name=found.name,
        content_type=found.kind.media_type,
        size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
        created_at=timezone.now(),
        created_by=by,
        sharing=check_sharing(sharing, has_listeners=bool(room)),
        scan=Scan.WAITING if settings.CLAMAV else Scan.NONE,
    )
    # On the disk before the row is: the database syncs its own files and no others.
    durable.write(path_of(row), [content])
    row.save(force_insert=True)
    name_in_room(anchor, room, file=row)
    # What stays in the room stays out of the history too: the log says that there is a file, not which.
    after = {"sharing": str(row.sharing), **_told(row), "digest": row.digest}
    event_on(anchor, by=by, verb="add_file", after=after)
    if row.scan == Scan.WAITING:
        _ask_for_scan(row)
    return row


def name_in_room(
    anchor: Anchor, people: Sequence[User], *, note: Note | None = None, file: File | None = None
) -> None:
    """Name who hears a note, or has a file, that stays in the room."""
    for person in dict.fromkeys(people):
        check_may_be_reader(person, anchor)
        RoomReader.objects.create(note=note, file=file, user=person)


def _content(upload: Upload) -> bytes:
    """Read an upload, not further than a file may be large."""
    limit = settings.FILE_LIMIT_MB * MEGABYTE
    pieces, size = [], 0
    for chunk in upload.chunks():
        size += len(chunk)
        check_file_size(size, limit)
        pieces.append(chunk)
    return b"".join(pieces)


def check_room(office: Office, by: User, size: int) -> None:
    """Refuse a file for which the office, or this person today, has no room; uploads of an office take turns."""
    Office.objects.select_for_update(no_key=True).get(pk=office.pk)
    if size > office_room(office).left:
        raise NoRoom(
            _("The files of this office have used up their room. Ask whoever runs this installation."), "file"
        )
    if size > day_room(by).left:
        raise NoRoom(_("You have attached as much as one person may in a day. Go on tomorrow."), "file")


def _ask_for_scan(file: File) -> None:
    try:
        enqueue("records.scan_file", file_uid=file.uid)
    except Conflict:
        # Only where jobs run at once, in tests: the scanner does not answer, and the file waits.
        return


def path_of(file: File) -> Path:
    """Return where the bytes of a file lie: by its uid, never by a name from outside."""
    return files_folder() / file.uid[:2] / file.uid


def files_folder() -> Path:
    """Return the folder of all attached files."""
    return Path(settings.DATA_FOLDER) / "files"


@transaction.atomic
def put_away_file(file: File, *, by: User) -> None:
    """Take a file off a record; its bytes stay until the retention rules say otherwise."""
    check_may_write(by, file.anchor)
    check_may_hear(by, file)
    if file.archived_at is not None:
        raise Refused(_("This is already put away."))
    check_not_cited(file, is_cited=is_cited(file))
    file.archived_at = timezone.now()
    file.save(update_fields=["archived_at"])
    event_on(file.anchor, by=by, verb="put_away_file", before=_told(file))


@transaction.atomic
def bring_back_file(file: File, *, by: User) -> None:
    """Put a file back on its record."""
    check_may_write(by, file.anchor)
    check_may_hear(by, file)
    if file.archived_at is None:
        raise Refused(_("This is not put away."))
    file.archived_at = None
    file.save(update_fields=["archived_at"])
    event_on(file.anchor, by=by, verb="bring_back_file", after=_told(file))


def _told(file: File) -> dict[str, str]:
    """Return what the log says of a file: its title, or of one that stays in the room nothing."""
    return {} if file.sharing == Sharing.ROOM else {"file": file.title}


def scan_file(file: File) -> str:
    """Have a file scanned and note what was said; returns the state. The scanner is asked outside a transaction."""
    verdict, found = scan(path_of(file).read_bytes())
    if verdict in (Verdict.WAITING, Verdict.NONE):
        return file.scan
    with transaction.atomic():
        locked = File.objects.select_for_update().get(pk=file.pk)
        if locked.scan == verdict.value:
            return locked.scan
        before = {"scan": locked.get_scan_display()}
        locked.scan, locked.scanned_at = verdict.value, timezone.now()
        locked.save(update_fields=["scan", "scanned_at"])
        after = {
            "file": locked.title,
            "scan": locked.get_scan_display(),
            **({"found": found} if found else {}),
        }
        event_on(locked.anchor, by=User.objects.operator(), verb="scan_file", before=before, after=after)
    file.scan, file.scanned_at = locked.scan, locked.scanned_at
    return file.scan


def published_copy(file: File) -> bytes:
    """Return the bytes of a file for the public, without what tells of its makers; refused where it may not go out."""
    check_may_be_handed_out(file)
    if file.sharing != Sharing.PUBLIC:
        raise Refused(_("This file is not marked as public."))
    return public_copy(path_of(file).read_bytes(), file.original_name)


def sweep_files(*, now: float | None = None) -> int:
    """Remove bytes that no row speaks of: an upload was cut off before its row was there. Returns how many."""
    folder, before, swept = files_folder(), (now or time.time()) - GRACE_SECONDS, 0
    for path in folder.glob("??/*") if folder.exists() else ():
        uid = path.name.removesuffix(".part")
        is_old = path.is_file() and path.stat().st_mtime < before
        if is_old and (path.suffix == ".part" or not File.objects.filter(uid=uid).exists()):
            path.unlink(missing_ok=True)
            swept += 1
    return swept


def remove_bytes(file: File) -> None:
    """Take the bytes of a file from the disk for good: for erasure, which keeps its own event."""
    path = path_of(file)
    try:
        os.truncate(path, 0)
    except FileNotFoundError:
        return
    path.unlink(missing_ok=True)


def event_on(
    anchor: Anchor,
    *,
    by: User,
    verb: str,
    before: dict[str, str] | None = None,
    after: dict[str, str] | None = None,
) -> None:
    """Write the event of something that hangs on a record into the record's own history."""
    record_event(
        chain=anchor.office_id,
        by=by,
        verb=verb,
        kind=anchor.kind,
        uid=anchor.uid,
        before=before,
        after=after,
    )
