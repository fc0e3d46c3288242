"""Reviews, carriers and political dates of the demonstration office: invented, through the same verbs."""

import csv
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from proxenia.accounts.actions import change_settings
from proxenia.accounts.models import Office, User
from proxenia.core import shipped
from proxenia.core.errors import Refused
from proxenia.core.values import PartialDate
from proxenia.directory.models import Organisation, Person
from proxenia.instruments.actions import take_instrument
from proxenia.instruments.models import Instrument
from proxenia.portfolio.models import Partnership
from proxenia.portfolio.rules import default_review
from proxenia.reviews.actions import (
    add_political_date,
    answer_review,
    ask_partner,
    begin_review,
    decide_review,
    give_partner_view,
    judge_office,
    name_carrier,
)
from proxenia.reviews.models import PartnerView

Row = dict[str, str]
Answers = dict[str, dict[str, Any]]
QUARTER_HOURS = 520
FORMS = ("partnership_review", "seven_barriers")
NUMBERED = ("promises",)
"""Questions of the form that are answered by a number; levels are answered by their place."""


def _rows(name: str) -> Iterator[Row]:
    with shipped.path("demonstration", f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def load_reviews(office: Office, by: User, officer: User, ties: dict[str, Partnership], today: date) -> None:
    """Take the forms over, name who carries ties, and hold three reviews: one open, one to deepen, one sunset."""
    change_settings(office, by=by, values={"quarter_hours": QUARTER_HOURS})
    with suppress(Refused):  # without the package they are computed with, vital signs stay away
        judge_office(office, by=by, today=today)
    form, _barriers = (take_instrument(office, by=by, code=code) for code in FORMS)
    _carriers(office, by, ties)
    _dates(office, by, today)
    for row in _rows("reviews"):
        tie = Partnership.objects.get(pk=ties[row["tie"]].pk)
        _review(tie, by, officer, form, row, today)


def _carriers(office: Office, by: User, ties: dict[str, Partnership]) -> None:
    people = {one.name: one for one in Person.objects.filter(office=office)}
    for row in _rows("carriers"):
        kind, _colon, email = row["who"].partition("user:")
        who = {"user": User.objects.get(email=email)} if not kind else {"person": people[row["who"]]}
        name_carrier(ties[row["tie"]], by=by, side=row["side"], role=row["role"], **who)


def _dates(office: Office, by: User, today: date) -> None:
    for row in _rows("political_dates"):
        body = Organisation.objects.get(office=office, name=row["organisation"])
        values = {
            **{name: row[name] for name in ("kind", "what", "source")},
            "on": PartialDate.of(today + timedelta(days=int(row["in_days"]))),
            "person": Person.objects.filter(office=office, name=row["person"]).first(),
        }
        add_political_date(body, by=by, values=values)


def _review(tie: Partnership, by: User, officer: User, form: Instrument, row: Row, today: date) -> None:
    review = begin_review(tie, by=officer, instrument=form, moves=bool(row["moves"]))
    asked = ask_partner(
        tie,
        by=officer,
        name=row["asked_name"],
        email=row["asked_email"],
        occasion=row["occasion"],
        review=review,
    )
    answer_review(review, by=officer, answers=_answers(row["answers"]))
    if row["their_answers"]:
        give_partner_view(PartnerView.objects.get(pk=asked.pk), answers=_answers(row["their_answers"]))
    if row["decision"]:
        goes_on = row["decision"] != "sunset"
        decide_review(
            review, by=by, decision=row["decision"], reason=row["reason"], minutes=row["minutes"],
            next_on=default_review(today, tie.office.review_months) if goes_on else None,
        )  # fmt: skip


def _answers(text: str) -> Answers:
    """Read ``code=value;code=value``; the last value may hold semicolons of its own."""
    found: Answers = {}
    code = ""
    for piece in text.split(";"):
        name, sign, value = piece.partition("=")
        if sign and name.strip().isidentifier():
            code = name.strip()
            found[code] = {"value": _value(code, value)}
        else:
            found[code]["value"] += f";{piece}"
    return found


def _value(code: str, text: str) -> Any:
    return int(text) if text.isdecimal() and code not in NUMBERED else text
