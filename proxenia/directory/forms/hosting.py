"""Forms of hosted bodies: the body, one line of support, benefit or burden, a review, an assessment."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import Office, User
from proxenia.accounts.queries import members_of
from proxenia.core.fields import PartialDateFormField
from proxenia.core.forms import PlainForm
from proxenia.core.values import CellError, parse_currency
from proxenia.core.vocabulary import Vocabulary
from proxenia.directory.forms.corps import OfOrganisation, area
from proxenia.directory.models import HostedBody, HostedLine

FIELDS = ("kind", "seat", "since", "until", "agreement", "signed", "expires", "terms", "review_on", "note")


def _day(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class HostedBodyForm(OfOrganisation):
    """An international body with an office here, and its agreement."""

    kind = forms.ChoiceField(label=_("Kind"))
    seat = forms.ChoiceField(label=_("What is here"))
    since = PartialDateFormField(label=_("Here since"), required=False)
    until = PartialDateFormField(label=_("Here until"), required=False)
    agreement = forms.CharField(
        label=_("Host agreement"),
        max_length=300,
        required=False,
        help_text=_("Its title; empty where there is none."),
    )
    signed = PartialDateFormField(label=_("Signed"), required=False)
    expires = PartialDateFormField(label=_("Agreement ends"), required=False)
    terms = area(_("What the agreement promises"), 3)
    review_on = _day(_("Next review"))
    note = area(_("Note"), 3)

    field_order = ("organisation", *FIELDS, "unit", "visibility")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, vocabulary in (("kind", "hosted_kinds"), ("seat", "hosted_seats")):
            field: Any = self.fields[name]
            field.choices = Vocabulary.load(vocabulary).choices()
        self.order_fields(self.field_order)

    @staticmethod
    def initial_of(body: HostedBody) -> dict[str, Any]:
        """Return what the form shows of a record."""
        shown = {name: getattr(body, name) for name in (*FIELDS, "visibility")}
        return {**shown, "unit": body.unit.uid if body.unit else ""}

    def values(self) -> dict[str, Any]:
        """Return the fields for the verb."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class LineForm(PlainForm):
    """One support, benefit or burden: words, and a figure with what it counts and where it is from."""

    kind = forms.ChoiceField(label=_("Kind"))
    what = forms.CharField(label=_("In words"), max_length=500)
    amount = forms.DecimalField(
        label=_("Figure"),
        max_digits=14,
        decimal_places=2,
        min_value=0,
        required=False,
        help_text=_("Leave it empty where nobody knows: unknown is not nought."),
    )
    currency = forms.CharField(
        label=_("Currency"), max_length=3, required=False, help_text=_("EUR, where the figure is money.")
    )
    counted = forms.CharField(
        label=_("Or what it counts"),
        max_length=60,
        required=False,
        help_text=_("Jobs, events a year, square metres."),
    )
    on = PartialDateFormField(label=_("Date or year of the figure"), required=False)
    source = forms.CharField(
        label=_("Source"), max_length=300, required=False, help_text=_("Who says so, in which paper of when.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = Vocabulary.load("hosted_effects")
        tops = [code for code in words.codes if words.parent(code) is None]
        field: Any = self.fields["kind"]
        field.choices = [
            (words.label(top), [(code, words.label(code)) for code in words.children(top)]) for top in tops
        ]

    @staticmethod
    def initial_of(line: HostedLine) -> dict[str, Any]:
        """Return what the form shows of a line."""
        names = ("kind", "what", "amount", "currency", "counted", "on", "source")
        return {name: getattr(line, name) for name in names}

    def clean_currency(self) -> str:
        """Words for a currency become its code."""
        try:
            return parse_currency(self.cleaned_data["currency"]).value or ""
        except CellError as error:
            raise forms.ValidationError(str(error)) from error


class ReviewForm(PlainForm):
    """More, the same or less, and why."""

    decision = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))
    held_on = _day(_("Held on"), required=True)
    minutes = area(_("Minutes"), 4, _("Who was there, what was said."))
    next_on = _day(_("Next review"), help_text=_("Empty ends the series: nobody is reminded."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = Vocabulary.load("hosting_decisions")
        field: Any = self.fields["decision"]
        field.choices = [(code, f"{words.label(code)}: {words.help(code)}") for code in words.codes]
        self.fields["held_on"].initial = timezone.localdate


class AssessmentForm(PlainForm):
    """What somebody thinks of it, and who else may read that."""

    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(label=_("Assessment"), widget=forms.Textarea(attrs={"rows": 8}))
    readers = forms.MultipleChoiceField(
        label=_("Who may read it besides you"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody else sees it, finds it or reads its history, the director neither."),
    )

    def __init__(self, *args: Any, user: User, office: Office, is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = members_of(office)
        self.people = {one.user.uid: one.user for one in held if one.user.is_active and one.user != user}
        if not is_new:
            del self.fields["readers"]
            return
        field: Any = self.fields["readers"]
        field.choices = [(key, one.name or _t("somebody without a name")) for key, one in self.people.items()]

    def readers_chosen(self) -> list[User]:
        """Return the people whose boxes are ticked."""
        return [self.people[key] for key in self.cleaned_data["readers"]]
