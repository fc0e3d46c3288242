"""The vital signs of every tie, as they were computed last."""

from typing import ClassVar

from django.db import models
from django.utils.translation import pgettext_lazy

from proxenia.audit.models import Run
from proxenia.core import personal
from proxenia.portfolio.models import Partnership


class VitalSign(models.Model):
    """Whether a tie lives, as it was computed last: the word, the chance behind it, and the facts that speak.

    Computed from public and internal contacts alone, so that nobody reads more out of it than out of those.
    """

    class State(models.TextChoices):
        """The word."""

        ALIVE = "alive", pgettext_lazy("vital sign", "Alive")
        QUIET = "quiet", pgettext_lazy("vital sign", "Quiet")
        DORMANT = "dormant", pgettext_lazy("vital sign", "Dormant")

    partnership = models.OneToOneField(
        Partnership, on_delete=models.CASCADE, primary_key=True, related_name="vital_sign"
    )
    state = models.CharField(
        max_length=8, choices=State.choices, blank=True, help_text="Empty: no contact yet."
    )
    p_stopped = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    last_contact = models.DateField(null=True)
    facts = models.JSONField(default=list, help_text="Facts as codes and values, the weightiest first.")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    computed_at = models.DateTimeField()

    personal_data: ClassVar[dict[str, str]] = personal.none(
        "partnership state p_stopped low high last_contact facts run computed_at"
    )

    class Meta:
        indexes = [
            models.Index(fields=["state", "partnership"], name="reviews_vital_state"),
            # Whether anything was computed since: asked by every page that counts by these words.
            models.Index(fields=["computed_at"], name="reviews_vital_computed"),
        ]

    def __str__(self) -> str:
        return f"{self.state or 'no contact'}: tie {self.partnership_id}"
