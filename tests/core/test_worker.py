"""Real workers, killed in the middle: nothing stays stuck, and what a job does is done once."""

import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.plugins import prepared

pytestmark = pytest.mark.once
JOBS = """
    import os, sys, time
    import django
    django.setup()
    from datetime import timedelta
    from django.db import transaction
    from proxenia.accounts.models import Office
    from proxenia.core import jobs
    from proxenia.core.models import Drill, Job
    PAUSE = float(os.environ.get("PAUSE", "0.02"))

    @jobs.job("tests.once", effect=jobs.ONCE, tries=99, wait=timedelta(0))
    def once(number):
        # A row a job: what was done twice stands there twice.
        Drill.objects.create(at="2026-01-01T00:00Z", is_good=True, seconds=number)
        print("holding", flush=True)
        time.sleep(PAUSE)

    @jobs.job("tests.guarded", effect=jobs.GUARDED, tries=99, wait=timedelta(0))
    def guarded(number):
        if Drill.objects.filter(seconds=number).exists():
            return
        print("at it", flush=True)
        time.sleep(PAUSE)
        with transaction.atomic():
            Drill.objects.create(at="2026-01-01T00:00Z", is_good=True, seconds=number)
            jobs.confirm()
        time.sleep(0.02)
"""
ASK = (
    JOBS
    + """
    JOBS = int(os.environ.get("JOBS", "40"))
    for number in range(JOBS):
        jobs.enqueue("tests.once" if number % 2 else "tests.guarded", number=number)
"""
)
WORK = (
    JOBS
    + """
    from proxenia.core.worker import Worker
    worker = Worker(lease=2)
    worker.obey()
    print("ready", flush=True)
    worker.run()
"""
)
LOOK = """
    import json
    import django
    django.setup()
    from proxenia.core.models import Drill, Job
    states = [job.state for job in Job.objects.filter(name__startswith="tests").select_related("task")]
    done = sorted(int(one) for one in Drill.objects.values_list("seconds", flat=True))
    print(json.dumps({"open": sum(one in ("waiting", "running") for one in states), "states": sorted(set(states)),
                      "done": done}))
"""
BOUND = 240
"""Seconds after which a test gives up on workers; how long they take is no part of what is asserted."""


class Place:
    """An installation in which workers are started and killed."""

    def __init__(self, folder: Path) -> None:
        self.environment = {
            **prepared.environment_for(folder), "DJANGO_SETTINGS_MODULE": "proxenia.settings",
        }  # fmt: skip
        self.workers: list[subprocess.Popen[str]] = []

    def python(self, code: str, **more: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(code)],
            env={**self.environment, **more}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout

    def worker(self, **more: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(WORK)],
            env={**self.environment, **more}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        self.workers.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    def look(self) -> dict[str, object]:
        import json

        return dict(json.loads(self.python(LOOK)))

    def drained(self) -> bool:
        """Wait until no job is open, looking into the file: a process for every look would slow the workers."""
        until = time.monotonic() + BOUND
        while (waiting := self._open()) and time.monotonic() < until:
            time.sleep(0.05)
        return not waiting

    def _open(self) -> int:
        address = f"file:{Path(self.environment['PROXENIA_DATA']) / 'proxenia.sqlite3'}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=30)) as database:
            asked = (
                "SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status IN ('READY', 'RUNNING')"
            )
            return int(database.execute(asked).fetchone()[0])


def until_it_says(process: "subprocess.Popen[str]", word: str) -> None:
    """Read what a worker says until it says this."""
    assert process.stdout is not None
    assert any(line == f"{word}\n" for line in process.stdout)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    shutil.copytree(prepared.office(), tmp_path / "product")
    one = Place(tmp_path / "product")
    yield one
    for process in one.workers:
        if process.poll() is None:
            process.kill()
        process.wait()


@pytest.mark.reliability("L2", "F7")
@pytest.mark.asvs("2.3.3", "16.5.3")
def test_sys_8_workers_killed_at_random_leave_nothing_stuck_and_nothing_done_twice(place: Place) -> None:
    seed = random.randrange(10**9)
    chance = random.Random(seed)
    print(f"seed {seed}")
    place.python(ASK)
    for _kill in range(5):
        process = place.worker()
        time.sleep(chance.uniform(0.05, 0.6))
        process.send_signal(signal.SIGKILL)
        process.wait()
    last = place.worker()
    assert place.drained(), f"seed {seed}"
    assert place.look() == {"open": 0, "states": ["done"], "done": list(range(40))}, f"seed {seed}"
    last.terminate()
    assert last.wait(BOUND) == 0


@pytest.mark.reliability("L2")
@pytest.mark.asvs("15.4.3")
def test_sys_8_a_worker_that_is_frozen_loses_its_job_and_spoils_nothing(place: Place) -> None:
    place.python(ASK, JOBS="4")
    frozen = place.worker(PAUSE="0.5")
    until_it_says(frozen, "at it")
    frozen.send_signal(signal.SIGSTOP)
    place.worker()
    # Frozen outside of a transaction it holds nothing: after its lease the other has done all, its job as well.
    assert place.drained()
    frozen.send_signal(signal.SIGCONT)
    time.sleep(1)
    frozen.terminate()
    assert frozen.wait(BOUND) == 0
    assert place.look() == {"open": 0, "states": ["done"], "done": list(range(4))}


@pytest.mark.reliability("L2")
@pytest.mark.engine("sqlite")
def test_sys_8_a_worker_frozen_while_it_holds_the_file_holds_up_the_others_and_spoils_nothing(
    place: Place,
) -> None:
    """Nobody can take the lock of SQLite from a process that lives: the others wait, until it goes on or is ended."""
    place.python(ASK, JOBS="4")
    frozen = place.worker(PAUSE="0.5")
    until_it_says(frozen, "holding")
    frozen.send_signal(signal.SIGSTOP)
    other = place.worker()
    time.sleep(3)  # longer than the lease
    assert other.poll() is None
    frozen.kill()
    assert place.drained()
    assert place.look() == {"open": 0, "states": ["done"], "done": list(range(4))}


@pytest.mark.reliability("L2")
def test_sys_8_a_worker_told_to_stop_gives_its_job_back_at_once(place: Place) -> None:
    place.python(ASK)
    process = place.worker()
    time.sleep(0.3)
    process.terminate()
    assert process.wait(BOUND) == 0
    states = place.look()["states"]
    assert "running" not in states


@pytest.mark.reliability("L2")
def test_sys_8_the_server_starts_a_killed_worker_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from proxenia.cli import server

    for name, value in place.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("PROXENIA_TESTING", raising=False)
    monkeypatch.setattr(server.WorkerKeeper, "_PAUSE", 0.05)
    keeper = server.WorkerKeeper()
    keeper.start()
    first = keeper._process
    first.kill()
    until = time.monotonic() + BOUND
    while keeper._process is first and time.monotonic() < until:
        time.sleep(0.05)
    second = keeper._process
    assert second.pid != first.pid
    assert second.poll() is None
    keeper.stop()
    assert second.poll() is not None
