"""A question, the weights of each side, and which stored runs answered it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proxenia.accounts.models import User
from proxenia.audit.models import Run
from proxenia.core import personal
from proxenia.core.stamps import new_uid
from proxenia.records.models import Record


class Side(models.TextChoices):
    """Whose weights they are."""

    OFFICE = "office", pgettext_lazy("weights", "The office")
    MAYOR = "mayor", pgettext_lazy("weights", "The mayor")
    COUNCIL = "council", pgettext_lazy("weights", "The council")
    STAFF = "staff", pgettext_lazy("weights", "The staff")


class Among(models.TextChoices):
    """What is compared."""

    COUNTRIES = "countries", pgettext_lazy("compared", "Countries")
    METROS = "metros", pgettext_lazy("compared", "Metropolitan areas of the United States")


class Question(Record):
    """Where should we look, for what: home, purpose, factors (none: all that have figures), and what was decided."""

    record_kind = "evidence_question"
    audited_fields = (
        "title",
        "home",
        "among",
        "purpose",
        "factors",
        "draws",
        "seed",
        "mix",
        "decision",
        "decided_on",
    )

    title = models.CharField(_("question"), max_length=300)
    home = models.CharField(_("our country"), max_length=3)
    among = models.CharField(
        _("among which places"), max_length=10, choices=Among.choices, default=Among.COUNTRIES
    )
    purpose = models.CharField(_("purpose"), max_length=40, blank=True)
    factors = models.JSONField(_("factors"), default=list, blank=True)
    draws = models.PositiveIntegerField(_("draws"), default=10_000)
    seed = models.PositiveIntegerField(_("seed"), default=1)
    mix = models.JSONField(_("our own exports"), default=dict, blank=True)
    decision = models.TextField(_("what was decided"), blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)

    personal_data = {
        **Record.record_personal_data,
        **personal.none("title home among purpose factors draws seed mix decided_on"),
        "decision": personal.FREE_TEXT,
    }

    def __str__(self) -> str:
        return self.title


class WeightSet(models.Model):
    """The weights of one side: ranges by factor as typed, or pairwise choices and how well they agree."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="weight_sets")
    side = models.CharField(_("whose weights"), max_length=10, choices=Side.choices)
    weights = models.JSONField(_("weights"), default=dict)
    choices = models.JSONField(_("choices"), default=list)
    agreement = models.FloatField(_("how well the choices agree"), null=True, blank=True)

    personal_data = personal.none("id uid question side weights choices agreement")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["question", "side"], name="prioritisation_one_set_a_side")
        ]

    def __str__(self) -> str:
        return str(Side(self.side).label)


class QuestionRun(models.Model):
    """A stored run that answered a question with the weights of a side (empty: those of the purpose)."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="runs")
    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=Side.choices, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    personal_data = {**personal.none("id question run side"), "by": personal.REFERENCE}

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.question}: {self.run}"
