"""Forms of consents and guardians."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proxenia.core.forms import PlainForm
from proxenia.core.vocabulary import Vocabulary


def _day(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class ConsentForm(PlainForm):
    """For what a person's data are used, on which basis, since when."""

    purpose = forms.ChoiceField(label=_("What for"), choices=())
    basis = forms.ChoiceField(label=_("On which basis"), choices=())
    source = forms.CharField(
        label=_("How it came about"),
        max_length=500,
        help_text=_("A signed form, an e-mail of a certain day, the law it rests on."),
    )
    given_on = _day(_("Since"), required=True)
    until = _day(_("Until"), help_text=_("Leave it empty where it has no end."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, vocabulary in (("purpose", "consent_purposes"), ("basis", "legal_bases")):
            words = Vocabulary.load(vocabulary)
            field: Any = self.fields[name]
            field.choices = [("", _("Choose…")), *words.choices()]
        self.fields["given_on"].initial = timezone.localdate


class WithdrawForm(PlainForm):
    """When and how a person took a consent back."""

    on = _day(_("Withdrawn on"), required=True)
    how = forms.CharField(
        label=_("How"), max_length=500, required=False, help_text=_("By telephone, by e-mail, at a meeting.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate


class GuardianForm(PlainForm):
    """Who answers for a minor."""

    name = forms.CharField(label=_("Name"), max_length=200)
    contact = forms.CharField(
        label=_("How to reach them"), max_length=300, required=False, help_text=_("Telephone or e-mail.")
    )
    consented_on = _day(
        _("Agreed on"),
        help_text=_("Leave it empty while they have not agreed: nothing leaves the office then."),
    )
    source = forms.CharField(label=_("How they agreed"), max_length=500, required=False)
