"""Forms of direct values and of the multiplier of a year."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proxenia.core.forms import PlainForm
from proxenia.core.vocabulary import Vocabulary
from proxenia.results.forms.ledger import area, currency_of
from proxenia.results.forms.logs import LogForm


def _amount(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, max_digits=14, decimal_places=2, min_value=0)


def _year(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1990, max_value=2200)


class DirectForm(LogForm):
    """Direct spending of one category in a year."""

    FIELDS = (
        "what", "category", "year", "low", "high", "each_low", "each_high", "currency", "source", "source_year", "note",
    )  # fmt: skip

    what = forms.CharField(
        label=_("In words"), max_length=300, help_text=_("Guests of the harbour days from partner cities.")
    )
    category = forms.ChoiceField(
        label=_("Category"),
        help_text=_("Only what is spent in our own place; what our people spend elsewhere is a loss for it."),
    )
    year = _year(_("Year"))
    low = _amount(_("How many, at least"))
    high = _amount(_("How many, at most"))
    each_low = _amount(_("Each is worth, at least"))
    each_high = _amount(_("Each is worth, at most"))
    currency = forms.CharField(label=_("Currency"), max_length=30)
    source = forms.CharField(label=_("Where number and worth are from"), max_length=500)
    source_year = _year(_("Year of the unit value"))
    note = area(_("Note"), 3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["category"]
        field.choices = Vocabulary.load("direct_categories").choices()

    def clean_currency(self) -> str:
        """Words for a currency become its code."""
        return currency_of(self.cleaned_data["currency"])


class MultiplierForm(PlainForm):
    """The multiplier of a year, with the study it is from."""

    year = _year(_("Year"))
    low = forms.DecimalField(
        label=_("At least"),
        max_digits=6,
        decimal_places=3,
        required=False,
        help_text=_("Both empty take it away."),
    )
    high = forms.DecimalField(label=_("At most"), max_digits=6, decimal_places=3, required=False)
    source = forms.CharField(
        label=_("Source"),
        max_length=500,
        required=False,
        help_text=_("Which study, of which region and year."),
    )
