"""What a question must be, and the words of its verbs in the log."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.core.errors import Refused
from proxenia.core.vocabulary import Vocabulary

AMONG = ("countries", "metros")
FEWEST, MOST = 100, 200_000
"""So many draws may be asked for."""

SENTENCES = {
    "ask_question": gettext_lazy("asked where to look"),
    "change_question": gettext_lazy("changed the question"),
    "bring_mix": gettext_lazy("brought our own exports to the question"),
    "remove_mix": gettext_lazy("took our own exports away from the question"),
    "set_city_profile": gettext_lazy("wrote down what is known of a city"),
    "remove_city_profile": gettext_lazy("took back what is known of a city"),
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


def check_among(among: str) -> None:
    """Refuse what no places are."""
    if among not in AMONG:
        raise Refused(_("Choose what is compared from the list."), where="among")


def check_purpose(purpose: str, purposes: Collection[str]) -> None:
    """Refuse a purpose that the tree of factors does not have."""
    if purpose and purpose not in purposes:
        raise Refused(_("Choose a purpose from the list."), where="purpose")


def check_profile(values: Mapping[str, Any]) -> None:
    """Refuse what is known of a city where it is nothing, or no code of its list."""
    if not any(values.get(name) not in (None, "", []) for name in ("powers", "posts", "stage", "networks")):
        raise Refused(_("Say at least one thing of the city."), where="powers")
    for name, words in (("powers", "policy_sectors"), ("stage", "innovation_stages")):
        told = values.get(name) or []
        unknown = set([told] if isinstance(told, str) else told) - set(Vocabulary.load(words).codes)
        if unknown:
            raise Refused(_("Choose from the list."), where=name)
    posts = values.get("posts")
    if posts is not None and not 0 <= posts < 100_000:
        raise Refused(_("Posts are a number from 0 up."), where="posts")
