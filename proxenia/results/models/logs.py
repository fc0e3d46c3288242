"""What stands beside the benefits: side effects, places in rankings, what the media said."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proxenia.core import personal
from proxenia.core.fields import PartialDateField
from proxenia.indicators.models import Indicator
from proxenia.portfolio.models import Partnership
from proxenia.records.models import Record

LIVING = Q(archived_at=None)


class Externality(Record):
    """A side effect that somebody bears: whom, how it is measured, what is done about it, by which plan."""

    record_kind = "externality"
    audited_fields = (
        "what", "whom", "municipality", "on", "indicator", "measured_by", "low", "high", "counted", "currency",
        "valued_on", "source", "severity", "state", "mitigation", "plan", "tie", "note",
    )  # fmt: skip

    class Severity(models.TextChoices):
        """How hard it is for those who bear it."""

        SLIGHT = "slight", pgettext_lazy("side effect", "Slight")
        FELT = "felt", pgettext_lazy("side effect", "Felt")
        GRAVE = "grave", pgettext_lazy("side effect", "Grave")

    class State(models.TextChoices):
        """What is done about it."""

        OPEN = "open", pgettext_lazy("side effect", "Nothing is done yet")
        ANSWERED = "answered", pgettext_lazy("side effect", "Something is done")
        ACCEPTED = "accepted", pgettext_lazy("side effect", "Accepted, with the reason")
        OVER = "over", pgettext_lazy("side effect", "Over")

    what = models.CharField(_("side effect"), max_length=500)
    whom = models.CharField(_("who bears it"), max_length=300)
    municipality = models.CharField(_("municipality"), max_length=120, blank=True)
    on = PartialDateField(_("since when"))
    indicator = models.ForeignKey(
        Indicator,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("indicator"),
    )
    measured_by = models.CharField(_("or measured by"), max_length=300, blank=True)
    low = models.DecimalField(_("at least"), max_digits=16, decimal_places=2, null=True, blank=True)
    high = models.DecimalField(_("at most"), max_digits=16, decimal_places=2, null=True, blank=True)
    counted = models.CharField(_("what the figure counts"), max_length=60, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    valued_on = PartialDateField(_("date of the amount"), null=True, blank=True)
    source = models.TextField(_("where that can be read"), blank=True)
    severity = models.CharField(_("how hard"), max_length=6, choices=Severity.choices, blank=True)
    state = models.CharField(_("what is done"), max_length=8, choices=State.choices, default=State.OPEN)
    mitigation = models.TextField(_("what is done about it, or why not"), blank=True)
    plan = models.CharField(_("plan that answers it"), max_length=300, blank=True)
    tie = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("tie")
    )
    note = models.TextField(_("note"), blank=True)

    personal_data = {
        **Record.record_personal_data,
        **personal.none(
            "municipality on indicator measured_by low high counted currency valued_on severity state plan tie"
        ),
        **dict.fromkeys(("what", "whom", "source", "mitigation", "note"), personal.FREE_TEXT),
    }

    class Meta:
        verbose_name_plural = _("side effects")
        constraints = [
            models.CheckConstraint(
                condition=Q(low=None, high=None) | Q(low__gte=0, high__gte=F("low")),
                name="results_externality_range",
            )
        ]
        indexes = [
            models.Index(fields=["office", "on", "anchor"], name="results_externality_when", condition=LIVING)
        ]

    def __str__(self) -> str:
        return self.what


class Ranking(Record):
    """Where our place stands in an edition of a ranking, and of how many."""

    record_kind = "ranking"
    audited_fields = (
        "name", "publisher", "edition", "best", "worst", "among", "score", "scale", "counts", "source", "note",
    )  # fmt: skip

    name = models.CharField(_("ranking"), max_length=200)
    name_folded = models.CharField(max_length=200, editable=False)
    publisher = models.CharField(_("published by"), max_length=200, blank=True)
    edition = models.PositiveSmallIntegerField(_("year of the edition"))
    best = models.PositiveIntegerField(_("place"), null=True, blank=True)
    worst = models.PositiveIntegerField(_("to place, where several are shared"), null=True, blank=True)
    among = models.PositiveIntegerField(_("among how many"), null=True, blank=True)
    score = models.DecimalField(_("score"), max_digits=10, decimal_places=3, null=True, blank=True)
    scale = models.CharField(_("scale of the score"), max_length=120, blank=True)
    counts = models.CharField(_("what it measures"), max_length=300, blank=True)
    source = models.CharField(_("where that can be read"), max_length=500)
    note = models.TextField(_("note"), blank=True)

    personal_data = {
        **Record.record_personal_data,
        **personal.none("name name_folded publisher edition best worst among score scale counts source"),
        "note": personal.FREE_TEXT,
    }

    class Meta:
        verbose_name_plural = _("places in rankings")
        indexes = [
            models.Index(
                fields=["office", "name_folded", "edition"], name="results_ranking_name", condition=LIVING
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.edition}"


class MediaItem(Record):
    """What somebody published about our place abroad, or about a tie here."""

    record_kind = "media_item"
    audited_fields = (
        "title", "outlet", "on", "country", "language", "tone", "about", "reach", "reach_source", "link", "tie", "note",
    )  # fmt: skip

    class Tone(models.TextChoices):
        """How it speaks of us; somebody's judgement."""

        GOOD = "good", pgettext_lazy("media", "Favourable")
        PLAIN = "plain", pgettext_lazy("media", "Neutral")
        MIXED = "mixed", pgettext_lazy("media", "Mixed")
        BAD = "bad", pgettext_lazy("media", "Critical")

    title = models.CharField(_("headline"), max_length=300)
    title_folded = models.CharField(max_length=300, editable=False)
    outlet = models.CharField(_("published in"), max_length=200)
    on = PartialDateField(_("date"))
    country = models.CharField(_("country"), max_length=2, blank=True)
    language = models.CharField(_("language"), max_length=60, blank=True)
    tone = models.CharField(_("how it speaks of us"), max_length=6, choices=Tone.choices, blank=True)
    about = models.CharField(_("what it is about"), max_length=300, blank=True)
    reach = models.PositiveIntegerField(_("readers, as somebody says"), null=True, blank=True)
    reach_source = models.CharField(_("who says so"), max_length=200, blank=True)
    link = models.URLField(_("address"), max_length=500, blank=True)
    tie = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("tie")
    )
    note = models.TextField(_("note"), blank=True)

    personal_data: ClassVar[dict[str, Any]] = {
        **Record.record_personal_data,
        **personal.none("outlet on country language tone reach reach_source tie"),
        **dict.fromkeys(("title", "title_folded", "about", "link", "note"), personal.FREE_TEXT),
    }

    class Meta:
        verbose_name_plural = _("media coverage")
        indexes = [models.Index(fields=["office", "on", "anchor"], name="results_media", condition=LIVING)]

    def __str__(self) -> str:
        return self.title
