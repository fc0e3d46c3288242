"""Keeping in touch: how often with whom, who of us is which person of the directory, and the habits of an office."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proxenia.accounts.models import Office, User
from proxenia.core import personal
from proxenia.core.stamps import new_uid
from proxenia.directory.models import Organisation, Person
from proxenia.records.models import Anchor

SUBJECTS = ("tie", "organisation", "person")
"""The columns of which exactly one says with whom; each holds the key that the record and its anchor share."""


class Tier(models.TextChoices):
    """How close an office wants to stay; each office says how many months that is."""

    CLOSE = "close", pgettext_lazy("tier", "Close")
    REGULAR = "regular", pgettext_lazy("tier", "Regular")
    LOOSE = "loose", pgettext_lazy("tier", "Loose")


def _exactly_one() -> models.Q:
    rule = models.Q()
    for name in SUBJECTS:
        rest = {f"{other}__isnull": True for other in SUBJECTS if other != name}
        rule |= models.Q(**{f"{name}__isnull": False}, **rest)
    return rule


class Keeping(models.Model):
    """That the office wants to stay in touch with a tie, a body or a person; silence is counted from ``since``.

    A tie is named by its anchor, since ties are kept by a higher room.
    """

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    tie = models.OneToOneField(Anchor, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, null=True, related_name="keeping"
    )
    person = models.OneToOneField(Person, on_delete=models.PROTECT, null=True, related_name="keeping")
    tier = models.CharField(_("how close"), max_length=8, choices=Tier.choices)
    since = models.DateField(help_text="Silence is counted from here where there was no contact yet.")
    rests_until = models.DateField(null=True, help_text="Not called for before this day.")
    rest_reason = models.CharField(_("why it rests"), max_length=300, blank=True)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)

    personal_data = {
        **personal.none("id uid office tie organisation since rests_until"),
        "person": personal.REFERENCE,
        "tier": personal.ABOUT,
        "rest_reason": personal.FREE_TEXT,
        "set_by": personal.REFERENCE,
    }

    class Meta:
        verbose_name_plural = _("intervals of keeping in touch")
        constraints = [models.CheckConstraint(condition=_exactly_one(), name="commitments_keeping_of_one")]
        indexes = [models.Index(fields=["office", "tier"], name="commitments_keeping_tier")]

    def __str__(self) -> str:
        return f"in touch with {self.key}: {self.tier}"

    @property
    def key(self) -> int:
        """Return the key of the record and of its anchor."""
        return self.tie_id or self.organisation_id or self.person_id or 0

    @property
    def subject(self) -> str:
        """Return which of the three it is: ``tie``, ``organisation`` or ``person``."""
        return next(name for name in SUBJECTS if getattr(self, f"{name}_id"))


class Colleague(models.Model):
    """That a person of the directory is somebody who works here, so that contacts tell who of us knows whom."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="colleague")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")

    personal_data = {
        **personal.none("id office"),
        "person": personal.REFERENCE,
        "user": personal.REFERENCE,
    }

    class Meta:
        verbose_name_plural = _("people of the directory who work here")
        constraints = [models.UniqueConstraint(fields=["office", "user"], name="commitments_colleague_once")]

    def __str__(self) -> str:
        return f"person {self.person_id} is user {self.user_id}"


class Habits(models.Model):
    """What an office sets for itself: the months of each tier, when an overdue promise is taken further, its mails."""

    office = models.OneToOneField(Office, on_delete=models.PROTECT, primary_key=True, related_name="+")
    close_months = models.PositiveSmallIntegerField(_("months for close"), default=3)
    regular_months = models.PositiveSmallIntegerField(_("months for regular"), default=6)
    loose_months = models.PositiveSmallIntegerField(_("months for loose"), default=12)
    escalate_after = models.PositiveSmallIntegerField(
        _("days overdue until a promise of ours is taken further"), default=14
    )

    personal_data = personal.none("office close_months regular_months loose_months escalate_after")

    def __str__(self) -> str:
        return f"habits of office {self.office_id}"

    def months(self, tier: str) -> int:
        """Return the months of a tier."""
        return int(getattr(self, f"{tier}_months"))
