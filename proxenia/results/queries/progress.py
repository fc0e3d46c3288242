"""The newest figure of a measure of the strategy: of the last period that is over, of the office as a whole.

It stands on the page of citizens too: so it is a figure of the whole place, never of one unit, partner or district, and
what it was put together from is told by the weakest evidence among it.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from decimal import Decimal

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from proxenia.core.periods import Period
from proxenia.core.vocabulary import Vocabulary
from proxenia.indicators.models import Indicator
from proxenia.results.models.observations import Observation
from proxenia.results.queries.dashboards import Point, latest, trends
from proxenia.results.queries.observations import KNOWN, PLAIN, rolled_over_units
from proxenia.strategy.models import Measure
from proxenia.strategy.queries.progress import Reading


def newest_of_measures(keys: Collection[int]) -> dict[int, Reading]:
    """Return the newest figure of measures, by their keys; one without a figure is left out."""
    measures = list(Measure.objects.filter(pk__in=keys).select_related("indicator__office"))
    found = newest_of({one.indicator for one in measures}, timezone.localdate())
    levels = _levels(found)
    return {
        one.pk: _reading(one.indicator, found[one.indicator_id], levels.get(one.indicator_id, ""))
        for one in measures
        if one.indicator_id in found
    }


def newest_of(indicators: Iterable[Indicator], today: dt.date) -> dict[int, Point]:
    """Return the last figure of indicators that is known and whose period is over, by the indicator's key."""
    by_year: dict[int, list[Indicator]] = {}
    for one in indicators:
        by_year.setdefault(one.office.fiscal_year_start, []).append(one)
    found: dict[int, Point] = {}
    for begins, some in by_year.items():
        until = Period.of(today, "month", begins).previous()
        points = trends(some, Period("month", until.year, until.number, begins))
        for one in some:
            last = latest(points[one.pk]) or _older(one, today)
            if last is not None:
                found[one.pk] = last
    return found


def _older(one: Indicator, today: dt.date) -> Point | None:
    """Return the last figure before the periods that dashboards show, or of a longer period than is usual."""
    codes = (
        Observation.objects.filter(PLAIN, KNOWN, indicator=one).order_by().values_list("period", flat=True)
    )
    begins = one.office.fiscal_year_start
    known = sorted((Period.parse(code, begins) for code in set(codes)), key=lambda period: period.last)
    over = [period for period in known if period.last < today]
    point = Point(over[-1], rolled_over_units(one, over[-1])) if over else None
    return point if point and point.value is not None else None


def _levels(found: dict[int, Point]) -> dict[int, str]:
    """Return the weakest evidence behind each figure."""
    if not found:
        return {}
    asked = Q()
    for key, point in found.items():
        asked |= Q(indicator=key, period=point.period.code)
    order = Vocabulary.load("evidence_levels").codes
    rows = Observation.objects.filter(PLAIN, KNOWN, asked).order_by()
    weakest: dict[int, str] = {}
    for key, level in rows.values_list("indicator_id", "evidence_level").distinct():
        held = weakest.get(key)
        if held is None or _rank(order, level) < _rank(order, held):
            weakest[key] = level
    return weakest


def _rank(order: list[str], level: str) -> int:
    return order.index(level) if level in order else -1


def _reading(one: Indicator, point: Point, level: str) -> Reading:
    value = round(point.value or Decimal(0), 2)
    words = Vocabulary.load("evidence_levels").label(level) if level else ""
    address = reverse("indicators:indicator", args=(one.office.slug, one.uid))
    return Reading(Decimal(f"{value.normalize():f}"), point.period.label, words, address)
