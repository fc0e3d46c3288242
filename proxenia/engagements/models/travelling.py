"""What a journey takes: details of each traveller, kept apart and not for long; legs with what they emit; costs."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proxenia.accounts.models import User
from proxenia.core import personal
from proxenia.core.stamps import new_uid
from proxenia.directory.models import Person
from proxenia.engagements.models.contacts import Engagement
from proxenia.engagements.models.delegations import Member


class TravelDetails(models.Model):
    """The second form of a traveller: asked for after approval, read by few, erased after the journey.

    The number of a passport is not asked for: whether it is valid long enough is all that planning needs.
    """

    class Photos(models.TextChoices):
        """What somebody said to pictures of them."""

        UNSAID = "", pgettext_lazy("photos", "Not answered")
        YES = "yes", pgettext_lazy("photos", "Yes, pictures of me may be used")
        NO = "no", pgettext_lazy("photos", "No pictures of me, please")

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="travel_details")
    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="details")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    until = models.DateField(_("last day of the journey"))
    digest = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    expires_at = models.DateTimeField(null=True, editable=False)
    # When a mail with the link was asked for, when that mail was begun, and when it was handed over.
    mail_asked_at = models.DateTimeField(null=True, editable=False)
    mail_begun_at = models.DateTimeField(null=True, editable=False)
    mailed_at = models.DateTimeField(null=True, editable=False)
    filled_at = models.DateTimeField(null=True, editable=False)
    filled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    passport_country = models.CharField(_("passport issued by"), max_length=2, blank=True)
    passport_expires = models.DateField(_("passport valid until"), null=True, blank=True)
    diet = models.CharField(_("what they eat or do not eat"), max_length=300, blank=True)
    needs = models.CharField(_("what they need on the way"), max_length=500, blank=True)
    emergency_name = models.CharField(_("whom to call in an emergency"), max_length=200, blank=True)
    emergency_contact = models.CharField(_("how to reach them"), max_length=200, blank=True)
    photos = models.CharField(_("pictures"), max_length=3, choices=Photos.choices, blank=True)
    guardian = models.CharField(_("guardian who filled it in"), max_length=200, blank=True)

    answers: ClassVar[tuple[str, ...]] = (
        "passport_country", "passport_expires", "diet", "needs", "emergency_name", "emergency_contact", "photos",
        "guardian",
    )  # fmt: skip

    personal_data = {
        **personal.none("id uid engagement member until sent_at expires_at filled_at"),
        **personal.none("mail_asked_at mail_begun_at mailed_at"),
        "person": personal.REFERENCE,
        "digest": personal.CREDENTIAL,
        "sent_by": personal.REFERENCE,
        "filled_by": personal.REFERENCE,
        **dict.fromkeys(("passport_country", "passport_expires", "diet", "needs", "photos"), personal.ABOUT),
        "emergency_name": personal.NAME,
        "emergency_contact": personal.CONTACT,
        "guardian": personal.NAME,
    }

    class Meta:
        verbose_name_plural = _("second forms of travellers")
        indexes = [models.Index(fields=["until"], name="engagements_details_until")]

    def __str__(self) -> str:
        return f"details of member {self.member_id}"


class Leg(models.Model):
    """One way of a journey, or nights in a hotel, and what it emits by the factor of its year."""

    class Mode(models.TextChoices):
        """How people travel, or that they stay."""

        AIR = "air", pgettext_lazy("travel", "Air")
        RAIL = "rail", pgettext_lazy("travel", "Rail")
        COACH = "coach", pgettext_lazy("travel", "Coach")
        CAR = "car", pgettext_lazy("travel", "Car")
        HOTEL = "hotel", pgettext_lazy("travel", "Hotel")

    class Fare(models.TextChoices):
        """The class of a flight."""

        ECONOMY = "economy", pgettext_lazy("travel", "Economy")
        PREMIUM = "premium", pgettext_lazy("travel", "Premium economy")
        BUSINESS = "business", pgettext_lazy("travel", "Business")
        FIRST = "first", pgettext_lazy("travel", "First")
        AVERAGE = "average", pgettext_lazy("travel", "Average, not known")

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="legs")
    on = models.DateField(_("date"))
    mode = models.CharField(_("how"), max_length=5, choices=Mode.choices)
    origin = models.CharField(_("from"), max_length=200, blank=True)
    target = models.CharField(_("to"), max_length=200, blank=True)
    fare = models.CharField(_("class"), max_length=8, choices=Fare.choices, blank=True)
    people = models.PositiveIntegerField(_("people"), default=1)
    nights = models.PositiveIntegerField(_("nights"), null=True, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    km = models.FloatField(_("kilometres"), null=True, editable=False)
    factor = models.FloatField(editable=False)
    factor_year = models.PositiveSmallIntegerField(editable=False)
    rf = models.BooleanField(editable=False)
    kg = models.FloatField(_("kg CO₂e"), editable=False)

    personal_data = personal.none(
        "id uid engagement on mode origin target fare people nights country km factor factor_year rf kg"
    )

    class Meta:
        verbose_name_plural = _("legs of journeys")
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.origin} – {self.target}" if self.origin else self.country


class CostLine(models.Model):
    """One line of what an engagement costs: so many at such a rate, planned or spent."""

    class Kind(models.TextChoices):
        """What money goes on."""

        TRAVEL = "travel", pgettext_lazy("cost", "Travel")
        LODGING = "lodging", pgettext_lazy("cost", "Lodging")
        PER_DIEM = "per_diem", pgettext_lazy("cost", "Per diems")
        MEALS = "meals", pgettext_lazy("cost", "Meals and hospitality")
        INTERPRETING = "interpreting", pgettext_lazy("cost", "Interpreting")
        VENUE = "venue", pgettext_lazy("cost", "Rooms and equipment")
        GIFTS = "gifts", pgettext_lazy("cost", "Gifts")
        OTHER = "other", pgettext_lazy("cost", "Other")

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="cost_lines")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    what = models.CharField(_("what for"), max_length=300)
    on = models.DateField(_("date of the price"))
    quantity = models.DecimalField(_("how many"), max_digits=9, decimal_places=2, default=1)
    rate = models.DecimalField(_("at"), max_digits=12, decimal_places=2)
    amount = models.DecimalField(max_digits=16, decimal_places=2, editable=False)
    currency = models.CharField(_("currency"), max_length=3)
    paid_by = models.CharField(
        _("who pays"), max_length=6, choices=Engagement.By.choices, default=Engagement.By.US
    )
    is_spent = models.BooleanField(_("spent, not planned"), default=False)

    personal_data = {
        **personal.none("id uid engagement kind on quantity rate amount currency paid_by is_spent"),
        "what": personal.FREE_TEXT,
    }

    class Meta:
        verbose_name_plural = _("cost lines")
        ordering = ["kind", "pk"]

    def __str__(self) -> str:
        return self.what
