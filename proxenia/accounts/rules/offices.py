"""What an account, a link and a unit must be; refusals carry the sentence the user reads."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, SecondFactor, SignInLink, Unit
from proxenia.accounts.models.roles import PARTNER, PEOPLE, ROLES
from proxenia.core.errors import Refused

LINK_LIFE = timedelta(hours=24)
"""A link that the operator hands over."""
MAILED_LINK_LIFE = timedelta(minutes=10)
"""A link that somebody asked for on the sign-in page."""
INVITATION_LIFE = timedelta(days=7)


def check_link(link: SignInLink | None, now: datetime) -> SignInLink:
    """Refuse a link that is unknown, used, withdrawn or too old; all look the same from outside."""
    dead = link is None or link.used_at or link.withdrawn_at
    if link is None or dead or link.expires_at < now or not link.user.is_active:
        raise Refused(_("This sign-in link has been used or is too old. Ask for a new one."))
    return link


def check_browser(link: SignInLink, browser: str) -> None:
    """Refuse a mailed link in another browser than the one that asked for it; invitations are bound to none."""
    if link.browser and not secrets.compare_digest(link.browser, browser):
        raise Refused(
            _("This link works in the browser in which it was asked for. Open it there, or ask for one here.")
        )


def asks_for_second_factor(office: Office, roles: Iterable[str]) -> bool:
    """Say whether an office asks whoever holds these roles in it for a second factor."""
    if office.second_factor == SecondFactor.NOBODY:
        return False
    if office.second_factor == SecondFactor.EVERYBODY:
        return True
    if office.second_factor == SecondFactor.STAFF:
        return any(role != PARTNER.code for role in roles)
    return any(PEOPLE in ROLES[role].rights for role in roles)


def check_not_last_manager(others: int) -> None:
    """Refuse to take away the last person who may look after the people of an office."""
    if others == 0:
        raise Refused(
            _("This is the last person who can look after people and settings; name another first.")
        )


def check_role(role: str, office: Office, unit: Unit | None) -> None:
    """Refuse a role there is none of, a unit of another office, and a role within a unit that names no unit."""
    if role not in ROLES:
        raise Refused(_("There is no such role."), where="role")
    if unit is not None and unit.office_id != office.pk:
        raise Refused(_("There is no such unit in this office."), where="unit")
    if unit is None and ROLES[role].is_of_unit:
        sentence = _("“%(role)s” is a role within a unit: choose the unit.")
        raise Refused(sentence % {"role": ROLES[role].label}, where="unit")
