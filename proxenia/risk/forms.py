"""Forms of destinations, journeys, gifts and the threshold of the register."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from proxenia.core.forms import PlainForm
from proxenia.core.names import country_names
from proxenia.core.values import CellError, parse_currency
from proxenia.directory.forms.bodies import SharedFields
from proxenia.places.queries import countries
from proxenia.risk.models import Gift, Level, SponsoredTrip


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def _lines(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=False, help_text=help_text, widget=forms.Textarea(attrs={"rows": 3})
    )


def currency_of(text: str) -> str:
    """Words for a currency become its code."""
    try:
        return parse_currency(text).value or ""
    except CellError as error:
        raise ValidationError(str(error)) from error


class RiskForm(SharedFields):
    """A form of this room: `names` are the fields that the verb takes."""

    names: tuple[str, ...] = ()
    field_order: Any = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "country" in self.fields:
            field: Any = self.fields["country"]
            field.choices = [("", "–"), *country_names(list(countries()))]
        self.order_fields([*self.names, "unit", "visibility"])

    @classmethod
    def initial_of(cls, one: Any) -> dict[str, Any]:
        """Return what the form shows of a record."""
        shown = {name: getattr(one, name) for name in (*cls.names, "visibility")}
        return {**shown, "unit": one.unit.uid if one.unit else ""}

    def values(self) -> dict[str, Any]:
        """Return the fields for the verb."""
        return {name: self.cleaned_data[name] for name in self.names}


class DestinationForm(RiskForm):
    """The standing risk level of a country or city."""

    names = ("country", "city", "level", "source", "rated_on", "note")
    country = forms.ChoiceField(label=_("Country"))
    city = forms.CharField(
        label=_("City"), max_length=200, required=False, help_text=_("Empty for the country as a whole.")
    )
    level = forms.TypedChoiceField(label=_("Risk level"), choices=Level.choices, coerce=int)
    source = forms.CharField(
        label=_("Source"), max_length=500, help_text=_("Whose advice it follows, and where it can be read.")
    )
    rated_on = _day(_("As of"))
    note = _lines(_("Note"))


class TripForm(RiskForm):
    """Who travels where, and who pays."""

    names = (
        "traveller", "country", "city", "starts", "ends", "payer", "sponsor", "covers", "override_reason", "note",
    )  # fmt: skip
    traveller = forms.CharField(label=_("Who travels"), max_length=200)
    country = forms.ChoiceField(label=_("Country"))
    city = forms.CharField(label=_("City"), max_length=200, required=False)
    starts = _day(_("From"))
    ends = _day(_("Until"))
    payer = forms.ChoiceField(
        label=_("Whose money it is"),
        choices=SponsoredTrip.Payer.choices,
        help_text=_(
            "Money from outside is refused by rule: hosts, companies, private people, and who is not known."
        ),
    )
    sponsor = forms.CharField(label=_("Name of who pays"), max_length=300, required=False)
    covers = forms.CharField(label=_("What is paid"), max_length=500, required=False)
    override_reason = _lines(
        _("Why the rule is set aside"), _("For whoever may decide on exceptions; else leave it empty.")
    )
    note = _lines(_("Note"))


class GiftForm(RiskForm):
    """A gift or hospitality: what, between whom, of what value, and what became of it."""

    names = (
        "what", "kind", "direction", "on", "other_side", "our_side", "value", "currency", "declared_on",
        "declared_to", "outcome", "note",
    )  # fmt: skip
    what = forms.CharField(label=_("What it is"), max_length=300)
    kind = forms.ChoiceField(label=_("Kind"), choices=Gift.Kind.choices)
    direction = forms.ChoiceField(label=_("Which way"), choices=Gift.Direction.choices)
    on = _day(_("Date"))
    other_side = forms.CharField(label=_("Who on the other side"), max_length=300)
    our_side = forms.CharField(label=_("Who of us"), max_length=300)
    value = forms.DecimalField(
        label=_("Value, as estimated"), max_digits=12, decimal_places=2, min_value=0, required=False
    )
    currency = forms.CharField(label=_("Currency"), max_length=40, required=False)
    declared_on = _day(_("Declared on"), required=False)
    declared_to = forms.CharField(label=_("Declared to"), max_length=200, required=False)
    outcome = forms.ChoiceField(label=_("What became of it"), choices=Gift.Outcome.choices)
    note = _lines(_("Note"))

    def clean_currency(self) -> str:
        """Words for a currency become its code."""
        return currency_of(self.cleaned_data["currency"])


class ThresholdForm(PlainForm):
    """From which value gifts are declared."""

    amount = forms.DecimalField(label=_("Declared from"), max_digits=12, decimal_places=2, min_value=0)
    currency = forms.CharField(label=_("Currency"), max_length=40)

    def clean_currency(self) -> str:
        """Words for a currency become its code."""
        return currency_of(self.cleaned_data["currency"])
