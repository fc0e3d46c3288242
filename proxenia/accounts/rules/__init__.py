"""What an account, a link, a password and a role must be; refusals carry the sentence the user reads."""

from proxenia.accounts.rules.offices import (
    INVITATION_LIFE,
    LINK_LIFE,
    MAILED_LINK_LIFE,
    check_browser,
    check_link,
    check_not_last_manager,
    check_role,
)

__all__ = [
    "INVITATION_LIFE",
    "LINK_LIFE",
    "MAILED_LINK_LIFE",
    "check_browser",
    "check_link",
    "check_not_last_manager",
    "check_role",
]
