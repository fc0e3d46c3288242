"""What vital signs add to Today."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ
from proxenia.core.panels import panel
from proxenia.portfolio.queries.remembered import Memory
from proxenia.reviews.queries import signs


@panel(page="desk.today", slot="cold", order=20, template="reviews/_silent.html")
def silent(request: HttpRequest, office: Office) -> dict[str, Any] | None:
    """Say how many of the ties the office works on are quiet or dormant, and how old that is."""
    user, today = signed_in(request), timezone.localdate()
    if not may(user, office, READ):
        return None
    memory = Memory(user, office, today)
    told = memory.get(f"silent?{signs.mark(office)}", lambda: (signs.silent(user, office, today),))[0]
    return {"silent": told} if told else None
