"""What dashboards ask: figures over periods with their gaps, how far measures are, who reported, what partners said.

Figures are added up in the database, one question for all indicators of a frequency; a page asks for the indicators it
shows and for no others, so that it stays fast with millions of values.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from proxenia.accounts.models import Office, Unit, User
from proxenia.core.periods import Kind, Period, periods
from proxenia.directory.models import Organisation
from proxenia.indicators.models import Direction, Indicator
from proxenia.methods.progress import Far, far
from proxenia.methods.rollup import NOTHING_KNOWN, Rolled, over_units
from proxenia.portfolio.models import Party
from proxenia.portfolio.queries.parties import seen_body
from proxenia.results.models.observations import Observation
from proxenia.results.queries.observations import KNOWN, PLAIN, reading_of, series
from proxenia.results.rules.observations import rule_of
from proxenia.strategy.models import Measure, Objective
from proxenia.strategy.queries.tree import measures_of

WINDOW: dict[str, int] = {"month": 12, "quarter": 8, "half": 6, "year": 5}
"""How many periods of a kind a dashboard looks back."""
THEIRS = Q(partner__isnull=False, place=None, district="")
"""Values of partners as such, neither of a place nor of a district."""


@dataclass(frozen=True)
class Point:
    """What an indicator came to in a period; None where nobody said anything."""

    period: Period
    rolled: Rolled | None

    @property
    def value(self) -> Decimal | None:
        """Return the one number; None is a gap."""
        return self.rolled.value if self.rolled else None

    @property
    def why(self) -> str:
        """Return why there is no number, as a code of the method."""
        return "" if self.value is not None else self.rolled.why if self.rolled else NOTHING_KNOWN


Points = list[Point]


def latest(points: Sequence[Point]) -> Point | None:
    """Return the last point with a number."""
    return next((one for one in reversed(points) if one.value is not None), None)


def finished(office: Office, today: dt.date) -> Period:
    """Return the last quarter that is over."""
    return Period.of(today, "quarter", office.fiscal_year_start).previous()


def over_by(kind: Kind, until: Period) -> Period:
    """Return the last period of a kind that is over when another one ends."""
    last = Period.of(until.last, kind, until.begins)
    return last if last.last <= until.last else last.previous()


def window(kind: Kind, until: Period) -> list[Period]:
    """Return the periods of a kind that a dashboard shows, the earliest first."""
    last = over_by(kind, until)
    return list(periods(last.previous(WINDOW[kind] - 1), last))


def _by_kind(
    indicators: Iterable[Indicator], until: Period
) -> Iterator[tuple[list[Indicator], list[Period]]]:
    groups: dict[str, list[Indicator]] = defaultdict(list)
    for one in indicators:
        groups[one.frequency].append(one)
    for kind, some in groups.items():
        yield some, window(kind, until)  # type: ignore[arg-type]


def points_of(indicator: Indicator, asked: Sequence[Period]) -> dict[str, Point]:
    """Return what an indicator came to in some periods, by their codes."""
    rolled = series([indicator], asked)[indicator.pk]
    return {one.code: Point(one, rolled.get(one.code)) for one in asked}


def trends(indicators: Iterable[Indicator], until: Period) -> dict[int, Points]:
    """Return what indicators came to in the office as a whole, each in the periods it is reported for."""
    found: dict[int, Points] = {}
    for some, asked in _by_kind(indicators, until):
        rolled = series(some, asked)
        for one in some:
            found[one.pk] = [Point(period, rolled[one.pk].get(period.code)) for period in asked]
    return found


def trends_of_unit(indicators: Iterable[Indicator], until: Period, unit: Unit) -> dict[int, Points]:
    """Return what one unit reported of indicators, each in the periods it is reported for."""
    found: dict[int, Points] = {}
    for some, asked in _by_kind(indicators, until):
        codes = [one.code for one in asked]
        rows = Observation.objects.filter(PLAIN, indicator__in=some, period__in=codes, unit=unit)
        known = {(one.indicator_id, one.period): reading_of(one) for one in rows.order_by()}
        for one in some:
            readings = [(period, known.get((one.pk, period.code))) for period in asked]
            found[one.pk] = [
                Point(period, over_units(rule_of(one), [(unit.name, reading)]) if reading else None)
                for period, reading in readings
            ]
    return found


def with_figure(office: Office, until: Period) -> set[int]:
    """Return the keys of the indicators in use that have a figure for the last period that is over."""
    found: set[int] = set()
    rows = Indicator.objects.filter(office=office, retired_at=None)
    for kind in WINDOW:
        code = over_by(kind, until).code  # type: ignore[arg-type]
        said = Observation.objects.filter(PLAIN, KNOWN, indicator=OuterRef("pk"), period=code)
        found |= set(rows.filter(Exists(said), frequency=kind).values_list("pk", flat=True))
    return found


def reported_by_unit(office: Office, until: Period) -> dict[int, int]:
    """Return how many figures each unit has for the last periods that are over."""
    codes = [over_by(kind, until).code for kind in WINDOW]  # type: ignore[arg-type]
    known = Indicator.objects.filter(office=office).order_by().values("pk")
    rows = Observation.objects.filter(
        PLAIN, KNOWN, indicator__in=known, period__in=codes, unit__isnull=False
    ).order_by()
    return dict(rows.values_list("unit_id").annotate(n=Count("*")))


def indicators_of_unit(office: Office, until: Period, unit: Unit) -> QuerySet[Indicator]:
    """Return the indicators in use of which a unit has a value in a period that its dashboard shows."""
    codes = [one.code for kind in WINDOW for one in window(kind, until)]  # type: ignore[arg-type]
    said = Observation.objects.filter(PLAIN, office=office, period__in=codes, unit=unit).order_by()
    keys = set(said.values_list("indicator_id", flat=True))
    return Indicator.objects.filter(office=office, retired_at=None, pk__in=keys).order_by("name", "pk")


def units_of(office: Office) -> list[Unit]:
    """Return the units of an office that are there, by name."""
    return list(Unit.objects.filter(office=office, archived_at=None).order_by("name_folded", "pk"))


def by_unit(indicator: Indicator, period: Period, units: Sequence[Unit]) -> dict[int, Observation]:
    """Return the values of an indicator in a period by unit."""
    rows = Observation.objects.filter(PLAIN, indicator=indicator, period=period.code, unit__in=units)
    return {one.unit_id: one for one in rows.order_by() if one.unit_id}


@dataclass(frozen=True)
class Progress:
    """A measure with the figures of its indicator, and how far the latest one is on the way to the target."""

    measure: Measure
    points: Points

    @property
    def latest(self) -> Point | None:
        """Return the latest figure."""
        return latest(self.points)

    @property
    def far(self) -> Far:
        """Return how far it is."""
        one, last = self.measure, self.latest
        falls = one.indicator.direction == Direction.FALLING
        return far(one.baseline, last.value if last else None, one.target, falling_is_good=falls)


def progress_of(objectives: Collection[Objective], until: Period) -> dict[int, list[Progress]]:
    """Return the measures of objectives with their figures, by the objective's key."""
    measures = measures_of(objectives)
    indicators = {one.indicator_id: one.indicator for some in measures.values() for one in some}
    points = trends(indicators.values(), until)
    return {
        one.pk: [Progress(each, points[each.indicator_id]) for each in measures[one.pk]] for one in objectives
    }


def bodies_of_ties(user: User, office: Office, ties: Any) -> QuerySet[Organisation]:
    """Return the partners of ties whose organisation a person sees."""
    parties = Party.objects.filter(seen_body(user, office), partnership__in=ties)
    return Organisation.objects.filter(pk__in=parties.values("organisation"))


def pairs_of_partners(office: Office, bodies: QuerySet[Organisation], until: Period) -> list[tuple[int, int]]:
    """Return who of these reported which indicator in a period a dashboard shows, as keys, in the order of names."""
    shown = Q()
    for kind in WINDOW:
        codes = [one.code for one in window(kind, until)]  # type: ignore[arg-type]
        shown |= Q(indicator__frequency=kind, period__in=codes)
    rows = Observation.objects.filter(
        THEIRS, shown, office=office, partner__in=bodies.order_by().values("pk")
    ).order_by("partner__name", "indicator__name", "partner_id", "indicator_id")
    keys = rows.values_list("partner_id", "indicator_id", "partner__name", "indicator__name").distinct()
    return [(partner or 0, indicator) for partner, indicator, *_names in keys]


def said_by_partners(pairs: Sequence[tuple[int, int]], until: Period) -> list[tuple[Observation, Points]]:
    """Return the last value of each partner and indicator with its figures in the periods a dashboard shows."""
    codes = [one.code for kind in WINDOW for one in window(kind, until)]  # type: ignore[arg-type]
    rows = Observation.objects.filter(
        THEIRS, partner__in={one for one, _indicator in pairs}, indicator__in={one for _body, one in pairs},
        period__in=codes,
    )  # fmt: skip
    found: dict[tuple[int, int], dict[str, Observation]] = defaultdict(dict)
    for one in rows.select_related("indicator", "partner", "unit").order_by("-period", "-pk"):
        found[one.partner_id or 0, one.indicator_id].setdefault(one.period, one)
    told = []
    for values in (found[pair] for pair in pairs if pair in found):
        first = next(iter(values.values()))
        asked = window(first.indicator.frequency, until)  # type: ignore[arg-type]
        told.append((first, [_point(period, values.get(period.code)) for period in asked]))
    return told


def _point(period: Period, one: Observation | None) -> Point:
    return Point(period, over_units(rule_of(one.indicator), [("", reading_of(one))]) if one else None)
