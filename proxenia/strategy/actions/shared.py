"""What the verbs of this room share: tidy words, and one event on a record about a part of it."""

from collections.abc import Collection, Mapping
from typing import Any

from proxenia.accounts.models import User
from proxenia.core.values import clean_text
from proxenia.records.actions import change
from proxenia.records.models import Record


def clean(values: Mapping[str, Any], lines: Collection[str] = ()) -> dict[str, Any]:
    """Return values with their texts tidied; those named in ``lines`` keep their line breaks."""
    return {
        name: clean_text(value, lines=name in lines) if isinstance(value, str) else value
        for name, value in values.items()
    }


def whole(one: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a record would say after a change."""
    return {name: values.get(name, getattr(one, name)) for name in one.audited_fields}


def tell(
    record: Record,
    *,
    by: User,
    verb: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Write one event on a record about a part of it; refused for what is put away or may not be changed."""
    change(
        record,
        by=by,
        verb=verb,
        values={},
        extra_before=_plain(before),
        extra_after=_plain(after) if after or before else {"done": True},
    )


def _plain(values: Mapping[str, Any] | None) -> dict[str, str]:
    return {name: str(value) for name, value in (values or {}).items() if value not in (None, "")}
