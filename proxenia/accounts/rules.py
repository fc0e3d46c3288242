"""What an account, a link and a unit must be; refusals carry the sentence the user reads."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from proxenia.accounts.models import SignInLink
from proxenia.core.errors import Refused

LINK_LIFE = timedelta(hours=24)


def check_link(link: SignInLink | None, now: datetime) -> SignInLink:
    """Refuse a link that is unknown, used or too old; all three look the same from outside."""
    if link is None or link.used_at or link.expires_at < now or not link.user.is_active:
        raise Refused(_("This sign-in link has been used or is too old. Ask for a new one."))
    return link


def check_not_last_manager(others: int) -> None:
    """Refuse to take away the last person who may look after the people of an office."""
    if others == 0:
        raise Refused(
            _("This is the last person who can look after people and settings; name another first.")
        )
