"""What is refused of a peer's scores: no source, a section that is none, a figure beyond the scale."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from proxenia.core.errors import Refused
from proxenia.instruments.models import InstrumentVersion
from proxenia.strategy.rules.assets import check_not_ahead
from proxenia.strategy.rules.tree import check_words

MOST = 100


def check_form(version: InstrumentVersion | None) -> InstrumentVersion:
    """Refuse to compare by a form the office has not taken over, or by a version that never was in use."""
    if version is None:
        raise Refused(_("Take over the form of the self-assessment first."), where="name")
    return version


def check_peer(values: Mapping[str, Any], version: InstrumentVersion, today: dt.date) -> None:
    """Refuse a peer without name, date, source or any score, or with a score that cannot be."""
    check_words(values["name"], "name", _("Say which place or body it is."))
    check_not_ahead(values["on"], "on", today)
    check_words(values["source"], "source", _("Say who answered it, and where that can be read."))
    known = {section.code: section.title for section in version.form().sections}
    if not values["scores"]:
        raise Refused(_("Write at least one score; what is not known stays empty."), where=next(iter(known)))
    for code, score in values["scores"].items():
        if code not in known:
            raise Refused(_("This form has no section “{code}”.").format(code=code), where="name")
        if not 0 <= score <= MOST:
            sentence = _("{title}: a score lies between 0 and 100.")
            raise Refused(sentence.format(title=known[code]), where=code)
