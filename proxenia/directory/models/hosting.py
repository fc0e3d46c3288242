"""International bodies that our place hosts: the agreement, what we give, what we have of it, what it costs."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proxenia.accounts.models import User
from proxenia.core import personal
from proxenia.core.fields import PartialDateField
from proxenia.core.stamps import new_uid
from proxenia.directory.models.bodies import Organisation
from proxenia.directory.models.corps import AtOrganisation
from proxenia.records.models import Record


class HostedBody(Record):
    """An international body with an office in our place; its name, place and staff are the organisation's."""

    record_kind = "hosted_body"
    audited_fields = (
        "organisation",
        "kind",
        "seat",
        "since",
        "until",
        "agreement",
        "signed",
        "expires",
        "terms",
        "review_on",
        "note",
    )

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="hostings", verbose_name=_("organisation")
    )
    kind = models.CharField(_("kind"), max_length=40, default="other")
    seat = models.CharField(_("what is here"), max_length=40, default="other")
    since = PartialDateField(_("here since"), null=True, blank=True)
    until = PartialDateField(_("here until"), null=True, blank=True)
    agreement = models.CharField(_("host agreement"), max_length=300, blank=True)
    signed = PartialDateField(_("signed"), null=True, blank=True)
    expires = PartialDateField(_("agreement ends"), null=True, blank=True)
    terms = models.TextField(_("what the agreement promises"), blank=True)
    review_on = models.DateField(_("next review"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    objects: ClassVar[Any] = AtOrganisation.as_manager()

    personal_data = {
        **Record.record_personal_data,
        **personal.none("organisation kind seat since until agreement signed expires terms review_on"),
        "note": personal.FREE_TEXT,
    }

    class Meta:
        verbose_name_plural = _("hosted bodies")
        indexes = [models.Index(fields=["office", "review_on"], name="directory_hosted_review")]

    def __str__(self) -> str:
        return self.organisation.name


class HostedLine(models.Model):
    """One support, benefit or burden of a hosted body: in words, with a figure and its source, or unknown."""

    class Side(models.TextChoices):
        """Whom the line speaks for."""

        SUPPORT = "support", pgettext_lazy("hosting", "Support given")
        BENEFIT = "benefit", pgettext_lazy("hosting", "Benefit")
        BURDEN = "burden", pgettext_lazy("hosting", "Burden")

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    body = models.ForeignKey(HostedBody, on_delete=models.PROTECT, related_name="lines")
    side = models.CharField(_("side"), max_length=8, choices=Side.choices)
    kind = models.CharField(_("kind"), max_length=40)
    what = models.CharField(_("in words"), max_length=500)
    amount = models.DecimalField(_("figure"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    counted = models.CharField(_("of what"), max_length=60, blank=True)
    on = PartialDateField(_("date of the figure"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    personal_data: ClassVar[dict[str, str]] = {
        **personal.none("id uid body side kind amount currency counted on"),
        "what": personal.FREE_TEXT,
        "source": personal.FREE_TEXT,
    }

    class Meta:
        verbose_name_plural = _("lines of hosted bodies")
        ordering = ["side", "pk"]

    def __str__(self) -> str:
        return self.what


class HostedReview(models.Model):
    """One decision on a hosted body: more, the same or less, with the reason and the minutes."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    body = models.ForeignKey(HostedBody, on_delete=models.PROTECT, related_name="reviews")
    held_on = models.DateField(_("held on"))
    decision = models.CharField(_("decision"), max_length=8)
    reason = models.TextField(_("reason"))
    minutes = models.TextField(_("minutes"), blank=True)
    next_on = models.DateField(_("next review"), null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    personal_data: ClassVar[dict[str, str]] = {
        **personal.none("id uid body held_on decision next_on"),
        "reason": personal.FREE_TEXT,
        "minutes": personal.FREE_TEXT,
        "by": personal.REFERENCE,
    }

    class Meta:
        verbose_name_plural = _("reviews of hosted bodies")
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.held_on}: {self.decision}"


class HostedAssessment(Record):
    """What somebody thinks of hosting a body, for named readers only."""

    record_kind = "hosted_assessment"
    audited_fields = ("body", "title", "text", "made_on")

    body = models.ForeignKey(HostedBody, on_delete=models.PROTECT, related_name="assessments")
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("assessment"))
    made_on = models.DateField(_("made on"))

    personal_data = {
        **Record.record_personal_data,
        **personal.none("body made_on"),
        "title": personal.FREE_TEXT,
        "text": personal.FREE_TEXT,
    }

    class Meta:
        verbose_name_plural = _("assessments of hosted bodies")

    def __str__(self) -> str:
        return self.title
