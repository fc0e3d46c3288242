"""What a question must be, and the words of its verbs in the log."""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.core.errors import Refused

FEWEST, MOST = 100, 200_000
"""So many draws may be asked for."""

SENTENCES = {
    "ask_question": gettext_lazy("asked where to look"),
    "change_question": gettext_lazy("changed the question"),
    "bring_mix": gettext_lazy("brought our own exports to the question"),
    "remove_mix": gettext_lazy("took our own exports away from the question"),
    "answer_question": gettext_lazy("had the question answered from the statistics"),
    "set_weights": gettext_lazy("said what matters how much"),
    "remove_weights": gettext_lazy("took back what matters how much"),
    "decide_question": gettext_lazy("wrote down what was decided"),
    "archive_question": gettext_lazy("put the question away"),
    "restore_question": gettext_lazy("brought the question back"),
}


def check_question(title: str, home: str, countries: Collection[str], draws: int) -> None:
    """Refuse a question without words, from a country nobody knows, or with too few or too many draws."""
    if not title.strip():
        raise Refused(_("Say what you want to know."), where="title")
    if home not in countries:
        raise Refused(_("Choose our country."), where="home")
    if not FEWEST <= draws <= MOST:
        message = _("Between %(few)d and %(most)d draws can be made here.")
        raise Refused(message % {"few": FEWEST, "most": MOST}, where="draws")


def check_purpose(purpose: str, purposes: Collection[str]) -> None:
    """Refuse a purpose that the tree of factors does not have."""
    if purpose and purpose not in purposes:
        raise Refused(_("Choose a purpose from the list."), where="purpose")
