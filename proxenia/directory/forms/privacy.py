"""Forms of the page on which requests of people about their data are answered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proxenia.core.forms import PlainForm


class EraseForm(PlainForm):
    """Why somebody is erased; the decisions on mentions stand beside it as boxes."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        help_text=_("The request and its day. Their name is not kept in it."),
    )
    sure = forms.BooleanField(label=_("Yes, erase this person for good"))

    def __init__(self, *args: Any, mentions: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mentions = mentions
        self.chosen = set(self.data.getlist("replace")) if self.is_bound else set()  # type: ignore[attr-defined]

    def keep(self) -> list[str]:
        """Return the sure mentions whose box was cleared."""
        return [one.key for one in self.mentions if one.sure and one.key not in self.chosen]

    def replace(self) -> list[str]:
        """Return the unsure mentions whose box was set."""
        return [one.key for one in self.mentions if not one.sure and one.key in self.chosen]

    def boxes(self) -> list[dict[str, Any]]:
        """Return the mentions with their boxes, as they were sent or as is usual."""
        return [
            {"mention": one, "checked": one.key in self.chosen if self.is_bound else one.sure}
            for one in self.mentions
        ]


class HoldForm(PlainForm):
    """Until when and why somebody's data must be kept."""

    because = forms.CharField(
        label=_("Must be kept because"), max_length=500, help_text=_("A law, a court, a claim.")
    )
    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Leave it empty to keep it until somebody lifts this."),
    )
