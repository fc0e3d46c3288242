"""Forms of questionnaires: the questions, a round, who is asked, a workbook that came back."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from proxenia.core import shipped
from proxenia.core.errors import Refused
from proxenia.core.forms import PlainForm
from proxenia.core.vocabulary import Vocabulary
from proxenia.results.forms.returns import WorkbookForm
from proxenia.results.models.questionnaires import QuestionRound
from proxenia.results.rules.questionnaires import MOST_AT_ONCE, SEPARATOR, Question, questions_in

TIERS = "staff_tiers"
ADDRESSES = 60_000


def shipped_questions() -> str:
    """Return the questions Proxenia brings along, as the form takes them."""
    return shipped.path("questionnaires", "horizons.txt").read_text(encoding="utf-8").strip()


class QuestionnaireForm(PlainForm):
    """What a questionnaire is for, and what each tier is asked."""

    title = forms.CharField(label=_("Title"), max_length=200)
    purpose = forms.CharField(
        label=_("What it is for"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Stands above the questions."),
    )
    is_anonymous = forms.BooleanField(
        label=_("Answers bear no name"),
        required=False,
        initial=True,
        help_text=_("Then nothing is shown before a round is closed, nor of fewer than five people."),
    )
    unit: Any = forms.ModelChoiceField(
        label=_("Unit"), queryset=None, required=False, empty_label=_("The office at large")
    )
    questions = forms.CharField(
        label=_("Questions"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_(
            "One a line: heading | question | how | tiers. How is agree, extent, yes or open; tiers are leadership, "
            "second, third, staff with commas between them, left out where everybody is asked."
        ),
    )
    why = forms.CharField(label=_("Why it is changed"), max_length=300, required=False)

    def __init__(self, *args: Any, units: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.queryset = units
        del self.fields["why" if is_new else "unit"]

    def clean_questions(self) -> list[Question]:
        """Return the questions; what is wrong is told by line."""
        try:
            return questions_in(self.cleaned_data["questions"], Vocabulary.load(TIERS).match)
        except Refused as refusal:
            raise forms.ValidationError(refusal.message) from refusal


def questions_text(questions: list[Question]) -> str:
    """Return questions as the form shows them."""
    told = []
    for one in questions:
        pieces = [one.section, one.text, one.how, ", ".join(one.tiers)]
        told.append(f" {SEPARATOR} ".join(pieces).rstrip(f" {SEPARATOR}"))
    return "\n".join(told)


class RoundForm(PlainForm):
    """One time a questionnaire is asked."""

    title = forms.CharField(
        label=_("Occasion"),
        max_length=200,
        help_text=_("Before or after what it is asked, as: Study visit to Turku."),
    )
    moment = forms.ChoiceField(label=_("When"), choices=QuestionRound.Moment.choices)
    due = forms.DateField(label=_("To be answered by"), widget=forms.DateInput(attrs={"type": "date"}))


class DayForm(PlainForm):
    """Another day to answer by."""

    due = forms.DateField(label=_("To be answered by"), widget=forms.DateInput(attrs={"type": "date"}))


class AskForm(PlainForm):
    """Who of a tier is asked: by e-mail, or by links that are handed out."""

    tier = forms.ChoiceField(label=_("Tier"))
    emails = forms.CharField(
        label=_("E-mails"),
        required=False,
        max_length=ADDRESSES,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "One a line, or with commas between them. Each gets a link of their own and the workbook."
        ),
    )
    number = forms.IntegerField(
        label=_("Or so many links to hand out"), required=False, min_value=1, max_value=MOST_AT_ONCE
    )

    def __init__(self, *args: Any, tiers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tier: Any = self.fields["tier"]
        tier.choices = tiers

    def clean_emails(self) -> list[str]:
        """Return the addresses; the first that is none is named."""
        pieces = self.cleaned_data["emails"].replace(",", "\n").replace(";", "\n").splitlines()
        told = [piece.strip() for piece in pieces if piece.strip()]
        field = forms.EmailField()
        for text in told:
            try:
                field.clean(text)
            except forms.ValidationError as error:
                message = _t("“%(text)s” is not an e-mail address.") % {"text": text[:80]}
                raise forms.ValidationError(message) from error
        return told

    def clean(self) -> dict[str, Any]:
        """Refuse neither and both."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and bool(data.get("emails")) == bool(data.get("number")):
            raise forms.ValidationError(_t("Write the e-mails, or how many links you hand out."))
        return data


class CameBackForm(WorkbookForm):
    """A workbook that came back to the office; with names, whose it is."""

    field_order = ("name", "file")

    def __init__(self, *args: Any, named: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if named:
            self.fields["name"] = forms.CharField(label=_("Whose answers they are"), max_length=200)
        self.order_fields(self.field_order)
