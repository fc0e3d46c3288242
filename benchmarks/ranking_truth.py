"""Whether an answer is as sure as it says: real figures are hidden, and the places they belong to are looked for.

    python -m benchmarks ranking_truth

All sources of the open data are loaded. Of the real table of factors the gaps are filled once, each by a figure known
elsewhere, so that there is a truth; then known figures are hidden, and the product ranks without them. Two ways of
hiding a tenth: anywhere; and where the source itself has its gaps, which is among small countries first. Writes
docs/explanation/how-sure.md between its marks, and the pictures there.
"""

import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proxenia.settings")

from benchmarks import _plots, _report  # noqa: E402

PAGE = ROOT / "docs" / "explanation" / "how-sure.md"
MARK = re.compile(r"(?s)(<!-- measured begins -->\n).*?(<!-- measured ends -->)")
HOMES, PURPOSE = ("AUT", "BRA", "JPN", "KEN", "USA"), "trade"
HIDDEN, DRAWS, TURNS, WORLDS, SHARE, FIFTHS = 0.1, 1000, 8, 40, 0.9, 5
ANYWHERE, AS_SOURCES = "anywhere", "where the source has its gaps"
WAYS = (ANYWHERE, AS_SOURCES)
BINS = np.array([0, 0.02, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.98, 1.0])
LEFT_ALONE = ("shipped", "shipped_pairs", "comtrade", "eurostat", "oecd", "brookings", "us_states")
"""What ships is there already; the others are answers of services, or of no country."""
Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]


@dataclass
class Counted:
    """How many hidden figures there were, whether their places' true ranks lay in the interval, how wide it was."""

    label: str
    way: str
    share: float
    known: int
    inside: int = 0
    told: int = 0
    widths: tuple[float, ...] = ()

    @property
    def coverage(self) -> float:
        """Return the share inside."""
        return self.inside / self.told if self.told else float("nan")

    def add(self, low: Any, high: Any, truth: Any) -> None:
        """Count places."""
        self.inside += int(((low <= truth) & (truth <= high)).sum())
        self.told += len(truth)
        self.widths += tuple((high - low).tolist())


@dataclass(frozen=True)
class Real:
    """The question as it is asked, with weights held still, and with a table without gaps; `fifth` is each place's by
    its people."""

    asked: Any
    inputs: Any
    truth: Any
    gaps: Marks
    fifth: NDArray[np.intp]
    labels: dict[str, str]

    def chances(self, factor: int, way: str) -> Floats:
        """Return the chance of each place that its figure is hidden, a tenth on the whole."""
        many = len(self.fifth)
        if way == ANYWHERE:
            return np.full(many, HIDDEN)
        shares = np.array([self.gaps[self.fifth == one, factor].mean() for one in range(FIFTHS)])
        chances: Floats = shares[self.fifth]
        return chances * HIDDEN / chances.mean() if chances.any() else np.zeros(many)

    def counted(self, factor: int, way: str) -> Counted:
        """Return the count of a factor, with nothing counted yet."""
        known = int((~self.gaps[:, factor]).sum())
        code = self.inputs.factors[factor]
        return Counted(self.labels[code], way, float(self.inputs.shares[factor]), known)


def load_all(store: Any, folder: Path, names: Sequence[str] = ()) -> None:
    """Load the open data into a store, all sources of countries or those named."""
    from proxenia.evidence.store import source_names

    for name in names or [one for one in source_names() if one not in LEFT_ALONE]:
        store.load(name, folder)


def real(store: Any, home: str = HOMES[0], seed: int = 1) -> Real:
    """Return the real question of a home, its gaps filled once by figures known elsewhere."""
    from proxenia.prioritisation.queries.answering import answer
    from proxenia.prioritisation.queries.figures import Beside
    from proxenia.prioritisation.queries.questions import Question
    from proxenia.prioritisation.queries.statistics import Stored
    from proxenia.prioritisation.queries.tree import tree

    statistics = Stored(store)
    found = answer(Question(home, PURPOSE, draws=DRAWS), tree(), statistics, Beside())
    people = statistics.by_place("shipped", "population")
    sizes = np.array([people[one][-1][1] if one in people else 0.0 for one in found.inputs.places])
    fifth = (np.argsort(np.argsort(sizes)) * FIFTHS) // len(sizes)
    # What a weight may be is another doubt: here each is the middle of its range, so that only gaps are at stake.
    middle = tuple((one, one) for one in found.inputs.shares.tolist())
    inputs = replace(found.inputs, weights=middle, draws=DRAWS)
    gaps = np.isnan(inputs.values)
    filled, chance = inputs.values.copy(), np.random.default_rng(seed)
    for factor in range(gaps.shape[1]):
        known = filled[~gaps[:, factor], factor]
        filled[gaps[:, factor], factor] = chance.choice(known, gaps[:, factor].sum())
    labels = {code: found.labels[code] for code in inputs.factors}
    return Real(found.inputs, inputs, replace(inputs, values=filled, draws=1), gaps, fifth, labels)


def ranked(one: Real, hidden: Marks, seed: int) -> Any:
    """Return what the product says with these figures hidden from it."""
    values = np.where(hidden, np.nan, one.truth.values)
    return replace(one.truth, values=values, draws=DRAWS, seed=seed).ranked()


def by_factor(all_homes: Sequence[Real], turns: int = TURNS, seed: int = 1) -> list[Counted]:
    """Hide figures of one factor at a time, all others being known."""
    found: dict[tuple[str, str], Counted] = {}
    for one in all_homes:
        chance = np.random.default_rng(seed)
        for factor, way in product(np.flatnonzero(one.inputs.shares).tolist(), WAYS):
            told = found.setdefault((one.inputs.factors[factor], way), one.counted(factor, way))
            hide(one, factor, one.chances(factor, way), told, turns, chance)
    return list(found.values())


def hide(
    one: Real, factor: int, chances: Floats, told: Counted, turns: int, chance: np.random.Generator
) -> None:
    """Hide figures of a factor some times and count what becomes of their places."""
    truth = one.truth.ranked().ranks[0]
    for turn in range(turns if chances.any() else 0):
        # A figure that was filled in is nobody's truth: only real ones are hidden.
        places = (chance.random(len(chances)) < chances) & ~one.gaps[:, factor]
        hidden = np.zeros_like(one.gaps)
        hidden[:, factor] = places
        low, high = ranked(one, hidden, turn).interval(SHARE)
        told.add(low[places], high[places], truth[places])


def worlds(one: Real, way: str, many: int, seed: int = 1) -> Iterator[tuple[Any, Marks]]:
    """Yield rankings with figures of all factors hidden at once, and whose figures were."""
    chance = np.random.default_rng(seed)
    chances = np.column_stack([one.chances(factor, way) for factor in range(one.gaps.shape[1])])
    for turn in range(many):
        hidden = (chance.random(chances.shape) < chances) & ~one.gaps
        yield ranked(one, hidden, turn), hidden.any(axis=1)


@dataclass(frozen=True)
class Bin:
    """Places told to be among the first ten with about this probability, and how many truly were."""

    way: str
    said: float
    truly: float
    places: int


def together(all_homes: Sequence[Real], many: int = WORLDS) -> tuple[list[Counted], list[Bin]]:
    """Hide figures of all factors at once: the intervals, and the probability of the first ten."""
    counted, bins = [], []
    for way in WAYS:
        count = Counted("All factors at once", way, 1.0, sum(int((~one.gaps).sum()) for one in all_homes))
        said, true = [], []
        for one in all_homes:
            truth = one.truth.ranked().ranks[0]
            for found, touched in worlds(one, way, many):
                low, high = found.interval(SHARE)
                count.add(low[touched], high[touched], truth[touched])
                said.append(found.top(10)[touched])
                true.append(truth[touched] <= 10)
        counted.append(count)
        all_said, all_true = np.concatenate(said), np.concatenate(true)
        at = np.clip(np.searchsorted(BINS, all_said, side="right") - 1, 0, len(BINS) - 2)
        bins += [
            Bin(way, float(all_said[at == n].mean()), float(all_true[at == n].mean()), int((at == n).sum()))
            for n in np.unique(at)
        ]
    return counted, bins


def apart(bins: Sequence[Bin], way: str) -> float:
    """Return how far what was said lies from what was true, on average over places that were not all but certain."""
    unsure = [one for one in bins if one.way == way and 0.02 <= one.said <= 0.98]
    return sum(one.places * abs(one.said - one.truly) for one in unsure) / sum(one.places for one in unsure)


def main() -> None:
    """Load, hide, look, write."""
    import django

    django.setup()
    from proxenia.evidence.store import Store

    with Store() as store:
        load_all(store, Path(os.environ.get("PROXENIA_OPEN_DATA", ROOT.parent / "shared" / "data")))
        homes = [real(store, home) for home in HOMES]
    single = by_factor(homes)
    both, bins = together(homes)
    first_of_all(homes[0])
    _plots.coverage([(one.label, one.way, one.coverage, one.told) for one in [*both, *single] if one.told])
    points = [100 * apart(bins, way) for way in WAYS]
    _plots.reliability([(one.way, one.said, one.truly, one.places) for one in bins], points)
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(
        MARK.sub(lambda mark: mark[1] + told(both, single, bins) + mark[2], page), encoding="utf-8"
    )
    print(told(both, single, bins))


def first_of_all(one: Real) -> None:
    """Draw how often each of the first places takes which rank, weights and gaps as they really are."""
    from proxenia.core.names import country_name
    from proxenia.evidence.countries import places

    found = replace(one.asked, draws=10_000).ranked()
    first = np.argsort(found.expected_rank())[:12]
    names = [country_name(places()[one.inputs.places[number]].iso2) for number in first]
    _plots.acceptability(names, found.acceptability[first])


def told(both: list[Counted], single: list[Counted], bins: list[Bin]) -> str:
    """Return the figures as the page has them."""
    by_way = {(one.label, one.way): one for one in [*both, *single]}
    rows = []
    for label in dict.fromkeys(one.label for one in [*both, *single]):
        one, other = (by_way[label, way] for way in WAYS)
        width = f"{np.median(one.widths):.0f}" if one.widths else "–"
        rows.append([label, f"{100 * one.share:.1f} %" if one.share < 1 else "–", one.known, _share(one),
                     width, _share(other), one.told + other.told])  # fmt: skip
    head = ["hidden", "weight", "figures known", "inside, hidden anywhere", "ranks wide, the middle",
            "inside, hidden where the source has gaps", "looked at"]  # fmt: skip
    words = " and ".join(f"{100 * apart(bins, way):.0f} points (hidden {way})" for way in WAYS)
    return (
        f"{_report.table(head, rows)}\n\nHomes: {', '.join(HOMES)}. Probabilities of the first ten between 2 and 98 %"
        f" lie {words} from what came true, on average.\n\n{_report.machine()}\n"
    )


def _share(one: Counted) -> str:
    return f"{100 * one.coverage:.0f} %" if one.told else "–"


if __name__ == "__main__":
    main()
