"""What an office knows of a city's powers, capacity and stage: for matching (EVD-11)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import Office
from proxenia.core import personal
from proxenia.core.stamps import new_uid
from proxenia.places.models import Place


class CityProfile(models.Model):
    """One city as the office knows it; what is empty is not known."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    powers = models.JSONField(_("sectors in which it decides or acts"), default=list, blank=True)
    posts = models.DecimalField(
        _("posts for international work"), max_digits=7, decimal_places=2, null=True, blank=True
    )
    stage = models.CharField(_("stage"), max_length=20, blank=True)
    networks = models.JSONField(_("networks it belongs to"), default=list, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    personal_data = personal.none("id uid office place powers posts stage networks source")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "place"], name="prioritisation_one_profile")]

    def __str__(self) -> str:
        return str(self.place)
