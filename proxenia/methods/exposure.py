"""How much hangs on one market, partner, funder or sector, and what a shock would touch first.

Concentration is the Herfindahl index, the sum of the squared shares (Hirschman 1945, Herfindahl 1950): 1 where all is
with one, 1/n where n share alike. Its inverse is the number of equal ones that would be as concentrated.

A shock is reckoned in its first round only: what sells less where a tariff rises, or what is no longer paid. Every
assumption is a range, and the answer is the range between its corners. What it does not show: who would buy instead,
prices elsewhere, wages, exchange rates, retaliation, and anything that follows after.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

METHOD, VERSION = "exposure", 1
TOPS = (1, 3, 5)


@dataclass(frozen=True)
class Range:
    """A figure known to lie between two ends."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise ValueError("A range begins at its lower end.")


@dataclass(frozen=True)
class Share:
    """What one of them has: its amount and its share of all that is told."""

    name: str
    amount: float
    share: float


@dataclass(frozen=True)
class Concentration:
    """Shares, largest first; `index` is Herfindahl's, 0 to 1; `alike` its inverse; `tops` the share of the first n."""

    shares: tuple[Share, ...]
    index: float
    alike: float
    tops: Mapping[int, float]
    whole: float

    @property
    def level(self) -> str:
        """Return 'low', 'moderate' or 'high' by the lines of 0.15 and 0.25.

        The lines are those of the United States Horizontal Merger Guidelines of 2010; drawn for firms in a market,
        here a habit of speech and no law.
        """
        return "high" if self.index >= 0.25 else "moderate" if self.index >= 0.15 else "low"


def concentration(amounts: Mapping[str, float]) -> Concentration:
    """Return how concentrated amounts are; none may be negative, and some must be above zero."""
    if any(amount < 0 for amount in amounts.values()):
        raise ValueError("An amount is negative.")
    whole = sum(amounts.values())
    if not whole > 0:
        raise ValueError("There is nothing to share.")
    ordered = sorted(amounts.items(), key=lambda one: (-one[1], one[0]))
    shares = tuple(Share(name, amount, amount / whole) for name, amount in ordered if amount > 0)
    index = sum(one.share**2 for one in shares)
    tops = {most: sum(one.share for one in shares[:most]) for most in TOPS}
    return Concentration(shares, index, 1 / index, tops, whole)


@dataclass(frozen=True)
class Touched:
    """What a shock does in the first round: the amount exposed, what is lost of it, and both as shares of all."""

    exposed: float
    lost: Range
    share_exposed: float
    share_lost: Range
    after: Concentration | None


def tariff(
    amounts: Mapping[tuple[str, str], float],
    *,
    market: str,
    products: Sequence[str] = (),
    points: float,
    before: float = 0.0,
    passed_on: Range = Range(0.5, 1.0),
    elasticity: Range = Range(-3.0, -1.0),
) -> Touched:
    """Reckon a tariff of `points` (0.25 is 25 points) on what is sold to a market, in all or some products.

    The buyer's price rises by passed_on x points / (1 + before); sales change by the elasticity times that, at most to
    nothing. What is not passed on is the seller's loss on what is still sold. `amounts` by (market, product).
    """
    if points < 0 or before <= -1 or elasticity.high > 0 or not 0 <= passed_on.low <= passed_on.high <= 1:
        raise ValueError("A tariff rises, a share passed on lies in 0..1, and dearer goods sell less.")
    hit = {
        key: amount
        for key, amount in amounts.items()
        if key[0] == market and (not products or key[1] in products)
    }
    rise = points / (1 + before)
    parts = [
        _loss(rise, passed, slope)
        for slope in (elasticity.low, elasticity.high)
        for passed in (passed_on.low, passed_on.high, *_turn(rise, slope, passed_on))
    ]
    return _touched(amounts, hit, Range(min(parts), max(parts)))


def _loss(rise: float, passed: float, slope: float) -> float:
    """Return the part of sales that is lost: fewer goods, each at the price that is left to the seller."""
    goods = max(1 + slope * passed * rise, 0.0)
    return 1 - goods * max(1 - (1 - passed) * rise, 0.0)


def _turn(rise: float, slope: float, passed_on: Range) -> tuple[float, ...]:
    """Return the share passed on at which the loss turns, where it lies within: corners alone would miss it."""
    if rise == 0 or slope == 0:
        return ()
    at = (rise - 1 - 1 / slope) / (2 * rise)
    return (at,) if passed_on.low < at < passed_on.high else ()


def withdrawal(
    amounts: Mapping[tuple[str, str], float], *, of: str, share: Range = Range(1.0, 1.0)
) -> Touched:
    """Reckon that one funder, partner or market gives or buys less: by the share of what it did."""
    if not 0 <= share.low <= share.high <= 1:
        raise ValueError("A share lies in 0..1.")
    hit = {key: amount for key, amount in amounts.items() if key[0] == of}
    return _touched(amounts, hit, share)


def _touched(
    amounts: Mapping[tuple[str, str], float], hit: Mapping[tuple[str, str], float], part: Range
) -> Touched:
    whole, exposed = sum(amounts.values()), sum(hit.values())
    if not whole > 0:
        raise ValueError("There is nothing to touch.")
    lost = Range(exposed * part.low, exposed * part.high)
    middle = (part.low + part.high) / 2
    left: dict[str, float] = {}
    for key, amount in amounts.items():
        left[key[0]] = left.get(key[0], 0.0) + amount * (1 - middle if key in hit else 1.0)
    after = concentration(left) if sum(left.values()) > 0 else None
    return Touched(exposed, lost, exposed / whole, Range(lost.low / whole, lost.high / whole), after)
