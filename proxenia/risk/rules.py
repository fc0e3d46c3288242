"""What is refused: outside money for travel, destinations that are closed, gifts that nobody declared."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.core.errors import Refused
from proxenia.risk.models import Gift, GiftThreshold, Level, SponsoredTrip

Payer, Outcome = SponsoredTrip.Payer, Gift.Outcome

OWN_MONEY = frozenset({Payer.OFFICE, Payer.SELF, Payer.PUBLIC, Payer.NETWORK})
"""Who may pay without further ado; every other payer is refused by rule."""
BEFORE_DECLARING = frozenset({Outcome.OPEN, Outcome.RETURNED, Outcome.DECLINED})
"""What may become of a gift over the threshold before it is declared."""
SHORTEST_REASON = 15

SENTENCES = {
    "rate_destination": gettext_lazy("rated the destination"),
    "change_destination": gettext_lazy("changed what is said of the destination"),
    "archive_destination": gettext_lazy("put the destination away"),
    "restore_destination": gettext_lazy("brought the destination back"),
    "record_trip": gettext_lazy("recorded who pays for the journey"),
    "change_trip": gettext_lazy("changed what is said of the journey"),
    "archive_trip": gettext_lazy("put the journey away"),
    "restore_trip": gettext_lazy("brought the journey back"),
    "record_gift": gettext_lazy("entered it in the register of gifts"),
    "change_gift": gettext_lazy("changed the entry in the register of gifts"),
    "archive_gift": gettext_lazy("put the entry away"),
    "restore_gift": gettext_lazy("brought the entry back"),
    "set_gift_threshold": gettext_lazy("set from which value gifts are declared"),
}


def check_words(text: str, where: str, sentence: str) -> str:
    """Return words without blanks around them; refuse none."""
    if not text.strip():
        raise Refused(sentence, where=where)
    return text.strip()


def objections(payer: str, level: int | None) -> list[tuple[str, str]]:
    """Return what speaks against a journey by rule: the field and the sentence, nothing where all is well."""
    found = []
    if payer not in OWN_MONEY:
        sentence = _("Travel that is paid from outside is refused by rule; here: %(payer)s.")
        found.append(("payer", sentence % {"payer": Payer(payer).label}))
    if level == Level.NONE:
        found.append(("country", _("The office does not travel to this destination: its risk level is 4.")))
    return found


def check_trip(payer: str, level: int | None, reason: str) -> bool:
    """Refuse a journey the rules speak against, unless a reason sets them aside; say whether one was needed."""
    against = objections(payer, level)
    if not against:
        return False
    where, sentence = against[0]
    if not reason.strip():
        more = _("Somebody who may decide on exceptions can set the rule aside with a reason.")
        raise Refused(f"{sentence} {more}", where=where)
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused(_("Say in a sentence why the rule is set aside."), where="override_reason")
    return True


def check_dates(starts: dt.date, ends: dt.date) -> None:
    """Refuse a journey that ends before it begins."""
    if ends < starts:
        raise Refused(_("The journey ends before it begins."), where="ends")


def must_declare(value: Decimal | None, currency: str, threshold: GiftThreshold | None) -> bool | None:
    """Say whether a gift is over the office's threshold; None where that cannot be told.

    It cannot where no threshold is set, no value is known, or the currencies differ.
    """
    if threshold is None or value is None or currency != threshold.currency:
        return None
    return value >= threshold.amount


def check_gift(values: Mapping[str, Any], threshold: GiftThreshold | None, today: dt.date) -> None:
    """Refuse an entry that is not possible, or one over the threshold that is settled and not declared."""
    value, currency, declared = values.get("value"), values.get("currency", ""), values.get("declared_on")
    if values["on"] > today:
        raise Refused(_("This day is still to come."), where="on")
    if value is not None and value < 0:
        raise Refused(_("A value is not below zero."), where="value")
    if value is not None and not currency:
        raise Refused(_("Say in which currency the value is."), where="currency")
    if declared is not None and not values["on"] <= declared <= today:
        raise Refused(_("It is declared after it happened and not in the future."), where="declared_on")
    over = must_declare(value, currency, threshold)
    if over and declared is None and values["outcome"] not in BEFORE_DECLARING:
        sentence = _("From %(threshold)s on it is declared before it is settled.")
        raise Refused(sentence % {"threshold": threshold}, where="declared_on")
