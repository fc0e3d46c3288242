"""What somebody means who names an engagement, a tie or a body by a few words of it."""

from typing import Any

from proxenia.accounts.models import Office, User
from proxenia.core import search
from proxenia.core.values import fold
from proxenia.engagements.queries.finding import without_hidden_names
from proxenia.results.queries.ledger import LINKED

MOST_OFFERED = 12


def found_by(user: User, office: Office, sort: str, words: str) -> list[Any]:
    """Return the living records of a sort that fit some words, those of exactly that name alone where there are any."""
    model = LINKED.get(sort)
    if model is None or not words:
        return []
    keys = search.find(words, office.pk, kinds=(sort,), limit=200)
    if sort == "engagement":
        keys = without_hidden_names(user, office, words, keys)
    seen = model.objects.visible_to(user, office).live()
    found = list(seen.filter(pk__in=keys).order_by("-pk")[:MOST_OFFERED])
    exact = [one for one in found if fold(str(one)) == fold(words)]
    return exact or found
