"""The log: events that only grow, their values apart from the chain, what was erased, read and checked."""

from django.db import models
from django.utils.translation import pgettext_lazy

from proxenia.core import personal
from proxenia.core.stamps import new_uid

INSTALLATION = 0
"""The chain of what concerns no office."""


class ChainHead(models.Model):
    """The one row of a chain that every writer locks; it holds the last number and the last hash."""

    chain = models.BigIntegerField(primary_key=True)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")

    personal_data = {"chain": personal.NONE, "seq": personal.NONE, "hash": personal.NONE}

    def __str__(self) -> str:
        return f"chain {self.chain} at {self.seq}"


class Event(models.Model):
    """Who did what when. The hash covers the event before it and a salted digest of the values."""

    chain = models.BigIntegerField(help_text="The office's key; 0 is the installation's own chain.")
    seq = models.BigIntegerField()
    verb = models.CharField(max_length=80)
    at = models.DateTimeField()
    by_uid = models.CharField(max_length=32)
    subject_kind = models.CharField(max_length=60)
    subject_uid = models.CharField(max_length=32, db_index=True)
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    personal_data = {
        "id": personal.NONE,
        "chain": personal.NONE,
        "seq": personal.NONE,
        "verb": personal.NONE,
        "at": personal.NONE,
        "by_uid": personal.REFERENCE,
        "subject_kind": personal.NONE,
        "subject_uid": personal.REFERENCE,
        "digest": personal.NONE,
        "previous": personal.NONE,
        "hash": personal.NONE,
    }

    class Meta:
        ordering = ["chain", "seq"]
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="audit_event_chain_seq")]

    def __str__(self) -> str:
        return f"{self.verb} ({self.chain}/{self.seq})"


class EventValues(models.Model):
    """What an event changed. Erasing this row leaves the chain valid: only its digest is in the hash."""

    event = models.OneToOneField(Event, on_delete=models.DO_NOTHING, primary_key=True, related_name="values")
    salt = models.CharField(max_length=32)
    by_name = models.CharField(max_length=200, blank=True)
    subject_name = models.CharField(max_length=300, blank=True)
    before = models.TextField(blank=True, help_text="JSON object of the changed values as they were.")
    after = models.TextField(blank=True, help_text="JSON object of the changed values as they became.")
    note = models.TextField(blank=True)

    personal_data = {
        "event": personal.NONE,
        "salt": personal.NONE,
        "by_name": personal.NAME,
        "subject_name": personal.NAME,
        "before": personal.FREE_TEXT,
        "after": personal.FREE_TEXT,
        "note": personal.FREE_TEXT,
    }

    class Meta:
        verbose_name_plural = "event values"

    def __str__(self) -> str:
        return f"values of event {self.event_id}"


class ErasedValues(models.Model):
    """Says which event of the log erased the values of which: what is missing without such a row was tampered with."""

    event = models.OneToOneField(Event, on_delete=models.DO_NOTHING, primary_key=True, related_name="erased")
    erasure = models.ForeignKey(Event, on_delete=models.DO_NOTHING, related_name="+")

    personal_data = {"event": personal.NONE, "erasure": personal.NONE}

    class Meta:
        verbose_name_plural = "erased values"

    def __str__(self) -> str:
        return f"values of event {self.event_id}, erased by {self.erasure_id}"


class ConfidentialRead(models.Model):
    """Who opened which confidential record when and by which door, and who asked in vain; no content, no names."""

    class Outcome(models.TextChoices):
        """What came of it."""

        SHOWN = "shown", pgettext_lazy("reading", "opened")
        REFUSED = "refused", pgettext_lazy("reading", "refused")
        MISSING = "missing", pgettext_lazy("reading", "asked for what is not there")

    chain = models.BigIntegerField()
    at = models.DateTimeField()
    by_uid = models.CharField(max_length=32)
    subject_kind = models.CharField(max_length=60)
    subject_uid = models.CharField(max_length=32)
    via = models.CharField(max_length=20)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.SHOWN)

    personal_data = {
        **personal.none("id chain at subject_kind via outcome"),
        "by_uid": personal.REFERENCE,
        "subject_uid": personal.REFERENCE,
    }

    class Meta:
        indexes = [
            models.Index(fields=["subject_uid", "at"], name="audit_read_of"),
            models.Index(fields=["chain", "at"], name="audit_read_at"),
            models.Index(fields=["by_uid", "at"], name="audit_read_by"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.subject_uid} to {self.by_uid}"


class LogCheck(models.Model):
    """One look at the log as a whole: its heads written to the anchor, or its chains recomputed."""

    class Kind(models.TextChoices):
        """What was done."""

        ANCHOR = "anchor", pgettext_lazy("check of the log", "anchored")
        VERIFY = "verify", pgettext_lazy("check of the log", "verified")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    at = models.DateTimeField()
    events = models.BigIntegerField(help_text="How many events the chains had.")
    problems = models.JSONField(default=list, help_text="For each break: chain, seq, sentence.")
    where = models.CharField(max_length=300, blank=True, help_text="Where the anchor went.")

    personal_data = personal.none("id kind at events problems where")

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["kind", "-at"], name="audit_logcheck_kind")]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at}"


class Run(models.Model):
    """A stored calculation: by which method and version, from which inputs, what came out, for whom, when."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    chain = models.BigIntegerField(help_text="The office's key.")
    method = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the inputs.")
    parameters = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    by_uid = models.CharField(max_length=32)
    at = models.DateTimeField()

    personal_data = {
        **personal.none("id uid chain method version digest parameters result at"),
        "by_uid": personal.REFERENCE,
    }

    class Meta:
        indexes = [models.Index(fields=["chain", "method", "-at"], name="audit_run_newest")]

    def __str__(self) -> str:
        return f"{self.method} {self.version} at {self.at}"
