"""Engagements that recur: a rule, and those made from it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from proxenia.core import personal
from proxenia.core.stamps import new_uid
from proxenia.engagements.models.contacts import Engagement


class Series(models.Model):
    """A rule such as "every second Tuesday of the month"; what it makes are engagements like any other."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    first = models.OneToOneField(Engagement, on_delete=models.PROTECT, related_name="series")
    rule = models.CharField(_("rule"), max_length=200)

    personal_data: ClassVar[dict[str, str]] = personal.none("id uid first rule")

    class Meta:
        verbose_name_plural = _("series")

    def __str__(self) -> str:
        return self.rule


class Occurrence(models.Model):
    """An engagement made from a series, and the day it was made for; moved or cancelled, it is an exception."""

    engagement = models.OneToOneField(
        Engagement, on_delete=models.PROTECT, primary_key=True, related_name="occurrence"
    )
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="occurrences")
    day = models.DateField()

    personal_data: ClassVar[dict[str, str]] = personal.none("engagement series day")

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["series", "day"], name="engagements_occurrence_once")]

    def __str__(self) -> str:
        return f"{self.day} of series {self.series_id}"
