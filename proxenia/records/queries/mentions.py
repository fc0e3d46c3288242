"""Where texts name somebody: every field that may hold a name, of every model that belongs to an office."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.functions import Cast

from proxenia.accounts.models import Office, User
from proxenia.core import personal
from proxenia.core.erasing import Subject, texts_in
from proxenia.core.registry import address_of
from proxenia.records.models import Anchor, Record

_NAMING = frozenset({personal.FREE_TEXT, personal.NAME, personal.CONTACT})
# Rows that people do not read: names in them are replaced without a question.
_MACHINERY = frozenset(
    {"records.StagedRow", "records.ImportChange", "directory.Merge", "django_tasks_database.DBTaskResult"}
)
# Rows with an eraser of their own, or about people themselves, whose names are theirs alone.
_APART = frozenset({"audit.EventValues", "accounts.User"})
_OWN_NAMES = frozenset({"directory.Person"})
_EXCERPT = 60


@dataclass(frozen=True)
class Mention:
    """One text that names somebody, or may: where it stands, how it reads, whether the whole name is there."""

    key: str
    model: type[models.Model]
    pk: Any
    field: str
    sure: bool
    machinery: bool
    anchor: int | None
    value: Any

    @property
    def label(self) -> str:
        """Return what a person calls the field."""
        field: Any = self.model._meta.get_field(self.field)
        return f"{self.model._meta.verbose_name}: {field.verbose_name}"


def text_fields(model: type[models.Model]) -> list[str]:
    """Return the fields of a model that may name somebody; a folded twin follows its text and is left out."""
    classes = personal.classes_of(model)
    label = model._meta.label
    if label in _APART:
        return []
    naming = {personal.FREE_TEXT} if label in _OWN_NAMES else _NAMING
    fields = (field for field in model._meta.concrete_fields if not field.is_relation)
    return [
        field.name
        for field in fields
        if classes.get(field.name) in naming
        and isinstance(field, (models.CharField, models.TextField, models.JSONField))
        and not field.name.endswith("_folded")
    ]


@cache
def path_to(model: type[models.Model], name: str) -> str | None:
    """Return the shortest path over foreign keys to a field (``office``, ``anchor``); None where there is none.

    Stamps do not count: a user belongs to several offices.
    """
    waiting: deque[tuple[str, Any]] = deque([("", model)])
    for _step in range(60):
        if not waiting:
            return None
        path, here = waiting.popleft()
        fields = [field for field in here._meta.concrete_fields if field.is_relation]
        if any(field.name == name for field in fields):
            return f"{path}{name}"
        for field in fields:
            target: Any = field.related_model
            if target not in (User, Office) and path.count("__") < 4:
                waiting.append((f"{path}{field.name}__", target))
    return None


def mentions(subject: Subject) -> Iterator[Mention]:
    """Yield every text of the subject's office that names them, or may, but for what is about them alone."""
    for model in apps.get_models():
        if fields := text_fields(model):
            yield from _mentions_in(model, fields, subject)


def _mentions_in(model: type[models.Model], fields: list[str], subject: Subject) -> Iterator[Mention]:
    rows = _elsewhere(_of_office(model, subject), subject)
    anchor = path_to(model, "anchor")
    named = [f"{name}_text" for name in fields]
    rows = rows.annotate(
        **{f"{name}_text": Cast(name, models.TextField()) for name in fields},
        **({"at_anchor": models.F(anchor)} if anchor else {}),
    )
    condition = models.Q()
    for name in named:
        for spelling in subject.spellings():
            condition |= models.Q(**{f"{name}__icontains": spelling})
    columns = ("pk", *fields, *(("at_anchor",) if anchor else ()))
    for row in rows.filter(condition).order_by("pk").values(*columns).iterator(chunk_size=500):
        yield from _in_row(model, fields, row, subject)


def _of_office(model: type[models.Model], subject: Subject) -> models.QuerySet[Any]:
    """Return the rows of the subject's office; a table that knows no office is looked at as a whole."""
    rows = model._default_manager.all()
    path = path_to(model, "office")
    return rows.filter(**{path: subject.office}) if path and subject.office is not None else rows


def _elsewhere(rows: models.QuerySet[Any], subject: Subject) -> models.QuerySet[Any]:
    """Leave out the rows that are the subject's own, or hang on it: those go as a whole."""
    if subject.kind != "person":
        return rows
    model = rows.model
    if model._meta.label == "directory.Person":
        return rows.exclude(pk__in=subject.keys)
    own = models.Q()
    for field in model._meta.concrete_fields:
        target: Any = field.related_model if field.is_relation else None
        is_hanging = not issubclass(model, Record)
        points = target is Anchor or (target is not None and target._meta.label == "directory.Person")
        # A record of its own only forgets the key: what its texts say of the person is asked like any other.
        if is_hanging and points:
            own |= models.Q(**{f"{field.name}__in": subject.keys})
        elif field.name == "anchor_id":
            own |= models.Q(anchor_id__in=subject.keys)
    return rows.exclude(own) if own else rows


def _in_row(
    model: type[models.Model], fields: list[str], row: dict[str, Any], subject: Subject
) -> Iterator[Mention]:
    label = model._meta.label
    for name in fields:
        texts = texts_in(row[name])
        sure = any(subject.is_named_in(text) for text in texts)
        if sure or any(subject.may_be_named_in(text) for text in texts):
            key = f"{label}:{row['pk']}:{name}"
            machinery = label in _MACHINERY
            yield Mention(key, model, row["pk"], name, sure, machinery, row.get("at_anchor"), row[name])


@dataclass(frozen=True)
class Shown:
    """A mention as the page asks about it: where, with an excerpt where the reader may see the record."""

    key: str
    label: str
    sure: bool
    excerpt: str
    url: str
    name: str


def shown_mentions(subject: Subject, user: User, office: Office) -> list[Shown]:
    """Return the mentions to decide about; of records this person may not see only that there is one."""
    found = [one for one in mentions(subject) if not one.machinery]
    wanted = {one.anchor for one in found if one.anchor}
    seen = {anchor.pk: anchor for anchor in Anchor.objects.visible_to(user, office).filter(pk__in=wanted)}
    return [_shown(one, subject, seen, office) for one in found]


def _shown(one: Mention, subject: Subject, seen: dict[int, Anchor], office: Office) -> Shown:
    anchor = seen.get(one.anchor or 0)
    if one.anchor and anchor is None:
        return Shown(one.key, one.label, one.sure, "", "", "")
    url = address_of(anchor.kind, office.slug, anchor.uid) if anchor else ""
    return Shown(one.key, one.label, one.sure, _excerpt(one.value, subject), url, _name_of(anchor))


def _name_of(anchor: Anchor | None) -> str:
    if anchor is None:
        return ""
    model = next((one for one in _record_models() if one.record_kind == anchor.kind), None)
    return str(model._default_manager.get(pk=anchor.pk)) if model else ""


def _record_models() -> list[Any]:
    return [model for model in apps.get_models() if issubclass(model, Record)]


def _excerpt(value: Any, subject: Subject) -> str:
    """Return some words around the first place of a text that names somebody."""
    for text in texts_in(value):
        for pattern in (subject._sure, subject._perhaps):
            hit = pattern.search(text)
            if hit:
                start, end = max(0, hit.start() - _EXCERPT), hit.end() + _EXCERPT
                return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
    return ""
