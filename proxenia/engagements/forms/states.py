"""What is asked for when a contact moves on: what came of it, whether something follows, or why not."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proxenia.commitments.forms import AskingForm


class StepForm(AskingForm, forms.Form):
    """One step of a contact; which fields count depends on the step."""

    verb = forms.CharField(widget=forms.HiddenInput, max_length=40)
    note = forms.CharField(
        label=_("What came of it"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A sentence or two that somebody understands in ten years."),
    )
    nothing_to_follow = forms.BooleanField(
        label=_("Nothing was promised and nothing has to follow"), required=False
    )
    reason = forms.CharField(label=_("Why"), required=False, max_length=1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Other forms on the page have a reason and a note as well.
        super().__init__(*args, **{**kwargs, "auto_id": "step_%s"})
        self.say(verb=_("Choose what became of it."))

    def said(self) -> dict[str, Any]:
        """Return what the verb takes; a note that was not asked for stays as it is."""
        values = {name: self.cleaned_data[name] for name in ("verb", "reason", "nothing_to_follow")}
        if "note" in self.data:
            values["note"] = self.cleaned_data["note"]
        return values
