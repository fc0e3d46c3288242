"""Who holds a task of the library's queue, whether they still live, and what became of it.

The library (``django_tasks_db``) writes, orders and hands out tasks. Beside each stands a job whose claim moves
whenever it changes hands. Whoever ends a job names the claim it holds: a worker that was believed dead and comes back
finds another claim there, and nothing of its work is kept. Every change of hands locks the job first, then its task.
"""

import os
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from proxenia.core.errors import ProxeniaError
from proxenia.core.models import ERRORS, Job

State = Job.State


class Lost(ProxeniaError):
    """The job was taken from this worker meanwhile; what it did is rolled back."""


def put(task: Any, *, name: str, arguments: dict[str, Any], key: str, by_uid: str, chain: int | None) -> None:
    """Enqueue a job in the caller's transaction; with a key under which one waits already, nothing is written."""
    for _try in range(3):
        if key and _waits(key):
            return
        try:
            with transaction.atomic():
                result = task.enqueue(name, arguments)
                Job.objects.create(task_id=result.id, name=name, key=key, by_uid=by_uid, chain=chain)
            return
        except IntegrityError:
            if not key:
                raise
            # Somebody asked for the same at this moment: theirs waits, or was begun since.


def _waits(key: str) -> bool:
    """Say whether a job waits under a key, and hold it: it begins once our transaction stands, and sees what it did."""
    return Job.objects.select_for_update().filter(key=key, waits=True).first() is not None


def begin(row: DBTaskResult) -> Job:
    """Take the job of a task that the library's worker has claimed; raises Lost where it was taken back since."""
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=row.pk)
        # Looked at once the job is locked: the workers that took a task tell one claim from the next.
        claimed = _running(job).filter(worker_ids=row.worker_ids)
        if not claimed.update(exception_class_path="", traceback=""):
            raise Lost("This job was taken over by another worker.", where=job.uid)
        job.claim, job.attempts, job.waits = job.claim + 1, job.attempts + 1, False
        job.save(update_fields=["claim", "attempts", "waits"])
    job.task = row
    return job


def beat(job: Job) -> bool:
    """Give a sign of life; False where the job is no longer ours."""
    return bool(_ours(job).update(beat=F("beat") + 1))


def confirm(job: Job) -> None:
    """Make sure, inside a transaction that writes, that the job is still ours; raises Lost."""
    if not beat(job):
        raise Lost("This job was taken over by another worker.", where=job.uid)


def end(job: Job, state: str, error: str = "") -> None:
    """Note how a job ended; raises Lost where it is no longer ours."""
    with transaction.atomic():
        if not _ours(job).update(claim=F("claim") + 1, waits=False):
            raise Lost("This job was taken over by another worker.", where=job.uid)
        _end(job, state, error)


def put_back(
    job: Job, *, due_at: datetime | None = None, error: str = "", counts: bool = True, silent: bool = False
) -> bool:
    """Let a job wait again; where the same was asked for meanwhile it is given up for that one.

    ``counts`` says whether the try was one; ``silent`` asks that nobody gave a sign of life since we looked.
    Returns False where the job was no longer as we saw it.
    """
    with transaction.atomic():
        if silent and _ours(job).filter(beat=job.beat).select_for_update(skip_locked=True).first() is None:
            return False
        doubled = bool(job.key) and Job.objects.filter(key=job.key, waits=True).exclude(pk=job.pk).exists()
        values: dict[str, Any] = {"claim": F("claim") + 1, "waits": not doubled}
        if not counts:
            values["attempts"] = max(job.attempts - 1, 0)
        if not _ours(job).update(**values):
            return False
        if doubled:
            return _end(job, State.GIVEN_UP, error)
        ready = {"status": TaskResultStatus.READY, "run_after": due_at or get_date_max(), "traceback": error}
        return bool(_running(job).update(**ready))


def leave(worker: str) -> None:
    """Let all wait again that a worker holds which is told to stop; that is no try."""
    for job in Job.objects.standing(State.RUNNING):
        if worker_of(job) == worker:
            put_back(job, counts=False)


def reopen(job: Job) -> None:
    """Let a job that stopped wait again, as if it was never tried; its last sentence stays until it begins."""
    Job.objects.filter(pk=job.pk).update(claim=F("claim") + 1, waits=True, attempts=0)
    DBTaskResult.objects.filter(pk=job.pk, status=TaskResultStatus.FAILED).update(
        status=TaskResultStatus.READY, run_after=get_date_max(), finished_at=None, exception_class_path=""
    )


def give_up(job: Job) -> bool:
    """Put a job aside that waits or stopped; False where a worker took it at this moment."""
    open_or_stopped = (TaskResultStatus.READY, TaskResultStatus.FAILED)
    aside = DBTaskResult.objects.filter(pk=job.pk, status__in=open_or_stopped)
    if not aside.update(**_ended(State.GIVEN_UP, job.error)):
        return False
    return bool(Job.objects.filter(pk=job.pk).update(claim=F("claim") + 1, waits=False))


def _end(job: Job, state: str, error: str) -> bool:
    return bool(_running(job).update(**_ended(state, error)))


def _ended(state: str, error: str) -> dict[str, Any]:
    status = TaskResultStatus.SUCCESSFUL if state == State.DONE else TaskResultStatus.FAILED
    path = ERRORS.get(State(state), "")
    return {"status": status, "finished_at": timezone.now(), "exception_class_path": path, "traceback": error}


def _ours(job: Job) -> Any:
    return Job.objects.filter(pk=job.pk, claim=job.claim)


def _running(job: Job) -> Any:
    return DBTaskResult.objects.filter(pk=job.pk, status=TaskResultStatus.RUNNING)


def worker_of(job: Job) -> str:
    """Return the worker that took a task last."""
    task: Any = job.task
    return str(task.worker_ids[-1]) if task.worker_ids else ""


class Watch:
    """Tells which running jobs have fallen silent: by what was seen, never by the clocks of other machines.

    ``seconds`` of this process's own time without a beat count as silence.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._clock = seconds, clock
        self._seen: dict[Any, tuple[int, int, float]] = {}

    def silent(self) -> list[Job]:
        """Return the running jobs nobody is at any more."""
        now, running = self._clock(), list(Job.objects.standing(State.RUNNING))
        known = {job.pk: self._since(job, now) for job in running}
        self._seen = {job.pk: (job.claim, job.beat, known[job.pk]) for job in running}
        return [job for job in running if is_gone(worker_of(job)) or now - known[job.pk] >= self._seconds]

    def _since(self, job: Job, now: float) -> float:
        claim, beat, since = self._seen.get(job.pk, (-1, -1, now))
        return since if (claim, beat) == (job.claim, job.beat) else now


def worker_here() -> str:
    """Return the name of this process as a worker: machine, its start, process, the process's start."""
    return "/".join((os.uname().nodename, _boot(), str(os.getpid()), _start_of(os.getpid())))


def is_gone(worker: str) -> bool:
    """Say whether a worker of this very machine has ended; of others only their silence tells."""
    node, boot, pid, start = (worker.split("/") + [""] * 4)[:4]
    if node != os.uname().nodename or not pid.isdigit() or not boot:
        return False
    return boot != _boot() or start != _start_of(int(pid))


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""  # not Linux: silence alone tells


def _start_of(pid: int) -> str:
    """Return when a process began, in ticks since the machine started; '' where there is none (or a dead one)."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if words[0] in "ZX" else words[19]
