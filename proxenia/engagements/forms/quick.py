"""What a line was understood to say, to be confirmed: names that can mean several are asked about."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.models import Office, User
from proxenia.commitments.models import Commitment
from proxenia.core.fields import PartialDateFormField
from proxenia.core.forms import PlainForm
from proxenia.directory.models import Person
from proxenia.engagements.actions import NewPromise
from proxenia.engagements.forms.contacts import EngagementForm
from proxenia.engagements.queries.naming import Named
from proxenia.portfolio.models import Partnership

LONGEST = 2_000
LEFT_OUT = ("until", "hosted_by", "paid_by", "cost", "currency", "direction", "initiated_by")
WORDS_ONLY = "words"
"""The answer for a name that is none of those known."""


class LineForm(PlainForm):
    """One line on what happened."""

    line = forms.CharField(
        label=gettext_lazy("What happened?"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "go"}),
        help_text=gettext_lazy(
            "Met Anna Müller and Kenji Ito about the port in Yokohama yesterday, they will send the draft by 1 March."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": "quick_%s"})


class PromiseRow(NamedTuple):
    """The fields of one promise, as the page shows them together."""

    keep: Any
    side: Any
    what: Any
    due: Any
    tie: Any


class QuickForm(EngagementForm):
    """A contact as a line tells it; everything can still be put right before it is logged."""

    line = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST)

    def __init__(
        self,
        *args: Any,
        office: Office,
        user: User,
        named: Sequence[Named] = (),
        promises: Sequence[Mapping[str, Any]] = (),
        ties: Sequence[Partnership] = (),
        **kwargs: Any,
    ) -> None:
        self.named, self.told = list(named), list(promises)
        sure = [one for one in self.named if one.is_sure]
        people = [one.choices[0].record for one in sure if one.choices[0].kind == "person"]
        certain = [one.choices[0].record for one in sure if one.choices[0].kind == "tie"]
        super().__init__(
            *args,
            office=office,
            user=user,
            people=list(dict.fromkeys(people)),
            ties=list(dict.fromkeys([*certain, *ties])),
            **kwargs,
        )
        for name in LEFT_OUT:
            del self.fields[name]
        self._ask_about_names()
        self._promise_fields()

    def _ask_about_names(self) -> None:
        """Ask which of several somebody means, or whether the name stays words; nothing is chosen beforehand."""
        for number, one in enumerate(self.named):
            if one.is_sure or not one.choices:
                continue
            choices = [(choice.uid, _called(choice)) for choice in one.choices]
            last = (WORDS_ONLY, _("None of these: keep the name as words"))
            self.fields[f"name_{number}"] = forms.ChoiceField(
                label=_("Who is “{name}”?").format(name=one.words),
                choices=[*choices, last],
                widget=forms.RadioSelect,
                error_messages={"required": _("Say who is meant, or keep the name as words.")},
            )

    def _promise_fields(self) -> None:
        ties = [("", gettext_lazy("The tie above")), *((tie.uid, tie.name) for tie in self.every_tie)]
        for number, told in enumerate(self.told):
            fields: dict[str, forms.Field] = {
                "keep": forms.BooleanField(label=_("Record it"), required=False, initial=True),
                "side": forms.ChoiceField(
                    label=_("Who promised"), choices=Commitment.Side.choices, initial=told["side"]
                ),
                "what": forms.CharField(label=_("Promise"), max_length=500, initial=told["what"]),
                "due": PartialDateFormField(label=_("Due"), required=False, initial=str(told["due"] or "")),
                "tie": forms.ChoiceField(label=_("Tie"), choices=ties, required=False),
            }
            for name, field in fields.items():
                self.fields[f"promise_{number}_{name}"] = field

    @property
    def every_tie(self) -> list[Partnership]:
        """Return the ties offered: those ticked and those a name can mean."""
        meant = [one.record for name in self.named for one in name.choices if one.kind == "tie"]
        return list(dict.fromkeys([*self.known_ties.values(), *meant]))

    @property
    def questions(self) -> list[Any]:
        """Return the fields that ask who is meant."""
        return [self[name] for name in self.fields if name.startswith("name_")]

    @property
    def promise_rows(self) -> list[PromiseRow]:
        """Return the fields of each promise together."""
        names = PromiseRow._fields
        return [PromiseRow(*(self[f"promise_{n}_{name}"] for name in names)) for n in range(len(self.told))]

    def clean(self) -> dict[str, Any]:
        """Ask to which tie a promise belongs where the contact has several."""
        super().clean()
        if len(self.chosen_ties) > 1:
            for number in self._kept():
                if not self.cleaned_data.get(f"promise_{number}_tie"):
                    self.add_error(f"promise_{number}_tie", _("Say to which tie the promise belongs."))
        return self.cleaned_data

    def _kept(self) -> list[int]:
        return [n for n in range(len(self.told)) if self.cleaned_data.get(f"promise_{n}_keep")]

    def _meant(self) -> list[Any]:
        """Return the records chosen where a name could mean several."""
        found = []
        for number, one in enumerate(self.named):
            answer = self.cleaned_data.get(f"name_{number}", "")
            found += [choice for choice in one.choices if choice.uid == answer]
        return found

    @property
    def chosen_ties(self) -> list[Partnership]:
        """Return the ties ticked, named and meant, each once."""
        meant = [one.record for one in self._meant() if one.kind == "tie"]
        return list(dict.fromkeys([*super().chosen_ties, *meant]))

    @property
    def chosen_people(self) -> list[Person]:
        """Return the people ticked, named and meant, each once."""
        meant = [one.record for one in self._meant() if one.kind == "person"]
        return list(dict.fromkeys([*super().chosen_people, *meant]))

    @property
    def values(self) -> dict[str, Any]:
        """Return the plain fields; names that stay words stand among the others who were there."""
        values = super().values
        kept = [
            one.words
            for number, one in enumerate(self.named)
            if self.cleaned_data.get(f"name_{number}") == WORDS_ONLY
        ]
        said = [values.get("people_text", ""), *kept]
        return {**values, "people_text": "; ".join(filter(None, said))}

    @property
    def new_promises(self) -> list[NewPromise]:
        """Return the promises to record."""
        ties = {tie.uid: tie for tie in self.every_tie}
        found = []
        for number in self._kept():
            data = {name: self.cleaned_data[f"promise_{number}_{name}"] for name in PromiseRow._fields}
            values = {name: data[name] for name in ("side", "what", "due")}
            found.append(NewPromise(values, ties.get(cast(str, data["tie"]))))
        return found


def _called(choice: Any) -> str:
    if choice.kind == "tie":
        return _("the tie {name}").format(name=choice.record.name)
    return f"{choice.record.name}, {choice.sub}" if choice.sub else str(choice.record.name)
