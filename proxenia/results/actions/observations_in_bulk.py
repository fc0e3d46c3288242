"""Values of indicators from a sheet: checked one by one while it is read, written together."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, User
from proxenia.audit.actions import prepare, record_many
from proxenia.audit.rules import Prepared
from proxenia.core.errors import Conflict
from proxenia.indicators.actions import mark_used
from proxenia.indicators.models import IndicatorVersion
from proxenia.results.actions.observations import EMPTY, Said, told
from proxenia.results.models.observations import Observation, ObservationRevision
from proxenia.results.queries.observations import locks_of
from proxenia.results.rules.observations import check_not_locked

BATCH = 500
Key = tuple[int, str, int | None, int | None, int | None, str]
"""Of which indicator, for which period, of whom and where."""


@dataclass(frozen=True)
class Planned:
    """A value that a sheet brings: what is kept, and the one that stands, as it was when the sheet was read."""

    said: Said
    ready: Mapping[str, Any]
    before: Observation | None
    row: int

    @property
    def key(self) -> Key:
        """Return what the value is of."""
        return key_of(self.said)

    @property
    def reason(self) -> str:
        """Return why it changes, as a revision keeps it."""
        return self.said.reason.strip()[:300]


def key_of(said: Said) -> Key:
    """Return what a value is of."""
    of = said.of
    keys = (one.pk if one else None for one in (of.unit, of.partner, of.place))
    return (said.indicator.pk, said.period.code, *keys, of.district.strip())  # type: ignore[return-value]


def standing(office: Office, indicators: Collection[int], periods: Collection[str]) -> dict[Key, Observation]:
    """Return the values that stand for some indicators and periods, by what they are of."""
    rows = Observation.objects.filter(office=office, indicator__in=indicators, period__in=periods)
    return {
        (one.indicator_id, one.period, one.unit_id, one.partner_id, one.place_id, one.district): one
        for one in rows.select_related("version", "indicator").order_by("-pk")
    }


@transaction.atomic
def import_observations(
    office: Office, *, by: User, planned: Sequence[Planned], file_name: str, at: datetime
) -> None:
    """Write the values of a sheet together: new ones, and revisions with what stood before; refuses what moved since.

    An event for each value, as if it had been typed.
    """
    Office.objects.select_for_update(no_key=True).get(pk=office.pk)
    _check_unmoved(office, planned, file_name)
    indicators = {one.said.indicator.pk: one.said.indicator for one in planned}
    versions = {key: mark_used(one) for key, one in sorted(indicators.items())}
    new = [_new(one, by, at, versions) for one in planned if one.before is None]
    Observation.objects.bulk_create(new, batch_size=BATCH)
    events = [_event(one, "record_observation", by, at, file_name, after=told(one)) for one in new]
    changed = [(one, one.before) for one in planned if one.before is not None]
    ObservationRevision.objects.bulk_create(
        (
            ObservationRevision(
                observation=stands,
                number=stands.revision,
                said=stands.said(),
                reason=one.reason,
                at=at,
                by=by,
            )
            for one, stands in changed
        ),
        batch_size=BATCH,
    )
    for one, stands in changed:
        before = told(stands)
        after = {**told(_revised(one, stands, by, at, versions)), "reason": one.reason}
        events.append(_event(stands, "revise_observation", by, at, file_name, before=before, after=after))
    fields = [*EMPTY, "version", "origin", "revision", "changed_at", "changed_by"]
    Observation.objects.bulk_update([stands for _one, stands in changed], fields, batch_size=BATCH)
    record_many(chain=office.pk, events=events)


def _check_unmoved(office: Office, planned: Sequence[Planned], file_name: str) -> None:
    """Refuse where a value came or changed, or a period was locked, while the sheet was read."""
    locks = locks_of(office)
    for period in {one.said.period for one in planned}:
        check_not_locked(locks, period)
    now = standing(
        office, {one.said.indicator.pk for one in planned}, {one.said.period.code for one in planned}
    )
    for one in planned:
        stands = now.get(one.key)
        if (stands.revision if stands else 0) != (one.before.revision if one.before else 0):
            message = _(
                "Somebody changed “%(name)s” while the file was read. Nothing was written; import it again."
            )
            raise Conflict(message % {"name": one.said.indicator}, where=file_name)


def _new(one: Planned, by: User, at: datetime, versions: Mapping[int, IndicatorVersion]) -> Observation:
    said, of = one.said, one.said.of
    return Observation(
        office_id=said.indicator.office_id, indicator=said.indicator, version=versions[said.indicator.pk],
        period=said.period.code, unit=of.unit, partner=of.partner, place=of.place, district=of.district.strip(),
        origin=Observation.Origin.SHEET, changed_at=at, changed_by=by, **one.ready,
    )  # fmt: skip


def _revised(
    one: Planned, stands: Observation, by: User, at: datetime, versions: Mapping[int, IndicatorVersion]
) -> Observation:
    for name, value in one.ready.items():
        setattr(stands, name, value)
    stands.version, stands.origin = versions[stands.indicator_id], Observation.Origin.SHEET
    stands.revision, stands.changed_at, stands.changed_by = stands.revision + 1, at, by
    return stands


def _event(
    one: Observation, verb: str, by: User, at: datetime, file_name: str, **values: Mapping[str, Any]
) -> Prepared:
    return prepare(
        by=by, verb=verb, kind="observation", uid=one.uid, name=one.indicator.name, note=file_name, at=at, **values
    )  # fmt: skip
