"""What a direct value must say: a category that stays in our place, ranges, source, year; no purchasing power."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.core.errors import Refused
from proxenia.core.vocabulary import Vocabulary
from proxenia.methods.value import LEAKS

FIRST_YEAR = 1990
MOST = Decimal(10)
"""No regional account knows a multiplier near this; one above it is a slip."""


def check_direct(values: Mapping[str, Any], today: dt.date) -> None:
    """Refuse a direct value without words, of a category that leaves the place, upside down, or without its source."""
    if not values["what"]:
        raise Refused(_("Say in words what it is."), where="what")
    if values["category"] in LEAKS:
        raise Refused(
            _("What our own people spend elsewhere is a loss for the place, not a value."), where="category"
        )
    if values["category"] not in Vocabulary.load("direct_categories").codes:
        raise Refused(_("Only direct spending counts. Choose a category from the list."), where="category")
    _check_year(values["year"], today, "year")
    for low, high in (("low", "high"), ("each_low", "each_high")):
        _check_range(values[low], values[high], low, high)
    if not values["currency"]:
        raise Refused(_("Say in which currency the amount is: EUR, for example."), where="currency")
    if not values["source"]:
        raise Refused(
            _("Say where number and unit value are from: without that nobody can check it."), where="source"
        )
    _check_year(values["source_year"], today, "source_year")


def _check_year(year: int | None, today: dt.date, where: str) -> None:
    if year is None or not FIRST_YEAR <= year <= today.year:
        raise Refused(_("Say of which year it is; not one to come."), where=where)


def _check_range(low: Decimal | None, high: Decimal | None, first: str, last: str) -> None:
    if low is None or high is None:
        where = first if low is None else last
        raise Refused(_("Give both ends; where it is exact, the same one twice."), where=where)
    if low < 0:
        raise Refused(_("A value is not below zero."), where=first)
    if low > high:
        raise Refused(_("The range is upside down: at least is more than at most."), where=first)


def check_multiplier(
    year: int | None, low: Decimal | None, high: Decimal | None, source: str, today: dt.date
) -> None:
    """Refuse a multiplier without a source, below one, upside down or beyond what any account knows."""
    _check_year(year, today, "year")
    if not source:
        raise Refused(
            _("A multiplier needs its source: which study, of which region and year."), where="source"
        )
    _check_range(low, high, "low", "high")
    if low is not None and low < 1:
        raise Refused(_("A multiplier is one at least: the direct value itself."), where="low")
    if high is not None and high > MOST:
        raise Refused(_("No study of a place knows a multiplier above 10."), where="high")


SENTENCES = {
    "add_direct_value": gettext_lazy("wrote a direct value down"),
    "change_direct_value": gettext_lazy("changed a direct value"),
    "archive_direct_value": gettext_lazy("put a direct value away"),
    "restore_direct_value": gettext_lazy("brought a direct value back"),
    "set_multiplier": gettext_lazy("set the multiplier of a year with its source"),
    "drop_multiplier": gettext_lazy("took the multiplier of a year away"),
}
