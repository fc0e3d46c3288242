"""Who carries a tie on both sides, the dates of politics that may take them away, and the tasks that follow."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proxenia.accounts.models import User
from proxenia.commitments.models import Commitment
from proxenia.core import personal
from proxenia.core.fields import PartialDateField
from proxenia.core.stamps import new_uid
from proxenia.directory.models import Organisation, Person
from proxenia.portfolio.models import Partnership


class Carrier(models.Model):
    """One person who carries a tie, in one role on one side; who came before stays with the day they left it."""

    class Side(models.TextChoices):
        """On whose side."""

        US = "us", pgettext_lazy("side", "Ours")
        THEM = "them", pgettext_lazy("side", "Theirs")

    class Role(models.TextChoices):
        """What they do for it."""

        SPONSOR = "sponsor", pgettext_lazy("carrier", "Political sponsor")
        OWNER = "owner", pgettext_lazy("carrier", "Technical owner")
        DEPUTY = "deputy", pgettext_lazy("carrier", "Deputy")

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="carriers")
    side = models.CharField(_("side"), max_length=4, choices=Side.choices)
    role = models.CharField(_("role"), max_length=8, choices=Role.choices)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="carried"
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="carried")
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    personal_data: ClassVar[dict[str, Any]] = {
        **personal.none("id uid partnership side role since until"),
        "person": personal.REFERENCE,
        "user": personal.REFERENCE,
    }

    class Meta:
        ordering = ["side", "role", "-since"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "side", "role"], condition=Q(until=None), name="reviews_one_carrier"
            ),
            models.CheckConstraint(
                condition=Q(person=None, user__isnull=False) | Q(person__isnull=False, user=None),
                name="reviews_carrier_is_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of tie {self.partnership_id}"

    @property
    def who(self) -> str:
        """Return the name; the caller knows whether it may be shown."""
        return self.person.name if self.person else self.user.name if self.user else ""


class CarrierTask(models.Model):
    """The task that follows where a tie is about to lose somebody, or has lost them."""

    class About(models.TextChoices):
        """What it is about."""

        RISK = "risk", pgettext_lazy("carrier", "About to leave")
        HANDOVER = "handover", pgettext_lazy("carrier", "Handover")

    commitment = models.OneToOneField(
        Commitment, on_delete=models.PROTECT, primary_key=True, related_name="carrier_task"
    )
    carrier = models.ForeignKey(Carrier, on_delete=models.PROTECT, related_name="tasks")
    about = models.CharField(max_length=8, choices=About.choices)

    personal_data = personal.none("commitment carrier about")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["carrier", "about"], name="reviews_task_once")]

    def __str__(self) -> str:
        return f"{self.about} of {self.carrier_id}"


class PoliticalDate(models.Model):
    """A day that may change who decides at an organisation: an election, the end of a term or an appointment."""

    class Kind(models.TextChoices):
        """What happens."""

        ELECTION = "election", pgettext_lazy("political date", "Election")
        TERM = "term", pgettext_lazy("political date", "A term ends")
        APPOINTMENT = "appointment", pgettext_lazy("political date", "An appointment ends")

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="political_dates")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("whose")
    )
    kind = models.CharField(_("what happens"), max_length=12, choices=Kind.choices)
    on = PartialDateField(_("when"))
    what = models.CharField(_("in a few words"), max_length=200, blank=True)
    source = models.CharField(_("where it is said"), max_length=300, blank=True)

    personal_data: ClassVar[dict[str, Any]] = {
        **personal.none("id uid organisation kind on source"),
        "person": personal.REFERENCE,
        "what": personal.FREE_TEXT,
    }

    class Meta:
        ordering = ["on", "pk"]
        indexes = [models.Index(fields=["on", "organisation"], name="reviews_political_on")]

    def __str__(self) -> str:
        return f"{self.kind} at {self.organisation_id} on {self.on}"
