"""Tables of the machinery: what a task of the queue lacks, when daily jobs were asked for, drills of the backup."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django_tasks import TaskResultStatus

from proxenia.core import personal
from proxenia.core.errors import JobFailed, JobGivenUp, NotAllowed


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs with the tasks they stand beside."""

    def standing(self, *states: str) -> "JobQuerySet":
        """Return the jobs in these states, each with its task."""
        wanted = Q(pk__in=[])
        for state in states:
            wanted |= _STANDING[state]
        return self.filter(wanted).select_related("task")


class Job(models.Model):
    """What the library's queue does not know of a task: who holds it, whether they live, whose rights it runs with.

    The task itself (``django_tasks_db``) says what is to be done, when, by which workers it was taken and how it ended.
    """

    class State(models.TextChoices):
        """Where the job stands: the status of its task, and of a failed one why it failed."""

        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        REFUSED = "refused"
        GIVEN_UP = "given_up"

    task = models.OneToOneField(
        "django_tasks_database.DBTaskResult", models.CASCADE, primary_key=True, related_name="job"
    )
    name = models.CharField(max_length=100)
    key = models.CharField(max_length=200, blank=True, help_text="What waits under a key is asked for once.")
    waits = models.BooleanField(default=True, help_text="Nobody has begun it (again).")
    by_uid = models.CharField(max_length=32, blank=True, help_text="Whose rights it runs with.")
    chain = models.BigIntegerField(null=True, help_text="The office's key; empty for the installation.")
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.BigIntegerField(
        default=0, help_text="Moves with every change of hands; tells workers apart."
    )
    beat = models.BigIntegerField(default=0, help_text="Moves while a worker is at it.")

    objects = JobQuerySet.as_manager()
    personal_data = {
        **personal.none("task name key waits chain attempts claim beat"),
        "by_uid": personal.REFERENCE,
    }

    class Meta:
        ordering = ["task__enqueued_at"]
        indexes = [models.Index(fields=["chain"], name="core_job_of_office")]
        constraints = [
            models.UniqueConstraint(
                fields=["key"], name="core_job_key_waits_once", condition=Q(waits=True) & ~Q(key="")
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def uid(self) -> str:
        """The task's id as it stands in addresses and in the log."""
        return str(self.task_id).replace("-", "")

    @property
    def state(self) -> str:
        """Where the job stands."""
        task: Any = self.task
        if task.status != TaskResultStatus.FAILED:
            return _STATUSES[task.status]
        return _ENDS.get(task.exception_class_path, self.State.FAILED)

    @property
    def arguments(self) -> dict[str, Any]:
        """What it was asked for with."""
        task: Any = self.task
        return dict(task.args_kwargs["args"][1])

    @property
    def error(self) -> str:
        """The sentence on why it failed, or why it waits again; '' where there is nothing to say."""
        return str(self.task.traceback)

    @property
    def due_at(self) -> datetime:
        """Not before; the end of all times for at once, as the library has it."""
        moment: datetime = self.task.run_after
        return moment

    @property
    def at(self) -> datetime:
        """When it came to where it stands."""
        task: Any = self.task
        moment: datetime = task.finished_at or task.started_at or task.enqueued_at
        return moment


def path_of(problem: type[Exception]) -> str:
    """Return the name of a class of errors as the library writes it beside a task that failed."""
    return f"{problem.__module__}.{problem.__qualname__}"


_STATUSES = {
    TaskResultStatus.READY: Job.State.WAITING,
    TaskResultStatus.RUNNING: Job.State.RUNNING,
    TaskResultStatus.SUCCESSFUL: Job.State.DONE,
}
_ENDS = {path_of(NotAllowed): Job.State.REFUSED, path_of(JobGivenUp): Job.State.GIVEN_UP}
ERRORS = {
    Job.State.FAILED: path_of(JobFailed),
    Job.State.REFUSED: path_of(NotAllowed),
    Job.State.GIVEN_UP: path_of(JobGivenUp),
}
"""What the library's row says of a job that failed, by how it ended."""
_FAILED = Q(task__status=TaskResultStatus.FAILED)
_STANDING: dict[str, Q] = {
    **{state: Q(task__status=status) for status, state in _STATUSES.items()},
    **{state: _FAILED & Q(task__exception_class_path=path) for path, state in _ENDS.items()},
    Job.State.FAILED: _FAILED & ~Q(task__exception_class_path__in=list(_ENDS)),
}


class Schedule(models.Model):
    """When a daily job was last asked for."""

    name = models.CharField(max_length=100, primary_key=True)
    asked_on = models.DateField()

    personal_data = personal.none("name asked_on")

    def __str__(self) -> str:
        return f"{self.name} on {self.asked_on}"


class Drill(models.Model):
    """A rehearsal of restoring: a backup was made, brought back elsewhere and compared."""

    at = models.DateTimeField()
    is_good = models.BooleanField()
    seconds = models.FloatField()
    report = models.JSONField(default=dict)

    personal_data = personal.none("id at is_good seconds report")

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"drill of {self.at:%Y-%m-%d}"
