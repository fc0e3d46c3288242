"""`kill -9`: writers at a random moment, one writer at its n-th write, the job worker inside an import.

The database stays; what is killed is who speaks to it. Nothing acknowledged may be lost, nothing half done, and an
import that a killed worker had begun is done once, by the next one.
"""

import os
import random
import time
from collections.abc import Callable

from faults import _diary, _load, _oracle, _shim
from faults._site import Site
from faults._tally import Control, Tally

WRITERS = 3
LIFE = 50
PATIENCE = 4
VERBS = ("organisation", "change", "note", "file", "tie", "contact", "import")


def run(site: Site, *, random_ones: int, counted: int, jobs: int, controls: int, seed: int) -> Tally:
    """Kill so many times at random, so many at the n-th write, so many job workers; then the controls."""
    tally = Tally("kill", site.engine, seed)
    chance = random.Random(seed)
    kinds: list[tuple[Callable[[], int], int, str]] = [
        (lambda: at_random(site, chance), random_ones, "kill at random"),
        (Counted(site, chance).next, counted, "kill at the n-th write"),
        (lambda: in_a_job(site, chance), jobs, "kill of the job worker"),
    ]
    for one, count, name in kinds:
        if name == "kill at the n-th write" and not _shim.is_there():
            tally.notes.append(f"no {name}: {_shim.why_none() or 'not started under the shim'}")
            continue
        several(site, tally, one, count, name)
    tally.controls.append(
        control(site, _load.boast, "acknowledged before the commit", "lost", controls, chance)
    )
    tally.controls.append(
        control(site, _load.dawdle, "a note apart from its event", "half", controls, chance)
    )
    return tally.over()


def several(site: Site, tally: Tally, one: Callable[[], int], count: int, name: str) -> None:
    """Kill so many times in one way, and ask the oracle after each."""
    done = 0
    while done < count:
        if done % LIFE == 0:
            site.lay(site.plain())
            tally.fresh()
        killed = one()
        found = site.ask(_oracle.examine, site.diaries, time.monotonic(), again=done % 5 == 0)
        tally.take(found, f"{name} {done}", killed)
        done += killed
        for sentence in site.faults():
            tally.complain(f"{name} {done}: {sentence}")


def at_random(site: Site, chance: random.Random) -> int:
    """Kill all writers at work at one moment."""
    seeds = [chance.randrange(10**9) for _ in range(WRITERS)]
    writers = [site.fork(_load.work, site.diaries, f"r{seed}", seed) for seed in seeds]
    time.sleep(chance.uniform(0.05, 0.6))
    site.kill(writers)
    return 1


class Counted:
    """Kills one writer at its n-th write: n grows until the verb comes through, then the next verb is at it."""

    def __init__(self, site: Site, chance: random.Random) -> None:
        self.site = site
        self.chance = chance
        self.verb, self.at = 0, 1

    def next(self) -> int:
        """Try the next place; return whether it killed."""
        plan = _shim.Plan(self.site.data)
        seed = self.chance.randrange(10**9)
        child = self.site.fork(self._work, plan, f"n{seed}", seed)
        self.site.ended(child, 60)
        plan.disarm()
        killed = int(plan.hits > 0)
        if killed:
            self.at += 1
        else:
            self.verb, self.at = (self.verb + 1) % len(VERBS), 1
        return killed

    def _work(self, plan: _shim.Plan, name: str, seed: int) -> None:
        writer = _load.Writer(self.site.diaries, name, seed)
        writer.body()
        calls = _shim.WRITE | _shim.SYNC | _shim.RENAME
        calls |= _shim.SEND if self.site.engine == "postgres" else 0
        plan.arm(calls, self.at, process=os.getpid())
        writer.do(VERBS[self.verb])


def in_a_job(site: Site, chance: random.Random) -> int:
    """Ask for an import that the worker does, and kill the worker at work; the oracle's worker ends it."""
    name = f"j{chance.randrange(10**9)}"
    site.ask(ask_import, str(site.diaries), name)
    worker = site.fork(jobs_done)
    time.sleep(chance.uniform(0.02, 0.35))
    if site.ended(worker, 0.001):
        return 0
    site.kill([worker])
    return 1


def ask_import(diaries: str, name: str) -> None:
    """Upload a list, have it read, and ask for it to be written."""
    from pathlib import Path

    from django.core.files.uploadedfile import SimpleUploadedFile

    from proxenia.records.actions import imports

    writer = _load.Writer(Path(diaries), name, 1)
    path, prefix = writer.sheet()
    upload = SimpleUploadedFile(path.name, path.read_bytes(), "text/csv")
    run = imports.start_run(writer.office, by=writer.by, kind="organisations", upload=upload)
    jobs_done()
    run.refresh_from_db()
    imports.ask_commit(run, by=writer.by, good_rows=False)
    writer.diary.acknowledge({"do": "import", "uid": run.uid, "prefix": prefix, "path": str(path)})


def jobs_done() -> None:
    """Do the jobs that wait, as a worker does."""
    _oracle.catch_up()


def control(
    site: Site, how: Callable[..., None], name: str, what: str, count: int, chance: random.Random
) -> Control:
    """Kill programs that do it wrong; count the kills after which the oracle saw it."""
    found = tried = 0
    while tried < count or (not found and tried < count + PATIENCE):
        tried += 1
        site.lay(site.plain())
        seed = chance.randrange(10**9)
        writers = [
            site.fork(how, site.diaries, f"c{seed}-{number}", seed + number) for number in range(WRITERS)
        ]
        _diary.wait_for(site.diaries, WRITERS)
        time.sleep(chance.uniform(0.1, 0.4))
        site.kill(writers)
        found += bool(site.ask(_oracle.examine, site.diaries, again=False)[what])
        site.faults()
    return Control(
        name, tried, found, f"kills that left something {'lost' if what == 'lost' else 'half done'}"
    )
