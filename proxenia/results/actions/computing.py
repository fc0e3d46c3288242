"""Computing indicators from records and keeping what came out, with the run it is from."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from proxenia.accounts.access import check_may
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import WRITE
from proxenia.audit.actions import record as record_event
from proxenia.audit.actions import store_run
from proxenia.audit.models import Run
from proxenia.core.periods import Period
from proxenia.indicators.actions import mark_used
from proxenia.indicators.models import IndicatorVersion
from proxenia.results.models.observations import Observation, ObservationRevision
from proxenia.results.queries.computing import Figure, computed_indicators, figures
from proxenia.results.queries.observations import locks_of
from proxenia.results.rules.observations import lock_over

METHOD, VERSION = "indicators from records", 1
BATCH = 2000
ANEW = "Computed anew: its records changed after the period was over."


@dataclass(frozen=True)
class Computed:
    """What came out: the run, the figures of the office as a whole, how many values were new, changed, or locked."""

    run: Run
    figures: list[Figure]
    added: int
    changed: int
    locked: int


def compute_indicators(
    office: Office, *, by: User, periods: Sequence[Period], today: dt.date | None = None
) -> Computed:
    """Compute every indicator that comes from records for some periods, and keep the values with their run.

    A value in a locked period stays as it was when it was locked. A second run over the same records changes nothing.
    """
    check_may(by, office, WRITE)
    on = today or timezone.localdate()
    found = list(figures(office, computed_indicators(office), periods, on))
    with transaction.atomic():
        Office.objects.select_for_update(no_key=True).get(pk=office.pk)
        run = _stored_run(office, by, found, periods, on)
        added, changed, locked = _keep(office, by, run, found)
        if added or changed:
            _note(office, by, run, {"added": added, "changed": changed, "locked": locked})
    return Computed(run, [one for one in found if one.unit is None], added, changed, locked)


def _stored_run(
    office: Office, by: User, found: Sequence[Figure], periods: Sequence[Period], on: dt.date
) -> Run:
    told = [[one.indicator.code, one.period.code, one.unit, *map(str, _numbers(one))] for one in found]
    digest = hashlib.sha256(json.dumps(told).encode()).hexdigest()
    whole = {
        f"{one.indicator.code} {one.period.code}": None if one.value is None else str(one.value)
        for one in found
        if one.unit is None
    }
    parameters = {"on": on.isoformat(), "periods": [one.code for one in periods]}
    return store_run(
        chain=office.pk,
        by=by,
        method=METHOD,
        version=VERSION,
        digest=digest,
        parameters=parameters,
        result=whole,
    )


def _numbers(one: Figure) -> tuple[Any, ...]:
    counted = one.counted
    return counted.value, counted.numerator, counted.denominator, counted.records


def _keep(office: Office, by: User, run: Run, found: Sequence[Figure]) -> tuple[int, int, int]:
    """Write what is new and what has changed; return how many of each, and how many stand in locked periods."""
    locks = locks_of(office)
    held = {one.period.code for one in found if lock_over(locks, one.period)}
    open_ones = [
        one for one in found if one.period.code not in held and _numbers(one) != (None, None, None, 0)
    ]
    codes = {one.period.code for one in open_ones}
    standing = {
        (one.indicator_id, one.period, one.unit_id): one
        for one in Observation.objects.filter(
            office=office, origin=Observation.Origin.RECORDS, period__in=codes
        )
    }
    versions = {one.pk: mark_used(one) for one in {figure.indicator for figure in open_ones}}
    new = [_new(one, by, run, versions) for one in open_ones if _key(one) not in standing]
    differ = [
        one for one in open_ones if _key(one) in standing and _differs(standing[_key(one)], one, versions)
    ]
    told = [
        _revision(standing[_key(one)], by) for one in differ if _was_over(standing[_key(one)], one.period)
    ]
    changed = [_changed(standing[_key(one)], one, by, run, versions) for one in differ]
    ObservationRevision.objects.bulk_create(told, batch_size=BATCH)
    Observation.objects.bulk_create(new, batch_size=BATCH)
    names = [
        "value",
        "numerator",
        "denominator",
        "records",
        "run",
        "version",
        "revision",
        "changed_at",
        "changed_by",
    ]
    Observation.objects.bulk_update(changed, names, batch_size=200)
    return len(new), len(changed), sum(1 for one in found if one.period.code in held)


def _was_over(standing: Observation, period: Period) -> bool:
    """Say whether a value was computed when its period was over: only then may somebody have been told it."""
    return timezone.localtime(standing.changed_at).date() > period.last


def _revision(standing: Observation, by: User) -> ObservationRevision:
    """Return what a value said before it is computed anew."""
    return ObservationRevision(
        observation=standing,
        number=standing.revision,
        said=standing.said(),
        reason=ANEW,
        at=timezone.now(),
        by=by,
    )


def _key(one: Figure) -> tuple[int, str, int | None]:
    return one.indicator.pk, one.period.code, one.unit


def _differs(standing: Observation, one: Figure, versions: dict[int, IndicatorVersion]) -> bool:
    said = (standing.value, standing.numerator, standing.denominator, standing.records)
    return said != _numbers(one) or standing.version_id != versions[one.indicator.pk].pk


def _new(one: Figure, by: User, run: Run, versions: dict[int, IndicatorVersion]) -> Observation:
    return _changed(
        Observation(
            office_id=one.indicator.office_id, indicator=one.indicator, period=one.period.code, unit_id=one.unit,
            origin=Observation.Origin.RECORDS, evidence_level="record", revision=0,
        ),
        one, by, run, versions,
    )  # fmt: skip


def _changed(
    standing: Observation, one: Figure, by: User, run: Run, versions: dict[int, IndicatorVersion]
) -> Observation:
    standing.value, standing.numerator, standing.denominator, standing.records = _numbers(one)
    standing.run, standing.version = run, versions[one.indicator.pk]
    standing.revision, standing.changed_at, standing.changed_by = standing.revision + 1, timezone.now(), by
    return standing


def _note(office: Office, by: User, run: Run, after: dict[str, Any]) -> None:
    record_event(
        chain=office.pk, by=by, verb="compute_indicators", kind="office", uid=office.uid, name=office.name,
        after={"run": run.uid, **after},
    )  # fmt: skip


def lately(office: Office, today: dt.date) -> list[Period]:
    """Return the periods whose figures still move: this quarter and year, and the ones before."""
    begins = office.fiscal_year_start
    now: Iterable[Period] = (Period.of(today, "quarter", begins), Period.of(today, "year", begins))
    return [period for one in now for period in (one.previous(), one)]
