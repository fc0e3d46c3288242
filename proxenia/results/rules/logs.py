"""What a side effect, a place in a ranking and an item of the media must say; refusals are sentences."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.core.errors import Refused
from proxenia.core.values import PartialDate
from proxenia.results.models.logs import Externality, MediaItem

State = Externality.State
FIRST_EDITION = 1950


def check_range(low: Any, high: Any) -> None:
    """Refuse a range with one end, below nought or upside down."""
    for name, one in (("low", low), ("high", high)):
        if one is not None and one < 0:
            raise Refused(_("A figure is not below zero."), where=name)
    if (low is None) != (high is None):
        raise Refused(
            _("Give both ends of the range; where the figure is exact, the same one twice."), where="high"
        )
    if low is not None and low > high:
        raise Refused(_("The range is upside down: at least is more than at most."), where="low")


def check_not_ahead(on: PartialDate | None, today: dt.date) -> None:
    """Refuse what has no date, or one that is still to come."""
    if on is None:
        raise Refused(_("Say when: a year is enough."), where="on")
    if on.first() > today:
        raise Refused(_("This day is still to come."), where="on")


def check_externality(values: Mapping[str, Any], today: dt.date) -> None:
    """Refuse a side effect without those who bear it, or one that is answered by nothing."""
    if not values["what"]:
        raise Refused(_("Say in a sentence what the side effect is."), where="what")
    if not values["whom"]:
        raise Refused(_("Say who bears it: a side effect is always somebody's."), where="whom")
    check_not_ahead(values["on"], today)
    check_range(values["low"], values["high"])
    if values["low"] is not None:
        _check_figure(values, today)
    for name, choices in (("severity", Externality.Severity), ("state", State)):
        if values[name] not in ("", *choices.values):
            raise Refused(_("Choose from the list."), where=name)
    if values["state"] in (State.ANSWERED, State.ACCEPTED) and not values["mitigation"]:
        raise Refused(_("Say what is done about it, or why it is accepted."), where="mitigation")


def _check_figure(values: Mapping[str, Any], today: dt.date) -> None:
    if bool(values["currency"]) == bool(values["counted"]):
        raise Refused(_("Say what the figure counts, or in which currency it is."), where="counted")
    if values["currency"] and values["valued_on"] is None:
        raise Refused(_("Say of which date the amount is: money changes its worth."), where="valued_on")
    if values["currency"] and values["valued_on"].first() > today:
        raise Refused(_("The date of an amount is not in the future."), where="valued_on")
    if not values["source"]:
        raise Refused(_("Say where the figure is from."), where="source")


def check_ranking(values: Mapping[str, Any], today: dt.date) -> None:
    """Refuse a place that is none: after the last, a range upside down, a score without its scale, no source."""
    if not values["name"]:
        raise Refused(_("Say which ranking it is."), where="name")
    year = values["edition"]
    if year is None or not FIRST_EDITION <= year <= today.year + 1:
        raise Refused(_("Say of which year the edition is."), where="edition")
    best, worst, among = values["best"], values["worst"], values["among"]
    if best is None and values["score"] is None:
        raise Refused(_("Give a place or a score."), where="best")
    if best == 0 or (worst is not None and (best is None or worst < best)):
        raise Refused(_("The places are upside down."), where="best" if best == 0 else "worst")
    if among is not None and best is not None and max(best, worst or best) > among:
        raise Refused(_("There is no place after the last."), where="among")
    if values["score"] is not None and not values["scale"]:
        raise Refused(_("Say on which scale the score is, for example 0 to 100."), where="scale")
    if not values["source"]:
        raise Refused(_("Say where that can be read."), where="source")


def check_media_item(values: Mapping[str, Any], today: dt.date) -> None:
    """Refuse an item without headline or outlet, of a day to come, or with readers that nobody counted."""
    if not values["title"]:
        raise Refused(_("Write the headline."), where="title")
    if not values["outlet"]:
        raise Refused(_("Say where it was published."), where="outlet")
    check_not_ahead(values["on"], today)
    if values["tone"] not in ("", *MediaItem.Tone.values):
        raise Refused(_("Choose from the list."), where="tone")
    if values["reach"] is not None and not values["reach_source"]:
        raise Refused(_("Say who counted the readers."), where="reach_source")


def check_once(standing: object | None, where: str) -> None:
    """Refuse what stands already."""
    if standing is not None:
        raise Refused(
            _("“%(name)s” is written down already. Change it there.") % {"name": standing}, where=where
        )


SENTENCES = {
    "add_externality": gettext_lazy("wrote a side effect down"),
    "change_externality": gettext_lazy("changed a side effect"),
    "archive_externality": gettext_lazy("put a side effect away"),
    "restore_externality": gettext_lazy("brought a side effect back"),
    "add_ranking": gettext_lazy("wrote a place in a ranking down"),
    "change_ranking": gettext_lazy("changed a place in a ranking"),
    "archive_ranking": gettext_lazy("put a place in a ranking away"),
    "restore_ranking": gettext_lazy("brought a place in a ranking back"),
    "add_media_item": gettext_lazy("noted what the media said"),
    "change_media_item": gettext_lazy("changed what the media said"),
    "archive_media_item": gettext_lazy("put a note on the media away"),
    "restore_media_item": gettext_lazy("brought a note on the media back"),
}
