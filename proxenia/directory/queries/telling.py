"""Everything that is kept about a person, from every room: the answer to who asks for their own data."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from proxenia.accounts.models import User
from proxenia.audit.models import ConfidentialRead, Event
from proxenia.core import personal
from proxenia.core.erasing import Subject
from proxenia.directory.models import Merge, Person
from proxenia.directory.queries.erasing import subject_of
from proxenia.records.models import Anchor, File, ImportChange, Record
from proxenia.records.queries.mentions import mentions, shown_mentions

Row = dict[str, Any]


def everything_about(person: Person, user: User) -> dict[str, list[Row]]:
    """Return what is kept about a person, table by table, each row with all its fields.

    Rows that point at the person or hang on their record come whole. Records of others that name the person come as
    the words around the name, as far as ``user`` may see them; of the rest it is told that there are some. What was
    said in the room belongs to who said it and is counted only.
    """
    subject = subject_of(person)
    told: dict[str, list[Row]] = {
        Person._meta.label: [_row(one, user) for one in Person.objects.filter(pk__in=subject.keys)]
    }
    for model, rows in _pointing_at(subject):
        found = _heard(model, rows, user)
        if found:
            told[model._meta.label] = [_row(one, user) for one in found]
    told |= {
        "log": list(_events(subject)),
        "log of reads": list(_reads(subject)),
        "texts that name the person": [
            {
                "where": one.label,
                "record": one.name or "(not open to whoever made this)",
                "words": one.excerpt,
            }
            for one in shown_mentions(subject, user, person.office)
            if one.sure
        ],
        "rows of imports, merges and jobs": [
            {"where": one.label, "row": one.value} for one in mentions(subject) if one.machinery and one.sure
        ],
    }
    return {name: rows for name, rows in told.items() if rows}


def _pointing_at(subject: Subject) -> Iterator[tuple[Any, models.QuerySet[Any]]]:
    """Yield every model with a key of the person in it, and those rows."""
    for model in apps.get_models():
        if not model.__module__.startswith("proxenia.") or model in (Person, Anchor):
            continue
        condition = Q()
        for field in model._meta.concrete_fields:
            target = field.related_model if field.is_relation else None
            if target is Person or (target is Anchor and not issubclass(model, Record)):
                condition |= Q(**{f"{field.name}__in": subject.keys})
        if model is ImportChange:
            condition = Q(anchor_id__in=subject.keys)
        if model is Merge:
            either = Q(kept_id__in=subject.keys) | Q(dropped_id__in=subject.keys)
            condition = either & Q(kind=Person.record_kind)
        if condition:
            yield model, model._default_manager.filter(condition).order_by("pk")


def _heard(model: Any, rows: models.QuerySet[Any], user: User) -> list[Any]:
    """Return the rows whose sharing rule lets this reader hear them."""
    heard_by = getattr(rows, "heard_by", None)
    return list(heard_by(user) if heard_by else rows)


def files_of(person: Person, user: User) -> list[File]:
    """Return the files on a person's record whose sharing rule lets this reader have them."""
    keys = subject_of(person).keys
    return list(File.objects.filter(anchor__in=keys).heard_by(user).order_by("pk"))


def _row(row: models.Model, user: User) -> Row:
    """Return a row with all its fields, keys of other records as their names where they may be seen."""
    classes: dict[str, str] = getattr(row, "personal_data", {})
    told: Row = {}
    for field in row._meta.concrete_fields:
        if classes.get(field.name) == personal.CREDENTIAL:
            continue
        value = getattr(row, field.attname)
        target: Any = field.related_model if field.is_relation else None
        told[field.name] = _named(target, value, user) if target is not None and value else value
    return told


def _named(target: Any, key: Any, user: User) -> Any:
    """Return what a key points at, by name; a record that may not be seen by its key alone."""
    if target is Anchor:
        return key
    row = target._default_manager.filter(pk=key).first()
    if isinstance(row, Record) and not isinstance(row, Person):
        seen = target.objects.visible_to(user, row.office).filter(pk=key).exists()
        return str(row) if seen else key
    return str(row)


def _events(subject: Subject) -> Iterator[Row]:
    events = Event.objects.filter(chain=subject.office or 0, subject_uid__in=subject.uids)
    for event in events.select_related("values").order_by("pk"):
        values = getattr(event, "values", None)
        told = (
            {"by": values.by_name, "before": values.before, "after": values.after, "note": values.note}
            if values
            else {}
        )
        yield {"at": event.at, "verb": event.verb, **told}


def _reads(subject: Subject) -> Iterator[Row]:
    reads = list(ConfidentialRead.objects.filter(subject_uid__in=subject.uids).order_by("pk"))
    names = dict(User.objects.filter(uid__in={one.by_uid for one in reads}).values_list("uid", "name"))
    for one in reads:
        yield {"at": one.at, "by": names.get(one.by_uid, ""), "via": one.via, "outcome": one.outcome}
