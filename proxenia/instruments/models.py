"""Assessment forms of an office with their versions, and what somebody answered about a record."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import Office, User
from proxenia.core import personal
from proxenia.core.stamps import new_uid
from proxenia.methods.instruments import Answer, Form, form_from
from proxenia.records.models import Anchor


class Instrument(models.Model):
    """An office's own copy of an assessment form; what it asks stands in its versions."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=60, help_text="The shipped form it was copied from.")
    name = models.CharField(_("name"), max_length=200)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    personal_data = {**personal.none("id uid office code name created_at"), "created_by": personal.REFERENCE}

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["office", "code"], name="instruments_copy_once")]

    def __str__(self) -> str:
        return self.name


class InstrumentVersion(models.Model):
    """One version of a form. Issued, it is asked and never changed again; the one that is not is the draft."""

    instrument = models.ForeignKey(
        Instrument, on_delete=models.PROTECT, related_name="versions", db_index=False
    )
    number = models.PositiveIntegerField()
    body = models.JSONField(_("questions"), default=dict)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    personal_data = {
        **personal.none("id instrument number revision created_at issued_at"),
        "body": personal.FREE_TEXT,
        "created_by": personal.REFERENCE,
        "issued_by": personal.REFERENCE,
    }

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["instrument", "number"], name="instruments_version_once"),
            models.UniqueConstraint(
                fields=["instrument"], condition=Q(issued_at=None), name="instruments_one_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument_id} version {self.number}"

    @property
    def is_draft(self) -> bool:
        """Say whether it may still be changed."""
        return self.issued_at is None

    def form(self) -> Form:
        """Return what it asks."""
        return form_from(self.body)


class Assessment(models.Model):
    """One assessor's answers about one record; whoever sees the record sees it."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    anchor = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="assessments")
    version = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="assessments")
    assessor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(_("answers"), default=dict)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    personal_data = {
        **personal.none("id uid anchor version revision created_at changed_at finished_at"),
        "assessor": personal.REFERENCE,
        "answers": personal.FREE_TEXT,
    }

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"assessment {self.uid}"

    @property
    def is_finished(self) -> bool:
        """Say whether the assessor is done: it is not changed any more."""
        return self.finished_at is not None

    def values(self) -> dict[str, Answer]:
        """Return the answers alone, without remarks: criterion code -> answer, None where unknown."""
        return {code: one.get("value") for code, one in self.answers.items()}

    def told(self, code: str) -> dict[str, Any]:
        """Return the answer and remark to a criterion; empty where there is none."""
        found: dict[str, Any] = self.answers.get(code, {})
        return found
