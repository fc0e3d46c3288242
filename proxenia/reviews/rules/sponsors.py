"""Who may carry a tie, and what a date of politics must say."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.core.errors import Refused
from proxenia.reviews.models.sponsors import Carrier, PoliticalDate

AHEAD = dt.timedelta(days=365)
"""Ties about to lose somebody are told a year before."""
HANDOVER_DAYS = 30

SENTENCES = {
    "name_carrier": gettext_lazy("named who carries it"),
    "end_carrier": gettext_lazy("noted that somebody no longer carries it"),
    "open_carrier_task": gettext_lazy("made a task of somebody about to leave"),
    "open_handover": gettext_lazy("opened a handover after a departure"),
    "add_political_date": gettext_lazy("added a date to the political calendar"),
    "remove_political_date": gettext_lazy("took a date off the political calendar"),
}


def check_carrier(side: str, role: str, *, person: Any, user: Any) -> None:
    """Refuse a side or role that is not in the list, nobody, and somebody of the office on the partner's side."""
    if side not in Carrier.Side.values or role not in Carrier.Role.values:
        raise Refused(_("Choose a side and a role."), where="role")
    if (person is None) == (user is None):
        raise Refused(_("Say who it is."), where="who")
    if user is not None and side == Carrier.Side.THEM:
        raise Refused(_("Somebody of this office carries it on our side."), where="who")


def check_political_date(values: Mapping[str, Any]) -> None:
    """Refuse a date without a day, or of a kind that is not in the list; whose term ends must be said."""
    if values.get("kind") not in PoliticalDate.Kind.values:
        raise Refused(_("Choose what happens."), where="kind")
    if values.get("on") is None:
        raise Refused(_("Say when; a year is enough."), where="on")
    if values["kind"] != PoliticalDate.Kind.ELECTION and values.get("person") is None:
        raise Refused(_("Say whose it is."), where="person")
