"""Forms of an indicator's definition and of its calibration sheet."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proxenia.core.errors import Refused
from proxenia.core.forms import PlainForm
from proxenia.core.vocabulary import Vocabulary
from proxenia.indicators import models
from proxenia.indicators.models import DEFINITION, SORTING, Calibration, Indicator
from proxenia.indicators.rules import read_breakdowns, read_levels, write_breakdowns, write_levels


def _lines(label: Any, help_text: Any = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=5000,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class IndicatorForm(PlainForm):
    """What is counted, how it is read, where it is from."""

    name = forms.CharField(label=_("Name"), max_length=200)
    definition = _lines(_("What is counted, and what is not"))
    horizon = forms.ChoiceField(label=_("After how long it may change"), choices=models.Horizon.choices)
    kind = forms.ChoiceField(label=_("Kind"), choices=models.Kind.choices)
    family = forms.ChoiceField(
        label=_("What it is asked for"), choices=models.Family.choices, initial=models.Family.OUTCOME
    )
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), choices=models.Unit.choices)
    direction = forms.ChoiceField(label=_("Which way is good"), choices=models.Direction.choices)
    is_cumulative = forms.BooleanField(
        label=_("A value says how much there is in all"),
        required=False,
        help_text=_(
            "A year takes its last value. Otherwise a value counts what happened, and a year adds it up."
        ),
    )
    is_ratio = forms.BooleanField(
        label=_("A share of a whole"),
        required=False,
        help_text=_("Both numbers are kept, so that shares of several units are put together rightly."),
    )
    numerator_words = forms.CharField(
        label=_("What is counted"),
        max_length=200,
        required=False,
        help_text=_("For a share: above the line."),
    )
    denominator_words = forms.CharField(
        label=_("What it is a share of"), max_length=200, required=False, help_text=_("Below the line.")
    )
    disaggregations = _lines(
        _("Broken down by"), _("One on each line: name, colon, categories. Age: under 27 | 27 and over"), 2
    )
    levels = _lines(
        _("Levels"),
        _("For described levels, the lowest first, one on each line: name, colon, what one sees."),
        4,
    )
    frequency = forms.ChoiceField(
        label=_("How often"), choices=models.Frequency.choices, initial=models.Frequency.QUARTER
    )
    source = forms.CharField(label=_("Where values come from"), max_length=300, required=False)
    derived_from = forms.CharField(
        label=_("Derived from"),
        max_length=300,
        required=False,
        help_text=_("The document the idea is from, if there is one."),
    )
    reason = forms.CharField(
        label=_("Why the definition changes"),
        max_length=300,
        required=False,
        help_text=_("Needed once something is measured by it; what was measured keeps its version."),
    )

    def __init__(self, *args: Any, is_new: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["sector"]
        field.choices = [("", _("No single one")), *Vocabulary.load("policy_sectors").choices()]
        if is_new:
            del self.fields["reason"]

    @staticmethod
    def initial_of(one: Indicator) -> dict[str, Any]:
        """Return what the form shows of an indicator."""
        shown = {name: getattr(one, name) for name in (*DEFINITION, *SORTING)}
        return {
            **shown,
            "disaggregations": write_breakdowns(one.disaggregations),
            "levels": write_levels(one.levels),
        }

    def clean_disaggregations(self) -> list[dict[str, Any]]:
        """Read the breakdowns."""
        return self._read(read_breakdowns, "disaggregations")

    def clean_levels(self) -> list[dict[str, str]]:
        """Read one level from each line."""
        return self._read(read_levels, "levels")

    def _read(self, reader: Any, name: str) -> Any:
        try:
            return reader(self.cleaned_data[name])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def values(self) -> dict[str, Any]:
        """Return the definition for the verb."""
        names = (*DEFINITION, *SORTING)
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


class CalibrationForm(PlainForm):
    """How an indicator applies to this office."""

    applies = forms.ChoiceField(label=_("Does it apply here"), choices=Calibration.Applies.choices)
    reason = _lines(_("Why"), _("Needed where it does not apply, or only in part."))
    threshold = forms.DecimalField(
        label=_("Local threshold"), max_digits=20, decimal_places=4, required=False
    )
    threshold_words = forms.CharField(label=_("What the threshold means"), max_length=300, required=False)
    not_comparable = _lines(
        _("With whom it is not comparable, and why"),
        _(
            "Another city's ports, another count of students, another law: what would make a comparison wrong."
        ),
    )
