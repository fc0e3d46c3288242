"""Which look reaches which guard, so that a guard that is taken away is looked for only where it is asked."""

import time
from collections import Counter, defaultdict
from collections.abc import Sequence

from tests.sweep import mutants
from tests.sweep.matrix import NO_METHOD, OPEN
from tests.sweep.mutants import ROOT, Mutant, taken_away
from tests.sweep.probes import Probe, Problems, run
from tests.sweep.world import World

EXPLAINED: dict[str, str] = {
    "proxenia/records/actions/base.py:create check_may_write_in": (
        "a second line: every verb that creates a record asks first itself, or asks this alone"
    ),
    "proxenia/records/actions/base.py:archive check_may_write": "the change it leads to asks the same",
    "proxenia/records/actions/base.py:restore check_may_write": "the change it leads to asks the same",
    "proxenia/portfolio/actions/ties.py:add_tie check_may_exceed": (
        "asks only where the office is at its cap: tests/portfolio/test_life_cycle.py holds it"
    ),
    "proxenia/engagements/actions/delegations.py:set_organiser check_may_write": (
        "asks of whom it is handed to as well: tests/engagements/test_second_forms.py holds it"
    ),
    "proxenia/engagements/actions/itineraries.py:change_member check_member": (
        "a rule about travellers that is called like the guard: it lets nobody in or out"
    ),
    "proxenia/engagements/actions/log.py:_asked_anew visible_to": (
        "what it finds is only compared with who is there already; the questions themselves start from what one sees"
    ),
    "proxenia/engagements/actions/series.py:repeat_engagement visible_to": "tests/engagements/test_series.py holds it",
    "proxenia/records/actions/files.py:put_away_file check_may_hear": "tests/records/test_sharing.py holds it",
    "proxenia/records/actions/files.py:bring_back_file check_may_hear": "tests/records/test_sharing.py holds it",
    "proxenia/records/actions/hangings.py:share_note check_may_hear": "tests/records/test_sharing.py holds it",
    "proxenia/records/actions/hangings.py:share_note check_may_widen": "tests/records/test_sharing.py holds it",
    "proxenia/records/actions/imports/planner.py:Planner.load visible_to": (
        "tests/imports/test_partnerships.py holds it"
    ),
    "proxenia/records/actions/imports/runs.py:commit_run check_may_import": "tests/imports/test_runs.py holds it",
    "proxenia/records/actions/readers.py:share check_may_be_reader": "tests/records/test_readers.py holds it",
    "proxenia/portfolio/actions/hosting.py:name_host_agreement check_may_see": (
        "the agreement and its tie are asked about in turn: whoever may not see one may not see the other"
    ),
}
"""Guards that no look can tell from their absence, and why: `file:function call` -> the reason."""
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

    Somebody who is to be refused tells more than somebody who is let in, and what asks a function directly is quickest.
    """
    sorts: Counter[tuple[str, str, str]] = Counter()
    turns = []
    for one in looks:
        sort = (one.role, one.state, one.expects)
        turns.append((("directly" not in one.name, sorts[sort], one.expects == OPEN), one))
        sorts[sort] += 1
    return [one for _turn, one in sorted(turns, key=lambda pair: pair[0])]
