"""The forms of engagements: contacts and promises, and those of delegations beside them."""

from proxenia.engagements.forms.contacts import EngagementForm, FollowUpForm, ReasonForm, place_words

__all__ = ["EngagementForm", "FollowUpForm", "ReasonForm", "place_words"]
