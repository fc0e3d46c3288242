"""Forms of strategies, outcomes, objectives, targets, stances and versions."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import User
from proxenia.core.forms import PlainForm
from proxenia.directory.forms.bodies import SharedFields
from proxenia.directory.models import Person
from proxenia.strategy.forms.shared import Choices, choose, day, lines, sectors
from proxenia.strategy.models import Objective, Outcome, PlanStance, Strategy
from proxenia.strategy.queries.tree import strategies
from proxenia.strategy.rules.tree import HIGHEST_CAP


class StrategyForm(SharedFields):
    """A strategy: its title, vision, term, cap on priorities, and what it stands under."""

    names = ("title", "vision", "starts", "ends", "cap", "umbrella", "sector")
    title = forms.CharField(label=_("Title"), max_length=300)
    vision = lines(
        _("Vision"), _("Where the city wants to stand when the strategy ends, in a few sentences.")
    )
    starts = day(_("From"))
    ends = day(_("Until"))
    cap = forms.IntegerField(
        label=_("Priorities at most"),
        min_value=1,
        max_value=HIGHEST_CAP,
        initial=Strategy._meta.get_field("cap").default,
        help_text=_("One more than this needs a reason."),
    )
    umbrella = forms.ChoiceField(
        label=_("Stands under"),
        required=False,
        help_text=_("The strategy of the whole city, where this is the strategy of one sector."),
    )
    sector = forms.ChoiceField(label=_("Sector"), required=False)

    def __init__(self, *args: Any, strategy: Strategy | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = strategies(self.user, self.office).exclude(pk=strategy.pk if strategy else None)
        self.others = {one.uid: one for one in seen}
        choose(self, "umbrella", [(uid, one.title) for uid, one in self.others.items()], "–")
        choose(self, "sector", sectors(), _t("The whole city"))
        self.order_fields([*self.names, "unit", "visibility"])

    @staticmethod
    def initial_of(one: Strategy) -> dict[str, Any]:
        """Return what the form shows of a strategy."""
        shown = {name: getattr(one, name) for name in ("title", "vision", "starts", "ends", "cap", "sector")}
        return {
            **shown,
            "umbrella": one.umbrella.uid if one.umbrella else "",
            "unit": one.unit.uid if one.unit else "",
            "visibility": one.visibility,
        }

    def values(self) -> dict[str, Any]:
        """Return the fields for the verb."""
        data = self.cleaned_data
        return {**{name: data[name] for name in self.names}, "umbrella": self.others.get(data["umbrella"])}


class OutcomeForm(PlainForm):
    """A strategic outcome, or a goal beneath one."""

    title = forms.CharField(
        label=_("Outcome"), max_length=300, help_text=_("What will be so in the city when it is reached.")
    )
    note = lines(_("Note"))
    parent = forms.ChoiceField(label=_("Under"), required=False)

    def __init__(self, *args: Any, strategy: Strategy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = {one.uid: one for one in strategy.outcomes.all()}
        choose(
            self, "parent", [(uid, one.title) for uid, one in self.others.items()], _t("The strategy itself")
        )

    @staticmethod
    def initial_of(one: Outcome) -> dict[str, Any]:
        """Return what the form shows of an outcome."""
        return {"title": one.title, "note": one.note, "parent": one.parent.uid if one.parent else ""}

    def values(self) -> dict[str, Any]:
        """Return the fields for the verb."""
        data = self.cleaned_data
        return {**data, "parent": self.others.get(data["parent"])}


class ObjectiveForm(PlainForm):
    """An objective: what changes, who answers for it, until when, with what means."""

    outcome = forms.ChoiceField(label=_("Outcome it serves"))
    title = forms.CharField(
        label=_("Objective"),
        max_length=300,
        help_text=_(
            "One change that can be reached or missed, as “Forty firms of the port sell abroad again”."
        ),
    )
    what = lines(_("What changes, for whom, where"))
    who = forms.ChoiceField(label=_("Who answers for it"), required=False)
    due = day(_("Until"), required=False)
    means = lines(_("What it takes"), _("Days of staff, money, and who else has to join in."), rows=2)
    sector = forms.ChoiceField(
        label=_("Sector"), required=False, help_text=_("From it follows whether it lies within our powers.")
    )
    national_policy = lines(_("National policy it serves"), _("Its name, and where it can be read."), rows=2)
    ask = lines(
        _("What we ask of others"),
        _("Where others decide: whom we ask for what, and by when."),
        rows=2,
    )
    override_reason = lines(
        _("Why the check is set aside"),
        _(
            "Only where nobody or no date can be named yet. For whoever may decide on exceptions; else leave it empty."
        ),
        rows=2,
    )

    def __init__(self, *args: Any, strategy: Strategy, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outcomes = {one.uid: one for one in strategy.outcomes.all()}
        choose(self, "outcome", [(uid, one.title) for uid, one in self.outcomes.items()])
        choose(self, "who", people, "–")
        choose(self, "sector", sectors(), "–")

    @staticmethod
    def initial_of(one: Objective) -> dict[str, Any]:
        """Return what the form shows of an objective."""
        names = ("title", "what", "due", "means", "sector", "national_policy", "ask", "override_reason")
        return {
            **{name: getattr(one, name) for name in names},
            "outcome": one.outcome.uid,
            "who": key_of(one),
        }

    def values(self) -> dict[str, Any]:
        """Return the fields for the verb."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "who"}
        kind, _colon, uid = self.cleaned_data["who"].partition(":")
        return {
            **data,
            "outcome": self.outcomes[data["outcome"]],
            "user": User.objects.filter(uid=uid).first() if kind == "user" else None,
            "person": Person.objects.filter(uid=uid).first() if kind == "person" else None,
        }


def key_of(one: Objective) -> str:
    """Return who answers for an objective as the form writes it."""
    if one.person:
        return f"person:{one.person.uid}"
    return f"user:{one.user.uid}" if one.user else ""


class PriorityForm(PlainForm):
    """Why there is one priority more than the cap allows."""

    priority_reason = lines(
        _("Why there is one priority more"),
        _("Only where the strategy has its priorities already. For whoever may decide on exceptions."),
    )


class StanceForm(PlainForm):
    """How an objective stands to a local plan, and why."""

    stance = forms.ChoiceField(label=_("How it stands to the plan"), required=False)
    reason = lines(_("Why"), _("Needed where it advances the plan or conflicts with it."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "stance", list(PlanStance.Stance.choices), _t("Not looked at"))


class AdoptForm(PlainForm):
    """Who adopted the strategy, when, and what changed."""

    adopted_on = day(_("Adopted on"))
    adopted_by = forms.CharField(
        label=_("Adopted by"), max_length=200, help_text=_("The council, the mayor, the board.")
    )
    note = lines(_("What changed, in a sentence"))


class ReasonForm(PlainForm):
    """A reason."""

    reason = forms.CharField(label=_("Why"), max_length=500)
