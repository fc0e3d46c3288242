"""Every write about contacts, and the facts of ties computed from them."""

from proxenia.engagements.actions.facts import refresh_contact_facts
from proxenia.engagements.actions.log import (
    add_follow_up,
    archive_engagement,
    change_engagement,
    link_engagement,
    log_engagement,
    restore_engagement,
    unlink_engagement,
)
from proxenia.engagements.actions.quick import NewPromise, log_with_promises
from proxenia.engagements.actions.states import move_engagement

__all__ = [
    "NewPromise",
    "add_follow_up",
    "archive_engagement",
    "change_engagement",
    "link_engagement",
    "log_engagement",
    "log_with_promises",
    "move_engagement",
    "refresh_contact_facts",
    "restore_engagement",
    "unlink_engagement",
]
