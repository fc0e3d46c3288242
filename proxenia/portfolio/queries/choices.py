"""What may be chosen in forms and filters, in the reader's language."""

from functools import cache

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from proxenia.core.names import country_names
from proxenia.core.vocabulary import Vocabulary
from proxenia.places.queries import countries
from proxenia.portfolio.models import Classification

FACET_LABELS = {
    "collaboration_type": _("Collaboration type"),
    "innovation_goal": _("Innovation goal"),
    "policy_sector": _("Policy sector"),
    "scale": _("Scale"),
    "innovation_stage": _("Innovation stage"),
    "sdg": _("Sustainable development goal"),
    "purpose": _("Serves"),
    "lead_actor": _("Led by"),
}


def kinds() -> list[tuple[str, str]]:
    """Return the kinds of tie for a choice."""
    return Vocabulary.load("partnership_kinds").choices()


def states() -> list[tuple[str, str]]:
    """Return the states for a choice."""
    return Vocabulary.load("partnership_states").choices()


def country_choices() -> list[tuple[str, str]]:
    """Return all countries by name; sorting them takes a while, so it is done once a language."""
    return _country_choices(get_language() or "")


@cache
def _country_choices(_language: str) -> list[tuple[str, str]]:
    return country_names(list(countries()))


def facet_choices(facet: str) -> list[tuple[str, str]]:
    """Return the words of a facet."""
    return Vocabulary.load(Classification.FACETS[facet]).choices()


def organisation_kinds() -> list[tuple[str, str]]:
    """Return the kinds of organisation for a choice."""
    return Vocabulary.load("organisation_kinds").choices()
