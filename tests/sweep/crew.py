"""The sweep shared out among processes: each has a world of its own and the same list of looks, known by number."""

import multiprocessing
import os
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tests.sweep import ground
from tests.sweep.mutants import Key

HANDFUL = 400
"""So many looks go to a process at a time."""
MOST_LOOKS = 600
"""So many looks at most are tried for one guard, the most telling first."""


@dataclass(frozen=True)
class Orders:
    """What is to be looked at: sorts of look, a sample of so many (0: all), its seed, a small walk, with guards."""

    sorts: tuple[str, ...] = (
        "cells",
        "compare",
        "verbs",
        "alike",
        "asked",
        "read",
        "doors",
        "aimed",
        "staged",
    )
    sample: int = 0
    seed: int = 0
    telling: bool = False
    hunts: bool = True


@dataclass
class Hand:
    """What a process of the crew holds."""

    world: Any
    looks: Sequence[Any]
    marks: ExitStack = field(default_factory=ExitStack)


_HAND: list[Hand] = []


def looks_of(orders: Orders) -> tuple[list[Any], int]:
    """Return every look that was ordered, the same in every process, and how many of them are cells of the matrix."""
    from tests.sweep import aimed, alike, asking, compare, doors, probes, reading, staged, verbs
    from tests.sweep.telling import telling

    cells = list(probes.cells()) if "cells" in orders.sorts else []
    told = [one for one in cells if telling(one)] if orders.telling else []
    further = {
        "compare": compare.looks,
        "verbs": verbs.looks,
        "alike": alike.looks,
        "asked": asking.looks,
        "read": reading.looks,
        "doors": doors.looks,
        "aimed": aimed.looks,
        "staged": staged.looks,
    }
    more = [one for name, looks in further.items() if name in orders.sorts for one in looks()]
    if orders.sample:
        cells = random.Random(orders.seed).sample(cells, min(orders.sample, len(cells)))
    elif orders.telling:
        cells = []
    if orders.sample and not orders.telling:
        # What asks a verb or a query directly is quick and tells of a guard: all of it is asked in a sample too.
        direct = [one for one in more if "directly" in one.name]
        rest = [one for one in more if "directly" not in one.name]
        more = [*direct, *random.Random(orders.seed).sample(rest, min(orders.sample, len(rest)))]
    known = {one.name for one in told}
    cells = [*told, *(one for one in cells if one.name not in known)]
    return [*cells, *more], len(cells)


@contextmanager
def crew(orders: Orders) -> Iterator[Any]:
    """Run with a process for each core, each on ground of its own."""
    pool = multiprocessing.get_context("spawn").Pool(os.cpu_count() or 1, _begin, (orders,))
    try:
        yield pool
        pool.close()
    except BaseException:
        pool.terminate()
        raise
    finally:
        pool.join()


def _begin(orders: Orders) -> None:
    """Make the ground and the world; guards are marked until the first is taken away."""
    ground.prepare()
    ground.database().__enter__()
    from django.utils import timezone

    from proxenia.accounts.models import Visit
    from tests.sweep import mutants, probes
    from tests.sweep.world import build

    probes.undeclared()  # every page has been read now: what is marked later is alive
    hand = Hand(build(), looks_of(orders)[0])
    # A sweep lasts longer than a proof of who one is; that the proof ages is held by tests/accounts.
    Visit.objects.update(proved_at=timezone.now() + timedelta(days=1))
    if orders.hunts:
        mutants.read_all()
        hand.marks.enter_context(mutants.marked(mutants.all_mutants()))
    _HAND[:] = [hand]


def handfuls(number: int) -> Iterator[range]:
    """Cut the numbers of looks into handfuls that mix all sorts, so that they last equally long."""
    parts = -(-number // HANDFUL)
    for start in range(parts):
        yield range(start, number, parts)


def look(numbers: range) -> tuple[list[str], dict[Key, list[int]]]:
    """Carry out a handful of looks; return what is wrong, and which guards were asked by which."""
    from tests.sweep.tracing import reached

    found, asked = list[str](), defaultdict[Key, list[int]](list)
    for number in numbers:
        told, keys = reached(_HAND[0].looks[number], _HAND[0].world)
        found += told
        for key in keys:
            asked[key].append(number)
    return found, dict(asked)


@dataclass(frozen=True)
class Errand:
    """A guard by its number, the looks that ask it by theirs, and the moment after which it is left alone."""

    number: int
    looks: list[int]
    until: float = 0.0


@dataclass
class Bag:
    """What a hunt brings home: guards that were noticed, by the call; those that were not; those not tried in time."""

    until: float = 0.0
    killed: Counter[str] = field(default_factory=Counter)
    survivors: list[str] = field(default_factory=list)
    untried: list[str] = field(default_factory=list)


UNTRIED = "untried"
"""What is said of a guard for which there was no time."""


def hunt(errand: Errand) -> tuple[int, str]:
    """Take one guard away and try the looks that ask it; return what the first that notices says."""
    from tests.sweep.mutants import all_mutants
    from tests.sweep.tracing import noticed

    if errand.until and time.time() > errand.until:
        return errand.number, UNTRIED
    hand = _HAND[0]
    hand.marks.close()
    looks = [hand.looks[one] for one in errand.looks]
    return errand.number, noticed(all_mutants()[errand.number], looks, hand.world)


def measure(_nothing: None) -> tuple[list[Any], list[Any]]:
    """Measure times that are compared, and count tries, in one process while the others rest."""
    from tests.sweep import times

    return times.all_times(_HAND[0].world), times.tries_looked_at(_HAND[0].world)
