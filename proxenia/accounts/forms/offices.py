"""The settings of an office and its people."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import Office, Unit
from proxenia.accounts.models.roles import CHOICES
from proxenia.accounts.queries import units_of


class SettingsForm(forms.ModelForm[Office]):
    """What an office sets for itself."""

    class Meta:
        model = Office
        fields = (
            "name",
            "currency",
            "fiscal_year_start",
            "partnership_cap",
            "term_years",
            "review_months",
            "quarter_hours",
            "second_factor",
        )
        help_texts = {
            "currency": _("Three letters, such as EUR."),
            "fiscal_year_start": _("1 for January, 4 for April."),
            "partnership_cap": _("How many active ties the office can look after; empty for no cap."),
            "term_years": _("A new tie ends after this many years unless somebody says why not."),
            "review_months": _("A new tie is first reviewed after this many months."),
            "quarter_hours": _(
                "How many hours of its staff the office has for ties in three months; empty where nobody has said."
            ),
            "second_factor": _(
                "Who can open nothing of this office without a passkey or a code app."
                " Set up your own under your name before you turn this on."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Sent by no form that knows nothing of it, and then left as it is.
        self.fields["second_factor"].required = False

    def clean_second_factor(self) -> str:
        return self.cleaned_data["second_factor"] or self.instance.second_factor

    def clean_currency(self) -> str:
        currency: str = self.cleaned_data["currency"].strip().upper()
        if len(currency) != 3 or not currency.isalpha():
            raise forms.ValidationError(_("A currency is three letters, such as EUR."))
        return currency

    def clean_fiscal_year_start(self) -> int:
        month: int = self.cleaned_data["fiscal_year_start"]
        if not 1 <= month <= 12:
            raise forms.ValidationError(_("A month is a number from 1 to 12."))
        return month


class UnitForm(forms.Form):
    """Add a unit."""

    name = forms.CharField(label=_("Name of the unit"), max_length=200)


class InviteForm(forms.Form):
    """Give a person a role in the office."""

    email = forms.EmailField(label=_("E-mail"))
    name = forms.CharField(label=_("Name"), max_length=200)
    role = forms.ChoiceField(label=_("Role"), choices=CHOICES, initial="officer")
    unit = forms.ModelChoiceField(
        label=_("Within a unit"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("The whole office"),
    )

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_of(office)  # type: ignore[attr-defined]
