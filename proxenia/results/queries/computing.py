"""Indicators computed from records: for which periods, and what came out, as a figure each."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import CharField, Min
from django.db.models.functions import Cast

from proxenia.accounts.models import Office
from proxenia.core.periods import Period, periods
from proxenia.engagements.models import Engagement
from proxenia.indicators.models import Indicator
from proxenia.indicators.queries.computations import Counted, Question, computations, computed
from proxenia.indicators.queries.library import indicators_of
from proxenia.methods.rollup import share
from proxenia.results.rules.observations import rule_of

MOST_QUARTERS = 40


@dataclass(frozen=True)
class Figure:
    """What an indicator came to in a period, for a unit or (None) the office as a whole."""

    indicator: Indicator
    period: Period
    unit: int | None
    counted: Counted

    @property
    def value(self) -> Decimal | None:
        """Return the one number it is shown as."""
        one = self.counted
        return (
            share(rule_of(self.indicator), one.numerator, one.denominator)
            if self.indicator.is_ratio
            else one.value
        )


def computed_indicators(office: Office) -> list[Indicator]:
    """Return the indicators of an office that are in use and that something registered computes."""
    known = computations()
    return [one for one in indicators_of(office).exclude(computed_by="") if one.computed_by in known]


def quarters_kept(office: Office, today: dt.date) -> list[Period]:
    """Return the quarters from the first contact to the present one, at most the last forty."""
    this = Period.of(today, "quarter", office.fiscal_year_start)
    known = Engagement.objects.filter(office=office, archived_at=None, date__lte=today.isoformat())
    first = known.aggregate(first=Min(Cast("date", CharField())))["first"]
    earliest = this.previous(MOST_QUARTERS - 1)
    begun = (
        Period.holding(first if len(first) >= 7 else f"{first}-01", "quarter", this.begins) if first else this
    )
    return list(periods(max(earliest, min(begun or this, this)), this))


def figures(
    office: Office, indicators: Sequence[Indicator], asked: Sequence[Period], today: dt.date
) -> Iterator[Figure]:
    """Compute indicators for periods: a few questions over all records, however many periods; units after the whole.

    A period still to come has a figure without a number.
    """
    found = computed(Question(office, asked, [one.computed_by for one in indicators], today))
    by_code = {one.code: one for one in asked}
    for indicator in indicators:
        cells = found[indicator.computed_by]
        for period in asked:
            yield Figure(indicator, period, None, cells.get((period.code, None), Counted()))
        for (code, unit), counted in cells.items():
            if unit is not None:
                yield Figure(indicator, by_code[code], unit, counted)
