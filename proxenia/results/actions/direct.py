"""Every write on direct values and on the multiplier of a year."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from proxenia.accounts.access import check_may
from proxenia.accounts.models import Office, Unit, User
from proxenia.accounts.models.roles import WRITE
from proxenia.audit.actions import record
from proxenia.core.values import clean_text
from proxenia.records import actions as records
from proxenia.records.access import check_may_write, check_may_write_in
from proxenia.results.models.direct import DirectValue, Multiplier
from proxenia.results.queries.direct import multiplier_of
from proxenia.results.rules.direct import check_direct, check_multiplier

EMPTY: dict[str, Any] = {
    **dict.fromkeys(("what", "category", "currency", "source", "note"), ""),
    **dict.fromkeys(("year", "low", "high", "each_low", "each_high", "source_year"), None),
}


def _ready(values: Mapping[str, Any], before: DirectValue | None = None) -> dict[str, Any]:
    stands = {name: getattr(before, name) for name in EMPTY} if before else EMPTY
    whole = {**stands, **{name: value for name, value in values.items() if name in EMPTY}}
    ready = {
        name: clean_text(value, lines=name == "note") if isinstance(value, str) else value
        for name, value in whole.items()
    }
    check_direct(ready, timezone.localdate())
    return ready


@transaction.atomic
def add_direct_value(
    office: Office,
    *,
    by: User,
    values: Mapping[str, Any],
    unit: Unit | None = None,
    visibility: str = "internal",
) -> DirectValue:
    """Write down what direct spending of one category in a year is worth."""
    check_may_write_in(by, office, unit)
    return records.create(
        DirectValue, by=by, office=office, verb="add_direct_value", values=_ready(values), unit=unit,
        visibility=visibility,
    )  # fmt: skip


@transaction.atomic
def change_direct_value(
    one: DirectValue, *, by: User, values: Mapping[str, Any], expected_version: int | None = None
) -> DirectValue:
    """Change a direct value."""
    check_may_write(by, one)
    ready = {**values, **_ready(values, one)}
    return records.change(
        one, by=by, verb="change_direct_value", values=ready, expected_version=expected_version
    )


def archive_direct_value(one: DirectValue, *, by: User, reason: str) -> DirectValue:
    """Put a direct value away."""
    return records.archive(one, by=by, reason=reason, verb="archive_direct_value")


def restore_direct_value(one: DirectValue, *, by: User) -> DirectValue:
    """Bring a direct value back."""
    return records.restore(one, by=by, verb="restore_direct_value")


def _told(one: Multiplier | None) -> dict[str, str] | None:
    return {"multiplier": str(one), "source": one.source} if one else None


@transaction.atomic
def set_multiplier(
    office: Office, *, by: User, year: int | None, low: Decimal | None, high: Decimal | None, source: str
) -> Multiplier | None:
    """Set the multiplier of a year with its source; without both ends the one that stands is taken away."""
    check_may(by, office, WRITE)
    before = multiplier_of(office, year) if year else None
    if low is None and high is None and before is not None:
        verb, after = "drop_multiplier", None
        told = _told(before)
        before.delete()
    else:
        told, cleaned = _told(before), clean_text(source, longest=500)
        check_multiplier(year, low, high, cleaned, timezone.localdate())
        values = {"low": low, "high": high, "source": cleaned}
        verb = "set_multiplier"
        after, _made = Multiplier.objects.update_or_create(office=office, year=year or 0, defaults=values)
    record(
        chain=office.pk, by=by, verb=verb, kind="office", uid=office.uid, name=office.name, before=told,
        after=_told(after),
    )  # fmt: skip
    return after
