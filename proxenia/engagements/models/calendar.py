"""What a calendar asks for beyond the day: hours, secret addresses, and what came in to be confirmed."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proxenia.accounts.models import Office, User
from proxenia.core import personal
from proxenia.core.stamps import new_uid
from proxenia.engagements.models.contacts import Engagement


class Hours(models.Model):
    """From when till when on its days an engagement takes, by the clock of the place it is in."""

    engagement = models.OneToOneField(
        Engagement, on_delete=models.PROTECT, primary_key=True, related_name="hours"
    )
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("until"), null=True, blank=True)
    zone = models.CharField(_("time zone"), max_length=60)

    personal_data = personal.none("engagement starts ends zone")

    def __str__(self) -> str:
        return f"{self.starts:%H:%M} ({self.zone})"


class SecretAddress(models.Model):
    """A calendar feed, or an address mail is copied to: whoever knows the token uses it; only its digest is kept."""

    class Kind(models.TextChoices):
        """What the address is for, and whose."""

        FEED_OWN = "feed_own", pgettext_lazy("address", "My own calendar")
        FEED_OFFICE = "feed_office", pgettext_lazy("address", "The calendar of the office")
        MAIL_OWN = "mail_own", pgettext_lazy("address", "Mail for me to confirm")
        MAIL_OFFICE = "mail_office", pgettext_lazy("address", "Mail for the office to confirm")

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    used_on = models.DateField(null=True, help_text="The last day somebody used it.")

    personal_data = {
        **personal.none("id uid office kind made_at withdrawn_at"),
        "user": personal.REFERENCE,
        "digest": personal.CREDENTIAL,
        "used_on": personal.ROLE,
    }

    class Meta:
        verbose_name_plural = "secret addresses"
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.kind} of user {self.user_id}"

    @property
    def is_feed(self) -> bool:
        """Say whether a calendar program reads it, rather than a mail server writes to it."""
        return self.kind in (self.Kind.FEED_OWN, self.Kind.FEED_OFFICE)


class Proposal(models.Model):
    """What a mail or a calendar file says happened or will: it is nothing until somebody confirms it."""

    class Kind(models.TextChoices):
        """What came in."""

        EVENT = "event", pgettext_lazy("proposal", "Calendar entry")
        MAIL = "mail", pgettext_lazy("proposal", "Mail")
        ANSWER = "answer", pgettext_lazy("proposal", "Answer to an invitation")

    class State(models.TextChoices):
        """What was decided about it."""

        WAITING = "waiting", pgettext_lazy("proposal", "to confirm")
        TAKEN = "taken", pgettext_lazy("proposal", "confirmed")
        DISMISSED = "dismissed", pgettext_lazy("proposal", "dismissed")

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    inbox = models.CharField(
        max_length=32, blank=True, help_text="Whose it is: a user's uid; empty: the office's."
    )
    kind = models.CharField(max_length=6, choices=Kind.choices)
    key = models.CharField(max_length=64, help_text="Digest of what calendars and mail servers call it.")
    content = models.CharField(max_length=64, help_text="Digest of what it says.")
    received_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    held_back = models.CharField(max_length=300, blank=True, help_text="Why it is not trusted as it stands.")
    title = models.CharField(_("title"), max_length=300)
    sender = models.CharField(_("sender"), max_length=320, blank=True)
    words = models.TextField(_("what it says"), blank=True)
    facts = models.JSONField(_("what was read"), default=dict)
    engagement = models.ForeignKey(
        Engagement, on_delete=models.PROTECT, null=True, related_name="+", help_text="What it became."
    )
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    personal_data = {
        **personal.none("id uid office inbox kind key content received_at state engagement decided_at"),
        "user": personal.REFERENCE,
        "held_back": personal.FREE_TEXT,
        "title": personal.FREE_TEXT,
        "sender": personal.CONTACT,
        "words": personal.FREE_TEXT,
        "facts": personal.FREE_TEXT,
        "decided_by": personal.REFERENCE,
    }

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["office", "inbox", "key"], name="engagements_proposal_once")
        ]
        indexes = [models.Index(fields=["office", "state", "received_at"], name="engagements_proposal_wait")]

    def __str__(self) -> str:
        return self.title
