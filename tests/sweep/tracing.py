"""Which look runs which function, so that a guard that is taken away is looked for only where it is passed."""

import sys
from collections import Counter, defaultdict
from types import CodeType, FrameType
from typing import Any

from tests.sweep.matrix import NO_METHOD, OPEN
from tests.sweep.mutants import ROOT, Mutant, all_mutants, taken_away
from tests.sweep.probes import Probe, Problems, run
from tests.sweep.world import World

PRODUCT = str(ROOT / "proxenia")
EXPLAINED: dict[str, str] = {}
"""Guards that no look can tell from their absence, and why: `file:function call` -> the reason."""


class Trace:
    """Runs looks and remembers which functions of the product each passed through."""

    def __init__(self) -> None:
        self.passed: dict[tuple[str, str], list[Probe]] = defaultdict(list)

    def run(self, probe: Probe, world: World) -> Problems:
        """Carry out one look, remembering where it went; what is refused for its method goes nowhere."""
        if probe.expects == NO_METHOD:
            return run(probe, world)
        codes: set[CodeType] = set()

        def note(frame: FrameType, event: str, _arg: Any) -> None:
            if event == "call":
                codes.add(frame.f_code)

        sys.setprofile(note)
        try:
            found = run(probe, world)
        finally:
            sys.setprofile(None)
        for code in codes:
            if code.co_filename.startswith(PRODUCT):
                self.passed[code.co_filename, code.co_qualname].append(probe)
        return found

    def hunt(self, world: World, only: str = "") -> tuple[Counter[str], list[str]]:
        """Take every guard away once; return what noticed (by kind of call) and what nothing noticed."""
        killed: Counter[str] = Counter()
        survivors: list[str] = []
        for mutant in all_mutants():
            if only and only not in str(mutant):
                continue
            told = self.noticed(mutant, world)
            if told:
                killed[mutant.call] += 1
                print(f"  noticed: {mutant}: {told[:160]}", flush=True)
            elif explained(mutant):
                killed[f"{mutant.call} (explained)"] += 1
            else:
                survivors.append(str(mutant))
        return killed, survivors

    def noticed(self, mutant: Mutant, world: World) -> str:
        """Return what the first look says that notices, or an empty text."""
        looks = self.passed[str(mutant.path), mutant.function]
        with taken_away(mutant):
            for one in sorted(looks, key=_promising):
                found = run(one, world)
                if found:
                    return found[0]
        return ""


def explained(mutant: Mutant) -> str:
    """Return why nothing can notice a guard's absence, where that is so."""
    key = f"{mutant.path.relative_to(ROOT)}:{mutant.function} {mutant.call}"
    return EXPLAINED.get(key, "")


def _promising(probe: Probe) -> tuple[bool, str]:
    """Ask first where somebody is to be refused."""
    return (probe.expects == OPEN, probe.state)
