"""What direct spending in our own place is worth: number by unit value, each with its source; a sourced multiplier."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import Office
from proxenia.core import personal
from proxenia.records.models import Record


class DirectValue(Record):
    """One direct category of a year: how many, what each is worth, where both are from."""

    record_kind = "direct_value"
    audited_fields = (
        "what", "category", "year", "low", "high", "each_low", "each_high", "currency", "source", "source_year", "note",
    )  # fmt: skip

    what = models.CharField(_("in words"), max_length=300)
    category = models.CharField(_("category"), max_length=40)
    year = models.PositiveSmallIntegerField(_("year"))
    low = models.DecimalField(_("how many, at least"), max_digits=14, decimal_places=2)
    high = models.DecimalField(_("how many, at most"), max_digits=14, decimal_places=2)
    each_low = models.DecimalField(_("each is worth, at least"), max_digits=14, decimal_places=2)
    each_high = models.DecimalField(_("each is worth, at most"), max_digits=14, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    source = models.CharField(_("where number and worth are from"), max_length=500)
    source_year = models.PositiveSmallIntegerField(_("year of the unit value"))
    note = models.TextField(_("note"), blank=True)

    personal_data = {
        **Record.record_personal_data,
        **personal.none("category year low high each_low each_high currency source source_year"),
        "what": personal.FREE_TEXT,
        "note": personal.FREE_TEXT,
    }

    class Meta:
        verbose_name_plural = _("direct values")
        constraints = [
            models.CheckConstraint(
                condition=Q(low__gte=0, high__gte=F("low"), each_low__gte=0, each_high__gte=F("each_low")),
                name="results_direct_range",
            )
        ]
        indexes = [models.Index(fields=["office", "year", "currency"], name="results_direct_year")]

    def __str__(self) -> str:
        return self.what


class Multiplier(models.Model):
    """What somebody says direct spending of a year sets off beyond itself; none without its source."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField(_("year"))
    low = models.DecimalField(_("at least"), max_digits=6, decimal_places=3)
    high = models.DecimalField(_("at most"), max_digits=6, decimal_places=3)
    source = models.CharField(_("source"), max_length=500)

    personal_data: ClassVar[dict[str, Any]] = personal.none("id office year low high source")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "year"], name="results_multiplier_once")]

    def __str__(self) -> str:
        return f"{self.year}: {self.low} to {self.high}"
