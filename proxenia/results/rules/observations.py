"""What a value must say, given the definition it is measured by; which periods are locked; the words of the log."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.core.errors import Refused
from proxenia.core.periods import MONTHS, Period
from proxenia.core.values import CellError, fold, parse_currency, parse_decimal
from proxenia.core.vocabulary import Vocabulary
from proxenia.indicators.models import Indicator, Unit
from proxenia.methods.rollup import Rule
from proxenia.results.models.observations import PeriodLock

WHOLE = (Unit.PEOPLE,)
SENTENCES = {
    "record_observation": gettext_lazy("recorded a value of an indicator"),
    "revise_observation": gettext_lazy("revised a value of an indicator"),
    "import_observations": gettext_lazy("brought in values of indicators from a sheet"),
    "compute_indicators": gettext_lazy("computed indicators from records"),
    "set_target": gettext_lazy("set a target of an indicator"),
    "lock_period": gettext_lazy("locked a period"),
    "open_period": gettext_lazy("opened a locked period"),
}


def rule_of(indicator: Indicator) -> Rule:
    """Return how values of an indicator are put together."""
    per = 100 if indicator.unit == Unit.PERCENT else 1
    return Rule(indicator.is_ratio, indicator.is_cumulative, indicator.adds_up, per)


def read_number(cell: Any, where: str) -> Decimal | None:
    """Return the number in a cell; words such as “see note” are refused with the sentence to show."""
    try:
        return parse_decimal(cell).value
    except CellError as error:
        raise Refused(str(error), where=where) from error


def check_period(period: Period, indicator: Indicator) -> None:
    """Refuse a period longer or shorter than the indicator is reported for, except where its records are asked."""
    if not indicator.is_computed and MONTHS[period.kind] < MONTHS[_kind(indicator)]:
        sentence = _("“{name}” is reported {often}: write a period such as {example}.")
        example = period.around(_kind(indicator)).code
        often = indicator.get_frequency_display().lower()
        raise Refused(sentence.format(name=indicator, often=often, example=example), where="period")


def _kind(indicator: Indicator) -> Any:
    return indicator.frequency


def check_figures(
    indicator: Indicator, values: Mapping[str, Any], *, is_sure: bool = False
) -> dict[str, Any]:
    """Return figures ready to be kept: a share with both its numbers, money with its currency, a level that exists.

    ``is_sure`` says that less than one percent is meant as it stands. No figure at all needs words that say why.
    """
    value, above, below = values["value"], values["numerator"], values["denominator"]
    ready = {**values, "currency": _currency(indicator, values)}
    if (value, above, below) == (None, None, None) and values["words"].strip():
        return {**ready, "parts": {}}
    if indicator.is_ratio:
        _check_share(indicator, value, above, below)
        return {**ready, "value": None, "parts": _parts(indicator, values["parts"], above, below)}
    if above is not None or below is not None:
        raise Refused(_("This indicator is no share: give one number."), where="numerator")
    if value is None:
        raise Refused(_("Give a number, or say in words why it is not known."), where="value")
    _check_value(indicator, value, values["words"], is_sure=is_sure)
    return {**ready, "parts": _parts(indicator, values["parts"], value, None)}


def _currency(indicator: Indicator, values: Mapping[str, Any]) -> str:
    if indicator.unit != Unit.MONEY:
        return ""
    if values["value"] is not None and not values["currency"]:
        raise Refused(_("Say in which currency."), where="currency")
    return (parse_currency(values["currency"]).value or "") if values["currency"] else ""


def _check_share(
    indicator: Indicator, value: Decimal | None, above: Decimal | None, below: Decimal | None
) -> None:
    if above is None or below is None:
        where = "numerator" if above is None else "denominator"
        sentence = _("A share is kept as two numbers: {above}, and {below}. Give both.")
        words = {"above": indicator.numerator_words, "below": indicator.denominator_words}
        raise Refused(sentence.format(**words), where=where)
    if above < 0 or below < 0:
        raise Refused(_("A share has no number below nought."), where="numerator")
    if below == 0 and above > 0:
        raise Refused(_("Of nothing there can be no {above}.").format(above=above), where="denominator")
    if indicator.unit == Unit.PERCENT and above > below:
        raise Refused(
            _("More than the whole: {above} of {below}.").format(above=above, below=below), where="numerator"
        )
    if value is not None and below and abs(value - 100 * above / below) > Decimal("0.5"):
        sentence = _(
            "{above} of {below} is {real:.1f} per cent, not {value}. Percentages are written as 30, not 0.3."
        )
        real = 100 * above / below
        raise Refused(sentence.format(above=above, below=below, real=real, value=value), where="value")


def _check_value(indicator: Indicator, value: Decimal, words: str, *, is_sure: bool) -> None:
    if indicator.unit == Unit.LEVEL:
        _check_level(indicator, value, words)
    elif indicator.unit == Unit.PERCENT and 0 < abs(value) < 1 and not is_sure:
        sentence = _("Is {value} meant as {hundred:g} per cent? Percentages are written as 30, not 0.3.")
        raise Refused(sentence.format(value=value, hundred=float(value * 100)), where="value")
    elif indicator.unit != Unit.MONEY and indicator.unit != Unit.PERCENT and value < 0:
        raise Refused(_("This cannot be below nought."), where="value")
    elif indicator.unit in WHOLE and value != value.to_integral_value():
        raise Refused(_("People are counted whole."), where="value")


def _check_level(indicator: Indicator, value: Decimal, words: str) -> None:
    if value != value.to_integral_value() or not 1 <= value <= len(indicator.levels):
        sentence = _("There are levels from 1 to {n}; {value} is none of them.")
        raise Refused(sentence.format(n=len(indicator.levels), value=value), where="value")
    if not words.strip():
        raise Refused(
            _("Say in words what shows this level: a level without evidence is an opinion."), where="words"
        )


def _parts(
    indicator: Indicator, parts: Mapping[str, Mapping[str, Any]], total: Decimal | None, below: Decimal | None
) -> dict[str, dict[str, Any]]:
    """Return breakdowns by the names of the definition; together they are never more than the whole."""
    known = {one["code"]: one for one in indicator.disaggregations}
    ready: dict[str, dict[str, Any]] = {}
    for name, categories in parts.items():
        if name not in known:
            raise Refused(_("It is not broken down by “{name}”.").format(name=name), where="parts")
        ready[name] = {_category(known[name], one): _part(said) for one, said in categories.items()}
        told = sum((Decimal(one[0]) for one in ready[name].values() if one), Decimal(0))
        if total is not None and told > total:
            sentence = _("{label}: the parts come to {told}, more than the whole of {total}.")
            words = {"label": known[name]["label"].capitalize(), "told": told, "total": total}
            raise Refused(sentence.format(**words), where="parts")
        if below is not None:
            _check_parts_of_share(known[name]["label"], list(filter(None, ready[name].values())), below)
    return ready


def _check_parts_of_share(label: str, parts: list[list[str]], below: Decimal) -> None:
    """Refuse parts of a share with one number, with more above the line than below, or below more than the whole."""
    if any(len(one) < 2 for one in parts):
        raise Refused(_("Each part of a share needs both its numbers."), where="parts")
    numbers = [(Decimal(above), Decimal(of)) for above, of in parts]
    over = next(((above, of) for above, of in numbers if above > of), None)
    if over is not None:
        sentence = _("{label}: {above} of {of} is more than all.")
        words = {"label": label.capitalize(), "above": over[0], "of": over[1]}
        raise Refused(sentence.format(**words), where="parts")
    told = sum((of for _above, of in numbers), Decimal(0))
    if told > below:
        sentence = _("{label}: the parts come to {told}, more than the whole of {total}.")
        words = {"label": label.capitalize(), "told": told, "total": below}
        raise Refused(sentence.format(**words), where="parts")


def _category(breakdown: Mapping[str, Any], name: str) -> str:
    for category in breakdown["categories"]:
        if fold(category) == fold(name):
            return str(category)
    sentence = _("{label} has no category “{name}”; there are {known}.")
    words = {
        "label": breakdown["label"].capitalize(),
        "name": name,
        "known": ", ".join(breakdown["categories"]),
    }
    raise Refused(sentence.format(**words), where="parts")


def _part(said: Any) -> list[str]:
    """Return a part as its numbers in text: one, or two of a share; none where it is not known."""
    numbers = said if isinstance(said, (list, tuple)) else [said]
    return [str(one) for one in numbers if one not in (None, "")]


def check_evidence(level: str) -> str:
    """Refuse a level of evidence the vocabulary does not know."""
    if level and level not in Vocabulary.load("evidence_levels").codes:
        raise Refused(_("There is no such level of evidence."), where="evidence_level")
    return level


def lock_over(locks: list[PeriodLock], period: Period) -> PeriodLock | None:
    """Return the lock that holds a period fast: of itself, or of a longer period around it."""
    return next((one for one in locks if one.first <= period.first and period.last <= one.last), None)


def check_not_locked(locks: list[PeriodLock], period: Period) -> None:
    """Refuse to change anything in a locked period."""
    lock = lock_over(locks, period)
    if lock is not None:
        sentence = _(
            "{period} is locked since {day}: its values do not change. Somebody may open it with a reason."
        )
        words = {"period": lock.period, "day": lock.locked_at.date().isoformat()}
        raise Refused(sentence.format(**words), where="period")


def check_reason(reason: str, what: str) -> str:
    """Refuse a step that needs its reason without one."""
    if not reason.strip():
        raise Refused(what, where="reason")
    return reason.strip()[:300]
