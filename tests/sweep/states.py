"""The walks of tests/states at full size: 50,000 runs, every life cycle the same share; then the controls.

A control takes one rule away and walks again: a machine that then finds nothing is blind, and does not count.
"""

import time
from collections.abc import Callable
from typing import Any
from unittest import mock

from proxenia.accounts import rules as accounts
from proxenia.accounts.rules import factors, throttle
from proxenia.commitments import rules as promises
from proxenia.core import jobs
from proxenia.directory.rules import privacy
from proxenia.portfolio import rules as ties
from proxenia.records import rules as records
from tests.states import machinery, people, trade
from tests.states.machine import STEPS, Walk, walk

Findings = tuple[list[str], list[tuple[str, object]], list[tuple[object, ...]]]
"""What is wrong, figures in all, rows of the table."""
FULL = 50_000
SEED = 20261122
TRIES = 400
"""So many walks a control is given at once; what a seed makes depends on the modules that are loaded."""
SEEDS = 10
"""So many times it is given them, each from a seed of its own, before it counts as not noticed."""
MACHINES: tuple[type[Walk], ...] = (
    trade.Ties, trade.Trees, trade.Agreements, trade.Promises, people.Links, people.Codes, people.Tries,
    people.Readers, people.Consents, machinery.Jobs, machinery.Imports,
)  # fmt: skip


def _nothing(*_args: Any, **_named: Any) -> None:
    """A check that checks nothing."""


def _always(answer: Any) -> Callable[..., Any]:
    return lambda *_args, **_named: answer


CONTROLS: tuple[tuple[type[Walk], Any, str, Any], ...] = (
    (trade.Ties, ties, "TRANSITIONS", (*ties.TRANSITIONS, ties.Transition("x", "active", "historic", "x"))),
    (trade.Ties, ties, "TRANSITIONS", tuple(one for one in ties.TRANSITIONS if one.origin != "historic")),
    (trade.Ties, ties, "check_cap", _nothing),
    (trade.Ties, ties, "check_term_lies_ahead", _nothing),
    (trade.Trees, ties, "check_parent", _nothing),
    (trade.Agreements, ties, "check_can_sign", _nothing),
    (trade.Agreements, ties, "check_terms_stand", _nothing),
    (trade.Agreements, ties, "check_agreement", _nothing),
    (trade.Agreements, ties, "check_in_effect", _nothing),
    (trade.Agreements, ties, "check_texts_in_waiting", _nothing),
    (trade.Agreements, ties, "next_number", _always(1)),
    (trade.Promises, promises, "check_step", _nothing),
    (people.Links, accounts, "check_link", _nothing),
    (people.Codes, factors, "DRIFT", 3),
    (people.Tries, throttle, "check_wait", _nothing),
    (people.Readers, records, "check_reader_left", _nothing),
    (people.Readers, records, "sees", _always(True)),
    (people.Consents, privacy, "check_withdrawal", _nothing),
    (people.Consents, privacy, "check_days", _nothing),
    (people.Consents, privacy, "check_basis", _nothing),
    (machinery.Jobs, jobs, "_again", _nothing),
    (machinery.Jobs, jobs, "_stop", _nothing),
    (machinery.Imports, records, "check_run_may", _nothing),
)


def controls(seed: int = SEED) -> list[str]:
    """Take rules away one by one; return which of that nothing noticed."""
    return [
        f"{machine.__name__} without {name}"
        for machine, module, name, instead in CONTROLS
        if not notices(machine, module, name, instead, seed)
    ]


def notices(machine: type[Walk], module: Any, name: str, instead: Any, seed: int) -> bool:
    """Say whether a machine notices that a rule is not what it was."""
    with mock.patch.object(module, name, instead):
        return any(_goes_wrong(machine, seed + number) for number in range(SEEDS))


def _goes_wrong(machine: type[Walk], seed: int) -> bool:
    try:
        walk(machine, TRIES, seed, shrink=False)
    except Exception:  # noqa: BLE001 (whatever a broken rule leads to: that it is noticed is all we ask)
        return True
    return False


def main(size: int = FULL, seed: int = SEED) -> Findings:
    """Walk; return what was found, the figures, and for each machine its runs, steps taken and steps refused."""
    began, found = time.monotonic(), list[str]()
    Walk.counts.clear()
    share = -(-size // len(MACHINES))
    for machine in MACHINES:
        try:
            walk(machine, share, seed)
        except Exception as error:  # noqa: BLE001 (a finding, not the end of the sweep)
            notes = "; ".join(getattr(error, "__notes__", ()))
            found.append(f"{machine.__name__}: {type(error).__name__}: {error} {notes}"[:2000])
        print(f"  {machine.__name__}: {Walk.counts[f'{machine.__name__} runs']} runs", flush=True)
    counts = dict(Walk.counts)
    rows: list[tuple[object, ...]] = [
        (one.__name__, *(counts.get(f"{one.__name__} {what}", 0) for what in ("runs", "steps", "refused")))
        for one in MACHINES
    ]
    seconds = time.monotonic() - began
    missed = controls(seed)
    found += [f"control not noticed: {one}" for one in missed]
    figures: list[tuple[str, object]] = [
        ("runs", sum(counts.get(f"{one.__name__} runs", 0) for one in MACHINES)),
        (
            f"steps taken (at most {STEPS} tried a run)",
            sum(counts.get(f"{one.__name__} steps", 0) for one in MACHINES),
        ),
        ("steps refused with a sentence", sum(counts.get(f"{one.__name__} refused", 0) for one in MACHINES)),
        ("rules taken away, and noticed", f"{len(CONTROLS) - len(missed)} of {len(CONTROLS)}"),
        ("minutes", round(seconds / 60, 1)),
    ]
    return found, figures, rows
