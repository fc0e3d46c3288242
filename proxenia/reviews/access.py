"""Who may open, answer and decide a review."""

from django.utils.translation import gettext as _

from proxenia.accounts.access import may
from proxenia.accounts.models import User
from proxenia.accounts.models.roles import WRITE
from proxenia.core.errors import NotAllowed
from proxenia.portfolio.models import Partnership
from proxenia.records.access import check_may_write, may_write


def check_may_review(user: User, tie: Partnership) -> None:
    """Refuse somebody who may not change the tie."""
    check_may_write(user, tie)


def may_decide(user: User, tie: Partnership) -> bool:
    """Say whether a person decides reviews of a tie: who writes for the whole office, not for one unit."""
    return may(user, tie.office, WRITE) and may_write(user, tie)


def check_may_decide(user: User, tie: Partnership) -> None:
    """Refuse somebody who prepares a review but does not decide it."""
    check_may_write(user, tie)
    if not may(user, tie.office, WRITE):
        raise NotAllowed(
            _("Reviews are decided by directors and officers. You can prepare this one."), where="decision"
        )
