"""Every write on questions, their weights and their runs."""

from proxenia.prioritisation.actions.profiles import remove_city_profile, set_city_profile
from proxenia.prioritisation.actions.questions import (
    archive_question,
    ask_question,
    bring_mix,
    change_question,
    decide_question,
    remove_mix,
    restore_question,
)
from proxenia.prioritisation.actions.runs import answer_question, keep_run
from proxenia.prioritisation.actions.weights import remove_weights, set_weights

__all__ = [
    "answer_question",
    "archive_question",
    "ask_question",
    "bring_mix",
    "change_question",
    "decide_question",
    "keep_run",
    "remove_city_profile",
    "remove_mix",
    "remove_weights",
    "restore_question",
    "set_city_profile",
    "set_weights",
]
