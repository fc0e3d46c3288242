"""Forms of what calendars ask for: hours, a file to read, and what it proposes, to be confirmed."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy

from proxenia.core.errors import Refused
from proxenia.core.forms import PlainForm
from proxenia.engagements.forms.contacts import EngagementForm
from proxenia.engagements.models import Proposal
from proxenia.engagements.rules.calendar import check_zone
from proxenia.engagements.rules.captures import When, at_time

TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class CaptureFileForm(PlainForm):
    """A mail or a calendar to be read."""

    file = forms.FileField(
        label=gettext_lazy("Mail or calendar"),
        max_length=1000,
        allow_empty_file=True,
        help_text=gettext_lazy(
            "An .eml, .msg or .ics file. Nothing becomes a contact before you have confirmed it."
        ),
        widget=forms.FileInput(
            attrs={"accept": ".eml,.msg,.ics,message/rfc822,text/calendar,application/vnd.ms-outlook"}
        ),
    )


class HoursForm(PlainForm):
    """From when till when, by which clock; all empty takes the hours off."""

    starts = forms.TimeField(label=gettext_lazy("From"), required=False, widget=TIME)
    ends = forms.TimeField(label=gettext_lazy("Until"), required=False, widget=TIME)
    zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("The clock of the place it is in, such as Europe/Berlin or Asia/Tokyo."),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse an end without a beginning, and a clock nobody knows."""
        cleaned = super().clean() or {}
        if cleaned.get("ends") and not cleaned.get("starts"):
            self.add_error("starts", gettext_lazy("Say from when."))
        if cleaned.get("starts"):
            try:
                check_zone(cleaned.get("zone", ""))
            except Refused as refusal:
                self.add_error("zone", refusal.message)
        return cleaned


class ProposalForm(EngagementForm):
    """What came in, as it will stand once it is confirmed."""

    starts = HoursForm.base_fields["starts"]
    ends = HoursForm.base_fields["ends"]
    zone = HoursForm.base_fields["zone"]
    times = forms.MultipleChoiceField(
        label=gettext_lazy("When it takes place: tick what shall stand here"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, proposal: Proposal, home: str, times: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.proposal, self.home = proposal, home
        cast(forms.ChoiceField, self.fields["times"]).choices = list(times)
        if not times:
            del self.fields["times"]

    def clean(self) -> dict[str, Any]:
        """Refuse hours that are none."""
        cleaned = super().clean()
        if cleaned.get("starts"):
            try:
                check_zone(cleaned.get("zone", ""))
            except Refused as refusal:
                self.add_error("zone", refusal.message)
        return cleaned

    @property
    def whens(self) -> list[When]:
        """Return the days and hours chosen: the times ticked, else what the fields say."""
        ticked = self.cleaned_data.get("times", [])
        if ticked:
            return [at_time(self.proposal, time, self.home) for time in ticked]
        date, until = self.cleaned_data["date"], self.cleaned_data.get("until")
        last = until.last() if until else date.first()
        hours = {name: self.cleaned_data.get(name) for name in ("starts", "ends")}
        return [When(date.first(), last, hours["starts"], hours["ends"], self.cleaned_data.get("zone", ""))]
