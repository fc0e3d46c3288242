"""How promises move, and what keeping in touch must say."""

from proxenia.commitments.rules.promises import (
    SENTENCES,
    STANDING,
    STEP_VERBS,
    TRANSITIONS,
    Transition,
    answerable,
    check_second_person,
    check_sides,
    check_step,
    check_words,
    steps_from,
    transition,
)

__all__ = [
    "SENTENCES",
    "STANDING",
    "STEP_VERBS",
    "TRANSITIONS",
    "Transition",
    "answerable",
    "check_second_person",
    "check_sides",
    "check_step",
    "check_words",
    "steps_from",
    "transition",
]
