"""What is known of an entry of the logs beside the ledger: label, words, and where each leads."""

from typing import Any

from django.urls import reverse

from proxenia.accounts.models import Office, User
from proxenia.core.names import country_name
from proxenia.core.registry import address_of
from proxenia.core.templatetags.words import full_date
from proxenia.core.vocabulary import Vocabulary
from proxenia.results.queries.logs import plan_called


def facts_of(found: Any, user: User, office: Office) -> list[tuple[str, str, str]]:
    """Return label, words and address of every field that says something and that this person may read."""
    facts = []
    for name in found.audited_fields:
        value, field = getattr(found, name), found._meta.get_field(name)
        if value in ("", None):
            continue
        if name == "tie" and not type(value).objects.visible_to(user, office).filter(pk=value.pk).exists():
            continue
        facts.append((field.verbose_name, _shown(found, name, value), _link(name, value, user, office)))
    return facts


def _link(name: str, value: Any, user: User, office: Office) -> str:
    """Return where a field leads: an address of its own, or the page of the record it names."""
    if name == "link":
        return str(value)
    if name == "tie":
        return reverse("portfolio:tie", args=(office.slug, value.uid))
    if name == "indicator":
        return reverse("indicators:indicator", args=(office.slug, value.uid))
    called = plan_called(user, office, value) if name == "plan" else None
    return address_of(called[0], office.slug, called[1]) if called else ""


def _shown(found: Any, name: str, value: Any) -> str:
    if hasattr(found, f"get_{name}_display"):
        return str(getattr(found, f"get_{name}_display")())
    if name == "country":
        return country_name(value)
    if name == "category":
        return Vocabulary.load("direct_categories").label(value)
    if name in ("on", "valued_on"):
        return full_date(value)
    return str(value.name) if name == "indicator" else str(value)
