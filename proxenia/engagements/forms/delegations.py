"""Forms of a delegation: members by their names, stops, items of the programme, the decision."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from proxenia.accounts.models import Office, User
from proxenia.accounts.queries import members_of
from proxenia.commitments.forms import AskingForm
from proxenia.core.errors import Refused
from proxenia.core.names import country_name, language_codes, language_name
from proxenia.core.values import fold, split_list
from proxenia.directory.models import Organisation, Person
from proxenia.engagements.models import Engagement, Member, Slot, Stop
from proxenia.engagements.queries.delegations import items_of, slots_of, zone_on
from proxenia.engagements.rules.delegations import check_zone, moments
from proxenia.methods.itinerary import HOST, INTERPRETER, TWICE, Clash, Item, clashes
from proxenia.places.queries import GazetteerMissing, PlaceRef, country_of, resolve
from proxenia.records.access import may_write
from proxenia.risk.models import SponsoredTrip

MOST_LINES = 60


def day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def clock(label: Any) -> forms.TimeField:
    """Return a field for a clock time."""
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": gettext_lazy("This is not a time. Write it as 09:30.")},
    )


class PartForm(AskingForm, forms.Form):
    """A form of one part of a delegation; it knows the engagement and who writes."""

    def __init__(
        self, *args: Any, engagement: Engagement, user: User, standing: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.engagement, self.user, self.standing = engagement, user, standing
        self.office: Office = engagement.office
        self.set_up()
        self.say()

    def set_up(self) -> None:
        """Give fields their choices."""

    def body_named(self, name: str) -> Organisation | None:
        """Return the only organisation of a name that this person sees; None for an empty one, refused otherwise."""
        if not name.strip():
            return None
        seen = Organisation.objects.visible_to(self.user, self.office).live()
        found = list(seen.filter(name_folded=fold(name)[:300])[:2])
        if len(found) == 1:
            return found[0]
        sentence = (
            _("Several organisations are called “%(name)s”.")
            if found
            else _(
                "No organisation is called “%(name)s”. Add it to the directory first, or leave this empty."
            )
        )
        raise forms.ValidationError(sentence % {"name": name.strip()})


def _member_fields() -> tuple[forms.ChoiceField, forms.ChoiceField, forms.CharField]:
    role = forms.ChoiceField(
        label=gettext_lazy("Role in the delegation"), choices=Member.Role.choices, initial=Member.Role.MEMBER
    )
    payer = forms.ChoiceField(
        label=gettext_lazy("Whose money it is"),
        choices=SponsoredTrip.Payer.choices,
        help_text=gettext_lazy("Money from outside is refused by rule; whoever approves may set that aside."),
    )
    sponsor = forms.CharField(label=gettext_lazy("Name of who pays"), max_length=300, required=False)
    return role, payer, sponsor


class AddMembersForm(PartForm):
    """Members, a line each: who is in the directory is found there, who is not is added once that is confirmed."""

    lines = forms.CharField(
        label=gettext_lazy("Who travels"),
        max_length=20_000,
        help_text=gettext_lazy("One person a line: name; organisation; post. The last two may be left out."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    role, payer, sponsor = _member_fields()

    def clean_lines(self) -> list[tuple[str, str, str]]:
        """Split the lines into name, organisation and post; refuse two lines of one name."""
        rows = [
            [part.strip() for part in line.split(";")] for line in self.cleaned_data["lines"].splitlines()
        ]
        found = [(row[0], *[*row[1:3], "", ""][:2]) for row in rows if row[0]]
        if len(found) > MOST_LINES:
            raise forms.ValidationError(_("At most %(n)d people at once.") % {"n": MOST_LINES})
        if len({fold(name) for name, _body, _post in found}) < len(found):
            raise forms.ValidationError(_("Somebody stands there twice."))
        return cast("list[tuple[str, str, str]]", found)

    def clean(self) -> dict[str, Any]:
        """Find everybody; ask before somebody, or an organisation, is added to the directory."""
        super().clean()
        found = [self._found(*row) for row in self.cleaned_data.get("lines", ())]
        self.cleaned_data["found"] = found
        unknown = [name for name, person, *_rest in found if person is None]
        unknown += dict.fromkeys(words for _n, _p, words, body, _t in found if words and body is None)
        if unknown and not self.errors:
            question = _("Not in the directory: %(names)s.") % {"names": ", ".join(unknown)}
            self.ask("new", gettext_lazy("Yes, add them to the directory"), question)
        return self.cleaned_data

    def _found(
        self, name: str, words: str, post: str
    ) -> tuple[str, Person | None, str, Organisation | None, str]:
        seen = Person.objects.visible_to(self.user, self.office).live().unerased()
        people = list(seen.filter(name_folded=fold(name)[:200])[:2])
        bodies = Organisation.objects.visible_to(self.user, self.office).live()
        named = list(bodies.filter(name_folded=fold(words)[:300])[:2]) if words else []
        for found, asked in ((people, name), (named, words)):
            if len(found) > 1:
                sentence = _(
                    "Several are called “%(name)s” in the directory. Merge them, or write it in full."
                )
                self.add_error("lines", sentence % {"name": asked})
        return name, people[0] if people else None, words, named[0] if named else None, post

    @property
    def shared(self) -> dict[str, Any]:
        """Return what is said of all of them."""
        return {name: self.cleaned_data[name] for name in ("role", "payer", "sponsor")}


class MemberForm(PartForm):
    """One member: for whom, in which post and role, on whose money."""

    organisation = forms.CharField(label=gettext_lazy("Organisation"), max_length=300, required=False)
    post_title = forms.CharField(label=gettext_lazy("Post, as on the badge"), max_length=200, required=False)
    role, payer, sponsor = _member_fields()

    @staticmethod
    def initial_of(member: Member) -> dict[str, Any]:
        """Return what the form shows of a member."""
        shown = {name: getattr(member, name) for name in ("post_title", "role", "payer", "sponsor")}
        return {**shown, "organisation": member.organisation.name if member.organisation else ""}

    def clean_organisation(self) -> Organisation | None:
        """Find the organisation by its name."""
        return self.body_named(self.cleaned_data["organisation"])

    @property
    def values(self) -> dict[str, Any]:
        """Return the fields for the verb."""
        return {
            name: self.cleaned_data[name]
            for name in ("organisation", "post_title", "role", "payer", "sponsor")
        }


class StopForm(PartForm):
    """A town, or a country, with the days spent there."""

    where = forms.CharField(
        label=gettext_lazy("Where"),
        max_length=200,
        help_text=gettext_lazy(
            "A town, with its country where the name is common: Trier, Germany. Or a country."
        ),
    )
    starts = day(gettext_lazy("From"))
    ends = day(gettext_lazy("Until"))
    zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("That of the town where it is left empty; else as in Europe/Amsterdam."),
    )
    lodging = forms.CharField(label=gettext_lazy("Where they stay"), max_length=300, required=False)

    @staticmethod
    def initial_of(stop: Stop) -> dict[str, Any]:
        """Return what the form shows of a stop."""
        shown = {name: getattr(stop, name) for name in ("starts", "ends", "zone", "lodging")}
        return {**shown, "where": str(stop)}

    def clean_where(self) -> tuple[str, str, str]:
        """Return country, town and time zone; words that mean several towns are refused with these."""
        words: str = self.cleaned_data["where"].strip()
        if self.standing is not None and words == str(self.standing):
            return self.standing.country, self.standing.city, self.standing.zone
        country = country_of(words)
        if country is not None:
            return country.code, "", ""
        found = self._town(words)
        return found.country, found.name, found.timezone

    def _town(self, words: str) -> PlaceRef:
        try:
            found = resolve(words)
        except GazetteerMissing as missing:
            raise forms.ValidationError(str(missing)) from None
        if found.match is None:
            near = "; ".join(
                f"{ref.name}, {ref.region}, {country_name(ref.country)}" for ref in found.alternatives[:4]
            )
            sentence = _("Which town is meant? %(near)s") if near else _("No town of that name is known.")
            raise forms.ValidationError(sentence % {"near": near})
        return found.match

    def clean(self) -> dict[str, Any]:
        """A country alone has no time zone of its own: it is asked for."""
        super().clean()
        if "where" in self.cleaned_data and not (
            self.cleaned_data.get("zone") or self.cleaned_data["where"][2]
        ):
            self.add_error("zone", _("Say in which time zone: a country may have several."))
        return self.cleaned_data

    @property
    def values(self) -> dict[str, Any]:
        """Return the fields for the verb."""
        country, city, zone = self.cleaned_data["where"]
        shown = {name: self.cleaned_data[name] for name in ("starts", "ends", "lodging")}
        return {**shown, "country": country, "city": city, "zone": self.cleaned_data["zone"] or zone}


class SlotForm(PartForm):
    """One item of the programme; what it clashes with is asked about."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Slot.Kind.choices)
    title = forms.CharField(label=gettext_lazy("What it is, in a few words"), max_length=300)
    on = day(gettext_lazy("Day"))
    starts = clock(gettext_lazy("From"))
    ends = clock(gettext_lazy("Until"))
    ends_on = day(
        gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Only where it ends on another day.")
    )
    venue = forms.CharField(label=gettext_lazy("Venue"), max_length=300, required=False)
    host = forms.CharField(
        label=gettext_lazy("Hosting organisation"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("As it is called in the directory."),
    )
    host_text = forms.CharField(label=gettext_lazy("Who receives them"), max_length=300, required=False)
    transport = forms.CharField(
        label=gettext_lazy("How they get there"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Coach from the hotel at 9:15; on foot."),
    )
    languages = forms.CharField(
        label=gettext_lazy("Languages"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("French; German"),
    )
    interpreter = forms.CharField(label=gettext_lazy("Interpreter"), max_length=200, required=False)
    for_all = forms.BooleanField(label=gettext_lazy("For the whole delegation"), required=False, initial=True)
    members = forms.MultipleChoiceField(
        label=gettext_lazy("Or only for"), required=False, widget=forms.CheckboxSelectMultiple
    )
    zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("That of the stop on that day where it is left empty."),
    )
    end_zone = forms.CharField(
        label=gettext_lazy("Time zone where it ends"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Only where it ends in another one, as a flight does."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=4000
    )

    names = (
        "kind", "title", "on", "starts", "ends", "ends_on", "venue", "host", "host_text", "transport",
        "languages", "interpreter", "for_all", "zone", "end_zone", "note",
    )  # fmt: skip

    def set_up(self) -> None:
        """Offer the members to choose from."""
        self.people = list(self.engagement.members.select_related("person"))
        field = cast(forms.MultipleChoiceField, self.fields["members"])
        seen = set(
            Person.objects.visible_to(self.user, self.office)
            .filter(pk__in=[one.person_id for one in self.people])
            .values_list("pk", flat=True)
        )
        field.choices = [(one.uid, one.person.name) for one in self.people if one.person_id in seen]
        if not field.choices:
            del self.fields["members"]

    @classmethod
    def initial_of(cls, slot: Slot) -> dict[str, Any]:
        """Return what the form shows of an item."""
        shown = {name: getattr(slot, name) for name in cls.names}
        return {
            **shown,
            "host": slot.host.name if slot.host else "",
            "languages": "; ".join(language_name(code) for code in slot.languages),
            "ends_on": slot.ends_on if slot.ends_on != slot.on else None,
            "end_zone": slot.end_zone if slot.end_zone != slot.zone else "",
            "members": [row.member.uid for row in slot.taking_part.select_related("member")],
        }

    def clean_host(self) -> Organisation | None:
        """Find the hosting organisation by its name."""
        return self.body_named(self.cleaned_data["host"])

    def clean_languages(self) -> list[str]:
        """Write languages as their codes; what is none stays in words."""
        return language_codes("; ".join(split_list(self.cleaned_data["languages"])))

    def clean(self) -> dict[str, Any]:
        """Fill in zones and the last day; ask about what the item would clash with."""
        super().clean()
        values = self.cleaned_data
        if self.errors:
            return values
        values["zone"] = values["zone"] or zone_on(self.engagement, values["on"])
        values["end_zone"] = values["end_zone"] or values["zone"]
        values["ends_on"] = values["ends_on"] or values["on"]
        try:
            for name in ("zone", "end_zone"):
                check_zone(values[name], name)
            found = self._clashes()
        except Refused as refusal:
            self.add_error(refusal.where if refusal.where in self.fields else None, str(refusal))
            return values
        if found:
            self.ask("clash", gettext_lazy("Yes, keep it as it is"), " ".join(found))
        return values

    def _clashes(self) -> list[str]:
        """Return a sentence for each clash of this item with one that stands."""
        others = [
            one for one in slots_of(self.engagement) if self.standing is None or one.pk != self.standing.pk
        ]
        draft = Slot(**{name: value for name, value in self.values.items() if name != "members"})
        begins, ends = moments(draft)
        everybody = [one.pk for one in self.people]
        who = everybody if draft.for_all else [one.pk for one in self.chosen]
        own = Item(
            "own",
            begins,
            ends,
            frozenset(who),
            draft.host_id,
            fold(draft.interpreter) if draft.interpreter else "",
        )
        if ends <= begins:
            return []
        found = clashes([own, *items_of(others, everybody)])
        titles = {one.pk: one.title for one in others}
        names = {one.pk: one.person.name for one in self.people}
        return [
            clash_sentence(clash, titles, names)
            for clash in found
            if "own" in (clash.first, clash.second) and clash.kind in (TWICE, INTERPRETER, HOST)
        ]

    @property
    def chosen(self) -> list[Member]:
        """Return the members that are ticked."""
        ticked = set(self.cleaned_data.get("members", ()))
        return [one for one in self.people if one.uid in ticked]

    @property
    def values(self) -> dict[str, Any]:
        """Return the fields for the verb."""
        return {name: self.cleaned_data[name] for name in self.names if name in self.cleaned_data}


def clash_sentence(clash: Clash, titles: dict[Any, str], names: dict[Any, str]) -> str:
    """Return a clash in words; of an item that is not named (the one being written) the other is told."""
    others = [titles[key] for key in (clash.first, clash.second) if key in titles]
    items = " / ".join(f"“{one}”" for one in others)
    if clash.kind == TWICE:
        who = ", ".join(names[key] for key in clash.who if key in names)
        count = len(clash.who)
        sentence = ngettext(
            "%(who)s would be in two places at once: %(items)s.",
            "%(n)d people would be in two places at once (%(who)s): %(items)s.",
            count,
        )
        return sentence % {"who": who, "n": count, "items": items}
    sentences = {
        INTERPRETER: _("The interpreter is needed twice at the same time: %(items)s."),
        HOST: _("The same organisation hosts at the same time: %(items)s."),
    }
    known = sentences.get(clash.kind)
    return (known or _("There is little time between: %(items)s.")) % {"items": items}


class DecisionForm(PartForm):
    """Approved or sent back, in words; and why a rule is set aside, where one speaks against it."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        widget=forms.RadioSelect,
        choices=[
            ("approve_delegation", gettext_lazy("Approve it")),
            ("send_delegation_back", gettext_lazy("Send it back")),
        ],
    )
    decision = forms.CharField(
        label=gettext_lazy("In words"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What is to be changed; or, from risk level 3 on, why the journey is needed."),
    )
    override_reason = forms.CharField(
        label=gettext_lazy("Why rules are set aside"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Only where rules speak against it, as told above."),
    )


class OrganiserForm(PartForm):
    """Who organises a delegation, and so reads the second forms."""

    organiser = forms.ChoiceField(label=gettext_lazy("Who organises it"))

    def set_up(self) -> None:
        """Offer the people of the office who may change the engagement."""
        held = {one.user.uid: one.user for one in members_of(self.office).select_related("user")}
        self.people = {
            uid: one for uid, one in held.items() if one.is_active and may_write(one, self.engagement)
        }
        field = cast(forms.ChoiceField, self.fields["organiser"])
        field.choices = [(uid, one.name or one.email) for uid, one in self.people.items()]

    @property
    def chosen(self) -> User:
        """Return whom it is handed to."""
        return self.people[self.cleaned_data["organiser"]]
