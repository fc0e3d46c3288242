"""Projects with partners: calls of funders, applications, budget, co-funding, who takes part, dates that are due."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proxenia.commitments.models import Commitment
from proxenia.core import personal
from proxenia.core.stamps import new_uid
from proxenia.directory.models import Organisation
from proxenia.portfolio.models import Partnership
from proxenia.records.models import Record


class Call(Record):
    """A call of a funder: who gives, until when one may apply, whom it fits, and what we made of it."""

    record_kind = "funding_call"
    audited_fields = (
        "title", "funder", "funder_text", "link", "opens", "deadline", "fits", "most", "currency", "state", "why",
        "note",
    )  # fmt: skip

    class State(models.TextChoices):
        """What we made of it; whether we applied is told by the applications."""

        SEEN = "seen", pgettext_lazy("call", "Seen")
        WORTH = "worth", pgettext_lazy("call", "Worth an application")
        LEFT = "left", pgettext_lazy("call", "Left alone")

    title = models.CharField(_("call"), max_length=300)
    title_folded = models.CharField(max_length=300, editable=False)
    funder = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("funder"),
    )
    funder_text = models.CharField(_("funder in words"), max_length=300, blank=True)
    link = models.URLField(_("where it can be read"), max_length=500, blank=True)
    opens = models.DateField(_("opens"), null=True, blank=True)
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    fits = models.TextField(_("whom and what it fits"), blank=True)
    most = models.DecimalField(
        _("at most for one project"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.SEEN)
    why = models.TextField(_("why"), blank=True)
    note = models.TextField(_("note"), blank=True)

    personal_data: ClassVar[dict[str, Any]] = {
        **Record.record_personal_data,
        **personal.none("title title_folded funder link opens deadline most currency state"),
        **dict.fromkeys(("funder_text", "fits", "why", "note"), personal.FREE_TEXT),
    }

    class Meta:
        verbose_name_plural = _("calls of funders")
        indexes = [models.Index(fields=["office", "deadline", "anchor"], name="engagements_call_deadline")]

    def __str__(self) -> str:
        return self.title


class Project(Record):
    """Something done together with partners, with a beginning, an end and a budget."""

    record_kind = "project"
    audited_fields = ("title", "aim", "state", "starts", "ends", "closing", "note")

    class State(models.TextChoices):
        """How far it is."""

        PREPARING = "preparing", pgettext_lazy("project", "Being prepared")
        RUNNING = "running", pgettext_lazy("project", "Running")
        CLOSED = "closed", pgettext_lazy("project", "Closed")
        DROPPED = "dropped", pgettext_lazy("project", "Dropped")

    title = models.CharField(_("project"), max_length=300)
    title_folded = models.CharField(max_length=300, editable=False)
    aim = models.TextField(_("what it is for"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PREPARING)
    starts = models.DateField(_("starts"), null=True, blank=True)
    ends = models.DateField(_("ends"), null=True, blank=True)
    closing = models.TextField(_("what came of it"), blank=True)
    note = models.TextField(_("note"), blank=True)

    personal_data: ClassVar[dict[str, Any]] = {
        **Record.record_personal_data,
        **personal.none("title title_folded state starts ends"),
        **dict.fromkeys(("aim", "closing", "note"), personal.FREE_TEXT),
    }

    class Meta:
        verbose_name_plural = _("projects with partners")
        indexes = [
            models.Index(fields=["office", "state", "ends", "anchor"], name="engagements_project_state"),
            models.Index(fields=["office", "title_folded"], name="engagements_project_title"),
        ]

    def __str__(self) -> str:
        return self.title


class ProjectTie(models.Model):
    """Which tie a project belongs to; it may belong to several."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="tie_links")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="project_links")

    personal_data = personal.none("id project partnership")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "project"], name="engagements_project_tie_once")
        ]

    def __str__(self) -> str:
        return f"project {self.project_id} of tie {self.partnership_id}"


class Role(models.TextChoices):
    """What a body does in a project."""

    LEAD = "lead", pgettext_lazy("role in a project", "Leads")
    FUND = "fund", pgettext_lazy("role in a project", "Funds")
    DELIVER = "deliver", pgettext_lazy("role in a project", "Delivers")
    ADVISE = "advise", pgettext_lazy("role in a project", "Advises")


class ProjectParty(models.Model):
    """Who takes part, in one role; without an organisation it is our own side."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="parties")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    role = models.CharField(_("role"), max_length=8, choices=Role.choices)
    note = models.CharField(_("what they take on"), max_length=300, blank=True)

    personal_data: ClassVar[dict[str, Any]] = {
        **personal.none("id uid project organisation role"),
        "note": personal.FREE_TEXT,
    }

    class Meta:
        verbose_name_plural = _("parties of projects")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "organisation", "role"], name="engagements_project_party_once"
            ),
            models.UniqueConstraint(
                fields=["project", "role"],
                condition=models.Q(organisation=None),
                name="engagements_project_us_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of project {self.project_id}"


class Application(models.Model):
    """One application for money for a project: to which call or funder, for how much, and what was decided."""

    class State(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", pgettext_lazy("application", "Being written")
        SUBMITTED = "submitted", pgettext_lazy("application", "Handed in")
        GRANTED = "granted", pgettext_lazy("application", "Granted")
        REFUSED = "refused", pgettext_lazy("application", "Refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("application", "Withdrawn")

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="applications")
    call = models.ForeignKey(
        Call, on_delete=models.PROTECT, null=True, blank=True, related_name="applications"
    )
    funder_text = models.CharField(_("funder"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    asked = models.DecimalField(_("asked for"), max_digits=16, decimal_places=2, null=True, blank=True)
    granted = models.DecimalField(_("granted"), max_digits=16, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    reference = models.CharField(_("number at the funder"), max_length=100, blank=True)
    handed_in_on = models.DateField(_("handed in on"), null=True, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    late_reason = models.CharField(_("why it was taken after the deadline"), max_length=300, blank=True)
    words = models.TextField(_("words of the decision"), blank=True)

    personal_data: ClassVar[dict[str, Any]] = {
        **personal.none("id uid project call state asked granted currency reference handed_in_on decided_on"),
        **dict.fromkeys(("funder_text", "late_reason", "words"), personal.FREE_TEXT),
    }

    class Meta:
        verbose_name_plural = _("applications of projects")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.call) if self.call_id else self.funder_text or f"application {self.pk}"


class BudgetLine(models.Model):
    """One line of a budget, in its own currency."""

    class Kind(models.TextChoices):
        """What money goes on."""

        STAFF = "staff", pgettext_lazy("budget", "Staff")
        TRAVEL = "travel", pgettext_lazy("budget", "Travel and stays")
        SERVICES = "services", pgettext_lazy("budget", "Services of others")
        EQUIPMENT = "equipment", pgettext_lazy("budget", "Equipment and works")
        EVENTS = "events", pgettext_lazy("budget", "Events and publicity")
        GRANTS = "grants", pgettext_lazy("budget", "Passed on to others")
        OVERHEAD = "overhead", pgettext_lazy("budget", "Overheads")
        OTHER = "other", pgettext_lazy("budget", "Other")

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="budget_lines")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    what = models.CharField(_("what for"), max_length=300)
    amount = models.DecimalField(_("amount"), max_digits=16, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)

    personal_data: ClassVar[dict[str, Any]] = {
        **personal.none("id uid project kind amount currency"),
        "what": personal.FREE_TEXT,
    }

    class Meta:
        verbose_name_plural = _("lines of budgets")
        ordering = ["currency", "kind", "pk"]

    def __str__(self) -> str:
        return self.what


class Funding(models.Model):
    """What somebody puts into a project beside grants; without an organisation it is our own money."""

    class Kind(models.TextChoices):
        """In which form."""

        CASH = "cash", pgettext_lazy("funding", "Money")
        KIND = "in_kind", pgettext_lazy("funding", "In kind")

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="fundings")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(_("form"), max_length=8, choices=Kind.choices, default=Kind.CASH)
    amount = models.DecimalField(_("amount"), max_digits=16, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    is_confirmed = models.BooleanField(_("confirmed in writing"), default=False)
    note = models.CharField(_("note"), max_length=300, blank=True)

    personal_data: ClassVar[dict[str, Any]] = {
        **personal.none("id uid project organisation kind amount currency is_confirmed"),
        "note": personal.FREE_TEXT,
    }

    class Meta:
        verbose_name_plural = _("co-funding of projects")
        ordering = ["currency", "pk"]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


class ProjectDate(models.Model):
    """That a promise is a date of a project: a milestone, a report, or the deadline of an application."""

    class Kind(models.TextChoices):
        """What is due."""

        MILESTONE = "milestone", pgettext_lazy("project date", "Milestone")
        REPORT = "report", pgettext_lazy("project date", "Report")
        APPLICATION = "application", pgettext_lazy("project date", "Application")

    commitment = models.OneToOneField(
        Commitment, on_delete=models.PROTECT, primary_key=True, related_name="project_link"
    )
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="dates")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    application = models.OneToOneField(
        Application, on_delete=models.SET_NULL, null=True, blank=True, related_name="deadline_link"
    )

    personal_data = personal.none("commitment project kind application")

    class Meta:
        verbose_name_plural = _("dates of projects")

    def __str__(self) -> str:
        return f"{self.kind} of project {self.project_id}"
