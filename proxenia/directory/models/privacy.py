"""What people agreed to, and who agrees for a minor."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import User
from proxenia.core import personal
from proxenia.core.stamps import new_uid
from proxenia.directory.models.bodies import Person


class Consent(models.Model):
    """Why the office may use a person's data for one purpose: the basis, how it came about, until when."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=30)
    basis = models.CharField(_("basis"), max_length=30)
    source = models.CharField(_("how it came about"), max_length=500, blank=True)
    given_on = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawn_how = models.CharField(_("how it was withdrawn"), max_length=500, blank=True)
    recorded_at = models.DateTimeField(editable=False)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    personal_data = {
        **personal.none("id uid recorded_at"),
        "person": personal.REFERENCE,
        **dict.fromkeys(("purpose", "basis", "given_on", "until", "withdrawn_on"), personal.ABOUT),
        "source": personal.FREE_TEXT,
        "withdrawn_how": personal.FREE_TEXT,
        "recorded_by": personal.REFERENCE,
    }

    class Meta:
        verbose_name_plural = _("consents")
        ordering = ["purpose", "-given_on", "-pk"]
        indexes = [models.Index(fields=["person", "purpose"], name="directory_consent_purpose")]

    def __str__(self) -> str:
        return f"{self.purpose} since {self.given_on}"


class Guardian(models.Model):
    """Who answers for a minor, and whether they agreed that the minor's data leave the office."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="guardians")
    name = models.CharField(_("name"), max_length=200)
    contact = models.CharField(_("how to reach them"), max_length=300, blank=True)
    consented_on = models.DateField(_("agreed on"), null=True, blank=True)
    source = models.CharField(_("how they agreed"), max_length=500, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)

    personal_data = {
        **personal.none("id uid"),
        "person": personal.REFERENCE,
        "name": personal.NAME,
        "contact": personal.CONTACT,
        "consented_on": personal.ABOUT,
        "source": personal.FREE_TEXT,
        "withdrawn_on": personal.ABOUT,
    }

    class Meta:
        verbose_name_plural = _("guardians")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
