"""The forms of a review: opening it, deciding it, dropping it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proxenia.core.forms import PlainForm
from proxenia.instruments.models import Instrument
from proxenia.portfolio.forms.shared import area, day
from proxenia.reviews.models import Review
from proxenia.reviews.rules import OUTCOMES

TAKE = "take:"
"""Before the code of a shipped form that the office has not taken over yet."""


class OpenForm(PlainForm):
    """By which questions, and whether the tie is taken to "under review" with it."""

    instrument = forms.ChoiceField(label=_("Questions"))
    moves = forms.BooleanField(label=_("Take the tie to “under review”"), required=False)

    def __init__(
        self,
        *args: Any,
        instruments: list[Instrument],
        shipped: list[tuple[str, str]],
        moves: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        own = [(one.uid, one.name) for one in instruments]
        new = [
            (f"{TAKE}{code}", _("{name} (taken over with it)").format(name=name)) for code, name in shipped
        ]
        self.fields["instrument"].choices = [*own, *new]  # type: ignore[attr-defined]
        if not moves:
            del self.fields["moves"]


class DecideForm(PlainForm):
    """The decision, its reasons, the minutes, the next review."""

    decision = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reasons"),
        max_length=5000,
        widget=area(4),
        help_text=_("For whoever comes after: what weighed most, and what spoke against it."),
    )
    minutes = forms.CharField(
        label=_("Minutes"),
        required=False,
        max_length=20_000,
        widget=area(6),
        help_text=_("Who was there, what was said, what was agreed."),
    )
    next_on = forms.DateField(
        label=_("Next review"), required=False, widget=day(), help_text=_("Where the tie goes on.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = [  # type: ignore[attr-defined]
            (one.code, f"{Review.Decision(one.code).label}: {one.means}") for one in OUTCOMES
        ]


class DropForm(PlainForm):
    """Why a review is closed without a decision."""

    reason = forms.CharField(label=_("Why"), max_length=2000, widget=area(3))
