"""Who may add places and name an office's home."""

from proxenia.accounts.access import check_may
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import SETTINGS, WRITE


def check_may_add_place(user: User, office: Office) -> None:
    """Refuse somebody who may not write in this office."""
    check_may(user, office, WRITE)


def check_may_set_home(user: User, office: Office) -> None:
    """Refuse somebody who may not change the office's settings."""
    check_may(user, office, SETTINGS)
