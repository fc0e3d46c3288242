"""What agendas, mandates, series and guests add to the page of an engagement."""

from typing import Any

from django.http import HttpRequest

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models.roles import READ
from proxenia.core.panels import panel
from proxenia.engagements.models import Engagement
from proxenia.engagements.queries.invitations import standing_of
from proxenia.engagements.queries.protocol import replies_of
from proxenia.engagements.queries.talks import mandates_of
from proxenia.records.access import may_write

MOST_SHOWN = 12
"""So many guests the page of an engagement names with their answers; the list has them all."""


@panel(page="engagements.engagement", slot="side", order=20, template="engagements/_before.html")
def before_and_after(request: HttpRequest, engagement: Engagement) -> dict[str, Any] | None:
    """Lead to the guests, the agenda, the mandates this person reads, and to repeating it."""
    user, office = signed_in(request), engagement.office
    if not may(user, office, READ):
        return None
    told = standing_of(user, engagement)
    guests = [line.guest for line in told.lines]
    writes = may_write(user, engagement) and not engagement.is_archived
    occurrence = getattr(engagement, "occurrence", None)
    return {
        "engagement": engagement,
        "guests": len(guests),
        "answers": told.lines[:MOST_SHOWN],
        "more": max(0, len(guests) - MOST_SHOWN),
        "told": told,
        "replies": replies_of(guests),
        "mandates": mandates_of(user, office, engagement),
        "drafts": engagement.agenda_drafts.count(),
        "staff": list(engagement.staff_times.select_related("user").order_by("user__name")),
        "may_write": writes,
        "may_repeat": writes and occurrence is None,
        "first": occurrence.series.first if occurrence and _sees(user, occurrence.series.first) else None,
    }


def _sees(user: Any, first: Engagement) -> bool:
    return bool(Engagement.objects.visible_to(user, first.office).filter(pk=first.pk).exists())
