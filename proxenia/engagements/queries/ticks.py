"""What happened with many ties at once, for the ticks of the portfolio's timeline."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from proxenia.accounts.models import Office, User
from proxenia.engagements.models import Engagement, EngagementTie
from proxenia.portfolio.queries.pictures import Event
from proxenia.records.models import visible_through

MOST_TICKS = 60
"""A line a few hundred pixels wide shows no more; the newest are drawn."""


def ticks(user: User, office: Office, keys: Sequence[int]) -> dict[int, list[Event]]:
    """Return the newest contacts of each tie that a person may see: one question, however many ties."""
    seen = visible_through(user, office, "engagement__", is_known=True)
    links = EngagementTie.objects.filter(seen, partnership__in=keys, engagement__archived_at=None)
    links = links.exclude(engagement__state=Engagement.State.CANCELLED)
    rows: Any = links.order_by("-engagement__date").values_list(
        "partnership_id", "engagement__date", "engagement__title"
    )
    events: dict[int, list[Event]] = defaultdict(list)
    for key, date, title in rows:
        if len(events[key]) < MOST_TICKS:
            events[key].append(Event(date.first(), f"{date}: {title}"))
    return dict(events)
