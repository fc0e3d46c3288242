"""What was measured and what is wanted: values of indicators by period, unit and place; periods that are locked."""

from typing import Any

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proxenia.accounts.models import Office, Unit, User
from proxenia.audit.models import Run
from proxenia.core import personal
from proxenia.core.stamps import new_uid
from proxenia.directory.models import Organisation
from proxenia.indicators.models import Indicator, IndicatorVersion
from proxenia.places.models import Place

WHERE = ("unit", "partner", "place", "district")
"""Of whom and of where a value is; nothing of it means the office as a whole."""
FIGURES = ("value", "numerator", "denominator", "currency", "parts")
SAID = ("words", "evidence_level", "source")


class Measured(models.Model):
    """What a measured value and a wanted one share: of what, for which period, of whom, how much."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.ForeignKey(IndicatorVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    period = models.CharField(_("period"), max_length=7)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    partner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=6, null=True, blank=True)
    numerator = models.DecimalField(_("counted"), max_digits=24, decimal_places=6, null=True, blank=True)
    denominator = models.DecimalField(_("of"), max_digits=24, decimal_places=6, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    words = models.TextField(_("in words"), blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)

    measured_personal_data = {
        **personal.none(
            "id uid office indicator version period unit partner value numerator denominator currency revision"
            " changed_at"
        ),
        "words": personal.FREE_TEXT,
        "source": personal.FREE_TEXT,
        "changed_by": personal.REFERENCE,
    }

    class Meta:
        abstract = True


class Observation(Measured):
    """One value of an indicator for one period; a share keeps both its numbers. No number at all: it is not known."""

    class Origin(models.TextChoices):
        """How it came in."""

        TYPED = "typed", pgettext_lazy("observation", "Entered here")
        SHEET = "sheet", pgettext_lazy("observation", "From a sheet")
        RETURN = "return", pgettext_lazy("observation", "From a return")
        RECORDS = "records", pgettext_lazy("observation", "Computed from records")

    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    district = models.CharField(_("district"), max_length=120, blank=True)
    parts = models.JSONField(_("broken down"), default=dict, blank=True)
    evidence_level = models.CharField(_("how well it is known"), max_length=40, blank=True)
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.TYPED)
    records = models.PositiveIntegerField(null=True, help_text="Of how many records, where it is computed.")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    personal_data = {
        **Measured.measured_personal_data,
        **personal.none("place district parts evidence_level origin records run"),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                F("indicator"),
                F("period"),
                Coalesce("unit", Value(0)),
                Coalesce("place", Value(0)),
                F("district"),
                # Two partners that were one all along may have two values once they are merged.
                condition=Q(partner=None),
                name="results_observed_once",
            )
        ]
        indexes = [
            # All that a roll-up adds: thousands of values of one indicator are read from here alone.
            models.Index(
                fields=[
                    "indicator",
                    "period",
                    "unit",
                    "value",
                    "numerator",
                    "denominator",
                    "currency",
                    "version",
                ],
                name="results_rolled_up",
                condition=Q(partner=None, place=None, district=""),
            ),
            models.Index(fields=["office", "period", "unit"], name="results_by_period"),
            # Partners say little beside units: what they said is found without passing by millions of ours.
            models.Index(
                fields=["indicator", "period"], name="results_of_partners", condition=Q(partner__isnull=False)
            ),
            models.Index(
                fields=["office", "period"], name="results_partners_when", condition=Q(partner__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} in {self.period}"

    @property
    def is_known(self) -> bool:
        """Say whether there is a number."""
        return self.value is not None or self.numerator is not None

    def said(self) -> dict[str, Any]:
        """Return what a revision keeps and the log tells: figures as text, words, source."""
        told = {name: getattr(self, name) for name in (*FIGURES, *SAID)}
        return {name: value if name == "parts" else _plain(value) for name, value in told.items()}


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


class ObservationRevision(models.Model):
    """What a value said before it was changed; never changed itself."""

    observation = models.ForeignKey(Observation, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    said = models.JSONField(default=dict)
    reason = models.CharField(_("why it was changed"), max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)

    personal_data = {
        **personal.none("id observation number at"),
        "said": personal.FREE_TEXT,
        "reason": personal.FREE_TEXT,
        "by": personal.REFERENCE,
    }

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["observation", "number"], name="results_revision_once")
        ]

    def __str__(self) -> str:
        return f"revision {self.number} of {self.observation_id}"


class Target(Measured):
    """What is wanted of an indicator for a period, or what it began from."""

    class Kind(models.TextChoices):
        """Which of the two."""

        BASELINE = "baseline", pgettext_lazy("target", "Baseline")
        TARGET = "target", pgettext_lazy("target", "Target")

    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.TARGET)

    personal_data = {**Measured.measured_personal_data, **personal.none("kind")}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                F("indicator"),
                F("kind"),
                F("period"),
                Coalesce("unit", Value(0)),
                condition=Q(partner=None),
                name="results_target_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.indicator_id} for {self.period}"


class PeriodLock(models.Model):
    """A period in which no value changes any more, until somebody opens it again with a reason."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    period = models.CharField(_("period"), max_length=7)
    first = models.DateField()
    last = models.DateField()
    reason = models.CharField(_("why"), max_length=300, blank=True)
    locked_at = models.DateTimeField()
    locked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    opened_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    opened_reason = models.CharField(_("why it was opened"), max_length=300, blank=True)

    personal_data = {
        **personal.none("id uid office period first last locked_at opened_at"),
        "reason": personal.FREE_TEXT,
        "opened_reason": personal.FREE_TEXT,
        "locked_by": personal.REFERENCE,
        "opened_by": personal.REFERENCE,
    }

    class Meta:
        ordering = ["-first", "-locked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "period"], condition=Q(opened_at=None), name="results_locked_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.period} of office {self.office_id}"
