"""What others recorded lately, in the words of the log, as far as a person may see it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, User
from proxenia.audit.models import Event
from proxenia.core.registry import address_of, sentence_of
from proxenia.desk.queries.seeing import anchors_by_uid

LOOKED_AT = 300
"""Events looked at, from the newest on: a large import fills them, and is told as one line."""
SHOWN = 8


@dataclass(frozen=True)
class News:
    """Somebody did something to a record; ``more`` others of its kind had the same done to them."""

    at: dt.datetime
    by: str
    sentence: str
    kind: str
    name: str
    url: str
    more: int = 0


def news(user: User, office: Office, since: dt.datetime | None) -> list[News]:
    """Return what others recorded since a moment, newest first; with None, what was recorded last."""
    events = _events(office, user, since)
    seen = anchors_by_uid(user, office, {event["subject_uid"] for event in events})
    lines: list[dict[str, Any]] = []
    told: set[tuple[str, str]] = set()
    for event in events:
        if event["subject_uid"] not in seen or (event["verb"], event["subject_uid"]) in told:
            continue
        told.add((event["verb"], event["subject_uid"]))
        last = lines[-1] if lines else None
        if last and all(last[name] == event[name] for name in ("verb", "by_uid", "subject_kind")):
            last["more"] += 1
        else:
            lines.append({**event, "more": 0})
    names = _names(office, lines[:SHOWN])
    return [_line(office, line, names) for line in lines[:SHOWN]]


def _names(office: Office, lines: list[dict[str, Any]]) -> dict[str, str]:
    """Return how records were last called whose events tell no name: a note, a file, an assessment on them."""
    nameless = {line["subject_uid"] for line in lines if not line["values__subject_name"]}
    if not nameless:
        return {}
    told = Event.objects.filter(chain=office.pk, subject_uid__in=nameless).exclude(values__subject_name="")
    return dict(told.order_by("seq").values_list("subject_uid", "values__subject_name"))


def _events(office: Office, user: User, since: dt.datetime | None) -> list[dict[str, Any]]:
    """Return the newest events of an office but one's own; only what a line needs."""
    names = ("seq", "verb", "at", "by_uid", "subject_kind", "subject_uid")
    newest = Event.objects.filter(chain=office.pk).order_by("-seq")
    rows: Iterable[dict[str, Any]] = newest.values(*names, "values__by_name", "values__subject_name")[
        :LOOKED_AT
    ]
    return [row for row in rows if row["by_uid"] != user.uid and (since is None or row["at"] > since)]


def _line(office: Office, event: dict[str, Any], names: dict[str, str]) -> News:
    return News(
        at=event["at"],
        by=event["values__by_name"] or "",
        sentence=sentence_of(event["verb"]),
        kind=event["subject_kind"],
        name=event["values__subject_name"] or names.get(event["subject_uid"]) or _("erased"),
        url=address_of(event["subject_kind"], office.slug, event["subject_uid"]),
        more=event["more"],
    )
