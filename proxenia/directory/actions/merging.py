"""Two records that are one: merged with everything that points at them, and taken apart again."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any, TypeVar

from django.apps import apps
from django.core import serializers
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import User
from proxenia.core import search
from proxenia.core.bulk import in_batches
from proxenia.core.errors import Conflict, Refused
from proxenia.core.registry import search_entry
from proxenia.directory.access import check_may_merge
from proxenia.directory.models import Merge, Organisation, Person
from proxenia.directory.queries.merging import MERGED_MODELS, Movement, chosen_values, movements, seen_of
from proxenia.directory.queries.organisations import lineage
from proxenia.directory.rules import check_mergeable, check_not_undone, is_blank
from proxenia.records.actions import change, reindex
from proxenia.records.models import Record

R = TypeVar("R", Organisation, Person)


@transaction.atomic
def merge(
    kept: R,
    dropped: R,
    *,
    by: User,
    choices: Mapping[str, str] | None = None,
    expected_versions: tuple[int, int] | None = None,
) -> Merge:
    """Fold ``dropped`` into ``kept``: fields as chosen, every registered pointer moved, notes and files too.

    ``choices`` maps a field to "kept", "dropped" or "both" (notes, languages); what is not named follows
    ``queries.merging.proposal``. The dropped record is put away and points at the kept one; the Merge row
    remembers what is needed to take them apart. One event for each of the two.
    """
    check_may_merge(by, kept, dropped)
    kept, dropped = _locked(kept, dropped)
    check_mergeable(kept, dropped)
    _check_versions(kept, dropped, expected_versions)
    values = chosen_values(kept, dropped, dict(choices or {}))
    _check_no_ring(kept, dropped, values)
    before = {name: getattr(kept, name) for name in values}
    moving = movements(kept, dropped, values["visibility"])
    # The history is read by whoever sees the record: it counts what the person who merges sees.
    seen = seen_of(moving, by, kept.office)
    told = {"merged": str(dropped), "moved": {one.label: one.total for one in seen}}
    moved = [entry for one in moving for entry in _carry_out(one, kept)]
    change(
        dropped,
        by=by,
        verb="merge_away",
        values={"archived_at": timezone.now(), "merged_into": kept},
        extra_after={"merged_into": str(kept)},
    )
    change(kept, by=by, verb="merge", values=_as_fields(kept, values), extra_after=told)
    _reindex(moving)
    return Merge.objects.create(
        office=kept.office,
        kind=kept.record_kind,
        kept_id=kept.pk,
        dropped_id=dropped.pk,
        moved=moved,
        values={
            name: {"before": before[name], "after": value}
            for name, value in values.items()
            if value != before[name]
        },
        kept_version=kept.version,
        by=by,
        at=timezone.now(),
    )


def _locked(kept: R, dropped: R) -> tuple[R, R]:
    """Take both rows in the order of their keys, so that two merges cannot wait for each other."""
    model = type(kept)
    rows = {
        row.pk: row
        for row in model.objects.select_for_update().filter(pk__in=(kept.pk, dropped.pk)).order_by("pk")
    }
    return rows[kept.pk], rows.get(dropped.pk, dropped)


def _check_versions(kept: Record, dropped: Record, expected: tuple[int, int] | None) -> None:
    if expected is not None and expected != (kept.version, dropped.version):
        raise Conflict(_("Somebody changed one of the two since you opened this page. Look at them again."))


def _check_no_ring(kept: Any, dropped: Any, values: dict[str, Any]) -> None:
    """Refuse a merge after which an organisation would be part of itself."""
    if not isinstance(kept, Organisation):
        return
    if values["parent_id"] == dropped.pk:
        values["parent_id"] = None
    above_kept = [one.pk for one in lineage(kept)]
    chosen = Organisation.objects.filter(pk=values["parent_id"]).first() if values["parent_id"] else None
    above_chosen = [one.pk for one in (chosen, *lineage(chosen))] if chosen else []
    if dropped.pk in above_kept[1:] or kept.pk in above_chosen or dropped.pk in above_chosen:
        sentence = _("“%(dropped)s” stands above “%(kept)s” through another. Change “part of” first.")
        raise Refused(sentence % {"dropped": dropped, "kept": kept}, where="parent")


def _as_fields(record: models.Model, columns: Mapping[str, Any]) -> dict[str, Any]:
    """Return columns as fields: a key becomes the record it names."""
    fields: dict[str, Any] = {}
    for column, value in columns.items():
        field: Any = record._meta.get_field(column.removesuffix("_id"))
        if field.is_relation and value is not None:
            value = field.related_model._default_manager.get(pk=value)
        fields[field.name] = value
    return fields


def _carry_out(one: Movement, kept: Any) -> Iterable[dict[str, Any]]:
    """Move the rows of one model and drop the doubles; yield what undoing needs."""
    entry = {"model": one.pointer.model, "field": one.pointer.field}
    keys = [row.pk for row in one.move]
    for batch in in_batches(keys):
        _rows(one.model, batch).update(**{f"{one.pointer.field}_id": kept.pk})
    if keys:
        yield {**entry, "keys": keys}
    for row, standing in one.doubles:
        filled = _fill(standing, row)
        yield {
            **entry,
            "double": serializers.serialize("json", [row]),
            "of": standing.pk,
            "filled": filled,
        }
        row.delete()


def _rows(model: type[models.Model], keys: Iterable[int]) -> models.QuerySet[models.Model]:
    return model._default_manager.filter(pk__in=keys)


def _fill(standing: models.Model, double: models.Model) -> dict[str, Any]:
    """Take over from a double what the row that stays does not say; return field -> text taken."""
    taken = {}
    for field in standing._meta.concrete_fields:
        value = getattr(double, field.attname)
        is_text = isinstance(field, (models.CharField, models.TextField))
        if is_text and value and is_blank(getattr(standing, field.attname)):
            setattr(standing, field.attname, value)
            taken[field.attname] = field.value_to_string(standing)
    if taken:
        standing.save(update_fields=list(taken))
    return taken


@transaction.atomic
def undo_merge(merge: Merge, *, by: User) -> Merge:
    """Take a merge apart: every row where it was, every double back, every field as before.

    Refused where somebody has since changed what would be put back.
    """
    model = MERGED_MODELS[merge.kind]
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    rows = model.objects.select_for_update().filter(pk__in=(merge.kept_id, merge.dropped_id)).order_by("pk")
    both = {row.pk: row for row in rows}
    kept, dropped = both[merge.kept_id], both[merge.dropped_id]
    check_may_merge(by, kept, dropped)
    check_not_undone(merge, kept)
    _check_fields_unchanged(merge, kept)
    for entry in merge.moved:
        _put_back(entry, merge)
    before = {name: value["before"] for name, value in merge.values.items()}
    change(
        kept, by=by, verb="undo_merge", values=_as_fields(kept, before), extra_after={"apart": str(dropped)}
    )
    change(
        dropped,
        by=by,
        verb="undo_merge",
        values={"archived_at": None, "merged_into": None},
        extra_after={"apart": str(kept)},
    )
    merge.undone_at = timezone.now()
    merge.save(update_fields=["undone_at"])
    _reindex_entries(merge.moved)
    reindex(kept)
    return merge


def _check_fields_unchanged(merge: Merge, kept: Any) -> None:
    changed = [name for name, value in merge.values.items() if getattr(kept, name) != value["after"]]
    if changed:
        labels = {str(kept._meta.get_field(name.removesuffix("_id")).verbose_name) for name in changed}
        sentence = _("“%(name)s” was changed since the merge (%(fields)s), so it cannot be undone.")
        raise Refused(sentence % {"name": kept, "fields": ", ".join(sorted(labels))})


def _put_back(entry: dict[str, Any], merge: Merge) -> None:
    model = apps.get_model(entry["model"])
    if "keys" in entry:
        column = f"{entry['field']}_id"
        for batch in in_batches(entry["keys"]):
            rows = _rows(model, batch).filter(**{column: merge.kept_id})
            if rows.update(**{column: merge.dropped_id}) != len(batch):
                raise _gone(model)
        return
    standing = model._default_manager.filter(pk=entry["of"]).first()
    if standing is None:
        raise _gone(model)
    _unfill(standing, entry["filled"])
    for double in serializers.deserialize("json", entry["double"]):
        try:
            with transaction.atomic():
                double.save(force_insert=True)
        except IntegrityError as error:
            raise _gone(model) from error


def _unfill(standing: models.Model, filled: dict[str, str]) -> None:
    for column, text in filled.items():
        field: Any = standing._meta.get_field(column)
        if field.value_to_string(standing) != text:
            raise _gone(type(standing))
        setattr(standing, column, None if field.null else "")
    if filled:
        standing.save(update_fields=list(filled))


def _gone(model: Any) -> Refused:
    sentence = _(
        "Some of what the merge moved (%(what)s) was changed or removed since, so it cannot be undone."
    )
    return Refused(sentence % {"what": model._meta.verbose_name_plural})


def _reindex(moving: Iterable[Movement]) -> None:
    for one in moving:
        _reindex_rows(one.model, [row.pk for row in [*one.move, *(stays for _double, stays in one.doubles)]])


def _reindex_entries(moved: list[dict[str, Any]]) -> None:
    for label, entries in groupby(moved, key=lambda entry: str(entry["model"])):
        keys = [key for entry in entries for key in entry.get("keys", [entry.get("of")])]
        _reindex_rows(apps.get_model(label), keys)


def _reindex_rows(model: type[models.Model], keys: list[int]) -> None:
    """Write the search rows of the records that the moved rows are, or belong to."""
    if issubclass(model, Record):
        _reindex_records(model, keys)
        return
    for field in model._meta.concrete_fields:
        target = field.related_model
        if isinstance(target, type) and issubclass(target, Record):
            owners: set[int] = set()
            for batch in in_batches(keys):
                owners |= set(_rows(model, batch).values_list(field.attname, flat=True))
            _reindex_records(target, sorted(owner for owner in owners if owner))


def _reindex_records(model: Any, keys: list[int]) -> None:
    for batch in in_batches(keys, 500):
        records = model.objects.live().filter(pk__in=batch)
        found = (search_entry(model.record_kind, record) for record in records)
        search.index([entry for entry in found if entry is not None])
