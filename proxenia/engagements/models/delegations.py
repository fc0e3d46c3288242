"""A delegation: who goes, where, what happens day by day, and who said that it may go."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proxenia.accounts.models import User
from proxenia.core import personal
from proxenia.core.stamps import new_uid
from proxenia.directory.models import Organisation, Person
from proxenia.engagements.models.contacts import Engagement
from proxenia.risk.models import Level, SponsoredTrip, where_words

# The key of the engagement comes first in every table here: erasing somebody looks for the office along the first
# way there is, and an organisation may be missing.


class Delegation(models.Model):
    """The plan of an engagement to which several people travel, and how far its approval is."""

    class State(models.TextChoices):
        """How far the approval is."""

        DRAFT = "draft", pgettext_lazy("delegation", "Being planned")
        SUBMITTED = "submitted", pgettext_lazy("delegation", "Waits for a decision")
        SENT_BACK = "sent_back", pgettext_lazy("delegation", "Sent back")
        APPROVED = "approved", pgettext_lazy("delegation", "Approved")

    engagement = models.OneToOneField(
        Engagement, on_delete=models.PROTECT, primary_key=True, related_name="delegation"
    )
    state = models.CharField(_("approval"), max_length=10, choices=State.choices, default=State.DRAFT)
    organiser = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("who organises it")
    )
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(_("words of the decision"), blank=True)
    override_reason = models.TextField(_("why rules were set aside"), blank=True)
    level = models.PositiveSmallIntegerField(
        _("highest risk level when it was decided"), choices=Level.choices, null=True
    )

    personal_data = {
        **personal.none("engagement state submitted_at decided_at level"),
        **dict.fromkeys(("organiser", "submitted_by", "decided_by"), personal.REFERENCE),
        **dict.fromkeys(("decision", "override_reason"), personal.FREE_TEXT),
    }

    class Meta:
        verbose_name_plural = _("delegations")

    def __str__(self) -> str:
        return f"delegation {self.engagement_id}"


class Stop(models.Model):
    """A town or country that a delegation stays in, from one day to another, with its time zone."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="stops")
    country = models.CharField(_("country"), max_length=2)
    city = models.CharField(_("city"), max_length=200, blank=True)
    zone = models.CharField(_("time zone"), max_length=60)
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"))
    lodging = models.CharField(_("where they stay"), max_length=300, blank=True)

    personal_data = {
        **personal.none("id uid engagement country city zone starts ends"),
        "lodging": personal.FREE_TEXT,
    }

    class Meta:
        verbose_name_plural = _("stops of delegations")
        ordering = ["starts", "ends", "pk"]

    def __str__(self) -> str:
        return where_words(self.city, self.country)


class Member(models.Model):
    """Somebody who travels with a delegation: for which body, in which role, on whose money."""

    class Role(models.TextChoices):
        """What somebody does in a delegation."""

        HEAD = "head", pgettext_lazy("delegation", "Head of the delegation")
        DEPUTY = "deputy", pgettext_lazy("delegation", "Deputy head")
        MEMBER = "member", pgettext_lazy("delegation", "Member")
        BUSINESS = "business", pgettext_lazy("delegation", "Business member")
        STAFF = "staff", pgettext_lazy("delegation", "Staff")
        INTERPRETER = "interpreter", pgettext_lazy("delegation", "Interpreter")
        PRESS = "press", pgettext_lazy("delegation", "Press")
        COMPANION = "companion", pgettext_lazy("delegation", "Companion")

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
    )
    post_title = models.CharField(_("post"), max_length=200, blank=True)
    role = models.CharField(
        _("role in the delegation"), max_length=12, choices=Role.choices, default=Role.MEMBER
    )
    payer = models.CharField(
        _("whose money it is"),
        max_length=10,
        choices=SponsoredTrip.Payer.choices,
        default=SponsoredTrip.Payer.OFFICE,
    )
    sponsor = models.CharField(_("name of who pays"), max_length=300, blank=True)

    personal_data = {
        **personal.none("id uid engagement organisation payer"),
        "person": personal.REFERENCE,
        "post_title": personal.ROLE,
        "role": personal.ROLE,
        "sponsor": personal.NAME,
    }

    class Meta:
        verbose_name_plural = _("members of delegations")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "person"], name="engagements_member_once")
        ]

    def __str__(self) -> str:
        return self.person.name


class Slot(models.Model):
    """One item of the programme, in the time of the place where it begins; its end may be in another zone."""

    class Kind(models.TextChoices):
        """What sort of item it is."""

        MEETING = "meeting", pgettext_lazy("slot", "Meeting")
        VISIT = "visit", pgettext_lazy("slot", "Visit")
        CEREMONY = "ceremony", pgettext_lazy("slot", "Ceremony")
        EVENT = "event", pgettext_lazy("slot", "Event")
        PRESS = "press", pgettext_lazy("slot", "Press")
        MEAL = "meal", pgettext_lazy("slot", "Meal")
        TRANSPORT = "transport", pgettext_lazy("slot", "Transport")
        FREE = "free", pgettext_lazy("slot", "Free time")

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="slots")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.MEETING)
    title = models.CharField(_("what it is"), max_length=300)
    on = models.DateField(_("day"))
    starts = models.TimeField(_("from"))
    ends_on = models.DateField(_("last day"))
    ends = models.TimeField(_("until"))
    zone = models.CharField(_("time zone"), max_length=60)
    end_zone = models.CharField(_("time zone where it ends"), max_length=60)
    venue = models.CharField(_("venue"), max_length=300, blank=True)
    host = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("hosting organisation"),
    )
    host_text = models.CharField(_("who receives them"), max_length=300, blank=True)
    transport = models.CharField(_("how they get there"), max_length=300, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    interpreter = models.CharField(_("interpreter"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)
    for_all = models.BooleanField(_("for the whole delegation"), default=True)

    personal_data = {
        **personal.none("id uid engagement kind on starts ends_on ends zone end_zone host languages for_all"),
        **dict.fromkeys(
            ("title", "venue", "host_text", "transport", "interpreter", "note"), personal.FREE_TEXT
        ),
    }

    class Meta:
        verbose_name_plural = _("items of programmes")
        ordering = ["on", "starts", "pk"]
        indexes = [models.Index(fields=["engagement", "on", "starts"], name="engagements_slot_order")]

    def __str__(self) -> str:
        return self.title


class SlotMember(models.Model):
    """Who takes part in an item that is not for the whole delegation."""

    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="taking_part")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="slots")

    personal_data = {**personal.none("id slot"), "member": personal.REFERENCE}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slot", "member"], name="engagements_slot_member_once")
        ]

    def __str__(self) -> str:
        return f"member {self.member_id} in slot {self.slot_id}"


class SafeguardTick(models.Model):
    """That one line of the travel safeguards was seen to."""

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="safeguard_ticks")
    code = models.CharField(max_length=40)
    done_at = models.DateTimeField()
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    personal_data = {**personal.none("id engagement code done_at"), "done_by": personal.REFERENCE}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["engagement", "code"], name="engagements_safeguard_once")
        ]

    def __str__(self) -> str:
        return self.code
