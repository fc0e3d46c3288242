"""What needs, offers and deliveries must be, what an offer may become, and what may be thanked for in public."""

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.core.errors import Refused
from proxenia.engagements.models.crises import Crisis, Offer
from proxenia.records.models import Visibility

State = Offer.State
OFFER_STEPS: dict[str, tuple[tuple[str, ...], str]] = {
    "accept_offer": ((State.OFFERED,), State.ACCEPTED),
    "decline_offer": ((State.OFFERED,), State.DECLINED),
    "withdraw_offer": ((State.OFFERED, State.ACCEPTED), State.WITHDRAWN),
}
OFFER_WORDS = {
    "accept_offer": gettext_lazy("They accept it"),
    "decline_offer": gettext_lazy("They decline it"),
    "withdraw_offer": gettext_lazy("It is withdrawn"),
}
STANDING = (State.OFFERED.value, State.ACCEPTED.value)
_CURRENCY = re.compile(r"[A-Z]{3}")
MOST_PARTS = 1000

SENTENCES = {
    "report_crisis": gettext_lazy("noted a crisis at a partner"),
    "change_crisis": gettext_lazy("changed what is said of the crisis"),
    "close_crisis": gettext_lazy("closed the crisis with a summary"),
    "reopen_crisis": gettext_lazy("opened the crisis again"),
    "archive_crisis": gettext_lazy("put the crisis away"),
    "restore_crisis": gettext_lazy("brought the crisis back"),
    "add_need": gettext_lazy("noted a need"),
    "change_need": gettext_lazy("changed a need"),
    "remove_need": gettext_lazy("removed a need"),
    "add_offer": gettext_lazy("noted an offer"),
    "change_offer": gettext_lazy("changed an offer"),
    "remove_offer": gettext_lazy("removed an offer"),
    "accept_offer": gettext_lazy("noted that an offer was accepted"),
    "decline_offer": gettext_lazy("noted that an offer was declined"),
    "withdraw_offer": gettext_lazy("noted that an offer was withdrawn"),
    "add_delivery": gettext_lazy("noted a delivery"),
    "confirm_delivery": gettext_lazy("noted who confirmed a delivery"),
    "remove_delivery": gettext_lazy("removed a delivery"),
    "publish_thanks": gettext_lazy("made the thanks public"),
    "withdraw_thanks": gettext_lazy("took the public thanks back"),
}


def plain(amount: Decimal) -> str:
    """Return an amount without idle noughts behind the point: 40, not 40.00 and not 4E+1."""
    return f"{amount.normalize():f}"


def check_crisis(values: Mapping[str, Any], today: dt.date) -> None:
    """Refuse a crisis without a name, a partner or a day, or one that is still to come."""
    if not values.get("title", "").strip():
        raise Refused(_("Say in a few words what it is."), where="title")
    if values.get("organisation") is None:
        raise Refused(_("Say which partner it struck."), where="organisation")
    if values.get("began_on") is None:
        raise Refused(_("Say since when."), where="began_on")
    if values["began_on"] > today:
        raise Refused(_("This day is still to come."), where="began_on")


def check_open(crisis: Crisis) -> None:
    """Refuse to change the parts of a crisis that is closed."""
    if crisis.state != Crisis.State.OPEN:
        raise Refused(_("This crisis is closed. Open it again first."))


def check_summary(summary: str) -> str:
    """Refuse to close a crisis without a word on how it went."""
    if len(summary.strip()) < 10:
        raise Refused(_("Say in a sentence or two how it went: it is what is read later."), where="summary")
    return summary.strip()


def check_room(count: int) -> None:
    """Refuse one part more than a page can show."""
    if count >= MOST_PARTS:
        raise Refused(_("A crisis has at most %(n)d of these.") % {"n": MOST_PARTS})


def check_quantity(values: Mapping[str, Any], *, may_be_unknown: bool = False) -> None:
    """Refuse an amount of nothing, one without its unit, and money without its currency."""
    if not values.get("what", "").strip():
        raise Refused(_("Say what it is."), where="what")
    amount, measure = values.get("amount"), values.get("measure", "")
    if amount is None and may_be_unknown:
        return
    check_amount(amount)
    if values.get("is_money") and not _CURRENCY.fullmatch(measure):
        raise Refused(_("Say in which currency: three letters such as EUR."), where="measure")
    if not measure.strip():
        raise Refused(_("Say of what: boxes, litres, hours, beds."), where="measure")


def check_amount(amount: Decimal | None) -> None:
    """Refuse an amount that is nothing or less, or too large to be right."""
    if amount is None or amount <= 0:
        raise Refused(_("Write an amount of more than nothing."), where="amount")
    if amount >= Decimal(10) ** 13:
        raise Refused(_("This amount is too large to be right."), where="amount")


def check_offer_step(verb: str, state: str, word: str) -> str:
    """Return the state an offer has after a step, or refuse one it cannot take."""
    if verb not in OFFER_STEPS:
        raise Refused(_("There is no such step."), where="verb")
    source, target = OFFER_STEPS[verb]
    if state not in source:
        raise Refused(_("This cannot be done now; it stands as: %(state)s.") % {"state": word}, where="verb")
    return target


def check_delivery(
    offer: Offer, amount: Decimal | None, delivered: Decimal, on: dt.date | None, today: dt.date
) -> None:
    """Refuse a delivery of what was declined or withdrawn, beyond what was offered, or on a day to come."""
    if offer.state not in STANDING:
        word = offer.get_state_display()
        raise Refused(_("This offer stands as: %(state)s; nothing of it arrives.") % {"state": word})
    check_amount(amount)
    if on is None or on > today:
        raise Refused(_("Say on which day it arrived; a day to come is none."), where="on")
    if on < offer.offered_on:
        raise Refused(_("It arrived before it was offered?"), where="on")
    left = offer.amount - delivered
    if amount is not None and amount > left:
        sentence = _(
            "Of this offer %(left)s %(measure)s is left to deliver. If more came, change the offer first."
        )
        raise Refused(sentence % {"left": plain(left), "measure": offer.measure}, where="amount")


def check_offered(amount: Decimal, delivered: Decimal) -> None:
    """Refuse to make an offer smaller than what of it has arrived."""
    if amount < delivered:
        sentence = _("%(amount)s of it has arrived already; the offer cannot be smaller.")
        raise Refused(sentence % {"amount": plain(delivered)}, where="amount")


def check_confirmation(words: str, on: dt.date | None, delivered_on: dt.date, today: dt.date) -> None:
    """Refuse a confirmation by nobody, before it arrived, or on a day to come."""
    if not words.strip():
        raise Refused(_("Say who of them confirmed it."), where="confirmed_by")
    if on is None or on > today or on < delivered_on:
        raise Refused(
            _("Say when they confirmed it: after it arrived, and not later than today."), where="confirmed_on"
        )


def check_thanks(crisis: Crisis, text: str) -> str:
    """Refuse public thanks for what is closed to part of the office, and thanks without words."""
    if crisis.visibility not in (Visibility.PUBLIC, Visibility.INTERNAL):
        sentence = _("This crisis is not open to the whole office, so nothing of it is made public.")
        raise Refused(sentence, where="text")
    if not text.strip():
        raise Refused(_("Write the words first."), where="text")
    return text.strip()


def check_unused(count: int) -> None:
    """Refuse to remove what something else hangs on."""
    if count:
        raise Refused(_("Something was noted for it already, so it stays. Change it instead."))


def check_offered_on(on: dt.date | None, today: dt.date) -> None:
    """Refuse an offer without a day, or of a day to come."""
    if on is None or on > today:
        raise Refused(_("Say when it was offered; a day to come is none."), where="offered_on")


def check_need(crisis: Crisis, need: Any) -> None:
    """Refuse to offer something for a need of another crisis."""
    if need is not None and need.crisis_id != crisis.pk:
        raise Refused(_("This need belongs to another crisis."), where="need")
