"""`make sweep`: every cell, every comparison, every verb, and every guard taken away once; writes the report."""

import argparse
import random
import sys
import time
from collections import Counter

from tests.sweep import ground


def main() -> int:
    """Run the sweep and return 1 where something is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.sweep")
    parser.add_argument("--sample", type=int, default=0, help="so many cells only")
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--only", default="", help="only guards whose name holds this")
    parser.add_argument("--telling", action="store_true", help="no cells of methods no page has, nor of HEAD")
    parser.add_argument("--no-mutants", action="store_true")
    parser.add_argument("--looks", default="cells,compare,verbs", help="which sorts of look")
    parser.add_argument("--report", action="store_true", help="write docs/reference/access.md")
    asked = parser.parse_args()
    ground.prepare()
    with ground.database():
        return sweep(asked)


def sweep(asked: argparse.Namespace) -> int:
    """Carry out what was asked; print what is wrong."""
    from tests.sweep import compare, mutants, probes, report, tracing, verbs
    from tests.sweep.matrix import NO_METHOD
    from tests.sweep.world import build

    began = time.monotonic()
    wrong, missed = probes.undeclared(), 0
    world = build()
    cells = list(probes.cells())
    if asked.telling:
        cells = [one for one in cells if one.expects != NO_METHOD and not one.name.startswith("HEAD ")]
    if asked.sample:
        cells = random.Random(asked.seed).sample(cells, min(asked.sample, len(cells)))
    sorts = asked.looks.split(",")
    more = [*(compare.looks() if "compare" in sorts else ()), *(verbs.looks() if "verbs" in sorts else ())]
    if asked.sample:
        more = random.Random(asked.seed).sample(more, min(asked.sample, len(more)))
    looks = [*(cells if "cells" in sorts else ()), *more]
    trace, guards = tracing.Trace(), mutants.all_mutants()
    for told in wrong:
        print("  ", told[:400], flush=True)
    with mutants.marked([] if asked.no_mutants else guards):
        for number, one in enumerate(looks):
            found = trace.run(one, world)
            wrong += found
            missed += len(found)
            for told in found:
                print("  ", told[:400], flush=True)
            if number % 5000 == 4999:
                print(f"{number + 1} of {len(looks)} looks, {time.monotonic() - began:.0f} s", flush=True)
    print(f"seed {asked.seed}: {len(cells)} cells, {len(looks)} looks in {time.monotonic() - began:.0f} s")
    killed, survivors = Counter[str](), list[str]()
    # A route that is missing in the matrix hides nothing from the hunt; an answer that is wrong already would.
    if not asked.no_mutants and not missed:
        killed, survivors = trace.hunt(world, asked.only)
        print(f"{killed.total()} guards taken away and noticed, {len(survivors)} not")
        for told in survivors:
            print("  not noticed:", told)
    if asked.report:
        report.write(cells, looks, killed, survivors, asked.seed, time.monotonic() - began, wrong)
    return 1 if wrong or survivors else 0


if __name__ == "__main__":
    sys.exit(main())
