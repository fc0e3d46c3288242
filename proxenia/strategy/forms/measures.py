"""The form of a measure."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import Office
from proxenia.core.forms import PlainForm
from proxenia.indicators.queries.library import indicators_of
from proxenia.strategy.forms.shared import choose, day, lines
from proxenia.strategy.models import Measure


def _figure(label: Any, *, required: bool, help_text: Any = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=required, help_text=help_text, max_digits=20, decimal_places=4
    )


class MeasureForm(PlainForm):
    """By which indicator, from which baseline to which target, by when."""

    indicator = forms.ChoiceField(
        label=_("Indicator"), help_text=_("Best one that is counted from records: nobody has to report it.")
    )
    baseline = _figure(
        _("Baseline"), required=False, help_text=_("The last known value; empty where nobody knows it.")
    )
    baseline_on = day(_("Baseline as of"), required=False)
    target = _figure(_("Target"), required=True)
    by = day(_("To be reached by"))
    note = lines(_("Note"))

    def __init__(self, *args: Any, office: Office, measure: Measure | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {one.uid: one for one in indicators_of(office)}
        if measure is not None:
            del self.fields["indicator"]
            return
        computed = _("counted from records")
        names = [
            (uid, f"{one.name} ({computed})" if one.is_computed else one.name)
            for uid, one in self.offered.items()
        ]
        choose(self, "indicator", names)

    @staticmethod
    def initial_of(one: Measure) -> dict[str, Any]:
        """Return what the form shows of a measure."""
        return {name: getattr(one, name) for name in ("baseline", "baseline_on", "target", "by", "note")}

    def values(self) -> dict[str, Any]:
        """Return the fields for the verb."""
        data = dict(self.cleaned_data)
        if "indicator" in data:
            data["indicator"] = self.offered[data["indicator"]]
        return data
