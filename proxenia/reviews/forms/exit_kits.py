"""The form of an exit kit."""

from django import forms
from django.utils.translation import gettext_lazy as _

from proxenia.core.forms import PlainForm
from proxenia.portfolio.forms.shared import area

LONGEST = 20_000


class ExitKitForm(PlainForm):
    """The texts of an exit kit; what stands in brackets is still to be filled in."""

    letter = forms.CharField(
        label=_("Letter to the partner"), required=False, max_length=LONGEST, widget=area(14)
    )
    notice = forms.CharField(
        label=_("Letter to those who took part here"), required=False, max_length=LONGEST, widget=area(10)
    )
    questions = forms.CharField(
        label=_("Questions and answers"), required=False, max_length=LONGEST, widget=area(14)
    )
    press_line = forms.CharField(label=_("Press line"), required=False, max_length=2000, widget=area(4))
    remains = forms.CharField(
        label=_("What remains"),
        required=False,
        max_length=LONGEST,
        widget=area(6),
        help_text=_(
            "For the page that remembers the tie: what was reached and learned, where documents are."
        ),
    )
    contact_name = forms.CharField(label=_("Follow-up contact"), required=False, max_length=200)
    contact_way = forms.CharField(label=_("How to reach them"), required=False, max_length=200)
