"""Forms of evaluations: the evaluation, one line of it, the answer to a finding."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import Office, User
from proxenia.commitments.queries import staff_of
from proxenia.core.fields import PartialDateFormField
from proxenia.core.forms import PlainForm
from proxenia.directory.forms.bodies import SharedFields
from proxenia.results.forms.ledger import NOT_SAID, area, currency_of, day
from proxenia.results.models.evaluations import Evaluation, EvaluationLine

FIELDS = (
    "title", "about", "starts", "ends", "evaluator", "is_outside", "methods", "cost", "currency", "due_on", "state",
    "summary", "note",
)  # fmt: skip


class EvaluationForm(SharedFields):
    """An evaluation: of what, by whom, how, until when."""

    title = forms.CharField(label=_("Title"), max_length=300)
    about = forms.CharField(label=_("What is evaluated"), max_length=500, required=False)
    starts = PartialDateFormField(label=_("Looks at the time from"), required=False)
    ends = PartialDateFormField(label=_("Until"), required=False)
    evaluator = forms.CharField(label=_("Who evaluates"), max_length=200, required=False)
    is_outside = forms.BooleanField(label=_("Somebody outside the office"), required=False)
    methods = area(_("How"), 3, _("Interviews, case studies, surveys, figures."))
    cost = forms.DecimalField(label=_("Cost"), max_digits=14, decimal_places=2, min_value=0, required=False)
    currency = forms.CharField(label=_("Currency"), max_length=30, required=False)
    due_on = day(_("Report due"))
    state = forms.ChoiceField(label=_("How far it is"), choices=Evaluation.State.choices)
    summary = area(_("What it says, in short"), 4)
    note = area(_("Note"), 3)

    field_order = (*FIELDS, "unit", "visibility")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.field_order)

    @staticmethod
    def initial_of(one: Evaluation) -> dict[str, Any]:
        """Return what the form shows of a record."""
        shown = {name: getattr(one, name) for name in (*FIELDS, "visibility")}
        return {**shown, "unit": one.unit.uid if one.unit else ""}

    def clean_currency(self) -> str:
        """Words for a currency become its code."""
        return currency_of(self.cleaned_data["currency"])

    def values(self) -> dict[str, Any]:
        """Return the fields for the verb."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class EvaluationLineForm(PlainForm):
    """A question, a source or a finding."""

    sort = forms.ChoiceField(label=_("What it is"), choices=EvaluationLine.Sort.choices)
    text = area(
        _("In words"), 3, _("The question; whom or what it is from, by role and not by name; the finding.")
    )
    answer = area(_("Answer, or what was said or seen"), 4)
    on = PartialDateFormField(label=_("Date"), required=False)
    advice = area(_("What it recommends"), 2)

    def __init__(self, *args: Any, standing: EvaluationLine | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if standing is not None:
            del self.fields["sort"]

    @staticmethod
    def initial_of(line: EvaluationLine) -> dict[str, Any]:
        """Return what the form shows of a line."""
        return {name: getattr(line, name) for name in ("text", "answer", "on", "advice")}


class FindingForm(PlainForm):
    """How the office answers a finding, and what it promises."""

    response = forms.ChoiceField(label=_("Our answer"), choices=[NOT_SAID, *EvaluationLine.Response.choices])
    response_words = area(_("Why, and what we do"), 3)
    promise = forms.CharField(
        label=_("What we promise to do"),
        max_length=500,
        required=False,
        help_text=_(
            "Becomes a promise of ours that Today and the digest remember. Empty where nothing follows."
        ),
    )
    owner = forms.ChoiceField(label=_("Who of us"), required=False)
    due = day(_("Until when"))

    def __init__(self, *args: Any, office: Office, line: EvaluationLine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {one.uid: one for one in staff_of(office)}
        if line.commitment_id is not None:
            for name in ("promise", "owner", "due"):
                del self.fields[name]
            return
        field = cast(forms.ChoiceField, self.fields["owner"])
        field.choices = [("", _t("Nobody named")), *((uid, one.name) for uid, one in self.people.items())]

    def values(self) -> dict[str, Any]:
        """Return what the verb wants."""
        data = self.cleaned_data
        chosen: User | None = self.people.get(data.get("owner", ""))
        return {
            "response": data["response"], "words": data["response_words"], "promise": data.get("promise", ""),
            "due": data.get("due"), "owner": chosen,
        }  # fmt: skip
