"""How risky a destination is, who pays for travel, and gifts and hospitality."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proxenia.accounts.models import Office, User
from proxenia.core import personal
from proxenia.core.names import country_name
from proxenia.directory.models import Person
from proxenia.records.models import Record


class Level(models.IntegerChoices):
    """How much care a destination asks for."""

    ORDINARY = 1, pgettext_lazy("risk", "1: ordinary care")
    MORE = 2, pgettext_lazy("risk", "2: more care")
    NEEDED = 3, pgettext_lazy("risk", "3: only when it is needed")
    NONE = 4, pgettext_lazy("risk", "4: no travel")


def where_words(city: str, country: str) -> str:
    """Return a city and its country as a reader says them."""
    return ", ".join(part for part in (city, country_name(country)) if part)


class Destination(Record):
    """A country, or a city in it, with the standing risk level that the office gave it."""

    record_kind = "destination"
    audited_fields = ("country", "city", "level", "source", "rated_on", "note")

    country = models.CharField(_("country"), max_length=2)
    city = models.CharField(_("city"), max_length=200, blank=True)
    city_folded = models.CharField(max_length=200, blank=True, editable=False)
    level = models.PositiveSmallIntegerField(_("risk level"), choices=Level.choices)
    source = models.CharField(_("source"), max_length=500)
    rated_on = models.DateField(_("as of"))
    note = models.TextField(_("note"), blank=True)

    personal_data = {
        **Record.record_personal_data,
        **personal.none("country city city_folded level source rated_on"),
        "note": personal.FREE_TEXT,
    }

    class Meta:
        indexes = [models.Index(fields=["office", "country", "city_folded"], name="risk_destination_where")]

    def __str__(self) -> str:
        return self.destination_words()

    def destination_words(self) -> str:
        """Return the place as a reader says it."""
        return where_words(self.city, self.country)


class SponsoredTrip(Record):
    """A journey and who pays for it; an outside payer is refused by rule, unless somebody overrode that."""

    record_kind = "sponsored_trip"
    audited_fields = (
        "traveller", "person", "country", "city", "starts", "ends", "payer", "sponsor", "covers", "level",
        "override_reason", "overridden_by", "note",
    )  # fmt: skip

    class Payer(models.TextChoices):
        """Whose money it is."""

        OFFICE = "office", pgettext_lazy("payer", "Our own office")
        SELF = "self", pgettext_lazy("payer", "The traveller")
        PUBLIC = "public", pgettext_lazy("payer", "Another public body of our own country")
        NETWORK = (
            "network",
            pgettext_lazy("payer", "A network we belong to, or an international organisation"),
        )
        HOST = "host", pgettext_lazy("payer", "The hosts, or another public body abroad")
        COMPANY = "company", pgettext_lazy("payer", "A company or association")
        PRIVATE = "private", pgettext_lazy("payer", "A private person")
        UNKNOWN = "unknown", pgettext_lazy("payer", "Not known")

    traveller = models.CharField(_("who travels"), max_length=200)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    country = models.CharField(_("country"), max_length=2)
    city = models.CharField(_("city"), max_length=200, blank=True)
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"))
    payer = models.CharField(_("whose money it is"), max_length=10, choices=Payer.choices)
    sponsor = models.CharField(_("name of who pays"), max_length=300, blank=True)
    covers = models.CharField(_("what is paid"), max_length=500, blank=True)
    level = models.PositiveSmallIntegerField(
        _("risk level when it was decided"), choices=Level.choices, null=True, blank=True, editable=False
    )
    override_reason = models.TextField(_("why the rule was set aside"), blank=True)
    overridden_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    note = models.TextField(_("note"), blank=True)

    personal_data = {
        **Record.record_personal_data,
        **personal.none("country city starts ends payer level"),
        "traveller": personal.NAME,
        "person": personal.REFERENCE,
        "sponsor": personal.NAME,
        "covers": personal.FREE_TEXT,
        "override_reason": personal.FREE_TEXT,
        "overridden_by": personal.REFERENCE,
        "note": personal.FREE_TEXT,
    }

    class Meta:
        verbose_name_plural = _("journeys and who pays for them")
        indexes = [models.Index(fields=["office", "-starts"], name="risk_trip_when")]

    def __str__(self) -> str:
        return f"{self.traveller}: {self.destination_words()}"[:300]

    def destination_words(self) -> str:
        """Return where the journey goes, as a reader says it."""
        return where_words(self.city, self.country)


class Gift(Record):
    """A gift or an act of hospitality, given or received, and what became of it."""

    record_kind = "gift"
    audited_fields = (
        "what", "kind", "direction", "on", "other_side", "other_person", "our_side", "our_person", "value", "currency",
        "declared_on", "declared_to", "outcome", "note",
    )  # fmt: skip

    class Kind(models.TextChoices):
        """What sort of thing it is."""

        GIFT = "gift", pgettext_lazy("gift", "Gift")
        HOSPITALITY = "hospitality", pgettext_lazy("gift", "Hospitality")

    class Direction(models.TextChoices):
        """Which way it went."""

        RECEIVED = "received", pgettext_lazy("gift", "Received by us")
        GIVEN = "given", pgettext_lazy("gift", "Given by us")

    class Outcome(models.TextChoices):
        """What became of it."""

        OPEN = "open", pgettext_lazy("gift", "Not settled yet")
        OFFICE = "office", pgettext_lazy("gift", "Property of the office")
        PERSON = "person", pgettext_lazy("gift", "Kept by the person")
        BOUGHT = "bought", pgettext_lazy("gift", "Bought from the office by the person")
        PASSED_ON = "passed_on", pgettext_lazy("gift", "Passed on to a good cause")
        USED = "used", pgettext_lazy("gift", "Eaten, attended or used up")
        RETURNED = "returned", pgettext_lazy("gift", "Returned")
        DECLINED = "declined", pgettext_lazy("gift", "Declined")

    what = models.CharField(_("what it is"), max_length=300)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.GIFT)
    direction = models.CharField(_("which way"), max_length=10, choices=Direction.choices)
    on = models.DateField(_("date"))
    other_side = models.CharField(_("who on the other side"), max_length=300)
    other_person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    our_side = models.CharField(_("who of us"), max_length=300)
    our_person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    value = models.DecimalField(
        _("value, as estimated"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    declared_on = models.DateField(_("declared on"), null=True, blank=True)
    declared_to = models.CharField(_("declared to"), max_length=200, blank=True)
    outcome = models.CharField(
        _("what became of it"), max_length=10, choices=Outcome.choices, default=Outcome.OPEN
    )
    note = models.TextField(_("note"), blank=True)

    personal_data = {
        **Record.record_personal_data,
        **personal.none("kind direction on value currency declared_on outcome"),
        "what": personal.FREE_TEXT,
        "other_side": personal.NAME,
        "other_person": personal.REFERENCE,
        "our_side": personal.NAME,
        "our_person": personal.REFERENCE,
        "declared_to": personal.NAME,
        "note": personal.FREE_TEXT,
    }

    class Meta:
        verbose_name_plural = _("entries of the register of gifts")
        indexes = [models.Index(fields=["office", "-on"], name="risk_gift_when")]

    def __str__(self) -> str:
        return self.what


class GiftThreshold(models.Model):
    """From which value an office wants gifts and hospitality declared."""

    office = models.OneToOneField(Office, on_delete=models.PROTECT, primary_key=True, related_name="+")
    amount = models.DecimalField(_("declared from"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)

    personal_data = personal.none("office amount currency")

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"
