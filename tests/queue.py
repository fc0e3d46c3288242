"""Jobs that stand where a test wants them, and workers that take one without doing it."""

from typing import Any

from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from proxenia.accounts.models import Office
from proxenia.core import queue
from proxenia.core.jobs import run_job
from proxenia.core.models import ERRORS, Job
from proxenia.core.worker import Worker

State = Job.State
STATUSES = {
    State.WAITING: TaskResultStatus.READY,
    State.RUNNING: TaskResultStatus.RUNNING,
    State.DONE: TaskResultStatus.SUCCESSFUL,
}


def make_job(
    name: str, state: str = State.WAITING, *, office: Office | None = None, worker: str = "", error: str = "",
    arguments: dict[str, Any] | None = None, **more: Any,
) -> Job:  # fmt: skip
    """A job of an office, or of the installation, with its task in the library's queue."""
    queue.put(
        run_job, name=name, arguments=arguments or {}, key="", by_uid=more.pop("by_uid", ""),
        chain=office.pk if office else None,
    )  # fmt: skip
    job = Job.objects.order_by("task__enqueued_at").last()
    assert job is not None
    is_open = state in (State.WAITING, State.RUNNING)
    DBTaskResult.objects.filter(pk=job.pk).update(
        status=STATUSES.get(State(state), TaskResultStatus.FAILED),
        exception_class_path=ERRORS.get(State(state), ""),
        traceback=error, worker_ids=[worker] if worker else [], finished_at=None if is_open else timezone.now(),
    )  # fmt: skip
    Job.objects.filter(pk=job.pk).update(waits=state == State.WAITING, **more)
    return Job.objects.get(pk=job.pk)


class Holder(Worker):
    """A worker of any name that takes a task and its job, and then does nothing."""

    held: Job | None = None

    def run_task(self, db_task_result: DBTaskResult) -> None:
        self.held = queue.begin(db_task_result)
        self._run_tasks += 1


def claim(worker: str) -> Job | None:
    """Let a worker of this name take the next job."""
    one = Holder(lease=3600)
    one.worker_id = worker
    one._look_round = lambda: None  # type: ignore[method-assign]
    one.step()
    return one.held
