"""The office is the workspace every record belongs to; a unit is a part of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from proxenia.core import personal
from proxenia.core.stamps import new_uid


class SecondFactor(models.TextChoices):
    """Whom an office asks for a second factor; whoever is asked can open nothing of it without one."""

    NOBODY = "nobody", _("Nobody is asked for one")
    MANAGERS = "managers", _("Directors and administrators")
    STAFF = "staff", _("Everybody who works here, not partners outside")
    EVERYBODY = "everybody", _("Everybody, partners included")


class Office(models.Model):
    """An international affairs office: the owner of its records."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    fiscal_year_start = models.PositiveSmallIntegerField(_("first month of the fiscal year"), default=1)
    partnership_cap = models.PositiveIntegerField(_("cap on active ties"), null=True, blank=True)
    term_years = models.PositiveSmallIntegerField(_("years a new tie runs"), default=5)
    review_months = models.PositiveSmallIntegerField(_("months to the first review"), default=24)
    quarter_hours = models.PositiveIntegerField(_("staff hours a quarter"), null=True, blank=True)
    second_factor = models.CharField(
        _("second factor"), max_length=10, choices=SecondFactor.choices, default=SecondFactor.NOBODY
    )
    is_demonstration = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    personal_data = personal.none(
        "id uid slug name currency fiscal_year_start partnership_cap term_years review_months"
        " quarter_hours second_factor is_demonstration created_at"
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A department, municipality, foreign office or partner body inside an office."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="units")
    name = models.CharField(_("name"), max_length=200)
    name_folded = models.CharField(max_length=200, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    personal_data = personal.none("id uid office name name_folded archived_at")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["office", "name_folded"], name="accounts_unit_name_once")
        ]

    def __str__(self) -> str:
        return self.name
