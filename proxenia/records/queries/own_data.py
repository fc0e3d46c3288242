"""What is kept about somebody who works here: their account, and what bears their name."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from proxenia.accounts.models import User
from proxenia.audit.models import ConfidentialRead, Event
from proxenia.core import personal

Row = dict[str, Any]


def own_fields() -> Iterator[tuple[Any, Any]]:
    """Yield every field by which a row belongs to a user and goes with them; stamps of what they wrote are not such."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.related_model is User and _is_own(field):
                yield model, field


def _is_own(field: Any) -> bool:
    return field.remote_field.on_delete is models.CASCADE


def everything_about_user(user: User) -> dict[str, list[Row]]:
    """Return what is kept about a user, table by table; secrets are left out, stamps are counted.

    Of the log come the moments, verbs and records of what they did: what was written belongs to the records.
    """
    told: dict[str, list[Row]] = {User._meta.label: [_row(user)]}
    stamps: list[Row] = []
    for model, field in own_fields():
        told.setdefault(model._meta.label, []).extend(
            _row(one) for one in model._default_manager.filter(**{field.name: user}).order_by("pk")
        )
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.related_model is User and not _is_own(field):
                count = model._default_manager.filter(**{field.name: user}).count()
                stamps.append({"table": model._meta.label, "as": field.name, "rows": count})
    did = Event.objects.filter(by_uid=user.uid).order_by("pk")
    read = ConfidentialRead.objects.filter(by_uid=user.uid).order_by("pk")
    about = ("at", "subject_kind", "subject_uid")
    told |= {
        "stamps": [row for row in stamps if row["rows"]],
        "log": [dict(row) for row in did.values(*about, "verb")],
        "log of reads": [dict(row) for row in read.values(*about, "via", "outcome")],
    }
    return {name: rows for name, rows in told.items() if rows}


def _row(row: models.Model) -> Row:
    """Return a row with its fields, without secrets; tables of others' making give their plain fields only."""
    classes: dict[str, str] | None = getattr(row, "personal_data", None)
    if classes is None:
        return {"table": row._meta.label, "key": row.pk}
    fields = (field for field in row._meta.concrete_fields if classes.get(field.name) != personal.CREDENTIAL)
    return {field.name: str(getattr(row, field.attname)) for field in fields}
