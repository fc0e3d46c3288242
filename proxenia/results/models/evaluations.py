"""Evaluations: what was asked, whom and what they said, what was found, how the office answers, what follows."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proxenia.commitments.models import Commitment
from proxenia.core import personal
from proxenia.core.fields import PartialDateField
from proxenia.core.stamps import new_uid
from proxenia.records.models import Record


class Evaluation(Record):
    """A look back over some years: by whom, on what, with which methods, and how far it is."""

    record_kind = "evaluation"
    audited_fields = (
        "title", "about", "starts", "ends", "evaluator", "is_outside", "methods", "cost", "currency", "state", "due_on",
        "summary", "note",
    )  # fmt: skip

    class State(models.TextChoices):
        """How far it is."""

        PLANNED = "planned", pgettext_lazy("evaluation", "Planned")
        RUNNING = "running", pgettext_lazy("evaluation", "Under way")
        REPORTED = "reported", pgettext_lazy("evaluation", "Reported, to be answered")
        ANSWERED = "answered", pgettext_lazy("evaluation", "Answered")

    title = models.CharField(_("title"), max_length=300)
    about = models.CharField(_("what is evaluated"), max_length=500, blank=True)
    starts = PartialDateField(_("looks at the time from"), null=True, blank=True)
    ends = PartialDateField(_("until"), null=True, blank=True)
    evaluator = models.CharField(_("who evaluates"), max_length=200, blank=True)
    is_outside = models.BooleanField(_("somebody outside the office"), default=False)
    methods = models.TextField(_("how"), blank=True)
    cost = models.DecimalField(_("cost"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.PLANNED)
    due_on = models.DateField(_("report due"), null=True, blank=True)
    summary = models.TextField(_("what it says, in short"), blank=True)
    note = models.TextField(_("note"), blank=True)

    personal_data = {
        **Record.record_personal_data,
        **personal.none("starts ends is_outside cost currency state due_on"),
        "evaluator": personal.NAME,
        **dict.fromkeys(("title", "about", "methods", "summary", "note"), personal.FREE_TEXT),
    }

    class Meta:
        verbose_name_plural = _("evaluations")
        indexes = [models.Index(fields=["office", "due_on"], name="results_evaluation_due")]

    def __str__(self) -> str:
        return self.title


class EvaluationLine(models.Model):
    """A question with its answer, a source (interview, case study, survey, document) or a finding."""

    class Sort(models.TextChoices):
        """What the line is."""

        QUESTION = "question", pgettext_lazy("evaluation", "Question")
        INTERVIEW = "interview", pgettext_lazy("evaluation", "Interview")
        CASE = "case", pgettext_lazy("evaluation", "Case study")
        SURVEY = "survey", pgettext_lazy("evaluation", "Survey")
        DOCUMENT = "document", pgettext_lazy("evaluation", "Document")
        FINDING = "finding", pgettext_lazy("evaluation", "Finding")

    class Response(models.TextChoices):
        """How the office answers a finding."""

        ACCEPTED = "accepted", pgettext_lazy("evaluation", "Accepted")
        PARTLY = "partly", pgettext_lazy("evaluation", "Accepted in part")
        REJECTED = "rejected", pgettext_lazy("evaluation", "Not accepted")

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="lines")
    sort = models.CharField(_("what it is"), max_length=10, choices=Sort.choices)
    text = models.TextField(_("in words"))
    answer = models.TextField(_("answer, or what was said"), blank=True)
    on = PartialDateField(_("date"), null=True, blank=True)
    advice = models.TextField(_("what it recommends"), blank=True)
    response = models.CharField(_("our answer"), max_length=8, choices=Response.choices, blank=True)
    response_words = models.TextField(_("why, and what we do"), blank=True)
    commitment = models.OneToOneField(
        Commitment, on_delete=models.PROTECT, null=True, blank=True, related_name="finding"
    )

    personal_data: ClassVar[dict[str, Any]] = {
        **personal.none("id uid evaluation sort on response commitment"),
        **dict.fromkeys(("text", "answer", "advice", "response_words"), personal.FREE_TEXT),
    }

    class Meta:
        verbose_name_plural = _("lines of evaluations")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:80]
