"""The forms of engagements: contacts and promises, and those of delegations beside them."""

from proxenia.engagements.forms.contacts import EngagementForm, FollowUpForm, ReasonForm, place_words
from proxenia.engagements.forms.quick import LineForm, QuickForm
from proxenia.engagements.forms.states import StepForm

__all__ = [
    "EngagementForm",
    "FollowUpForm",
    "LineForm",
    "QuickForm",
    "ReasonForm",
    "StepForm",
    "place_words",
]
