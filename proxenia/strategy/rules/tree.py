"""What is refused in the tree: rings, wrong terms, one priority too many, a fifth measure, targets before baselines."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.core.errors import Refused
from proxenia.indicators.models import Indicator, Unit
from proxenia.strategy.models import Strategy
from proxenia.strategy.rules.smart import MOST_MEASURES, check_reason

DEEPEST = 3
"""So many levels of outcomes and goals a strategy has at most."""
HIGHEST_CAP = 20
WHOLE = 100
EARLIEST, LATEST = 1900, 2200


def check_words(text: str, where: str, sentence: str) -> str:
    """Return words without blanks around them; refuse none."""
    if not text.strip():
        raise Refused(sentence, where=where)
    return text.strip()


def check_term(starts: dt.date, ends: dt.date) -> None:
    """Refuse a strategy that ends before it begins."""
    if ends <= starts:
        raise Refused(_("The strategy ends before it begins: choose a later day."), where="ends")


def check_year(year: int | None, where: str) -> None:
    """Refuse a year that is none."""
    if year is not None and not EARLIEST <= year <= LATEST:
        raise Refused(_("Write the year in four figures."), where=where)


def check_cap_value(cap: int) -> None:
    """Refuse a cap that caps nothing."""
    if not 1 <= cap <= HIGHEST_CAP:
        raise Refused(
            _("The cap is a number from 1 to {most}: a small number of priorities is the point.").format(
                most=HIGHEST_CAP
            ),
            where="cap",
        )


def check_cap_holds(cap: int, ordinary: int) -> None:
    """Refuse a cap below the priorities that stand without a reason of their own."""
    if cap < ordinary:
        told = ngettext(
            "The strategy has {n} priority. Take it off first, then lower the cap.",
            "The strategy has {n} priorities. Take some off first, then lower the cap.",
            ordinary,
        )
        raise Refused(told.format(n=ordinary), where="cap")


def check_no_ring(own: int | None, above: Sequence[int], where: str) -> None:
    """Refuse to hang something beneath itself. ``above``: the key chosen, and all that stand over it."""
    if own is not None and own in above:
        raise Refused(_("That would make a circle: it stands above the one you chose already."), where=where)


def check_depth(above: Sequence[int]) -> None:
    """Refuse a goal beneath a goal beneath a goal beneath an outcome."""
    if len(above) >= DEEPEST:
        raise Refused(
            _("A strategy has at most {n} levels of outcomes and goals: put it higher up.").format(n=DEEPEST),
            where="parent",
        )


def check_priority(standing: int, cap: int, reason: str) -> bool:
    """Refuse one priority too many, unless a reason sets the cap aside; say whether one was needed.

    ``standing`` counts the other priorities of the strategy.
    """
    if standing < cap:
        return False
    if not reason.strip():
        told = ngettext(
            "The strategy has its {n} priority already. Take it off first, or say why there is one more.",
            "The strategy has its {n} priorities already. Take one off first, or say why there is one more.",
            cap,
        )
        raise Refused(told.format(n=cap), where="priority_reason")
    check_reason(reason, "priority_reason")
    return True


def check_measure_count(standing: int) -> None:
    """Refuse a fifth measure."""
    if standing >= MOST_MEASURES:
        raise Refused(
            _(
                "An objective has at most {n} measures. Take one off first: few are reported, many are not."
            ).format(n=MOST_MEASURES),
            where="indicator",
        )


def check_measure(values: Mapping[str, Any], today: dt.date) -> None:
    """Refuse a measure whose target is not after its baseline, or whose baseline is still to come."""
    baseline, on, target, by = (values.get(name) for name in ("baseline", "baseline_on", "target", "by"))
    if by is None:
        raise Refused(_("Say by when the target is to be reached."), where="by")
    if target is None:
        raise Refused(_("Write the target as a number."), where="target")
    if baseline is not None and on is None:
        raise Refused(_("Say of which day the baseline is."), where="baseline_on")
    if baseline is None and on is not None:
        raise Refused(_("Write the baseline, or leave its day empty too."), where="baseline")
    if on is not None and on > today:
        raise Refused(
            _("This day is still to come: a baseline is what is known already."), where="baseline_on"
        )
    if on is not None and by <= on:
        raise Refused(
            _("The target lies before its baseline: {by} is not after {on}.").format(
                by=by.isoformat(), on=on.isoformat()
            ),
            where="by",
        )


def check_amounts(indicator: Indicator, values: Mapping[str, Any]) -> None:
    """Refuse a baseline or target that the indicator can never have: a level beyond the last, half a person."""
    for where in ("baseline", "target"):
        value: Decimal | None = values.get(where)
        if value is None:
            continue
        if indicator.is_qualitative and not (
            value == value.to_integral_value() and 1 <= value <= len(indicator.levels)
        ):
            sentence = _("There are levels from 1 to {n}; {value} is none of them.")
            raise Refused(sentence.format(n=len(indicator.levels), value=value), where=where)
        if indicator.unit == Unit.PEOPLE and value != value.to_integral_value():
            raise Refused(_("People are counted whole."), where=where)
        if value < 0 and indicator.unit not in (Unit.MONEY, Unit.PERCENT):
            raise Refused(_("This cannot be below nought."), where=where)
        if indicator.is_ratio and indicator.unit == Unit.PERCENT and not 0 <= value <= WHOLE:
            raise Refused(_("A share lies between nought and a hundred per cent."), where=where)


def check_direction(direction: str, baseline: Decimal | None, target: Decimal) -> None:
    """Refuse a target that lies on the wrong side of its baseline, where the indicator says which way is good."""
    if baseline is None or direction not in ("rising", "falling"):
        return
    if (target < baseline) if direction == "rising" else (target > baseline):
        raise Refused(
            _("The target lies on the wrong side of the baseline: of this indicator {way} is good.").format(
                way=_("more") if direction == "rising" else _("less")
            ),
            where="target",
        )


def check_open(strategy: Strategy) -> None:
    """Refuse something new in a strategy that has ended."""
    if strategy.state == Strategy.State.ENDED:
        raise Refused(_("This strategy has ended; begin the next one."), where="title")


def check_removable(what: int) -> None:
    """Refuse to take off an outcome on which something hangs."""
    if what:
        raise Refused(
            _("Goals or objectives stand under it: move them first, also those put away."), where="outcome"
        )


def check_adoption(
    strategy: Strategy, on: dt.date, today: dt.date, lacking: Sequence[str], objectives: int
) -> None:
    """Refuse to adopt a strategy that has no objective, or objectives without person or date."""
    if strategy.state == Strategy.State.ENDED:
        raise Refused(_("This strategy has ended; begin the next one."), where="adopted_on")
    if on > today:
        raise Refused(_("This day is still to come: adopt it when it was decided."), where="adopted_on")
    if not objectives:
        raise Refused(_("There is nothing to adopt yet: the strategy has no objective."), where="adopted_on")
    if lacking:
        raise Refused(
            _(
                "Nobody answers for “{title}”, or it has no date. Mend it, or set the check aside there."
            ).format(title=lacking[0]),
            where="adopted_on",
        )
