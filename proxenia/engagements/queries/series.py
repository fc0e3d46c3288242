"""What was made from a series, and what became an exception."""

import datetime as dt
from dataclasses import dataclass

from proxenia.accounts.models import Office, User
from proxenia.engagements.models import Engagement, Occurrence
from proxenia.records.models import visible_through


@dataclass(frozen=True)
class Line:
    """One engagement of a series, and the day it was made for."""

    engagement: Engagement
    day: dt.date

    @property
    def is_moved(self) -> bool:
        """Say whether it stands on another day than the rule gave it."""
        return str(self.engagement.date) != self.day.isoformat()


def series_of(user: User, office: Office, engagement: Engagement) -> list[Line]:
    """Return the engagements made from a series, by their days, as far as this person may see them."""
    seen = visible_through(user, office, "engagement__", is_known=True)
    rows = Occurrence.objects.filter(seen, series__first=engagement, engagement__archived_at=None)
    return [Line(row.engagement, row.day) for row in rows.select_related("engagement").order_by("day")]
