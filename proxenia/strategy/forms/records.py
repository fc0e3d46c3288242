"""Forms of local plans, the inventory and consultations."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from proxenia.core.fields import PartialDateFormField
from proxenia.core.forms import PlainForm
from proxenia.directory.forms.bodies import SharedFields, suggest_organisations
from proxenia.directory.models import Organisation
from proxenia.records.access import may_see
from proxenia.strategy.forms.shared import DATE_HELP, choose, lines, organisation_called, sectors
from proxenia.strategy.models import Asset, Consultation, LocalPlan, Objective, Voice
from proxenia.strategy.queries.assets import groups
from proxenia.strategy.queries.tree import objectives_open, strategies


class RecordForm(SharedFields):
    """A form of one record of this room: ``names`` are the fields that the verb takes."""

    names: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*self.names, "unit", "visibility"])

    @classmethod
    def initial_of(cls, one: Any) -> dict[str, Any]:
        """Return what the form shows of a record."""
        shown = {name: getattr(one, name) for name in (*cls.names, "visibility")}
        return {**shown, "unit": one.unit.uid if one.unit else ""}

    def values(self) -> dict[str, Any]:
        """Return the fields for the verb."""
        return {name: self.cleaned_data[name] for name in self.names if name in self.cleaned_data}


class PlanForm(RecordForm):
    """A plan of the city or of one of its departments."""

    names = ("title", "department", "sector", "starts", "ends", "address", "line", "line_says", "note")
    title = forms.CharField(label=_("Plan"), max_length=300)
    department = forms.CharField(label=_("Department"), max_length=200, required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    starts = forms.IntegerField(label=_("From the year"), required=False)
    ends = forms.IntegerField(label=_("Until the year"), required=False)
    address = forms.URLField(
        label=_("Where it can be read"), max_length=300, required=False, assume_scheme="https"
    )
    line = forms.ChoiceField(label=_("International line"), choices=LocalPlan.Line.choices, initial="unknown")
    line_says = lines(_("What the line says"))
    note = lines(_("Note"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "sector", sectors(), "–")


class AssetForm(RecordForm):
    """An asset, capability or connection with what shows it."""

    names = ("title", "group", "what", "place_words", "organisation", "evidence", "source", "as_of")
    title = forms.CharField(label=_("What it is"), max_length=300)
    group = forms.ChoiceField(label=_("Group"))
    what = lines(_("Why it counts abroad"))
    place_words = forms.CharField(
        label=_("Places it connects with"),
        max_length=300,
        required=False,
        help_text=_("Countries or cities."),
    )
    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=300,
        required=False,
        help_text=_("Its name as it stands in the directory, where the asset is one body."),
    )
    evidence = lines(_("Evidence"), _("What shows it: a figure, a document, a name."), required=True)
    source = forms.CharField(label=_("Source"), max_length=300)
    as_of = PartialDateFormField(label=_("As of"), help_text=DATE_HELP)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "group", [(code, groups().label(code)) for code in groups().codes])
        suggest_organisations(self.fields["organisation"], self.office)
        body = self.found.organisation if self.found else None
        if body and not may_see(self.user, body):
            # What this person may not see stays as it is.
            del self.fields["organisation"]

    @classmethod
    def initial_of(cls, one: Asset) -> dict[str, Any]:
        """Return what the form shows of an asset."""
        return {
            **super().initial_of(one),
            "organisation": one.organisation.name if one.organisation else "",
        }

    def clean_organisation(self) -> Organisation | None:
        """The name becomes the organisation of the directory."""
        name = self.cleaned_data["organisation"]
        found = organisation_called(self.user, self.office, name) if name else None
        if name and found is None:
            raise ValidationError(
                _t(
                    "No single organisation of the directory bears this name. Add it there first, or leave it empty."
                )
            )
        return found


class ConsultationForm(RecordForm):
    """An occasion on which people were asked."""

    names = ("title", "kind", "on", "strategy", "note")
    title = forms.CharField(label=_("Occasion"), max_length=300)
    kind = forms.ChoiceField(label=_("Form"), choices=Consultation.Kind.choices)
    on = PartialDateFormField(label=_("When"), help_text=DATE_HELP)
    strategy = forms.ChoiceField(label=_("Strategy"), required=False)
    note = lines(_("Note"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = {one.uid: one for one in strategies(self.user, self.office)}
        choose(self, "strategy", [(uid, one.title) for uid, one in self.others.items()], "–")
        about = self.found.strategy if self.found else None
        if about is not None and about.uid not in self.others:
            # What this person may not see, or what was put away, stays as it is.
            del self.fields["strategy"]

    @classmethod
    def initial_of(cls, one: Consultation) -> dict[str, Any]:
        """Return what the form shows of a consultation."""
        return {**super().initial_of(one), "strategy": one.strategy.uid if one.strategy else ""}

    def clean_strategy(self) -> Any:
        """The chosen code becomes the strategy."""
        return self.others.get(self.cleaned_data["strategy"])


class VoiceForm(PlainForm):
    """Who was heard, what they asked, what became of it."""

    name = forms.CharField(
        label=_("Who was heard"),
        max_length=300,
        help_text=_("An organisation of the directory is linked where the name is the same."),
    )
    asked = lines(_("What they asked"), required=True)
    outcome = forms.ChoiceField(label=_("What became of it"), choices=Voice.Outcome.choices, initial="open")
    became = lines(_("Why, and how it was answered"))
    objective = forms.ChoiceField(label=_("Objective it led to"), required=False)

    def __init__(self, *args: Any, user: Any, office: Any, voice: Voice | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.office = user, office
        suggest_organisations(self.fields["name"], office)
        self.aims: dict[str, Objective] = {one.uid: one for one in objectives_open(user, office)}
        standing = voice.objective if voice else None
        if standing is not None and standing.uid not in self.aims:
            del self.fields["objective"]
        else:
            choose(self, "objective", [(uid, one.title) for uid, one in self.aims.items()], "–")

    @staticmethod
    def initial_of(one: Voice) -> dict[str, Any]:
        """Return what the form shows of a voice."""
        shown = {name: getattr(one, name) for name in ("name", "asked", "outcome", "became")}
        return {**shown, "objective": one.objective.uid if one.objective else ""}

    def values(self) -> dict[str, Any]:
        """Return the fields for the verb."""
        data = dict(self.cleaned_data)
        if "objective" in data:
            data["objective"] = self.aims.get(data["objective"])
        return {**data, "organisation": organisation_called(self.user, self.office, data["name"])}
