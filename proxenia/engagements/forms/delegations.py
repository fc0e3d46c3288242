"""Forms of a delegation: members by their names, stops, items of the programme, the decision."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.models import Office, User
from proxenia.accounts.queries import members_of
from proxenia.commitments.forms import AskingForm
from proxenia.core.names import country_name
from proxenia.core.values import fold
from proxenia.directory.models import Organisation, Person
from proxenia.engagements.models import Engagement, Member, Stop
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
