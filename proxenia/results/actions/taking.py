"""What an accepted return says becomes the values of its indicators: nothing is typed twice."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from proxenia.accounts.models import User
from proxenia.indicators.models import Indicator, Unit
from proxenia.results.actions.observations import EMPTY, Of, Said, record_observations
from proxenia.results.models.observations import Observation
from proxenia.results.models.returns import Reading, Return
from proxenia.results.queries.returns import asked_indicators, figures_of, of_whom, period_of, values_of
from proxenia.results.rules.given import Given, exact
from proxenia.results.rules.layouts import Line, layout_from


def take_observations(one: Return, reading: Reading, *, by: User) -> list[Observation]:
    """Record the figures of a return as values of its unit or partner, or none where one is refused.

    A figure that is not known makes no value, but it takes back what an earlier reading of the return said.
    """
    said = list(_said(one, figures_of(reading)))
    return record_observations(one.office, by=by, all_said=said, origin=Observation.Origin.RETURN)


def _said(one: Return, figures: dict[str, Given]) -> Iterator[Said]:
    lines, indicators = list(layout_from(one.layout).lines()), asked_indicators(one)
    of, period = Of(**of_whom(one)), period_of(one)
    standing = values_of(one)
    reason = _("Accepted with the return of {unit} for {period}").format(
        unit=one.plan.title, period=period.label
    )
    for line in lines:
        indicator = indicators.get(line.indicator)
        given = figures.get(line.key, Given())
        if line.part or indicator is None:
            continue
        if given.value is not None:
            values = _values(one, indicator, given, _parts(indicator, lines, figures))
            # What is less than one percent was written with its sign, so that it is what is meant.
            yield Said(indicator, period, values, of, reason, is_sure=True)
        elif given.remark or _is_known(standing.get(indicator.uid)):
            words = given.remark or _("Not known any more.")
            yield Said(indicator, period, {**EMPTY, "words": words}, of, reason)


def _is_known(value: Observation | None) -> bool:
    return value is not None and value.is_known


def _values(one: Return, indicator: Indicator, given: Given, parts: dict[str, Any]) -> dict[str, Any]:
    """Return a line as the verb for values takes it."""
    source = given.source or _("Return of {unit}, {period}").format(unit=one.plan.title, period=one.period)
    told: dict[str, Any] = {
        **EMPTY, "source": source[:300], "evidence_level": given.evidence, "words": given.remark, "parts": parts,
    }  # fmt: skip
    if indicator.is_ratio:
        return {**told, "numerator": given.value, "denominator": given.denominator}
    if indicator.unit == Unit.LEVEL:
        # A level is kept with what shows it.
        return {**told, "value": given.value, "words": given.remark or source}
    currency = one.office.currency if indicator.unit == Unit.MONEY else ""
    return {**told, "value": given.value, "currency": currency}


def _parts(
    indicator: Indicator, lines: list[Line], figures: dict[str, Given]
) -> dict[str, dict[str, list[str]]]:
    """Return the parts under the breakdown they belong to; one the definition does not know stays in the return."""
    found: dict[str, dict[str, list[str]]] = {}
    for line in lines:
        given = figures.get(line.key, Given())
        if line.indicator != indicator.uid or not line.breakdown or given.value is None:
            continue
        numbers: list[Decimal | None] = (
            [given.value, given.denominator] if indicator.is_ratio else [given.value]
        )
        found.setdefault(line.breakdown, {})[line.part] = [exact(number) for number in numbers]
    return found
