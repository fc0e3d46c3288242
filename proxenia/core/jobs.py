"""Jobs by name: an action says what shall happen later without importing the room that does it.

A job is a task of django-tasks, written by the transaction that asked for it. A worker that takes it gives signs of
life while it is at it; of one that was killed, the next worker takes the job back. So a job may be begun more than
once, and each declares what makes its effect come once:

- ``ONCE``: it runs inside the transaction that notes it as done; either both stand or neither.
- ``GUARDED``: it writes in transactions of its own, looks at what stands before, and calls ``confirm()`` in them.
- ``AGAIN``: doing it twice leaves what doing it once leaves.

With ``by`` a job runs with the rights that person has when it runs, not when it was asked for.
"""

import inspect
import logging
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from proxenia.core import queue
from proxenia.core.errors import Conflict, NotAllowed, ProxeniaError, Refused
from proxenia.core.models import Job

log = logging.getLogger("proxenia.jobs")
ONCE, GUARDED, AGAIN = "once", "guarded", "again"
WAIT = timedelta(seconds=10)
"""How long the second try waits; every further one waits twice as long as the one before."""


@dataclass(frozen=True)
class Work:
    """A job as it was declared."""

    name: str
    function: Callable[..., None]
    effect: str
    right: str
    tries: int
    wait: timedelta
    label: Any
    stopped: Callable[..., None] | None

    @property
    def takes_owner(self) -> bool:
        """Whether the function wants to know on whose behalf it works (``by``)."""
        return "by" in inspect.signature(self.function).parameters


class Gate(Protocol):
    """Knows people and their rights; accounts stand above this room, so that records name it at start-up."""

    def owner(self, by_uid: str, chain: int | None, right: str) -> Any:
        """Return who that is, or raise NotAllowed where they may not (any more)."""

    def refused(self, job: Job, sentence: str) -> None:
        """Note in the log that a job was refused."""


_JOBS: dict[str, Work] = {}
_GATE: list[Gate] = []
_AT_WORK: ContextVar[Job | None] = ContextVar("job at work", default=None)


def job(
    name: str,
    *,
    effect: str = AGAIN,
    right: str = "",
    tries: int = 3,
    wait: timedelta = WAIT,
    label: Any = "",
    stopped: Callable[..., None] | None = None,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a function as the job ``name``; its arguments must be plain JSON values.

    ``right`` is what its owner must hold in the office when it runs; ``tries`` how often a fault or a killed worker
    is borne; ``label`` what the page of jobs calls it; ``stopped(sentence, **arguments)`` is called when it was
    refused or failed for good.
    """

    def register(function: Callable[..., None]) -> Callable[..., None]:
        _JOBS[name] = Work(name, function, effect, right, tries, wait, label, stopped)
        return function

    return register


def known() -> dict[str, Callable[..., None]]:
    """Return every registered job by name."""
    return {name: work.function for name, work in _JOBS.items()}


def declared(name: str) -> Work | None:
    """Return a job as it was declared, or None where no program part knows it (any more)."""
    return _JOBS.get(name)


def set_gate(gate: Gate) -> None:
    """Name who knows people and their rights."""
    _GATE[:] = [gate]


def enqueue(name: str, *, by: Any = None, office: Any = None, key: str = "", **arguments: Any) -> None:
    """Queue a job in the caller's transaction: it is lost with it, or runs after it.

    ``by`` is the person (anything with ``uid``) whose rights it runs with, in ``office`` (anything with ``pk``);
    of jobs with the same ``key`` only one waits. In tests the job runs at once.
    """
    if name not in _JOBS:
        raise KeyError(f"No job is called {name!r}.")
    by_uid, chain = by.uid if by is not None else "", office.pk if office is not None else None
    if settings.JOBS_AT_ONCE:
        row: Any = DBTaskResult(args_kwargs={"args": [name, arguments], "kwargs": {}})
        _at_once(Job(task=row, name=name, by_uid=by_uid, chain=chain))
        return
    queue.put(run_job, name=name, arguments=arguments, key=key, by_uid=by_uid, chain=chain)


@task()
def run_job(name: str, arguments: dict[str, Any]) -> None:
    """The task of the library's queue: a job by its name, with the rights its owner has now.

    Only a worker that holds it runs it (``proxenia work``); the library's own would ask nobody for leave.
    """
    one, work = _AT_WORK.get(), _JOBS[name]
    if one is None:
        raise Refused("Jobs are run by the command proxenia work.", where=name)
    owner = _GATE[0].owner(one.by_uid, one.chain, work.right) if one.by_uid else None
    work.function(**arguments, **({"by": owner} if work.takes_owner else {}))


def _at_once(one: Job) -> None:
    work = _JOBS[one.name]
    try:
        _run(work, one)
    except NotAllowed as error:
        _stop(work, one, Job.State.REFUSED, error.message)


def confirm() -> None:
    """Make sure, in a transaction that writes, that this worker still holds its job; nothing outside of a job."""
    one = _AT_WORK.get()
    if one is not None and one.claim:
        queue.confirm(one)


def perform(one: Job) -> None:
    """Run a job that was claimed, to its end: done, again later, refused, or failed.

    Only what ends the worker itself is raised (the database away, a signal); the job is then taken back.
    """
    work = _JOBS.get(one.name)
    if work is None:
        queue.end(one, Job.State.FAILED, _("This version of the program knows no such job."))
        return
    try:
        _run(work, one)
    except queue.Lost as error:
        log.warning("%s (%s): %s", one.name, one.uid, error)
    except NotAllowed as error:
        _stop(work, one, Job.State.REFUSED, error.message)
    except Conflict as error:
        _again(work, one, error.message)
    except ProxeniaError as error:
        _stop(work, one, Job.State.FAILED, error.message)
    except Exception as error:
        log.exception("%s (%s) failed", one.name, one.uid)
        _again(work, one, _fault(error))


def _run(work: Work, one: Job) -> None:
    mark = _AT_WORK.set(one)
    try:
        if work.effect == ONCE:
            with transaction.atomic():
                run_job.call(one.name, one.arguments)
                _done(one)
        else:
            run_job.call(one.name, one.arguments)
            _done(one)
    finally:
        _AT_WORK.reset(mark)


def _done(one: Job) -> None:
    if one.claim:
        queue.end(one, Job.State.DONE)


def _fault(error: Exception) -> str:
    """Return what a person reads of a fault: never its insides, those are in the server's log."""
    if isinstance(error, DatabaseError):
        return _("The database could not be written to.")
    return _("The program met a fault (%(kind)s); the server's log tells more.") % {
        "kind": type(error).__name__
    }


def _again(work: Work, one: Job, sentence: str) -> None:
    """Try once more a little later, or give it up after the last try."""
    if one.attempts >= work.tries:
        _stop(work, one, Job.State.FAILED, sentence)
        return
    wait = work.wait * 2 ** (one.attempts - 1)
    queue.put_back(one, due_at=timezone.now() + wait, error=sentence)


def _stop(work: Work, one: Job, state: str, sentence: str) -> None:
    """End a job for good, and tell whoever waits for it."""
    with transaction.atomic():
        if one.claim:
            queue.end(one, state, sentence)
        if state == Job.State.REFUSED and _GATE:
            _GATE[0].refused(one, sentence)
        if work.stopped is not None:
            work.stopped(sentence, **one.arguments)


def take_back(watch: queue.Watch) -> int:
    """Let jobs wait again whose worker was killed or has fallen silent; return how many were taken back.

    A job that took its worker down at every try has failed.
    """
    count = 0
    for one in watch.silent():
        work = _JOBS.get(one.name)
        sentence = _("The worker that was at it stopped.")
        try:
            if work is not None and one.attempts >= work.tries:
                _stop(work, one, Job.State.FAILED, sentence)
                count += 1
            else:
                count += queue.put_back(one, error=sentence, silent=True)
        except queue.Lost:
            continue  # it ended, or another worker was quicker
    return count
