"""What a contact must say: dates in order, a cost with its currency, hours that can be, words of the vocabulary."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.core.errors import Refused
from proxenia.core.values import PartialDate
from proxenia.core.vocabulary import Vocabulary
from proxenia.engagements.models import Engagement
from proxenia.engagements.rules import states

FACT_VISIBILITIES = ("public", "internal")
"""Stored facts of a tie are computed from contacts that everybody in the office may see."""

CLOSENESS = ("public", "internal", "restricted", "confidential")
"""Visibilities from the widest to the closest."""

_CURRENCY = re.compile(r"[A-Z]{3}")
_CHOICES: dict[str, Any] = {
    "direction": Engagement.Direction,
    "mode": Engagement.Mode,
    "initiated_by": Engagement.By,
    "hosted_by": Engagement.By,
    "paid_by": Engagement.By,
}

SENTENCES = {
    "log_engagement": gettext_lazy("logged it"),
    "change_engagement": gettext_lazy("changed it"),
    "link_engagement": gettext_lazy("linked it to a tie"),
    "unlink_engagement": gettext_lazy("took it off a tie"),
    "archive_engagement": gettext_lazy("put it away"),
    "restore_engagement": gettext_lazy("brought it back"),
    "note_staff_time": gettext_lazy("noted staff hours"),
    **states.SENTENCES,
}


def check_engagement(values: Mapping[str, Any]) -> None:
    """Refuse a contact that cannot have been so; ``values`` are all fields as they would stand."""
    if not values.get("title", "").strip():
        raise Refused(_("Say in a few words what it was."), where="title")
    if values.get("date") is None:
        raise Refused(_("Say when it was; a year is enough."), where="date")
    check_kind(values.get("kind", ""))
    check_dates(values["date"], values.get("until"))
    check_money(values.get("cost"), values.get("currency", ""))
    hours = values.get("staff_hours")
    if hours is not None and hours < 0:
        raise Refused(_("Staff hours cannot be fewer than none."), where="staff_hours")
    for name, choices in _CHOICES.items():
        if values.get(name, "") not in ("", *choices.values):
            raise Refused(_("“{word}” is not in the list.").format(word=values[name]), where=name)


def check_kind(kind: str) -> None:
    """Refuse a kind of contact that the vocabulary does not know."""
    if kind not in Vocabulary.load("engagement_kinds").terms:
        raise Refused(_("“{kind}” is not a kind of contact.").format(kind=kind), where="kind")


def check_dates(date: PartialDate, until: PartialDate | None) -> None:
    """Refuse an end that certainly lies before the beginning; partial dates are given the benefit."""
    if until is not None and until.last() < date.first():
        raise Refused(
            _("It cannot end ({until}) before it begins ({date}).").format(until=until, date=date),
            where="until",
        )


def check_money(cost: Decimal | None, currency: str) -> None:
    """Refuse a cost without its currency, or below nothing."""
    if cost is None:
        return
    if cost < 0:
        raise Refused(_("A cost cannot be less than nothing."), where="cost")
    if not _CURRENCY.fullmatch(currency):
        raise Refused(
            _("Say in which currency: three letters such as EUR."),
            where="currency",
        )


def closest(visibilities: list[str]) -> str:
    """Return the closest of some visibilities; internal where there is none."""
    return max(visibilities, key=CLOSENESS.index, default="internal")
