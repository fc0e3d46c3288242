"""`make sweep`: every cell, every comparison, every verb, and every guard taken away once; writes the report."""

import argparse
import random
import sys
import time
from collections import Counter
from typing import Any

from tests.sweep import ground


def main() -> int:
    """Run the sweep and return 1 where something is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.sweep")
    parser.add_argument("--sample", type=int, default=0, help="so many cells only")
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--only", default="", help="only guards whose name holds this")
    parser.add_argument(
        "--telling",
        action="store_true",
        help="a small walk before the hunt",
    )
    parser.add_argument("--no-mutants", action="store_true")
    parser.add_argument("--looks", default="cells,compare,verbs,alike", help="which sorts of look")
    parser.add_argument("--report", action="store_true", help="write docs/reference/access.md")
    asked = parser.parse_args()
    ground.prepare()
    with ground.database():
        return sweep(asked)


def telling(one: Any) -> bool:
    """Say whether a cell belongs to the small walk that a hunt alone begins with."""
    words = one.name.split()
    whose = "agreement" in words or "organisation" in words or not set(words) & OTHER_KINDS
    return (
        words[0] in ("GET", "POST")
        and one.expects != "no method"
        and one.role
        in ("viewer", "other_editor", "director", "partner", "partner_shared", "auditor", "outsider")
        and one.state in ("open", "restricted", "confidential", "missing")
        and (whose or not words[1].startswith("records:"))
    )


OTHER_KINDS = frozenset({"person", "mission", "hosted_body", "partnership", "engagement", "commitment"})


def sweep(asked: argparse.Namespace) -> int:
    """Carry out what was asked; print what is wrong."""
    from tests.sweep import alike, compare, mutants, probes, report, tracing, verbs
    from tests.sweep.world import build

    began = time.monotonic()
    wrong = probes.undeclared()
    world = build()
    cells = list(probes.cells())
    if asked.telling:
        cells = [one for one in cells if telling(one)]
    if asked.sample:
        cells = random.Random(asked.seed).sample(cells, min(asked.sample, len(cells)))
    sorts = asked.looks.split(",")
    further = {"compare": compare.looks, "verbs": verbs.looks, "alike": alike.looks}
    more = [one for name, looks_of in further.items() if name in sorts for one in looks_of()]
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
            for told in found:
                print("  ", told[:400], flush=True)
            if number % 1000 == 999:
                print(f"{number + 1} of {len(looks)} looks, {time.monotonic() - began:.0f} s", flush=True)
    print(f"seed {asked.seed}: {len(cells)} cells, {len(looks)} looks in {time.monotonic() - began:.0f} s")
    killed, survivors = Counter[str](), list[str]()
    if not asked.no_mutants:
        killed, survivors = trace.hunt(world, asked.only)
        print(f"{killed.total()} guards taken away and noticed, {len(survivors)} not")
        for told in survivors:
            print("  not noticed:", told)
    if asked.report:
        walk = report.Walk(cells, looks, asked.seed, time.monotonic() - began, wrong, alike.times(world))
        report.write(walk, killed, survivors)
    return 1 if wrong or survivors else 0


if __name__ == "__main__":
    sys.exit(main())
