"""How a partner is asked for their view: how often, how long the link works, and why it does not any more."""

import datetime as dt
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.core.errors import Refused
from proxenia.reviews.models.partner_views import PartnerView

FORM = "partner_view"
"""The code of the short form."""
LINK_LIFE = timedelta(days=28)
BETWEEN = timedelta(days=1)
"""In this time nobody is asked about a tie more than once, and one person by no more than ``MOST_ASKED`` ties."""
MOST_ASKED = 5

SENTENCES = {
    "ask_partner": gettext_lazy("asked a partner for their view"),
    "send_partner_link": gettext_lazy("sent a partner the link to the short form"),
    "withdraw_partner_view": gettext_lazy("made a link to the short form worthless"),
    "give_partner_view": gettext_lazy("kept a partner's view, given by a mailed link"),
}


def check_not_too_often(same_tie: int, same_person: int) -> None:
    """Refuse to fill somebody's letter-box; both are counted over the last day."""
    if same_tie:
        raise Refused(
            _("This person was asked about this tie within the last day. Give them time."), where="email"
        )
    if same_person >= MOST_ASKED:
        raise Refused(
            _("This person was asked about several ties within the last day. Ask again tomorrow."),
            where="email",
        )


def check_can_answer(asked: PartnerView | None, now: datetime) -> PartnerView:
    """Return what may be answered; refuse a link that is unknown, used, withdrawn or too old, each in a sentence."""
    if asked is None:
        raise Refused(_("This link is not known here. Open it as it stands in the letter."))
    if asked.answered_at is not None:
        raise Refused(_("You have answered already. Thank you; the link works once."))
    if asked.withdrawn_at is not None:
        raise Refused(_("This link was withdrawn by the office that sent it."))
    if now >= asked.expires_at:
        raise Refused(_("The time to answer has passed. Write to the office if you would still like to."))
    return asked


def state_of(asked: PartnerView, now: datetime) -> str:
    """Return what came of asking: answered, withdrawn, silent (the time has passed) or waiting."""
    if asked.answered_at is not None:
        return "answered"
    if asked.withdrawn_at is not None:
        return "withdrawn"
    return "silent" if now >= asked.expires_at else "waiting"


def days_waiting(asked: PartnerView, today: dt.date) -> int:
    """Return for how many days a partner has not answered."""
    return max((today - asked.asked_at.date()).days, 0)
