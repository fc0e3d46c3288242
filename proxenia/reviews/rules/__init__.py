"""How facts of a tie read, what a review decides, and what that needs."""

from proxenia.reviews.rules.reviews import (
    LOOK_BACK,
    MOST_LINES,
    OUTCOMES,
    UNDER_REVIEW,
    NextStep,
    Outcome,
    check_next,
    check_open,
    check_reason,
    check_reviewable,
    check_step,
    outcome_of,
    step_after,
)
from proxenia.reviews.rules.vital_signs import MOST_SHOWN, STATE_SENTENCES, sentence, weight

__all__ = [
    "LOOK_BACK",
    "MOST_LINES",
    "MOST_SHOWN",
    "OUTCOMES",
    "STATE_SENTENCES",
    "UNDER_REVIEW",
    "NextStep",
    "Outcome",
    "check_next",
    "check_open",
    "check_reason",
    "check_reviewable",
    "check_step",
    "outcome_of",
    "sentence",
    "step_after",
    "weight",
]
