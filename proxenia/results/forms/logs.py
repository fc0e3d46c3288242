"""Forms of side effects, places in rankings and the media log."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from proxenia.core.fields import PartialDateFormField
from proxenia.core.names import country_names
from proxenia.directory.forms.bodies import SharedFields
from proxenia.indicators.models import Indicator
from proxenia.places.queries import countries
from proxenia.portfolio.models import Partnership
from proxenia.results.forms.ledger import NOT_SAID, area, currency_of, figure
from proxenia.results.models.logs import Externality, MediaItem
from proxenia.results.queries.logs import indicator_of, indicators_to_choose, tie_named


class LogForm(SharedFields):
    """What the three logs share: fields of the record, and a tie that is written by its name."""

    FIELDS: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields((*self.FIELDS, "unit", "visibility"))

    @classmethod
    def initial_of(cls, one: Any) -> dict[str, Any]:
        """Return what the form shows of a record."""
        shown = {name: getattr(one, name) for name in (*cls.FIELDS, "visibility")}
        for name in ("tie", "indicator"):
            if name in shown and shown[name] is not None:
                shown[name] = shown[name].name if name == "tie" else shown[name].uid
        return {**shown, "unit": one.unit.uid if one.unit else ""}

    def clean_tie(self) -> Partnership | None:
        """The name becomes the tie of that name."""
        name = self.cleaned_data["tie"].strip()
        if not name:
            return None
        found = tie_named(self.user, self.office, name)
        if found is None:
            raise ValidationError(_t("There is no tie of exactly this name, or there are several."))
        return found

    def values(self) -> dict[str, Any]:
        """Return the fields for the verb."""
        return {name: self.cleaned_data[name] for name in self.FIELDS}


def _tie() -> forms.CharField:
    return forms.CharField(
        label=_("Tie it comes from"),
        max_length=300,
        required=False,
        help_text=_("Its name as it stands in the list."),
    )


class ExternalityForm(LogForm):
    """A side effect: what, who bears it, how it is measured, what is done about it."""

    FIELDS = (
        "what", "whom", "municipality", "on", "severity", "indicator", "measured_by", "low", "high", "currency",
        "valued_on", "counted", "source", "state", "mitigation", "plan", "tie", "note",
    )  # fmt: skip

    what = forms.CharField(
        label=_("Side effect"),
        max_length=500,
        help_text=_("Rents rise near the campus; buses full on cruise days."),
    )
    whom = forms.CharField(label=_("Who bears it"), max_length=300)
    municipality = forms.CharField(label=_("Municipality"), max_length=120, required=False)
    on = PartialDateFormField(label=_("Since when"))
    severity = forms.ChoiceField(
        label=_("How hard"), choices=[NOT_SAID, *Externality.Severity.choices], required=False
    )
    indicator = forms.ChoiceField(label=_("Indicator that shows it"), required=False)
    measured_by = forms.CharField(label=_("Or measured by"), max_length=300, required=False)
    low = figure(_("At least"), _("Leave both empty where nobody knows: unknown is not nought."))
    high = figure(_("At most"))
    currency = forms.CharField(label=_("Currency"), max_length=30, required=False)
    valued_on = PartialDateFormField(label=_("Date of the amount"), required=False)
    counted = forms.CharField(label=_("Or what it counts"), max_length=60, required=False)
    source = area(_("Where that can be read"))
    state = forms.ChoiceField(label=_("What is done"), choices=Externality.State.choices)
    mitigation = area(_("What is done about it, or why it is accepted"))
    plan = forms.CharField(
        label=_("Plan that answers it"),
        max_length=300,
        required=False,
        help_text=_("The exact title of a local plan or of an objective becomes a link to it."),
    )
    tie = _tie()
    note = area(_("Note"), 3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["indicator"]
        field.choices = [("", "–"), *indicators_to_choose(self.office)]

    def clean_currency(self) -> str:
        """Words for a currency become its code."""
        return currency_of(self.cleaned_data["currency"])

    def clean_indicator(self) -> Indicator | None:
        """The chosen code becomes the indicator."""
        return indicator_of(self.office, self.cleaned_data["indicator"])


def _whole(label: Any, *, required: bool = False, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=1, max_value=10_000_000, required=required, help_text=help_text
    )


class RankingForm(LogForm):
    """A place in an edition of a ranking."""

    FIELDS = (
        "name", "publisher", "edition", "best", "worst", "among", "score", "scale", "counts", "source", "note",
    )  # fmt: skip

    name = forms.CharField(label=_("Ranking"), max_length=200)
    publisher = forms.CharField(label=_("Published by"), max_length=200, required=False)
    edition = forms.IntegerField(label=_("Year of the edition"), min_value=1950, max_value=2200)
    best = _whole(_("Place"))
    worst = _whole(_("To place"), help_text=_("Where several share the place, as in 101 to 150."))
    among = _whole(_("Among how many"))
    score = forms.DecimalField(label=_("Score"), max_digits=10, decimal_places=3, required=False)
    scale = forms.CharField(
        label=_("Scale of the score"),
        max_length=120,
        required=False,
        help_text=_("0 to 100, more is better."),
    )
    counts = forms.CharField(label=_("What it measures"), max_length=300, required=False)
    source = forms.CharField(label=_("Where that can be read"), max_length=500)
    note = area(_("Note"), 3)


class MediaForm(LogForm):
    """What somebody published about us."""

    FIELDS = (
        "title", "outlet", "on", "country", "language", "tone", "about", "reach", "reach_source", "link", "tie", "note",
    )  # fmt: skip

    title = forms.CharField(label=_("Headline"), max_length=300)
    outlet = forms.CharField(label=_("Published in"), max_length=200)
    on = PartialDateFormField(label=_("Date"))
    country = forms.ChoiceField(label=_("Country"), required=False)
    language = forms.CharField(label=_("Language"), max_length=60, required=False)
    tone = forms.ChoiceField(
        label=_("How it speaks of us"),
        choices=[NOT_SAID, *MediaItem.Tone.choices],
        required=False,
        help_text=_("Somebody's judgement; say it where you have read it."),
    )
    about = forms.CharField(label=_("What it is about"), max_length=300, required=False)
    reach = _whole(_("Readers, as somebody says"), help_text=_("Empty where nobody knows."))
    reach_source = forms.CharField(label=_("Who says so"), max_length=200, required=False)
    link = forms.URLField(label=_("Address"), max_length=500, required=False, assume_scheme="https")
    tie = _tie()
    note = area(_("Note"), 3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["country"]
        field.choices = [("", "–"), *country_names(list(countries()))]
