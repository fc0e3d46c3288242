"""Reads about promises."""

from proxenia.commitments.queries.promises import (
    Answering,
    Past,
    answering_words,
    could_check,
    is_overdue,
    past_of,
    staff_of,
    to_check_by,
    who_may_answer,
)

__all__ = [
    "Answering",
    "Past",
    "answering_words",
    "could_check",
    "is_overdue",
    "past_of",
    "staff_of",
    "to_check_by",
    "who_may_answer",
]
