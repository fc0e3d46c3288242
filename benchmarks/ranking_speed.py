"""How fast places are ranked under uncertain weights, against a product and a sort, and against scikit-criteria.

    python benchmarks/ranking_speed.py [--places 226] [--factors 20] [--draws 10000] [--peer PYTHON] [--json]

Timed in one run on one machine: the ranking with full ranks and acceptabilities on complete data and with a tenth of
the cells missing; one matrix product with one sort of the same size; pairwise certainty apart; the match of a city.
`--peer` names a Python that has scikit-criteria (it is no part of the project: some 400 MB); its weighted sum is looped
over `--peer-draws` sets of weights and scaled up to all of them. Figures go to docs/reference/speed.md by hand.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

PEER = """
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


def median(work: Callable[[], Any], rounds: int) -> float:
    """Return the median seconds of some rounds, after one to warm up."""
    work()
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def measure(places: int, factors: int, draws: int, rounds: int) -> dict[str, float]:
    """Return seconds by what was done."""
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
        return np.argsort(-(drawn @ table.T), axis=1)

    found = rank(table, [scale_of(one) for one in table.T], weights, draws=draws)
    return {
        "ranking, complete": median(lambda: whole(table), rounds),
        "ranking, a tenth missing": median(lambda: whole(gappy), rounds),
        "one product and one sort": median(yardstick, rounds),
        "pairwise certainty": median(found.beats, 1),
    }


def peer(python: str, places: int, factors: int, draws: int) -> float:
    """Return the seconds of one set of weights in scikit-criteria."""
    words = [python, "-c", PEER, str(places), str(factors), str(draws)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--places", type=int, default=226)
    parser.add_argument("--factors", type=int, default=20)
    parser.add_argument("--draws", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peer", default="")
    parser.add_argument("--peer-draws", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    told = measure(arguments.places, arguments.factors, arguments.draws, arguments.rounds)
    if arguments.peer:
        each = peer(arguments.peer, arguments.places, arguments.factors, arguments.peer_draws)
        told["scikit-criteria, loop"] = each * arguments.draws
        told["times faster"] = told["scikit-criteria, loop"] / told["ranking, complete"]
    told["times the yardstick"] = told["ranking, complete"] / told["one product and one sort"]
    told["times the yardstick, a tenth missing"] = (
        told["ranking, a tenth missing"] / told["one product and one sort"]
    )
    print(
        json.dumps(told) if arguments.json else "\n".join(f"{name}: {one:.4g}" for name, one in told.items())
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
