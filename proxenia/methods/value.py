"""What a result cost, as a range, and what direct spending is worth; what neither shows stands beside it.

**Cost per result.** What went into some results (money of one currency, or staff hours) is known only in part, and
which part of it went into which result is a judgement. So both ends are taken honestly:

* An engagement that led to several results is charged to each of them between an equal part (low end) and its whole
  (high end): charged wholly to all, costs would be counted twice; charged in parts, one result may look too cheap.
* Of the results themselves counts at least what falls to the work by the shares that were said, at the low end of
  each figure; at most the low end's shares with all that nobody could say, at the high end of each figure.

    low = what went in at least / results at most
    high = what went in at most / results at least

The high end is open (None) where the results may come to nought, and everything is a floor ("at least") where the
cost of some engagement was not written down. Ranges are never narrowed to one figure.

**Direct value.** A category of spending that stays in our own place (visitors, events, students from abroad,
investment, in-kind help) counts as number x unit value, each a range, each with source and year. What our own
people spend abroad is a loss for the place and is refused. A multiplier is applied only where somebody gives one
with its source, and the direct value always stands beside it. Nothing is ever converted by purchasing power.

Source of the rules: the published figures of a network's study imply a multiplier of 2.76 and a last step of about
78 times, which is no conversion in any normal sense; its unit values were never published. So they cannot be
checked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

METHOD, VERSION = "value for money", 1


@dataclass(frozen=True)
class Range:
    """Two ends; ``high`` is None where it is open."""

    low: Fraction
    high: Fraction | None


@dataclass(frozen=True)
class Spent:
    """What one engagement took (None: nobody wrote it down) and to how many results it led."""

    amount: Fraction | None
    results: int


@dataclass(frozen=True)
class Got:
    """One result: its figure, the shares that were said for the work, and whether a share was left unsaid."""

    low: Fraction
    high: Fraction
    said: Fraction
    is_unsaid: bool = False


@dataclass(frozen=True)
class Cost:
    """Cost per result: the range, what went in, what came out, and of how many engagements nobody knows the cost."""

    per: Range | None
    went_in: Range
    came_out: Range
    unknown: int
    known: int

    @property
    def is_floor(self) -> bool:
        """Say whether some cost is missing, so that everything is "at least"."""
        return self.unknown > 0


def went_in(spent: Sequence[Spent]) -> Range:
    """Return what went into some results: each engagement between its equal part and its whole."""
    low, high = Fraction(0), Fraction(0)
    for one in spent:
        if one.amount is None:
            continue
        if one.results < 1:
            raise ValueError("an engagement that is charged has led to one result at least")
        low += one.amount / one.results
        high += one.amount
    return Range(low, high)


def came_out(got: Sequence[Got]) -> Range:
    """Return what of some results falls to the work: by the shares that were said, and at most with the unsaid."""
    low, high = Fraction(0), Fraction(0)
    for one in got:
        if not 0 <= one.said <= 1:
            raise ValueError("shares are at least nought and add to one at most")
        if not 0 <= one.low <= one.high:
            raise ValueError("a figure is at least nought and not upside down")
        low += one.said * one.low
        high += (Fraction(1) if one.is_unsaid else one.said) * one.high
    return Range(low, high)


def cost_per(spent: Sequence[Spent], got: Sequence[Got]) -> Cost:
    """Return what one of what was counted cost; ``per`` is None where nothing came out or no cost is known."""
    known = [one for one in spent if one.amount is not None]
    money, results = went_in(known), came_out(got)
    per = None
    if known and results.high:
        per = Range(
            money.low / results.high,
            money.high / results.low if results.low and money.high is not None else None,
        )
    return Cost(per, money, results, len(spent) - len(known), len(known))


STAYS = ("visitors", "events", "students", "investment", "in_kind", "exchanges_in")
"""Categories whose spending stays in our own place."""
LEAKS = ("exchanges_out", "travel_out", "purchases_abroad")
"""What our own people spend elsewhere: a loss for the place, never a value."""


@dataclass(frozen=True)
class Direct:
    """One direct category: how many, what each is worth, from which source and year."""

    category: str
    number: Range
    each: Range
    source: str
    year: int


@dataclass(frozen=True)
class Multiplier:
    """A multiplier somebody gives, with where it is from."""

    factor: Range
    source: str


@dataclass(frozen=True)
class Value:
    """The direct value, by line and together, and what a sourced multiplier makes of it (None: none was given)."""

    lines: tuple[Range, ...]
    direct: Range
    multiplied: Range | None


def _closed(one: Range) -> Fraction:
    if one.high is None or not 0 <= one.low <= one.high:
        raise ValueError("a range has two ends, is at least nought and not upside down")
    return one.high


def direct_value(lines: Sequence[Direct], multiplier: Multiplier | None = None) -> Value:
    """Return what direct spending comes to; refuses leaks, unit values without source, multipliers without source."""
    told = []
    for line in lines:
        if line.category in LEAKS:
            raise ValueError("what our own people spend elsewhere is a loss for the place, not a value")
        if line.category not in STAYS:
            raise ValueError(f"{line.category} is no direct category")
        if not line.source.strip() or not 1900 <= line.year <= 2200:
            raise ValueError("a unit value has a source and a year")
        told.append(Range(line.number.low * line.each.low, _closed(line.number) * _closed(line.each)))
    direct = Range(
        sum((one.low for one in told), Fraction(0)), sum((_closed(one) for one in told), Fraction(0))
    )
    if multiplier is None:
        return Value(tuple(told), direct, None)
    if not multiplier.source.strip():
        raise ValueError("a multiplier has a source, or there is none")
    factor = multiplier.factor
    return Value(tuple(told), direct, Range(direct.low * factor.low, _closed(direct) * _closed(factor)))
