"""What an organisation, a person, a post and a merge must be; every refusal is the sentence a person reads."""

from proxenia.directory.rules.bodies import (
    check_kind,
    check_mergeable,
    check_name,
    check_not_undone,
    check_parent,
    check_restorable,
    check_term,
    is_blank,
    is_stricter,
    municipality_name,
    stricter,
)

__all__ = [
    "check_kind",
    "check_mergeable",
    "check_name",
    "check_not_undone",
    "check_parent",
    "check_restorable",
    "check_term",
    "is_blank",
    "is_stricter",
    "municipality_name",
    "stricter",
]
