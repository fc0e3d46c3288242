"""What reviews add to the page of a tie."""

from typing import Any

from django.http import HttpRequest

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models.roles import READ
from proxenia.core.panels import panel
from proxenia.portfolio.models import Partnership
from proxenia.portfolio.rules import HISTORIC
from proxenia.records.access import may_write
from proxenia.reviews.models import Review
from proxenia.reviews.queries.due import last_decided


@panel(page="portfolio.tie", slot="right", order=60, template="reviews/_on_tie.html")
def on_tie(request: HttpRequest, tie: Partnership) -> dict[str, Any] | None:
    """Say whether a review is open, what the last one decided and why, and offer to open one."""
    user = signed_in(request)
    # A partner from outside with whom the tie is shared does not read what the office decides about it.
    if not may(user, tie.office, READ):
        return None
    begun = (
        Review.objects.filter(partnership=tie, state=Review.State.OPEN).select_related("opened_by").first()
    )
    writes = tie.state != HISTORIC and not tie.is_archived and may_write(user, tie)
    return {
        "reviewed": tie,
        "begun": begun,
        "last": last_decided(tie),
        "remembered": tie.state == HISTORIC,
        "may_open": writes and begun is None,
    }
