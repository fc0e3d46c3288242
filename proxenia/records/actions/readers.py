"""Who may see a record is decided on the record: its visibility, its readers by name, and opening it for a reason."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, User
from proxenia.core.errors import NotFound, Refused
from proxenia.core.registry import parts_of
from proxenia.records.access import (
    check_may_be_reader,
    check_may_break_glass,
    check_may_write,
    may_see,
    may_write,
)
from proxenia.records.actions.base import _name, _note, change
from proxenia.records.models import Anchor, Opening, Reader, Record, forget_shared
from proxenia.records.queries.readers import frames_of, record_of
from proxenia.records.rules import (
    OPENED_FOR,
    check_not_archived,
    check_reader_left,
    check_reason,
    check_visibility,
)


def set_visibility(record: Record, *, by: User, visibility: str) -> Record:
    """Change who may see a record; whoever narrows it becomes one of its readers."""
    return change(record, by=by, verb="set_visibility", values={"visibility": check_visibility(visibility)})


@transaction.atomic
def share(record: Record, *, by: User, reader: User, with_parts: bool = False) -> None:
    """Let one person see a record by name; with ``with_parts`` also what stands in it (a tie's agreements)."""
    check_may_write(by, record)
    check_not_archived(record.is_archived)
    check_may_be_reader(reader, record)
    _name(record, reader, by)
    if with_parts:
        for part in parts_of(record.record_kind, record.pk):
            if not part.is_archived and may_write(by, part):
                _name(part, reader, by)


@transaction.atomic
def unshare(record: Record, *, by: User, reader: User) -> None:
    """Take a named reader away, here and on what stands in the record; the last one of what is confidential stays."""
    check_may_write(by, record)
    others = Reader.objects.filter(anchor_id=record.pk).exclude(user=reader)
    held = Reader.objects.filter(anchor_id=record.pk, user=reader)
    if not held.exists():
        return
    check_reader_left(record.visibility, others.count())
    held.delete()
    _note(record, by=by, verb="unshare", before={"reader": reader.name})
    for part in parts_of(record.record_kind, record.pk):
        rest = Reader.objects.filter(anchor_id=part.pk, user=reader)
        if rest.exists() and may_write(by, part):
            rest.delete()
            _note(part, by=by, verb="unshare", before={"reader": reader.name})
    forget_shared(by, reader)


@transaction.atomic
def break_glass(office: Office, *, by: User, uid: str, reason: str) -> Anchor:
    """Open a closed record for a day without being named on it; its readers see who did so and why."""
    check_may_break_glass(by, office)
    said = check_reason(reason)
    anchor = Anchor.objects.filter(office=office, uid=uid).first()
    if anchor is None:
        raise NotFound(_("There is no such record in this office."), where="uid")
    if may_see(by, anchor):
        raise Refused(_("You see this record already."), where="uid")
    now = timezone.now()
    for one in frames_of(anchor):
        if not Anchor.objects.visible_to(by, office).filter(pk=one.pk).exists():
            Opening.objects.create(anchor=one, user=by, reason=said, at=now, until=now + OPENED_FOR)
            _note(record_of(one), by=by, verb="break_glass", note=said)
    forget_shared(by)
    return anchor
