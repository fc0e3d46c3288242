"""What a place does more of than others, how that grows, what it lacks, and which places are like it or fit it.

From a brought table: place, industry, year, amount (jobs, or exports in money). The location quotient is a place's
share in an industry over the share of all places together: 1 is even (Florence 1939; its use with jobs is the local
stand-in for revealed comparative advantage). Growth is yearly and compound, from the first year told to the last. The
gap is what would bring an industry to the share it has everywhere. Similarity is 100 x the sum of the smaller shares.
Fit is ours: which part of what one has beyond the common share meets what the other lacks, both ways, averaged.

Which industries lead is uncertain twice: small numbers are noisy, and nobody knows what to weigh. Amounts are drawn
(a count of n as a gamma of n + 1/2, money with a relative error) and the weights of quotient, growth beyond that
elsewhere, and share too (evenly over all mixtures); told is how often an industry is among the first `top`.

What the figures do not show: productivity, wages, who trades with whom inside a firm, and anything smaller than an
industry of the table. A quotient depends on which places are in the table.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

METHOD, VERSION = "specialisation profile", 1
DRAWS = 4_000
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Amount:
    """A row of the table: so much of an industry in a place in a year."""

    place: str
    industry: str
    year: int
    amount: float


@dataclass(frozen=True)
class Sector:
    """An industry in the place asked about.

    `amount`, `share` (0..1) and `quotient` of the last year with the quotient's 90 % `interval`; `growth` and
    `growth_elsewhere` a year (0.02 is 2 %), None where an end is missing or zero; `gap` in the unit of the amounts;
    `export_share` 0..1, None without exports beside output; `p_lead` how often it is among the first.
    """

    industry: str
    amount: float
    share: float
    quotient: float
    interval: tuple[float, float]
    growth: float | None
    growth_elsewhere: float | None
    gap: float
    export_share: float | None
    p_lead: float


@dataclass(frozen=True)
class Other:
    """Another place: how like it is (0 to 100) and how well what each lacks meets what the other has (0 to 100)."""

    place: str
    similarity: float
    fit: float
    meets: tuple[str, ...]


@dataclass(frozen=True)
class Profile:
    """The profile of a place: its industries, the likeliest to lead first, and the other places by name."""

    place: str
    first_year: int
    last_year: int
    sectors: tuple[Sector, ...]
    others: tuple[Other, ...]
    draws: int
    seed: int


@dataclass(frozen=True)
class _Grid:
    places: list[str]
    industries: list[str]
    first_year: int
    last_year: int
    first: Floats
    last: Floats


def profile(
    rows: Iterable[Amount],
    place: str,
    *,
    seed: int,
    top: int = 3,
    draws: int = DRAWS,
    error: float | None = None,
    exports: Mapping[str, float] | None = None,
) -> Profile:
    """Return the profile of a place of the table.

    ``error``: the relative standard error of an amount (money); None for counts, whose noise is their own.
    ``exports``: what of each industry's amount, in the last year and the same unit, leaves the place.
    Raises ValueError for an empty table, a place it lacks, negative amounts or a place told twice.
    """
    grid = _grid(rows)
    if place not in grid.places:
        raise ValueError(f"The table does not tell of {place}.")
    here = grid.places.index(place)
    drawn = _drawn(grid, here, draws, np.random.default_rng(seed), error)
    p_lead, low, high = _leads(drawn, top)
    quotients, gaps = _quotients(grid.last)[here], _gaps(grid.last)[here]
    total = grid.last[here].sum()
    elsewhere = [np.delete(one, here, axis=0).sum(axis=0) for one in (grid.first, grid.last)]
    years = grid.last_year - grid.first_year
    sectors = [
        Sector(
            name, float(grid.last[here, n]), float(grid.last[here, n] / total), float(quotients[n]),
            (float(low[n]), float(high[n])), _growth(grid.first[here, n], grid.last[here, n], years),
            _growth(elsewhere[0][n], elsewhere[1][n], years), float(gaps[n]),
            _part((exports or {}).get(name), grid.last[here, n]), float(p_lead[n]),
        )
        for n, name in enumerate(grid.industries)
    ]  # fmt: skip
    told = tuple(sorted(sectors, key=lambda one: (-one.p_lead, -one.quotient, one.industry)))
    return Profile(place, grid.first_year, grid.last_year, told, _others(grid, here), draws, seed)


def _grid(rows: Iterable[Amount]) -> _Grid:
    """Return the amounts of the first and the last year, places x industries; what is not told is 0."""
    told: dict[tuple[str, str, int], float] = {}
    for row in rows:
        key = (row.place, row.industry, row.year)
        if key in told or row.amount < 0 or not np.isfinite(row.amount):
            raise ValueError(f"{row.place}, {row.industry}, {row.year}: told twice, negative or no number.")
        told[key] = row.amount
    if not told:
        raise ValueError("The table is empty.")
    years = sorted({key[2] for key in told})
    places, industries = sorted({key[0] for key in told}), sorted({key[1] for key in told})
    ends = [
        np.array(
            [[float(told.get((place, industry, year), 0)) for industry in industries] for place in places]
        )
        for year in (years[0], years[-1])
    ]
    kept = ends[1].sum(axis=1) > 0
    names = [name for name, one in zip(places, kept, strict=True) if one]
    return _Grid(names, industries, years[0], years[-1], ends[0][kept], ends[1][kept])


def _shares(amounts: Floats) -> Floats:
    told: Floats = amounts / amounts.sum(axis=-1, keepdims=True)
    return told


def _quotients(amounts: Floats) -> Floats:
    """Return shares over the share of all places together; 0 for an industry nobody has."""
    common = amounts.sum(axis=0) / amounts.sum()
    told: Floats = np.divide(_shares(amounts), common, out=np.zeros_like(amounts), where=common > 0)
    return told


def _gaps(amounts: Floats) -> Floats:
    """Return what each place lacks of the common share of each industry, in the unit of the amounts."""
    common = amounts.sum(axis=0) / amounts.sum()
    told: Floats = np.maximum(common * amounts.sum(axis=1, keepdims=True) - amounts, 0.0)
    return told


def _growth(first: float, last: float, years: int) -> float | None:
    return float((last / first) ** (1 / years) - 1) if years and first > 0 and last > 0 else None


def _part(some: float | None, whole: float) -> float | None:
    return float(some / whole) if some is not None and whole > 0 else None


@dataclass(frozen=True)
class _Drawn:
    quotients: Floats
    growth: Floats
    shares: Floats
    weights: Floats


def _drawn(grid: _Grid, here: int, draws: int, chance: np.random.Generator, error: float | None) -> _Drawn:
    """Return draws x industries of quotient, growth beyond that elsewhere and share, and draws x 3 weights."""

    def noisy(amounts: Floats) -> Floats:
        if error is None:
            return chance.gamma(amounts + 0.5, size=(draws, len(amounts)))
        spread = np.sqrt(np.log1p(error**2))
        return amounts * chance.lognormal(-(spread**2) / 2, spread, (draws, len(amounts)))

    first, last = noisy(grid.first[here]), noisy(grid.last[here])
    rest = [np.delete(one, here, axis=0).sum(axis=0) for one in (grid.first, grid.last)]
    common = (rest[1] + last) / (rest[1].sum() + last.sum(axis=1, keepdims=True))
    share = _shares(last)
    quotients = np.divide(share, common, out=np.zeros_like(share), where=common > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        faster = np.log(last / first) - np.log(rest[1] / rest[0])
    return _Drawn(
        quotients, np.where(np.isfinite(faster), faster, 0.0), share, chance.dirichlet(np.ones(3), size=draws)
    )


def _leads(drawn: _Drawn, top: int) -> tuple[Floats, Floats, Floats]:
    """Return how often each industry is among the first, and the ends of its quotient's 90 % interval."""
    parts = [
        _standard(np.log(np.maximum(drawn.quotients, 1e-3))),
        _standard(drawn.growth),
        _standard(drawn.shares),
    ]
    scores = sum(part * drawn.weights[:, [n]] for n, part in enumerate(parts))
    ranks = np.argsort(np.argsort(-np.asarray(scores), axis=1, kind="stable"), axis=1, kind="stable")
    low, high = np.quantile(drawn.quotients, [0.05, 0.95], axis=0)
    return (ranks < top).mean(axis=0), low, high


def _standard(values: Floats) -> Floats:
    spread = values.std(axis=1, keepdims=True)
    told: Floats = (values - values.mean(axis=1, keepdims=True)) / np.where(spread > 0, spread, 1.0)
    return told


def _others(grid: _Grid, here: int) -> tuple[Other, ...]:
    """Return every other place, the best fit first."""
    shares = _shares(grid.last)
    beyond = shares - grid.last.sum(axis=0) / grid.last.sum()
    found = [
        Other(
            name,
            float(100 * np.minimum(shares[here], shares[there]).sum()),
            100 * (_met(beyond[here], beyond[there]) + _met(beyond[there], beyond[here])) / 2,
            _meeting(grid.industries, beyond[here], beyond[there]),
        )
        for there, name in enumerate(grid.places)
        if there != here
    ]
    return tuple(sorted(found, key=lambda one: (-one.fit, one.place)))


def _met(one: Floats, other: Floats) -> float:
    """Return which part of what one has beyond the common share meets what the other lacks, 0..1."""
    has, lacks = np.maximum(one, 0), np.maximum(-other, 0)
    whole = has.sum()
    return float(np.minimum(has, lacks).sum() / whole) if whole > 0 else 0.0


def _meeting(industries: list[str], one: Floats, other: Floats) -> tuple[str, ...]:
    """Return the industries in which one has what the other lacks, or the other way round, the widest first."""
    opposite = np.where(one * other < 0, np.minimum(np.abs(one), np.abs(other)), 0.0)
    return tuple(industries[n] for n in np.argsort(-opposite, kind="stable")[:3] if opposite[n] > 0)
