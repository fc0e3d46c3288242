"""What objectives are tied to: local plans, targets of the Sustainable Development Goals, and our powers."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proxenia.accounts.models import Office
from proxenia.core import personal
from proxenia.core.stamps import new_uid
from proxenia.records.models import Record
from proxenia.strategy.models.tree import Objective


class LocalPlan(Record):
    """A plan of the city or of one of its departments, and whether it has an international line."""

    record_kind = "local_plan"
    audited_fields = (
        "title",
        "department",
        "sector",
        "starts",
        "ends",
        "address",
        "line",
        "line_says",
        "note",
    )

    class Line(models.TextChoices):
        """Whether it says something on working with others abroad."""

        YES = "yes", pgettext_lazy("plan", "Has an international line")
        NO = "no", pgettext_lazy("plan", "Has no international line")
        UNKNOWN = "unknown", pgettext_lazy("plan", "Not looked at yet")

    title = models.CharField(_("plan"), max_length=300)
    title_folded = models.CharField(max_length=300, editable=False)
    department = models.CharField(_("department"), max_length=200, blank=True)
    sector = models.CharField(_("sector"), max_length=40, blank=True)
    starts = models.PositiveSmallIntegerField(_("from the year"), null=True, blank=True)
    ends = models.PositiveSmallIntegerField(_("until the year"), null=True, blank=True)
    address = models.URLField(_("where it can be read"), max_length=300, blank=True)
    line = models.CharField(_("international line"), max_length=8, choices=Line.choices, default=Line.UNKNOWN)
    line_says = models.TextField(_("what the line says"), blank=True)
    note = models.TextField(_("note"), blank=True)

    personal_data: ClassVar[dict[str, str]] = {
        **Record.record_personal_data,
        **personal.none("title title_folded department sector starts ends address line"),
        "line_says": personal.FREE_TEXT,
        "note": personal.FREE_TEXT,
    }

    class Meta:
        verbose_name_plural = _("local plans")
        indexes = [models.Index(fields=["office", "title_folded"], name="strategy_plan_title")]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "title_folded"],
                condition=models.Q(archived_at=None),
                name="strategy_plan_once",
            )
        ]

    def __str__(self) -> str:
        return self.title


class PlanStance(models.Model):
    """How one objective stands to one local plan, and why."""

    class Stance(models.TextChoices):
        """How it stands to it."""

        ADVANCES = "advances", pgettext_lazy("stance", "Advances it")
        NEUTRAL = "neutral", pgettext_lazy("stance", "Neutral")
        CONFLICTS = "conflicts", pgettext_lazy("stance", "Conflicts with it")

    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="stances")
    plan = models.ForeignKey(LocalPlan, on_delete=models.PROTECT, related_name="stances")
    stance = models.CharField(_("how it stands to the plan"), max_length=10, choices=Stance.choices)
    reason = models.TextField(_("why"), blank=True)

    personal_data: ClassVar[dict[str, Any]] = {
        **personal.none("id objective plan stance"),
        "reason": personal.FREE_TEXT,
    }

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["objective", "plan"], name="strategy_stance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.objective_id} {self.stance} {self.plan_id}"


class SdgLink(models.Model):
    """That an objective serves one target of the Sustainable Development Goals."""

    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="sdg_links")
    code = models.CharField(max_length=8)

    personal_data = personal.none("id objective code")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["objective", "code"], name="strategy_sdg_once")]

    def __str__(self) -> str:
        return self.code


class Power(models.Model):
    """Who decides, funds, delivers or regulates in one sector: the frame within which an office can act."""

    class Function(models.TextChoices):
        """What is done in a sector."""

        DECIDES = "decides", pgettext_lazy("power", "Decides")
        FUNDS = "funds", pgettext_lazy("power", "Funds")
        DELIVERS = "delivers", pgettext_lazy("power", "Delivers")
        REGULATES = "regulates", pgettext_lazy("power", "Regulates")

    class Holder(models.TextChoices):
        """Who does it."""

        US = "us", pgettext_lazy("holder", "Us")
        SHARED = "shared", pgettext_lazy("holder", "Us with others")
        REGION = "region", pgettext_lazy("holder", "The region or state")
        NATION = "nation", pgettext_lazy("holder", "The national government")
        ABOVE = "above", pgettext_lazy("holder", "A body above the nation")
        OTHER = "other", pgettext_lazy("holder", "Somebody else")

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    sector = models.CharField(_("sector"), max_length=40)
    function = models.CharField(_("function"), max_length=10, choices=Function.choices)
    holder = models.CharField(_("who"), max_length=8, choices=Holder.choices)
    source = models.CharField(_("where it is laid down"), max_length=300, blank=True)

    personal_data = personal.none("id uid office sector function holder source")

    class Meta:
        ordering = ["sector", "function"]
        constraints = [
            models.UniqueConstraint(fields=["office", "sector", "function"], name="strategy_power_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sector} {self.function}: {self.holder}"
