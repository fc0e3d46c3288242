"""A doubt that a reason settles: the field for the reason stands only where it is asked for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proxenia.core.errors import Refused


def ask_why(form: Any, refusal: Exception) -> None:
    """Give a form the field for the reason where a refusal asks for one."""
    if isinstance(refusal, Refused) and refusal.where == "because":
        form.fields["because"] = forms.CharField(
            label=_("Why it is right all the same"), required=False, max_length=300
        )
