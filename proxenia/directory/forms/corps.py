"""Forms of the diplomatic corps: a mission, the head of a mission, the end of a term."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import Office, User
from proxenia.core.fields import PartialDateFormField
from proxenia.core.forms import PlainForm
from proxenia.core.names import country_names
from proxenia.core.values import clean_text
from proxenia.core.vocabulary import Vocabulary
from proxenia.directory.forms.bodies import SharedFields, one_called, suggest_organisations
from proxenia.directory.models import Head, Mission, Organisation, Person
from proxenia.directory.queries.corps import people_called
from proxenia.places.queries import countries

TEXTS = ("sender", "address", "district", "email", "phone", "national_day", "note")


class OfOrganisation(SharedFields):
    """A form about one organisation, written by its name; one that nobody knows is added with the record."""

    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=300,
        help_text=_("Its name as it stands in the directory; one that is not there yet is added."),
    )

    def __init__(self, *args: Any, standing: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.new_name = ""
        if standing is not None:
            # Its name is changed on the organisation's own page, who may see it where every record says so.
            del self.fields["organisation"]
        else:
            suggest_organisations(self.fields["organisation"], self.office)

    def clean_organisation(self) -> Organisation | None:
        """The name becomes the organisation of that name; an unknown one is kept to be added."""
        name = clean_text(self.cleaned_data["organisation"])
        try:
            return one_called(self.user, self.office, name)
        except ValidationError as error:
            if error.code != "unknown":
                raise
            self.new_name = name
            return None


def area(label: Any, rows: int = 2, help_text: Any = "") -> forms.CharField:
    """Return an optional field of several lines."""
    return forms.CharField(
        label=label, required=False, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows})
    )


class MissionForm(OfOrganisation):
    """What an organisation is in the diplomatic corps."""

    kind = forms.ChoiceField(label=_("Kind"))
    sending = forms.ChoiceField(label=_("Sending country"), required=False)
    sender = forms.CharField(
        label=_("Sent by"),
        max_length=200,
        required=False,
        help_text=_("Only where no country sends it: the European Union, a region."),
    )
    address = area(_("Address"))
    district = area(_("Consular district"), help_text=_("The area it is responsible for."))
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=60, required=False)
    national_day = forms.CharField(
        label=_("National day"), max_length=40, required=False, help_text=_("07-14 or 14 July.")
    )
    opened = PartialDateFormField(label=_("Here since"), required=False)
    closed = PartialDateFormField(label=_("Closed"), required=False)
    note = area(_("Note"), 3)

    field_order = (
        "organisation", "kind", "sending", "sender", "address", "district", "email", "phone", "national_day",
        "opened", "closed", "note", "unit", "visibility",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["kind"]
        kinds.choices = Vocabulary.load("mission_kinds").choices()
        senders: Any = self.fields["sending"]
        senders.choices = [("", "–"), *country_names(list(countries()))]
        self.order_fields(self.field_order)

    @staticmethod
    def initial_of(mission: Mission) -> dict[str, Any]:
        """Return what the form shows of a record."""
        names = ("kind", "sending", *TEXTS, "opened", "closed", "visibility")
        shown = {name: getattr(mission, name) for name in names}
        return {**shown, "unit": mission.unit.uid if mission.unit else ""}

    def values(self) -> dict[str, Any]:
        """Return the fields for the verb."""
        return {name: self.cleaned_data[name] for name in ("kind", "sending", *TEXTS, "opened", "closed")}


class HeadForm(PlainForm):
    """Who leads a mission: rank, accreditation, until when."""

    person = forms.CharField(
        label=_("Name"),
        max_length=200,
        help_text=_("Given name first. Somebody who is not in the directory yet is added."),
    )
    rank = forms.ChoiceField(label=_("Rank"))
    presented = PartialDateFormField(
        label=_("Accredited on"),
        required=False,
        help_text=_("The day of the credentials or the exequatur; it decides the precedence."),
    )
    until = PartialDateFormField(
        label=_("Until"),
        required=False,
        help_text=_("Where the end of the term is known, as for many honorary consuls."),
    )
    is_acting = forms.BooleanField(label=_("Leads it for the time being (acting)"), required=False)

    def __init__(
        self, *args: Any, user: User, office: Office, head: Head | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.office = user, office
        self.new_name = ""
        ranks: Any = self.fields["rank"]
        ranks.choices = [("", _t("Choose…")), *Vocabulary.load("head_ranks").choices()]
        if head is not None:
            del self.fields["person"]

    @staticmethod
    def initial_of(head: Head) -> dict[str, Any]:
        """Return what the form shows of a head."""
        return {name: getattr(head, name) for name in ("rank", "presented", "until", "is_acting")}

    def clean_person(self) -> Person | None:
        """The name becomes the person of that name; an unknown one is kept to be added."""
        name = clean_text(self.cleaned_data["person"])
        found = people_called(self.user, self.office, name)
        if len(found) > 1:
            raise ValidationError(
                _t("Several people are called so. Merge them, or give one a fuller name first.")
            )
        self.new_name = "" if found else name
        return found[0] if found else None

    def values(self) -> dict[str, Any]:
        """Return the fields for the verb."""
        return {name: self.cleaned_data[name] for name in ("rank", "presented", "until", "is_acting")}


class EndHeadForm(PlainForm):
    """When a term ended, and why."""

    until = PartialDateFormField(label=_("Ended on"))
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        required=False,
        help_text=_("Recalled, term over, exequatur withdrawn, died."),
    )
