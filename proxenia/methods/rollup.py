"""Putting values of an indicator together: over units, over periods, with their breakdowns.

Shares are put together by adding above and below the line, never by averaging. What is not known stays a gap that is
named; a sum over gaps says of how many it is. Amounts of several currencies, values of several definitions, levels and
ranks are not added at all. All functions take plain values; periods are codes that sort in the order of time.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

VERSION = 1
NOTHING_KNOWN, SEVERAL_CURRENCIES, SEVERAL_VERSIONS, NOT_ADDED, NOTHING_BELOW = (
    "nothing known", "several currencies", "several versions", "not added", "nothing below the line",
)  # fmt: skip
"""Why there is no value: codes, put into words by whoever shows them."""


@dataclass(frozen=True)
class Rule:
    """How values of an indicator are put together; ``per`` is what a share is shown out of (100: per cent)."""

    is_ratio: bool = False
    is_cumulative: bool = False
    adds_up: bool = True
    per: int = 1


@dataclass(frozen=True)
class Reading:
    """One value: a number, or what stands above and below the line; its breakdowns, currency and version."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    currency: str = ""
    version: int = 1
    parts: Mapping[str, Mapping[str, "Reading"]] = field(default_factory=dict)

    def is_known(self, rule: Rule) -> bool:
        """Say whether it says anything; a share of nothing is known, and adds nothing."""
        if rule.is_ratio:
            return self.numerator is not None and self.denominator is not None
        return self.value is not None


@dataclass(frozen=True)
class Rolled:
    """What values came to, of how many, what is missing, and why there is no value where there is none."""

    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    currency: str = ""
    known: int = 0
    missing: tuple[str, ...] = ()
    why: str = ""
    taken: str = ""
    """The period or unit a value was taken from, where one stands for all."""
    lowest: Decimal | None = None
    highest: Decimal | None = None
    parts: Mapping[str, Mapping[str, "Rolled"]] = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        """Say whether nothing is missing."""
        return not self.missing

    def reading(self, version: int = 1) -> Reading:
        """Return it as a value that can be put together again."""
        parts = {
            name: {category: one.reading(version) for category, one in found.items()}
            for name, found in self.parts.items()
        }
        return Reading(self.value, self.numerator, self.denominator, self.currency, version, parts)


Given = Sequence[tuple[str, Reading | None]]
"""Name of a unit or code of a period -> its value; None is a gap."""


def share(rule: Rule, numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
    """Return a share as it is shown; of nothing there is none."""
    if numerator is None or not denominator:
        return None
    return numerator * rule.per / denominator


def shown(rule: Rule, reading: Reading) -> Decimal | None:
    """Return the one number that a value is shown as."""
    return share(rule, reading.numerator, reading.denominator) if rule.is_ratio else reading.value


def over_units(rule: Rule, given: Given) -> Rolled:
    """Put together the values of several units for one period."""
    return _added(rule, given) if rule.adds_up or rule.is_ratio else _beside(rule, given)


def over_time(rule: Rule, given: Given) -> Rolled:
    """Put together the values of one unit over several periods, given in the order of time.

    Cumulative: the last one that is known stands for all, and later gaps are named. Otherwise they are added.
    """
    if not rule.is_cumulative:
        return over_units(rule, given)
    known = [(code, one) for code, one in given if one is not None and one.is_known(rule)]
    if not known:
        return Rolled(None, missing=tuple(code for code, _one in given), why=NOTHING_KNOWN)
    code, last = known[-1]
    alone = _added(rule, [(code, last)])
    later = tuple(name for name, _one in given if name > code)
    return Rolled(
        alone.value, alone.numerator, alone.denominator, alone.currency, 1, later, alone.why, code,
        parts=alone.parts,
    )  # fmt: skip


def whole(rule: Rule, stated: Reading | None, units: Given) -> Rolled:
    """Return the value of the whole: as stated for it, else put together from its units; never both."""
    if stated is None or not stated.is_known(rule):
        return over_units(rule, units)
    found = _added(rule, [("", stated)])
    return Rolled(
        found.value, found.numerator, found.denominator, found.currency, 1, (), found.why, "whole",
        parts=found.parts,
    )  # fmt: skip


def _known(rule: Rule, given: Given) -> tuple[list[Reading], tuple[str, ...]]:
    known = [one for _code, one in given if one is not None and one.is_known(rule)]
    return known, tuple(code for code, one in given if one is None or not one.is_known(rule))


def _added(rule: Rule, given: Given) -> Rolled:
    known, missing = _known(rule, given)
    why = _obstacle(known)
    if why:
        return Rolled(None, known=len(known), missing=missing, why=why)
    currency = known[0].currency
    parts = _parts(rule, known)
    if not rule.is_ratio:
        total = _sum(known, lambda one: one.value)
        return Rolled(total, currency=currency, known=len(known), missing=missing, parts=parts)
    above, below = _sum(known, lambda one: one.numerator), _sum(known, lambda one: one.denominator)
    value = share(rule, above, below)
    why = NOTHING_BELOW if value is None else ""
    return Rolled(value, above, below, currency, len(known), missing, why, parts=parts)


def _obstacle(known: Sequence[Reading]) -> str:
    if not known:
        return NOTHING_KNOWN
    if len({one.currency for one in known}) > 1:
        return SEVERAL_CURRENCIES
    return SEVERAL_VERSIONS if len({one.version for one in known}) > 1 else ""


def _beside(rule: Rule, given: Given) -> Rolled:
    """Return values that stand side by side: one alone as it is, of several only the lowest and highest."""
    known, missing = _known(rule, given)
    values = [one.value for one in known if one.value is not None]
    if len(values) == 1:
        return Rolled(values[0], known=1, missing=missing, lowest=values[0], highest=values[0])
    why = NOT_ADDED if values else NOTHING_KNOWN
    return Rolled(
        None, known=len(values), missing=missing, why=why,
        lowest=min(values, default=None), highest=max(values, default=None),
    )  # fmt: skip


def _sum(known: Iterable[Reading], pick: Callable[[Reading], Decimal | None]) -> Decimal:
    return sum((number for one in known if (number := pick(one)) is not None), Decimal(0))


def _parts(rule: Rule, known: Sequence[Reading]) -> dict[str, dict[str, Rolled]]:
    """Put breakdowns together category by category; who did not break down adds to none of them."""
    found: dict[str, dict[str, list[tuple[str, Reading | None]]]] = {}
    for one in known:
        for name, categories in one.parts.items():
            for category, part in categories.items():
                found.setdefault(name, {}).setdefault(category, []).append((category, part))
    return {
        name: {category: _added(rule, given) for category, given in categories.items()}
        for name, categories in found.items()
    }


def not_broken_down(rolled: Rolled, name: str) -> Decimal | None:
    """Return how much of a sum (of a share: of what is above the line) nobody broke down by a name."""
    total = rolled.value if rolled.numerator is None else rolled.numerator
    if total is None or name not in rolled.parts:
        return None
    told = (one.value if one.numerator is None else one.numerator for one in rolled.parts[name].values())
    return total - sum((number for number in told if number is not None), Decimal(0))
