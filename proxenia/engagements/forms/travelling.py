"""Forms of what a journey takes: legs, costs, and the second form of a traveller."""

from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.core.errors import Refused
from proxenia.core.forms import PlainForm
from proxenia.core.names import country_names
from proxenia.core.values import CellError, parse_currency
from proxenia.engagements.forms.delegations import PartForm, day
from proxenia.engagements.models import CostLine, Engagement, Leg, TravelDetails
from proxenia.engagements.rules.delegations import passport_warning
from proxenia.places.queries import countries
from proxenia.places.readers import estimate, factor_sets

MOST_PEOPLE = 100_000


class LegForm(PartForm):
    """One way, or nights in a hotel; what it emits is reckoned at once."""

    on = day(gettext_lazy("Date"))
    mode = forms.ChoiceField(label=gettext_lazy("How"), choices=Leg.Mode.choices)
    origin = forms.CharField(
        label=gettext_lazy("From"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("By air the code of the airport: CDG. Else the place: Lyon, France."),
    )
    target = forms.CharField(label=gettext_lazy("To"), max_length=200, required=False)
    fare = forms.ChoiceField(
        label=gettext_lazy("Class, by air"), choices=Leg.Fare.choices, required=False, initial="economy"
    )
    people = forms.IntegerField(
        label=gettext_lazy("People; by car, cars"), min_value=1, max_value=MOST_PEOPLE
    )
    nights = forms.IntegerField(
        label=gettext_lazy("Nights, in a hotel"), min_value=1, max_value=1000, required=False
    )
    country = forms.ChoiceField(label=gettext_lazy("Country of the hotel"), required=False)
    back = forms.BooleanField(label=gettext_lazy("And the same way back"), required=False)
    back_on = day(gettext_lazy("Back on"), required=False)

    def set_up(self) -> None:
        """Offer countries; count the members as travellers."""
        field = cast(forms.ChoiceField, self.fields["country"])
        field.choices = [("", "–"), *country_names(list(countries()))]
        self.fields["people"].initial = self.engagement.members.count() or 1

    def clean(self) -> dict[str, Any]:
        """Reckon the leg; an unknown airport, place or country is refused with what is wrong."""
        super().clean()
        if self.errors:
            return self.cleaned_data
        row = {
            name: str(self.cleaned_data.get(name) or "") for name in ("mode", "people", "nights", "country")
        }
        row |= {
            "date": self.cleaned_data["on"].isoformat(),
            "from": self.cleaned_data["origin"],
            "to": self.cleaned_data["target"],
            "class": self.cleaned_data["fare"],
        }
        try:
            self.estimate = estimate(row, factor_sets())
        except (CellError, Refused) as problem:
            self.add_error("nights" if row["mode"] == Leg.Mode.HOTEL else "origin", str(problem))
        return self.cleaned_data

    @property
    def values(self) -> dict[str, Any]:
        """Return the fields for the verb; what the mode has no use for is left out."""
        data, stays = self.cleaned_data, self.cleaned_data["mode"] == Leg.Mode.HOTEL
        shared = {name: data[name] for name in ("on", "mode", "people")}
        if stays:
            return {**shared, "nights": data["nights"], "country": data["country"]}
        by_air = data["mode"] == Leg.Mode.AIR
        ends = {
            name: data[name].strip().upper() if by_air else data[name].strip()
            for name in ("origin", "target")
        }
        return {**shared, **ends, "fare": data["fare"] or "economy" if by_air else ""}

    @property
    def way_back(self) -> dict[str, Any] | None:
        """Return the fields of the way back, or None where there is none."""
        values = self.values
        if not self.cleaned_data["back"] or "origin" not in values:
            return None
        on = self.cleaned_data["back_on"] or values["on"]
        return {**values, "on": on, "origin": values["target"], "target": values["origin"]}


class CostLineForm(PartForm):
    """So many at such a rate."""

    kind = forms.ChoiceField(label=gettext_lazy("What the money goes on"), choices=CostLine.Kind.choices)
    what = forms.CharField(label=gettext_lazy("In words"), max_length=300)
    quantity = forms.DecimalField(
        label=gettext_lazy("How many"),
        max_digits=9,
        decimal_places=2,
        initial=1,
        help_text=gettext_lazy("For per diems: days times people."),
    )
    rate = forms.DecimalField(label=gettext_lazy("At"), max_digits=12, decimal_places=2, min_value=0)
    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=40)
    on = day(gettext_lazy("Date of the price"))
    paid_by = forms.ChoiceField(label=gettext_lazy("Who pays"), choices=Engagement.By.choices)
    is_spent = forms.BooleanField(label=gettext_lazy("Spent, not only planned"), required=False)

    names = ("kind", "what", "quantity", "rate", "currency", "on", "paid_by", "is_spent")

    def set_up(self) -> None:
        """Begin with the office's currency and today."""
        self.fields["currency"].initial = self.office.currency
        self.fields["on"].initial = timezone.localdate
        self.fields["paid_by"].initial = Engagement.By.US

    @classmethod
    def initial_of(cls, line: CostLine) -> dict[str, Any]:
        """Return what the form shows of a line."""
        return {name: getattr(line, name) for name in cls.names}

    def clean_currency(self) -> str:
        """Words for a currency become its code."""
        try:
            return parse_currency(self.cleaned_data["currency"]).value or ""
        except CellError as error:
            raise forms.ValidationError(str(error)) from error

    @property
    def values(self) -> dict[str, Any]:
        """Return the fields for the verb."""
        return {name: self.cleaned_data[name] for name in self.names}


class DetailsForm(PlainForm):
    """The second form: what the traveller, or the office for them, tells about the journey."""

    passport_country = forms.ChoiceField(label=gettext_lazy("Passport issued by"), required=False)
    passport_expires = day(
        gettext_lazy("Passport valid until"),
        required=False,
        help_text=gettext_lazy("We do not ask for its number."),
    )
    diet = forms.CharField(label=gettext_lazy("What you eat or do not eat"), max_length=300, required=False)
    needs = forms.CharField(
        label=gettext_lazy("What you need on the way"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "A seat near the door, steps avoided, medicine kept cool: what we should know."
        ),
    )
    agreed = forms.BooleanField(
        label=gettext_lazy("I agree that these last two answers are kept until the journey is over"),
        required=False,
    )
    emergency_name = forms.CharField(
        label=gettext_lazy("Whom to call in an emergency"), max_length=200, required=False
    )
    emergency_contact = forms.CharField(
        label=gettext_lazy("How to reach them"), max_length=200, required=False
    )
    photos = forms.ChoiceField(
        label=gettext_lazy("Pictures"), choices=TravelDetails.Photos.choices, required=False
    )
    guardian = forms.CharField(
        label=gettext_lazy("Name of the guardian who fills this in"), max_length=200, required=False
    )

    def __init__(self, *args: Any, is_minor: bool = False, by_office: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ChoiceField, self.fields["passport_country"])
        field.choices = [("", "–"), *country_names(list(countries()))]
        if not is_minor:
            del self.fields["guardian"]
        if by_office:
            self.fields["agreed"].label = _(
                "They agreed that these last two answers are kept until the journey is over"
            )

    @staticmethod
    def initial_of(details: TravelDetails) -> dict[str, Any]:
        """Return what the form shows of what was answered before."""
        shown = {name: getattr(details, name) for name in TravelDetails.answers}
        return {**shown, "agreed": bool(details.diet or details.needs)}

    @property
    def values(self) -> dict[str, Any]:
        """Return the answers for the verb."""
        return {name: self.cleaned_data.get(name, "") for name in TravelDetails.answers}


def warnings_of(details: TravelDetails) -> list[str]:
    """Return what an organiser should look to in somebody's answers."""
    found = passport_warning(details.passport_expires, details.until)
    return [found] if found else []
