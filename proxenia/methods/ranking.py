"""Which places come first for a purpose, how sure that is, and what would change it.

Every place has a value on every factor; a factor's values are brought to 0..1 by a scale that belongs to the question
and not to the places compared, so that adding a place never moves the others. A score is the weighted sum. Nobody
knows weights exactly, and no table is complete: both are drawn many times, and what is reported is how often a place
takes which rank. This is stochastic multicriteria acceptability analysis (SMAA-2; Lahdelma and Salminen 2001,
Operations Research 49(3) 444-454; by simulation Tervonen and Lahdelma 2007, doi 10.1016/j.ejor.2005.12.037).

A missing value is drawn from the values the factor has elsewhere: not zero, not the mean, and the uncertainty it adds
is in the answer. 9,604 draws hold a probability to within 0.01 (95 %); the default is 10,000.

What the figures do not show: whether the factors are the right ones, whether a value is true, and anything that no
factor holds. Nothing here reads a clock, a file or a database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

METHOD, VERSION = "ranking under uncertainty", 1
DRAWS = 10_000
BINS = 20
"""Into so many bins the draws of one quantity are put to see what knowing it would be worth."""
CHUNK = 64
"""So many places at a time are compared with all others."""
BLOCK = 512
"""So many draws at a time are put in order and counted: what one step leaves, the next finds in the cache."""
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Numbers = npt.NDArray[np.unsignedinteger]
"""Places or ranks by the million, as short as they fit."""


@dataclass(frozen=True)
class Scale:
    """How one factor's values become 0..1: worst and best in its own unit, and the values known anywhere, in order.

    `worst` above `best` means that less is better. Values beyond the two count as they.
    """

    worst: float
    best: float
    known: Floats

    def of(self, values: Floats) -> Floats:
        """Return values on 0..1; missing ones stay missing. A factor without any difference says 0.5 of everybody."""
        if self.best == self.worst:
            return np.where(np.isnan(values), np.nan, 0.5)
        return np.clip((values - self.worst) / (self.best - self.worst), 0.0, 1.0)


@dataclass(frozen=True)
class Weight:
    """What a factor weighs: at least `low`, at most `high`; any positive unit, since weights are shares in the end."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high < np.inf:
            raise ValueError("A weight is a range of finite numbers, none below zero.")


@dataclass(frozen=True)
class Ranking:
    """What many draws say of places; all arrays are in the order the places were given.

    `scores` draws x places, `weights` draws x factors; `order` draws x ranks holds place numbers, best first.
    """

    scores: Floats
    weights: Floats
    order: Numbers

    @cached_property
    def acceptability(self) -> Floats:
        """Return places x ranks: in which share of the draws a place has a rank; rows and columns sum to one."""
        draws, places = self.order.shape
        firsts, counts = np.arange(places) * places, np.zeros(places * places, dtype=np.intp)
        for start in range(0, draws, BLOCK):
            cells = self.order[start : start + BLOCK] + firsts
            counts += np.bincount(cells.ravel(), minlength=places * places)
        shares: Floats = counts.reshape(places, places).T / draws
        return shares

    @cached_property
    def ranks(self) -> Numbers:
        """Return draws x places: the rank, from 1, of every place in every draw.

        Place and rank stand in one number, the place before: sorted, they are the ranks in the order of the places.
        """
        found = np.empty_like(self.order)
        wide: np.dtype[np.unsignedinteger] = np.dtype(np.uint32 if found.itemsize == 2 else np.uint64)
        ranks = np.arange(1, found.shape[1] + 1, dtype=wide)
        for start in range(0, len(found), BLOCK):
            both: Numbers = self.order[start : start + BLOCK].astype(wide)
            both <<= 8 * found.itemsize
            both |= ranks
            both.sort(axis=1)
            found[start : start + BLOCK] = both
        return found

    def expected_rank(self) -> Floats:
        """Return the mean rank of every place, from 1."""
        return self.acceptability @ np.arange(1.0, self.acceptability.shape[1] + 1)

    def top(self, most: int) -> Floats:
        """Return for every place how often it is among the first `most`."""
        return self.acceptability[:, :most].sum(axis=1)

    def interval(self, share: float = 0.9) -> tuple[Ints, Ints]:
        """Return the ranks between which a place lies in so many of the draws, tails of equal size."""
        below = np.cumsum(self.acceptability, axis=1)
        tail, rounding = (1 - share) / 2, 1e-12
        low = (below < tail + rounding).sum(axis=1) + 1
        high = (below < 1 - tail - rounding).sum(axis=1) + 1
        return np.minimum(low, high), high

    def beats(self) -> Floats:
        """Return places x places: how often the one of the row stands before the one of the column."""
        ranks = np.ascontiguousarray(self.ranks.T.astype(np.int32))
        draws = ranks.shape[1]
        rows = [
            (one[None, :] < ranks).sum(axis=1) / draws
            for start in range(0, len(ranks), CHUNK)
            for one in ranks[start : start + CHUNK]
        ]
        return np.array(rows)

    def central_weights(self) -> Floats:
        """Return places x factors: the mean weights of the draws a place leads; missing where it never does."""
        leaders = self.order[:, 0]
        led = np.bincount(leaders, minlength=self.order.shape[1]).astype(float)
        sums = np.zeros((self.order.shape[1], self.weights.shape[1]))
        np.add.at(sums, leaders, self.weights)
        with np.errstate(invalid="ignore", divide="ignore"):
            return sums / np.where(led > 0, led, np.nan)[:, None]

    def worth_of_knowing(self, drawn: Floats) -> float:
        """Return by how much the leader's expected score would rise, could one look at a quantity before choosing.

        `drawn` holds the quantity in every draw. Zero: whatever it is, one would choose the same place. By bins of
        equal size (Strong and Oakley 2013's estimator of partial information, in its simplest form); a little noise
        remains, which `BINS` bins of draws that are worth nothing show.
        """
        edges = np.quantile(drawn, np.linspace(0, 1, BINS + 1)[1:-1])
        shares = np.zeros((BINS, len(drawn)))
        shares[np.searchsorted(edges, drawn, side="right"), np.arange(len(drawn))] = 1 / len(drawn)
        seen = shares @ self.scores
        return float(max(seen.max(axis=1).sum() - seen.sum(axis=0).max(), 0.0))


def scale_of(values: Floats, *, less_is_better: bool = False, trim: float = 0.0) -> Scale:
    """Return the scale of a factor from all that is known of it, not from the places of one comparison.

    `trim` leaves so large a share of the values beyond either end, so that one giant does not make all others equal.
    Raises ValueError where nothing is known.
    """
    known = np.sort(values[~np.isnan(values)])
    if not len(known):
        raise ValueError("Nothing is known of this factor.")
    low, high = np.quantile(known, [trim, 1 - trim])
    worst, best = (high, low) if less_is_better else (low, high)
    return Scale(float(worst), float(best), known)


def draw_weights(weights: Sequence[Weight | None], draws: int, seed: np.random.Generator) -> Floats:
    """Return draws x factors, every row summing to one.

    None for every factor: nothing is known of the weights, all sets are as likely (uniform on the simplex). Else each
    is drawn evenly from its range and the row brought to one; a factor without a weight then weighs nothing.
    """
    if all(one is None for one in weights):
        return seed.dirichlet(np.ones(len(weights)), size=draws)
    low = np.array([one.low if one else 0.0 for one in weights])
    high = np.array([one.high if one else 0.0 for one in weights])
    drawn = low + (high - low) * seed.random((draws, len(weights)))
    sums = drawn.sum(axis=1, keepdims=True)
    if not (sums > 0).all():
        raise ValueError("All factors weigh nothing.")
    return drawn / sums


def rank(
    values: Floats,
    scales: Sequence[Scale],
    weights: Sequence[Weight | None],
    *,
    spread: Floats | None = None,
    draws: int = DRAWS,
    seed: int = 1,
) -> Ranking:
    """Rank places many times over.

    `values` places x factors in the factors' own units, NaN where missing; `spread` of the same shape is a standard
    deviation where a value is known with an error, NaN or zero where it is taken as it is. The same input and seed
    give the same output. Raises ValueError on shapes that do not fit, and on infinite values.
    """
    places, factors = values.shape
    if (
        len(scales) != factors
        or len(weights) != factors
        or (spread is not None and spread.shape != values.shape)
    ):
        raise ValueError("Values, spreads, scales and weights must speak of the same factors.")
    if places == 0 or np.isinf(values).any():
        raise ValueError("There must be a place, and no value may be infinite.")
    generator = np.random.default_rng(seed)
    drawn = draw_weights(weights, draws, generator)
    scaled = np.column_stack([scale.of(column) for scale, column in zip(scales, values.T, strict=True)])
    errors = np.zeros_like(values) if spread is None else np.nan_to_num(spread)
    open_cells = np.isnan(scaled) | (errors > 0)
    # A row for a place: what is drawn for one is added to numbers that stand side by side.
    rows, across = np.where(open_cells, 0.0, scaled) @ drawn.T, np.ascontiguousarray(drawn.T)
    _add_open(rows, across, values, errors, open_cells, scales, generator)
    return Ranking(rows.T, drawn, _order(rows))


def _add_open(
    rows: Floats,
    weights: Floats,
    values: Floats,
    errors: Floats,
    open_cells: npt.NDArray[np.bool_],
    scales: Sequence[Scale],
    generator: np.random.Generator,
) -> None:
    """Add to the rows, places x draws, what missing and uncertain cells say; `weights` factors x draws.

    Each place has a stream of its own, so that a further place leaves what others draw as it was.
    """
    if not open_cells.any():
        return
    known, streams = [scale.of(scale.known) for scale in scales], generator.spawn(len(values))
    draws = rows.shape[1]
    picked = np.empty(draws)
    for place, factor in np.argwhere(open_cells).tolist():
        stream, value = streams[place], values[place, factor]
        if np.isnan(value):
            which = stream.integers(len(known[factor]), size=draws)
            np.take(known[factor], which, out=picked, mode="clip")
        else:
            picked[:] = scales[factor].of(value + errors[place, factor] * stream.standard_normal(draws))
        picked *= weights[factor]
        rows[place] += picked


def _order(rows: Floats) -> Numbers:
    """Return draws x ranks: the numbers of the places, best first; `rows` places x draws of scores from 0 to 1.

    A place's number takes the lowest bits of its score, so that plain numbers are sorted and no numbers of numbers,
    which takes a third of the time. Scores that are the same but for those bits (to 1e-13 for 226 places) are level,
    and of level places the one given first goes before.
    """
    places, draws = rows.shape
    bits = (places - 1).bit_length()
    numbers, low = np.arange(places), (1 << bits) - 1
    order = np.empty((draws, places), dtype=np.uint16 if places < 1 << 16 else np.uint32)
    block = np.empty((BLOCK, places))
    for start in range(0, draws, BLOCK):
        some = rows[:, start : start + BLOCK].T
        # From 1 to 2, the lower the better: there floats are as far apart everywhere, and sort as integers do.
        keys = np.subtract(2.0, some, out=block[: len(some)]).view(np.int64)
        keys &= ~low
        keys |= numbers
        keys.sort(axis=1)
        np.bitwise_and(keys, low, out=order[start : start + BLOCK], casting="unsafe")
    return order


@dataclass(frozen=True)
class Switch:
    """At which share of all weight a factor makes another place the first; `share` is what it has now."""

    factor: int
    share: float
    at: float
    place: int


def switches(scaled: Floats, weights: Floats) -> list[Switch]:
    """Return for each factor the nearest share of weight at which the leader changes, the others kept in proportion.

    `scaled` places x factors on 0..1 without gaps, `weights` one share a factor. A factor under which the leader
    stays whatever it weighs has no switch. Exact: the scores are straight lines in the share.
    """
    totals = scaled @ weights
    leader = int(np.argmax(totals))
    found = []
    for factor, share in enumerate(weights):
        if share >= 1:
            continue
        others = (totals - share * scaled[:, factor]) / (1 - share)
        behind, ahead = others[leader] - others, scaled[leader, factor] - scaled[:, factor]
        with np.errstate(divide="ignore", invalid="ignore"):
            at = behind / (behind - ahead)
        at[(behind * ahead >= 0) | ~((at >= 0) & (at <= 1))] = np.nan
        if np.isnan(at).all():
            continue
        place = int(np.nanargmin(np.abs(at - share)))
        found.append(Switch(factor, float(share), float(at[place]), place))
    return sorted(found, key=lambda one: abs(one.at - one.share))


def topsis(scaled: Floats, weights: Floats) -> Floats:
    """Return closeness to the ideal, 0..1, for comparison (Hwang and Yoon 1981); `scaled` on 0..1, more is better."""
    norms = np.sqrt((scaled**2).sum(axis=0))
    weighted = scaled / np.where(norms > 0, norms, 1.0) * weights
    to_best = np.sqrt(((weighted - weighted.max(axis=0)) ** 2).sum(axis=1))
    to_worst = np.sqrt(((weighted - weighted.min(axis=0)) ** 2).sum(axis=1))
    whole = to_best + to_worst
    return np.where(whole > 0, to_worst / np.where(whole > 0, whole, 1.0), 0.5)


@dataclass(frozen=True)
class Elicited:
    """Weights from choices between two factors at a time: shares, and how well the choices agree.

    `agreement` is 1 where a set of weights explains every choice, and falls towards 0; `worst` is the choice that
    fits least, with the ratio that the others together say of it, or None where no choice is checked by others.
    """

    shares: Floats
    agreement: float
    worst: tuple[int, int, float, float] | None


def weights_from_choices(factors: int, choices: Mapping[tuple[int, int], float]) -> Elicited:
    """Return the weights that explain best how many times as important one factor was called as another.

    `choices[a, b] = 3` means: a matters three times as much as b. Logarithmic least squares, which for all pairs is
    the row's geometric mean (Crawford and Williams 1985, Journal of Mathematical Psychology 29 387-405); some pairs
    may be left out as long as every factor is tied to the others. Raises ValueError where one is not, and on a ratio
    that is not a positive number.
    """
    if not all(0 < ratio < np.inf for ratio in choices.values()):
        raise ValueError("How many times as much is a positive number.")
    rows = np.zeros((len(choices) + 1, factors))
    for number, (one, other) in enumerate(choices):
        rows[number, one], rows[number, other] = 1.0, -1.0
    rows[-1] = 1.0
    asked = np.array([*np.log(list(choices.values())), 0.0])
    if np.linalg.matrix_rank(rows) < factors:
        raise ValueError("The choices leave a factor without a tie to the others.")
    logs = np.linalg.lstsq(rows, asked, rcond=None)[0]
    misfit = (asked - rows @ logs)[:-1]
    whole = float((asked[:-1] ** 2).sum())
    agreement = 1.0 if whole == 0 else 1 - float((misfit**2).sum()) / whole
    shares = np.exp(logs) / np.exp(logs).sum()
    return Elicited(shares, agreement, _worst(list(choices.items()), misfit))


def _worst(
    choices: Sequence[tuple[tuple[int, int], float]], misfit: Floats
) -> tuple[int, int, float, float] | None:
    if not len(misfit) or np.abs(misfit).max() < 1e-9:
        return None
    (one, other), ratio = choices[int(np.abs(misfit).argmax())]
    return one, other, ratio, float(np.exp(np.log(ratio) - misfit[np.abs(misfit).argmax()]))
