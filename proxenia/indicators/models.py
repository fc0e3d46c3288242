"""Indicators of an office: what is counted, how it is read, in which version; and how each applies to the office."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proxenia.accounts.models import Office, User
from proxenia.core import personal
from proxenia.core.stamps import new_uid

DEFINITION = (
    "name", "definition", "unit", "direction", "is_cumulative", "is_ratio", "numerator_words", "denominator_words",
    "disaggregations", "levels", "computed_by",
)  # fmt: skip
"""What a value means: a change of any of these, once something is measured, is a new version."""
SORTING = ("horizon", "kind", "family", "sector", "frequency", "source", "derived_from")
"""Where an indicator stands in the library and where it is from; changed without a new version."""


class Horizon(models.TextChoices):
    """After how long a change of it is to be expected."""

    ACTIVITY = "activity", pgettext_lazy("horizon", "Activity")
    SHORT = "short", pgettext_lazy("horizon", "3 to 12 months")
    MEDIUM = "medium", pgettext_lazy("horizon", "1 to 3 years")
    LONG = "long", pgettext_lazy("horizon", "3 years and more")


class Kind(models.TextChoices):
    """Whether it counts what is done or what comes of it."""

    PROCESS = "process", pgettext_lazy("indicator", "Process: what is done")
    OUTCOME = "outcome", pgettext_lazy("indicator", "Outcome: what comes of it")


class Family(models.TextChoices):
    """What it is asked for."""

    DEPLOYMENT = "deployment", pgettext_lazy("indicator", "Deployment: is the machinery there")
    OUTCOME = "outcome", pgettext_lazy("indicator", "Outcome: effects in a sector")
    EXTERNALITY = "externality", pgettext_lazy("indicator", "Side effect")


class Direction(models.TextChoices):
    """Which way is good."""

    RISING = "rising", pgettext_lazy("indicator", "Rising is good")
    FALLING = "falling", pgettext_lazy("indicator", "Falling is good")
    NEITHER = "neither", pgettext_lazy("indicator", "Neither")


class Unit(models.TextChoices):
    """What a value is counted in."""

    NUMBER = "number", pgettext_lazy("unit of an indicator", "Number")
    PEOPLE = "people", pgettext_lazy("unit of an indicator", "People")
    MONEY = "money", pgettext_lazy("unit of an indicator", "Money")
    HOURS = "hours", pgettext_lazy("unit of an indicator", "Hours")
    DAYS = "days", pgettext_lazy("unit of an indicator", "Days")
    TONNES = "tonnes", pgettext_lazy("unit of an indicator", "Tonnes")
    PERCENT = "percent", pgettext_lazy("unit of an indicator", "Per cent")
    INDEX = "index", pgettext_lazy("unit of an indicator", "Index or rank")
    LEVEL = "level", pgettext_lazy("unit of an indicator", "Described level")


class Frequency(models.TextChoices):
    """How often a value is due."""

    MONTH = "month", pgettext_lazy("frequency", "Every month")
    QUARTER = "quarter", pgettext_lazy("frequency", "Every quarter")
    HALF = "half", pgettext_lazy("frequency", "Every half-year")
    YEAR = "year", pgettext_lazy("frequency", "Every year")


class Origin(models.TextChoices):
    """Whose definition it is."""

    SHIPPED = "shipped", pgettext_lazy("indicator", "From the library")
    ADAPTED = "adapted", pgettext_lazy("indicator", "From the library, adapted")
    OWN = "own", pgettext_lazy("indicator", "Our own")


class Indicator(models.Model):
    """One indicator of an office with its definition as it holds now; earlier ones stand in its versions."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(_("code"), max_length=60)
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.OWN)
    name = models.CharField(_("name"), max_length=200)
    definition = models.TextField(_("what is counted, and what is not"), blank=True)
    horizon = models.CharField(_("horizon"), max_length=10, choices=Horizon.choices)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    family = models.CharField(_("family"), max_length=12, choices=Family.choices, default=Family.OUTCOME)
    sector = models.CharField(_("sector"), max_length=40, blank=True)
    unit = models.CharField(_("unit"), max_length=10, choices=Unit.choices, default=Unit.NUMBER)
    direction = models.CharField(
        _("which way is good"), max_length=8, choices=Direction.choices, default=Direction.RISING
    )
    is_cumulative = models.BooleanField(_("a value says how much there is in all"), default=False)
    is_ratio = models.BooleanField(_("a share of a whole"), default=False)
    numerator_words = models.CharField(_("what is counted above the line"), max_length=200, blank=True)
    denominator_words = models.CharField(_("what it is a share of"), max_length=200, blank=True)
    disaggregations = models.JSONField(_("broken down by"), default=list, blank=True)
    levels = models.JSONField(_("levels"), default=list, blank=True)
    frequency = models.CharField(
        _("how often"), max_length=8, choices=Frequency.choices, default=Frequency.QUARTER
    )
    source = models.CharField(_("where values come from"), max_length=300, blank=True)
    derived_from = models.CharField(_("derived from"), max_length=300, blank=True)
    computed_by = models.CharField(_("computed from records by"), max_length=60, blank=True)
    number = models.PositiveIntegerField(default=1, help_text="The version that holds now.")
    revision = models.PositiveIntegerField(default=1)
    retired_at = models.DateTimeField(null=True, help_text="Not offered any more; what was measured stays.")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    personal_data = {
        **personal.none(
            "id uid office code origin name horizon kind family sector unit direction is_cumulative is_ratio"
            " numerator_words denominator_words disaggregations levels frequency source derived_from computed_by"
            " number revision retired_at created_at"
        ),
        "definition": personal.FREE_TEXT,
        "created_by": personal.REFERENCE,
    }

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["office", "code"], name="indicators_code_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_computed(self) -> bool:
        """Say whether its values come from the records of the office and are never typed."""
        return bool(self.computed_by)

    @property
    def is_qualitative(self) -> bool:
        """Say whether a value is one of its described levels."""
        return self.unit == Unit.LEVEL

    @property
    def adds_up(self) -> bool:
        """Say whether values of several units may be added; shares are added above and below the line."""
        return self.is_ratio or self.unit not in (Unit.PERCENT, Unit.INDEX, Unit.LEVEL)

    def body(self) -> dict[str, Any]:
        """Return the definition as a version keeps it."""
        return {name: getattr(self, name) for name in DEFINITION}


class IndicatorVersion(models.Model):
    """One version of a definition; once something was measured by it, it is never changed again."""

    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="versions", db_index=False
    )
    number = models.PositiveIntegerField()
    body = models.JSONField(default=dict)
    reason = models.CharField(_("why it was changed"), max_length=300, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    used_at = models.DateTimeField(null=True, help_text="Since when something is measured by it.")

    personal_data = {
        **personal.none("id indicator number created_at used_at"),
        "body": personal.FREE_TEXT,
        "reason": personal.FREE_TEXT,
        "created_by": personal.REFERENCE,
    }

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "number"], name="indicators_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} version {self.number}"

    @property
    def is_frozen(self) -> bool:
        """Say whether something is measured by it."""
        return self.used_at is not None


class Calibration(models.Model):
    """How an indicator applies to this office: whether at all, from which value on, with whom it is not comparable."""

    class Applies(models.TextChoices):
        """Whether it is of use here."""

        YES = "yes", pgettext_lazy("calibration", "It applies")
        PARTLY = "partly", pgettext_lazy("calibration", "It applies in part")
        NO = "no", pgettext_lazy("calibration", "It does not apply")

    indicator = models.OneToOneField(
        Indicator, on_delete=models.PROTECT, primary_key=True, related_name="calibration"
    )
    applies = models.CharField(_("does it apply"), max_length=6, choices=Applies.choices)
    reason = models.TextField(_("why"), blank=True)
    threshold = models.DecimalField(
        _("local threshold"), max_digits=20, decimal_places=4, null=True, blank=True
    )
    threshold_words = models.CharField(_("what the threshold means"), max_length=300, blank=True)
    not_comparable = models.TextField(_("with whom it is not comparable, and why"), blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    personal_data = {
        **personal.none("indicator applies threshold threshold_words version changed_at"),
        "reason": personal.FREE_TEXT,
        "not_comparable": personal.FREE_TEXT,
        "changed_by": personal.REFERENCE,
    }

    def __str__(self) -> str:
        return f"calibration of {self.indicator_id}: {self.applies}"
