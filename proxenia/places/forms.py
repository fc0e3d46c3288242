"""The form of a place that no gazetteer knows."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from proxenia.core.names import country_names
from proxenia.places.models import Place
from proxenia.places.queries.countries import countries


class PlaceForm(forms.ModelForm[Place]):
    """A place of the office's own: a quarter, a valley, a border region."""

    class Meta:
        model = Place
        fields = ("name", "local_name", "kind", "country", "region", "lat", "lon", "population", "timezone")
        help_texts = {
            "lat": _("Degrees north of the equator, as 49.756; south with a minus."),
            "lon": _("Degrees east of Greenwich, as 6.641; west with a minus."),
            "timezone": _("As Europe/Berlin."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"] = forms.ChoiceField(
            label=_("Country"), choices=[("", "–"), *country_names(list(countries()))]
        )

    def clean_lat(self) -> float | None:
        """A latitude lies between the poles."""
        return self._within("lat", 90)

    def clean_lon(self) -> float | None:
        """A longitude lies within half a turn of Greenwich."""
        return self._within("lon", 180)

    def _within(self, name: str, most: int) -> float | None:
        value: float | None = self.cleaned_data[name]
        if value is not None and not -most <= value <= most:
            raise ValidationError(_t("Write degrees between -%(most)d and %(most)d.") % {"most": most})
        return value

    def clean_timezone(self) -> str:
        """A time zone is one of the tz database."""
        name: str = self.cleaned_data["timezone"].strip()
        if name and name not in available_timezones():
            raise ValidationError(
                _t("“%(name)s” is not a time zone; write one as Europe/Berlin.") % {"name": name}
            )
        return name
