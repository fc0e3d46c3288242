"""Who opened a confidential record, as its history and the page of the log tell it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import pgettext_lazy

from proxenia.accounts.models import User
from proxenia.audit.models import ConfidentialRead
from proxenia.audit.queries import reads_of
from proxenia.records.models import Anchor, Visibility

MOST = 200
DOORS = {
    "page": pgettext_lazy("door", "its page"),
    "history": pgettext_lazy("door", "its history"),
    "file": pgettext_lazy("door", "a file"),
    "export": pgettext_lazy("door", "an export"),
    "search": pgettext_lazy("door", "search"),
    "print": pgettext_lazy("door", "print"),
}


@dataclass(frozen=True)
class Line:
    """One opening as a page shows it."""

    at: datetime
    by: str
    door: Any
    outcome: str
    outcome_label: str
    uid: str = ""


def who_opened(anchor: Anchor, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return the newest openings of a record for its history, within the days asked for (``from``, ``to``).

    Told for confidential records, and for those that once were; nothing for the others.
    """
    since, until = day_of(asked.get("from", "")), day_of(asked.get("to", ""))
    found = reads_of(anchor.office_id, uid=anchor.uid, since=begin_of(since), until=end_of(until))
    lines = lines_of(found[: MOST + 1])
    is_told = anchor.visibility == Visibility.CONFIDENTIAL or bool(lines)
    return {
        "tells_openings": is_told or bool(since or until),
        "openings": [(line, None) for line in lines[:MOST]],
        "more_openings": len(lines) > MOST,
        "opened_from": since,
        "opened_to": until,
    }


def lines_of(reads: Iterable[ConfidentialRead]) -> list[Line]:
    """Return openings with the names of who they were, as far as they are still known."""
    rows = list(reads)
    names = names_of({row.by_uid for row in rows})
    return [
        Line(
            row.at,
            names.get(row.by_uid, row.by_uid),
            DOORS.get(row.via, row.via),
            row.outcome,
            row.get_outcome_display(),
            row.subject_uid,
        )
        for row in rows
    ]


def names_of(uids: Iterable[str]) -> dict[str, str]:
    """Return the names of people who sign in, by uid."""
    return dict(User.objects.filter(uid__in=list(uids)).values_list("uid", "name"))


def day_of(text: str) -> date | None:
    """Return the day a filter names; an odd one names none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def begin_of(day: date | None) -> datetime | None:
    """Return the first moment of a day, in the installation's zone."""
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


def end_of(day: date | None) -> datetime | None:
    """Return the first moment after a day."""
    return begin_of(day + timedelta(days=1)) if day and day < date.max else None
