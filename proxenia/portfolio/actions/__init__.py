"""Every write of the portfolio: ties, parties, memberships, agreements and the promises that belong to them."""

from proxenia.portfolio.actions.agreements import (
    add_agreement,
    add_approval,
    amend_agreement,
    change_agreement,
    end_agreement,
    put_into_effect,
    sign_agreement,
)
from proxenia.portfolio.actions.hosting import drop_host_agreement, name_host_agreement
from proxenia.portfolio.actions.memberships import change_membership, join_network
from proxenia.portfolio.actions.parties import Counterpart, add_party, change_party, remove_party
from proxenia.portfolio.actions.promises import add_promise
from proxenia.portfolio.actions.states import move_state
from proxenia.portfolio.actions.ties import (
    add_tie,
    archive_tie,
    ask_again,
    change_tie,
    classify_tie,
    dismiss_duplicate,
    restore_tie,
    set_parent,
)

__all__ = [
    "Counterpart",
    "add_agreement",
    "add_approval",
    "add_party",
    "add_promise",
    "add_tie",
    "amend_agreement",
    "archive_tie",
    "ask_again",
    "change_agreement",
    "change_membership",
    "change_party",
    "change_tie",
    "classify_tie",
    "dismiss_duplicate",
    "drop_host_agreement",
    "end_agreement",
    "join_network",
    "move_state",
    "name_host_agreement",
    "put_into_effect",
    "remove_party",
    "restore_tie",
    "set_parent",
    "sign_agreement",
]
