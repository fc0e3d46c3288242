"""Forms of mandates and agendas."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proxenia.commitments.forms import AskingForm
from proxenia.core.forms import PlainForm
from proxenia.engagements.models import Mandate

_ROWS = {"rows": 3}


class MandateForm(AskingForm, forms.ModelForm[Mandate]):
    """What we go in with; once the talks took place, also what we came out with."""

    class Meta:
        model = Mandate
        fields = Mandate.audited_fields
        widgets = {name: forms.Textarea(attrs=_ROWS) for name in Mandate.audited_fields}
        help_texts = {
            "raise_first": _("The points to bring up before theirs, one on a line."),
            "limits": _("What nobody on our side may agree to without asking."),
        }

    def __init__(self, *args: Any, has_taken_place: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in () if has_taken_place else Mandate.AFTER:
            del self.fields[name]
        self.say()

    @property
    def values(self) -> dict[str, Any]:
        """Return the fields as the verb takes them."""
        return {name: self.cleaned_data[name] for name in self.fields if name in self.cleaned_data}


class AgendaForm(PlainForm):
    """A draft of the agenda."""

    text = forms.CharField(
        label=_("Agenda"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One point on a line. A new draft stands above the earlier ones, with your name."),
    )
