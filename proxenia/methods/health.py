"""Whether the silence of a tie is a pause or a stop: a renewal model with shrinkage to ties of the same kind.

Every tie has a rhythm of its own. Contacts that lie close together count as one *episode*; the gaps between episodes
follow, for one kind of tie, either a log-normal law (each tie with its own mean and spread, drawn from a
normal-inverse-gamma prior) or a gamma law (one shape, each tie with its own rate, drawn from a gamma prior). The prior
is estimated from all ties of the kind (empirical Bayes), so that a tie with two contacts borrows the rhythm of its
kind and a tie with thirty has its own. The law that explains the gaps of the kind better is taken.

A tie may have stopped at any moment since its last contact. How likely stops are, and when they happened, is estimated
from the silences of all ties of the kind at once, month by month (the non-parametric maximum-likelihood estimate,
by expectation-maximisation, held near a constant rate by a few pseudo-ties). With S(u) the chance that a living tie
is silent for u, and w(u) the chance to stop u after the last contact,

    P(stopped | silent for t) = sum_{u<t} w(u) S(u) / (sum_{u<t} w(u) S(u) + w(never) S(t)).

With exponential gaps of a known rate and a constant rate of stopping this is the P(alive) of Schmittlein, Morrison and
Colombo (1987, "Counting Your Customers", Management Science 33:1), equation for one customer.

What the figure does not show: why a tie is silent, whether contacts were worth anything, contacts nobody wrote down,
or an agreed pause. It is computed from recorded contacts alone.

Days are days; gaps and silences are in months of 30.4375 days. Nothing here reads a clock or a database.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

METHOD, VERSION = "vital signs", 1
MONTH = 30.4375
EPISODE = 42 / MONTH
"""Contacts at most so many months apart belong to one episode: a visit, its preparation and its thanks."""
WITHIN = 0.45 * EPISODE
"""What is taken off every gap: none can be shorter than an episode. Chosen on simulated ties, checked on others."""
QUIET_FROM, DORMANT_FROM = 0.35, 0.80
"""From which chance of a stop a tie is called quiet, and dormant."""
HORIZON = 120
"""Months back within which a stop is dated; earlier ones are put into the last."""
PSEUDO_TIES = 20.0
"""Weight of the constant rate of stopping beside the ties themselves."""
FEWEST = 30
"""A kind with fewer ties that show a gap borrows the rhythm of all ties together."""
ROUNDS, STEPS = 3, 60
"""How often rhythm and stops are estimated in turn, and steps of the estimate of stops within one round."""
SAMPLE = 4000
"""At most so many ties decide on the rhythm of a kind; more add nothing to the second digit."""
DRAWS = 64
SHORTEST = 0.02
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Gaps:
    """What the gaps of some ties come to, one entry a tie: number, sums, and the silence since the last contact."""

    count: Floats
    total: Floats
    logs: Floats
    squares: Floats
    silence: Floats

    def part(self, rows: NDArray[np.int64]) -> "Gaps":
        """Return some of the ties."""
        return Gaps(*(getattr(self, name)[rows] for name in ("count", "total", "logs", "squares", "silence")))

    def __len__(self) -> int:
        return len(self.count)


@dataclass(frozen=True)
class LogNormal:
    """Gaps whose logarithm is normal; mean and variance of a tie have a normal-inverse-gamma prior."""

    mean: float
    weight: float
    shape: float
    scale: float
    name: str = "log-normal"

    @classmethod
    def of(cls, point: Floats) -> "LogNormal":
        """Return the law at a point of the search."""
        return cls(float(point[0]), *(float(value) for value in np.exp(point[1:])))

    def posterior(self, gaps: Gaps) -> tuple[Floats, Floats, Floats, Floats]:
        """Return mean, weight, shape and scale of each tie after its gaps."""
        weight = self.weight + gaps.count
        own = np.divide(gaps.logs, gaps.count, out=np.zeros(len(gaps)), where=gaps.count > 0)
        spread = np.maximum(gaps.squares - gaps.count * own**2, 0.0)
        pull = 0.5 * self.weight * gaps.count * (own - self.mean) ** 2 / weight
        mean = (self.weight * self.mean + gaps.logs) / weight
        return mean, weight, self.shape + 0.5 * gaps.count, self.scale + 0.5 * spread + pull

    def evidence(self, gaps: Gaps) -> float:
        """Return the log marginal likelihood of the gaps (of months, not of their logarithms)."""
        _mean, weight, shape, scale = self.posterior(gaps)
        each = special.gammaln(shape) - special.gammaln(self.shape) - 0.5 * gaps.count * np.log(2 * np.pi)
        each += self.shape * np.log(self.scale) - shape * np.log(scale) + 0.5 * np.log(self.weight / weight)
        return float(np.sum(each) - np.sum(gaps.logs))

    def survival(self, gaps: Gaps, months: Floats) -> Floats:
        """Return the chance that each tie, living, is silent for longer than its ``months`` (one or many each)."""
        mean, weight, shape, scale = (_beside(value, months) for value in self.posterior(gaps))
        spread = np.sqrt(scale / shape * (1 + 1 / weight))
        return np.asarray(special.stdtr(2 * shape, (mean - np.log(_waited(months))) / spread))

    def drawn(self, gaps: Gaps, months: Floats, chance: np.random.Generator) -> Floats:
        """Return the same chance for one draw of each tie's own mean and spread."""
        mean, weight, shape, scale = self.posterior(gaps)
        variance = scale / chance.gamma(shape)
        own = mean + np.sqrt(variance / weight) * chance.standard_normal(len(gaps))
        centre, spread = (_beside(value, months) for value in (own, np.sqrt(variance)))
        return np.asarray(special.ndtr((centre - np.log(_waited(months))) / spread))

    def typical(self, gaps: Gaps) -> Floats:
        """Return each tie's middle gap in months, as far as it is known."""
        return np.exp(self.posterior(gaps)[0]) + WITHIN


@dataclass(frozen=True)
class Gamma:
    """Gaps with a gamma law of one form (1 is exponential, more is more regular); a tie's rate has a gamma prior."""

    form: float
    shape: float
    rate: float
    name: str = "gamma"

    @classmethod
    def of(cls, point: Floats) -> "Gamma":
        """Return the law at a point of the search."""
        return cls(*(float(value) for value in np.exp(point)))

    def evidence(self, gaps: Gaps) -> float:
        """Return the log marginal likelihood of the gaps."""
        shape = self.shape + self.form * gaps.count
        each = (self.form - 1) * gaps.logs - gaps.count * special.gammaln(self.form) + special.gammaln(shape)
        each += self.shape * np.log(self.rate) - special.gammaln(self.shape)
        return float(np.sum(each - shape * np.log(self.rate + gaps.total)))

    def survival(self, gaps: Gaps, months: Floats) -> Floats:
        """Return the chance that each tie, living, is silent for longer than its ``months``."""
        shape = _beside(self.shape + self.form * gaps.count, months)
        rate = _beside(self.rate + gaps.total, months)
        return np.asarray(special.betainc(shape, self.form, rate / (rate + _waited(months))))

    def drawn(self, gaps: Gaps, months: Floats, chance: np.random.Generator) -> Floats:
        """Return the same chance for one draw of each tie's own rate."""
        rate = chance.gamma(self.shape + self.form * gaps.count) / (self.rate + gaps.total)
        return np.asarray(special.gammaincc(self.form, _beside(rate, months) * _waited(months)))

    def typical(self, gaps: Gaps) -> Floats:
        """Return each tie's middle gap in months, as far as it is known."""
        rate = (self.shape + self.form * gaps.count) / (self.rate + gaps.total)
        return np.asarray(special.gammaincinv(self.form, 0.5)) / rate + WITHIN


Law = LogNormal | Gamma


def _beside(values: Floats, months: Floats) -> Floats:
    """Give a value a tie the shape to meet many times a tie."""
    return values[:, None] if months.ndim == 2 else values


def _waited(months: Floats) -> Floats:
    return np.maximum(months - WITHIN, 1e-6)


def gaps_of(days: Sequence[int], today: int) -> tuple[list[float], float]:
    """Return the gaps between episodes and the silence since the last contact, in months.

    ``days``: contacts as day numbers, sorted, none after ``today``; at least one.
    """
    months = np.diff(np.asarray(days, dtype=float)) / MONTH
    return [float(gap) for gap in months[months > EPISODE]], (today - days[-1]) / MONTH


def summed(days: NDArray[np.int64], starts: NDArray[np.int64], today: int) -> Gaps:
    """Return the gaps of many ties at once.

    ``days``: the contacts of one tie after the other, each tie's sorted; ``starts``: where each tie's begin.
    """
    ends = np.append(starts[1:], len(days))
    owner = np.repeat(np.arange(len(starts)), ends - starts)
    months = np.diff(days) / MONTH
    counts = (months > EPISODE) & (owner[1:] == owner[:-1])
    gap = np.maximum(months[counts] - WITHIN, SHORTEST)
    logs, of = np.log(gap), owner[1:][counts]
    number = len(starts)
    sums = [np.bincount(of, weights=weights, minlength=number) for weights in (None, gap, logs, logs**2)]
    silence = (today - days[ends - 1]) / MONTH
    return Gaps(*(np.asarray(one, dtype=float) for one in sums), silence.astype(float))


@dataclass(frozen=True)
class Stops:
    """When ties of a kind stopped: the chance of each month back, and of not having stopped."""

    months: Floats
    never: float


@dataclass(frozen=True)
class Rhythm:
    """What was learnt from the ties of one kind."""

    law: Law
    stops: Stops
    ties: int
    evidence: dict[str, float]


def fitted(gaps: Gaps) -> Rhythm:
    """Learn rhythm and stops from the ties of one kind.

    The gap that is still open is taken into account as far as the tie is thought to live: without it the long gaps
    would be missing, since they are the ones that have not ended yet.
    """
    part = _sample(gaps)
    reached = part.silence
    laws = {law.name: law for law in (_search(_NORMAL, part, None), _search(_GAMMA, part, None))}
    evidence = {name: law.evidence(part) for name, law in laws.items()}
    law = laws[max(evidence, key=lambda name: evidence[name])]
    stops = Stops(np.full(HORIZON, 0.5 / HORIZON), 0.5)
    for round_number in range(ROUNDS):
        chances = _chances(law, part)
        stops = _learn(chances, stops)
        if round_number < ROUNDS - 1:
            reached = _reached(chances, stops, part)
            law = _search(_NORMAL if isinstance(law, LogNormal) else _GAMMA, part, reached, law)
    return Rhythm(law, stops, len(gaps), evidence)


def _sample(gaps: Gaps) -> Gaps:
    """Return every n-th tie where there are many: in no order that has to do with their rhythm."""
    step = -(-len(gaps) // SAMPLE)
    return gaps.part(np.arange(0, len(gaps), step)) if step > 1 else gaps


@dataclass(frozen=True)
class _Family:
    make: type[LogNormal] | type[Gamma]
    start: tuple[float, ...]
    bounds: tuple[tuple[float, float], ...]


_NORMAL = _Family(LogNormal, (1.5, 0.0, 0.5, -1.0), ((-3, 6), (-6, 6), (-1.5, 6), (-6, 7)))
_GAMMA = _Family(Gamma, (0.3, 0.5, 1.5), ((-2, 5), (-3, 6), (-5, 8)))


def _search(family: _Family, gaps: Gaps, reached: Floats | None, near: Law | None = None) -> Law:
    """Return the law of a family under which the gaps, and the open gaps so far, are likeliest."""

    def against(point: Floats) -> float:
        law = family.make.of(point)
        still = (
            0.0 if reached is None else float(np.log(np.maximum(law.survival(gaps, reached), 1e-12)).sum())
        )
        # A weak pull to the start, so that ties without a single gap leave a rhythm and no infinity.
        return -law.evidence(gaps) - still + 0.01 * float(np.sum((point - np.array(family.start)) ** 2))

    start = np.array(family.start) if near is None else _point(near)
    found = optimize.minimize(against, start, method="L-BFGS-B", bounds=family.bounds)
    return family.make.of(found.x)


def _point(law: Law) -> Floats:
    if isinstance(law, LogNormal):
        return np.array([law.mean, *np.log([law.weight, law.shape, law.scale])])
    return np.log(np.array([law.form, law.shape, law.rate]))


@dataclass(frozen=True)
class _Chances:
    """For each tie: the chance of its silence had it stopped so many months back, and had it not."""

    stopped: Floats
    alive: Floats
    until: Floats


def _until(silence: Floats) -> tuple[Floats, Floats]:
    """Return how long each tie was silent before each month of stopping, and which part of that month counts."""
    back = np.arange(HORIZON)
    since = silence[:, None] - back
    return np.maximum(since - 0.5, SHORTEST), np.clip(since, 0.0, 1.0)


def _chances(law: Law, gaps: Gaps, chance: np.random.Generator | None = None) -> _Chances:
    until, part = _until(gaps.silence)
    widest = int(np.clip(np.ceil(gaps.silence.max(initial=0.0)), 1, HORIZON))
    until, part = until[:, :widest], part[:, :widest]
    both = np.column_stack([until, gaps.silence])
    survived = law.survival(gaps, both) if chance is None else law.drawn(gaps, both, chance)
    return _Chances(survived[:, :-1] * part, survived[:, -1], until)


def _learn(chances: _Chances, begun: Stops) -> Stops:
    """Return the stops under which the silences are likeliest, by expectation-maximisation."""
    width = chances.stopped.shape[1]
    months, never = begun.months.copy(), begun.never
    number = len(chances.alive)
    for _step in range(STEPS):
        weighed, living = chances.stopped * months[:width], chances.alive * never
        whole = np.maximum(weighed.sum(axis=1) + living, 1e-300)
        came = np.zeros(HORIZON)
        came[:width] = (weighed / whole[:, None]).sum(axis=0)
        stayed = float((living / whole).sum())
        share = stayed / number
        months = came + PSEUDO_TIES * (1 - share) / HORIZON
        all_ties = months.sum() + stayed + PSEUDO_TIES * share
        months, never = months / all_ties, (stayed + PSEUDO_TIES * share) / all_ties
    return Stops(months, float(never))


def _reached(chances: _Chances, stops: Stops, gaps: Gaps) -> Floats:
    """Return how far each open gap is thought to have lasted while the tie lived."""
    weighed, living = chances.stopped * stops.months[: chances.stopped.shape[1]], chances.alive * stops.never
    whole = np.maximum(weighed.sum(axis=1) + living, 1e-300)
    return np.asarray(((weighed * chances.until).sum(axis=1) + living * gaps.silence) / whole)


def _stopped(chances: _Chances, stops: Stops) -> Floats:
    weighed = chances.stopped @ stops.months[: chances.stopped.shape[1]]
    return np.asarray(weighed / np.maximum(weighed + chances.alive * stops.never, 1e-300))


@dataclass(frozen=True)
class Signs:
    """The vital signs of some ties: chance of a stop, its 90 % interval, and the rhythm it rests on."""

    stopped: Floats
    low: Floats
    high: Floats
    typical: Floats
    rhythm: Rhythm


def judged(gaps: Gaps, rhythm: Rhythm, seed: int = 0, slice_of: int = 4000) -> Signs:
    """Judge ties by what was learnt from their kind.

    The interval is that of the tie's own rhythm, which few contacts leave unsure; it takes what was learnt from the
    kind as given. ``seed`` decides the draws; the same ties and seed give the same figures.
    """
    chance = np.random.default_rng(seed)
    parts = [np.arange(begin, min(begin + slice_of, len(gaps))) for begin in range(0, len(gaps), slice_of)]
    found = [_judged(gaps.part(rows), rhythm, chance) for rows in parts]
    stopped, low, high = (np.concatenate(some) if some else np.zeros(0) for some in zip(*found, strict=True))
    return Signs(stopped, low, high, rhythm.law.typical(gaps), rhythm)


def _judged(gaps: Gaps, rhythm: Rhythm, chance: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    stopped = _stopped(_chances(rhythm.law, gaps), rhythm.stops)
    draws = np.stack([_stopped(_chances(rhythm.law, gaps, chance), rhythm.stops) for _draw in range(DRAWS)])
    low, high = np.quantile(draws, [0.05, 0.95], axis=0)
    return stopped, np.minimum(low, stopped), np.maximum(high, stopped)


def state(stopped: float) -> str:
    """Return the word for a chance of a stop."""
    if stopped >= DORMANT_FROM:
        return "dormant"
    return "quiet" if stopped >= QUIET_FROM else "alive"


def with_contact_today(gaps: Gaps) -> Gaps:
    """Return the same ties had they met today: what would change the word."""
    return replace(gaps, silence=np.zeros(len(gaps)))
