"""What the addresses of the lists ask for."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from proxenia.commitments.models import Commitment
from proxenia.core.pages import words_asked
from proxenia.core.vocabulary import Vocabulary
from proxenia.engagements.models import Engagement
from proxenia.engagements.queries.finding import NONE, Wanted
from proxenia.engagements.queries.promises import WantedPromises


def _one_of(value: str, allowed: Any) -> str:
    return value if value in allowed else ""


def wanted_of(query: QueryDict) -> Wanted:
    """Read the filters of the list of contacts; what is not understood is left out."""
    year = query.get("year", "").strip()
    return Wanted(
        text=words_asked(query),
        kind=_one_of(query.get("kind", ""), Vocabulary.load("engagement_kinds").codes),
        tie=query.get("tie", "").strip()[:32],
        year=int(year) if year.isascii() and year.isdecimal() and len(year) == 4 else None,
        direction=_one_of(query.get("direction", ""), Engagement.Direction.values),
        mode=_one_of(query.get("mode", ""), Engagement.Mode.values),
        state=_one_of(query.get("state", ""), Engagement.State.values),
        objective=query.get("objective", "").strip()[:32],
    )


def wanted_promises_of(query: QueryDict) -> WantedPromises:
    """Read the filters of the list of promises; without a state it shows the open ones."""
    state = query.get("state", Commitment.State.OPEN)
    return WantedPromises(
        text=words_asked(query),
        side=_one_of(query.get("side", ""), Commitment.Side.values),
        state=""
        if state == "all"
        else _one_of(state, Commitment.State.values) or Commitment.State.OPEN.value,
        tie=query.get("tie", "").strip()[:32],
        overdue=query.get("overdue") == "yes",
        mine=query.get("mine") == "yes",
    )


class ContactFilterForm(forms.Form):
    """The filters of the list of contacts as one line of fields."""

    q = forms.CharField(label=_("Words"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    year = forms.IntegerField(
        label=_("Year"), required=False, widget=forms.NumberInput(attrs={"min": 1000, "max": 2200})
    )
    direction = forms.ChoiceField(label=_("Direction"), required=False)
    mode = forms.ChoiceField(label=_("How people met"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    objective = forms.ChoiceField(label=_("Objective"), required=False)

    def __init__(self, wanted: Wanted, objectives: Mapping[str, str]) -> None:
        super().__init__(
            initial={
                "q": wanted.text,
                "kind": wanted.kind,
                "year": wanted.year,
                "direction": wanted.direction,
                "mode": wanted.mode,
                "state": wanted.state,
                "objective": wanted.objective,
            }
        )
        any_of = [("", _("Any"))]
        choices: dict[str, list[tuple[Any, Any]]] = {
            "kind": Vocabulary.load("engagement_kinds").choices(),
            "direction": Engagement.Direction.choices,
            "mode": Engagement.Mode.choices,
            "state": Engagement.State.choices,
        }
        for name, known in choices.items():
            cast(forms.ChoiceField, self.fields[name]).choices = [*any_of, *known]
        self._offer(objectives)

    def _offer(self, objectives: Mapping[str, str]) -> None:
        """Offer the objectives of the strategy; where there is none yet the filter stays away."""
        if not objectives:
            del self.fields["objective"]
            return
        aims = [("", _("Any")), *objectives.items(), (NONE, _("Serves no objective"))]
        cast(forms.ChoiceField, self.fields["objective"]).choices = aims
