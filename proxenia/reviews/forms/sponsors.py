"""Forms of who carries a tie, and of the political calendar."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proxenia.core.fields import PartialDateFormField
from proxenia.core.forms import PlainForm
from proxenia.portfolio.forms.shared import DATE_HELP
from proxenia.reviews.models import Carrier, PoliticalDate


class CarrierForm(PlainForm):
    """Who, in which role."""

    role = forms.ChoiceField(label=_("Role"), choices=Carrier.Role.choices)
    who = forms.ChoiceField(label=_("Who"))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = people  # type: ignore[attr-defined]


class PoliticalDateForm(PlainForm):
    """What happens, when, whose it is."""

    kind = forms.ChoiceField(label=_("What happens"), choices=PoliticalDate.Kind.choices)
    on = PartialDateFormField(label=_("When"), help_text=DATE_HELP)
    person = forms.ChoiceField(
        label=_("Whose"),
        required=False,
        help_text=_("Whose term or appointment ends; an election is everybody's."),
    )
    what = forms.CharField(label=_("In a few words"), required=False, max_length=200)
    source = forms.CharField(label=_("Where it is said"), required=False, max_length=300)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "–"), *people]  # type: ignore[attr-defined]
