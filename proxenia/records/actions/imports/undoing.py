"""Undoing an import: what it created is put away, what it changed is put back, what was edited since stays."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import User
from proxenia.audit.actions import prepare, record_many
from proxenia.audit.models import ChainHead, Event
from proxenia.audit.rules import Prepared
from proxenia.core.bulk import in_batches, insert_rows, update_rows
from proxenia.core.errors import Conflict
from proxenia.core.jobs import confirm
from proxenia.records.actions.imports.tables import stored
from proxenia.records.actions.imports.writing import CHANGED, model_of, moment
from proxenia.records.models import Anchor, ImportChange, ImportRun, Record

ARCHIVED, RESTORED = "archive_by_undo", "restore_by_undo"
_TOLD_EVERY, _LOOKED = 5_000, 50
"""After so many records progress is told; looking is so much of the work, in percent."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A record that undo leaves as it is, and why; ``is_left`` where a later undo may still do it."""

    uid: str
    name: str
    message: str
    is_left: bool = True

    def plain(self) -> dict[str, str]:
        """Return the form of the command line."""
        return {"record": self.uid, "name": self.name, "message": self.message}


@dataclass(frozen=True)
class Undone:
    """What an undo did."""

    archived: int
    restored: int
    refused: tuple[Kept, ...]

    def plain(self) -> dict[str, Any]:
        """Return the form of the command line."""
        return {
            "archived": self.archived,
            "restored": self.restored,
            "refused": [kept.plain() for kept in self.refused],
        }


@dataclass(slots=True)
class Found:
    """A record an import wrote, as it stands now; ``change`` is the key of what is known about that."""

    change: int
    model: type[Record]
    pk: int
    uid: str
    name: str
    created: bool
    version: int
    before: str
    told: dict[str, Any]


@dataclass
class Undo:
    """What undoing a run would do, found out before anything is locked."""

    run: ImportRun
    log_end: int
    archive: dict[int, Found] = field(default_factory=dict)
    restore: dict[int, Found] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)


class Relation(NamedTuple):
    """What points at a record and keeps it: (model, field, model of the record that row belongs to, the way there)."""

    model: type[models.Model]
    field: str
    owner_model: type[Record]
    owner: str


def look(run: ImportRun, tell: Callable[[int], None] = lambda _percent: None) -> Undo:
    """Find out what undoing a run would do, and what was edited since and stays; what is undone is left out.

    ``tell`` is given the percentage of the whole undo now and then.
    """
    head = ChainHead.objects.filter(chain=run.office_id).first()
    undo = Undo(run, head.seq if head else 0)
    open_changes = run.changes.filter(undone=None)
    total = open_changes.count() or 1
    for label in open_changes.order_by().values_list("model", flat=True).distinct():
        for found, kept in _judged(run, label):
            if kept is not None:
                undo.kept.append(kept)
            else:
                (undo.archive if found.created else undo.restore)[found.pk] = found
            seen = len(undo.archive) + len(undo.restore) + len(undo.kept)
            if seen % _TOLD_EVERY == 0:
                tell(seen * _LOOKED // total)
    tell(_LOOKED)
    _keep_needed(undo)
    return undo


def _judged(run: ImportRun, label: str) -> Iterator[tuple[Found, Kept | None]]:
    """Yield what a run did to records of one model and was not undone, each with why it stays (None = it does not)."""
    model: Any = model_of(label)
    open_changes = run.changes.filter(model=label, undone=None).order_by("pk")
    names = ("pk", "anchor_id", "created", "version", "before")
    changes = list(open_changes.values_list(*names, named=True))
    for batch in in_batches(changes):
        rows = {row.pk: row for row in model.objects.filter(pk__in=[change.anchor_id for change in batch])}
        edited = _edited(run, {change.anchor_id: change.version for change in batch}, rows)
        for change in batch:
            row, before = rows[change.anchor_id], change.before
            told = _told(row, before) if before else {}
            found = Found(
                change.pk, model, row.pk, row.uid, str(row)[:300], change.created, row.version, before, told
            )
            yield found, _kept(found, row, edited)


def _edited(run: ImportRun, versions: dict[int, int], rows: dict[int, Any]) -> set[int]:
    """Return which records are not as the run left them.

    Imports that were undone since do not count: their change and its undo each count the version up by one, so what
    stands after the undo is what stood before that import.
    """
    moved = [pk for pk, row in rows.items() if row.version != versions[pk]]
    back = _taken_back(run, moved)
    edited = {pk for pk in moved if _version_before(rows[pk].version, back[pk]) != versions[pk]}
    later = _events_since(run, [row.uid for row in rows.values()])
    return edited | {pk for pk, row in rows.items() if row.uid in later}


def _taken_back(run: ImportRun, keys: list[int]) -> dict[int, dict[int, int]]:
    """Return for each record: the version an undo of another import left -> the version before that import."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    if not keys:
        return found
    others = ImportRun.objects.filter(office=run.office_id, summary__has_key="undone").exclude(pk=run.pk)
    changes = ImportChange.objects.filter(
        run__in=list(others.values_list("pk", flat=True)),
        anchor_id__in=keys,
        created=False,
        undone__isnull=False,
    )
    for pk, version, undone in changes.values_list("anchor_id", "version", "undone"):
        found[pk][undone or 0] = version - 1
    return found


def _version_before(version: int, back: dict[int, int]) -> int:
    """Return the version whose values stand in this one, when imports that were undone are left out."""
    while version in back:
        version = back[version]
    return version


def _events_since(run: ImportRun, uids: list[str]) -> set[str]:
    """Return which records something was noted about since the run, but for imports: the version tells of those."""
    last = run.summary.get("log_end", 0)
    events = Event.objects.filter(subject_uid__in=uids, chain=run.office_id, seq__gt=last)
    return set(events.exclude(verb__in=(CHANGED, RESTORED)).values_list("subject_uid", flat=True))


def _kept(found: Found, row: Any, edited: set[int]) -> Kept | None:
    """Return why a record stays as it is, or None."""
    if row.archived_at is not None:
        message = _("“%(name)s” was put away since; it stays so.") % {"name": row}
        # What the import made is away already: nothing is left to undo.
        return Kept(found.uid, found.name, message, is_left=not found.created)
    if found.pk in edited:
        return Kept(
            found.uid, found.name, _("“%(name)s” was edited since; it stays as it is.") % {"name": row}
        )
    return None


def _keep_needed(undo: Undo) -> None:
    """Keep what living records still point at that are not put away with this run."""
    users: dict[int, set[tuple[type[Record], int]]] = defaultdict(set)
    for target, model, owner in _pointing(undo):
        users[target].add((model, owner))
    while True:
        needed = {
            target: owners
            for target, all_owners in users.items()
            if target in undo.archive
            and (owners := {one for one in all_owners if one[1] not in undo.archive})
        }
        if not needed:
            return
        for target, owners in needed.items():
            found = undo.archive.pop(target)
            model, pk = sorted(owners, key=lambda one: one[1])[0]
            user = model.objects.filter(pk=pk).first()
            message = _("“%(name)s” is still needed by “%(user)s”; it stays.")
            undo.kept.append(Kept(found.uid, found.name, message % {"name": found.name, "user": user}))


def _pointing(undo: Undo) -> Iterator[tuple[int, type[Record], int]]:
    """Yield (record pointed at, model and key of the living record that points at it).

    Rows that the import itself added to a record, and that go with the undo, keep nothing.
    """
    by_model: dict[type[Record], list[int]] = defaultdict(list)
    for found in undo.archive.values():
        by_model[found.model].append(found.pk)
    going = _rows_that_go(undo)
    for model, keys in by_model.items():
        for relation in _relations(model):
            gone = going.get(str(relation.model._meta.label), set())
            yield from _users(relation, keys, gone)


def _users(relation: Relation, keys: list[int], gone: set[int]) -> Iterator[tuple[int, type[Record], int]]:
    """Yield what living records point at of these keys, without the rows that are gone after the undo."""
    alive = f"{relation.owner}__archived_at" if relation.owner else "archived_at"
    columns = ("pk", f"{relation.field}_id", f"{relation.owner}_id" if relation.owner else "pk")
    for batch in in_batches(keys):
        rows = relation.model._default_manager.filter(**{f"{relation.field}__in": batch, alive: None})
        for row, target, owner in rows.values_list(*columns):
            if row not in gone:
                yield target, relation.owner_model, owner


def _rows_that_go(undo: Undo) -> dict[str, set[int]]:
    """Return the rows that putting records back takes away, by model."""
    going: dict[str, set[int]] = defaultdict(set)
    for found in undo.restore.values():
        for label, keys in json.loads(found.before)["added"].items():
            going[label].update(keys)
    return going


def _relations(model: type[Record]) -> Iterator[Relation]:
    """Yield what points at a model and keeps it.

    A row that is no record belongs to the first record its model names; where that is the record itself, the
    row is its own and keeps nothing.
    """
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel) or relation.on_delete is not models.PROTECT:
            continue
        related: Any = relation.related_model
        name = relation.field.name
        if issubclass(related, Record):
            yield Relation(related, name, related, "")
            continue
        owner = next(
            one for one in related._meta.concrete_fields
            if one.is_relation and issubclass(one.related_model, Record)
        )  # fmt: skip
        if owner.name != name:
            yield Relation(related, name, owner.related_model, owner.name)


def carry_out(undo: Undo, *, by: User, settle: Any) -> Undone:
    """Write an undo: one event per record, all in one transaction; refuses where somebody wrote meanwhile."""
    run, at = undo.run, timezone.now()
    events = [_event(undo, found, by, at) for found in (*undo.archive.values(), *undo.restore.values())]
    done = Undone(len(undo.archive), len(undo.restore), tuple(undo.kept))
    events.append(
        prepare(
            by=by, verb="undo_import", kind="import", uid=run.uid, name=run.file_name, at=at,
            after={"archived": done.archived, "restored": done.restored, "refused": len(done.refused)},
        )
    )  # fmt: skip
    with transaction.atomic():
        ChainHead.objects.get_or_create(chain=run.office_id)
        head = ChainHead.objects.select_for_update().get(chain=run.office_id)
        if head.seq != undo.log_end:
            raise Conflict(
                _("Somebody wrote while the import was being undone. Nothing was undone; try again.")
            )
        _archive(undo, by, moment(at))
        _restore(undo, by, moment(at))
        _remember(undo)
        record_many(chain=run.office_id, events=events)
        is_left = any(kept.is_left for kept in undo.kept)
        run.state = ImportRun.State.DONE if is_left else ImportRun.State.UNDONE
        run.summary = {**run.summary, "undone": _in_all(run, done)}
        run.save(update_fields=["state", "summary"])
        settle([*undo.archive, *undo.restore])
        confirm()
    return done


def _in_all(run: ImportRun, done: Undone) -> dict[str, Any]:
    """Return what this undo and earlier ones of the same run did, with what is still left."""
    before = run.summary.get("undone") or {}
    counts = {name: before.get(name, 0) + getattr(done, name) for name in ("archived", "restored")}
    return {**done.plain(), **counts}


def _remember(undo: Undo) -> None:
    """Note at each change that it is undone, and which version of the record that left."""
    found = (*undo.archive.values(), *undo.restore.values())
    update_rows(ImportChange, "id", ["undone"], ((one.version + 1, one.change) for one in found))


def _event(undo: Undo, found: Found, by: User, at: Any) -> Prepared:
    note = _("The import of %(file)s was undone.") % {"file": undo.run.file_name}
    if found.created:
        values: dict[str, Any] = {"after": {"archived_at": at.isoformat()}}
    else:
        values = found.told
    return prepare(
        by=by, verb=ARCHIVED if found.created else RESTORED, kind=found.model.record_kind, uid=found.uid,
        name=found.name, note=note, at=at, **values,
    )  # fmt: skip


def _told(row: Record, before: str) -> dict[str, Any]:
    """Return before and after of a record that is put back, in the words of the log."""
    columns = json.loads(before)["columns"]
    names = {str(one.column): one.name for one in row._meta.concrete_fields}
    told = {column: value for column, value in columns.items() if names[column] in row.audited_fields}
    return {
        "before": {names[column]: stored(getattr(row, column)) for column in told},
        "after": {names[column]: value for column, value in told.items()},
    }


def _archive(undo: Undo, by: User, at: Any) -> None:
    by_model: dict[type[Record], list[Found]] = defaultdict(list)
    for found in undo.archive.values():
        by_model[found.model].append(found)
    columns = ["archived_at", "version", "updated_at", "updated_by_id"]
    for model, rows in by_model.items():
        update_rows(model, "anchor_id", columns, ((at, one.version + 1, at, by.pk, one.pk) for one in rows))
    update_rows(Anchor, "id", ["archived_at"], ((at, pk) for pk in undo.archive))


def _restore(undo: Undo, by: User, at: Any) -> None:
    for found in undo.restore.values():
        before = json.loads(found.before)
        columns = [*before["columns"], "version", "updated_at", "updated_by_id"]
        values = [*before["columns"].values(), found.version + 1, at, by.pk, found.pk]
        update_rows(found.model, "anchor_id", columns, [values])
        for label, keys in before["added"].items():
            model_of(label)._default_manager.filter(pk__in=keys).delete()
        for label, removed in before["removed"].items():
            insert_rows(model_of(label), list(removed[0]), [list(row.values()) for row in removed])
        for label, rows in before["rows"].items():
            for pk, row in rows.items():
                child = model_of(label)
                update_rows(child, str(child._meta.pk.column), list(row), [[*row.values(), int(pk)]])
