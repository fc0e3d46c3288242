"""Forms of powers and of the governance profile."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from proxenia.core.fields import PartialDateFormField
from proxenia.core.forms import PlainForm
from proxenia.core.values import CellError, parse_currency
from proxenia.core.vocabulary import Vocabulary
from proxenia.instruments.models import InstrumentVersion
from proxenia.strategy.forms.shared import DATE_HELP, choose, day, lines
from proxenia.strategy.models import (
    BodyMeeting,
    CoordinationBody,
    GovernanceProfile,
    GovernanceUnit,
    PeerLook,
    Power,
)


class PowersForm(PlainForm):
    """Who decides, funds, delivers and regulates in one sector."""

    source = forms.CharField(
        label=_("Where it is laid down"),
        max_length=300,
        required=False,
        help_text=_("A law, a statute, a page."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for function, label in Power.Function.choices:
            self.fields[function] = forms.ChoiceField(label=label, required=False)
            choose(self, function, list(Power.Holder.choices), _t("Not known"))
        self.order_fields([*Power.Function.values, "source"])

    def holders(self) -> dict[str, str]:
        """Return function -> who; empty where it is not known."""
        return {function: self.cleaned_data[function] for function in Power.Function.values}


class ProfileForm(PlainForm):
    """How international action is led and planned here."""

    names = ("management", "planning", "as_of", "note")
    management = forms.ChoiceField(label=_("Who leads"), required=False)
    planning = forms.ChoiceField(label=_("How it is planned"), required=False)
    as_of = day(_("As of"))
    note = lines(_("Note"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, vocabulary in (
            ("management", "management_scenarios"),
            ("planning", "planning_scenarios"),
        ):
            choose(self, name, list(Vocabulary.load(vocabulary).choices()), _t("None of these, or not known"))

    @classmethod
    def initial_of(cls, one: GovernanceProfile) -> dict[str, Any]:
        """Return what the form shows of the profile."""
        return {name: getattr(one, name) for name in cls.names}


class UnitForm(PlainForm):
    """A unit with its staff and budget; an empty figure is not known."""

    names = ("name", "task", "staff", "budget", "currency", "year", "source")
    name = forms.CharField(label=_("Unit"), max_length=200)
    task = forms.CharField(label=_("Task"), max_length=300, required=False)
    staff = forms.DecimalField(
        label=_("Full-time posts"), max_digits=7, decimal_places=2, min_value=0, required=False
    )
    budget = forms.DecimalField(
        label=_("Budget a year"), max_digits=14, decimal_places=2, min_value=0, required=False
    )
    currency = forms.CharField(label=_("Currency"), max_length=40, required=False)
    year = forms.IntegerField(label=_("Of the year"), min_value=1900, max_value=2200, required=False)
    source = forms.CharField(label=_("Source"), max_length=300, required=False)

    def clean_currency(self) -> str:
        """Words for a currency become its code."""
        try:
            return parse_currency(self.cleaned_data["currency"]).value or ""
        except CellError as error:
            raise ValidationError(str(error)) from error

    @classmethod
    def initial_of(cls, one: GovernanceUnit) -> dict[str, Any]:
        """Return what the form shows of a unit."""
        return {name: getattr(one, name) for name in cls.names}


class BodyForm(PlainForm):
    """A coordinating body."""

    names = ("name", "task", "members")
    name = forms.CharField(label=_("Body"), max_length=200)
    task = forms.CharField(label=_("Task"), max_length=300, required=False)
    members = lines(_("Who sits in it"), _("Departments and bodies; one on a line."))

    @classmethod
    def initial_of(cls, one: CoordinationBody) -> dict[str, Any]:
        """Return what the form shows of a body."""
        return {name: getattr(one, name) for name in cls.names}


class MeetingForm(PlainForm):
    """A meeting of a coordinating body."""

    on = day(_("Day"))
    topics = forms.CharField(label=_("Topics"), max_length=300, required=False)
    decisions = lines(_("Decisions"))

    @staticmethod
    def initial_of(one: BodyMeeting) -> dict[str, Any]:
        """Return what the form shows of a meeting."""
        return {"on": one.on, "topics": one.topics, "decisions": one.decisions}


class PeerForm(PlainForm):
    """What a peer scored by our own set: one figure for each section, empty where it is not known."""

    name = forms.CharField(
        label=_("Peer"), max_length=200, help_text=_("A city, a region, a metropolitan area.")
    )
    on = PartialDateFormField(label=_("As of"), help_text=DATE_HELP)
    source = forms.CharField(
        label=_("Source"), max_length=300, help_text=_("Who answered it, and where that can be read.")
    )
    caveat = lines(
        _("In what it is not comparable"), _("Another size, other powers, another year, answered by us.")
    )

    def __init__(self, *args: Any, version: InstrumentVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = [section.code for section in version.form().sections]
        for section in version.form().sections:
            self.fields[section.code] = forms.DecimalField(
                label=section.title, min_value=0, max_value=100, decimal_places=1, required=False,
                help_text=_t("Of 100; empty where it is not known."),
            )  # fmt: skip
        self.order_fields(["name", "on", *self.codes, "source", "caveat"])

    def values(self) -> dict[str, Any]:
        """Return what was typed as the verb takes it."""
        said = self.cleaned_data
        scores = {code: said[code] for code in self.codes if said[code] is not None}
        return {**{name: said[name] for name in ("name", "on", "source", "caveat")}, "scores": scores}

    @staticmethod
    def initial_of(one: PeerLook) -> dict[str, Any]:
        """Return what the form shows of a peer."""
        return {"name": one.name, "on": one.on, "source": one.source, "caveat": one.caveat, **one.scores}
