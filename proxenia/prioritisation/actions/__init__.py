"""Every write on questions, their weights and their runs."""

from proxenia.prioritisation.actions.questions import (
    archive_question,
    ask_question,
    change_question,
    decide_question,
    restore_question,
)
from proxenia.prioritisation.actions.runs import answer_question
from proxenia.prioritisation.actions.weights import remove_weights, set_weights

__all__ = [
    "answer_question",
    "archive_question",
    "ask_question",
    "change_question",
    "decide_question",
    "remove_weights",
    "restore_question",
    "set_weights",
]
