"""The promises of the demonstration office, and whom it keeps in touch with: invented, through the same verbs."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from proxenia.accounts.models import Office, User
from proxenia.commitments.actions import move_commitment
from proxenia.commitments.actions.keeping import keep_in_touch, let_rest, link_colleague
from proxenia.core import shipped
from proxenia.core.values import PartialDate
from proxenia.directory.models import Organisation, Person
from proxenia.engagements.actions import log_engagement
from proxenia.portfolio.actions import add_promise
from proxenia.portfolio.models import Partnership

Row = dict[str, str]
STEPS = {
    "to_check": "report_commitment",
    "kept": "keep_commitment",
    "broken": "break_commitment",
    "dropped": "drop_commitment",
}


def rows(name: str) -> Iterator[Row]:
    """Yield the lines of a file of the demonstration."""
    with shipped.path("demonstration", f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def staff(office: Office) -> dict[str, User]:
    """Return the people of the office by the first part of their address."""
    members = User.objects.filter(memberships__office=office)
    return {user.email.partition("@")[0]: user for user in members}


def load_promises(office: Office, by: User, ties: dict[str, Partnership], today: date) -> None:
    """Record promises of both sides; what was kept was found so by somebody who does not answer for it."""
    ours = staff(office)
    theirs = {one.name: one for one in Person.objects.filter(office=office)}
    for row in rows("promises"):
        due = row["due_in_days"]
        values: dict[str, Any] = {
            "what": row["what"],
            "side": row["side"],
            "owner_name": row["owner"],
            "due": PartialDate.of(today + timedelta(days=int(due))) if due else None,
            "owner": ours.get(row["of_us"]),
            "person": theirs.get(row["of_them"]),
        }
        promise = add_promise(ties[row["tie"]], by=by, values=values)
        if row["state"] in STEPS:
            second = by if promise.owner not in (None, by) else ours["officer"]
            doer = ours.get(row["of_us"], by) if row["state"] == "to_check" else second
            move_commitment(promise, by=doer, verb=STEPS[row["state"]], evidence=row["evidence"])


def load_keeping(office: Office, by: User, ties: dict[str, Partnership], today: date) -> None:
    """Say with whom the office keeps in touch, and who may rest for a while."""
    people = {one.name: one for one in Person.objects.filter(office=office)}
    bodies = {one.name: one for one in Organisation.objects.filter(office=office)}
    found: dict[str, dict[str, Any]] = {"tie": ties, "organisation": bodies, "person": people}
    for row in rows("keeping"):
        record = found[row["with"]][row["name"]]
        keep_in_touch(record, by=by, tier=row["tier"])
        if row["rests_for_days"]:
            until = today + timedelta(days=int(row["rests_for_days"]))
            let_rest(record, by=by, until=until, reason=row["because"])


def load_meetings(office: Office, by: User, ties: dict[str, Partnership], today: date) -> None:
    """Say which people of the directory work here, and log contacts with people of both sides."""
    people = {one.name: one for one in Person.objects.filter(office=office)}
    for user in staff(office).values():
        if user.name in people:
            link_colleague(people[user.name], by=by, user=user)
    for row in rows("meetings"):
        on = PartialDate.of(today - timedelta(days=int(row["days_ago"])))
        values = {name: row[name] for name in ("kind", "title", "note")}
        there = [people[name] for name in row["people"].split(";")]
        log_engagement(office, by=by, values={**values, "date": on}, ties=[ties[row["tie"]]], people=there)
