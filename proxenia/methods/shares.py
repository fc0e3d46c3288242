"""What came of it, told by one dimension at a time, without counting anything twice.

A result has contributions: an engagement, a tie, a partner, somebody else. Each has a share of it, or none that anybody
could say. The shares of one result never add to more than one; what is left over is nobody's.

By any dimension (tie, country, sector, unit, quarter …) a contribution belongs to one or several words of it: an
engagement to two ties, a tie to three sectors. Its share is then split evenly between them, so that the words of a
dimension, with the rest that belongs to none, always come to exactly the result: **nothing is counted twice on any
roll-up, and no roll-up comes to more than the ledger.** Shares are fractions, not floating numbers, so the sums
are exact.

A share nobody could say adds to no amount; it is counted apart, and is never taken for nought. A figure is a range: its
ends are added each by itself, which holds the true sum and is wider than chance alone would make it.

What it does not show: that the contribution was a cause. A share is somebody's judgement with its evidence, and rival
explanations stand beside it.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

METHOD, VERSION = "contribution shares", 1
NOBODY = None
"""The word for what belongs to none: the rest of the shares, and contributions that have no word of the dimension."""


@dataclass(frozen=True)
class Part:
    """One contribution: its share (None: nobody could say) and its words of the dimension that is asked."""

    share: Fraction | None
    words: Sequence[Hashable] = ()


@dataclass(frozen=True)
class Claim:
    """One result: the range of its figure (None: no figure) and its contributions."""

    low: Fraction | None
    high: Fraction | None
    parts: Sequence[Part] = ()
    pieces: Mapping[Hashable, Fraction] | None = None
    """What `split` gave for the parts, where it was asked already."""


@dataclass
class Tally:
    """What falls to one word: the range, shares of how many results, and results that name it without a share."""

    low: Fraction = Fraction(0)
    high: Fraction = Fraction(0)
    results: Fraction = Fraction(0)
    named: int = 0
    without_share: int = 0
    without_figure: int = 0


@dataclass(frozen=True)
class RollUp:
    """A dimension's words with what falls to each; ``NOBODY`` is among them where something is left."""

    tallies: dict[Hashable, Tally] = field(default_factory=dict)

    def total(self) -> Tally:
        """Return the sum over all words: the ledger itself."""
        found = Tally()
        for one in self.tallies.values():
            found.low += one.low
            found.high += one.high
            found.results += one.results
        return found


def said(shares: Iterable[Fraction | None]) -> Fraction:
    """Return what the shares that were said add to."""
    return sum((one for one in shares if one is not None), Fraction(0))


def rest(shares: Iterable[Fraction | None]) -> Fraction:
    """Return what is left for one more contribution; below nought where shares add to more than one."""
    return 1 - said(shares)


def split(parts: Sequence[Part]) -> dict[Hashable, Fraction]:
    """Return what falls to each word of a dimension; with ``NOBODY`` it is exactly one.

    Raises ``ValueError`` where shares are below nought or add to more than one: such a result is counted nowhere.
    """
    shares = [part.share for part in parts]
    left = rest(shares)
    if left < 0 or any(one is not None and one < 0 for one in shares):
        raise ValueError("the shares of one result are at least nought and add to one at most")
    found: dict[Hashable, Fraction] = {}
    for part in parts:
        words = list(dict.fromkeys(part.words)) or [NOBODY]
        each = (part.share or Fraction(0)) / len(words) if len(words) > 1 else part.share or Fraction(0)
        for word in words:
            found[word] = found[word] + each if word in found else each
    if left:
        found[NOBODY] = found[NOBODY] + left if NOBODY in found else left
    return found


class _Sum:
    """An exact sum of many fractions: whole numbers by denominator, put together once at the end."""

    __slots__ = ("by_denominator",)

    def __init__(self) -> None:
        self.by_denominator: dict[int, int] = {}

    def add(self, numerator: int, denominator: int) -> None:
        self.by_denominator[denominator] = self.by_denominator.get(denominator, 0) + numerator

    def total(self) -> Fraction:
        return sum((Fraction(above, below) for below, above in self.by_denominator.items()), Fraction(0))


def roll_up(claims: Iterable[Claim]) -> RollUp:
    """Return what falls to each word of a dimension: every result is counted once, however many words it has."""
    tallies: dict[Hashable, Tally] = {}
    sums: dict[Hashable, tuple[_Sum, _Sum, _Sum]] = {}
    for claim in claims:
        for word, share in (claim.pieces or split(claim.parts)).items():
            if word not in tallies:
                tallies[word], sums[word] = Tally(), (_Sum(), _Sum(), _Sum())
            results, low, high = sums[word]
            results.add(share.numerator, share.denominator)
            if claim.low is None or claim.high is None:
                tallies[word].without_figure += 1
                continue
            low.add(share.numerator * claim.low.numerator, share.denominator * claim.low.denominator)
            high.add(share.numerator * claim.high.numerator, share.denominator * claim.high.denominator)
        for word, unsaid in _named(claim.parts).items():
            tallies[word].named += 1
            tallies[word].without_share += unsaid
    for word, tally in tallies.items():
        tally.results, tally.low, tally.high = (one.total() for one in sums[word])
    return RollUp(tallies)


def _named(parts: Sequence[Part]) -> dict[Hashable, bool]:
    """Return the words a result names: whether each is named without any share that was said."""
    found: dict[Hashable, bool] = {}
    for part in parts:
        for word in dict.fromkeys(part.words):
            found[word] = found.get(word, True) and part.share is None
    return found
