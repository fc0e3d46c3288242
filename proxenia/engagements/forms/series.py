"""How something recurs, as people say it; the rule of iCalendar is made from it."""

import datetime as dt
from typing import Any, cast

from dateutil import rrule
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from proxenia.core.forms import PlainForm
from proxenia.engagements.rules.series import FURTHEST, MOST

EVERY = (
    ("WEEKLY:1", pgettext_lazy("recurs", "Every week")),
    ("WEEKLY:2", pgettext_lazy("recurs", "Every second week")),
    ("MONTHLY:1", pgettext_lazy("recurs", "Every month, on the same day of the month")),
    ("NTH:1", pgettext_lazy("recurs", "Every month, on the same weekday (such as the second Tuesday)")),
    ("MONTHLY:3", pgettext_lazy("recurs", "Every quarter")),
    ("MONTHLY:6", pgettext_lazy("recurs", "Every half year")),
    ("YEARLY:1", pgettext_lazy("recurs", "Every year")),
)
_FREQUENCY = {"WEEKLY": rrule.WEEKLY, "MONTHLY": rrule.MONTHLY, "NTH": rrule.MONTHLY, "YEARLY": rrule.YEARLY}
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class SeriesForm(PlainForm):
    """Every how often, until when, and which days are left out."""

    rule = forms.ChoiceField(label=gettext_lazy("How often"), choices=EVERY)
    until = forms.DateField(
        label=gettext_lazy("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    without = forms.CharField(
        label=gettext_lazy("Days left out"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("As 2027-12-24, with spaces or commas between them."),
    )

    def __init__(self, *args: Any, first: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first = first

    def clean_until(self) -> dt.date:
        """Refuse an end before the beginning, or beyond three years."""
        until = cast(dt.date, self.cleaned_data["until"])
        if not self.first < until <= self.first + FURTHEST:
            raise forms.ValidationError(_("Choose a day after the first one, within three years."))
        return until

    def clean_without(self) -> set[dt.date]:
        """Read the days that are left out."""
        days = set()
        for word in self.cleaned_data["without"].replace(",", " ").split():
            try:
                days.add(dt.date.fromisoformat(word))
            except ValueError:
                message = _("“{word}” is not a day. Write it as 2027-12-24.")
                raise forms.ValidationError(message.format(word=word)) from None
        return days

    @property
    def text(self) -> str:
        """Return the rule as iCalendar writes it."""
        kind, _colon, interval = self.cleaned_data["rule"].partition(":")
        name = "MONTHLY" if kind == "NTH" else kind
        nth = f";BYDAY={self._nth()}{_DAYS[self.first.weekday()]}" if kind == "NTH" else ""
        return f"FREQ={name};INTERVAL={interval}{nth};UNTIL={self.cleaned_data['until']:%Y%m%d}"

    def _nth(self) -> int:
        """Return which weekday of its month the first day is; a fifth one is the last."""
        number = (self.first.day - 1) // 7 + 1
        return -1 if number > 4 else number

    @property
    def days(self) -> list[dt.date]:
        """Return the days of the rule after the first, those left out taken away: one more than may be made."""
        kind, _colon, interval = self.cleaned_data["rule"].partition(":")
        weekday = getattr(rrule, _DAYS[self.first.weekday()])
        found = rrule.rrule(
            _FREQUENCY[kind],
            interval=int(interval),
            dtstart=dt.datetime.combine(self.first, dt.time()),
            until=dt.datetime.combine(self.cleaned_data["until"], dt.time()),
            byweekday=weekday(self._nth()) if kind == "NTH" else None,
        )
        days: list[dt.date] = []
        for at in found:
            if at.date() != self.first and at.date() not in self.cleaned_data["without"]:
                days.append(at.date())
            if len(days) > MOST:
                break
        return days
