"""The form of a contact: what is written in words becomes ties, people and a place of the office."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from proxenia.accounts.models import Office, Unit, User
from proxenia.accounts.queries import units_of
from proxenia.commitments.forms import SAME_WITHIN, AskingForm, CommitmentForm
from proxenia.core import search
from proxenia.core.forms import PlainForm
from proxenia.core.values import fold, split_list
from proxenia.core.vocabulary import Vocabulary
from proxenia.directory.models import Person
from proxenia.engagements.models import Engagement
from proxenia.engagements.queries.repeats import just_logged
from proxenia.places.queries import GazetteerMissing, PlaceRef, resolve
from proxenia.portfolio.models import Partnership
from proxenia.records.access import may_write_in
from proxenia.records.models import Visibility

BLANK = [("", pgettext_lazy("choice", "Not said"))]
FAR_YEARS = 5
"""A contact planned further ahead than this is more often a slip of the hand."""
PLAIN_FIELDS = (
    "date",
    "until",
    "kind",
    "title",
    "people_text",
    "direction",
    "mode",
    "initiated_by",
    "hosted_by",
    "paid_by",
    "staff_hours",
    "cost",
    "currency",
    "note",
)


class EngagementForm(AskingForm, forms.ModelForm[Engagement]):
    """A contact. Ties and people already chosen are boxes to tick; more are added by their names."""

    ties = forms.MultipleChoiceField(
        label=gettext_lazy("With"), required=False, widget=forms.CheckboxSelectMultiple
    )
    more_ties = forms.CharField(
        label=gettext_lazy("Ties it belongs to"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("The name of the tie; several with a semicolon between them."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    people = forms.MultipleChoiceField(
        label=gettext_lazy("Who was there"), required=False, widget=forms.CheckboxSelectMultiple
    )
    more_people = forms.CharField(
        label=gettext_lazy("More people of the directory"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy(
            "Names as they stand in the directory, with semicolons between them; the post they held then is noted."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    place_words = forms.CharField(
        label=gettext_lazy("Place"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("A town, with its country where the name is common: Trier, Germany."),
    )
    visibility = forms.ChoiceField(label=gettext_lazy("Who may see it"), required=False)
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), required=False)

    class Meta:
        model = Engagement
        fields = PLAIN_FIELDS
        labels = {
            "people_text": gettext_lazy("Others who were there"),
            "until": gettext_lazy("Until, if it lasted longer than a day"),
            "title": gettext_lazy("What it was, in a few words"),
        }
        help_texts = {
            "date": gettext_lazy("A day, a month or a year: 2026-05-09, 2026-05 or 2026."),
            "people_text": gettext_lazy("As you would write it: the mayor, four teachers, Ms Lund."),
            "staff_hours": gettext_lazy("Of everybody on our side together, travel included."),
            "currency": gettext_lazy("Three letters: EUR."),
        }
        widgets = {
            "title": forms.TextInput,
            "people_text": forms.Textarea(attrs={"rows": 2}),
            "note": forms.Textarea(attrs={"rows": 4}),
            "staff_hours": forms.NumberInput(attrs={"step": "0.25", "min": 0}),
            "cost": forms.NumberInput(attrs={"step": "0.01", "min": 0}),
        }

    def __init__(
        self,
        *args: Any,
        office: Office,
        user: User,
        ties: Sequence[Partnership] = (),
        people: Sequence[Person] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.office, self.user = office, user
        self.place: PlaceRef | None = None
        self.known_ties = {tie.uid: tie for tie in [*ties, *self._posted(Partnership, "ties")]}
        self.known_people = {one.uid: one for one in [*people, *self._posted(Person, "people")]}
        self.units = {unit.uid: unit for unit in units_of(office) if may_write_in(user, office, unit.pk)}
        self._choices()
        if self.known_ties:
            self.fields["more_ties"].label = gettext_lazy("Other ties it belongs to")
        self.say(
            title=gettext_lazy("Say in a few words what it was."),
            date=gettext_lazy("Say when it was; a year is enough."),
            kind=gettext_lazy("Choose what kind of contact it was."),
        )

    def clean(self) -> dict[str, Any]:
        """Ask before a far date is taken, and where this person logged the same contact a moment ago."""
        super().clean()
        date = self.cleaned_data.get("date")
        is_far = date is not None and date.year > timezone.localdate().year + FAR_YEARS
        if is_far and date != self.initial.get("date"):
            self.ask("sure", gettext_lazy("Yes, the date is right"), _("Really {date}?").format(date=date))
        if self.instance.pk is None and not self.errors:
            self._ask_again()
        return self.cleaned_data

    def _ask_again(self) -> None:
        values = {name: self.cleaned_data[name] for name in ("date", "kind", "title")}
        ties = [tie.pk for tie in self.chosen_ties]
        same = just_logged(self.user, self.office, ties=ties, within=SAME_WITHIN, **values)
        if same:
            at = timezone.localtime(same.created_at).strftime("%H:%M")
            question = _("You logged the same contact at {time}; log it again?").format(time=at)
            self.ask("again", gettext_lazy("Yes, it is another one"), question)

    def _posted(self, model: type[Any], name: str) -> list[Any]:
        """Return the records whose boxes were ticked in what was sent, as far as this person may see them."""
        uids = self.data.getlist(name) if hasattr(self.data, "getlist") else []
        return list(model.objects.visible_to(self.user, self.office).filter(uid__in=uids)) if uids else []

    def _choices(self) -> None:
        kinds = Vocabulary.load("engagement_kinds").choices()
        self.fields["kind"] = forms.ChoiceField(label=gettext_lazy("Kind"), choices=kinds)
        sides = Engagement.By.choices
        for name, known in (
            ("direction", Engagement.Direction.choices),
            ("mode", Engagement.Mode.choices),
            *((name, sides) for name in ("initiated_by", "hosted_by", "paid_by")),
        ):
            cast(forms.ChoiceField, self.fields[name]).choices = [*BLANK, *known]
        self._set("ties", [(tie.uid, tie.name) for tie in self.known_ties.values()])
        self._set("people", [(one.uid, one.name) for one in self.known_people.values()])
        office_wide = may_write_in(self.user, self.office, None)
        whole = [("", gettext_lazy("The whole office"))] if office_wide else []
        self._set("unit", [*whole, *((uid, unit.name) for uid, unit in self.units.items())])
        closest = [("", gettext_lazy("As the ties it belongs to"))] if self.instance.pk is None else []
        self._set("visibility", [*closest, *Visibility.choices])

    def _set(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        field = cast(forms.ChoiceField, self.fields[name])
        field.choices = list(choices)
        if not field.choices:
            del self.fields[name]

    def clean_more_ties(self) -> list[Partnership]:
        """Find ties by name; an unknown name, or one that several bear, is refused with what is near."""
        found = []
        for name in split_list(self.cleaned_data["more_ties"]):
            ties = Partnership.objects.visible_to(self.user, self.office).live()
            found.append(self._one(name, list(ties.filter(name_folded=fold(name)[:300])[:3]), "partnership"))
        return found

    def clean_more_people(self) -> list[Person]:
        """Find people by name; an unknown name, or one that several bear, is refused with what is near."""
        found = []
        for name in split_list(self.cleaned_data["more_people"]):
            people = Person.objects.visible_to(self.user, self.office).live()
            found.append(self._one(name, list(people.filter(name_folded=fold(name)[:200])[:3]), "person"))
        return found

    def _one(self, name: str, found: list[Any], kind: str) -> Any:
        if len(found) == 1:
            return found[0]
        if found:
            sentence = _("Several are called “{name}”. Open the one you mean and log the contact from there.")
            raise forms.ValidationError(sentence.format(name=name))
        near = self._near(name, kind)
        if near:
            sentence = _("Nothing is called “{name}”. Did you mean {near}?")
            raise forms.ValidationError(sentence.format(name=name, near=", ".join(near)))
        raise forms.ValidationError(_("Nothing is called “{name}”.").format(name=name))

    def _near(self, name: str, kind: str) -> list[str]:
        """Return up to three names this person may see that begin alike or share a word."""
        model = Partnership if kind == "partnership" else Person
        seen = model.objects.visible_to(self.user, self.office).live()
        keys = search.find(name, self.office.pk, kinds=(kind,), limit=20)
        start = seen.filter(name_folded__startswith=fold(name)[:3]).order_by("name_folded")
        rows = [*seen.filter(pk__in=keys)[:3], *start[:3]]
        return list(dict.fromkeys(row.name for row in rows))[:3]

    def clean_place_words(self) -> str:
        """Find the town; words that can mean several are refused with the towns they can mean."""
        words: str = self.cleaned_data["place_words"].strip()
        standing = self.instance.place if self.instance.pk else None
        if not words or (standing and words == place_words(standing)):
            return words
        try:
            found = resolve(words)
        except GazetteerMissing as missing:
            raise forms.ValidationError(str(missing)) from None
        self.place = found.match
        if found.match is None:
            near = "; ".join(f"{ref.name}, {ref.region}, {ref.country}" for ref in found.alternatives[:4])
            sentence = _("Which town is meant? {near}") if near else _("No town of that name is known.")
            raise forms.ValidationError(sentence.format(near=near))
        return words

    def clean_currency(self) -> str:
        """Write a currency in capitals."""
        return str(self.cleaned_data["currency"]).strip().upper()

    @property
    def values(self) -> dict[str, Any]:
        """Return the plain fields as the verb takes them; the place is added by the view."""
        return {name: self.cleaned_data[name] for name in PLAIN_FIELDS if name in self.cleaned_data}

    @property
    def chosen_ties(self) -> list[Partnership]:
        """Return the ties ticked and those named, each once."""
        ticked = [self.known_ties[uid] for uid in self.cleaned_data.get("ties", ())]
        return list(dict.fromkeys([*ticked, *self.cleaned_data.get("more_ties", ())]))

    @property
    def chosen_people(self) -> list[Person]:
        """Return the people ticked and those named, each once."""
        ticked = [self.known_people[uid] for uid in self.cleaned_data.get("people", ())]
        return list(dict.fromkeys([*ticked, *self.cleaned_data.get("more_people", ())]))

    @property
    def chosen_unit(self) -> Unit | None:
        """Return the unit the contact belongs to; None is the whole office."""
        return self.units.get(self.cleaned_data.get("unit", ""))


def place_words(place: Any) -> str:
    """Return a place as the form writes it."""
    return f"{place.name}, {place.country}"


class ReasonForm(PlainForm):
    """Why something is put away."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=300)


class FollowUpForm(CommitmentForm):
    """A promise made at a contact; where that belongs to several ties, one is chosen."""

    tie = forms.ChoiceField(label=gettext_lazy("Tie"))

    def __init__(self, *args: Any, ties: Sequence[Partnership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ties = {tie.uid: tie for tie in ties}
        cast(forms.ChoiceField, self.fields["tie"]).choices = [
            (uid, tie.name) for uid, tie in self.ties.items()
        ]
        if not ties:
            del self.fields["tie"]

    @property
    def chosen_tie(self) -> Partnership | None:
        """Return the tie the promise belongs to; None where the contact has none."""
        return self.ties.get(self.cleaned_data.get("tie", ""))
