"""The worker: takes jobs one after another, shows that it lives, and leaves nothing held when it is told to stop."""

import logging
import os
import threading
import time
from collections.abc import Sequence
from types import FrameType

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connection, connections
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, DEFAULT_TASK_QUEUE_NAME
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

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


class Worker(db_worker.Worker):
    """The library's worker, handing what it claims to our runner; ``daily`` are the jobs it asks for once a day."""

    def __init__(
        self, daily: Sequence[str] = (), *, lease: float | None = None, with_parent: int = 0
    ) -> None:
        super().__init__(
            queue_names=[DEFAULT_TASK_QUEUE_NAME], excluded_queue_names=[], backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            interval=POLL, batch=True, startup_delay=False, max_tasks=None, worker_id=queue.worker_here(),
        )  # fmt: skip
        self._daily, self._parent = daily, with_parent
        self._lease = lease if lease is not None else float(settings.JOB_LEASE)
        self._watch = queue.Watch(self._lease)
        self._looked = self._ticked = float("-inf")

    def obey(self) -> None:
        """Stop when told to by a signal."""
        self.configure_signals()

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Stop at once: what is begun is rolled back and done by the next worker."""
        self.running = False
        raise Stopped(0)

    def run(self) -> None:
        """Work until stopped; a database that is away is waited for."""
        try:
            while self.running and not self._is_orphan():
                self._step_or_wait()
        except Stopped:
            connections.close_all()  # the signal may have come in the middle of a statement
            queue.leave(self.worker_id)
            raise

    def _step_or_wait(self) -> None:
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
        # A look costs nothing; the library's claim takes the lock of all writers on SQLite.
        if not DBTaskResult.objects.ready().exists():
            return False
        before = self._run_tasks
        self.max_tasks = before + 1
        super().run()
        return bool(self._run_tasks > before)

    def run_task(self, db_task_result: DBTaskResult) -> None:
        """Run a task that was claimed: as the job beside it, with signs of life, to the end its job declares."""
        try:
            job = queue.begin(db_task_result)
        except queue.Lost:
            return  # somebody took it back between the claim and this
        except Job.DoesNotExist:
            super().run_task(db_task_result)
            return
        try:
            with Heart(job, self._lease):
                jobs.perform(job)
        finally:
            self._run_tasks += 1

    def _look_round(self) -> None:
        """Take back what others left, and ask for what is due every day."""
        now = time.monotonic()
        if now - self._looked >= min(_LOOK_ROUND, self._lease / 2):
            self._looked = now
            jobs.take_back(self._watch)
        if now - self._ticked >= _TICK:
            self._ticked = now
            schedule.tick(self._daily)
