"""What guests were told by mail: the invitation as calendars know it, and where each guest's mail stands."""

from typing import ClassVar

from django.db import models
from django.utils.translation import pgettext_lazy

from proxenia.accounts.models import User
from proxenia.core import personal
from proxenia.engagements.models.contacts import Engagement
from proxenia.engagements.models.protocol import Invitation


class CalendarInvitation(models.Model):
    """An engagement as it left the house for its guests' calendars: under one name, with a number that only rises."""

    engagement = models.OneToOneField(
        Engagement, on_delete=models.PROTECT, primary_key=True, related_name="calendar_invitation"
    )
    sequence = models.PositiveIntegerField(default=0)
    content = models.CharField(max_length=64, help_text="Digest of what the guests were told last.")
    is_off = models.BooleanField(default=False, help_text="They were told that it does not take place.")
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    personal_data: ClassVar[dict[str, str]] = {
        **personal.none("engagement sequence content is_off sent_at"),
        "sent_by": personal.REFERENCE,
    }

    def __str__(self) -> str:
        return f"invitation to engagement {self.engagement_id}"


class MailedInvitation(models.Model):
    """Where the mail to one guest stands, and which of the guest's answers is the newest.

    ``wanted``: the number the guest is to be told; ``begun`` is written before a mail is handed over, ``sent`` after.
    One that was begun and never sent may have arrived: it does not go out again by itself.
    """

    class Method(models.TextChoices):
        """What the mail says."""

        REQUEST = "REQUEST", pgettext_lazy("invitation", "invited")
        CANCEL = "CANCEL", pgettext_lazy("invitation", "called off")

    guest = models.OneToOneField(
        Invitation, on_delete=models.CASCADE, primary_key=True, related_name="mailed"
    )
    digest = models.CharField(max_length=64, unique=True, help_text="Of the address answers come to.")
    method = models.CharField(max_length=8, choices=Method.choices)
    is_struck = models.BooleanField(default=False, help_text="Called off for this guest alone.")
    wanted = models.PositiveIntegerField(default=0)
    begun = models.PositiveIntegerField(null=True)
    sent = models.PositiveIntegerField(null=True)
    sent_at = models.DateTimeField(null=True)
    answered_sequence = models.PositiveIntegerField(null=True)
    answered_stamp = models.CharField(max_length=20, blank=True)

    personal_data: ClassVar[dict[str, str]] = {
        **personal.none("guest method is_struck wanted begun sent sent_at answered_sequence answered_stamp"),
        "digest": personal.CREDENTIAL,
    }

    def __str__(self) -> str:
        return f"mail to guest {self.guest_id}"

    @property
    def is_told(self) -> bool:
        """Say whether the guest was told what stands."""
        return self.sent is not None and self.sent >= self.wanted

    @property
    def is_unsure(self) -> bool:
        """Say whether a mail was begun of which nobody knows whether it arrived."""
        return not self.is_told and self.begun is not None and self.begun >= self.wanted
