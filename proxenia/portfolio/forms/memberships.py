"""Forms of a membership in a network."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from proxenia.core.fields import PartialDateFormField
from proxenia.core.forms import PlainForm
from proxenia.core.vocabulary import Vocabulary
from proxenia.portfolio.forms.shared import DATE_HELP, area


class MembershipForm(PlainForm):
    """What membership of a network means."""

    role = forms.ChoiceField(
        label=gettext_lazy("Role held"), choices=lambda: Vocabulary.load("network_roles").choices()
    )
    role_since = PartialDateFormField(
        label=gettext_lazy("Role held since"), required=False, help_text=DATE_HELP
    )
    fee = forms.DecimalField(
        label=gettext_lazy("Yearly fee"), required=False, min_value=0, max_digits=12, decimal_places=2
    )
    fee_currency = forms.RegexField(
        label=gettext_lazy("Currency"),
        required=False,
        regex=r"^[A-Z]{3}$",
        error_messages={"invalid": gettext_lazy("Write three capital letters, as EUR.")},
        help_text=gettext_lazy("Three capital letters, as EUR."),
    )
    fee_year = forms.IntegerField(
        label=gettext_lazy("Fee of the year"), required=False, min_value=1900, max_value=2200
    )
    obligations = forms.CharField(label=gettext_lazy("Obligations"), required=False, widget=area(3))
    value_to_us = forms.CharField(
        label=gettext_lazy("What it is worth to us"), required=False, widget=area(3)
    )


class JoinForm(MembershipForm):
    """A network to join: since when, until when, and what membership means."""

    since = PartialDateFormField(label=gettext_lazy("Member since"), required=False, help_text=DATE_HELP)
    purpose = forms.CharField(label=gettext_lazy("What it is for"), required=False, widget=area(2))
    override_reason = forms.CharField(
        label=gettext_lazy("Why the office goes beyond its limit"), required=False, max_length=300
    )
    field_order = ("role", "role_since", "since", "purpose")

    def __init__(self, *args: Any, beyond: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not beyond:
            del self.fields["override_reason"]
