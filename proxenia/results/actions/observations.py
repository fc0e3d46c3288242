"""Every write about values of indicators: record and revise, set targets, lock a period and open it again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.access import check_may
from proxenia.accounts.models import Office, Unit, User
from proxenia.accounts.models.roles import OVERRIDE, WRITE
from proxenia.audit.actions import record as record_event
from proxenia.core.errors import Conflict, NotAllowed, Refused
from proxenia.core.periods import Period
from proxenia.core.values import clean_text
from proxenia.directory.models import Organisation
from proxenia.indicators.actions import mark_used
from proxenia.indicators.models import Indicator
from proxenia.places.models import Place
from proxenia.records.access import check_may_write_in
from proxenia.results.models.observations import (
    FIGURES,
    SAID,
    Observation,
    ObservationRevision,
    PeriodLock,
    Target,
)
from proxenia.results.queries.observations import locks_of
from proxenia.results.rules.observations import (
    check_evidence,
    check_figures,
    check_not_locked,
    check_period,
    check_reason,
)

EMPTY: dict[str, Any] = {
    "value": None, "numerator": None, "denominator": None, "currency": "", "parts": {}, "words": "",
    "evidence_level": "", "source": "",
}  # fmt: skip


@dataclass(frozen=True)
class Of:
    """Of whom and of where a value is; empty is the office as a whole."""

    unit: Unit | None = None
    partner: Organisation | None = None
    place: Place | None = None
    district: str = ""


@dataclass(frozen=True)
class Said:
    """One value to be recorded: of which indicator, for which period, of whom, and what it says."""

    indicator: Indicator
    period: Period
    values: Mapping[str, Any]
    of: Of = field(default_factory=Of)
    reason: str = ""
    is_sure: bool = False
    """Whether less than one percent was meant as it stands."""


@transaction.atomic
def record_observation(
    indicator: Indicator,
    *,
    by: User,
    period: Period,
    values: Mapping[str, Any],
    of: Of = Of(),
    reason: str = "",
    origin: str = Observation.Origin.TYPED,
    expected: str = "",
) -> Observation:
    """Record the value of an indicator for a period; one that is there is revised, and what it said is kept.

    A revision needs a reason. The definition is frozen from now on; the value belongs to its version.
    """
    said = Said(indicator, period, values, of, reason)
    return _record(said, by=by, origin=origin, expected=expected, locks=locks_of(indicator.office))[0]


@transaction.atomic
def record_observations(
    office: Office, *, by: User, all_said: Iterable[Said], origin: str
) -> list[Observation]:
    """Record many values at once, or none of them where one is refused; what says the same already stays."""
    locks = locks_of(office)
    made = []
    for said in all_said:
        try:
            made.append(_record(said, by=by, origin=origin, locks=locks)[0])
        except NotAllowed:
            raise
        except Refused as refusal:
            raise Refused(f"{said.indicator}: {refusal.message}", refusal.where) from refusal
    return made


def _record(
    said: Said, *, by: User, origin: str, locks: list[PeriodLock], expected: str = ""
) -> tuple[Observation, bool]:
    before = _standing(said)
    if before is not None and expected and expected != str(before.revision):
        raise Conflict(_("Somebody has changed this since you opened it. Look at it anew."))
    ready = settled(said, by=by, locks=locks, before=before)
    if before is None:
        return _first(said, by, ready or {}, origin), True
    return (before, False) if ready is None else (_revised(before, said, by, ready, origin), True)


def settled(
    said: Said, *, by: User, locks: list[PeriodLock], before: Observation | None
) -> dict[str, Any] | None:
    """Check one value as recording it does, and return what is kept; None where it says that already."""
    indicator, period = said.indicator, said.period
    check_may_write_in(by, indicator.office, said.of.unit)
    if indicator.is_computed:
        sentence = _("“{name}” is computed from records: it is never typed. Mend the records it counts.")
        raise Refused(sentence.format(name=indicator), where="value")
    check_period(period, indicator)
    check_not_locked(locks, period)
    ready = _ready(said, before)
    if before is None:
        return ready
    same = all(getattr(before, name) == ready[name] for name in (*FIGURES, *SAID))
    if same and before.version.number == indicator.number:
        return None
    check_reason(said.reason, _("There is a value already. Say why it changes; what it said before is kept."))
    return ready


def _ready(said: Said, before: Observation | None) -> dict[str, Any]:
    base = EMPTY if before is None else {name: getattr(before, name) for name in EMPTY}
    whole = {name: said.values.get(name, base[name]) for name in EMPTY}
    for name in ("words", "source", "currency"):
        whole[name] = clean_text(whole[name], lines=name == "words")
    check_evidence(whole["evidence_level"])
    return check_figures(said.indicator, whole, is_sure=said.is_sure)


def _standing(said: Said) -> Observation | None:
    of = said.of
    found = Observation.objects.select_for_update(of=("self",), no_key=True).filter(
        indicator=said.indicator, period=said.period.code, unit=of.unit, partner=of.partner, place=of.place,
        district=of.district.strip(),
    )  # fmt: skip
    return found.select_related("indicator", "version").first()


def _first(said: Said, by: User, ready: Mapping[str, Any], origin: str) -> Observation:
    of = said.of
    made = Observation.objects.create(
        office=said.indicator.office, indicator=said.indicator, version=mark_used(said.indicator),
        period=said.period.code, unit=of.unit, partner=of.partner, place=of.place,
        district=of.district.strip(), origin=origin, changed_at=timezone.now(), changed_by=by, **ready,
    )  # fmt: skip
    _note(made, by=by, verb="record_observation", after=told(made))
    return made


def _revised(one: Observation, said: Said, by: User, ready: Mapping[str, Any], origin: str) -> Observation:
    before, now, reason = told(one), timezone.now(), said.reason.strip()[:300]
    ObservationRevision.objects.create(
        observation=one, number=one.revision, said=one.said(), reason=reason, at=now, by=by
    )
    for name, value in ready.items():
        setattr(one, name, value)
    one.version, one.origin, one.revision = mark_used(said.indicator), origin, one.revision + 1
    one.changed_at, one.changed_by = now, by
    one.save()
    _note(one, by=by, verb="revise_observation", before=before, after={**told(one), "reason": reason})
    return one


def told(one: Observation) -> dict[str, Any]:
    """Return what the log tells of a value."""
    said = {name: value for name, value in one.said().items() if value}
    return {"period": one.period, **said}


def _note(one: Observation, *, by: User, verb: str, **values: Any) -> None:
    record_event(
        chain=one.office_id,
        by=by,
        verb=verb,
        kind="observation",
        uid=one.uid,
        name=one.indicator.name,
        **values,
    )


@transaction.atomic
def set_target(
    indicator: Indicator,
    *,
    by: User,
    period: Period,
    values: Mapping[str, Any],
    of: Of = Of(),
    kind: str = Target.Kind.TARGET,
) -> Target:
    """Say what is wanted of an indicator for a period, or what it began from; a second one replaces the first.

    One that is moved says why; what it said before stays in the log. In a locked period no baseline is moved.
    """
    check_may_write_in(by, indicator.office, of.unit)
    if kind == Target.Kind.BASELINE:
        check_not_locked(locks_of(indicator.office), period)
    ready = check_figures(indicator, {**EMPTY, "words": "target", **values})
    kept = {name: ready[name] for name in ("value", "numerator", "denominator", "currency", "source")}
    kept["words"] = clean_text(values.get("words", ""), lines=True)
    if kept["value"] is None and kept["numerator"] is None:
        raise Refused(_("Give a number."), where="value")
    where = {
        "indicator": indicator,
        "kind": kind,
        "period": period.code,
        "unit": of.unit,
        "partner": of.partner,
    }
    one = Target.objects.select_for_update(of=("self",), no_key=True).filter(**where).first()
    if one is not None and any(
        getattr(one, name) != kept[name] for name in ("value", "numerator", "denominator")
    ):
        check_reason(
            kept["words"], _("There is one already. Say in words why it is moved; the log keeps both.")
        )
    before = {} if one is None else {name: str(getattr(one, name)) for name in kept}
    one = one or Target(office=indicator.office, revision=0, **where)
    for name, value in kept.items():
        setattr(one, name, value)
    one.version, one.revision = mark_used(indicator), one.revision + 1
    one.changed_at, one.changed_by = timezone.now(), by
    one.save()
    record_event(
        chain=indicator.office_id, by=by, verb="set_target", kind="target", uid=one.uid, name=indicator.name,
        before=before, after={"period": period.code, **{name: str(value) for name, value in kept.items() if value}},
    )  # fmt: skip
    return one


@transaction.atomic
def lock_period(office: Office, *, by: User, period: Period, reason: str = "") -> PeriodLock:
    """Lock a period that is over: no value of it, or of a shorter one within, changes any more."""
    check_may(by, office, WRITE)
    Office.objects.select_for_update(no_key=True).get(pk=office.pk)
    if period.last >= timezone.localdate():
        raise Refused(_("{period} is not over yet.").format(period=period.label), where="period")
    check_not_locked(locks_of(office), period)
    made = PeriodLock.objects.create(
        office=office, period=period.code, first=period.first, last=period.last,
        reason=clean_text(reason)[:300], locked_at=timezone.now(), locked_by=by,
    )  # fmt: skip
    _note_lock(made, by=by, verb="lock_period", after={"period": period.code, "reason": made.reason})
    return made


@transaction.atomic
def open_period(lock: PeriodLock, *, by: User, reason: str) -> PeriodLock:
    """Open a locked period again; whoever decides on exceptions does so, with a reason."""
    check_may(by, lock.office, OVERRIDE)
    locked = PeriodLock.objects.select_for_update(of=("self",), no_key=True).get(pk=lock.pk)
    if locked.opened_at is not None:
        return locked
    locked.opened_reason = check_reason(reason, _("Say why the period is opened again."))
    locked.opened_at, locked.opened_by = timezone.now(), by
    locked.save()
    after = {"period": locked.period, "reason": locked.opened_reason}
    _note_lock(locked, by=by, verb="open_period", after=after)
    return locked


def _note_lock(lock: PeriodLock, *, by: User, verb: str, **values: Any) -> None:
    record_event(
        chain=lock.office_id, by=by, verb=verb, kind="period", uid=lock.uid, name=lock.period, **values
    )
