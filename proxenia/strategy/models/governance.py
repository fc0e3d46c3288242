"""How international action is governed here: scenario, units with staff and budget, bodies that coordinate."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from proxenia.core import personal
from proxenia.core.fields import PartialDateField
from proxenia.core.stamps import new_uid
from proxenia.records.models import Record


class GovernanceProfile(Record):
    """The one profile of an office; what assesses the office itself is asked about it."""

    record_kind = "governance_profile"
    audited_fields = ("management", "planning", "as_of", "note")

    management = models.CharField(_("who leads"), max_length=20, blank=True)
    planning = models.CharField(_("how it is planned"), max_length=20, blank=True)
    as_of = models.DateField(_("as of"))
    note = models.TextField(_("note"), blank=True)

    personal_data: ClassVar[dict[str, str]] = {
        **Record.record_personal_data,
        **personal.none("management planning as_of"),
        "note": personal.FREE_TEXT,
    }

    class Meta:
        verbose_name_plural = _("governance profiles")
        constraints = [models.UniqueConstraint(fields=["office"], name="strategy_one_profile")]

    def __str__(self) -> str:
        return str(_("Governance of international action"))


class GovernanceUnit(models.Model):
    """A unit that works on international matters: its task, staff and budget. An empty figure is not known."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    profile = models.ForeignKey(GovernanceProfile, on_delete=models.PROTECT, related_name="units")
    name = models.CharField(_("unit"), max_length=200)
    task = models.CharField(_("task"), max_length=300, blank=True)
    staff = models.DecimalField(_("full-time posts"), max_digits=7, decimal_places=2, null=True, blank=True)
    budget = models.DecimalField(_("budget a year"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    year = models.PositiveSmallIntegerField(_("of the year"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    personal_data = personal.none("id uid profile name task staff budget currency year source")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class CoordinationBody(models.Model):
    """A body in which departments, or the city and others, coordinate what they do abroad."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    profile = models.ForeignKey(GovernanceProfile, on_delete=models.PROTECT, related_name="bodies")
    name = models.CharField(_("body"), max_length=200)
    task = models.CharField(_("task"), max_length=300, blank=True)
    members = models.TextField(_("who sits in it"), blank=True)

    personal_data: ClassVar[dict[str, Any]] = {
        **personal.none("id uid profile name task"),
        "members": personal.FREE_TEXT,
    }

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class BodyMeeting(models.Model):
    """One meeting of such a body, and what it decided."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    body = models.ForeignKey(CoordinationBody, on_delete=models.PROTECT, related_name="meetings")
    on = models.DateField(_("day"))
    topics = models.CharField(_("topics"), max_length=300, blank=True)
    decisions = models.TextField(_("decisions"), blank=True)

    personal_data: ClassVar[dict[str, Any]] = {
        **personal.none("id uid body on"),
        "topics": personal.FREE_TEXT,
        "decisions": personal.FREE_TEXT,
    }

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.body} {self.on}"


class PeerLook(models.Model):
    """What a peer scored by our own set, as a source says: section by section, by one version of the form."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    profile = models.ForeignKey(GovernanceProfile, on_delete=models.PROTECT, related_name="peers")
    name = models.CharField(_("peer"), max_length=200)
    on = PartialDateField(_("as of"))
    version = models.PositiveIntegerField(_("version of the form"))
    scores = models.JSONField(_("scores"), default=dict)
    source = models.CharField(_("who answered, and where that can be read"), max_length=300)
    caveat = models.TextField(_("in what it is not comparable"), blank=True)

    personal_data: ClassVar[dict[str, Any]] = {
        **personal.none("id uid profile name on version scores"),
        "source": personal.FREE_TEXT,
        "caveat": personal.FREE_TEXT,
    }

    class Meta:
        ordering = ["name", "-on", "pk"]

    def __str__(self) -> str:
        return self.name
