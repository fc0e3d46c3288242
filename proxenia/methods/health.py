"""Whether the silence of a tie is a pause or a stop: a renewal model with shrinkage to ties of the same kind.

Every tie has a rhythm of its own. Contacts that lie close together count as one *episode*; the gaps between episodes
follow, for one kind of tie, either a log-normal law (each tie with its own mean and spread, drawn from a
normal-inverse-gamma prior) or a gamma law (one shape, each tie with its own rate, drawn from a gamma prior). The prior
is estimated from all ties of the kind (empirical Bayes), so that a tie with two contacts borrows the rhythm of its
kind and a tie with thirty has its own. The law that explains the gaps of the kind better is taken.

A tie may have stopped at any moment since its last contact. How likely stops are, and when they happened, is estimated
from the silences of all ties of the kind at once, half month by half month (the non-parametric maximum-likelihood
estimate, by expectation-maximisation, held near a constant rate by a few pseudo-ties). With S(u) the chance that a
living tie is silent for u, and w(u) the chance to stop u after the last contact,

    P(stopped | silent for t) = sum_{u<t} w(u) S(u) / (sum_{u<t} w(u) S(u) + w(never) S(t)).

With exponential gaps of a known rate and a constant rate of stopping this is the P(alive) of Schmittlein, Morrison and
Colombo (1987, "Counting Your Customers", Management Science 33:1), equation for one customer.

What the figure does not show: why a tie is silent, whether contacts were worth anything, contacts nobody wrote down,
or an agreed pause. It is computed from recorded contacts alone. Where the stops of a kind cluster in time (half of
all ties ended a year ago, say), a silence that began long before can weigh a little less than a shorter one.

Days are days; gaps and silences are in months of 30.4375 days. Nothing here reads a clock or a database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

METHOD, VERSION = "vital signs", 4
MONTH = 30.4375
EPISODE = 42 / MONTH
"""Contacts at most so many months apart belong to one episode: a visit, its preparation and its thanks."""
WITHIN = 0.6 * EPISODE
"""What is taken off every gap: none can be shorter than an episode. Chosen on simulated ties, checked on others."""
QUIET_FROM, DORMANT_FROM = 0.35, 0.80
"""From which chance of a stop a tie is called quiet, and dormant."""
A_MONTH = 2
"""A stop is dated to one of so many parts of a month: to whole months, who fell silent in the month beside the one in
which many stopped was said to be unsure where the truth is sure."""
HORIZON = 120 * A_MONTH
"""Half months back within which a stop is dated; earlier ones are put into the last."""
PSEUDO_TIES = 20.0
"""Weight of the constant rate of stopping beside the ties themselves."""
FEWEST = 30
"""A kind with fewer ties that show a gap borrows the rhythm of all ties together."""
ROUNDS, STEPS = 3, 60
"""How often rhythm and stops are estimated in turn, and steps of the estimate of stops within one round."""
SAMPLE = 2000
"""At most so many ties decide on the rhythm of a kind; more add nothing to the second digit."""
MOST_TRIES = 400
"""So often a law is tried before the search for the likeliest ends."""
DRAWS = 32
AHEAD = 96
"""So many months ahead it is foretold what silence would do to the word."""
SLICE = 1000
"""Ties judged together: more need memory, not less time."""
WIDER = 2.0
"""By how much the interval is drawn out (in log odds) for what its draws leave out: that the law of the gaps and the
days of stops are themselves only estimated. Chosen on simulated ties; ends are rounded outward to the hundredth."""
SHORTEST = 0.02
_TABLE = np.linspace(-18.0, 6.0, 24_001)
"""Logarithms at which the gamma law is tabled for the draws."""
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
        weight, shape, scale = (float(value) for value in np.exp(point[1:]))
        return cls(float(point[0]), weight, shape, scale)

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
        """Return the chance that each tie, living, is silent for longer than its ``months`` (one, or a row of them)."""
        mean, weight, shape, scale = self.posterior(gaps)
        spread = np.sqrt(scale / shape * (1 + 1 / weight))
        mean, shape, spread = (_beside(one, months) for one in (mean, shape, spread))
        return np.asarray(special.stdtr(2 * shape, (mean - np.log(_waited(months))) / spread))

    def prepared(self, months: Floats) -> Floats:
        """Return what ``drawn`` wants to know of silences."""
        return np.log(_waited(months))

    def drawn(
        self, gaps: Gaps, owner: NDArray[np.int64], waits: Floats, chance: np.random.Generator
    ) -> Floats:
        """Return the same chance for one draw of each tie's own mean and spread; ``owner``: whose each wait is."""
        mean, weight, shape, scale = self.posterior(gaps)
        variance = scale / chance.gamma(shape)
        own = mean + np.sqrt(variance / weight) * chance.standard_normal(len(gaps))
        steep = 1 / np.sqrt(variance)
        return np.asarray(special.ndtr((own * steep)[owner] - waits * steep[owner]))

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
        form, shape, rate = (float(value) for value in np.exp(point))
        return cls(form, shape, rate)

    def evidence(self, gaps: Gaps) -> float:
        """Return the log marginal likelihood of the gaps."""
        shape = self.shape + self.form * gaps.count
        each = (self.form - 1) * gaps.logs - gaps.count * special.gammaln(self.form) + special.gammaln(shape)
        each += self.shape * np.log(self.rate) - special.gammaln(self.shape)
        return float(np.sum(each - shape * np.log(self.rate + gaps.total)))

    def survival(self, gaps: Gaps, months: Floats) -> Floats:
        """Return the chance that each tie, living, is silent for longer than its ``months`` (one, or a row of them)."""
        shape = _beside(self.shape + self.form * gaps.count, months)
        rate = _beside(self.rate + gaps.total, months)
        return np.asarray(special.betainc(shape, self.form, rate / (rate + _waited(months))))

    def prepared(self, months: Floats) -> Floats:
        """Return what ``drawn`` wants to know of silences."""
        return np.log(_waited(months))

    def drawn(
        self, gaps: Gaps, owner: NDArray[np.int64], waits: Floats, chance: np.random.Generator
    ) -> Floats:
        """Return the same chance for one draw of each tie's own rate; ``owner``: whose each wait is.

        Read from a table, since only the scale differs between ties: a hundred times as fast, right to 0.0001.
        """
        rate = chance.gamma(self.shape + self.form * gaps.count) / (self.rate + gaps.total)
        spent = np.log(np.maximum(rate, 1e-300))[owner] + waits
        places = np.clip((spent - _TABLE[0]) / (_TABLE[1] - _TABLE[0]), 0, len(_TABLE) - 1)
        return special.gammaincc(self.form, np.exp(_TABLE))[np.rint(places).astype(np.int64)]

    def typical(self, gaps: Gaps) -> Floats:
        """Return each tie's middle gap in months, as far as it is known."""
        rate = (self.shape + self.form * gaps.count) / (self.rate + gaps.total)
        return np.asarray(special.gammaincinv(self.form, 0.5)) / rate + WITHIN


Law = LogNormal | Gamma


def _waited(months: Floats) -> Floats:
    return np.maximum(months - WITHIN, 1e-6)


def _beside(one: Floats, months: Floats) -> Floats:
    """Return a figure of each tie in the form in which it meets its month, or its row of months."""
    return one if months.ndim == 1 else one[:, None]


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
    count, total, first, second = (np.asarray(one, dtype=float) for one in sums)
    return Gaps(count, total, first, second, silence.astype(float))


@dataclass(frozen=True)
class Stops:
    """When ties of a kind stopped: the chance of each half month back, and of not having stopped."""

    halves: Floats
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
    chosen = _sample(len(gaps))
    part, halves = gaps.part(chosen), _halves_of(gaps)
    laws = {law.name: law for law in (_search(_NORMAL, part, None), _search(_GAMMA, part, None))}
    evidence = {name: law.evidence(part) for name, law in laws.items()}
    law = laws[max(evidence, key=lambda name: evidence[name])]
    stops = Stops(np.full(HORIZON, 0.5 / HORIZON), 0.5)
    for round_number in range(ROUNDS):
        chances = _chances(law, gaps, halves)
        stops = _learn(chances, halves, stops)
        if round_number < ROUNDS - 1:
            reached = _reached(chances, halves, stops, gaps)[chosen]
            law = _search(_NORMAL if isinstance(law, LogNormal) else _GAMMA, part, reached, law)
    return Rhythm(law, stops, len(gaps), evidence)


def _sample(ties: int) -> NDArray[np.int64]:
    """Return every n-th tie where there are many: in no order that has to do with their rhythm."""
    return np.arange(0, ties, max(1, -(-ties // SAMPLE)))


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
    # Without derivatives, and without the linear algebra whose threads cost more than these few numbers are worth.
    ends = {"xatol": 5e-3, "fatol": 1e-2, "maxfev": MOST_TRIES}
    found = optimize.minimize(against, start, method="Nelder-Mead", bounds=family.bounds, options=ends)
    return family.make.of(found.x)


def _point(law: Law) -> Floats:
    if isinstance(law, LogNormal):
        return np.array([law.mean, *np.log([law.weight, law.shape, law.scale])])
    return np.log(np.array([law.form, law.shape, law.rate]))


@dataclass(frozen=True)
class _Halves:
    """The half months back in which each tie may have stopped, one tie after the other; each tie has at least one.

    ``owner``: which tie; ``back``: how many half months back; ``until``: how many months it had been silent then;
    ``part``: how much of that half month lies after its last contact; ``starts``: where each tie's begin.
    """

    owner: NDArray[np.int64]
    back: NDArray[np.int64]
    until: Floats
    part: Floats
    starts: NDArray[np.int64]

    def summed(self, values: Floats) -> Floats:
        """Return the sum for each tie."""
        return np.asarray(np.add.reduceat(values, self.starts))


def _halves_of(gaps: Gaps) -> _Halves:
    silence = gaps.silence * A_MONTH
    width = np.clip(np.ceil(silence), 1, HORIZON).astype(np.int64)
    starts = np.concatenate([[0], np.cumsum(width)[:-1]]).astype(np.int64)
    owner = np.repeat(np.arange(len(gaps)), width)
    back = np.arange(len(owner)) - starts[owner]
    since = silence[owner] - back
    until = np.maximum((since - 0.5) / A_MONTH, SHORTEST)
    return _Halves(owner, back, until, np.clip(since, 0.0, 1.0), starts)


@dataclass(frozen=True)
class _Chances:
    """The chance of each tie's silence had it stopped in each of its half months, and had it not stopped."""

    stopped: Floats
    alive: Floats


def _chances(law: Law, gaps: Gaps, halves: _Halves) -> _Chances:
    survived = law.survival(gaps.part(halves.owner), halves.until)
    return _Chances(survived * halves.part, law.survival(gaps, gaps.silence))


def _learn(chances: _Chances, halves: _Halves, begun: Stops) -> Stops:
    """Return the stops under which the silences are likeliest, by expectation-maximisation."""
    weights, never = begun.halves, begun.never
    number = len(chances.alive)
    for _step in range(STEPS):
        weighed, living = chances.stopped * weights[halves.back], chances.alive * never
        whole = np.maximum(halves.summed(weighed) + living, 1e-300)
        seen = np.bincount(halves.back, weights=weighed / whole[halves.owner], minlength=HORIZON)
        stayed = float((living / whole).sum())
        share = stayed / number
        came = seen + PSEUDO_TIES * (1 - share) / HORIZON
        stayed += PSEUDO_TIES * share
        weights, never = came / (came.sum() + stayed), stayed / (came.sum() + stayed)
    return Stops(weights, float(never))


def _reached(chances: _Chances, halves: _Halves, stops: Stops, gaps: Gaps) -> Floats:
    """Return how far each open gap is thought to have lasted while the tie lived."""
    weighed, living = chances.stopped * stops.halves[halves.back], chances.alive * stops.never
    whole = np.maximum(halves.summed(weighed) + living, 1e-300)
    return np.asarray((halves.summed(weighed * halves.until) + living * gaps.silence) / whole)


def _stopped(chances: _Chances, halves: _Halves, stops: Stops) -> Floats:
    weighed = halves.summed(chances.stopped * stops.halves[halves.back])
    return np.asarray(weighed / np.maximum(weighed + chances.alive * stops.never, 1e-300))


@dataclass(frozen=True)
class Signs:
    """The vital signs of some ties: chance of a stop, its 90 % interval, and the rhythm it rests on."""

    stopped: Floats
    low: Floats
    high: Floats
    typical: Floats
    rhythm: Rhythm


def judged(gaps: Gaps, rhythm: Rhythm, seed: int = 0) -> Signs:
    """Judge ties by what was learnt from their kind.

    The interval is that of the tie's own rhythm, which few contacts leave unsure; it takes what was learnt from the
    kind as given. ``seed`` decides the draws; the same ties and seed give the same figures.
    """
    chance = np.random.default_rng(seed)
    parts = [np.arange(begin, min(begin + SLICE, len(gaps))) for begin in range(0, len(gaps), SLICE)]
    found = [_judged(gaps.part(rows), rhythm, chance) for rows in parts]
    stopped, low, high = (np.concatenate(some) if some else np.zeros(0) for some in zip(*found, strict=True))
    return Signs(stopped, low, high, rhythm.law.typical(gaps), rhythm)


def _judged(gaps: Gaps, rhythm: Rhythm, chance: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    law, stops, halves = rhythm.law, rhythm.stops, _halves_of(gaps)
    stopped = _stopped(_chances(law, gaps, halves), halves, stops)
    draws = np.empty((DRAWS, len(gaps)))
    waits = law.prepared(np.append(halves.until, gaps.silence))
    owner = np.append(halves.owner, np.arange(len(gaps)))
    for number in range(DRAWS):
        survived = law.drawn(gaps, owner, waits, chance)
        begun = len(halves.owner)
        draws[number] = _stopped(_Chances(survived[:begun] * halves.part, survived[begun:]), halves, stops)
    low, high = np.quantile(draws, [0.05, 0.95], axis=0)
    low, high = _widened(np.minimum(low, stopped), stopped), _widened(np.maximum(high, stopped), stopped)
    return stopped, np.floor(100 * low) / 100, np.ceil(100 * high) / 100


def _widened(end: Floats, stopped: Floats) -> Floats:
    """Return an end of the interval moved away from the chance itself, by its odds, and 0 and 1 left as they are."""
    inner, outer = (np.clip(one, 1e-12, 1 - 1e-12) for one in (stopped, end))
    middle = special.logit(inner)
    return np.asarray(special.expit(middle + WIDER * (special.logit(outer) - middle)))


def state(stopped: float) -> str:
    """Return the word for a chance of a stop."""
    if stopped >= DORMANT_FROM:
        return "dormant"
    return "quiet" if stopped >= QUIET_FROM else "alive"


def with_contact_today(gaps: Gaps) -> Gaps:
    """Return the same ties had they met today: their silence is a gap like the others now."""
    ended = gaps.silence > EPISODE
    gap = np.maximum(gaps.silence - WITHIN, SHORTEST)
    logs = np.where(ended, np.log(gap), 0.0)
    return Gaps(
        gaps.count + ended,
        gaps.total + np.where(ended, gap, 0.0),
        gaps.logs + logs,
        gaps.squares + logs**2,
        np.zeros(len(gaps)),
    )


def months_until(gaps: Gaps, rhythm: Rhythm, chance_of_stop: float) -> Floats:
    """Return how many months longer each tie would have to be silent to reach a chance of a stop; nan: not in eight
    years. Right to a month or better; what was learnt from the kind is taken as it stands today."""
    return first_month(chances_ahead(gaps, rhythm), chance_of_stop)


def first_month(ahead: Floats, chance_of_stop: float) -> Floats:
    """Return after how many months the chances of ``chances_ahead`` first reach one; nan where they never do."""
    over = ahead >= chance_of_stop
    month, row = over.argmax(axis=1), np.arange(len(ahead))
    above, below = ahead[row, month], ahead[row, np.maximum(month - 1, 0)]
    step = np.divide(chance_of_stop - below, above - below, out=np.ones(len(ahead)), where=above > below)
    found = np.maximum(month - 1 + np.clip(step, 0.0, 1.0), 0.0) * (month > 0)
    return np.where(over.any(axis=1), found, np.nan)


def chances_ahead(gaps: Gaps, rhythm: Rhythm) -> Floats:
    """Return the chance of a stop 0 to ``AHEAD`` months from now were a tie silent until then: one row a tie."""
    found = np.empty((len(gaps), AHEAD + 1))
    order = np.argsort(gaps.silence, kind="stable")
    for begin in range(0, len(gaps), SLICE):
        rows = order[begin : begin + SLICE]
        found[rows] = _ahead(gaps.part(rows), rhythm)
    return found


def _ahead(gaps: Gaps, rhythm: Rhythm) -> Floats:
    """The silence grows by half a month from column to column: so each survival is computed once, however often used.

    Column h stands for the half month that begins ``h - first`` half months after today's silence began to count; a
    stop b half months back, seen m months from now, lies in column ``first + 2 m - b``.
    """
    silence = gaps.silence[:, None] * A_MONTH
    first = int(np.clip(np.ceil(silence.max(initial=1.0)), 1, HORIZON)) - 1
    last = AHEAD * A_MONTH
    since = silence + np.arange(-first, last + 2)
    survived = rhythm.law.survival(gaps, np.maximum((since - 0.5) / A_MONTH, SHORTEST))
    weights = np.zeros((first + last + 1, AHEAD + 1))
    for month in range(AHEAD + 1):
        end = first + month * A_MONTH + 1
        reach = min(HORIZON, end)
        weights[end - reach : end, month] = rhythm.stops.halves[:reach][::-1]
    stopped = (survived * np.clip(since, 0.0, 1.0))[:, :-1] @ weights
    # Half a month lies between the middles of two: what outlives both is taken as their geometric mean.
    alive = rhythm.stops.never * np.sqrt(survived[:, first:-1:A_MONTH] * survived[:, first + 1 :: A_MONTH])
    return np.asarray(stopped / np.maximum(stopped + alive, 1e-300))


ALL_TIES = "all ties"
"""Whose rhythm a kind borrows that has too few ties of its own."""


def learnt(gaps: Gaps, kinds: Sequence[str]) -> dict[str, Rhythm]:
    """Learn the rhythm of every kind with ties enough, and of all ties together.

    ``kinds``: one word a tie. A kind with fewer than ``FEWEST`` ties that show a gap is left out: it borrows.
    """
    if not len(gaps):
        return {}
    names = np.asarray(kinds)
    found = {}
    for kind in sorted(set(kinds)):
        rows = np.flatnonzero(names == kind)
        if len(rows) < len(gaps) and (gaps.count[rows] > 0).sum() >= FEWEST:
            found[kind] = fitted(gaps.part(rows))
    return {ALL_TIES: fitted(gaps.part(_sample(len(gaps))) if found else gaps), **found}


def rows_by_rhythm(kinds: Sequence[str], rhythms: dict[str, Rhythm]) -> dict[str, NDArray[np.int64]]:
    """Return which ties are judged by which rhythm: that of their kind, or the one of all ties."""
    names = np.asarray([kind if kind in rhythms else ALL_TIES for kind in kinds])
    return {str(name): np.flatnonzero(names == name) for name in sorted(set(names.tolist()))}


def written(rhythm: Rhythm) -> dict[str, Any]:
    """Return a rhythm as plain values, to be stored."""
    return {
        "law": rhythm.law.name,
        "point": [float(value) for value in _point(rhythm.law)],
        "stops": [float(value) for value in rhythm.stops.halves],
        "never": rhythm.stops.never,
        "ties": rhythm.ties,
        "evidence": rhythm.evidence,
    }


def read(told: dict[str, Any]) -> Rhythm:
    """Return the rhythm that ``written`` wrote; version 1 dated stops to whole months, of which each half has half."""
    family = _NORMAL if told["law"] == LogNormal.name else _GAMMA
    law, stops = family.make.of(np.array(told["point"])), np.array(told["stops"])
    coarse = HORIZON // len(stops)
    stops = np.repeat(stops / coarse, coarse)
    return Rhythm(law, Stops(stops, told["never"]), told["ties"], told["evidence"])
