"""Which places in the world fit one place for a purpose, and by which of the signs.

Every sign brings all places to 0..1 for the place that asks. The score is their weighted mean; the weights belong to
the purpose. A sign of which nothing is known at all (no graph of twinnings, no networks told) is left out of the mean
for everybody and named; one that is unknown of a single place counts there as its middle value, so that a gap neither
lifts nor sinks a place.

The graph of twinnings is read in four ways, none of which is a place's fame alone: partners of one's partners, each
counted the less the more ties it keeps (resource allocation; Zhou, Lü and Zhang 2009, doi 10.1140/epjb/e2009-00335-8);
places that are tied to places tied to the same (paths of three; Kovács et al. 2019, doi 10.1038/s41467-019-09177-y);
where the towns around us look; and how often the two countries' towns tie up at all.

What a score does not show: whether a partnership would be any good. Real twinnings are habits, not successes; a place
that resembles what others chose is likely, not proven. Nothing here reads a clock, a file or a database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt

METHOD, VERSION = "partner match", 1
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
NEAR_KM = 150.0
"""So far reaches what counts as the towns around a place."""
CELL = 1.0
"""Degrees of the grid on which the neighbourhood of places is counted."""
LEAST = 1e-12


@dataclass(frozen=True)
class Graph:
    """Who is tied to whom: the partners of place i are `ends[starts[i]:starts[i + 1]]`, each tie at both its ends."""

    starts: Ints
    ends: Ints

    @classmethod
    def of(cls, pairs: Ints, places: int) -> Self:
        """Build it from pairs (ties x 2) of place numbers; loops and repetitions are dropped."""
        low, high = pairs.min(axis=1, initial=places), pairs.max(axis=1, initial=-1)
        keys = np.unique(low[low != high] * places + high[low != high])
        low, high = keys // places, keys % places
        one, other = np.concatenate([low, high]), np.concatenate([high, low])
        order = np.lexsort((other, one))
        starts = np.zeros(places + 1, dtype=np.int64)
        np.cumsum(np.bincount(one, minlength=places), out=starts[1:])
        return cls(starts, other[order])

    @cached_property
    def degree(self) -> Ints:
        """Return how many ties each place keeps."""
        return np.diff(self.starts)

    @cached_property
    def begins(self) -> Ints:
        """Return for every entry of `ends` whose partner it is."""
        return np.repeat(np.arange(len(self.degree)), self.degree)

    def partners(self, place: int) -> Ints:
        """Return the partners of a place."""
        return self.ends[self.starts[place] : self.starts[place + 1]]

    def step(self, amounts: Floats) -> Floats:
        """Return what arrives at each place when every place hands its amount to each of its partners."""
        some = amounts[self.begins] if (amounts != 0).mean() > 0.1 else None
        if some is not None:
            return np.bincount(self.ends, some, minlength=len(amounts)).astype(float)
        givers = np.flatnonzero(amounts)
        degree = self.degree[givers]
        within = np.arange(degree.sum()) - np.repeat(np.cumsum(degree) - degree, degree)
        places = self.ends[np.repeat(self.starts[givers], degree) + within]
        return np.bincount(places, np.repeat(amounts[givers], degree), minlength=len(amounts)).astype(float)


@dataclass(frozen=True)
class Places:
    """What is known of every place, one entry each: degrees, people (NaN where unknown), hours from UTC, rank of the
    seat (2 capital, 1 seat of a region, 0 other), number of the country and of the name."""

    lat: Floats
    lon: Floats
    people: Floats
    hours: Floats
    seat: Ints
    country: Ints
    name: Ints

    def __len__(self) -> int:
        return len(self.lat)

    @cached_property
    def per_country(self) -> Floats:
        """Return the number of places of every country."""
        return np.bincount(self.country).astype(float)

    @cached_property
    def cell(self) -> tuple[Ints, Ints]:
        """Return row and column of the grid."""
        rows = np.clip(((self.lat + 90) / CELL).astype(np.int64), 0, int(180 / CELL) - 1)
        columns = ((self.lon + 180) / CELL).astype(np.int64) % int(360 / CELL)
        return rows, columns

    def kilometres(self, place: int) -> Floats:
        """Return the great-circle distance of every place from one."""
        lat, lon = np.radians(self.lat), np.radians(self.lon)
        half = np.sin((lat - lat[place]) / 2) ** 2
        half += np.cos(lat[place]) * np.cos(lat) * np.sin((lon - lon[place]) / 2) ** 2
        return 12_742.0 * np.arcsin(np.minimum(1.0, np.sqrt(half)))


@dataclass(frozen=True)
class Match:
    """The score of every place for the one that asks: `parts` holds each sign on 0..1 (NaN: unknown there).

    `weights` are shares of the signs that count, summing to one; `missing` the signs of which nothing is known.
    `score` is -1 for places that are left out: the one that asks, and those it is tied to.
    """

    score: Floats
    parts: dict[str, Floats]
    weights: dict[str, float]
    missing: tuple[str, ...]

    @cached_property
    def middles(self) -> dict[str, float]:
        """Return the middle value of each sign."""
        return {sign: _middle(values) for sign, values in self.parts.items()}

    def best(self, most: int) -> Ints:
        """Return the places with the highest scores, best first; the lower number first where two are level."""
        most = min(most, int((self.score >= 0).sum()))
        if not most:
            return np.empty(0, dtype=np.int64)
        line = np.partition(self.score, -most)[-most]
        some = np.flatnonzero(self.score >= line)
        return some[np.argsort(-self.score[some], kind="stable")][:most]

    def reasons(self, place: int) -> list[tuple[str, float]]:
        """Return the signs by what they add to a place's score over the middle of the sign, most first."""
        told = []
        for sign, weight in self.weights.items():
            value = self.parts[sign][place]
            if not np.isnan(value):
                told.append((sign, float(weight * (value - self.middles[sign]))))
        return sorted(told, key=lambda one: -one[1])


def match(
    parts: Mapping[str, Floats | None], weights: Mapping[str, float], *, left_out: Flags | Ints
) -> Match:
    """Bring signs and weights together; a sign that is None is missing for everybody.

    Raises ValueError where no sign with a weight is known.
    """
    asked = [sign for sign, weight in weights.items() if weight > 0]
    known = {sign: values for sign in asked if (values := parts.get(sign)) is not None}
    whole = sum(weights[sign] for sign in known)
    if not known or whole <= 0:
        raise ValueError("No sign with a weight is known.")
    shares = {sign: weights[sign] / whole for sign in known}
    score = np.zeros(len(next(iter(known.values()))))
    for sign, values in known.items():
        gaps = np.isnan(values)
        score += shares[sign] * (np.where(gaps, _middle(values), values) if gaps.any() else values)
    score[left_out] = -1.0
    return Match(score, known, shares, tuple(sign for sign in asked if sign not in known))


def _middle(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(np.median(known)) if len(known) else 0.5


def friends(graph: Graph, home: int) -> tuple[Floats, Floats]:
    """Return what arrives over our partners, and over partners of places that share a partner with us.

    First: for every place the sum of 1/degree over the partners it shares with us. Second: the sum over paths of three
    ties of 1/sqrt(degree x degree) of the two places between.
    """
    here = np.zeros(len(graph.degree))
    here[graph.partners(home)] = 1.0
    degree = np.maximum(graph.degree, 1)
    two = graph.step(here / degree)
    between = graph.step(here / np.sqrt(degree))
    between[home] = 0.0
    three = graph.step(between / np.sqrt(degree))
    return two, three


def around(graph: Graph, places: Places, home: int, kilometres: Floats) -> Floats:
    """Return how much the towns around us, of our country, look to the neighbourhood of each place.

    Every partner of a town near us adds, the more the nearer that town; it is counted on a grid of degrees, with the
    cells beside, and split among the places there, so that a crowded region is not ahead by numbers alone.
    """
    near = np.where(places.country == places.country[home], np.exp(-kilometres / NEAR_KM), 0.0)
    near[(kilometres > 4 * NEAR_KM) | (places.country != places.country[home])] = 0.0
    near[home] = 0.0
    arrived = graph.step(near)
    arrived[places.country == places.country[home]] = 0.0
    return _smeared(arrived, places) / np.sqrt(_crowd(places))


def _smeared(amounts: Floats, places: Places) -> Floats:
    """Return for every place what lies in its cell and, at half, in the eight beside it."""
    rows, columns = int(180 / CELL), int(360 / CELL)
    row, column = places.cell
    grid = np.bincount(row * columns + column, amounts, minlength=rows * columns).reshape(rows, columns)
    beside = np.pad(grid, ((1, 1), (0, 0)))
    beside = beside[:-2] + beside[1:-1] + beside[2:]
    beside = np.roll(beside, 1, axis=1) + beside + np.roll(beside, -1, axis=1)
    found: Floats = ((grid + beside) / 2)[row, column]
    return found


def _crowd(places: Places) -> Floats:
    return np.maximum(_smeared(np.ones(len(places)), places), 1.0)


def between_countries(graph: Graph, places: Places, home: int) -> Floats:
    """Return how much more often towns of our country and of each place's country tie up than chance would have it.

    The towns' ties without our own, per place of the other country, in powers of ten, with one tie of doubt.
    """
    countries = len(places.per_country)
    ours = places.country[graph.begins] == places.country[home]
    ours &= (graph.begins != home) & (graph.ends != home)
    ties = np.bincount(places.country[graph.ends[ours]], minlength=countries).astype(float)
    expected = ties.sum() * places.per_country / max(places.per_country.sum(), 1)
    lift = np.log10((ties + 0.5) / (expected + 0.5))
    found: Floats = lift[places.country]
    return found


def alike(values: Floats, mine: float, tenfold: float = 1.0) -> Floats:
    """Return 1 where two amounts are the same, 0 where one is `tenfold` powers of ten the other; NaN where unknown."""
    if np.isnan(mine):
        return np.full(len(values), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = np.abs(np.log10(np.maximum(values, 1.0)) - np.log10(max(mine, 1.0)))
    return np.where(np.isnan(values), np.nan, np.maximum(1 - apart / tenfold, 0.0))


def filling(amounts: Floats, half: float) -> Floats:
    """Return amounts from 0 up brought to 0..1: `half` becomes one half, more says ever less."""
    return amounts / (amounts + half)


def to_share(values: Floats) -> Floats:
    """Return values between the least and the most known as 0..1; all alike: one half."""
    known = values[~np.isnan(values)]
    if not len(known) or known.max() - known.min() < LEAST:
        return np.where(np.isnan(values), np.nan, 0.5)
    return (values - known.min()) / (known.max() - known.min())


def like_those(parts: Sequence[Floats], worked: Ints) -> Floats | None:
    """Return how like the places are to those where ties worked, on 0..1; None where no such place is known.

    `parts` are columns on 0..1; the distance is that to the nearest of them, unknown cells left out.
    """
    if not len(worked) or not parts:
        return None
    columns = np.column_stack(parts)
    nearest = np.full(len(columns), np.inf)
    for one in worked:
        apart = columns - columns[one]
        mean = np.nanmean(apart**2, axis=1) if not np.isnan(apart).all() else np.full(len(columns), np.nan)
        nearest = np.fmin(nearest, np.sqrt(mean))
    return np.where(np.isinf(nearest), np.nan, 1 - np.minimum(nearest, 1.0))


@dataclass(frozen=True)
class Governance:
    """Powers a place has over policy fields, posts for international work, and its stage (1 to 6); None: unknown."""

    powers: frozenset[str] | None = None
    posts: float | None = None
    stage: int | None = None


@dataclass(frozen=True)
class Fit:
    """How well two places can act together on 0..1, None where nothing is known of either; `mismatches` name what
    stands against it: powers that one side lacks, capacity that differs tenfold, stages two or more apart."""

    value: float | None
    mismatches: tuple[str, ...] = ()
    lacking: frozenset[str] = frozenset()


def governance_fit(ours: Governance, theirs: Governance, wanted: frozenset[str] = frozenset()) -> Fit:
    """Compare powers, capacity and stage (EVD-11); `wanted` are the powers the purpose needs on both sides.

    Powers: the share of wanted (else of either side's) powers that both have. Capacity: 1 where posts are the same,
    0 where one side has ten times as many. Stage: 1 where the same, 0 from four apart. The mean of what is known.
    """
    told, against, lacking = [], [], frozenset[str]()
    if ours.powers is not None and theirs.powers is not None:
        needed = wanted or (ours.powers | theirs.powers)
        lacking = needed - (ours.powers & theirs.powers)
        told.append(1 - len(lacking) / len(needed) if needed else 1.0)
        against += ["powers"] if wanted and lacking else []
    if ours.posts and theirs.posts:
        apart = abs(np.log10(ours.posts / theirs.posts))
        told.append(float(max(1 - apart, 0.0)))
        against += ["capacity"] if apart >= 1 else []
    if ours.stage is not None and theirs.stage is not None:
        told.append(max(1 - abs(ours.stage - theirs.stage) / 4, 0.0))
        against += ["stage"] if abs(ours.stage - theirs.stage) >= 2 else []
    value = float(np.mean(told)) if told else None
    return Fit(value, tuple(against), lacking if "powers" in against else frozenset())


def without(graph: Graph, pairs: Ints, places: int) -> Graph:
    """Return the graph without some ties: for testing what it says of them."""
    hidden = np.unique(pairs.min(axis=1) * places + pairs.max(axis=1))
    kept = graph.begins < graph.ends
    keys = graph.begins[kept] * places + graph.ends[kept]
    keys = keys[~np.isin(keys, hidden)]
    return replace(Graph.of(np.column_stack([keys // places, keys % places]), places))
