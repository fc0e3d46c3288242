"""Who may edit the indicators of an office: whoever writes for the whole of it."""

from proxenia.accounts.access import check_may, may
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import WRITE


def may_edit_indicators(user: User, office: Office) -> bool:
    """Say whether a person edits the indicators of the office."""
    return may(user, office, WRITE)


def check_may_edit_indicators(user: User, office: Office) -> None:
    """Refuse somebody who does not write for the whole office."""
    check_may(user, office, WRITE)
