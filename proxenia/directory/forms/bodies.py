"""Forms of organisations, people and their posts: words for places and organisations become records here."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import Office, Unit, User
from proxenia.accounts.models.roles import WRITE, WRITE_OWN_UNIT
from proxenia.core.fields import PartialDateFormField
from proxenia.core.forms import PlainForm
from proxenia.core.names import country_name, country_names, language_codes, language_name
from proxenia.core.values import clean_text, fold
from proxenia.core.vocabulary import Vocabulary
from proxenia.directory.models import Organisation, Person
from proxenia.directory.queries.organisations import called
from proxenia.places.models import Place
from proxenia.places.queries import GazetteerMissing, PlaceRef, countries, place_by_id, resolve
from proxenia.places.queries.rows import find_place
from proxenia.records.access import may_see

LATER = "later"


def place_label(place: PlaceRef | Place) -> str:
    """Return a place as a choice reads: its name, region, country and size."""
    parts = [place.name, place.region, country_name(place.country)]
    words = ", ".join(part for part in parts if part)
    if not place.population:
        return words
    return _t("%(place)s (%(n)s inhabitants)") % {
        "place": words,
        "n": f"{place.population:,}".replace(",", " "),
    }


def suggest_organisations(field: Any, office: Office) -> None:
    """Let a text field offer the organisations that begin with what is typed; it works without, too."""
    field.widget.attrs |= {
        "list": "organisations-known",
        "autocomplete": "off",
        "hx-get": reverse("directory:pick_organisations", args=(office.slug,)),
        "hx-trigger": "input changed delay:250ms",
        "hx-target": "#organisations-known",
    }


def units_to_choose(user: User, office: Office) -> tuple[list[tuple[str, str]], bool]:
    """Return the units in which a person may write, and whether a record may be of the office at large."""
    standing = user.standing(office)
    everywhere = standing.has(WRITE)
    units = Unit.objects.filter(office=office).order_by("name")
    if not everywhere:
        mine = [unit for unit, held in standing.unit_rights.items() if {WRITE, WRITE_OWN_UNIT} & held]
        units = units.filter(pk__in=mine)
    return [(unit.uid, unit.name) for unit in units], everywhere


class SharedFields(PlainForm):
    """What every record's form ends with: its unit and who may see it; ``found`` is the record it changes."""

    unit = forms.ChoiceField(label=_("Unit"), required=False)
    visibility = forms.ChoiceField(label=_("Who may see it"))

    def __init__(self, *args: Any, user: User, office: Office, found: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.office, self.found = user, office, found
        units, everywhere = units_to_choose(user, office)
        blank = [("", _t("The office at large"))] if everywhere else []
        self.fields["unit"] = forms.ChoiceField(
            label=_("Unit"), choices=[*blank, *units], required=not everywhere
        )
        if not units:
            self.fields["unit"].widget = forms.HiddenInput()
        self.fields["visibility"] = forms.ChoiceField(
            label=_("Who may see it"),
            choices=Organisation._meta.get_field("visibility").choices or [],
            initial="internal",
        )

    def clean_unit(self) -> Unit | None:
        """The chosen code becomes the unit."""
        uid = self.cleaned_data["unit"]
        return Unit.objects.get(office=self.office, uid=uid) if uid else None


class OrganisationForm(SharedFields):
    """An organisation; the place is written as words and asked back where several could be meant."""

    name = forms.CharField(label=_("Name"), max_length=300)
    kind = forms.ChoiceField(label=_("Kind"))
    place_words = forms.CharField(
        label=_("Place"),
        max_length=200,
        required=False,
        help_text=_(
            "A town as you would say it, in any script. Leave it empty for a body of a whole country."
        ),
    )
    place_pick = forms.ChoiceField(label=_("Which one is meant?"), required=False, widget=forms.RadioSelect)
    country = forms.ChoiceField(label=_("Country"), required=False)
    parent = forms.CharField(
        label=_("Part of"),
        max_length=300,
        required=False,
        help_text=_("The ministry above an agency, the agency above an office: its name as it stands here."),
    )
    website = forms.URLField(label=_("Website"), max_length=200, required=False, assume_scheme="https")
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    field_order = (
        "name", "kind", "place_words", "place_pick", "country", "parent", "website", "note", "unit", "visibility",
    )  # fmt: skip

    def __init__(self, *args: Any, organisation: Organisation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        kinds = Vocabulary.load("organisation_kinds").choices()
        self.fields["kind"] = forms.ChoiceField(label=_("Kind"), choices=kinds, initial="other")
        self.fields["country"] = forms.ChoiceField(
            label=_("Country"), choices=[("", "–"), *country_names(list(countries()))], required=False
        )
        suggest_organisations(self.fields["parent"], self.office)
        if organisation and organisation.parent and not may_see(self.user, organisation.parent):
            # What this person may not see stays as it is.
            del self.fields["parent"]
        self.order_fields(self.field_order)
        self._offer_places()

    @staticmethod
    def initial_of(organisation: Organisation) -> dict[str, Any]:
        """Return what the form shows of a record."""
        shown = {name: getattr(organisation, name) for name in ("name", "kind", "country", "website", "note")}
        return {
            **shown,
            "place_words": organisation.place.name if organisation.place else organisation.place_asked,
            "parent": organisation.parent.name if organisation.parent else "",
            "unit": organisation.unit.uid if organisation.unit else "",
            "visibility": organisation.visibility,
        }

    def _offer_places(self) -> None:
        """Ask back only when the words that were sent could mean several places."""
        words = clean_text(self.data.get(self.add_prefix("place_words"), "")) if self.is_bound else ""
        self.answer: PlaceRef | Place | None = None
        self.offered: list[PlaceRef] = []
        standing = self._standing_place(words)
        if words and standing is None:
            self.answer, self.offered = self._resolved(words)
        else:
            self.answer = standing
        if not self.offered:
            del self.fields["place_pick"]
            return
        choices = [(place.id, place_label(place)) for place in self.offered]
        self.fields["place_pick"].choices = [*choices, (LATER, _t("None of these; settle it later"))]  # type: ignore[attr-defined]

    def _standing_place(self, words: str) -> Place | None:
        """Return the place the record has already, as long as nobody writes other words or another country."""
        place = self.organisation.place if self.organisation else None
        same = place is not None and fold(words) == fold(place.name)
        return place if same and self.data.get("country", "") in ("", place and place.country) else None

    def _resolved(self, words: str) -> tuple[PlaceRef | None, list[PlaceRef]]:
        own = Place.objects.filter(office=self.office, name_folded=fold(words)[:200]).first()
        if own is not None:
            return own, []  # type: ignore[return-value]
        try:
            found = resolve(words, self.data.get("country", ""))
        except GazetteerMissing:
            return None, []
        return found.match, [] if found.match else list(found.alternatives)

    def clean_parent(self) -> Organisation | None:
        """The name becomes the organisation of that name."""
        return one_called(self.user, self.office, self.cleaned_data["parent"])

    def clean(self) -> dict[str, Any]:
        """A place that could be several must be chosen."""
        data = super().clean() or {}
        pick = data.get("place_pick", "")
        if self.offered and not pick and "place_pick" not in self.errors:
            self.add_error("place_pick", _t("Several places are called so. Choose one, or settle it later."))
        elif pick and pick != LATER:
            self.answer = place_by_id(pick)
        return data

    def values(self) -> dict[str, Any]:
        """Return the fields for the verb: a settled place, or the words of an open one."""
        data = self.cleaned_data
        names = ("name", "kind", "country", "parent", "website", "note")
        values = {name: data[name] for name in names if name in data}
        return {**values, "place": self.answer, "place_asked": data["place_words"]}


def one_called(user: User, office: Office, name: str) -> Organisation | None:
    """Return the one organisation of a name; refuses a name that none or several bear."""
    if not name.strip():
        return None
    found = called(user, office, name)
    if not found:
        raise ValidationError(
            _t("No organisation here is called “%(name)s”.") % {"name": name}, code="unknown"
        )
    if len(found) > 1:
        where = "; ".join(f"{one.name} ({one.place or one.country})" for one in found[:5])
        raise ValidationError(_t("Several are called so. Write one of: %(names)s.") % {"names": where})
    return found[0]


class PersonForm(SharedFields):
    """A person; the posts stand in rows beneath."""

    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("Given name first."))
    name_local = forms.CharField(label=_("Name in its own script"), max_length=200, required=False)
    pronunciation = forms.CharField(
        label=_("Pronunciation"),
        max_length=200,
        required=False,
        help_text=_("As you would say it to a colleague."),
    )
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=60, required=False)
    languages = forms.CharField(
        label=_("Languages"),
        max_length=500,
        required=False,
        help_text=_("With commas between them: German, French."),
    )
    protocol_rank = forms.IntegerField(
        label=_("Protocol rank"), required=False, min_value=1, max_value=999, help_text=_("1 goes first.")
    )
    born = PartialDateFormField(
        label=_("Date of birth"),
        required=False,
        help_text=_("Only for young people: from the 18th birthday on they count as of age by themselves."),
    )
    is_minor = forms.BooleanField(
        label=_("Is a minor"),
        required=False,
        help_text=_(
            "Nothing about a minor leaves the office until a guardian agrees. A date of birth decides by itself."
        ),
    )
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    field_order = (
        "name",
        "name_local",
        "pronunciation",
        "email",
        "phone",
        "languages",
        "protocol_rank",
        "born",
        "is_minor",
        "note",
    )

    @staticmethod
    def initial_of(person: Person) -> dict[str, Any]:
        """Return what the form shows of a record."""
        names = (
            "name",
            "name_local",
            "pronunciation",
            "email",
            "phone",
            "protocol_rank",
            "born",
            "is_minor",
            "note",
            "visibility",
        )
        shown = {name: getattr(person, name) for name in names}
        languages = ", ".join(language_name(code) for code in person.languages)
        return {**shown, "languages": languages, "unit": person.unit.uid if person.unit else ""}

    def clean_languages(self) -> list[str]:
        """Names of languages become their codes; what is no language stays as written."""
        return language_codes(self.cleaned_data["languages"])

    def values(self) -> dict[str, Any]:
        """Return the fields for the verb."""
        return {
            name: value for name, value in self.cleaned_data.items() if name not in ("unit", "visibility")
        }


class PostForm(PlainForm):
    """One post: where, which, from when to when."""

    uid = forms.CharField(required=False, widget=forms.HiddenInput)
    organisation = forms.CharField(label=_("Organisation"), max_length=300, required=False)
    title = forms.CharField(label=_("Post"), max_length=200, required=False)
    starts = PartialDateFormField(label=_("From"), required=False)
    ends = PartialDateFormField(label=_("To"), required=False)

    def __init__(self, *args: Any, user: User, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.office = user, office
        self.new_name = ""
        for name in ("starts", "ends"):
            self.fields[name].widget.attrs["placeholder"] = _t("2024-05")
        suggest_organisations(self.fields["organisation"], office)

    def clean(self) -> dict[str, Any]:
        """The name becomes the organisation; one that nobody knows is added with the person."""
        data = super().clean() or {}
        name = clean_text(data.get("organisation", ""))
        filled = any(data.get(field) for field in ("title", "starts", "ends"))
        if not name and filled:
            self.add_error("organisation", _t("Say at which organisation the post is."))
        try:
            data["organisation"] = one_called(self.user, self.office, name)
        except ValidationError as error:
            if error.code == "unknown":
                self.new_name, data["organisation"] = name, None
            else:
                self.add_error("organisation", error)
        return data

    def shown(self) -> list[Any]:
        """Return the fields a row shows: a new row has nothing to remove."""
        return [
            field
            for field in self.visible_fields()
            if field.name != "DELETE" or self.initial or self.is_bound
        ]


class BasePostFormSet(forms.BaseFormSet[PostForm]):
    """Rows of posts; a row is removed, not deleted."""

    def add_fields(self, form: PostForm, index: int | None) -> None:
        """Give every row the box that removes it."""
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Remove")


PostFormSet = forms.formset_factory(PostForm, BasePostFormSet, extra=1, can_delete=True, max_num=60)


class MergeForm(PlainForm):
    """The choice for each field of a merge."""

    def __init__(self, *args: Any, choices: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for choice in choices:
            options = [
                ("kept", "kept"),
                ("dropped", "dropped"),
                *([("both", "both")] if choice.joins else []),
            ]
            self.fields[choice.name] = forms.ChoiceField(choices=options, required=False)
        self.fields["versions"] = forms.RegexField(r"^\d+,\d+$", required=False)

    def chosen(self) -> dict[str, str]:
        """Return field -> choice, only what was sent."""
        return {name: value for name, value in self.cleaned_data.items() if value and name != "versions"}

    def versions(self) -> tuple[int, int] | None:
        """Return the versions of both records as they were shown."""
        text = self.cleaned_data.get("versions", "")
        first, _comma, second = text.partition(",")
        return (int(first), int(second)) if second else None


def choice_of_place(office: Office, value: str) -> PlaceRef | Place | None:
    """Return the place a radio button of To settle stands for; None for "later" and "not a place"."""
    return find_place(office, value) if value not in ("", LATER, "none") else None


def sought_words(data: Mapping[str, Any], count: int) -> dict[int, str]:
    """Return what somebody looks for instead, by the number of the group on the page."""
    words = {number: clean_text(data.get(f"find-{number}", "")) for number in range(count)}
    return {number: text for number, text in words.items() if text}
