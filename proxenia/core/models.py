"""Tables of the machinery: jobs to be done and done, when daily jobs were last asked for, drills of the backup."""

from django.db import models
from django.db.models import Q

from proxenia.core import personal
from proxenia.core.stamps import new_uid


class Job(models.Model):
    """One job by name. It is written in the transaction that asks for it, and gone with it."""

    class State(models.TextChoices):
        """Where the job stands."""

        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        REFUSED = "refused"
        GIVEN_UP = "given_up"

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    name = models.CharField(max_length=100)
    arguments = models.JSONField(default=dict)
    key = models.CharField(max_length=200, blank=True, help_text="What waits under a key is asked for once.")
    by_uid = models.CharField(max_length=32, blank=True, help_text="Whose rights it runs with.")
    chain = models.BigIntegerField(null=True, help_text="The office's key; empty for the installation.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.BigIntegerField(default=0, help_text="Counts how often it was taken; tells workers apart.")
    beat = models.BigIntegerField(default=0, help_text="Moves while a worker is at it.")
    worker = models.CharField(max_length=200, blank=True)
    due_at = models.DateTimeField(null=True, help_text="Not before; empty for at once.")
    error = models.TextField(blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    personal_data = {
        **personal.none(
            "id uid name key chain state attempts claim beat worker due_at asked_at started_at"
            " finished_at"
        ),
        "arguments": personal.CONTACT,
        "by_uid": personal.REFERENCE,
        "error": personal.FREE_TEXT,
    }

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["state", "id"],
                name="core_job_open",
                condition=Q(state__in=["waiting", "running"]),
            ),
            models.Index(fields=["chain", "state"], name="core_job_of_office"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["key"], name="core_job_key_waits_once", condition=Q(state="waiting") & ~Q(key="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"


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
