"""Places: rows of the gazetteer once something points at them, places an office added, and an office's home."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proxenia.accounts.models import Office
from proxenia.core import personal
from proxenia.core.stamps import new_uid


class PlaceQuerySet(models.QuerySet["Place"]):
    """Places of the gazetteer are everybody's; a place an office added is its own."""

    def known_to(self, office: Office) -> Self:
        """Keep gazetteer places and this office's own."""
        return self.filter(models.Q(office=None) | models.Q(office=office))


class Place(models.Model):
    """A country, region, metropolitan area or city."""

    class Kind(models.TextChoices):
        """What sort of place it is."""

        COUNTRY = "country", pgettext_lazy("place", "Country")
        REGION = "region", pgettext_lazy("place", "Region")
        METRO = "metro", pgettext_lazy("place", "Metropolitan area")
        CITY = "city", pgettext_lazy("place", "City")

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    gazetteer_id = models.CharField(max_length=30, unique=True, null=True, blank=True, editable=False)
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.CITY)
    name = models.CharField(_("name"), max_length=200)
    local_name = models.CharField(_("name in its own script"), max_length=200, blank=True)
    name_folded = models.CharField(max_length=200, editable=False, db_index=True)
    country = models.CharField(_("country"), max_length=2)
    region = models.CharField(_("region"), max_length=200, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    population = models.PositiveIntegerField(_("inhabitants"), null=True, blank=True)
    timezone = models.CharField(_("time zone"), max_length=60, blank=True)

    objects = PlaceQuerySet.as_manager()

    personal_data = personal.none(
        "id uid gazetteer_id office kind name local_name name_folded country region lat lon population"
        " timezone"
    )

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["country", "name_folded"], name="places_place_country_name")]

    def __str__(self) -> str:
        return self.name


class Home(models.Model):
    """The place an office works for."""

    office = models.OneToOneField(Office, on_delete=models.PROTECT, primary_key=True, related_name="home")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")

    personal_data = personal.none("office place")

    def __str__(self) -> str:
        return f"home of office {self.office_id}"
