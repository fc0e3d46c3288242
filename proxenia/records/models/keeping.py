"""What must be kept, what was erased, and how long an office keeps what: holds, the list of erasures, terms."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import Office, User
from proxenia.core import personal
from proxenia.core.stamps import new_uid
from proxenia.records.models.anchors import Anchor


class Hold(models.Model):
    """A record that must be kept until a day, because …: nothing erases it meanwhile."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    anchor = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="holds")
    until = models.DateField(_("keep until"), null=True, blank=True)
    because = models.CharField(_("because"), max_length=500)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    personal_data = {
        **personal.none("id uid anchor until set_at lifted_at"),
        "because": personal.FREE_TEXT,
        "set_by": personal.REFERENCE,
    }

    class Meta:
        ordering = ["-set_at"]

    def __str__(self) -> str:
        return f"hold on {self.anchor_id}"


class Erasure(models.Model):
    """That somebody was erased: a digest by which an old backup's row is known again, and nothing about them."""

    kind = models.CharField(max_length=20)
    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    decisions = models.JSONField(
        default=dict, help_text="The keys of mentions that were kept or replaced against what is usual."
    )

    personal_data = personal.none("id kind digest at decisions")

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.kind} erased on {self.at:%Y-%m-%d}"


class RetentionTerm(models.Model):
    """How many months an office keeps what a rule of retention speaks of, where it chose otherwise than usual."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=40)
    months = models.PositiveSmallIntegerField()

    personal_data = personal.none("id office rule months")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "rule"], name="records_retention_once")]

    def __str__(self) -> str:
        return f"{self.rule}: {self.months} months"
