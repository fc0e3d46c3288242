"""`make sweep`: every cell, every comparison, every verb, and every guard taken away once; writes the report."""

import argparse
import sys
import time
from collections import defaultdict
from typing import Any

from tests.sweep import crew, ground
from tests.sweep.crew import Bag


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
    parser.add_argument("--looks", default=",".join(crew.Orders.sorts), help="which sorts of look")
    parser.add_argument(
        "--minutes", type=float, default=0, help="guards not tried by then are counted as such"
    )
    parser.add_argument("--report", action="store_true", help="write docs/reference/access.md")
    asked = parser.parse_args()
    ground.prepare()
    import django

    django.setup()
    return sweep(asked)


def sweep(asked: argparse.Namespace) -> int:
    """Carry out what was asked; print what is wrong."""
    from tests.sweep import probes, report

    began = time.monotonic()
    orders = crew.Orders(
        tuple(asked.looks.split(",")), asked.sample, asked.seed, asked.telling, not asked.no_mutants
    )
    looks, cells = crew.looks_of(orders)
    wrong = probes.undeclared()
    with crew.crew(orders) as pool:
        found, passed = walk(pool, len(looks), began)
        wrong += found
        for told in wrong:
            print("  ", told[:400], flush=True)
        print(
            f"seed {asked.seed}: {cells} cells, {len(looks)} looks in {time.monotonic() - began:.0f} s",
            flush=True,
        )
        bag = Bag(until=time.time() + 60 * asked.minutes - time.monotonic() + began if asked.minutes else 0.0)
        if orders.hunts:
            hunt(pool, looks, passed, asked.only, bag)
        seconds = time.monotonic() - began
        times, tries = pool.apply(crew.measure, (None,))
        for line in (*times, *tries):
            print("  ", *line)
    print(
        f"{bag.killed.total()} guards taken away and noticed, {len(bag.survivors)} not, {len(bag.untried)} not tried;"
        f" {seconds:.0f} s in all"
    )
    for told in sorted(bag.survivors):
        print("  not noticed:", told)
    if asked.report:
        report.write(report.Walk(cells, len(looks), asked.seed, seconds, wrong, times, tries), bag)
    return 1 if wrong or bag.survivors else 0


def walk(pool: Any, number: int, began: float) -> tuple[list[str], dict[Any, list[int]]]:
    """Have every look carried out; return what is wrong, and which looks ask which guard."""
    wrong, passed = list[str](), defaultdict[Any, list[int]](list)
    for done, (found, asked) in enumerate(pool.imap_unordered(crew.look, crew.handfuls(number)), start=1):
        wrong += found
        for key, numbers in asked.items():
            passed[key] += numbers
        if done % 20 == 0:
            print(f"{done * crew.HANDFUL} of {number} looks, {time.monotonic() - began:.0f} s", flush=True)
    return wrong, passed


def hunt(pool: Any, looks: list[Any], passed: dict[Any, list[int]], only: str, bag: Bag) -> None:
    """Have every guard taken away once; put into the bag what noticed, what nothing noticed, what was not tried."""
    from tests.sweep.mutants import all_mutants
    from tests.sweep.tracing import explained, in_turn

    every = all_mutants()
    numbers = {id(one): number for number, one in enumerate(looks)}
    errands = []
    for at, mutant in enumerate(every):
        if not only or any(word in str(mutant) for word in only.split(",")):
            turns = in_turn([looks[number] for number in sorted(passed.get(mutant.key, ()))])
            errands.append(crew.Errand(at, [numbers[id(one)] for one in turns[: crew.MOST_LOOKS]], bag.until))
    for at, told in pool.imap_unordered(crew.hunt, errands):
        mutant = every[at]
        if told == crew.UNTRIED:
            bag.untried.append(str(mutant))
        elif told:
            bag.killed[mutant.call] += 1
            print(f"  noticed: {mutant}: {told[:160]}", flush=True)
        elif explained(mutant):
            bag.killed[f"{mutant.call} (explained)"] += 1
        else:
            bag.survivors.append(str(mutant))
            print(f"  NOT noticed: {mutant} asked by {len(passed.get(mutant.key, ()))} looks", flush=True)


if __name__ == "__main__":
    sys.exit(main())
