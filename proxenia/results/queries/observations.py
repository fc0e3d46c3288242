"""Values of indicators: found, rolled up over units and periods; which periods are locked."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, Unit, User
from proxenia.core.errors import NotFound
from proxenia.core.periods import Period
from proxenia.indicators.models import Indicator
from proxenia.methods.rollup import (
    NOTHING_BELOW,
    NOTHING_KNOWN,
    SEVERAL_CURRENCIES,
    SEVERAL_VERSIONS,
    Reading,
    Rolled,
    over_units,
    share,
    whole,
)
from proxenia.records.models import visible_through
from proxenia.results.models.observations import Observation, PeriodLock, Target
from proxenia.results.rules.observations import lock_over, rule_of

PLAIN = Q(partner=None, place=None, district="")
"""Values of units and of the office as a whole; those of partners and places stand beside them, never added."""
KNOWN = Q(value__isnull=False) | Q(denominator__gt=0)
"""Values that say something: a share of nothing is a gap."""
IS_WHOLE = ExpressionWrapper(Q(unit=None), output_field=BooleanField())


def locks_of(office: Office) -> list[PeriodLock]:
    """Return the locks that hold now, the newest period first."""
    return list(PeriodLock.objects.filter(office=office, opened_at=None).select_related("locked_by"))


def is_locked(office: Office, period: Period) -> bool:
    """Say whether values of a period may not change."""
    return lock_over(locks_of(office), period) is not None


def period_of(office: Office, text: str) -> Period:
    """Return the period of an office's fiscal year that is written so."""
    return Period.parse(text, office.fiscal_year_start)


def said_periods(indicator: Indicator) -> list[tuple[Period, int]]:
    """Return the periods of which anything was said, the newest first, each with how many units have a figure."""
    # Ours and the partners' apart: the indexes over millions of values hold only those without a partner.
    rows: Any = Observation.objects.filter(indicator=indicator).order_by().values("period")
    units = Count("unit", filter=PLAIN & KNOWN)
    found = dict.fromkeys(rows.filter(partner__isnull=False).values_list("period", flat=True).distinct(), 0)
    found |= dict(rows.filter(partner=None).annotate(units=units).values_list("period", "units"))
    begins = indicator.office.fiscal_year_start
    told = [(Period.parse(code, begins), n) for code, n in found.items()]
    return sorted(told, key=lambda pair: (pair[0].last, pair[0].first), reverse=True)


def seen_observations(user: User, indicator: Indicator, period: Period, most: int) -> list[Observation]:
    """Return values of a period that a person sees: the whole, its units, then partners that are not hidden."""
    along = ("unit", "partner", "place", "version", "changed_by", "indicator")
    found = Observation.objects.filter(indicator=indicator, period=period.code).select_related(*along)
    ours = found.filter(partner=None).order_by(F("unit__name").asc(nulls_first=True), "district", "pk")
    theirs = found.filter(visible_through(user, indicator.office, "partner__"), partner__isnull=False)
    return [*ours[:most], *theirs.order_by("partner__name", "pk")[:most]]


def versions_measured_by(indicator: Indicator) -> int:
    """Return by how many versions of its definition an indicator was measured."""
    return (
        Observation.objects.filter(PLAIN, indicator=indicator).order_by().values("version").distinct().count()
    )


def observation_of(office: Office, uid: str) -> Observation:
    """Return a value by its uid, or refuse as if it did not exist."""
    found = (
        Observation.objects.filter(office=office, uid=uid)
        .select_related("indicator__office", "version", "unit", "partner", "place", "changed_by", "run")
        .first()
    )
    if found is None:
        raise NotFound(_("There is no such value."))
    return found


def targets_of(indicator: Indicator) -> QuerySet[Target]:
    """Return baselines and targets of an indicator in the order of their periods."""
    return (
        Target.objects.filter(indicator=indicator).select_related("unit", "partner").order_by("period", "pk")
    )


def reading_of(one: Observation | Target) -> Reading:
    """Return a stored value as the method takes it."""
    said: dict[str, dict[str, list[str]]] = getattr(one, "parts", {})
    parts = {
        name: {category: _part(one, numbers) for category, numbers in categories.items()}
        for name, categories in said.items()
    }
    return Reading(one.value, one.numerator, one.denominator, one.currency, one.version_id, parts)


def _part(one: Any, numbers: Sequence[str]) -> Reading:
    told = [Decimal(number) for number in numbers]
    if len(told) > 1:
        return Reading(None, told[0], told[1], version=one.version_id)
    return Reading(told[0] if told else None, currency=one.currency, version=one.version_id)


def rolled_over_units(indicator: Indicator, period: Period, units: Sequence[Unit] | None = None) -> Rolled:
    """Return what the units of an office came to in a period, breakdowns included; who reported nothing is named.

    A value stated for the office as a whole stands before the sum of its units.
    """
    asked = (
        list(Unit.objects.filter(office_id=indicator.office_id, archived_at=None)) if units is None else units
    )
    rows = Observation.objects.filter(PLAIN, indicator=indicator, period=period.code)
    found = {one.unit_id: reading_of(one) for one in rows}
    given = [(unit.name, found.get(unit.pk)) for unit in asked]
    if units is None:
        return whole(rule_of(indicator), found.get(None), given)
    return over_units(rule_of(indicator), given)


def series(indicators: Iterable[Indicator], periods: Sequence[Period]) -> dict[int, dict[str, Rolled]]:
    """Return indicator key -> period code -> what its units came to, added up in the database: one question.

    What is stated for the office as a whole stands before the sum of its units. Breakdowns are not read. A period
    nobody reported is missing from the answer. ``known`` counts the values; who is missing is asked of one period.
    """
    wanted = {one.pk: one for one in indicators}
    rows: Any = (
        Observation.objects.filter(PLAIN, indicator__in=wanted, period__in=[one.code for one in periods])
        .order_by()
        .values("indicator_id", "period", "currency", "version_id", is_whole=IS_WHOLE)
        .annotate(
            n=Count("value"), total=Sum("value"), shares=Count("denominator"),
            above=Sum("numerator"), below=Sum("denominator"),
        )
    )  # fmt: skip
    tallies: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for row in rows:
        if row["n"] or row["shares"]:
            tallies.setdefault((row["indicator_id"], row["period"]), []).append(row)
    found: dict[int, dict[str, Rolled]] = {key: {} for key in wanted}
    for (key, code), groups in tallies.items():
        found[key][code] = _tallied(wanted[key], groups)
    return found


def _tallied(indicator: Indicator, groups: list[dict[str, Any]]) -> Rolled:
    """Return what groups of one currency and version each came to; by the same rules as the method."""
    stated = [one for one in groups if one["is_whole"]]
    rule, used = rule_of(indicator), stated or groups
    known = sum(one["shares"] if rule.is_ratio else one["n"] for one in used)
    taken = "whole" if stated else ""
    if not known:
        return Rolled(None, why=NOTHING_KNOWN)
    if len({one["currency"] for one in used}) > 1:
        return Rolled(None, known=known, why=SEVERAL_CURRENCIES)
    if len({one["version_id"] for one in used}) > 1:
        return Rolled(None, known=known, why=SEVERAL_VERSIONS)
    one = used[0]
    if rule.is_ratio:
        value = share(rule, one["above"], one["below"])
        why = NOTHING_BELOW if value is None else ""
        return Rolled(value, one["above"], one["below"], known=known, why=why, taken=taken)
    if not rule.adds_up and known > 1:
        return Rolled(None, known=known, why="not added")
    return Rolled(one["total"], currency=one["currency"], known=known, taken=taken)
