"""Erasing a person: everywhere, with a preview that tells the same, and again after an old backup came back."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.models import User
from proxenia.audit.actions import record as record_event
from proxenia.core import search
from proxenia.core.erasing import EMPTIED, GONE, REMOVED, Part, Subject, digest_of
from proxenia.core.errors import Refused
from proxenia.core.jobs import enqueue
from proxenia.core.registry import pointers_to
from proxenia.core.values import fold
from proxenia.directory.access import check_may_look_after_privacy
from proxenia.directory.models import Distinct, Merge, Person
from proxenia.directory.queries.erasing import rows_of, subject_of
from proxenia.records.actions.erasing import let_go, note_erasure, reindex_keys
from proxenia.records.models import Anchor, Record
from proxenia.records.queries.keeping import standing_holds

EMPTY: dict[str, Any] = {
    "name": GONE,
    "name_folded": fold(GONE),
    "name_local": "",
    "pronunciation": "",
    "email": "",
    "phone": "",
    "languages": [],
    "protocol_rank": None,
    "born": None,
    "is_minor": False,
    "note": "",
}


def preview_erasure(
    person: Person, *, by: User, keep: Iterable[str] = (), replace: Iterable[str] = ()
) -> list[Part]:
    """Return what erasing a person would do, line by line; nothing is touched."""
    check_may_look_after_privacy(by, person)
    return let_go(subject_of(person, by=by, keep=keep, replace=replace), carry_out=False)


@transaction.atomic
def erase_person(
    person: Person, *, by: User, reason: str, keep: Iterable[str] = (), replace: Iterable[str] = ()
) -> list[Part]:
    """Erase a person from every table, text, file and index of the office; return what was done.

    ``keep`` and ``replace`` are decisions on single mentions in other records' texts, by the keys the preview
    shows. What remains is an empty row, so that counts stay true, and a digest, so that an old backup that is
    restored loses the person again.
    """
    check_may_look_after_privacy(by, person)
    person = Person.objects.select_for_update().get(pk=person.pk)
    check_erasable(person)
    return erase_unheld(person, by=by, reason=reason, keep=keep, replace=replace)


def erase_unheld(
    person: Person, *, by: User, reason: str, keep: Iterable[str] = (), replace: Iterable[str] = ()
) -> list[Part]:
    """Erase a person of whom the caller knows that nothing keeps them; inside the caller's transaction."""
    subject = subject_of(person, by=by, reason=reason, keep=keep, replace=replace)
    parts = let_go(subject, carry_out=True)
    note_erasure(subject)
    record_event(
        chain=person.office_id,
        by=by,
        verb="erase_person",
        kind=person.record_kind,
        uid=person.uid,
        after={part.name: part.count for part in parts},
        note=subject.without(reason, parts=True),
    )
    enqueue("records.scrub", key="records.scrub")
    return parts


def check_erasable(person: Person) -> None:
    """Refuse to erase somebody twice, somebody who must be kept, or a record that lives on in another."""
    if person.erased_at is not None:
        raise Refused(_("This person was erased already."))
    if person.merged_into_id is not None:
        raise Refused(_("This record was merged into another. Erase that one; this one goes with it."))
    hold = standing_holds([one.pk for one in rows_of(person)], timezone.localdate()).first()
    if hold is not None:
        until = _("until %(day)s") % {"day": hold.until} if hold.until else _("until somebody lifts this")
        sentence = _("This person's data must be kept %(until)s: %(because)s")
        raise Refused(sentence % {"until": until, "because": hold.because})


def erase_rows(subject: Subject, carry_out: bool) -> list[Part]:
    """Empty a person's own rows, remove what points at them, their merges, and their rows of the search index."""
    if subject.kind != "person":
        return []
    merges = Merge.objects.filter(
        Q(kept_id__in=subject.keys) | Q(dropped_id__in=subject.keys), kind=Person.record_kind
    )
    pairs = Distinct.objects.filter(Q(first__in=subject.keys) | Q(second__in=subject.keys))
    parts = [
        Part("person", gettext_lazy("the person's own fields"), len(subject.keys), EMPTIED),
        Part("merges", gettext_lazy("what taking merges apart would bring back"), merges.count(), REMOVED),
        Part("distinct", gettext_lazy("“is not the same as”"), pairs.count(), REMOVED),
    ]
    parts += [*_pointing(subject, carry_out), _doubles(subject, carry_out)]
    if carry_out:
        merges.delete()
        pairs.delete()
        _empty(subject)
    return parts


def _pointing(subject: Subject, carry_out: bool) -> list[Part]:
    """Remove rows that say something of the person; a record of its own only forgets the person."""
    parts = []
    for pointer in pointers_to(Person._meta.label):
        model: Any = apps.get_model(pointer.model)
        rows = model._default_manager.filter(**{f"{pointer.field}__in": subject.keys})
        is_record = issubclass(model, Record)
        name = f"{pointer.model}.{pointer.field}".lower()
        parts.append(
            Part(name, model._meta.verbose_name_plural, rows.count(), EMPTIED if is_record else REMOVED)
        )
        if not carry_out:
            continue
        beside = _records_of(model, rows)
        if not is_record:
            rows.delete()
        elif model._meta.get_field(pointer.field).null:
            rows.update(**{pointer.field: None, "version": F("version") + 1})
        reindex_keys(beside)
    return parts


def _doubles(subject: Subject, carry_out: bool) -> Part:
    """Forget the rows of the person that taking other merges apart would bring back (posts that stood double)."""
    fields = {(pointer.model, pointer.field) for pointer in pointers_to(Person._meta.label)}
    count = 0
    for merge in Merge.objects.filter(office=subject.office).exclude(kind=Person.record_kind):
        kept = [entry for entry in merge.moved if not _is_of(entry, fields, subject)]
        count += len(merge.moved) - len(kept)
        if carry_out and len(kept) < len(merge.moved):
            merge.moved = kept
            merge.save(update_fields=["moved"])
    return Part(
        "doubles", gettext_lazy("rows that taking other merges apart would bring back"), count, REMOVED
    )


def _is_of(entry: Mapping[str, Any], fields: set[tuple[str, str]], subject: Subject) -> bool:
    """Say whether what a merge remembers of a double points at the person."""
    rows = json.loads(entry["double"]) if "double" in entry else []
    return any(
        row["fields"].get(field) in subject.keys
        for row in rows
        for model, field in fields
        if model == entry["model"]
    )


def _records_of(model: Any, rows: models.QuerySet[Any]) -> list[int]:
    """Return the records that rows belong to, whose search rows may name the person."""
    keys: set[int] = set(rows.values_list("pk", flat=True)) if issubclass(model, Record) else set()
    for field in model._meta.concrete_fields:
        target = field.related_model
        if isinstance(target, type) and issubclass(target, Record) and target is not Person:
            keys.update(key for key in rows.values_list(field.attname, flat=True) if key)
    return sorted(keys)


def _empty(subject: Subject) -> None:
    now = timezone.now()
    rows = Person.objects.filter(pk__in=subject.keys)
    rows.filter(archived_at=None).update(archived_at=now)
    rows.update(**EMPTY, erased_at=now, updated_at=now, updated_by=subject.by, version=F("version") + 1)
    Anchor.objects.filter(pk__in=subject.keys, archived_at=None).update(archived_at=now)
    search.drop(subject.keys)


def erase_again(listed: Mapping[str, Any], by: User) -> int:
    """Erase whoever a restored backup brought back, with the decisions of the first time; holds do not count now."""
    done = 0
    for uid in list(Person.objects.unerased().values_list("uid", flat=True)):
        entry = listed.get(digest_of("person", uid))
        if entry is not None:
            done += _erase_one_again(uid, entry["decisions"], by)
    return done


@transaction.atomic
def _erase_one_again(uid: str, decisions: Mapping[str, Any], by: User) -> int:
    person = Person.objects.unerased().filter(uid=uid).first()
    if person is None:
        return 0
    subject = subject_of(person, by=by, keep=decisions.get("keep", ()), replace=decisions.get("replace", ()))
    parts = let_go(subject, carry_out=True)
    note_erasure(subject)
    record_event(
        chain=person.office_id,
        by=by,
        verb="erase_person_again",
        kind=person.record_kind,
        uid=uid,
        after={part.name: part.count for part in parts},
    )
    return 1


@transaction.atomic
def note_export(person: Person, *, by: User) -> None:
    """Write into the log that everything about a person was handed out."""
    check_may_look_after_privacy(by, person)
    record_event(
        chain=person.office_id,
        by=by,
        verb="export_person",
        kind=person.record_kind,
        uid=person.uid,
        name=person.name,
    )
