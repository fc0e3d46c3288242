"""Who a person is across the office's rows: merged records, names, addresses; and everything that is kept of them."""

from collections.abc import Iterable
from typing import Any

from proxenia.accounts.models import User
from proxenia.core.erasing import Subject, words_of
from proxenia.directory.models import Person


def rows_of(person: Person) -> list[Person]:
    """Return a person's row and the rows of the records that were merged into it."""
    found, around = [person], [person.pk]
    while around:
        merged = Person.objects.filter(merged_into__in=around).exclude(pk__in=[one.pk for one in found])
        rows = list(merged)
        found += rows
        around = [one.pk for one in rows]
    return found


def subject_of(
    person: Person,
    *,
    by: User | None = None,
    reason: str = "",
    keep: Iterable[str] = (),
    replace: Iterable[str] = (),
) -> Subject:
    """Return a person as whom an erasure or an export is about."""
    rows = rows_of(person)
    names = [name for one in rows for name in (one.name, one.name_local) if name]
    others = [other for one in rows for other in (one.email, one.phone) if other]
    words, parts = words_of(names, others)
    return Subject(
        kind="person",
        office=person.office_id,
        keys=tuple(one.pk for one in rows),
        uids=tuple(one.uid for one in rows),
        words=words,
        parts=parts,
        by=by,
        reason=reason,
        keep=frozenset(keep),
        replace=frozenset(replace),
    )


def pointing_fields(model: Any) -> list[str]:
    """Return the fields of a model that point at a person."""
    return [field.name for field in model._meta.concrete_fields if field.related_model is Person]
