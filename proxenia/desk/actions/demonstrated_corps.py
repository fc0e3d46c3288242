"""The diplomatic corps and the hosted bodies of the demonstration office: invented, through the same verbs."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from proxenia.accounts.models import Office, User
from proxenia.core import shipped
from proxenia.core.values import PartialDate
from proxenia.directory.actions import (
    add_hosted_body,
    add_hosted_line,
    add_mission,
    add_organisation,
    add_person,
    appoint_head,
    assess_hosted_body,
    review_hosted_body,
)
from proxenia.directory.models import HostedBody
from proxenia.directory.rules.corps import CONSULAR_KINDS
from proxenia.places.models import Home

Row = dict[str, str]
CADENCE = timedelta(days=365)


def _rows(name: str) -> Iterator[Row]:
    with shipped.path("demonstration", f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def _day(distance: str, today: date) -> PartialDate | None:
    return PartialDate.of(today + timedelta(days=int(distance))) if distance else None


def _date(text: str) -> PartialDate | None:
    return PartialDate.parse_iso(text) if text else None


def load_corps(office: Office, by: User, today: date) -> None:
    """List the missions with their heads."""
    for row in _rows("missions"):
        kind = "consulate" if row["kind"] in CONSULAR_KINDS else "agency"
        body = add_organisation(office, by=by, values={"name": row["name"], "kind": kind, **_here(office)})
        names = ("kind", "sending", "sender", "national_day", "district", "address")
        mission = add_mission(office, by=by, organisation=body, values={name: row[name] for name in names})
        appoint_head(
            mission,
            by=by,
            person=add_person(office, by=by, values={"name": row["head"]}),
            rank=row["rank"],
            presented=_date(row["presented"]),
            until=_day(row["until_in_days"], today),
            is_acting=bool(row["acting"]),
        )


def _here(office: Office) -> dict[str, Any]:
    return {"place": Home.objects.select_related("place").get(office=office).place}


def load_hosting(office: Office, by: User, reader: User, today: date) -> None:
    """List the hosted bodies with lines and reviews, and one assessment for two readers."""
    bodies = {row["key"]: _body(office, by, row, today) for row in _rows("hosted")}
    for row in _rows("hosted_lines"):
        values: dict[str, Any] = {
            name: row[name] for name in ("kind", "what", "currency", "counted", "source")
        }
        values |= {"amount": row["amount"] or None, "on": _date(row["on"])}
        add_hosted_line(bodies[row["body"]], by=by, values=values)
    for row in _rows("hosted_reviews"):
        body = bodies[row["body"]]
        held = today - timedelta(days=int(row["days_ago"]))
        review_hosted_body(
            body, by=by, decision=row["decision"], reason=row["reason"], held_on=held, minutes=row["minutes"],
            next_on=body.review_on or held + CADENCE,
        )  # fmt: skip
    assess_hosted_body(
        bodies["ports"], by=by, readers=[reader], title="Whether the secretariat would follow an offer",
        text="Two other ports are said to offer rooms. Nothing in writing; the secretary general denies it.",
    )  # fmt: skip


def _body(office: Office, by: User, row: Row, today: date) -> HostedBody:
    kind = "city_network" if row["kind"] == "network_secretariat" else "multilateral_body"
    body = add_organisation(office, by=by, values={"name": row["name"], "kind": kind, **_here(office)})
    review = _day(row["review_in_days"], today)
    values = {
        **{name: row[name] for name in ("kind", "seat", "agreement", "terms")},
        "since": _date(row["since"]),
        "signed": _date(row["signed"]),
        "expires": _day(row["expires_in_days"], today),
        "review_on": review.first() if review else None,
    }
    return add_hosted_body(office, by=by, organisation=body, values=values)
