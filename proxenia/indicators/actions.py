"""Every write about indicators: the library, own ones, versions of a definition, calibration."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, User
from proxenia.audit.actions import record as record_event
from proxenia.core.errors import Refused
from proxenia.core.values import clean_text
from proxenia.indicators.access import check_may_edit_indicators
from proxenia.indicators.models import (
    DEFINITION,
    SORTING,
    Calibration,
    Indicator,
    IndicatorVersion,
    Origin,
)
from proxenia.indicators.queries.library import shipped_indicators
from proxenia.indicators.rules import (
    changed_definition,
    check_calibration,
    check_definition,
    check_expected,
    check_reason,
    code_from,
)

LINES = frozenset({"definition"})
CALIBRATED = ("applies", "reason", "threshold", "threshold_words", "not_comparable")


@transaction.atomic
def load_library(office: Office, *, by: User) -> list[str]:
    """Bring the shipped indicators of an office up to date; returns the codes added or changed.

    What the office has adapted is left as it is; a shipped definition that changed becomes the next version where
    something is measured by the last. A second run changes nothing.
    """
    check_may_edit_indicators(by, office)
    Office.objects.select_for_update(no_key=True).get(pk=office.pk)
    have = {one.code: one for one in Indicator.objects.filter(office=office)}
    added = _add_shipped(office, by, [code for code in shipped_indicators() if code not in have])
    changed = [code for code in shipped_indicators() if code in have and _refresh(have[code], by)]
    if added or changed:
        _note_office(office, by=by, verb="load_indicators", after={"added": added, "changed": changed})
    return [*added, *changed]


def _add_shipped(office: Office, by: User, codes: list[str]) -> list[str]:
    now = timezone.now()
    made = Indicator.objects.bulk_create(
        Indicator(
            office=office,
            code=code,
            origin=Origin.SHIPPED,
            created_at=now,
            created_by=by,
            **shipped_indicators()[code],
        )
        for code in codes
    )
    IndicatorVersion.objects.bulk_create(_version(one, by) for one in made)
    return codes


def _version(indicator: Indicator, by: User, reason: str = "") -> IndicatorVersion:
    return IndicatorVersion(
        indicator=indicator,
        number=indicator.number,
        body=indicator.body(),
        reason=reason,
        created_at=timezone.now(),
        created_by=by,
    )


def _refresh(one: Indicator, by: User) -> bool:
    """Give a shipped indicator what its file says now; say whether anything changed."""
    values = shipped_indicators()[one.code]
    if one.origin != Origin.SHIPPED or all(getattr(one, name) == value for name, value in values.items()):
        return False
    _apply(one, by, values, _("The library that comes with the product defines it anew."))
    return True


@transaction.atomic
def add_indicator(office: Office, *, by: User, values: Mapping[str, Any]) -> Indicator:
    """Add an indicator of the office's own; its code is made of its name."""
    check_may_edit_indicators(by, office)
    ready = _ready(values)
    check_definition(ready)
    if ready["computed_by"]:
        raise Refused(_("What is computed from records comes with the product."), where="computed_by")
    made = Indicator(office=office, code=_free_code(office, ready["name"]), created_by=by, **ready)
    made.created_at = timezone.now()
    made.save()
    _version(made, by).save()
    _note(made, by=by, verb="add_indicator", after=_told(ready))
    return made


def _ready(values: Mapping[str, Any], base: Indicator | None = None) -> dict[str, Any]:
    """Return a whole definition: what is given, else what stands, else nothing."""
    base = base or Indicator()
    whole = {name: values.get(name, getattr(base, name)) for name in (*DEFINITION, *SORTING)}
    return {
        name: clean_text(value, lines=name in LINES) if isinstance(value, str) else value
        for name, value in whole.items()
    }


def _free_code(office: Office, name: str) -> str:
    base = code_from(name)
    code, number = base, 2
    while Indicator.objects.filter(office=office, code=code).exists():
        code, number = f"{base}_{number}", number + 1
    return code


def state_of(indicator: Indicator) -> str:
    """Return what a page sends back, so that a change to what somebody else has changed since is noticed."""
    return str(indicator.revision)


@transaction.atomic
def change_indicator(
    indicator: Indicator, *, by: User, values: Mapping[str, Any], reason: str = "", expected: str = ""
) -> Indicator:
    """Change an indicator; once something is measured by it, a changed definition is a new version with its reason."""
    check_may_edit_indicators(by, indicator.office)
    locked = _locked(indicator)
    check_expected(expected, state_of(locked))
    ready = _ready(values, locked)
    check_definition(ready)
    if ready["computed_by"] != locked.computed_by:
        raise Refused(_("Where its values are computed from is not changed by hand."), where="computed_by")
    if all(getattr(locked, name) == value for name, value in ready.items()):
        return locked
    before = {name: getattr(locked, name) for name in ready if getattr(locked, name) != ready[name]}
    locked.origin = Origin.ADAPTED if locked.origin == Origin.SHIPPED else locked.origin
    verb = _apply(locked, by, ready, reason, asks=True)
    after = {name: ready[name] for name in before} | ({"reason": reason} if reason else {})
    _note(locked, by=by, verb=verb, before=_told(before), after=_told(after))
    return locked


def _apply(one: Indicator, by: User, values: Mapping[str, Any], reason: str, *, asks: bool = False) -> str:
    """Write a definition: into its version while nothing is measured by it, else as the next one."""
    version = IndicatorVersion.objects.get(indicator=one, number=one.number)
    is_redefined = bool(changed_definition(one.body(), values)) and version.is_frozen
    if is_redefined and asks:
        reason = check_reason(reason, version.number)
    for name, value in values.items():
        setattr(one, name, value)
    one.revision += 1
    if is_redefined:
        one.number += 1
        _version(one, by, reason[:300]).save()
    elif not version.is_frozen:
        version.body = one.body()
        version.save(update_fields=["body"])
    one.save()
    return "redefine_indicator" if is_redefined else "change_indicator"


def mark_used(indicator: Indicator) -> IndicatorVersion:
    """Return the version that holds now and freeze it: something is about to be measured by it.

    Part of the verb that measures, whose event it shares; call it within its transaction.
    """
    version = IndicatorVersion.objects.select_for_update(no_key=True).get(
        indicator=indicator, number=indicator.number
    )
    if version.used_at is None:
        version.used_at = timezone.now()
        version.save(update_fields=["used_at"])
    return version


@transaction.atomic
def retire_indicator(indicator: Indicator, *, by: User) -> Indicator:
    """Take an indicator out of use: it is not offered any more, what was measured stays."""
    return _set_retired(indicator, by, "retire_indicator")


@transaction.atomic
def reinstate_indicator(indicator: Indicator, *, by: User) -> Indicator:
    """Take an indicator into use again."""
    return _set_retired(indicator, by, "reinstate_indicator")


def _set_retired(indicator: Indicator, by: User, verb: str) -> Indicator:
    check_may_edit_indicators(by, indicator.office)
    locked, retire = _locked(indicator), verb == "retire_indicator"
    if (locked.retired_at is not None) == retire:
        return locked
    locked.retired_at = timezone.now() if retire else None
    locked.revision += 1
    locked.save()
    _note(locked, by=by, verb=verb)
    return locked


@transaction.atomic
def calibrate_indicator(
    indicator: Indicator, *, by: User, values: Mapping[str, Any], expected: str = ""
) -> Calibration:
    """Say how an indicator applies to this office."""
    check_may_edit_indicators(by, indicator.office)
    locked = _locked(indicator)
    sheet = Calibration.objects.filter(indicator=locked).first() or Calibration(indicator=locked, version=0)
    check_expected(expected, str(sheet.version))
    before = {name: getattr(sheet, name) for name in CALIBRATED}
    ready = {name: values.get(name, before[name]) for name in CALIBRATED}
    ready |= {
        name: clean_text(value, lines=True) if isinstance(value, str) else value
        for name, value in ready.items()
    }
    check_calibration(ready)
    changed = [name for name in CALIBRATED if ready[name] != before[name]]
    if not changed:
        return sheet
    for name, value in ready.items():
        setattr(sheet, name, value)
    sheet.version, sheet.changed_at, sheet.changed_by = sheet.version + 1, timezone.now(), by
    sheet.save()
    told = {name: before[name] for name in changed if before[name] not in ("", None)}
    _note(
        locked, by=by, verb="calibrate_indicator", before=told, after={name: ready[name] for name in changed}
    )
    return sheet


def _locked(indicator: Indicator) -> Indicator:
    """Lock an indicator until the transaction ends: its versions change by one hand at a time."""
    found = Indicator.objects.select_for_update(of=("self",), no_key=True).select_related("office")
    return found.get(pk=indicator.pk)


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the log tells of a definition: what it says, not what it leaves open."""
    return {name: value for name, value in values.items() if value not in ("", None, [], False)}


def _note(indicator: Indicator, *, by: User, verb: str, **values: Any) -> None:
    record_event(
        chain=indicator.office_id,
        by=by,
        verb=verb,
        kind="indicator",
        uid=indicator.uid,
        name=indicator.name,
        **values,
    )


def _note_office(office: Office, *, by: User, verb: str, **values: Any) -> None:
    record_event(chain=office.pk, by=by, verb=verb, kind="office", uid=office.uid, name=office.name, **values)
