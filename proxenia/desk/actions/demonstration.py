"""The demonstration office: invented, loaded through the same verbs as a real one.

Its facts lie in ``data/demonstration/``; dates there are distances from the day it is loaded, so that silences
and deadlines stay what they are. A second load changes nothing.
"""

import csv
import random
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from proxenia.accounts.actions import change_settings, ensure_unit, invite, open_office
from proxenia.accounts.models import Office, Unit, User
from proxenia.core import shipped
from proxenia.core.errors import Refused
from proxenia.core.values import PartialDate
from proxenia.desk.actions.demonstrated_calendar import load_calendar
from proxenia.desk.actions.demonstrated_corps import load_corps, load_hosting
from proxenia.desk.actions.demonstrated_evidence import load_evidence
from proxenia.desk.actions.demonstrated_indicators import load_indicators
from proxenia.desk.actions.demonstrated_logs import load_logs
from proxenia.desk.actions.demonstrated_plans import load_plans
from proxenia.desk.actions.demonstrated_projects import load_projects
from proxenia.desk.actions.demonstrated_promises import load_keeping, load_meetings, load_promises
from proxenia.desk.actions.demonstrated_questionnaires import load_questionnaires
from proxenia.desk.actions.demonstrated_results import load_results
from proxenia.desk.actions.demonstrated_returns import load_returns
from proxenia.desk.actions.demonstrated_reviews import load_reviews
from proxenia.desk.actions.demonstrated_strategy import load_strategy
from proxenia.desk.actions.demonstrated_travel import load_travel
from proxenia.directory.actions import add_organisation, add_person, find_or_add_municipality
from proxenia.directory.models import Organisation
from proxenia.engagements.actions import log_engagement
from proxenia.indicators.actions import load_library
from proxenia.places.actions import add_place, set_home
from proxenia.portfolio.actions import (
    add_agreement,
    add_approval,
    add_tie,
    change_membership,
    change_tie,
)
from proxenia.portfolio.actions.parties import Counterpart
from proxenia.portfolio.models import Partnership
from proxenia.reviews.actions import judge_office

NAME = "Port Halden"
DIRECTOR = ("Ines Albarn", "director@port-halden.invalid")
COLLEAGUES = (
    ("Joost Verhage", "officer@port-halden.invalid", "officer", ""),
    ("Mirthe Oldenkamp", "culture@port-halden.invalid", "unit_editor", "Culture"),
    ("Pieter Rozema", "council@port-halden.invalid", "viewer", ""),
)
OWN_OFFICE = "Port Halden international office"
CAP = 22
QUARTER_HOURS = 560
HORIZON_DAYS = 1300
NETWORKS = ("network_membership", "coalition_membership")
Row = dict[str, str]


def _rows(name: str) -> Iterator[Row]:
    with shipped.path("demonstration", f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def _day(distance: str, today: date) -> PartialDate | None:
    return PartialDate.of(today + timedelta(days=int(distance))) if distance else None


def _date(text: str) -> PartialDate | None:
    return PartialDate.parse_iso(text) if text else None


@transaction.atomic
def load_demonstration(*, by: User) -> User:
    """Load the invented office and return its director; a second load changes nothing."""
    office = Office.objects.filter(is_demonstration=True).first()
    if office is None:
        office = open_office(by=by, name=NAME, is_demonstration=True)
        _fill(office, by)
    return User.objects.get(email=DIRECTOR[1])


def _fill(office: Office, by: User) -> None:
    today = timezone.localdate()
    invite(office, by=by, email=DIRECTOR[1], name=DIRECTOR[0], role="director")
    _set_up(office, by)
    director = User.objects.get(email=DIRECTOR[1])
    ties = {row["key"]: _tie(office, director, row, today) for row in _rows("ties")}
    for row in _rows("ties"):
        if row["parent"]:
            change_tie(ties[row["key"]], by=director, values={"parent": ties[row["parent"]]})
    _memberships(ties, director)
    _agreements(ties, director, today)
    _people(office, director)
    load_promises(office, director, ties, today)
    _contacts(office, director, ties, today)
    load_meetings(office, director, ties, today)
    load_keeping(office, director, ties, today)
    load_calendar(office, director, ties, today)
    load_corps(office, director, today)
    load_travel(office, director, User.objects.get(email=COLLEAGUES[0][1]), ties, today)
    load_hosting(office, director, User.objects.get(email=COLLEAGUES[0][1]), today)
    load_plans(office, director, ties, today)
    load_library(office, by=director)
    load_strategy(office, director, ties, today)
    load_results(office, director, ties, today)
    load_logs(office, director, ties, today)
    load_projects(office, director, ties, today)
    _vital_signs(office)
    load_reviews(office, director, User.objects.get(email=COLLEAGUES[0][1]), ties, today)
    _loose_ends(office, director)
    load_indicators(office, director, today)
    load_returns(office, director, today)
    load_questionnaires(office, director, today)
    load_evidence(office, director)
    change_settings(office, by=director, values={"partnership_cap": CAP, "quarter_hours": QUARTER_HOURS})


def _set_up(office: Office, by: User) -> None:
    values = {
        "name": NAME,
        "local_name": "",
        "kind": "city",
        "country": "NL",
        "lat": 53.35,
        "lon": 6.75,
        "population": 214_000,
        "timezone": "Europe/Amsterdam",
    }
    set_home(office, by=by, place=add_place(office, by=by, values=values))
    for name in dict.fromkeys(row["unit"] for row in _rows("ties")):
        ensure_unit(office, by=by, name=name)
    for name, email, role, unit_name in COLLEAGUES:
        unit = Unit.objects.filter(office=office, name=unit_name).first()
        invite(office, by=by, email=email, name=name, role=role, unit=unit)


def _tie(office: Office, by: User, row: Row, today: date) -> Partnership:
    kind = row["kind"]
    is_city = kind not in NETWORKS and bool(row["country"])
    other = "city_network" if kind in NETWORKS else "cluster"
    counterpart = Counterpart(
        words=row["counterpart"], country=row["country"], kind="municipality" if is_city else other
    )
    term = row["term"]
    values: dict[str, Any] = {
        "kind": kind,
        "state": row["state"],
        "since": _date(row["since"]),
        "purpose": row["purpose"],
    }
    if term:
        values["ends"] = PartialDate.of(today + timedelta(days=int(term) * 30))
    else:
        values["open_ended_reason"] = "Older than the rule that every tie has an end."
    if row["review_months"]:
        values["review_on"] = today + timedelta(days=int(row["review_months"]) * 30)
    unit = Unit.objects.get(office=office, name=row["unit"])
    return add_tie(office, by=by, values=values, counterparts=[counterpart], codes=_codes(row), unit=unit)


def _codes(row: Row) -> list[tuple[str, str]]:
    facets = {
        "collaboration_type": row["type"],
        "innovation_goal": row["goal"],
        "innovation_stage": row["stages"],
        "policy_sector": row["sectors"],
        "purpose": row["purposes"],
        "scale": row["scale"],
        "lead_actor": row["actor"],
    }
    return [(facet, code) for facet, codes in facets.items() for code in codes.split("|") if code]


def _memberships(ties: dict[str, Partnership], by: User) -> None:
    for row in _rows("memberships"):
        values = {name: row[name] for name in ("role", "obligations", "value_to_us")}
        change_membership(ties[row["tie"]], by=by, values={**values, "role_since": _date(row["role_since"])})


def _agreements(ties: dict[str, Partnership], by: User, today: date) -> None:
    for row in _rows("agreements"):
        values = {
            "title": row["title"],
            "signed": _date(row["signed"]),
            "starts": _date(row["starts"]),
            "ends": _day(row["ends_in_days"], today),
            "review": _day(row["review_in_days"], today),
            "exit_clause": row["exit_clause"],
            "signatories": row["signatories"],
        }
        agreement = add_agreement(ties[row["tie"]], by=by, values=values)
        if row["approved_by"]:
            add_approval(agreement, by=by, body=row["approved_by"], decided=_date(row["signed"]))


def _people(office: Office, by: User) -> None:
    own = add_organisation(
        office, by=by, values={"name": OWN_OFFICE, "kind": "municipality", "country": "NL"}
    )
    known = {one.name: one for one in Organisation.objects.filter(office=office)}
    for row in _rows("people"):
        post = {
            "organisation": known.get(row["organisation"], own),
            "title": row["post"],
            "starts": _date(row["starts"]),
            "ends": _date(row["ends"]),
        }
        values = {"name": row["name"], "languages": row["languages"].split(";")}
        add_person(office, by=by, values=values, posts=[post])


def _contacts(office: Office, by: User, ties: dict[str, Partnership], today: date) -> None:
    """Log contacts back from the last one, at each tie's own rhythm."""
    dice = random.Random(20)  # an invented past, the same each time
    phrases = list(_rows("phrases"))
    for row in _rows("ties"):
        distance = float(row["silent_days"])
        rhythm = float(row["rhythm_days"])
        while distance < max(HORIZON_DAYS, float(row["silent_days"]) + 3 * rhythm):
            phrase = dice.choice(phrases)
            _contact(office, by, ties[row["key"]], phrase, today - timedelta(days=round(distance)))
            distance += rhythm * dice.uniform(0.45, 1.55)


def _contact(office: Office, by: User, tie: Partnership, phrase: Row, on: date) -> None:
    values: dict[str, Any] = {
        "date": PartialDate.of(on),
        "kind": phrase["kind"],
        "title": f"{phrase['title']}: {tie.name}",
        "direction": phrase["direction"],
        "mode": phrase["mode"],
        "initiated_by": phrase["initiated_by"],
        "note": phrase["note"],
        # Of some nobody wrote the hours down, as in every office: these are estimated.
        "staff_hours": Decimal(phrase["staff_hours"]) if phrase["staff_hours"] else None,
    }
    if phrase["cost"]:
        values |= {"cost": Decimal(phrase["cost"]), "currency": "EUR", "paid_by": phrase["initiated_by"]}
    log_engagement(office, by=by, values=values, ties=[tie], unit=tie.unit)


def _vital_signs(office: Office) -> None:
    """Let the office have its first night; without the package the method needs it has none."""
    with suppress(Refused):
        judge_office(office, by=User.objects.operator())


def _loose_ends(office: Office, by: User) -> None:
    """Doubles to merge and places to settle, as every real list has them."""
    from proxenia.places.queries import resolve

    izmir = resolve("Izmir", "TR").match
    if izmir is not None:
        values = {"name": "Municipality of İzmir", "kind": "municipality", "country": "TR", "place": izmir}
        add_organisation(office, by=by, values=values)
    find_or_add_municipality(office, by=by, place=None, words="San José")
    find_or_add_municipality(office, by=by, place=None, words="Newtown", country="US")
