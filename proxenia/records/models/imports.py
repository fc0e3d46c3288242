"""Import runs: the file as it was read, what it did row by row, and what undo needs."""

from django.db import models

from proxenia.accounts.models import Office, User
from proxenia.core import personal
from proxenia.core.stamps import new_uid


class ImportRun(models.Model):
    """One file on its way in: read, previewed, committed, undone."""

    class State(models.TextChoices):
        """Where the run stands."""

        READING = "reading"
        PREVIEWED = "previewed"
        COMMITTING = "committing"
        DONE = "done"
        UNDOING = "undoing"
        FAILED = "failed"
        UNDONE = "undone"
        DISCARDED = "discarded"

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    file_name = models.CharField(max_length=200)
    file_digest = models.CharField(max_length=64)
    sheet = models.CharField(max_length=100, blank=True)
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State.choices, default=State.READING)
    good_rows_only = models.BooleanField(default=False)
    progress = models.PositiveIntegerField(default=0)
    summary = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    personal_data = {
        **personal.none(
            "id uid office kind file_digest sheet mapping state good_rows_only progress summary error"
            " created_at finished_at"
        ),
        "by": personal.REFERENCE,
        "file_name": personal.FREE_TEXT,
    }

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.kind} from {self.file_name}"


class StagedRow(models.Model):
    """What one spreadsheet row would do; outside the log, and dropped when the run is over."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="The row as the spreadsheet numbers it.")
    verdict = models.CharField(max_length=10)
    cells = models.JSONField(default=list)
    changes = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    remarks = models.JSONField(default=list)

    personal_data = {
        **personal.none("id run number verdict"),
        **dict.fromkeys(["cells", "changes", "problems", "remarks"], personal.FREE_TEXT),
    }

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="records_staged_row_once")]

    def __str__(self) -> str:
        return f"row {self.number}: {self.verdict}"


class ImportChange(models.Model):
    """What an import did to one record, so that undo can put it back."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="changes", db_index=False)
    anchor_id = models.BigIntegerField()
    model = models.CharField(max_length=60)
    created = models.BooleanField()
    version = models.PositiveIntegerField(help_text="The record's version after the import.")
    before = models.TextField(blank=True)
    undone = models.PositiveIntegerField(
        null=True, help_text="The record's version after the undo, if it was undone."
    )

    personal_data = {
        **personal.none("id run anchor_id model created version undone"),
        "before": personal.FREE_TEXT,
    }

    class Meta:
        indexes = [models.Index(fields=["run", "model"], name="records_import_change_run")]

    def __str__(self) -> str:
        return f"{'created' if self.created else 'changed'} {self.model} {self.anchor_id}"


class RememberedMapping(models.Model):
    """Which column of an office's own spreadsheets means which field."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=30)
    header_folded = models.CharField(max_length=200)
    column = models.CharField(max_length=40, blank=True)

    personal_data = personal.none("id office kind header_folded column")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "kind", "header_folded"], name="records_mapping_once")
        ]

    def __str__(self) -> str:
        return f"{self.header_folded} means {self.column}"
