"""Every write on destinations, journeys and gifts."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.access import check_may
from proxenia.accounts.models import Office, Unit, User
from proxenia.accounts.models.roles import OVERRIDE, SETTINGS
from proxenia.audit.actions import erase_values, record
from proxenia.core.erasing import GONE
from proxenia.core.errors import Refused
from proxenia.core.retention import ANONYMISE, Rule, register_retention
from proxenia.core.values import clean_text, fold
from proxenia.directory.models import Person
from proxenia.records import actions as records
from proxenia.records.access import check_may_write, check_may_write_in
from proxenia.records.models import Record
from proxenia.risk.models import Destination, Gift, GiftThreshold, Level, SponsoredTrip
from proxenia.risk.queries import (
    destination_of,
    gifts_over,
    person_named,
    same_destination,
    threshold_of,
    trips_over,
)
from proxenia.risk.rules import check_dates, check_gift, check_trip, check_words

R = TypeVar("R", bound=Record)
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


def _who(office: Office, by: User, name: str, known: Person | None) -> Person | None:
    """Return the person of the directory a name stands for: whom the entry has already, else the only one of that name.

    With the key an entry is found when somebody asks for their data, and forgets them when they are erased.
    """
    if known is not None and known.name_folded == fold(name)[:200]:
        return known
    return person_named(by, office, name)


def _trip(office: Office, by: User, values: Mapping[str, Any], before: Any = None) -> dict[str, Any]:
    """Clean a journey and put it to the rules; who sets one aside needs the right to decide on exceptions."""
    ready = _clean(values)
    ready["traveller"] = check_words(ready["traveller"], "traveller", _("Say who travels."))
    ready["person"] = _who(office, by, ready["traveller"], values.get("person"))
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


def _enter(
    model: type[R], office: Office, by: User, verb: str, values: Mapping[str, Any], shared: Mapping[str, Any]
) -> R:
    """Create an entry of one of the registers; ``shared`` are its unit and visibility."""
    return records.create(
        model,
        by=by,
        office=office,
        verb=verb,
        values=values,
        unit=shared["unit"],
        visibility=shared["visibility"],
    )


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
    ready = _trip(office, by, {**empty, **values})
    return _enter(SponsoredTrip, office, by, "record_trip", ready, {"unit": unit, "visibility": visibility})


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


def _gift(office: Office, by: User, values: Mapping[str, Any]) -> dict[str, Any]:
    ready = _clean(values)
    ready["what"] = check_words(ready["what"], "what", _("Say what it is."))
    for side, person in (("other_side", "other_person"), ("our_side", "our_person")):
        ready[side] = check_words(ready[side], side, _("Say who it was."))
        ready[person] = _who(office, by, ready[side], values.get(person))
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
    ready = _gift(office, by, {**empty, **values})
    return _enter(Gift, office, by, "record_gift", ready, {"unit": unit, "visibility": visibility})


@transaction.atomic
def change_gift(
    one: Gift, *, by: User, values: Mapping[str, Any], expected_version: int | None = None
) -> Gift:
    """Change an entry of the register: declared, or what became of it."""
    check_may_write(by, one)
    ready = _gift(one.office, by, _whole(one, values))
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


def _forget(model: type[Any], rows: Sequence[Any], by: Any, gone: Mapping[str, Any]) -> None:
    """Keep that there was an entry, its dates and its money; let go of the people, here and in the log."""
    keys = [row.pk for row in rows]
    model.objects.filter(pk__in=keys).update(**gone, version=F("version") + 1)
    for office in {row.office_id for row in rows}:
        uids = [row.uid for row in rows if row.office_id == office]
        erase_values(chain=office, by=by, reason="kept long enough", subject_uids=uids)
    for row in model.objects.filter(pk__in=keys):
        records.reindex(row)


def _forget_travellers(rows: Sequence[SponsoredTrip], by: Any) -> None:
    texts = dict.fromkeys(("sponsor", "covers", "override_reason", "note"), "")
    _forget(SponsoredTrip, rows, by, {"traveller": GONE, "person": None, **texts})


def _forget_givers(rows: Sequence[Gift], by: Any) -> None:
    sides = {"other_side": GONE, "other_person": None, "our_side": GONE, "our_person": None}
    _forget(Gift, rows, by, {**sides, "declared_to": "", "note": ""})


RULES = (
    Rule(
        code="journeys_paid",
        what=gettext_lazy("Who travelled and who paid for it"),
        after=gettext_lazy("the end of the journey"),
        fate=ANONYMISE,
        basis=gettext_lazy("Kept as long as questions on gifts and favours may come: GDPR, Article 6(1)(e)."),
        months=72,
        least=24,
        most=120,
        due=trips_over,
        carry_out=_forget_travellers,
    ),
    Rule(
        code="gifts",
        what=gettext_lazy("Between whom a gift or hospitality went"),
        after=gettext_lazy("the day of the gift"),
        fate=ANONYMISE,
        basis=gettext_lazy("Kept as long as questions on gifts and favours may come: GDPR, Article 6(1)(e)."),
        months=72,
        least=24,
        most=120,
        due=gifts_over,
        carry_out=_forget_givers,
    ),
)


def register() -> None:
    """Add the rules of this room to the table of how long what is kept."""
    for rule in RULES:
        register_retention(rule)
