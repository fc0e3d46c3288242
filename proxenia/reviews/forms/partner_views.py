"""The form in which a partner is asked for their view."""

from django import forms
from django.utils.translation import gettext_lazy as _

from proxenia.core.forms import PlainForm


class AskPartnerForm(PlainForm):
    """Whom to ask, where the link goes, and on what occasion."""

    name = forms.CharField(label=_("Whom to ask"), max_length=200)
    email = forms.EmailField(
        label=_("E-mail"), help_text=_("The link goes there; it works once, for four weeks.")
    )
    occasion = forms.CharField(
        label=_("Occasion"),
        required=False,
        max_length=300,
        help_text=_("Stands in the letter, as in: after the visit of May."),
    )
