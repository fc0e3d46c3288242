"""A crisis at a partner: what they need, what was offered, what arrived, and the thanks that were made public."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proxenia.accounts.models import User
from proxenia.core import personal
from proxenia.core.stamps import new_uid
from proxenia.directory.models import Organisation
from proxenia.portfolio.models import Partnership
from proxenia.records.models import Record


class Crisis(Record):
    """What happened at a partner, since when, and how our help to them went."""

    record_kind = "crisis"
    audited_fields = (
        "title", "organisation", "partnership", "began_on", "what", "state", "summary", "closed_on", "note",
    )  # fmt: skip

    class State(models.TextChoices):
        """Whether help still goes on."""

        OPEN = "open", pgettext_lazy("crisis", "Open")
        CLOSED = "closed", pgettext_lazy("crisis", "Closed")

    title = models.CharField(_("crisis"), max_length=300)
    title_folded = models.CharField(max_length=300, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("partner it struck")
    )
    partnership = models.ForeignKey(
        Partnership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="crises",
        verbose_name=_("tie"),
    )
    began_on = models.DateField(_("since"))
    what = models.TextField(_("what happened"), blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    summary = models.TextField(_("how it went"), blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True, editable=False)
    note = models.TextField(_("note"), blank=True)

    personal_data: ClassVar[dict[str, Any]] = {
        **Record.record_personal_data,
        **personal.none("title title_folded organisation partnership began_on state closed_on"),
        **dict.fromkeys(("what", "summary", "note"), personal.FREE_TEXT),
    }

    class Meta:
        verbose_name_plural = _("crises at partners")
        indexes = [models.Index(fields=["office", "state", "began_on"], name="engagements_crisis_state")]

    def __str__(self) -> str:
        return self.title


class Need(models.Model):
    """One thing a partner needs: so much of a unit, so much money, or an amount nobody knows yet."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="needs")
    what = models.CharField(_("what is needed"), max_length=300)
    amount = models.DecimalField(_("how much"), max_digits=16, decimal_places=2, null=True, blank=True)
    measure = models.CharField(_("unit or currency"), max_length=40, blank=True)
    is_money = models.BooleanField(_("it is money"), default=False)
    is_urgent = models.BooleanField(_("urgent"), default=False)
    asked_on = models.DateField(_("asked on"))
    asked_by = models.CharField(_("who asked"), max_length=200, blank=True)

    personal_data: ClassVar[dict[str, Any]] = {
        **personal.none("id uid crisis amount measure is_money is_urgent asked_on"),
        "what": personal.FREE_TEXT,
        "asked_by": personal.NAME,
    }

    class Meta:
        verbose_name_plural = _("needs in crises")
        ordering = ["-is_urgent", "asked_on", "pk"]

    def __str__(self) -> str:
        return self.what


class Offer(models.Model):
    """What somebody offers; without an organisation it is our own side. Whether they may be named is asked."""

    class State(models.TextChoices):
        """What became of it."""

        OFFERED = "offered", pgettext_lazy("offer", "Offered")
        ACCEPTED = "accepted", pgettext_lazy("offer", "Accepted")
        DECLINED = "declined", pgettext_lazy("offer", "Declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("offer", "Withdrawn")

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="offers")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, null=True, blank=True, related_name="offers")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    what = models.CharField(_("what is offered"), max_length=300)
    amount = models.DecimalField(_("how much"), max_digits=16, decimal_places=2)
    measure = models.CharField(_("unit or currency"), max_length=40)
    is_money = models.BooleanField(_("it is money"), default=False)
    offered_on = models.DateField(_("offered on"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OFFERED)
    may_be_named = models.BooleanField(_("they agreed to be thanked in public"), default=False)

    personal_data: ClassVar[dict[str, Any]] = {
        **personal.none(
            "id uid crisis need organisation amount measure is_money offered_on state may_be_named"
        ),
        "what": personal.FREE_TEXT,
    }

    class Meta:
        verbose_name_plural = _("offers in crises")
        ordering = ["offered_on", "pk"]

    def __str__(self) -> str:
        return self.what


class Delivery(models.Model):
    """What of an offer arrived, when, and who of the partner confirmed it; unconfirmed it stands apart."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="deliveries")
    amount = models.DecimalField(_("how much"), max_digits=16, decimal_places=2)
    on = models.DateField(_("delivered on"))
    confirmed_by = models.CharField(_("who of them confirmed it"), max_length=200, blank=True)
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    personal_data: ClassVar[dict[str, Any]] = {
        **personal.none("id uid offer amount on confirmed_on"),
        "confirmed_by": personal.NAME,
        "note": personal.FREE_TEXT,
    }

    class Meta:
        verbose_name_plural = _("deliveries in crises")
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.amount} on {self.on}"


class Thanks(models.Model):
    """The words of public thanks as somebody made them public; nothing that changes later slips into them."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    crisis = models.OneToOneField(Crisis, on_delete=models.PROTECT, related_name="thanks")
    title = models.CharField(max_length=300)
    text = models.TextField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    personal_data: ClassVar[dict[str, Any]] = {
        **personal.none("id uid crisis published_at"),
        "title": personal.FREE_TEXT,
        "text": personal.FREE_TEXT,
        "published_by": personal.REFERENCE,
    }

    class Meta:
        verbose_name_plural = _("public thanks")

    def __str__(self) -> str:
        return self.title
