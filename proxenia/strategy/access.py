"""Who may write strategies, set rules aside, adopt and publish."""

from django.utils.translation import gettext as _

from proxenia.accounts.access import check_may
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import OVERRIDE, WRITE
from proxenia.core.errors import NotAllowed
from proxenia.records.access import check_may_write
from proxenia.strategy.models import Strategy


def check_may_override(user: User, office: Office, where: str) -> None:
    """Refuse somebody who may not decide on exceptions."""
    if not user.standing(office).has(OVERRIDE):
        raise NotAllowed(_("Only somebody who may decide on exceptions can set the rule aside."), where=where)


def check_may_adopt(user: User, strategy: Strategy) -> None:
    """Refuse somebody who does not write for the whole office: a version or a public page is the office's."""
    check_may_write(user, strategy)
    check_may(user, strategy.office, WRITE)


def check_may_set_powers(user: User, office: Office) -> None:
    """Refuse somebody who does not write for the whole office."""
    check_may(user, office, WRITE)
