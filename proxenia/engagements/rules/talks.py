"""What a mandate must say, and when its second half can be written."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.core.errors import Refused
from proxenia.engagements.models import Engagement, Mandate
from proxenia.engagements.rules.states import CONTACT_STATES

BEFORE = ("wanted", "offered", "limits", "raise_first")
SENTENCES = {
    "write_mandate": gettext_lazy("wrote the mandate"),
    "change_mandate": gettext_lazy("changed the mandate"),
    "note_results": gettext_lazy("noted what was asked, obtained and conceded"),
    "archive_mandate": gettext_lazy("put the mandate away"),
    "draft_agenda": gettext_lazy("drafted the agenda"),
}


def check_mandate(values: Mapping[str, Any]) -> None:
    """Refuse a mandate that says nothing; ``values`` are all fields as they would stand."""
    if not any((values.get(name) or "").strip() for name in BEFORE):
        raise Refused(_("Say at least what we want, offer, do not agree to, or raise first."), where="wanted")


def check_results(engagement: Engagement) -> None:
    """Refuse what came of talks that did not take place."""
    if engagement.state not in CONTACT_STATES:
        sentence = _("The talks have not taken place yet. Note first that they did, then what came of them.")
        raise Refused(sentence, where="asked")


def is_about_results(values: Mapping[str, Any]) -> bool:
    """Say whether some values are of the second half."""
    return any(name in values for name in Mandate.AFTER)
