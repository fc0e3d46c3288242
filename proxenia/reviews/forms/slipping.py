"""The form that asks what a yes costs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from proxenia.core.forms import PlainForm


class YesForm(PlainForm):
    """How many hours somebody is about to promise."""

    hours = forms.FloatField(label=_("Hours it would take this quarter"), min_value=0.5, max_value=100_000)
