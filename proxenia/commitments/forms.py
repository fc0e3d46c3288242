"""The form of a promise."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proxenia.commitments.models import Commitment


class CommitmentForm(forms.ModelForm[Commitment]):
    """What was promised, by whom, until when."""

    class Meta:
        model = Commitment
        fields = ("what", "side", "owner_name", "due", "note")
        help_texts = {
            "what": _("One promise, in a sentence."),
            "owner_name": _("A person or an office, on the side that promised."),
            "due": _("A day, a month or a year: 2027-05-09, 2027-05 or 2027."),
        }
        widgets = {"what": forms.TextInput, "note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["side"].initial = Commitment.Side.US


class StepForm(forms.Form):
    """What became of a promise."""

    verb = forms.CharField(widget=forms.HiddenInput)
    evidence = forms.CharField(
        label=_("What shows it"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )
