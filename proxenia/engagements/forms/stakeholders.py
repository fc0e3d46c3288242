"""Forms of the stakeholder map: putting somebody on it, and moving them."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy

from proxenia.core.vocabulary import Vocabulary
from proxenia.engagements.forms.projects import PartForm, text
from proxenia.engagements.models.stakeholders import Stakeholder
from proxenia.engagements.queries.stakeholders import levels_of

LEVELS = (
    ("", gettext_lazy("Not known")),
    ("1", gettext_lazy("1: hardly any")),
    ("2", gettext_lazy("2: little")),
    ("3", gettext_lazy("3: some")),
    ("4", gettext_lazy("4: much")),
    ("5", gettext_lazy("5: very much")),
)


def _level(label: Any, help_text: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=LEVELS, coerce=int, empty_value=None, required=False, help_text=help_text
    )


class MoveForm(PartForm):
    """Where somebody stands now, and what changed."""

    interest = _level(gettext_lazy("Interest"), gettext_lazy("How much the project matters to them."))
    influence = _level(gettext_lazy("Influence"), gettext_lazy("How much they can help or hinder it."))
    reason = text(gettext_lazy("Why they stand there"), longest=500)
    note = text(gettext_lazy("What they care about"), longest=500)

    @classmethod
    def initial_of(cls, one: Stakeholder) -> dict[str, Any]:
        """Return what the form shows of a stakeholder; the reason is asked for anew."""
        interest, influence = levels_of(one.positions.last())
        return {"interest": interest, "influence": influence, "note": one.note}


class PlaceForm(MoveForm):
    """A body of the directory, or a group in words, with the place it gets."""

    organisation = text(
        gettext_lazy("Organisation"), help_text=gettext_lazy("Its name as it stands in the directory.")
    )
    named = text(
        gettext_lazy("Or a group, in words"),
        longest=200,
        help_text=gettext_lazy(
            "Neighbours of the harbour, parents of the pupils. People are not put on the map."
        ),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Sort of actor, for a group"), required=False)

    field_order = ("organisation", "named", "kind", "interest", "influence", "reason", "note")

    def set_up(self) -> None:
        """Offer the sorts of actors."""
        field = cast(forms.ChoiceField, self.fields["kind"])
        field.choices = [("", "–"), *Vocabulary.load("organisation_kinds").choices()]

    @property
    def values(self) -> dict[str, Any]:
        """Return what the verb takes of who it is."""
        return {name: self.cleaned_data[name] for name in ("organisation", "named", "kind", "note")}
