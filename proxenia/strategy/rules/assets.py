"""What is refused about the inventory, consultations and the governance profile."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from proxenia.core.errors import Refused
from proxenia.core.values import PartialDate
from proxenia.strategy.models import Voice
from proxenia.strategy.rules.tree import check_words, check_year


def check_asset(values: Mapping[str, Any], groups: Collection[str], today: dt.date) -> None:
    """Refuse an asset without group, evidence, source or date, or one seen in the future."""
    check_words(values["title"], "title", _("Say what it is."))
    if values["group"] not in groups:
        raise Refused(_("Choose one of the five groups."), where="group")
    check_words(values["evidence"], "evidence", _("Write what shows it: a figure, a document, a name."))
    check_words(values["source"], "source", _("Say where the evidence is from."))
    check_not_ahead(values["as_of"], "as_of", today)


def check_not_ahead(on: PartialDate | None, where: str, today: dt.date) -> None:
    """Refuse a date that is missing or still to come."""
    if on is None:
        raise Refused(_("Say of when it is."), where=where)
    if on.first() > today:
        raise Refused(_("This day is still to come."), where=where)


def check_voice(values: Mapping[str, Any]) -> None:
    """Refuse to write down nobody, nothing asked, or an answer without its reason."""
    check_words(values["name"], "name", _("Say who was heard."))
    check_words(values["asked"], "asked", _("Write what they asked."))
    if values["outcome"] not in Voice.Outcome.values:
        raise Refused(_("Choose what became of it."), where="outcome")
    if values["outcome"] in (Voice.Outcome.NOT, Voice.Outcome.PART) and not values["became"].strip():
        raise Refused(_("Say why it was not taken up in full: those who asked will read it."), where="became")


def check_figures(values: Mapping[str, Any]) -> None:
    """Refuse figures of a unit that cannot be, or money without currency and year."""
    check_words(values["name"], "name", _("Give the unit its name."))
    for where in ("staff", "budget"):
        if values.get(where) is not None and values[where] < 0:
            raise Refused(_("This figure is not below zero."), where=where)
    if values.get("budget") is not None and not values.get("currency"):
        raise Refused(_("Say in which currency the budget is."), where="currency")
    if values.get("budget") is not None and not values.get("year"):
        raise Refused(_("Say of which year the budget is."), where="year")
    check_year(values.get("year"), "year")
