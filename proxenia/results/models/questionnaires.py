"""Questionnaires before and after: what each tier of staff is asked, in which rounds, and what was answered."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proxenia.accounts.models import User
from proxenia.core import personal
from proxenia.core.stamps import new_uid
from proxenia.records.models import Record


class Questionnaire(Record):
    """What is asked of people about what cannot be counted; its questions stand in editions."""

    record_kind = "questionnaire"
    audited_fields = ("title", "purpose", "is_anonymous", "edition")

    title = models.CharField(_("title"), max_length=200)
    purpose = models.TextField(_("what it is for"), blank=True)
    is_anonymous = models.BooleanField(_("answers bear no name"), default=True)
    edition = models.PositiveSmallIntegerField(default=1, editable=False)

    personal_data: ClassVar[dict[str, Any]] = {
        **Record.record_personal_data,
        **personal.none("is_anonymous edition"),
        "title": personal.FREE_TEXT,
        "purpose": personal.FREE_TEXT,
    }

    class Meta:
        indexes = [models.Index(fields=["office", "title"], name="results_questionnaire_title")]

    def __str__(self) -> str:
        return self.title


class QuestionnaireEdition(models.Model):
    """The questions of a questionnaire as they stood; never changed. A round asks those of one edition."""

    of = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="editions", db_index=False)
    number = models.PositiveSmallIntegerField()
    questions = models.JSONField(default=list)
    why = models.CharField(_("why it was changed"), max_length=300, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    personal_data: ClassVar[dict[str, Any]] = {
        **personal.none("id of number made_at"),
        "questions": personal.FREE_TEXT,
        "why": personal.FREE_TEXT,
        "made_by": personal.REFERENCE,
    }

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["of", "number"], name="results_questionnaire_edition_once")
        ]

    def __str__(self) -> str:
        return f"edition {self.number} of questionnaire {self.of_id}"


class QuestionRound(Record):
    """One time a questionnaire is asked: before something, after it, or later; until when."""

    record_kind = "question_round"
    audited_fields = ("title", "moment", "due", "state")

    class Moment(models.TextChoices):
        """When it is asked, seen from what it is about."""

        BEFORE = "before", pgettext_lazy("round", "Before")
        DURING = "during", pgettext_lazy("round", "Meanwhile")
        AFTER = "after", pgettext_lazy("round", "After")

    class State(models.TextChoices):
        """Whether answers are taken."""

        OPEN = "open", pgettext_lazy("round", "Open")
        CLOSED = "closed", pgettext_lazy("round", "Closed")

    of = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="rounds", db_index=False)
    edition = models.ForeignKey(QuestionnaireEdition, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("occasion"), max_length=200)
    moment = models.CharField(_("when"), max_length=8, choices=Moment.choices)
    due = models.DateField(_("to be answered by"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)

    personal_data: ClassVar[dict[str, Any]] = {
        **Record.record_personal_data,
        **personal.none("of edition moment due state"),
        "title": personal.FREE_TEXT,
    }

    class Meta:
        indexes = [
            models.Index(fields=["of", "due"], name="results_round_when"),
            models.Index(fields=["office", "state", "due"], name="results_round_open"),
        ]

    def __str__(self) -> str:
        return f"{self.of.title}: {self.title}"


class Slip(models.Model):
    """That one person of a tier was asked: the link, and whether it was used. What was answered is not tied to it.

    It bears no time of the answer, and the answer no number of the slip: of an answer without a name nobody can tell
    whose it is. The e-mail is struck out when the round is closed.
    """

    of = models.ForeignKey(QuestionRound, on_delete=models.PROTECT, related_name="slips")
    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    tier = models.CharField(_("tier"), max_length=20)
    email = models.EmailField(_("e-mail"), blank=True)
    link = models.CharField(max_length=64, blank=True, editable=False)
    is_answered = models.BooleanField(default=False, editable=False)
    written_at = models.DateTimeField(null=True, editable=False)
    letters = models.PositiveSmallIntegerField(default=0, editable=False)

    personal_data: ClassVar[dict[str, Any]] = {
        **personal.none("id of uid tier is_answered written_at letters"),
        "email": personal.CONTACT,
        "link": personal.CREDENTIAL,
    }

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["link"], condition=~Q(link=""), name="results_slip_link_once"),
            models.UniqueConstraint(
                fields=["of", "email"], condition=~Q(email=""), name="results_slip_email_once"
            ),
        ]

    def __str__(self) -> str:
        return f"slip {self.pk} of round {self.of_id}"


class AnswerSheet(models.Model):
    """What one person answered: tier, levels, words; a name only where the questionnaire asks for names."""

    of = models.ForeignKey(QuestionRound, on_delete=models.PROTECT, related_name="sheets")
    key = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    tier = models.CharField(_("tier"), max_length=20)
    levels = models.JSONField(_("levels by question"), default=dict)
    words = models.JSONField(_("answers in words"), default=dict)
    name = models.CharField(_("by whom"), max_length=200, blank=True)

    personal_data: ClassVar[dict[str, Any]] = {
        **personal.none("id of key tier"),
        "levels": personal.ABOUT,
        "words": personal.FREE_TEXT,
        "name": personal.NAME,
    }

    class Meta:
        # Drawn by lot, so that the order says nothing of who answered when.
        ordering = ["key"]

    def __str__(self) -> str:
        return f"answers of {self.tier} to round {self.of_id}"
