"""A strategy as a tree: strategic outcomes, goals beneath them, objectives; and its adopted versions."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proxenia.accounts.models import User
from proxenia.core import personal
from proxenia.core.stamps import new_uid
from proxenia.directory.models import Person
from proxenia.records.models import Record

PRIORITIES = 5
"""How many priorities a strategy may have where nobody sets another cap."""


class Strategy(Record):
    """What an office wants abroad in a term: a vision, outcomes and objectives; or one sector's part of it."""

    record_kind = "strategy"
    audited_fields = (
        "title",
        "vision",
        "starts",
        "ends",
        "cap",
        "umbrella",
        "sector",
        "state",
        "published_at",
    )

    class State(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", pgettext_lazy("strategy", "Draft")
        ADOPTED = "adopted", pgettext_lazy("strategy", "Adopted")
        ENDED = "ended", pgettext_lazy("strategy", "Ended")

    title = models.CharField(_("title"), max_length=300)
    vision = models.TextField(_("vision"), blank=True)
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"))
    cap = models.PositiveSmallIntegerField(_("priorities at most"), default=PRIORITIES)
    umbrella = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("stands under"),
    )
    sector = models.CharField(_("sector"), max_length=40, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.DRAFT)
    published_at = models.DateTimeField(_("open to citizens since"), null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    personal_data: ClassVar[dict[str, str]] = {
        **Record.record_personal_data,
        **personal.none("starts ends cap umbrella sector state published_at"),
        "title": personal.FREE_TEXT,
        "vision": personal.FREE_TEXT,
        "published_by": personal.REFERENCE,
    }

    class Meta:
        verbose_name_plural = _("strategies")
        indexes = [models.Index(fields=["office", "-starts"], name="strategy_when")]

    def __str__(self) -> str:
        return self.title


class Outcome(models.Model):
    """A strategic outcome of a strategy, or a goal beneath one."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="outcomes")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="goals", verbose_name=_("under")
    )
    title = models.CharField(_("outcome"), max_length=300)
    note = models.TextField(_("note"), blank=True)

    personal_data: ClassVar[dict[str, Any]] = {
        **personal.none("id uid strategy parent"),
        "title": personal.FREE_TEXT,
        "note": personal.FREE_TEXT,
    }

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title


class Objective(Record):
    """One objective under an outcome: what changes, who answers for it, until when, with what means."""

    record_kind = "objective"
    audited_fields = (
        "outcome", "title", "what", "person", "user", "due", "means", "sector", "national_policy", "ask",
        "is_priority", "priority_reason", "override_reason", "overridden_by",
    )  # fmt: skip

    outcome = models.ForeignKey(
        Outcome, on_delete=models.PROTECT, related_name="objectives", verbose_name=_("outcome")
    )
    title = models.CharField(_("objective"), max_length=300)
    what = models.TextField(_("what changes, for whom, where"), blank=True)
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who answers for it"),
    )
    user = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who answers for it"),
    )
    due = models.DateField(_("until"), null=True, blank=True)
    means = models.TextField(_("what it takes"), blank=True)
    sector = models.CharField(_("sector"), max_length=40, blank=True)
    national_policy = models.TextField(_("national policy it serves"), blank=True)
    ask = models.TextField(_("what we ask of others"), blank=True)
    is_priority = models.BooleanField(_("a priority"), default=False)
    priority_reason = models.TextField(_("why there is one priority more"), blank=True)
    override_reason = models.TextField(_("why the check was set aside"), blank=True)
    overridden_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    personal_data: ClassVar[dict[str, str]] = {
        **Record.record_personal_data,
        **personal.none("outcome due sector is_priority"),
        **dict.fromkeys(("person", "user", "overridden_by"), personal.REFERENCE),
        **dict.fromkeys(
            ("title", "what", "means", "national_policy", "ask", "priority_reason", "override_reason"),
            personal.FREE_TEXT,
        ),
    }

    class Meta:
        verbose_name_plural = _("objectives")
        indexes = [models.Index(fields=["office", "due"], name="strategy_objective_due")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person=None) | models.Q(user=None), name="strategy_objective_one_person"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def who(self) -> str:
        """Return the name of who answers for it; nothing where nobody does."""
        found = self.person or self.user
        return found.name if found else ""


class StrategyVersion(models.Model):
    """A strategy as it stood when it was adopted; never changed. It names people by their keys, never by name."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    body = models.JSONField(default=dict)
    adopted_on = models.DateField(_("adopted on"))
    adopted_by = models.CharField(_("adopted by"), max_length=200)
    note = models.TextField(_("what changed, in a sentence"), blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    personal_data: ClassVar[dict[str, Any]] = {
        **personal.none("id uid strategy number adopted_on created_at"),
        **dict.fromkeys(("body", "adopted_by", "note"), personal.FREE_TEXT),
        "created_by": personal.REFERENCE,
    }

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["strategy", "number"], name="strategy_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.strategy_id} version {self.number}"
