"""The digest: one mail that says what waits for somebody, when each was written, and what was taken further to whom."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proxenia.accounts.models import Office, User
from proxenia.commitments.models.promises import Commitment
from proxenia.core import personal
from proxenia.core.stamps import new_uid


class Rhythm(models.TextChoices):
    """How often somebody wants the digest."""

    DAILY = "daily", pgettext_lazy("digest", "Every day something waits")
    WEEKLY = "weekly", pgettext_lazy("digest", "Once a week, on Mondays")
    NEVER = "never", pgettext_lazy("digest", "Never")


class DigestWish(models.Model):
    """How often somebody wants the digest of an office, and who stands in for them there."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    rhythm = models.CharField(_("how often"), max_length=8, choices=Rhythm.choices, default=Rhythm.WEEKLY)
    deputy = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("deputy")
    )

    personal_data = {
        **personal.none("id office rhythm"),
        "user": personal.REFERENCE,
        "deputy": personal.REFERENCE,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "office"], name="commitments_wish_once")]

    def __str__(self) -> str:
        return f"digest of user {self.user_id}: {self.rhythm}"


class Letter(models.Model):
    """That the digest of a day was written for somebody: begun before it is handed to the mail server, never twice."""

    class State(models.TextChoices):
        """Where it stands; one that was begun and never ended may have arrived, and is not sent again."""

        BEGUN = "begun"
        SENT = "sent"
        EMPTY = "empty"

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.BEGUN)
    lines = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField(auto_now_add=True)

    personal_data = {**personal.none("id uid office day state lines begun_at"), "user": personal.REFERENCE}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "office", "day"], name="commitments_letter_once")
        ]

    def __str__(self) -> str:
        return f"digest of {self.day} for user {self.user_id}"


class Escalation(models.Model):
    """That an overdue promise of ours was taken further to somebody: once for each date it was due."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="escalations")
    to = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    due = models.CharField(max_length=10)
    on = models.DateField()
    letter = models.ForeignKey(Letter, on_delete=models.SET_NULL, null=True, related_name="+")

    personal_data = {**personal.none("id commitment due on letter"), "to": personal.REFERENCE}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["commitment", "due", "to"], name="commitments_escalated_once")
        ]
        indexes = [
            models.Index(fields=["to"], name="commitments_escalated_to", condition=models.Q(letter=None))
        ]

    def __str__(self) -> str:
        return f"promise {self.commitment_id} to user {self.to_id}"
