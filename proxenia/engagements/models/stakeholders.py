"""The stakeholder map of a project: bodies and groups, and where they were put when. People are not rated."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import User
from proxenia.core import personal
from proxenia.core.stamps import new_uid
from proxenia.directory.models import Organisation
from proxenia.engagements.models.projects import Project


class Stakeholder(models.Model):
    """A body of the directory, or a group in words, that a project touches."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="stakeholders")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    named = models.CharField(_("group"), max_length=200, blank=True)
    kind = models.CharField(_("sort of actor"), max_length=40, blank=True)
    note = models.CharField(_("what they care about"), max_length=500, blank=True)

    personal_data: ClassVar[dict[str, Any]] = {
        **personal.none("id uid project organisation kind"),
        "named": personal.FREE_TEXT,
        "note": personal.FREE_TEXT,
    }

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "organisation"], name="engagements_stakeholder_once")
        ]

    def __str__(self) -> str:
        return self.named or f"stakeholder {self.pk}"


class Position(models.Model):
    """Where a stakeholder was put on a day, by whom and why; nothing is overwritten. None is unknown, not nought."""

    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.CASCADE, related_name="positions")
    interest = models.PositiveSmallIntegerField(_("interest"), null=True, blank=True)
    influence = models.PositiveSmallIntegerField(_("influence"), null=True, blank=True)
    on = models.DateField(_("as of"))
    reason = models.CharField(_("why"), max_length=500, blank=True)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    personal_data: ClassVar[dict[str, Any]] = {
        **personal.none("id stakeholder interest influence on"),
        "reason": personal.FREE_TEXT,
        "set_by": personal.REFERENCE,
    }

    class Meta:
        verbose_name_plural = _("positions of stakeholders")
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.interest} x {self.influence}"
