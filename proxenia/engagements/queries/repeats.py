"""Whether somebody has just logged the same contact: who goes back and submits again."""

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone

from proxenia.accounts.models import Office, User
from proxenia.core.values import PartialDate, clean_text, fold
from proxenia.engagements.models import Engagement


def just_logged(
    user: User,
    office: Office,
    *,
    date: PartialDate,
    kind: str,
    title: str,
    ties: Iterable[int],
    within: dt.timedelta,
) -> Engagement | None:
    """Return the contact this person logged within that time of the same date, kind, title and ties, if any."""
    found = Engagement.objects.live().filter(
        office=office,
        title_folded=fold(clean_text(title)[:300])[:300],
        created_by=user,
        created_at__gte=timezone.now() - within,
        date=date,
        kind=kind,
    )
    wanted = set(ties)
    for one in found.order_by("-pk")[:20]:
        if set(one.tie_links.values_list("partnership_id", flat=True)) == wanted:
            return one
    return None
