"""Measures: what tells that an objective is reached."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from proxenia.core import personal
from proxenia.core.stamps import new_uid
from proxenia.indicators.models import Indicator
from proxenia.strategy.models.tree import Objective


class Measure(models.Model):
    """An indicator by which an objective is measured: from which baseline to which target, by when."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="measures")
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="measures", verbose_name=_("indicator")
    )
    baseline = models.DecimalField(_("baseline"), max_digits=20, decimal_places=4, null=True, blank=True)
    baseline_on = models.DateField(_("baseline as of"), null=True, blank=True)
    target = models.DecimalField(_("target"), max_digits=20, decimal_places=4)
    by = models.DateField(_("to be reached by"))
    note = models.TextField(_("note"), blank=True)

    personal_data: ClassVar[dict[str, Any]] = {
        **personal.none("id uid objective indicator baseline baseline_on target by"),
        "note": personal.FREE_TEXT,
    }

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["objective", "indicator"], name="strategy_measure_once")
        ]

    def __str__(self) -> str:
        return self.indicator.name
