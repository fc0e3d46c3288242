"""Every write on measures."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import User
from proxenia.core.errors import Refused
from proxenia.indicators.actions import mark_used
from proxenia.indicators.models import Indicator
from proxenia.records.access import check_may_reach, check_may_write
from proxenia.strategy.actions.shared import clean, tell
from proxenia.strategy.models import Measure, Objective
from proxenia.strategy.rules.tree import check_amounts, check_direction, check_measure, check_measure_count

FIELDS = ("indicator", "baseline", "baseline_on", "target", "by", "note")


def _ready(objective: Objective, values: Mapping[str, Any], but: int | None) -> dict[str, Any]:
    ready = clean(values, lines=("note",))
    indicator: Indicator | None = ready["indicator"]
    if indicator is None or indicator.office_id != objective.office_id:
        raise Refused(_("Choose an indicator from the list."), where="indicator")
    others = objective.measures.exclude(pk=but) if but is not None else objective.measures.all()
    if others.filter(indicator=indicator).exists():
        raise Refused(_("The objective is measured by this indicator already."), where="indicator")
    check_measure(ready, timezone.localdate())
    check_amounts(indicator, ready)
    check_direction(indicator.direction, ready["baseline"], ready["target"])
    return ready


@transaction.atomic
def add_measure(objective: Objective, *, by: User, values: Mapping[str, Any]) -> Measure:
    """Add a measure; a fifth one is refused. From now on the indicator's definition is frozen in its version."""
    check_may_write(by, objective)
    Objective.objects.select_for_update(of=("self",), no_key=True).get(pk=objective.pk)
    check_measure_count(objective.measures.count())
    empty = {"indicator": None, "baseline": None, "baseline_on": None, "target": None, "by": None, "note": ""}
    ready = _ready(objective, {**empty, **values}, None)
    if ready["indicator"].retired_at is not None:
        raise Refused(_("This indicator is not in use any more."), where="indicator")
    tell(objective, by=by, verb="add_measure", after=ready)
    mark_used(ready["indicator"])
    return Measure.objects.create(objective=objective, **ready)


@transaction.atomic
def change_measure(measure: Measure, *, by: User, values: Mapping[str, Any]) -> Measure:
    """Change baseline, target or day of a measure; its indicator stays."""
    objective = measure.objective
    check_may_write(by, objective)
    check_may_reach(by, objective.office, values, measure)
    before = {name: getattr(measure, name) for name in FIELDS}
    ready = _ready(objective, {**before, **values, "indicator": measure.indicator}, measure.pk)
    if ready == before:
        return measure
    tell(objective, by=by, verb="change_measure", before=before, after=ready)
    for name, value in ready.items():
        setattr(measure, name, value)
    measure.save()
    return measure


@transaction.atomic
def remove_measure(measure: Measure, *, by: User) -> None:
    """Take a measure off; one on which figures hang stays."""
    check_may_write(by, measure.objective)
    told = {name: getattr(measure, name) for name in FIELDS}
    tell(measure.objective, by=by, verb="remove_measure", before=told)
    try:
        measure.delete()
    except ProtectedError as error:
        raise Refused(_("Figures hang on this measure: it stays, with what was observed.")) from error
