"""Reviews: the periodic decision on a tie, what was known when it was opened, and who answered its questions."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proxenia.accounts.models import User
from proxenia.audit.models import Run
from proxenia.core import personal
from proxenia.core.stamps import new_uid
from proxenia.instruments.models import Assessment, Instrument
from proxenia.portfolio.models import Partnership
from proxenia.records.models import Anchor, Note


class Review(models.Model):
    """One review of a tie: opened, answered, decided, carried out. Whoever sees the tie sees it."""

    class State(models.TextChoices):
        """How far it is."""

        OPEN = "open", pgettext_lazy("review", "Open")
        DECIDED = "decided", pgettext_lazy("review", "Decided")
        DROPPED = "dropped", pgettext_lazy("review", "Dropped")

    class Decision(models.TextChoices):
        """What can be decided."""

        DEEPEN = "deepen", pgettext_lazy("review", "Deepen")
        KEEP = "keep", pgettext_lazy("review", "Keep")
        CHANGE = "change", pgettext_lazy("review", "Change")
        SCALE_DOWN = "scale_down", pgettext_lazy("review", "Scale down")
        SUNSET = "sunset", pgettext_lazy("review", "Sunset")
        HISTORIC = "historic", pgettext_lazy("review", "Move to historic")

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="reviews")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(_("decision"), max_length=12, choices=Decision.choices, blank=True)
    reason = models.TextField(_("reasons"), blank=True)
    minutes = models.TextField(_("minutes"), blank=True)
    next_on = models.DateField(_("next review"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    carried_out_at = models.DateTimeField(null=True)

    personal_data: ClassVar[dict[str, str]] = {
        **personal.none(
            "id uid partnership instrument run state opened_at decision next_on closed_at carried_out_at"
        ),
        "opened_by": personal.REFERENCE,
        "closed_by": personal.REFERENCE,
        "reason": personal.FREE_TEXT,
        "minutes": personal.FREE_TEXT,
    }

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership"], condition=Q(state="open"), name="reviews_one_open"
            )
        ]
        indexes = [models.Index(fields=["state", "closed_at"], name="reviews_review_state")]

    def __str__(self) -> str:
        return f"review of {self.partnership}"

    @property
    def is_open(self) -> bool:
        """Say whether nothing has been decided yet."""
        return self.state == self.State.OPEN


class ReviewAssessment(models.Model):
    """An assessment that was made for a review: one for each person who answered."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="answers")
    assessment = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="review_link")

    personal_data = personal.none("id review assessment")

    def __str__(self) -> str:
        return f"assessment {self.assessment_id} of review {self.review_id}"


class EvidenceLine(models.Model):
    """One fact as it stood when the review was opened; never changed. Who may not see its source does not see it."""

    class Section(models.TextChoices):
        """What sort of fact it is."""

        CONTACT = "contact", pgettext_lazy("evidence", "Contact")
        PROMISE = "promise", pgettext_lazy("evidence", "Promise")
        AGREEMENT = "agreement", pgettext_lazy("evidence", "Agreement")
        NOTE = "note", pgettext_lazy("evidence", "Note")
        RESULT = "result", pgettext_lazy("evidence", "Result")

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="evidence")
    section = models.CharField(max_length=10, choices=Section.choices)
    anchor = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="+")
    note = models.ForeignKey(Note, on_delete=models.PROTECT, null=True, related_name="+")
    on = models.CharField(max_length=10, blank=True, help_text="The day, month or year it is of.")
    words = models.TextField(blank=True)
    values = models.JSONField(default=dict)

    personal_data: ClassVar[dict[str, Any]] = {
        **personal.none("id review section anchor note on values"),
        "words": personal.FREE_TEXT,
    }

    class Meta:
        ordering = ["review", "section", "-on", "pk"]

    def __str__(self) -> str:
        return f"{self.section} of review {self.review_id}"
