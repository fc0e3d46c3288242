"""Every write of the room of reviews."""

from proxenia.reviews.actions.reviews import (
    answer_review,
    begin_review,
    carry_out_review,
    decide_review,
    drop_review,
    looks_back_to,
)
from proxenia.reviews.actions.vital_signs import judge_office, renew_ties

__all__ = [
    "answer_review",
    "begin_review",
    "carry_out_review",
    "decide_review",
    "drop_review",
    "judge_office",
    "looks_back_to",
    "renew_ties",
]
