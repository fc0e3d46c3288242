"""The rows of the queue: who holds a job, whether they still live, and what became of it.

A claim is counted up whenever a job is taken. Whoever ends a job names the claim it holds: a worker that was believed
dead and comes back finds another claim there, and nothing of its work is kept.
"""

import os
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from proxenia.core.errors import ProxeniaError
from proxenia.core.models import Job

State = Job.State


class Lost(ProxeniaError):
    """The job was taken from this worker meanwhile; what it did is rolled back."""


def put(*, name: str, arguments: dict[str, Any], key: str, by_uid: str, chain: int | None) -> None:
    """Write a job in the caller's transaction; with a key under which one waits already, nothing is written."""
    job = Job(name=name, arguments=arguments, key=key, by_uid=by_uid, chain=chain)
    Job.objects.bulk_create([job], ignore_conflicts=bool(key))


def claim(worker: str) -> Job | None:
    """Take the oldest job that is due, or return None; two workers never take the same one."""
    due = Job.objects.filter(Q(due_at=None) | Q(due_at__lte=timezone.now()), state=State.WAITING)
    # A look costs nothing; on SQLite the lock below is the lock of all writers.
    if not due.exists():
        return None
    with transaction.atomic():
        job = due.select_for_update(skip_locked=True).first()
        if job is None:
            return None
        job.state, job.worker = State.RUNNING, worker
        job.attempts, job.claim = job.attempts + 1, job.claim + 1
        job.started_at, job.error = timezone.now(), ""
        job.save(update_fields=["state", "worker", "attempts", "claim", "started_at", "error"])
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
    ended = _ours(job).update(state=state, error=error, finished_at=timezone.now(), worker="", due_at=None)
    if not ended:
        raise Lost("This job was taken over by another worker.", where=job.uid)
    job.state, job.error = state, error


def put_back(
    job: Job, *, due_at: datetime | None = None, error: str = "", counts: bool = True, silent: bool = False
) -> bool:
    """Let a job wait again; where the same was asked for meanwhile it is given up for that one.

    ``counts`` says whether the try was one; ``silent`` asks that nobody gave a sign of life since we looked.
    Returns False where the job was no longer as we saw it.
    """
    with transaction.atomic():
        doubled = job.key and Job.objects.filter(key=job.key, state=State.WAITING).exists()
        values: dict[str, Any] = {"state": State.WAITING, "worker": "", "due_at": due_at, "error": error}
        if doubled:
            values |= {"state": State.GIVEN_UP, "finished_at": timezone.now()}
        if not counts:
            values["attempts"] = max(job.attempts - 1, 0)
        held = _ours(job).filter(beat=job.beat) if silent else _ours(job)
        return bool(held.update(**values))


def _ours(job: Job) -> Any:
    return Job.objects.filter(pk=job.pk, claim=job.claim, state=State.RUNNING)


class Watch:
    """Tells which running jobs have fallen silent: by what was seen, never by the clocks of other machines.

    ``seconds`` of this process's own time without a beat count as silence.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._clock = seconds, clock
        self._seen: dict[int, tuple[int, int, float]] = {}

    def silent(self) -> list[Job]:
        """Return the running jobs nobody is at any more."""
        now, running = self._clock(), list(Job.objects.filter(state=State.RUNNING))
        known = {job.pk: self._since(job, now) for job in running}
        self._seen = {job.pk: (job.claim, job.beat, known[job.pk]) for job in running}
        return [job for job in running if is_gone(job.worker) or now - known[job.pk] >= self._seconds]

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
