"""Travel of the demonstration office: where to, who, at what cost, and gifts; invented, through the same verbs."""

import csv
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from proxenia.accounts.models import Office, User
from proxenia.core import shipped
from proxenia.core.errors import Refused
from proxenia.core.values import PartialDate, split_list
from proxenia.core.yearly import by_year
from proxenia.directory.actions import add_organisation, add_person
from proxenia.directory.models import Organisation, Person
from proxenia.engagements.actions import delegations, itineraries, log_engagement, travelling
from proxenia.engagements.models import Engagement, Member
from proxenia.methods import emissions
from proxenia.places.queries.airports import airport
from proxenia.portfolio.models import Partnership
from proxenia.risk.actions import rate_destination, record_gift, record_trip, set_gift_threshold

Row = dict[str, str]
Plans = dict[str, Engagement]
THRESHOLD = Decimal(50)


def _rows(name: str) -> Iterator[Row]:
    with shipped.path("demonstration", f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def _ago(days: str, today: dt.date) -> dt.date | None:
    return today - dt.timedelta(days=int(days)) if days else None


def load_travel(
    office: Office, by: User, officer: User, ties: dict[str, Partnership], today: dt.date
) -> None:
    """Rate destinations, plan delegations as far as they are, write down legs, costs, journeys and gifts."""
    for row in _rows("destinations"):
        values: dict[str, Any] = {name: row[name] for name in ("country", "city", "source", "note")}
        values |= {"level": int(row["level"]), "rated_on": _ago(row["days_ago"], today)}
        rate_destination(office, by=officer, values=values)
    wanted = list(_rows("delegations"))
    plans = {row["key"]: _engagement(office, officer, row, ties, today) for row in wanted}
    begins = {row["key"]: today + dt.timedelta(days=int(row["in_days"])) for row in wanted}
    _parts(office, officer, plans, begins)
    for row in wanted:
        if row["state"] != "none":
            delegations.submit_delegation(plans[row["key"]], by=officer)
        if row["state"] == "approved":
            delegations.approve_delegation(plans[row["key"]], by=by)
    _registers(office, by, officer, today)


def _engagement(
    office: Office, by: User, row: Row, ties: dict[str, Partnership], today: dt.date
) -> Engagement:
    on = today + dt.timedelta(days=int(row["in_days"]))
    values = {
        "date": PartialDate.of(on),
        "kind": row["kind"],
        "title": row["title"],
        "direction": "out",
        "mode": "in_person",
        "initiated_by": "us",
    }
    tie = ties[row["tie"]]
    engagement = log_engagement(office, by=by, values=values, ties=[tie], unit=tie.unit)
    if row["state"] != "none":
        delegations.plan_delegation(engagement, by=by)
    return engagement


def _parts(office: Office, by: User, plans: Plans, begins: dict[str, dt.date]) -> None:
    for row in _rows("delegation_stops"):
        start = begins[row["delegation"]] + dt.timedelta(days=int(row["from_day"]))
        values: dict[str, Any] = {name: row[name] for name in ("country", "city", "zone", "lodging")}
        values |= {"starts": start, "ends": start + dt.timedelta(days=int(row["days"]) - 1)}
        itineraries.add_stop(plans[row["delegation"]], by=by, values=values)
    bodies = {one.name: one for one in Organisation.objects.filter(office=office)}
    for row in _rows("delegation_members"):
        _member(office, by, plans[row["delegation"]], row, bodies)
    for row in _rows("delegation_slots"):
        _slot(by, plans[row["delegation"]], begins[row["delegation"]], row, bodies)
    sets = {year: emissions.read_factors(year, rows) for year, rows in by_year("factors", "travel").items()}
    for row in _rows("delegation_legs"):
        on = begins[row["delegation"]] + dt.timedelta(days=int(row["day"]))
        _leg(by, plans[row["delegation"]], on, row, emissions.of_year(sets, on.year))
    for row in _rows("delegation_costs"):
        names = ("kind", "what", "currency", "paid_by")
        line = {
            **{name: row[name] for name in names},
            "quantity": Decimal(row["quantity"]),
            "rate": Decimal(row["rate"]),
            "on": begins[row["delegation"]],
            "is_spent": bool(row["spent"]),
        }
        travelling.add_cost_line(plans[row["delegation"]], by=by, values=line)


def _member(
    office: Office, by: User, engagement: Engagement, row: Row, bodies: dict[str, Organisation]
) -> None:
    body = bodies.get(row["organisation"])
    if body is None and row["organisation"]:
        values = {"name": row["organisation"], "kind": "company", "country": "NL"}
        body = bodies[row["organisation"]] = add_organisation(office, by=by, values=values)
    person = Person.objects.filter(office=office, name=row["name"]).first()
    if person is None:
        posts = [{"organisation": body, "title": row["post"]}] if body else []
        person = add_person(office, by=by, values={"name": row["name"]}, posts=posts)
    values = {name: row[name] for name in ("role", "payer", "sponsor")}
    more = {"organisation": body, "post_title": row["post"]}
    itineraries.add_member(engagement, by=by, person=person, values={**values, **more})


def _slot(
    by: User, engagement: Engagement, first: dt.date, row: Row, bodies: dict[str, Organisation]
) -> None:
    names = ("kind", "title", "venue", "host_text", "transport", "interpreter")
    on = first + dt.timedelta(days=int(row["day"]))
    only = split_list(row["only"].replace("|", ";"))
    stops = [one for one in engagement.stops.all() if one.starts <= on <= one.ends]
    values = {
        **{name: row[name] for name in names},
        "on": on,
        "starts": dt.time.fromisoformat(row["starts"]),
        "ends": dt.time.fromisoformat(row["ends"]),
        "zone": stops[0].zone,
        "host": bodies.get(row["host"]),
        "languages": split_list(row["languages"]),
        "for_all": not only,
    }
    members = list(Member.objects.filter(engagement=engagement, person__name__in=only))
    itineraries.add_slot(engagement, by=by, values=values, members=members)


def _leg(by: User, engagement: Engagement, on: dt.date, row: Row, factors: emissions.FactorSet) -> None:
    """Write down a leg; a flight only where the list of airports is installed."""
    people = int(row["people"])
    if row["mode"] == "hotel":
        nights = int(row["nights"])
        found = emissions.stay(factors, row["country"], nights, people=people)
        values = {"on": on, "mode": "hotel", "people": people, "nights": nights, "country": row["country"]}
        travelling.add_leg(engagement, by=by, values=values, estimate=found)
        return
    try:
        start, end = airport(row["origin"]), airport(row["target"])
    except Refused:
        return
    if start is not None and end is not None:
        found = emissions.leg(factors, "air", start, end, people=people)
        ends = {"origin": row["origin"], "target": row["target"]}
        values = {"on": on, "mode": "air", "fare": "economy", "people": people, **ends}
        travelling.add_leg(engagement, by=by, values=values, estimate=found)


def _registers(office: Office, by: User, officer: User, today: dt.date) -> None:
    set_gift_threshold(office, by=by, amount=THRESHOLD, currency="EUR")
    names = (
        "what",
        "kind",
        "direction",
        "other_side",
        "our_side",
        "currency",
        "declared_to",
        "outcome",
        "note",
    )
    for row in _rows("gifts"):
        values: dict[str, Any] = {name: row[name] for name in names}
        values |= {"on": _ago(row["days_ago"], today), "value": Decimal(row["value"])}
        values["declared_on"] = _ago(row["declared_days_ago"], today)
        record_gift(office, by=officer, values=_declared(values))
    for row in _rows("journeys"):
        start = today + dt.timedelta(days=int(row["in_days"]))
        names_of = ("traveller", "country", "city", "payer", "sponsor", "covers", "override_reason", "note")
        values = {**{name: row[name] for name in names_of}, "starts": start}
        values["ends"] = start + dt.timedelta(days=int(row["days"]) - 1)
        record_trip(office, by=by, values=values)


def _declared(values: dict[str, Any]) -> dict[str, Any]:
    """A gift over the threshold that nobody declared is not settled either."""
    over = values["value"] >= THRESHOLD and values["declared_on"] is None
    return {**values, "outcome": "open"} if over else values
