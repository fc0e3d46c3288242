"""Every write on destinations, journeys and gifts."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.access import check_may
from proxenia.accounts.models import Office, Unit, User
from proxenia.accounts.models.roles import OVERRIDE, SETTINGS
from proxenia.audit.actions import record
from proxenia.core.errors import Refused
from proxenia.core.values import clean_text, fold
from proxenia.records import actions as records
from proxenia.records.access import check_may_write, check_may_write_in
from proxenia.risk.models import Destination, Gift, GiftThreshold, Level, SponsoredTrip
from proxenia.risk.queries import destination_of, same_destination, threshold_of
from proxenia.risk.rules import check_dates, check_gift, check_trip, check_words

LINES = frozenset({"note", "override_reason"})


def _clean(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: clean_text(value, lines=name in LINES) if isinstance(value, str) else value
        for name, value in values.items()
    }


def _whole(one: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a record would say after a change."""
    return {name: values.get(name, getattr(one, name)) for name in one.audited_fields}


def _destination(office: Office, values: Mapping[str, Any], but: int | None = None) -> dict[str, Any]:
    ready = _clean(values)
    if ready["level"] not in Level.values:
        raise Refused(_("A risk level is between 1 and 4."), where="level")
    ready["source"] = check_words(ready["source"], "source", _("Say where the rating is from."))
    if ready["rated_on"] > timezone.localdate():
        raise Refused(_("This day is still to come."), where="rated_on")
    if same_destination(office, ready["country"], ready["city"]).exclude(pk=but).exists():
        raise Refused(_("This destination is rated already; change its rating."), where="city")
    return {**ready, "city_folded": fold(ready["city"])[:200]}


@transaction.atomic
def rate_destination(
    office: Office,
    *,
    by: User,
    values: Mapping[str, Any],
    unit: Unit | None = None,
    visibility: str = "internal",
) -> Destination:
    """Give a country or city its standing risk level, with source and date."""
    check_may_write_in(by, office, unit)
    ready = _destination(office, {"city": "", "note": "", **values})
    return records.create(
        Destination,
        by=by,
        office=office,
        verb="rate_destination",
        values=ready,
        unit=unit,
        visibility=visibility,
    )


@transaction.atomic
def change_destination(
    one: Destination, *, by: User, values: Mapping[str, Any], expected_version: int | None = None
) -> Destination:
    """Change the level of a destination, its source or date."""
    check_may_write(by, one)
    ready = _destination(one.office, _whole(one, values), one.pk)
    return records.change(
        one,
        by=by,
        verb="change_destination",
        values={**values, **ready},
        expected_version=expected_version,
    )


def _trip(office: Office, by: User, values: Mapping[str, Any], before: Any = None) -> dict[str, Any]:
    """Clean a journey and put it to the rules; who sets one aside needs the right to decide on exceptions."""
    ready = _clean(values)
    ready["traveller"] = check_words(ready["traveller"], "traveller", _("Say who travels."))
    check_dates(ready["starts"], ready["ends"])
    where = destination_of(by, office, ready["country"], ready["city"])
    ready["level"] = where.level if where else None
    if not check_trip(ready["payer"], ready["level"], ready["override_reason"]):
        return {**ready, "override_reason": "", "overridden_by": None}
    decided = ("payer", "sponsor", "covers", "country", "city", "level", "override_reason")
    if before is None or any(getattr(before, name) != ready[name] for name in decided):
        check_may(by, office, OVERRIDE)
        ready["overridden_by"] = by
    return ready


@transaction.atomic
def record_trip(
    office: Office,
    *,
    by: User,
    values: Mapping[str, Any],
    unit: Unit | None = None,
    visibility: str = "internal",
) -> SponsoredTrip:
    """Record who pays for a journey; outside money is refused unless a reason sets the rule aside."""
    check_may_write_in(by, office, unit)
    empty = {"city": "", "sponsor": "", "covers": "", "override_reason": "", "note": ""}
    return records.create(
        SponsoredTrip,
        by=by,
        office=office,
        verb="record_trip",
        values=_trip(office, by, {**empty, **values}),
        unit=unit,
        visibility=visibility,
    )


@transaction.atomic
def change_trip(
    one: SponsoredTrip, *, by: User, values: Mapping[str, Any], expected_version: int | None = None
) -> SponsoredTrip:
    """Change a journey; the rules are asked anew."""
    check_may_write(by, one)
    ready = _trip(one.office, by, _whole(one, values), one)
    return records.change(
        one, by=by, verb="change_trip", values={**values, **ready}, expected_version=expected_version
    )


def _gift(office: Office, values: Mapping[str, Any]) -> dict[str, Any]:
    ready = _clean(values)
    ready["what"] = check_words(ready["what"], "what", _("Say what it is."))
    for name in ("other_side", "our_side"):
        ready[name] = check_words(ready[name], name, _("Say who it was."))
    check_gift(ready, threshold_of(office), timezone.localdate())
    return ready


@transaction.atomic
def record_gift(
    office: Office,
    *,
    by: User,
    values: Mapping[str, Any],
    unit: Unit | None = None,
    visibility: str = "internal",
) -> Gift:
    """Enter a gift or an act of hospitality in the register."""
    check_may_write_in(by, office, unit)
    empty = {"kind": "gift", "outcome": "open", "currency": "", "declared_to": "", "note": ""}
    return records.create(
        Gift,
        by=by,
        office=office,
        verb="record_gift",
        values=_gift(office, {**empty, **values}),
        unit=unit,
        visibility=visibility,
    )


@transaction.atomic
def change_gift(
    one: Gift, *, by: User, values: Mapping[str, Any], expected_version: int | None = None
) -> Gift:
    """Change an entry of the register: declared, or what became of it."""
    check_may_write(by, one)
    ready = _gift(one.office, _whole(one, values))
    return records.change(
        one, by=by, verb="change_gift", values={**values, **ready}, expected_version=expected_version
    )


@transaction.atomic
def set_gift_threshold(office: Office, *, by: User, amount: Decimal, currency: str) -> GiftThreshold:
    """Set from which value the office wants gifts and hospitality declared."""
    check_may(by, office, SETTINGS)
    if amount < 0:
        raise Refused(_("A value is not below zero."), where="amount")
    before = threshold_of(office)
    after, _made = GiftThreshold.objects.update_or_create(
        office=office, defaults={"amount": amount, "currency": currency}
    )
    record(
        chain=office.pk,
        by=by,
        verb="set_gift_threshold",
        kind="office",
        uid=office.uid,
        name=office.name,
        before={"threshold": str(before)} if before else None,
        after={"threshold": str(after)},
    )
    return after


@transaction.atomic
def archive_destination(one: Destination, *, by: User, reason: str) -> Destination:
    """Put a destination away."""
    return records.archive(one, by=by, reason=reason, verb="archive_destination")


@transaction.atomic
def restore_destination(one: Destination, *, by: User) -> Destination:
    """Bring a destination back, where no other rating of the place stands."""
    check_may_write(by, one)
    if same_destination(one.office, one.country, one.city).exclude(pk=one.pk).exists():
        raise Refused(_("This destination is rated already; change its rating."), where="city")
    return records.restore(one, by=by, verb="restore_destination")


def archive_trip(one: SponsoredTrip, *, by: User, reason: str) -> SponsoredTrip:
    """Put a journey away."""
    return records.archive(one, by=by, reason=reason, verb="archive_trip")


def restore_trip(one: SponsoredTrip, *, by: User) -> SponsoredTrip:
    """Bring a journey back."""
    return records.restore(one, by=by, verb="restore_trip")


def archive_gift(one: Gift, *, by: User, reason: str) -> Gift:
    """Put an entry of the register away."""
    return records.archive(one, by=by, reason=reason, verb="archive_gift")


def restore_gift(one: Gift, *, by: User) -> Gift:
    """Bring an entry of the register back."""
    return records.restore(one, by=by, verb="restore_gift")
