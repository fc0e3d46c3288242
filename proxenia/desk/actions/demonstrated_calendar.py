"""The demonstration's calendar: calls by the hour, and what came in by mail and waits to be confirmed."""

import csv
import datetime as dt
from collections.abc import Mapping
from typing import Any

from proxenia.accounts.models import Office, User
from proxenia.core import shipped
from proxenia.core.values import PartialDate
from proxenia.engagements.actions import log_engagement
from proxenia.engagements.actions.calendar import set_hours
from proxenia.engagements.actions.captures import keep_drafts
from proxenia.engagements.rules.captures import Draft, digest
from proxenia.portfolio.models import Partnership

Row = dict[str, str]


def _rows(name: str) -> list[Row]:
    with shipped.path("demonstration", f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def load_calendar(office: Office, by: User, ties: Mapping[str, Partnership], today: dt.date) -> None:
    """Write calls with their hours, and proposals of a calendar and of a mail."""
    for row in _rows("calendar"):
        on = PartialDate.of(today + dt.timedelta(days=int(row["in_days"])))
        values = {"kind": row["kind"], "title": row["title"], "date": on, "mode": row["mode"]}
        made = log_engagement(office, by=by, values=values, ties=[ties[row["tie"]]], owner=by)
        starts, ends = (dt.time.fromisoformat(row[name]) for name in ("starts", "ends"))
        set_hours(made, by=by, starts=starts, ends=ends, zone=row["zone"])
    for row in _rows("proposals"):
        keep_drafts(office, [_draft(row, ties, today)], owner=None, held_back=row["held_back"])


def _draft(row: Row, ties: Mapping[str, Partnership], today: dt.date) -> Draft:
    on = today + dt.timedelta(days=int(row["in_days"]))
    sender = {"name": "", "address": row["sender"]}
    facts: dict[str, Any] = {
        "remarks": [],
        "times": [],
        "rule": "",
        "method": "",
        "status": "",
        "people": [sender],
    }
    if row["kind"] == "mail":
        sent = dt.datetime.combine(on, dt.time(9), dt.UTC).isoformat()
        facts |= {"sender": sender, "sent": sent, "attachments": ["letter.pdf"]}
    else:
        moments = {
            name: {"at": f"{on.isoformat()}T{row[name]}:00", "zone": row["zone"], "odd_zone": False}
            for name in ("starts", "ends")
        }
        facts |= {**moments, "organizer": sender, "location": "", "private": False, "sequence": 0, "mail": {}}
    # The name of the tie stands in the words, so that it is found.
    words = f"{row['words']}\n\n{ties[row['tie']].name}"
    return Draft(
        row["kind"], digest("demonstration", row["title"]), row["title"], row["sender"], words, facts
    )
