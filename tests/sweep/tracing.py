"""Which look reaches which guard, so that a guard that is taken away is looked for only where it is asked."""

import time
from collections import Counter, defaultdict
from collections.abc import Sequence

from tests.sweep import mutants
from tests.sweep.explained import EXPLAINED
from tests.sweep.matrix import NO_METHOD, OPEN
from tests.sweep.mutants import ROOT, Mutant, taken_away
from tests.sweep.probes import Probe, Problems, run
from tests.sweep.world import World

FEW = 10
"""So many looks at a stage at most count as made for one guard."""
PATIENCE = 3.0
"""Seconds of work after which a guard that nothing noticed counts as a survivor."""


class Trace:
    """Runs looks and remembers which guards of the product each asked."""

    def __init__(self) -> None:
        self.passed: dict[mutants.Key, list[Probe]] = defaultdict(list)

    def run(self, probe: Probe, world: World) -> Problems:
        """Carry out one look while guards are marked, remembering which it asked."""
        found, keys = reached(probe, world)
        for key in keys:
            self.passed[key].append(probe)
        return found

    def noticed(self, mutant: Mutant, world: World) -> str:
        """Return what the first look says that notices a guard taken away, or an empty text."""
        return noticed(mutant, in_turn(self.passed[mutant.key]), world)


def reached(probe: Probe, world: World) -> tuple[Problems, set[mutants.Key]]:
    """Carry out one look while guards are marked; return what is wrong, and which guards it asked."""
    if probe.expects == NO_METHOD:
        return run(probe, world), set()
    mutants.REACHED.clear()
    found = run(probe, world)
    # A look that is wrong already tells nothing of a guard.
    return found, set() if found else set(mutants.REACHED)


def noticed(mutant: Mutant, looks: Sequence[Probe], world: World) -> str:
    """Take a guard away and return what the first look says that notices, or an empty text."""
    began = time.process_time()
    with taken_away(mutant):
        for one in looks:
            found = run(one, world)
            if found:
                return found[0]
            if time.process_time() - began > PATIENCE:
                break
    return ""


def explained(mutant: Mutant) -> str:
    """Return why nothing can notice a guard's absence, where that is so."""
    key = f"{mutant.path.relative_to(ROOT)}:{mutant.function} {mutant.call}"
    return EXPLAINED.get(key, "")


def in_turn(looks: Sequence[Probe]) -> list[Probe]:
    """Put looks in the order in which they promise most: one of every sort, the next of every sort, and so on.

    What few looks at a stage ask was staged for it. Somebody who is to be refused tells more than somebody who is
    let in, and what asks a function directly is quickest.
    """
    sorts: Counter[tuple[str, str, str]] = Counter()
    staged = [one for one in looks if one.state.startswith("staged")]
    made_for_it = {one.name for one in staged} if len(staged) <= FEW else set[str]()
    turns = []
    for one in looks:
        sort = (one.role, one.state, one.expects)
        first = one.name not in made_for_it, "directly" not in one.name
        turns.append(((*first, sorts[sort], one.expects == OPEN), one))
        sorts[sort] += 1
    return [one for _turn, one in sorted(turns, key=lambda pair: pair[0])]
