"""The worker: takes jobs one after another, shows that it lives, and leaves nothing held when it is told to stop."""

import logging
import os
import signal
import threading
import time
from collections.abc import Sequence
from types import FrameType

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connection, connections

from proxenia.core import jobs, queue, schedule
from proxenia.core.models import Job

log = logging.getLogger("proxenia.jobs")
POLL = 0.5
"""Seconds between two looks at an empty queue."""
_LOOK_ROUND, _TICK = 5.0, 60.0


class Stopped(SystemExit):
    """The worker was told to stop."""


class Heart:
    """Gives signs of life for a job while it runs, over a connection of its own."""

    def __init__(self, job: Job, lease: float) -> None:
        self._job, self._pause = job, lease / 4
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._go, daemon=True)

    def __enter__(self) -> "Heart":
        self._thread.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._over.set()
        self._thread.join()

    def _go(self) -> None:
        try:
            while not self._over.wait(self._pause):
                self._beat()
        finally:
            connection.close()

    def _beat(self) -> None:
        try:
            queue.beat(self._job)
        except (DatabaseError, InterfaceError):
            # Another writer holds the file, or the server is away: the next beat tries again.
            connection.close()


class Worker:
    """Runs jobs until it is stopped; ``daily`` are the jobs it asks for once a day."""

    def __init__(
        self, daily: Sequence[str] = (), *, lease: float | None = None, with_parent: int = 0
    ) -> None:
        self._daily, self._parent = daily, with_parent
        self._lease = lease if lease is not None else float(settings.JOB_LEASE)
        self._watch = queue.Watch(self._lease)
        self._name = queue.worker_here()
        self._job: Job | None = None
        self._looked = self._ticked = float("-inf")

    def obey(self) -> None:
        """Stop on SIGTERM and SIGINT: at once, since what is begun is rolled back and done by the next worker."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        raise Stopped(0)

    def run(self) -> None:
        """Work until stopped; a database that is away is waited for."""
        while not self._is_orphan():
            try:
                close_old_connections()
                if not self.step():
                    time.sleep(POLL)
            except (DatabaseError, InterfaceError):
                log.exception("The database does not answer; trying again.")
                connections.close_all()
                time.sleep(POLL * 4)

    def _is_orphan(self) -> bool:
        return bool(self._parent) and os.getppid() != self._parent

    def step(self) -> bool:
        """Do one job if one is due; say whether there was one."""
        self._look_round()
        job = queue.claim(self._name)
        if job is None:
            return False
        self._job = job
        try:
            with Heart(job, self._lease):
                jobs.perform(job)
        except Stopped:
            queue.put_back(job, counts=False)
            raise
        finally:
            self._job = None
        return True

    def _look_round(self) -> None:
        """Take back what others left, and ask for what is due every day."""
        now = time.monotonic()
        if now - self._looked >= min(_LOOK_ROUND, self._lease / 2):
            self._looked = now
            jobs.take_back(self._watch)
        if now - self._ticked >= _TICK:
            self._ticked = now
            schedule.tick(self._daily)
