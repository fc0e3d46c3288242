"""Erasing somebody from what all records share: texts, notes, files, imports, jobs, mail; and the list of erasures."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import User
from proxenia.audit.actions import erase_values
from proxenia.audit.models import ConfidentialRead, Event
from proxenia.audit.rules import ERASE
from proxenia.core import search
from proxenia.core.erasing import EMPTIED, KEPT, REMOVED, REPLACED, Part, Subject, digest_of, replaced
from proxenia.core.registry import erased_again, erasers, search_entry
from proxenia.core.values import fold
from proxenia.records.models import (
    Anchor,
    Erasure,
    File,
    ImportChange,
    ImportRun,
    Note,
    Opening,
    Reader,
    Record,
    StagedRow,
)
from proxenia.records.queries.imports import folder_of
from proxenia.records.queries.mentions import Mention, mentions

LIST = "erasures.json"


def let_go(subject: Subject, *, carry_out: bool) -> list[Part]:
    """Ask every room to erase somebody; without ``carry_out`` only what it would do. Lines of nothing are left out."""
    parts = [part for erase in erasers() for part in erase(subject, carry_out)]
    return [part for part in parts if part.count]


def erase_hangings(subject: Subject, carry_out: bool) -> list[Part]:
    """Remove the notes and files on somebody's record, and who was let to see it."""
    if subject.kind != "person":
        return []
    on = {"anchor__in": subject.keys}
    rows: list[tuple[str, Any, models.QuerySet[Any]]] = [
        ("notes", _("notes on the person"), Note.objects.filter(**on)),
        ("files", _("files on the person"), File.objects.filter(**on)),
        ("readers", _("readers by name"), Reader.objects.filter(**on)),
        ("openings", _("openings for a reason"), Opening.objects.filter(**on)),
    ]
    parts = [Part(name, what, found.count(), REMOVED) for name, what, found in rows]
    if carry_out:
        forget_bytes(File.objects.filter(**on))
        for _name, _what, found in rows:
            found.delete()
    return parts


def forget_bytes(files: models.QuerySet[File]) -> None:
    """Take the bytes of some files off the disk once this transaction stands."""
    _remove_later([path_of_uid(uid) for uid in files.values_list("uid", flat=True)])


def _remove_later(paths: Iterable[Path]) -> None:
    """Remove files once this transaction stands: were it rolled back, they would be missed."""
    known = list(paths)

    def remove() -> None:
        for path in known:
            path.unlink(missing_ok=True)

    transaction.on_commit(remove)


def path_of_uid(uid: str) -> Path:
    """Return where the bytes of a file lie."""
    return Path(settings.DATA_FOLDER) / "files" / uid[:2] / uid


def erase_imports(subject: Subject, carry_out: bool) -> list[Part]:
    """Empty what undoing an import would bring back of somebody, and remove uploaded files that name them."""
    if subject.office is None or not subject.keys:
        return []
    kept = ImportChange.objects.filter(anchor_id__in=subject.keys).exclude(before="")
    told = {row.run_id: None for row in kept} | dict.fromkeys(
        ImportChange.objects.filter(anchor_id__in=subject.keys).values_list("run_id", flat=True)
    )
    told |= {
        StagedRow.objects.values_list("run_id", flat=True).get(pk=one.pk): None
        for one in mentions(subject)
        if one.model is StagedRow
    }
    runs = [run for run in ImportRun.objects.filter(pk__in=told) if folder_of(run).exists()]
    parts = [
        Part("undo", _("what undoing an import would bring back"), kept.count(), EMPTIED),
        Part("uploads", _("uploaded spreadsheets that name them"), len(runs), REMOVED),
    ]
    if carry_out:
        kept.update(before="")
        _remove_later(file for run in runs for file in folder_of(run).rglob("*") if file.is_file())
    return parts


def erase_mentions(subject: Subject, carry_out: bool) -> list[Part]:
    """Replace the names in texts of other records, as decided; a decision to keep one is told."""
    found = list(mentions(subject))
    machinery = [one for one in found if one.machinery and one.sure]
    asked = [one for one in found if not one.machinery]
    turned = [one for one in asked if subject.turns(one.key, sure=one.sure)]
    parts = [
        Part("texts", _("texts of other records that name them"), len(turned), REPLACED),
        Part("machinery", _("rows of imports, merges and jobs that name them"), len(machinery), REPLACED),
        Part(
            "kept_texts",
            _("texts that name them, or may"),
            len(asked) - len(turned),
            KEPT,
            _("decided one by one"),
        ),
    ]
    if carry_out:
        for one in (*turned, *machinery):
            _replace(one, subject)
        reindex_keys(one.anchor for one in turned)
    return parts


def _replace(one: Mention, subject: Subject) -> None:
    """Write a text anew without the name; its folded twin follows, and no event holds what stood there."""
    parts = not one.sure or one.key in subject.replace
    field: Any = one.model._meta.get_field(one.field)

    def change(text: str) -> str:
        return subject.without(text, parts=parts)

    value = replaced(one.value, change)
    if isinstance(value, str) and field.max_length:
        value = value[: field.max_length]
    values = {one.field: value}
    twin = f"{one.field}_folded"
    if any(other.name == twin for other in one.model._meta.concrete_fields):
        longest = one.model._meta.get_field(twin).max_length  # type: ignore[union-attr]
        values[twin] = fold(value)[:longest]
    if issubclass(one.model, Record):
        # Whoever has the old text in an open form is told of the change.
        values["version"] = models.F("version") + 1
    one.model._default_manager.filter(pk=one.pk).update(**values)


def reindex_keys(keys: Iterable[int | None]) -> None:
    """Write the search rows of some records anew."""
    wanted = {key for key in keys if key}
    kinds = dict(Anchor.objects.filter(pk__in=wanted, archived_at=None).values_list("pk", "kind"))
    for model in apps.get_models():
        if issubclass(model, Record):
            own = [key for key, kind in kinds.items() if kind == model.record_kind]
            entries = (search_entry(model.record_kind, row) for row in model.objects.filter(pk__in=own))
            search.index([entry for entry in entries if entry is not None])


def erase_log(subject: Subject, carry_out: bool) -> list[Part]:
    """Erase what the log says about somebody, and what events about other records say of them; the chain holds."""
    events = Event.objects.filter(chain=subject.office or 0, values__isnull=False).exclude(verb=ERASE)
    about = events.filter(subject_uid__in=subject.uids)
    naming = [number for number, text in _values_naming(events, subject) if subject.is_named_in(text)]
    total = len({*about.values_list("pk", flat=True), *naming})
    reads = ConfidentialRead.objects.filter(subject_uid__in=subject.uids).count()
    if carry_out and total:
        erase_values(
            chain=subject.office,
            by=subject.by,
            reason=_REASON,
            subject_uids=subject.uids,
            event_ids=naming,
        )
    return [
        Part("log", _("values of the log"), total, REMOVED),
        Part(
            "reads",
            _("lines of who opened the record when"),
            reads,
            KEPT,
            _("no name and no content in them"),
        ),
    ]


_REASON = "Somebody was erased."
_TEXTS = ("subject_name", "before", "after", "note")


def _values_naming(events: models.QuerySet[Event], subject: Subject) -> Iterator[tuple[int, str]]:
    """Yield the events whose values may name somebody, with their texts."""
    condition = models.Q()
    for spelling in subject.spellings() if subject.words else ():
        for name in _TEXTS:
            condition |= models.Q(**{f"values__{name}__icontains": spelling})
    if condition:
        rows = events.filter(condition).values_list("pk", *(f"values__{name}" for name in _TEXTS))
        for number, *texts in rows.iterator(chunk_size=500):
            yield number, "\n".join(texts)


def erase_mail(subject: Subject, carry_out: bool) -> list[Part]:
    """Remove mails kept as files (where no mail server is set) that name somebody."""
    folder = Path(settings.EMAIL_FILE_PATH)
    files = [path for path in folder.glob("*") if path.is_file()] if folder.is_dir() else []
    found = [path for path in files if subject.is_named_in(path.read_text("utf-8", errors="replace"))]
    if carry_out:
        _remove_later(found)
    return [Part("mail", _("mails kept as files"), len(found), REMOVED)]


def note_erasure(subject: Subject) -> None:
    """Put somebody on the list of erasures: a digest of each name of a row, and the decisions, nothing about them."""
    decisions = {"keep": sorted(subject.keep), "replace": sorted(subject.replace)}
    for uid in subject.uids:
        Erasure.objects.get_or_create(
            digest=digest_of(subject.kind, uid),
            defaults={"kind": subject.kind, "at": timezone.now(), "decisions": decisions},
        )
    transaction.on_commit(write_list)


def list_file() -> Path:
    """Return where the list of erasures lies beside the database, so that a restore of an older one finds it."""
    return Path(settings.DATA_FOLDER) / LIST


def listed() -> dict[str, dict[str, Any]]:
    """Return digest -> kind, moment and decisions, of the database and of the file beside it together."""
    found: dict[str, dict[str, Any]] = {}
    if list_file().exists():
        found = json.loads(list_file().read_text("utf-8"))
    for row in Erasure.objects.all():
        found[row.digest] = {"kind": row.kind, "at": row.at.isoformat(), "decisions": row.decisions}
    return found


def write_list() -> None:
    """Write the list of erasures beside the database, whole or not at all."""
    path = list_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as handle:
        json.dump(listed(), handle, indent=1, sort_keys=True)
        handle.flush()
        os.fsync(handle.fileno())
    part.replace(path)


def reapply_erasures(*, by: User | None = None, more: Mapping[str, Any] | None = None) -> int:
    """Erase again whoever is on the list, after a restore of a backup that still knew them; return how many.

    ``more``: a list that travelled another way (beside the backup), in the form of the file.
    """
    known = {**(more or {}), **listed()}
    done = 0
    for kind, again in erased_again().items():
        of_kind = {digest: entry for digest, entry in known.items() if entry["kind"] == kind}
        done += again(of_kind, by or User.objects.operator()) if of_kind else 0
    with transaction.atomic():
        for digest, entry in known.items():
            Erasure.objects.get_or_create(
                digest=digest,
                defaults={"kind": entry["kind"], "at": entry["at"], "decisions": entry["decisions"]},
            )
    write_list()
    scrub()
    return done


def scrub() -> None:
    """Let no freed page of the database file keep what was erased; on PostgreSQL its own vacuum does so.

    SQLite: the search index is written anew without its dead entries, the file is rewritten, the log of writes
    emptied. A second of a small office, half a minute of a large one; nothing happens inside a transaction.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.execute("INSERT INTO core_search(core_search) VALUES('optimize')")
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
