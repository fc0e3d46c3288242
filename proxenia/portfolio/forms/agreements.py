"""Forms of an agreement and its steps."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.core.fields import PartialDateFormField
from proxenia.core.forms import PlainForm
from proxenia.core.vocabulary import Vocabulary
from proxenia.portfolio.forms.shared import DATE_HELP, area
from proxenia.portfolio.models import Agreement, AgreementVersion


class AgreementForm(PlainForm):
    """What is said of an agreement."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=300)
    state = forms.ChoiceField(
        label=gettext_lazy("State"), choices=Agreement.State.choices, initial=Agreement.State.SIGNED
    )
    formality = forms.ChoiceField(
        label=gettext_lazy("How formal"),
        required=False,
        choices=lambda: [("", _("Not said")), *Vocabulary.load("formalities").choices()],
    )
    signed = PartialDateFormField(label=gettext_lazy("Signed"), required=False, help_text=DATE_HELP)
    starts = PartialDateFormField(label=gettext_lazy("Starts"), required=False)
    ends = PartialDateFormField(label=gettext_lazy("Ends"), required=False)
    review = PartialDateFormField(label=gettext_lazy("Review"), required=False)
    renewal = forms.CharField(
        label=gettext_lazy("Renewal"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("By itself, on request, by a new decision …"),
    )
    exit_clause = forms.CharField(
        label=gettext_lazy("How either side leaves"), required=False, widget=area(2)
    )
    amendment_clause = forms.CharField(
        label=gettext_lazy("How it is amended"), required=False, widget=area(2)
    )
    signatories = forms.CharField(label=gettext_lazy("Signed by"), required=False, widget=area(2))
    note = forms.CharField(label=gettext_lazy("Notes"), required=False, widget=area(2))
    file = forms.FileField(
        label=gettext_lazy("The text"),
        required=False,
        help_text=gettext_lazy("PDF, Word, LibreOffice or a picture, up to 20 MB."),
    )

    def __init__(self, *args: Any, known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("state", "file") if known else ():
            del self.fields[name]


class SignForm(PlainForm):
    """The signature of a draft."""

    signed = PartialDateFormField(label=gettext_lazy("Signed on"), help_text=DATE_HELP)
    signatories = forms.CharField(label=gettext_lazy("Signed by"), required=False, widget=area(2))
    file = forms.FileField(label=gettext_lazy("The signed text"), required=False)


class AmendForm(PlainForm):
    """An amendment or a renewal."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        choices=[one for one in AgreementVersion.Kind.choices if one[0] != "original"],
        widget=forms.RadioSelect,
    )
    dated = PartialDateFormField(label=gettext_lazy("Dated"), required=False, help_text=DATE_HELP)
    summary = forms.CharField(label=gettext_lazy("What it changes"), required=False, widget=area(3))
    effective = PartialDateFormField(
        label=gettext_lazy("Takes effect"),
        required=False,
        help_text=gettext_lazy("Empty: at once. Until a day to come, the agreement stays as it is."),
    )
    ends = PartialDateFormField(
        label=gettext_lazy("New end"), required=False, help_text=gettext_lazy("A renewal needs one.")
    )
    review = PartialDateFormField(label=gettext_lazy("New review"), required=False)
    file = forms.FileField(label=gettext_lazy("The text"), required=False)


class EndForm(PlainForm):
    """The end of an agreement."""

    ended = PartialDateFormField(label=gettext_lazy("Ended on"), required=False, help_text=DATE_HELP)
    reason = forms.CharField(label=gettext_lazy("Why"), widget=area(3), max_length=2000)


class ApprovalForm(PlainForm):
    """The decision of a body on an agreement."""

    body = forms.CharField(
        label=gettext_lazy("Body"), max_length=200, help_text=gettext_lazy("City council, mayor, ministry …")
    )
    decided = PartialDateFormField(label=gettext_lazy("Decided on"), required=False, help_text=DATE_HELP)
    decision = forms.CharField(label=gettext_lazy("Decision"), required=False, max_length=200)
