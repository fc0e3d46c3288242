"""Writing a plan: everything but the chain is made ready first, then one transaction writes rows and events."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from proxenia.accounts.actions import ensure_unit
from proxenia.audit.actions import prepare, record_many
from proxenia.audit.models import ChainHead, Event
from proxenia.audit.rules import Prepared
from proxenia.core.bulk import in_batches, insert_rows, reserve_ahead, roomy_cache, update_rows
from proxenia.core.errors import Conflict
from proxenia.core.jobs import confirm
from proxenia.core.stamps import new_uid
from proxenia.core.values import fold
from proxenia.records.actions.imports.plan import Plan
from proxenia.records.actions.imports.tables import Child, ChildTable, Draft, RecordTable
from proxenia.records.models import Anchor, ImportChange, ImportRun
from proxenia.records.rules import check_run_wanted

ADDED, CHANGED = "add_by_import", "change_by_import"


_SHARED = [
    "anchor_id", "uid", "office_id", "owner_id", "visibility", "archived_at", "created_at", "created_by_id",
    "updated_at", "updated_by_id", "version",
]  # fmt: skip


class Ready:
    """A plan with keys for everything new, its rows and its events, waiting for the transaction.

    Rows end with the folded name of their unit, which may be made in that transaction.
    """

    def __init__(self, plan: Plan, place_keys: dict[str, int]) -> None:
        self.plan = plan
        self.place_keys = place_keys
        # In the order of their names: an index takes sorted keys several times faster.
        self.new = sorted(plan.new, key=lambda draft: (draft.table.label, draft.sorted_by))
        self.changed = plan.changed
        self._reserve()
        self.events = [_added(plan, draft) for draft in self.new] + [
            _changed(plan, one) for one in self.changed
        ]
        self.units: dict[str, int | None] = {"": None}
        self.unit_keys = sorted({draft.unit for draft in self.new} - {""})
        self.records = self._records()
        self.children = dict(self._children())
        self.gone = self._gone()
        self._give_back()

    def _give_back(self) -> None:
        """Let go of what is in rows and events now: with a hundred thousand records it is a tenth of the memory."""
        self._owned.clear()
        for draft in self.new:
            draft.values, draft.children, draft.extra = [], (), None
        self.new.clear()
        self.plan.drafts.clear()

    def _reserve(self) -> None:
        """Give every new record and row its key; the uids, random as they are, are handed out in order."""
        uids = sorted(draft.uid for draft in self.new)
        for draft, pk, uid in zip(self.new, reserve_ahead(Anchor, len(self.new)), uids, strict=True):
            draft.pk, draft.uid = pk, uid
        self._owned: dict[ChildTable, list[tuple[Draft, Child]]] = defaultdict(list)
        for draft in (*self.new, *self.changed):
            for child in draft.children:
                if child.is_new:
                    self._owned[child.table].append((draft, child))
        for table, rows in self._owned.items():
            if table.has_key:
                for (_draft, child), pk in zip(rows, reserve_ahead(table.model, len(rows)), strict=True):
                    child.pk = pk

    def _gone(self) -> dict[type[models.Model], dict[int, dict[str, Any]]]:
        """Return the stored rows the file takes away, whole, so that undo can bring them back: by model and key."""
        keys: dict[type[models.Model], list[int]] = defaultdict(list)
        for draft in self.changed:
            for child in draft.children:
                if child.is_gone:
                    keys[child.table.model].append(child.pk or 0)
        gone: dict[type[models.Model], dict[int, dict[str, Any]]] = defaultdict(dict)
        for model, all_keys in keys.items():
            names = [str(field.column) for field in model._meta.concrete_fields]
            for batch in in_batches(all_keys):
                rows = model._default_manager.filter(pk__in=batch).values_list("pk", *_attributes(model))
                gone[model].update({pk: dict(zip(names, row, strict=True)) for pk, *row in rows})
        return gone

    def _records(self) -> dict[RecordTable, list[tuple[Any, ...]]]:
        """Return the rows of new records by table, ready but for the unit."""
        office, by, at = self.plan.office.pk, self.plan.by.pk, moment(self.plan.at)
        rows: dict[RecordTable, list[tuple[Any, ...]]] = defaultdict(list)
        for one in self.new:
            shared = (one.pk, one.uid, office, None, one.visibility, None, at, by, at, by, 1)
            rows[one.table].append((*shared, *one.table.constants.values(), *self._row(one), one.unit))
        return rows

    def _row(self, draft: Draft) -> list[Any]:
        table = draft.table
        row = [
            blank if value is None else value for value, blank in zip(draft.values, table.blanks, strict=True)
        ]
        for place in table.pointing:
            row[place] = self.column(table, place, draft.values[place])
        return row

    def _children(self) -> Iterator[tuple[ChildTable, list[tuple[Any, ...]]]]:
        """Yield the new rows that belong to records, by table."""
        for table, owned in self._owned.items():
            uids = sorted(new_uid() for _one in owned) if table.has_uid else [""] * len(owned)
            constants = tuple(table.constants.values())
            yield table, [
                (
                    *((child.pk,) if table.has_key else ()), *((uid,) if table.has_uid else ()), *constants,
                    draft.pk, *_child_row(child),
                )
                for (draft, child), uid in zip(owned, uids, strict=True)
            ]  # fmt: skip

    def column(self, table: RecordTable, place: int, value: Any) -> Any:
        """Return a draft's value as its column holds it."""
        if value is None:
            return table.blanks[place]
        if type(value) is Draft:
            return value.pk
        if table.fields[place] == table.place:
            return self.place_keys.get(value, value) if isinstance(value, str) else value
        return value


def _attributes(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _plain(plan: Plan, draft: Draft, place: int, value: Any) -> Any:
    """Return a value as the log writes it: what it points at by name."""
    if type(value) is Draft:
        return value.title
    if draft.table.fields[place] == draft.table.place and value in plan.places:
        return plan.places[value].name
    return value


def _said(draft: Draft) -> dict[str, Any]:
    """Return what the log tells of new rows that belong to a record."""
    said: dict[str, Any] = dict(draft.extra or {})
    for child in draft.children:
        if child.is_new and child.table.told:
            told = child.values[child.table.at[child.table.says]]
            said[child.table.told] = [*said.get(child.table.told, ()), told or ""]
    return said


def _source(plan: Plan, draft: Draft) -> str:
    return _("%(file)s, row %(row)s") % {"file": plan.file_name, "row": draft.row}


def _added(plan: Plan, draft: Draft) -> Prepared:
    """Return the event of a new record: every value it has, and the rows that came with it."""
    values = draft.values
    after = {
        name: _plain(plan, draft, place, values[place])
        for name, place in draft.table.told
        if values[place] is not None
    }
    if draft.unit:
        after["unit"] = plan.units[draft.unit]
    after.update(_said(draft))
    return prepare(
        by=plan.by, verb=ADDED, kind=draft.table.model.record_kind, uid=draft.uid, name=draft.title,
        after=after, note=_source(plan, draft), at=plan.at,
    )  # fmt: skip


def _changed(plan: Plan, draft: Draft) -> Prepared:
    """Return the event of a changed record: the values that differ, as they were and as they became."""
    places = set(draft.changed_fields())
    told = [(name, place) for name, place in draft.table.told if place in places]
    old = draft.old or draft.values
    return prepare(
        by=plan.by, verb=CHANGED, kind=draft.table.model.record_kind, uid=draft.uid, name=draft.title,
        before={**{name: _plain(plan, draft, place, old[place]) for name, place in told}, **(draft.left or {})},
        after={**{name: _plain(plan, draft, place, draft.values[place]) for name, place in told}, **_said(draft)},
        note=_source(plan, draft), at=plan.at,
    )  # fmt: skip


def write(ready: Ready, run: ImportRun) -> None:
    """Write a prepared plan and its run in one transaction; refuses what others changed since it was read."""
    plan = ready.plan
    with transaction.atomic(), roomy_cache(len(ready.events)):
        _check_wanted(run)
        _lock(ready)
        _recheck(plan, ready)
        run.save()
        ready.units |= {
            key: ensure_unit(plan.office, by=plan.by, name=plan.units[key]).pk for key in ready.unit_keys
        }
        _insert_records(ready)
        _update_records(ready)
        _write_children(ready)
        insert_rows(ImportChange, _CHANGE_COLUMNS, _changes(ready, run))
        record_many(chain=plan.office.pk, events=[*ready.events, _run_event(plan, run)])
        for function in plan.after_write:
            function()
        head = ChainHead.objects.get(chain=plan.office.pk)
        run.summary["log_end"] = head.seq
        run.save(update_fields=["summary"])
        confirm()


def _check_wanted(run: ImportRun) -> None:
    """Refuse where a person put the run aside while its file was read; a run of the command line stands nowhere yet."""
    if run.pk is not None:
        check_run_wanted(ImportRun.objects.select_for_update().values_list("state", flat=True).get(pk=run.pk))


def _run_event(plan: Plan, run: ImportRun) -> Prepared:
    return prepare(
        by=plan.by, verb="import", kind="import", uid=run.uid, name=plan.file_name,
        after={key: value for key, value in run.summary.items() if isinstance(value, int)}, at=plan.at,
    )  # fmt: skip


def _lock(ready: Ready) -> None:
    """Lock the records that change, then the head of the chain: the order in which every verb takes them."""
    if connection.vendor == "postgresql":
        keys = sorted(draft.pk or 0 for draft in ready.changed)
        for model in {draft.table.model for draft in ready.changed}:
            for batch in in_batches(keys):
                list(model.objects.select_for_update().filter(pk__in=batch).order_by("pk").values_list("pk"))
    ChainHead.objects.get_or_create(chain=ready.plan.office.pk)
    ChainHead.objects.select_for_update().get(chain=ready.plan.office.pk)


def _recheck(plan: Plan, ready: Ready) -> None:
    """Refuse where somebody touched what this plan was made from, as the log tells since reading began."""
    since = Event.objects.filter(chain=plan.office.pk, seq__gt=plan.log_end)
    if not since.exists():
        return
    touched = {draft.uid for draft in ready.changed} | plan.leaned_on
    kinds = {table.model.record_kind for table in ready.records}
    made = {(event.subject_kind, fold(event.subject_name)) for event in ready.events if event.verb == ADDED}
    for uid, kind, name in since.values_list(
        "subject_uid", "subject_kind", "values__subject_name"
    ).iterator():
        if uid in touched or (kind in kinds and (kind, fold(name or "")) in made):
            message = _(
                "Somebody changed “%(name)s” while the file was read. Nothing was written; import it again."
            )
            raise Conflict(message % {"name": name}, where=plan.file_name)


def moment(at: datetime) -> Any:
    """Return a moment as a database value."""
    return connection.ops.adapt_datetimefield_value(at)


def _insert_records(ready: Ready) -> None:
    """Insert anchors and records; only their rows are touched here, since every detour is time under the lock."""
    office, units = ready.plan.office.pk, ready.units
    columns = ["id", "uid", "office_id", "kind", "unit_id", "owner_id", "visibility", "archived_at"]
    for table, rows in ready.records.items():
        kind = table.model.record_kind
        anchors = ((row[0], row[1], office, kind, units[row[-1]], None, row[4], None) for row in rows)
        insert_rows(Anchor, columns, anchors)
    for table, rows in ready.records.items():
        told = [*_SHARED, *table.constants, *table.columns, "unit_id"]
        insert_rows(table.model, told, ((*row[:-1], units[row[-1]]) for row in rows))


def _update_records(ready: Ready) -> None:
    """Write the fields that differ, one statement per set of fields; every touched record gets its stamps."""
    plan = ready.plan
    at, by = moment(plan.at), plan.by.pk

    def fields(draft: Draft) -> tuple[str, tuple[int, ...]]:
        return draft.table.label, tuple(draft.changed_fields())

    ordered = sorted(ready.changed, key=fields)
    for (_label, places), group in groupby(ordered, key=fields):
        drafts = list(group)
        table = drafts[0].table
        columns = [*(table.columns[place] for place in places), "version", "updated_at", "updated_by_id"]
        rows = (
            (
                *(ready.column(table, place, draft.values[place]) for place in places),
                draft.version + 1, at, by, draft.pk,
            )
            for draft in drafts
        )  # fmt: skip
        update_rows(table.model, "anchor_id", columns, rows)


def _write_children(ready: Ready) -> None:
    for model, rows_gone in ready.gone.items():
        for batch in in_batches(list(rows_gone)):
            model._default_manager.filter(pk__in=batch).delete()
    for table, rows in ready.children.items():
        key = [table.key] if table.has_key else []
        uid = ["uid"] if table.has_uid else []
        insert_rows(table.model, [*key, *uid, *table.constants, *table.columns], rows)
    for draft in ready.changed:
        for child in draft.children:
            if child.old is not None and child.old != child.values:
                columns = child.table.columns[1:]
                update_rows(child.table.model, child.table.key, columns, [[*_child_row(child), child.pk]])


def _child_row(child: Child) -> list[Any]:
    blanks = child.table.blanks
    return [
        blanks[place] if value is None else (value.pk if type(value) is Draft else value)
        for place, value in enumerate(child.values)
    ]


_CHANGE_COLUMNS = ["run_id", "anchor_id", "model", "created", "version", "before"]


def _changes(ready: Ready, run: ImportRun) -> Iterator[Sequence[Any]]:
    """Yield what undo will need: for a new record that it is one, for a changed one what it was."""
    for table, rows in ready.records.items():
        for row in rows:
            yield (run.pk, row[0], table.label, True, 1, "")
    for draft in ready.changed:
        yield (
            run.pk,
            draft.pk,
            draft.table.label,
            False,
            draft.version + 1,
            json.dumps(_before(ready, draft), default=str),
        )


def _before(ready: Ready, draft: Draft) -> dict[str, Any]:
    """Return the columns a change wrote as they were, the rows it added, changed and took away as they were."""
    table = draft.table
    old = draft.old or draft.values
    columns = {table.columns[p]: ready.column(table, p, old[p]) for p in draft.changed_fields()}
    added: dict[str, list[int]] = defaultdict(list)
    rows: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    removed: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for child in draft.children:
        label = str(child.table.model._meta.label)
        if child.is_gone:
            removed[label].append(ready.gone[child.table.model][child.pk or 0])
        elif child.is_new:
            added[label].append(child.pk or draft.pk or 0)
        elif child.old is not None and child.old != child.values:
            kept = Child(child.table, list(child.old), child.pk)
            rows[label][str(child.pk)] = dict(zip(child.table.columns[1:], _child_row(kept), strict=True))
    return {"columns": columns, "added": added, "rows": rows, "removed": removed}


def model_of(label: str) -> type[models.Model]:
    """Return the model of a label."""
    from django.apps import apps

    return apps.get_model(label)
