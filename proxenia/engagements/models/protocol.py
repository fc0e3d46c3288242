"""Whom an engagement is with, before it is held: the invited, their replies, their rank, their seat."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proxenia.core import personal
from proxenia.core.fields import PartialDateField
from proxenia.core.stamps import new_uid
from proxenia.directory.models import Organisation, Person
from proxenia.engagements.models.contacts import Engagement


class Invitation(models.Model):
    """Somebody invited to an engagement: a person of the directory, or a name in words."""

    class Reply(models.TextChoices):
        """What they answered."""

        OPEN = "open", pgettext_lazy("reply", "No answer yet")
        YES = "yes", pgettext_lazy("reply", "Comes")
        MAYBE = "maybe", pgettext_lazy("reply", "Perhaps")
        NO = "no", pgettext_lazy("reply", "Does not come")

    class Side(models.TextChoices):
        """On whose side of the table they sit."""

        US = "us", pgettext_lazy("table", "Ours")
        THEM = "them", pgettext_lazy("table", "Theirs")

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="invitations")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    post_title = models.CharField(_("post"), max_length=200, blank=True)
    side = models.CharField(_("side"), max_length=4, choices=Side.choices, default=Side.THEM)
    rank = models.CharField(_("rank"), max_length=40, default="other")
    since = PartialDateField(_("presented, or in office since"), null=True, blank=True)
    reply = models.CharField(_("reply"), max_length=6, choices=Reply.choices, default=Reply.OPEN)
    replied_on = models.DateField(null=True, blank=True, editable=False)
    came = models.BooleanField(_("came"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    personal_data: ClassVar[dict[str, str]] = {
        **personal.none("id uid engagement organisation side reply replied_on came"),
        "person": personal.REFERENCE,
        "name": personal.NAME,
        "email": personal.CONTACT,
        **dict.fromkeys(("post_title", "rank", "since"), personal.ROLE),
        "note": personal.FREE_TEXT,
    }

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "person"],
                condition=models.Q(person__isnull=False),
                name="engagements_invited_once",
            )
        ]

    def __str__(self) -> str:
        return self.person.name if self.person else self.name
