"""What the demonstration office has before it: planned engagements with guests, agenda and mandate."""

import csv
from datetime import date, timedelta
from typing import Any

from proxenia.accounts.models import Office, User
from proxenia.core.shipped import path
from proxenia.core.values import PartialDate, split_list
from proxenia.directory.models import Person
from proxenia.engagements.actions import log_engagement
from proxenia.engagements.actions.captures import keep_drafts
from proxenia.engagements.actions.protocol import change_guest, invite_guests, note_reply
from proxenia.engagements.actions.talks import draft_agenda, write_mandate
from proxenia.engagements.models import Engagement, Proposal
from proxenia.engagements.rules.captures import Draft, digest
from proxenia.portfolio.models import Partnership

Row = dict[str, str]
_MANDATE = ("raise_first", "wanted", "offered", "limits")


def load_plans(office: Office, by: User, ties: dict[str, Partnership], today: date) -> None:
    """Plan what `data/demonstration/plans.csv` tells; one of them has a day that has passed already."""
    with path("demonstration", "plans.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            _plan(office, by, ties[row["tie"]], row, today)


def _plan(office: Office, by: User, tie: Partnership, row: Row, today: date) -> None:
    begins = today + timedelta(days=int(row["in_days"]))
    values: dict[str, Any] = {
        **{name: row[name] for name in ("kind", "title", "direction", "mode")},
        "date": PartialDate.of(begins),
        "state": Engagement.State.PLANNED,
    }
    if int(row["days"]) > 1:
        values["until"] = PartialDate.of(begins + timedelta(days=int(row["days"]) - 1))
    planned = log_engagement(office, by=by, values=values, ties=[tie], unit=tie.unit)
    draft_agenda(planned, by=by, text=row["agenda"].replace("|", "\n"))
    mandate = {name: row[name].replace("|", "\n") for name in _MANDATE}
    if any(mandate.values()):
        write_mandate(planned, by=by, values=mandate)
    _invite(planned, by, row)


def _invite(planned: Engagement, by: User, row: Row) -> None:
    names = split_list(row["guests"])
    known = {one.name: one for one in Person.objects.filter(office=planned.office, name__in=names)}
    replies = dict(zip(names, split_list(row["replies"]), strict=True))
    words = [name for name in names if name not in known]
    for guest in invite_guests(planned, by=by, people=list(known.values()), names=words):
        note_reply(guest, by=by, reply=replies[str(guest)])
    if row["address"]:
        name, address = row["address"].rsplit(" ", 1)
        change_guest(planned.invitations.get(name=name), by=by, values={"email": address})
    if row["answer"]:
        keep_drafts(planned.office, [_answer(planned, row)], owner=None, held_back=row["answer_held_back"])


def _answer(planned: Engagement, row: Row) -> Draft:
    """Return the answer of a guest's calendar that somebody else sent."""
    address, word, sender = row["answer"].split()
    facts: dict[str, Any] = {
        "uid": f"{planned.uid}@halden.invalid", "moved": "", "sequence": 0, "stamp": "", "method": "REPLY",
        "who": {"name": "", "address": address, "answer": word}, "starts": None, "ends": None,
        "remarks": [], "times": [], "rule": "", "status": "", "mail": {},
    }  # fmt: skip
    return Draft(Proposal.Kind.ANSWER, digest("demonstration", address), planned.title, sender, "", facts)
