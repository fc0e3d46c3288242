"""How fast places are ranked under uncertain weights, against a product and a sort, and against scikit-criteria.

    python -m benchmarks ranking_speed
    python -m benchmarks.ranking_speed --places 50 --draws 2000      another size

All in one run on one machine, in turns: the ranking with full ranks and acceptabilities on complete data and with a
tenth of the cells missing; one matrix product with one sort of the same size; a loop over scikit-criteria's weighted
sum, some of the draws of it scaled up to all of them; pairwise certainty apart. The middle turn counts.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import _peers, _plots, _report  # noqa: E402

FASTER, YARDSTICKS, YARDSTICKS_WITH_GAPS = 150, 2.0, 4.0
TURNS, PEER_TURNS, PEER_DRAWS = 15, 3, 200
COMPLETE, GAPS = "ranking, complete data", "ranking, a tenth of the cells missing"
YARDSTICK, PEER, PAIRS = "one product and one sort", "a loop over scikit-criteria", "pairwise certainty"
LOOP = """
import sys, time
import numpy as np
import skcriteria as skc
from skcriteria.agg.simple import WeightedSumModel
places, factors, draws = (int(one) for one in sys.argv[1:])
random = np.random.default_rng(1)
table, weights = random.random((places, factors)), random.dirichlet(np.ones(factors), size=draws)
model = WeightedSumModel()
def one(row):
    return model.evaluate(skc.mkdm(table, [max] * factors, weights=row)).rank_
one(weights[0])
began = time.perf_counter()
for row in weights:
    one(row)
print((time.perf_counter() - began) / draws)
"""


def ways(places: int, factors: int, draws: int) -> dict[str, Callable[[], Any]]:
    """Return what is timed."""
    from proxenia.methods.ranking import Weight, draw_weights, rank, scale_of

    random = np.random.default_rng(1)
    table = random.random((places, factors))
    gappy = np.where(random.random(table.shape) < 0.1, np.nan, table)
    weights = [Weight(1, 3)] * factors
    drawn = draw_weights(weights, draws, random)

    def whole(values: Any) -> Any:
        found = rank(values, [scale_of(one) for one in values.T], weights, draws=draws)
        return found.acceptability, found.ranks

    def yardstick() -> Any:
        # Ascending, the least kind of sort: the scores need not be turned round.
        return np.argsort(drawn @ table.T, axis=1)

    found = rank(table, [scale_of(one) for one in table.T], weights, draws=draws)
    return {
        COMPLETE: lambda: whole(table),
        GAPS: lambda: whole(gappy),
        YARDSTICK: yardstick,
        PAIRS: found.beats,
    }


def measure(places: int, factors: int, draws: int) -> dict[str, list[float]]:
    """Return the seconds of every turn by what was done."""
    timed = ways(places, factors, draws)
    told: dict[str, list[float]] = {name: [] for name in timed}
    for turn in range(TURNS + 1):
        for name, work in timed.items():
            if name == PAIRS and turn > PEER_TURNS:
                continue
            began = time.perf_counter()
            work()
            if turn:
                told[name].append(time.perf_counter() - began)
    if _peers.python() is not None:
        sizes = [str(one) for one in (places, factors, PEER_DRAWS)]
        told[PEER] = [draws * float(_peers.ask(LOOP, *sizes).split()[-1]) for _ in range(PEER_TURNS)]
    return told


def faults(middle: dict[str, float]) -> list[str]:
    """Return which bars are missed, in words."""
    bars = [
        (COMPLETE, YARDSTICKS * middle[YARDSTICK], f"over {YARDSTICKS:g} times the product and the sort"),
        (GAPS, YARDSTICKS_WITH_GAPS * middle[YARDSTICK], f"over {YARDSTICKS_WITH_GAPS:g} times, with gaps"),
    ]
    if PEER in middle:
        bars.append((COMPLETE, middle[PEER] / FASTER, f"less than {FASTER} times as fast as the loop"))
    return [words for name, most, words in bars if middle[name] > most]


def main() -> None:
    """Measure, write the section, fail where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--places", type=int, default=226)
    parser.add_argument("--factors", type=int, default=20)
    parser.add_argument("--draws", type=int, default=10_000)
    given = parser.parse_args()
    told = measure(given.places, given.factors, given.draws)
    middle = {name: statistics.median(times) for name, times in told.items()}
    rows = [
        [
            name,
            f"{1000 * one:,.0f} ms",
            f"{1000 * min(told[name]):,.0f} ms",
            f"{one / middle[YARDSTICK]:,.1f}",
            f"{middle[PEER] / one:,.0f}" if PEER in middle else "–",
        ]
        for name, one in middle.items()
    ]
    missed = faults(middle)
    peer = "" if PEER in middle else "scikit-criteria could not be had here. "
    text = (
        f"{given.places} places x {given.factors} factors x {given.draws:,} draws, with every rank of every draw and"
        f" all acceptabilities. Bars: complete data at least {FASTER} times as fast as a loop over scikit-criteria's"
        f" weighted sum and within {YARDSTICKS:g} times one matrix product and one sort of that size; a tenth of the"
        f" cells missing within {YARDSTICKS_WITH_GAPS:g} times.\n\n"
        f"{_report.table(['what', 'middle', 'best', 'products and sorts', 'times as fast as the loop'], rows)}\n\n"
        f"{peer}The loop is timed on {PEER_DRAWS} draws and scaled up. "
        f"{'Missed: ' + '; '.join(missed) if missed else 'All bars are met'}.\n\n{_report.machine()}"
    )
    _report.write_section("ranking", "Ranking under uncertain weights", text)
    _plots.speed()
    print(text)
    if missed:
        raise SystemExit("; ".join(missed))


if __name__ == "__main__":
    main()
