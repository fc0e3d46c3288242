"""Forms of calls and projects, of who takes part, what it costs and who covers it, of applications and dates."""

import datetime as dt
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.models import Office, User
from proxenia.commitments.models import Commitment
from proxenia.commitments.queries import staff_of
from proxenia.core.forms import PlainForm
from proxenia.core.values import fold, split_list
from proxenia.directory.forms.bodies import SharedFields, one_called, suggest_organisations
from proxenia.directory.models import Organisation
from proxenia.engagements.forms.delegations import day
from proxenia.engagements.models.projects import Application, BudgetLine, Funding, ProjectDate, Role
from proxenia.engagements.queries.projects import visible_calls
from proxenia.engagements.rules.projects import APPLICATION_STEPS, steps_from
from proxenia.portfolio.models import Partnership
from proxenia.records.access import may_see
from proxenia.risk.forms import currency_of

MOST_CALLS = 200
LATE = dt.timedelta(days=90)
"""So long after its deadline a call is still offered: some funders take what comes late."""


def lines(label: Any, *, rows: int = 3, required: bool = False, help_text: Any = "") -> forms.CharField:
    """Return a field for several lines."""
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def text(label: Any, *, longest: int = 300, required: bool = False, help_text: Any = "") -> forms.CharField:
    """Return a field for one line."""
    return forms.CharField(label=label, required=required, max_length=longest, help_text=help_text)


def figure(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DecimalField:
    """Return a field for an amount."""
    return forms.DecimalField(
        label=label, required=required, max_digits=16, decimal_places=2, help_text=help_text
    )


CURRENCY_HELP = gettext_lazy("Three letters: EUR. Currencies are never added to one another here.")
BODY_HELP = gettext_lazy("Its name as it stands in the directory; empty for our own side.")


class NamedBody:
    """What forms share that name an organisation in words."""

    user: User
    office: Office
    cleaned_data: dict[str, Any]
    standing: Any = None

    def body(self, name: str) -> Organisation | None:
        """Return the organisation of a name; one that stands already stays as it is."""
        held = getattr(self.standing, "organisation", None)
        if held is not None and held.name == name.strip():
            return cast(Organisation, held)
        return one_called(self.user, self.office, name)

    def clean_currency(self) -> str:
        """Words for a currency become its code."""
        words: str = self.cleaned_data["currency"].strip()
        return currency_of(words) if words else ""


class CallForm(NamedBody, SharedFields):
    """A call of a funder."""

    names = (
        "title",
        "funder",
        "funder_text",
        "link",
        "opens",
        "deadline",
        "fits",
        "most",
        "currency",
        "note",
    )
    title = text(gettext_lazy("Call"), required=True)
    funder = text(gettext_lazy("Funder"), help_text=gettext_lazy("Its name as it stands in the directory."))
    funder_text = text(gettext_lazy("Funder in words, where it is in no directory"))
    link = forms.URLField(
        label=gettext_lazy("Where it can be read"), required=False, max_length=500, assume_scheme="https"
    )
    opens = day(gettext_lazy("Opens"), required=False)
    deadline = day(gettext_lazy("Deadline"), required=False)
    fits = lines(gettext_lazy("Whom and what it fits"))
    most = figure(gettext_lazy("At most for one project"))
    currency = text(gettext_lazy("Currency"), longest=20, help_text=CURRENCY_HELP)
    note = lines(gettext_lazy("Note"))

    def __init__(self, *args: Any, standing: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing = standing
        suggest_organisations(self.fields["funder"], self.office)
        self.order_fields([*self.names, "unit", "visibility"])
        if standing is not None and standing.funder and not may_see(self.user, standing.funder):
            # What this person may not see stays as it is.
            del self.fields["funder"]

    @classmethod
    def initial_of(cls, call: Any) -> dict[str, Any]:
        """Return what the form shows of a call."""
        shown = {name: getattr(call, name) for name in (*cls.names, "visibility")}
        funder = call.funder.name if call.funder else ""
        return {**shown, "funder": funder, "unit": call.unit.uid if call.unit else ""}

    def clean_funder(self) -> Organisation | None:
        """The name becomes the organisation."""
        held = self.standing.funder if self.standing else None
        name: str = self.cleaned_data["funder"]
        return held if held is not None and held.name == name else one_called(self.user, self.office, name)

    def values(self) -> dict[str, Any]:
        """Return the fields for the verb."""
        return {name: self.cleaned_data[name] for name in self.names if name in self.cleaned_data}


class ProjectForm(SharedFields):
    """A project: what it is for, from when to when, and which ties it belongs to."""

    names = ("title", "aim", "starts", "ends", "note")
    title = text(gettext_lazy("Project"), required=True)
    ties = forms.CharField(
        label=gettext_lazy("Ties it belongs to"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("Names of ties, with semicolons between them."),
    )
    aim = lines(gettext_lazy("What it is for"))
    starts = day(gettext_lazy("Starts"), required=False)
    ends = day(gettext_lazy("Ends"), required=False)
    note = lines(gettext_lazy("Note"))

    def __init__(self, *args: Any, known: list[Partnership] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {fold(tie.name): tie for tie in known or []}
        self.order_fields(["title", "ties", *self.names[1:], "unit", "visibility"])

    @classmethod
    def initial_of(cls, project: Any, ties: list[Partnership]) -> dict[str, Any]:
        """Return what the form shows of a project."""
        shown = {name: getattr(project, name) for name in (*cls.names, "visibility")}
        names = "; ".join(tie.name for tie in ties)
        return {**shown, "ties": names, "unit": project.unit.uid if project.unit else ""}

    def clean_ties(self) -> list[Partnership]:
        """Find the ties by name; an unknown name, or one that several bear, is refused."""
        found = []
        seen = Partnership.objects.visible_to(self.user, self.office).live()
        for name in split_list(self.cleaned_data["ties"]):
            known = self.known.get(fold(name))
            named = [known] if known else list(seen.filter(name_folded=fold(name)[:300])[:2])
            if len(named) != 1:
                sentence = (
                    _("Several ties are called “%(name)s”.") if named else _("No tie is called “%(name)s”.")
                )
                raise ValidationError(sentence % {"name": name})
            found.append(named[0])
        return list(dict.fromkeys(found))

    def values(self) -> dict[str, Any]:
        """Return the fields for the verb."""
        return {name: self.cleaned_data[name] for name in self.names}


class PartForm(NamedBody, PlainForm):
    """A form of one part of a project or a crisis: it knows what it is part of, and who writes."""

    names: tuple[str, ...] = ()

    def __init__(self, *args: Any, owner: Any, user: User, standing: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner, self.user, self.standing, self.office = owner, user, standing, owner.office
        if "organisation" in self.fields:
            suggest_organisations(self.fields["organisation"], self.office)
        if "currency" in self.fields and not self.initial.get("currency"):
            self.initial["currency"] = self.office.currency
        self.set_up()

    def set_up(self) -> None:
        """Give fields their choices."""

    @classmethod
    def initial_of(cls, part: Any) -> dict[str, Any]:
        """Return what the form shows of a part."""
        shown = {name: getattr(part, name) for name in cls.names}
        if "organisation" in shown:
            shown["organisation"] = part.organisation.name if part.organisation else ""
        return shown

    def clean_organisation(self) -> Organisation | None:
        """The name becomes the organisation; none is our own side."""
        return self.body(self.cleaned_data["organisation"])

    @property
    def values(self) -> dict[str, Any]:
        """Return the fields for the verb."""
        return {name: self.cleaned_data[name] for name in self.names if name in self.cleaned_data}


class PartyForm(PartForm):
    """Who takes part, in which role."""

    names = ("organisation", "role", "note")
    organisation = text(gettext_lazy("Who"), help_text=BODY_HELP)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices)
    note = text(gettext_lazy("What they take on"))

    def set_up(self) -> None:
        """Who it is stays; another body is another entry."""
        if self.standing is not None:
            del self.fields["organisation"]


class BudgetLineForm(PartForm):
    """A line of the budget."""

    names = ("kind", "what", "amount", "currency")
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=BudgetLine.Kind.choices)
    what = text(gettext_lazy("What for"), required=True)
    amount = figure(gettext_lazy("Amount"), required=True)
    currency = text(gettext_lazy("Currency"), longest=20, required=True, help_text=CURRENCY_HELP)


class FundingForm(PartForm):
    """What somebody puts in."""

    names = ("organisation", "kind", "amount", "currency", "is_confirmed", "note")
    organisation = text(gettext_lazy("Who"), help_text=BODY_HELP)
    kind = forms.ChoiceField(label=gettext_lazy("Form"), choices=Funding.Kind.choices)
    amount = figure(gettext_lazy("Amount"), required=True)
    currency = text(gettext_lazy("Currency"), longest=20, required=True, help_text=CURRENCY_HELP)
    is_confirmed = forms.BooleanField(label=gettext_lazy("Confirmed in writing"), required=False)
    note = text(gettext_lazy("Note"))


class ApplicationForm(PartForm):
    """An application: to which call or funder, for how much."""

    names = ("funder_text", "asked", "currency", "reference", "late_reason")
    call = forms.ChoiceField(label=gettext_lazy("Call"), required=False)
    funder_text = text(gettext_lazy("Funder in words, where there is no call"))
    asked = figure(
        gettext_lazy("Asked for"), help_text=gettext_lazy("May be left open until it is handed in.")
    )
    currency = text(gettext_lazy("Currency"), longest=20, help_text=CURRENCY_HELP)
    reference = text(gettext_lazy("Number at the funder"), longest=100)
    late_reason = text(
        gettext_lazy("Why it is taken after the deadline"),
        help_text=gettext_lazy("Only where the deadline has passed."),
    )

    def set_up(self) -> None:
        """Offer the calls that are open, or were until lately; a call is chosen once."""
        self.calls: dict[str, Any] = {}
        if self.standing is not None:
            del self.fields["call"]
            return
        since = timezone.localdate() - LATE
        found = visible_calls(self.user, self.office).exclude(state="left").exclude(deadline__lt=since)
        self.calls = {one.uid: one for one in found.order_by("deadline", "pk")[:MOST_CALLS]}
        choices = [("", _("None of these")), *((uid, one.title) for uid, one in self.calls.items())]
        cast(forms.ChoiceField, self.fields["call"]).choices = choices

    @property
    def chosen(self) -> Any:
        """Return the call, if any."""
        return self.calls.get(self.cleaned_data.get("call", ""))


class ApplicationStepForm(PartForm):
    """What became of an application, on which day, with the sum or the words it needs."""

    verb = forms.ChoiceField(label=gettext_lazy("What became of it"), widget=forms.RadioSelect)
    on = day(gettext_lazy("On"))
    amount = figure(
        gettext_lazy("Amount"),
        help_text=gettext_lazy(
            "Handed in: what is asked for. Granted: what is granted. Else leave it empty."
        ),
    )
    currency = text(gettext_lazy("Currency"), longest=20)
    words = lines(
        gettext_lazy("In words"),
        help_text=gettext_lazy("Of a refusal or a withdrawal: why. Conditions of a grant."),
    )
    late_reason = text(gettext_lazy("Why it was taken after the deadline"))

    def set_up(self) -> None:
        """Offer the steps the application may take."""
        steps = steps_from(APPLICATION_STEPS, self.standing.state)
        cast(forms.ChoiceField, self.fields["verb"]).choices = [(one.verb, one.label) for one in steps]
        self.initial.setdefault("on", timezone.localdate())
        if self.standing.state == Application.State.DRAFT:
            self.initial["amount"] = self.standing.asked
        self.initial["currency"] = self.standing.currency or self.office.currency


class DateForm(PartForm):
    """A milestone or a report: what is due, when, and who answers for it."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    what = text(gettext_lazy("What is due"), longest=500, required=True)
    due = day(gettext_lazy("Due on"))
    side = forms.ChoiceField(label=gettext_lazy("Whose it is"), choices=Commitment.Side.choices)
    owner = forms.ChoiceField(
        label=gettext_lazy("Who of us answers for it, or follows it up"), required=False
    )
    owner_name = text(gettext_lazy("Somebody else, by name"), longest=200)

    def set_up(self) -> None:
        """Offer the people of the office."""
        kinds = [pair for pair in ProjectDate.Kind.choices if pair[0] != ProjectDate.Kind.APPLICATION]
        cast(forms.ChoiceField, self.fields["kind"]).choices = kinds
        self.people = {str(one.pk): one for one in staff_of(self.office)}
        people = [("", "–"), *((key, one.name) for key, one in self.people.items())]
        cast(forms.ChoiceField, self.fields["owner"]).choices = people

    @property
    def values(self) -> dict[str, Any]:
        """Return what the verb takes."""
        said = {name: self.cleaned_data[name] for name in ("what", "due", "side", "owner_name")}
        return {**said, "owner": self.people.get(self.cleaned_data["owner"])}


class WordsForm(PlainForm):
    """A reason, or what came of something, in words."""

    words = lines(gettext_lazy("In words"), rows=4)
