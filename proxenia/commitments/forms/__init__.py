"""The forms of promises, and what they share with the forms of the log."""

from proxenia.commitments.forms.promises import SAME_WITHIN, AskingForm, CommitmentForm, StepForm

__all__ = ["SAME_WITHIN", "AskingForm", "CommitmentForm", "StepForm"]
