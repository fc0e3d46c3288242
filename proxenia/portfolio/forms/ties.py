"""Forms of a tie: what is said of it, its steps, its words, its counterparts."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.models import Office, Unit, User
from proxenia.core.fields import PartialDateFormField
from proxenia.core.forms import PlainForm
from proxenia.core.values import fold
from proxenia.directory.models import Organisation
from proxenia.places.queries import country_of
from proxenia.portfolio.actions import Counterpart
from proxenia.portfolio.forms.shared import DATE_HELP, area, day
from proxenia.portfolio.models import Partnership
from proxenia.portfolio.queries.choices import (
    FACET_LABELS,
    facet_choices,
    kinds,
    organisation_kinds,
    states,
)
from proxenia.portfolio.queries.counts import visible_ties
from proxenia.records.models import Visibility

LONGEST_NAME = 300


def counterpart_of(user: User, office: Office, line: str, kind: str) -> Counterpart:
    """Return who a line names: an organisation of the directory, else a new one, its country after a comma."""
    known = Organisation.objects.visible_to(user, office).live().filter(name_folded=fold(line)[:300])
    organisation = known.first()
    if organisation is not None:
        return Counterpart(organisation=organisation, words=line)
    words, _comma, last = line.replace(";", ",").rpartition(",")
    country = country_of(last.strip()) if words.strip() else None
    if country is None:
        return Counterpart(words=line, kind=kind)
    return Counterpart(words=words.strip(), country=country.code, kind=kind)


class TieForm(PlainForm):
    """What is said of a tie. Counterparts and state are asked for a new one only."""

    FIRST = (
        "counterparts", "kind", "since", "purpose", "ends", "open_ended_reason", "review_on", "override_reason",
    )  # fmt: skip

    counterparts = forms.CharField(
        label=gettext_lazy("With whom"),
        widget=area(2),
        help_text=gettext_lazy(
            "One counterpart a line, with its country: “Nîmes, France”. One that is in the directory is found"
            " by its name."
        ),
    )
    counterpart_kind = forms.ChoiceField(
        label=gettext_lazy("What a new counterpart is"), choices=organisation_kinds, initial="municipality"
    )
    name = forms.CharField(
        label=gettext_lazy("Name of the tie"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Left empty, it is called after its counterparts."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=kinds)
    state = forms.ChoiceField(label=gettext_lazy("State"), choices=states, initial="active")
    since = PartialDateFormField(label=gettext_lazy("Since"), required=False, help_text=DATE_HELP)
    purpose = forms.CharField(label=gettext_lazy("What it is for"), required=False, widget=area(3))
    ends = PartialDateFormField(label=gettext_lazy("Runs until"), required=False, help_text=DATE_HELP)
    open_ended_reason = forms.CharField(
        label=gettext_lazy("Why it has no end"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Only for a tie without an end: empty the date above and say why."),
    )
    review_on = forms.DateField(label=gettext_lazy("Next review"), required=False, widget=day())
    parent = forms.CharField(
        label=gettext_lazy("Under"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("The name of the tie this one is a part of."),
    )
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), required=False, choices=())
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who may see it"), choices=Visibility.choices, initial=Visibility.INTERNAL
    )
    note = forms.CharField(label=gettext_lazy("Notes"), required=False, widget=area(3))
    override_reason = forms.CharField(
        label=gettext_lazy("Why the office goes beyond its limit"), required=False, max_length=300
    )

    def __init__(
        self,
        *args: Any,
        user: User,
        office: Office,
        units: Sequence[Unit],
        tie: Partnership | None = None,
        beyond: bool = False,
        first: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.office, self.tie = user, office, tie
        self.shown_first = (*self.FIRST, *first)
        self.units = {unit.uid: unit for unit in units}
        whole = [("", _("The office as a whole"))]
        cast(forms.ChoiceField, self.fields["unit"]).choices = [
            *whole,
            *((unit.uid, unit.name) for unit in units),
        ]
        gone = ["counterparts", "counterpart_kind", "state"] if tie else []
        for name in [*gone, *([] if beyond else ["override_reason"]), *([] if units else ["unit"])]:
            del self.fields[name]

    @property
    def first(self) -> list[forms.BoundField]:
        """Return the fields that matter first."""
        return [self[name] for name in self.fields if name in self.shown_first]

    @property
    def rest(self) -> list[forms.BoundField]:
        """Return the fields that can wait."""
        return [self[name] for name in self.fields if name not in self.shown_first]

    @property
    def rest_is_open(self) -> bool:
        """Say whether something among the rest is wrong."""
        return any(field.errors for field in self.rest)

    def clean_unit(self) -> Unit | None:
        """Return the unit chosen."""
        return self.units.get(self.cleaned_data["unit"])

    def clean_counterparts(self) -> list[str]:
        """Return the lines that name somebody; one that is no name any more is refused."""
        lines = [line.strip() for line in self.cleaned_data["counterparts"].splitlines() if line.strip()]
        longest = max(lines, key=len, default="")
        if len(longest) > LONGEST_NAME:
            sentence = _(
                "“%(start)s…” has %(n)d characters; a name has at most %(most)d. Write one counterpart a line."
            )
            said = {"start": longest[:40], "n": len(longest), "most": LONGEST_NAME}
            raise forms.ValidationError(sentence % said)
        return lines

    def clean_parent(self) -> Partnership | None:
        """Return the tie of that name, whatever its capitals and accents."""
        words = self.cleaned_data["parent"]
        if not fold(words):
            return None
        ties = visible_ties(self.user, self.office).exclude(pk=self.tie.pk if self.tie else None)
        found = list(ties.filter(name_folded=fold(words)[:300])[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise forms.ValidationError(
                _("Several ties have this name; give one of them another name first.")
            )
        near = ties.filter(name_folded__startswith=fold(words)[:4]).values_list("name", flat=True)[:3]
        hint = " " + _("Did you mean: %(names)s?") % {"names": ", ".join(near)} if near else ""
        raise forms.ValidationError(_("There is no tie of this name.") + hint)

    def named_counterparts(self) -> list[Counterpart]:
        """Return who the lines name."""
        kind = self.cleaned_data["counterpart_kind"]
        return [
            counterpart_of(self.user, self.office, line, kind) for line in self.cleaned_data["counterparts"]
        ]


class StateForm(PlainForm):
    """A step of the life cycle with its reason, and the term where a tie becomes active."""

    reason = forms.CharField(label=gettext_lazy("Why"), widget=area(3), max_length=2000)
    ends = PartialDateFormField(label=gettext_lazy("Runs until"), required=False, help_text=DATE_HELP)
    open_ended_reason = forms.CharField(
        label=gettext_lazy("Why it has no end"), required=False, max_length=300
    )
    review_on = forms.DateField(label=gettext_lazy("Next review"), required=False, widget=day())
    override_reason = forms.CharField(
        label=gettext_lazy("Why the office goes beyond its limit"), required=False, max_length=300
    )

    def __init__(self, *args: Any, asked: Sequence[str], needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in [name for name in self.fields if name not in ("reason", *asked)]:
            del self.fields[name]
        self.fields["reason"].required = needs_reason


class ClassifyForm(PlainForm):
    """The words of every facet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for facet, label in FACET_LABELS.items():
            self.fields[facet] = forms.MultipleChoiceField(
                label=label,
                required=False,
                choices=facet_choices(facet),
                widget=forms.CheckboxSelectMultiple,
            )

    def codes(self) -> set[tuple[str, str]]:
        """Return what was chosen as (facet, code)."""
        return {(facet, code) for facet in FACET_LABELS for code in self.cleaned_data[facet]}


class PartyForm(PlainForm):
    """A further counterpart."""

    words = forms.CharField(
        label=gettext_lazy("With whom"),
        max_length=300,
        help_text=gettext_lazy(
            "With its country: “Nîmes, France”. One in the directory is found by its name."
        ),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What a new counterpart is"), choices=organisation_kinds, initial="municipality"
    )
    responsibilities = forms.CharField(
        label=gettext_lazy("What they take on"), required=False, widget=area(2)
    )


class PartyChangeForm(PlainForm):
    """How a counterpart is called, and what it takes on."""

    named = forms.CharField(label=gettext_lazy("Called"), max_length=300)
    responsibilities = forms.CharField(
        label=gettext_lazy("What they take on"), required=False, widget=area(4)
    )


class ReasonForm(PlainForm):
    """A step that is kept with its reason."""

    reason = forms.CharField(label=gettext_lazy("Why"), widget=area(3), max_length=2000)
