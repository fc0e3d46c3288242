"""Consultations: who was heard, what they asked, and what became of it."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proxenia.core import personal
from proxenia.core.fields import PartialDateField
from proxenia.core.stamps import new_uid
from proxenia.directory.models import Organisation
from proxenia.records.models import Record
from proxenia.strategy.models.tree import Objective, Strategy


class Consultation(Record):
    """One occasion on which people were asked about the strategy."""

    record_kind = "consultation"
    audited_fields = ("title", "kind", "on", "strategy", "note")

    class Kind(models.TextChoices):
        """In which form people were asked."""

        MEETING = "meeting", pgettext_lazy("consultation", "Meeting")
        HEARING = "hearing", pgettext_lazy("consultation", "Public hearing")
        WORKSHOP = "workshop", pgettext_lazy("consultation", "Workshop")
        SURVEY = "survey", pgettext_lazy("consultation", "Survey")
        WRITTEN = "written", pgettext_lazy("consultation", "In writing")
        OTHER = "other", pgettext_lazy("consultation", "In another form")

    title = models.CharField(_("occasion"), max_length=300)
    kind = models.CharField(_("form"), max_length=10, choices=Kind.choices, default=Kind.MEETING)
    on = PartialDateField(_("when"))
    strategy = models.ForeignKey(
        Strategy,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="consultations",
        verbose_name=_("strategy"),
    )
    note = models.TextField(_("note"), blank=True)

    personal_data: ClassVar[dict[str, str]] = {
        **Record.record_personal_data,
        **personal.none("kind on strategy"),
        "title": personal.FREE_TEXT,
        "note": personal.FREE_TEXT,
    }

    class Meta:
        verbose_name_plural = _("consultations")
        indexes = [models.Index(fields=["office", "-on"], name="strategy_consulted_when")]

    def __str__(self) -> str:
        return self.title


class Voice(models.Model):
    """One body heard at a consultation: what it asked, and what became of that."""

    class Outcome(models.TextChoices):
        """What became of it."""

        OPEN = "open", pgettext_lazy("voice", "Not answered yet")
        TAKEN = "taken", pgettext_lazy("voice", "Taken up")
        PART = "part", pgettext_lazy("voice", "Taken up in part")
        NOT = "not", pgettext_lazy("voice", "Not taken up")

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="voices")
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
    )
    name = models.CharField(_("who was heard"), max_length=300)
    asked = models.TextField(_("what they asked"))
    outcome = models.CharField(
        _("what became of it"), max_length=8, choices=Outcome.choices, default=Outcome.OPEN
    )
    became = models.TextField(_("why, and how it was answered"), blank=True)
    objective = models.ForeignKey(
        Objective,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="voices",
        verbose_name=_("objective it led to"),
    )

    personal_data: ClassVar[dict[str, Any]] = {
        **personal.none("id uid consultation organisation outcome objective"),
        "name": personal.NAME,
        "asked": personal.FREE_TEXT,
        "became": personal.FREE_TEXT,
    }

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
