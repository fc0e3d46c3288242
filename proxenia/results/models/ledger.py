"""The ledger: what changed, for whom, where, when, how much; what led to it; and the areas it is told by."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proxenia.accounts.models import Office
from proxenia.core import personal
from proxenia.core.fields import PartialDateField
from proxenia.core.stamps import new_uid
from proxenia.directory.models import Organisation
from proxenia.engagements.models import Engagement
from proxenia.indicators.models import Horizon
from proxenia.portfolio.models import Partnership
from proxenia.records.models import Record

LIVING = Q(archived_at=None)


class Result(Record):
    """One change that somebody claims: in words, as a range, with its evidence and its rival explanations.

    ``low`` and ``high`` are the ends of the figure, both empty where it is not known; money has a currency and the
    date it is valued at, everything else says in ``counted`` what is counted. A claim that nobody looks at ages:
    from ``ages_on`` it is counted nowhere.
    """

    record_kind = "result"
    audited_fields = (
        "what", "kind", "belongs", "state", "whom", "municipality", "district", "country", "on", "low", "high",
        "counted", "currency", "valued_on", "horizon", "confidence", "level", "source", "rivals", "witness",
        "witness_of", "witnessed_on", "witness_words", "looked_on", "ages_on", "note",
    )  # fmt: skip

    class Belongs(models.TextChoices):
        """In whose place the change is; the three are never added together."""

        OURS = "ours", pgettext_lazy("result", "Our place")
        THEIRS = "theirs", pgettext_lazy("result", "The partner's place")
        WORLD = "world", pgettext_lazy("result", "The world")

    class State(models.TextChoices):
        """How far the claim is: a planned job is not a job."""

        PLANNED = "planned", pgettext_lazy("result", "Planned")
        REPORTED = "reported", pgettext_lazy("result", "Reported")
        SUBSTANTIATED = "substantiated", pgettext_lazy("result", "Substantiated")
        WITHDRAWN = "withdrawn", pgettext_lazy("result", "Withdrawn")

    class Confidence(models.TextChoices):
        """How sure the office is that it is so and that the work led to it."""

        LOW = "low", pgettext_lazy("confidence", "Low")
        MEDIUM = "medium", pgettext_lazy("confidence", "Medium")
        HIGH = "high", pgettext_lazy("confidence", "High")

    what = models.CharField(_("what changed"), max_length=500)
    what_folded = models.CharField(max_length=500, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    belongs = models.CharField(_("in whose place"), max_length=6, choices=Belongs.choices)
    state = models.CharField(_("state"), max_length=14, choices=State.choices, default=State.REPORTED)
    whom = models.CharField(_("for whom"), max_length=300, blank=True)
    municipality = models.CharField(_("municipality"), max_length=120, blank=True)
    municipality_folded = models.CharField(max_length=120, blank=True, editable=False)
    district = models.CharField(_("district"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    on = PartialDateField(_("when"))
    low = models.DecimalField(_("at least"), max_digits=16, decimal_places=2, null=True, blank=True)
    high = models.DecimalField(_("at most"), max_digits=16, decimal_places=2, null=True, blank=True)
    counted = models.CharField(_("what the figure counts"), max_length=60, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    valued_on = PartialDateField(_("date of the amount"), null=True, blank=True)
    horizon = models.CharField(_("horizon"), max_length=8, choices=Horizon.choices, blank=True)
    confidence = models.CharField(_("confidence"), max_length=6, choices=Confidence.choices, blank=True)
    level = models.CharField(_("evidence"), max_length=40, blank=True)
    source = models.TextField(_("where that can be read"), blank=True)
    rivals = models.TextField(_("what else may explain it"), blank=True)
    witness = models.CharField(_("who outside says so"), max_length=200, blank=True)
    witness_of = models.CharField(_("of which body"), max_length=200, blank=True)
    witnessed_on = models.DateField(_("said on"), null=True, blank=True)
    witness_words = models.TextField(_("what they say"), blank=True)
    looked_on = models.DateField(_("last looked at"), editable=False)
    ages_on = models.DateField(_("counted until"), null=True, blank=True, editable=False)
    note = models.TextField(_("note"), blank=True)

    personal_data = {
        **Record.record_personal_data,
        **personal.none(
            "kind belongs state municipality municipality_folded district country on low high counted currency"
            " valued_on horizon confidence level witness_of witnessed_on looked_on ages_on"
        ),
        **dict.fromkeys(
            ("what", "what_folded", "whom", "source", "rivals", "witness_words", "note"), personal.FREE_TEXT
        ),
        "witness": personal.NAME,
    }

    class Meta:
        verbose_name_plural = _("results")
        constraints = [
            models.CheckConstraint(
                condition=Q(low=None, high=None) | Q(low__gte=0, high__gte=F("low")), name="results_range"
            )
        ]
        indexes = [
            models.Index(fields=["office", "on", "anchor"], name="results_when", condition=LIVING),
            models.Index(
                fields=["office", "archived_at", "visibility", "belongs", "kind", "state", "ages_on", "unit"],
                name="results_facets",
            ),
            models.Index(fields=["office", "what_folded"], name="results_what"),
            models.Index(fields=["office", "municipality_folded"], name="results_where"),
        ]

    def __str__(self) -> str:
        return self.what


class Contribution(models.Model):
    """One link of the chain that led to a result: an engagement, a tie, a body or somebody else, with its share.

    A share is ``part`` of ``whole`` (one third stays one third), empty where nobody could say; the shares of a result
    add to one at most.
    """

    SORTS: ClassVar[tuple[str, ...]] = ("engagement", "partnership", "organisation")

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="contributions")
    engagement = models.ForeignKey(
        Engagement, on_delete=models.PROTECT, null=True, blank=True, related_name="contributions"
    )
    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, null=True, blank=True, related_name="contributions"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="contributions"
    )
    named = models.CharField(_("somebody else"), max_length=300, blank=True)
    part = models.PositiveIntegerField(_("share"), null=True, blank=True)
    whole = models.PositiveIntegerField(default=100)
    how = models.TextField(_("how it led to it"), blank=True)

    personal_data = {
        **personal.none("id uid result engagement partnership organisation part whole"),
        "named": personal.NAME,
        "how": personal.FREE_TEXT,
    }

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(engagement__isnull=False, partnership=None, organisation=None, named="")
                    | Q(engagement=None, partnership__isnull=False, organisation=None, named="")
                    | Q(engagement=None, partnership=None, organisation__isnull=False, named="")
                    | (Q(engagement=None, partnership=None, organisation=None) & ~Q(named=""))
                ),
                name="results_contribution_of_one",
            ),
            models.CheckConstraint(
                condition=Q(whole__gt=0) & (Q(part=None) | Q(part__lte=F("whole"))), name="results_share"
            ),
            *(
                models.UniqueConstraint(fields=["result", name], name=f"results_{name}_once")
                for name in ("engagement", "partnership", "organisation")
            ),
        ]

    def __str__(self) -> str:
        return f"contribution {self.uid}"

    @property
    def sort(self) -> str:
        """Return which of the four it is: ``engagement``, ``partnership``, ``organisation`` or ``named``."""
        return next((name for name in self.SORTS if getattr(self, f"{name}_id")), "named")


class Area(models.Model):
    """A municipality or district of our own place, so that who has nothing is seen, and figures stand per head."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(_("name"), max_length=120)
    name_folded = models.CharField(max_length=120, editable=False)
    is_centre = models.BooleanField(_("the centre"), default=False)
    inhabitants = models.PositiveIntegerField(_("inhabitants"), null=True, blank=True)
    counted_in = models.PositiveSmallIntegerField(_("year of that figure"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    personal_data: ClassVar[dict[str, Any]] = personal.none(
        "id uid office name name_folded is_centre inhabitants counted_in source"
    )

    class Meta:
        ordering = ["name_folded"]
        constraints = [models.UniqueConstraint(fields=["office", "name_folded"], name="results_area_once")]

    def __str__(self) -> str:
        return self.name
