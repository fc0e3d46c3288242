"""Returns: the plan of a unit or partner, what it owes for each period, what it sent and what was said to it."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proxenia.accounts.models import User
from proxenia.core import personal
from proxenia.directory.models import Organisation
from proxenia.indicators.models import Indicator
from proxenia.records.models import Record


class BusinessPlan(Record):
    """What a unit or partner is to report on: outcomes and indicators, from which period on, how soon after it ends."""

    record_kind = "business_plan"
    audited_fields = (
        "code",
        "title",
        "body",
        "frequency",
        "begins",
        "until",
        "days",
        "contact",
        "email",
        "guidance",
    )

    class Frequency(models.TextChoices):
        """How often it reports."""

        QUARTER = "quarter", pgettext_lazy("return", "Every quarter")
        HALF = "half", pgettext_lazy("return", "Every half-year")
        YEAR = "year", pgettext_lazy("return", "Every year")

    code = models.SlugField(_("short code"), max_length=20)
    title = models.CharField(_("whose plan"), max_length=200)
    body = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("partner"),
    )
    frequency = models.CharField(
        _("how often"), max_length=8, choices=Frequency.choices, default=Frequency.QUARTER
    )
    begins = models.CharField(_("first period"), max_length=10)
    until = models.CharField(_("last period"), max_length=10, blank=True)
    days = models.PositiveSmallIntegerField(_("days to report after a period"), default=21)
    contact = models.CharField(_("who fills it in"), max_length=200, blank=True)
    email = models.EmailField(_("their e-mail"), blank=True)
    guidance = models.TextField(_("guidance"), blank=True)

    personal_data: ClassVar[dict[str, Any]] = {
        **Record.record_personal_data,
        **personal.none("code title body frequency begins until days"),
        "contact": personal.NAME,
        "email": personal.CONTACT,
        "guidance": personal.FREE_TEXT,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "code"], name="results_plan_code_once")]

    def __str__(self) -> str:
        return self.title


class PlanLine(models.Model):
    """One figure a plan asks for: an indicator under an outcome, or a part of it (women of the companies supported)."""

    plan = models.ForeignKey(BusinessPlan, on_delete=models.PROTECT, related_name="lines", db_index=False)
    position = models.PositiveSmallIntegerField()
    outcome = models.CharField(_("outcome"), max_length=200)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(_("which part"), max_length=100, blank=True)
    target = models.DecimalField(
        _("target of each period"), max_digits=20, decimal_places=4, null=True, blank=True
    )
    guidance = models.CharField(_("what counts"), max_length=300, blank=True)

    personal_data = {
        **personal.none("id plan position outcome indicator part target"),
        "guidance": personal.FREE_TEXT,
    }

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="results_line_place_once"),
            models.UniqueConstraint(fields=["plan", "indicator", "part"], name="results_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} ({self.part})" if self.part else str(self.indicator)


class Return(Record):
    """What a unit or partner owes, or gave, for one period. What is asked is frozen when it is opened."""

    record_kind = "return"
    audited_fields = ("state", "due", "rating", "rating_words", "edition", "period")

    class State(models.TextChoices):
        """How far it is."""

        DUE = "due", pgettext_lazy("return", "Due")
        SUBMITTED = "submitted", pgettext_lazy("return", "Submitted")
        SENT_BACK = "sent_back", pgettext_lazy("return", "Sent back")
        ACCEPTED = "accepted", pgettext_lazy("return", "Accepted")
        LOCKED = "locked", pgettext_lazy("return", "Locked")

    class Rating(models.IntegerChoices):
        """How the period went on the whole."""

        OFF = 1, pgettext_lazy("rating", "Off course")
        BEHIND = 2, pgettext_lazy("rating", "Behind")
        ON = 3, pgettext_lazy("rating", "On course")
        AHEAD = 4, pgettext_lazy("rating", "Ahead")

    plan = models.ForeignKey(BusinessPlan, on_delete=models.PROTECT, related_name="returns", db_index=False)
    period = models.CharField(_("period"), max_length=10)
    due = models.DateField(_("due"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DUE)
    layout = models.JSONField(default=dict, editable=False)
    edition = models.PositiveSmallIntegerField(default=1, editable=False)
    rating = models.PositiveSmallIntegerField(
        _("on the whole"), choices=Rating.choices, null=True, blank=True
    )
    rating_words = models.TextField(_("in words"), blank=True)
    link = models.CharField(max_length=64, blank=True, editable=False)
    link_until = models.DateTimeField(null=True, editable=False)
    chased_at = models.DateTimeField(null=True, editable=False)
    chased = models.PositiveSmallIntegerField(default=0, editable=False)

    personal_data: ClassVar[dict[str, Any]] = {
        **Record.record_personal_data,
        **personal.none("plan period due state layout edition rating link_until chased_at chased"),
        "rating_words": personal.FREE_TEXT,
        "link": personal.CREDENTIAL,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "period"], name="results_return_once"),
            models.UniqueConstraint(fields=["link"], condition=~Q(link=""), name="results_return_link_once"),
        ]
        indexes = [models.Index(fields=["office", "state", "due"], name="results_return_owed")]

    def __str__(self) -> str:
        return f"{self.plan.title} {self.period}"


class Reading(models.Model):
    """One return as it was sent, and never changed: the last one counts, earlier ones stay to be looked at."""

    of = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="readings", db_index=False)
    number = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    given = models.JSONField(_("what was written"), default=dict)
    cells = models.PositiveIntegerField()
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    sent_name = models.CharField(_("by whom"), max_length=200, blank=True)

    personal_data = {
        **personal.none("id of number digest cells sent_at"),
        "given": personal.FREE_TEXT,
        "sent_by": personal.REFERENCE,
        "sent_name": personal.NAME,
    }

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["of", "number"], name="results_reading_once")]

    def __str__(self) -> str:
        return f"reading {self.number} of return {self.of_id}"


class ReturnComment(models.Model):
    """What the office said to a line, a question or the whole of a return when it was sent back."""

    of = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="comments")
    reading = models.PositiveSmallIntegerField(help_text="The reading it was said to.")
    key = models.CharField(max_length=120, blank=True)
    text = models.TextField(_("comment"))
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    personal_data = {
        **personal.none("id of reading key said_at"),
        "text": personal.FREE_TEXT,
        "said_by": personal.REFERENCE,
    }

    class Meta:
        ordering = ["said_at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
