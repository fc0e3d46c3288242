"""Create, change, archive and restore a record: anchor, stamps, one event and the search row, together."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, Unit, User
from proxenia.audit.actions import record as record_event
from proxenia.core import search
from proxenia.core.errors import Conflict, Refused
from proxenia.core.registry import search_entry
from proxenia.records.access import check_may_write, check_may_write_in
from proxenia.records.models import Anchor, Reader, Record

R = TypeVar("R", bound=Record)
SHARED_FIELDS = ("unit", "owner", "visibility")


def plain(value: Any) -> Any:
    """Return a value as the log writes it: a record or row by its name, anything else as JSON or text."""
    if isinstance(value, models.Model):
        return str(value)
    return value if isinstance(value, (str, int, float, bool, list, dict, type(None))) else str(value)


def told_fields(model: type[Record], names: Iterable[str]) -> list[str]:
    """Return the fields the log tells of: what the record declares, and what all records share."""
    told = (*model.audited_fields, *SHARED_FIELDS, "archived_at")
    return [name for name in names if name in told]


def snapshot(record: Record, names: Iterable[str]) -> dict[str, Any]:
    """Return the named values as the log writes them."""
    return {name: plain(getattr(record, name)) for name in names}


@transaction.atomic
def create(
    model: type[R],
    *,
    by: User,
    office: Office,
    verb: str,
    values: Mapping[str, Any],
    unit: Unit | None = None,
    owner: User | None = None,
    visibility: str = "internal",
    extra: Mapping[str, Any] | None = None,
) -> R:
    """Create a record with its anchor, one event and its search row; ``extra`` goes into the event only."""
    check_may_write_in(by, office, unit)
    now = timezone.now()
    anchor = Anchor(office=office, kind=model.record_kind, unit=unit, owner=owner, visibility=visibility)
    anchor.save(force_insert=True)
    record = model(
        anchor=anchor,
        uid=anchor.uid,
        office=office,
        unit=unit,
        owner=owner,
        visibility=visibility,
        created_at=now,
        created_by=by,
        updated_at=now,
        updated_by=by,
        **values,
    )
    record.save(force_insert=True)
    told = snapshot(record, told_fields(model, values))
    after = {name: value for name, value in told.items() if value not in ("", None, [])}
    _note(record, by=by, verb=verb, after={**after, **(extra or {})})
    reindex(record)
    return record


@transaction.atomic
def change(
    record: R,
    *,
    by: User,
    verb: str,
    values: Mapping[str, Any],
    expected_version: int | None = None,
    note: str = "",
    extra_before: Mapping[str, Any] | None = None,
    extra_after: Mapping[str, Any] | None = None,
) -> R:
    """Change fields of a record; nothing is written, and no event, when nothing differs.

    ``expected_version`` refuses a change to a record that somebody else changed since it was read.
    """
    check_may_write(by, record)
    locked = type(record).objects.select_for_update().get(pk=record.pk)
    if expected_version is not None and locked.version != expected_version:
        raise Conflict(_("Somebody changed this since you opened it. Your words are kept below; look again."))
    if "unit" in values:
        check_may_write_in(by, record.office, values["unit"])
    changed = [name for name, value in values.items() if getattr(locked, name) != value]
    extra = bool(extra_before or extra_after)
    if not changed and not extra:
        return record
    told = told_fields(type(record), changed)
    before = {**snapshot(locked, told), **(extra_before or {})}
    for name in values:
        setattr(record, name, values[name])
    after = {**snapshot(record, told), **(extra_after or {})}
    _stamp(record, locked.version, by, changed)
    _note(record, by=by, verb=verb, before=before, after=after, note=note)
    reindex(record)
    return record


def _stamp(record: Record, version: int, by: User, changed: Iterable[str]) -> None:
    record.version = version + 1
    record.updated_at, record.updated_by = timezone.now(), by
    record.save(update_fields=[*changed, "version", "updated_at", "updated_by"])
    shared = [name for name in changed if name in (*SHARED_FIELDS, "archived_at")]
    if shared:
        copy_to_anchor(record)


def copy_to_anchor(record: Record) -> None:
    """Keep the anchor's copies equal to the record: the one place that writes them."""
    Anchor.objects.filter(pk=record.pk).update(
        unit=record.unit_id,
        owner=record.owner_id,
        visibility=record.visibility,
        archived_at=record.archived_at,
    )


def archive(record: R, *, by: User, reason: str, verb: str = "archive") -> R:
    """Put a record away with the reason; it stays findable and can be brought back."""
    if record.is_archived:
        raise Refused(_("This is already put away."))
    return change(record, by=by, verb=verb, values={"archived_at": timezone.now()}, note=reason)


def restore(record: R, *, by: User, verb: str = "restore") -> R:
    """Bring a record back that was put away."""
    if not record.is_archived:
        raise Refused(_("This is not put away."))
    return change(record, by=by, verb=verb, values={"archived_at": None})


@transaction.atomic
def share(record: Record, *, by: User, reader: User) -> None:
    """Let one person see a record by name."""
    check_may_write(by, record)
    _reader, made = Reader.objects.get_or_create(anchor_id=record.pk, user=reader)
    if made:
        _note(record, by=by, verb="share", after={"reader": reader.name})


@transaction.atomic
def unshare(record: Record, *, by: User, reader: User) -> None:
    """Take a named reader away."""
    check_may_write(by, record)
    gone, _rows = Reader.objects.filter(anchor_id=record.pk, user=reader).delete()
    if gone:
        _note(record, by=by, verb="unshare", before={"reader": reader.name})


def reindex(record: Record) -> None:
    """Write the record's row of the search index, or drop it when the record is put away."""
    entry = search_entry(record.record_kind, record)
    if entry is None or record.is_archived:
        search.drop([record.pk])
    else:
        search.index([entry])


def _note(
    record: Record,
    *,
    by: User,
    verb: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    note: str = "",
) -> None:
    record_event(
        chain=record.office_id,
        by=by,
        verb=verb,
        kind=record.record_kind,
        uid=record.uid,
        name=str(record),
        before=before,
        after=after,
        note=note,
    )
