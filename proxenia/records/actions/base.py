"""Create, change, archive and restore a record: anchor, stamps, one event and the search row, together."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, Unit, User
from proxenia.accounts.models.roles import READ
from proxenia.audit.actions import record as record_event
from proxenia.core import search
from proxenia.core.errors import Conflict, Refused
from proxenia.core.registry import parts_of, pointers_to, search_entry
from proxenia.records.access import check_may_reach, check_may_write, check_may_write_in, may_see
from proxenia.records.models import Anchor, Reader, Record, Visibility, forget_shared
from proxenia.records.rules import OPEN_TO_STAFF, check_not_archived

R = TypeVar("R", bound=Record)
SHARED_FIELDS = ("unit", "owner", "visibility")
MOST_AROUND = 5_000
"""So many records around one are brought up to date in search at once."""


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
    check_may_reach(by, office, values)
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
    named = keep_in_sight(record, by)
    _note(record, by=by, verb=verb, after={**after, **(extra or {}), **named})
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
    if "archived_at" not in values:
        check_not_archived(locked.is_archived)
    if "unit" in values:
        check_may_write_in(by, record.office, values["unit"])
    check_may_reach(by, record.office, values, locked)
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
    moved: dict[str, Any] = {
        name: getattr(locked, name) for name in ("visibility", "unit") if name in changed
    }
    named = keep_in_sight(record, by) if moved else {}
    _note(record, by=by, verb=verb, before=before, after={**after, **named}, note=note)
    reindex(record)
    if moved:
        _carry_along(record, by, moved)
        _reindex_around(record, locked.visibility)
    return record


def keep_in_sight(record: Record, by: User) -> dict[str, Any]:
    """Make whoever narrows a record one of its readers, so that it has one; return what the log tells of it.

    The operator is nobody's colleague and is named nowhere.
    """
    closed = record.visibility == Visibility.CONFIDENTIAL
    forget_shared(by)
    if by.is_operator or (not closed and may_see(by, record)):
        return {}
    _reader, made = Reader.objects.get_or_create(anchor_id=record.pk, user=by)
    forget_shared(by)
    return {"reader": by.name} if made else {}


def _carry_along(record: Record, by: User, old: Mapping[str, Any]) -> None:
    """What stands in a record (the agreements of a tie) is moved and hidden with it, each with its own event.

    A part that differs already keeps its own unit or visibility, and one this person does not see is left alone.
    """
    for part in parts_of(record.record_kind, record.pk):
        same = {name: getattr(record, name) for name, was in old.items() if getattr(part, name) == was}
        if same and not part.is_archived and may_see(by, part):
            change(part, by=by, verb="follow_tie", values=same)
            name_as_on(part, record, by=by)


def name_as_on(part: Record, whole: Record, *, by: User) -> None:
    """Name the office's own readers of a closed record on a closed one that belongs to it."""
    if part.visibility in OPEN_TO_STAFF:
        return
    for reader in Reader.objects.filter(anchor_id=whole.pk).select_related("user"):
        if reader.user.standing(part.office).has(READ):
            _name(part, reader.user, by)


def _name(record: Record, reader: User, by: User) -> bool:
    _reader, made = Reader.objects.get_or_create(anchor_id=record.pk, user=reader)
    forget_shared(by, reader)
    if made:
        _note(record, by=by, verb="share", after={"reader": reader.name})
    return made


def _reindex_around(record: Record, old: str) -> None:
    """Search knows a record's name on those that point at it as long as it is open to the office."""
    if (old in OPEN_TO_STAFF) == (record.visibility in OPEN_TO_STAFF):
        return
    for pointer in pointers_to(type(record)._meta.label):
        model: Any = apps.get_model(pointer.model)
        for row in model._default_manager.filter(**{pointer.field: record.pk})[:MOST_AROUND]:
            for one in _records_at(row):
                reindex(one)


def _records_at(row: models.Model) -> list[Record]:
    """Return the records a row is, or hangs on."""
    if isinstance(row, Record):
        return [row]
    fields = [field for field in row._meta.concrete_fields if field.is_relation]
    found = [getattr(row, field.name) for field in fields if issubclass(_target(field), Record)]
    return [one for one in found if one is not None]


def _target(field: Any) -> type[models.Model]:
    target: type[models.Model] = field.related_model
    return target


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
    check_may_write(by, record)
    if record.is_archived:
        raise Refused(_("This is already put away."))
    return change(record, by=by, verb=verb, values={"archived_at": timezone.now()}, note=reason)


def restore(record: R, *, by: User, verb: str = "restore") -> R:
    """Bring a record back that was put away."""
    check_may_write(by, record)
    if not record.is_archived:
        raise Refused(_("This is not put away."))
    return change(record, by=by, verb=verb, values={"archived_at": None})


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
