"""The projects of the demonstration office, its calls, and crises at two partners: invented, through the same verbs."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from proxenia.accounts.models import Office, User
from proxenia.desk.actions.demonstrated_promises import Row, rows
from proxenia.directory.actions import add_organisation
from proxenia.directory.models import Organisation
from proxenia.engagements.actions import applications, crises, projects, stakeholders
from proxenia.engagements.actions import project_parts as parts
from proxenia.engagements.models import Call, Crisis, Project
from proxenia.portfolio.models import Partnership


def _day(distance: str, today: date) -> date | None:
    return today + timedelta(days=int(distance)) if distance else None


def _amount(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _level(text: str) -> int | None:
    return int(text) if text else None


class _Ground:
    """What the rows stand on: the office, who writes, the day, and the bodies they name."""

    def __init__(self, office: Office, by: User, today: date) -> None:
        self.office, self.by, self.today = office, by, today
        self.bodies = {one.name: one for one in Organisation.objects.filter(office=office)}

    def body(self, name: str) -> Organisation | None:
        """Return the body of a name; one that is not there yet is added."""
        if name and name not in self.bodies:
            values = {"name": name, "kind": "company"}
            self.bodies[name] = add_organisation(self.office, by=self.by, values=values)
        return self.bodies.get(name)


def load_projects(office: Office, by: User, ties: dict[str, Partnership], today: date) -> None:
    """Load calls, projects with their parts, and applications; a project that is over ends last."""
    ground = _Ground(office, by, today)
    calls = {row["key"]: _call(ground, row) for row in rows("calls")}
    made = {row["key"]: _project(ground, row, ties) for row in rows("projects")}
    for row in rows("project_parts"):
        _PARTS[row["part"]](ground, made[row["project"]], row)
    for row in rows("applications"):
        _application(ground, made[row["project"]], calls[row["call"]], row)
    for row in rows("projects"):
        one = made[row["key"]]
        if row["state"] != "preparing":
            projects.move_project(one, by=by, verb="start_project")
        if row["state"] == "closed":
            projects.move_project(one, by=by, verb="close_project", words=row["closing"])
    _load_crises(ground, ties)


def _call(ground: _Ground, row: Row) -> Call:
    values: dict[str, Any] = {
        **{name: row[name] for name in ("title", "funder_text", "fits", "currency")},
        "opens": _day(row["opens_in_days"], ground.today),
        "deadline": _day(row["deadline_in_days"], ground.today),
        "most": _amount(row["most"]),
    }
    call = projects.add_call(ground.office, by=ground.by, values=values)
    verb = {"worth": "choose_call", "left": "leave_call"}.get(row["state"])
    return projects.move_call(call, by=ground.by, verb=verb, words=row["why"]) if verb else call


def _project(ground: _Ground, row: Row, ties: dict[str, Partnership]) -> Project:
    values: dict[str, Any] = {
        "title": row["title"],
        "aim": row["aim"],
        "starts": _day(row["starts_in_days"], ground.today),
        "ends": _day(row["ends_in_days"], ground.today),
    }
    with_whom = [ties[key] for key in row["ties"].split("|")]
    return projects.begin_project(
        ground.office, by=ground.by, values=values, ties=with_whom, unit=with_whom[0].unit
    )


def _party(ground: _Ground, project: Project, row: Row) -> None:
    values = {"organisation": ground.body(row["who"]), "role": row["kind"], "note": row["what"]}
    parts.add_party(project, by=ground.by, values=values)


def _line(ground: _Ground, project: Project, row: Row) -> None:
    values = {
        "kind": row["kind"],
        "what": row["what"],
        "amount": _amount(row["amount"]),
        "currency": row["currency"],
    }
    parts.add_budget_line(project, by=ground.by, values=values)


def _funding(ground: _Ground, project: Project, row: Row) -> None:
    values = {
        "organisation": ground.body(row["who"]),
        "kind": row["kind"],
        "amount": _amount(row["amount"]),
        "currency": row["currency"],
        "note": row["what"],
        "is_confirmed": bool(row["reason"]),
    }
    parts.add_funding(project, by=ground.by, values=values)


def _date(ground: _Ground, project: Project, row: Row) -> None:
    values = {"what": row["what"], "due": _day(row["in_days"], ground.today), "side": row["who"]}
    applications.add_date(project, by=ground.by, kind=row["kind"], values={**values, "owner": ground.by})


def _placed(ground: _Ground, project: Project, row: Row) -> None:
    is_group = row["part"] == "group"
    who = (
        {"named": row["who"], "kind": row["kind"]} if is_group else {"organisation": ground.body(row["who"])}
    )
    stakeholders.place_stakeholder(
        project,
        by=ground.by,
        values={**who, "note": row["what"]},
        interest=_level(row["interest"]),
        influence=_level(row["influence"]),
        reason=row["reason"],
        today=_day(row["in_days"], ground.today),
    )


def _moved(ground: _Ground, project: Project, row: Row) -> None:
    stakeholders.move_stakeholder(
        project.stakeholders.get(organisation=ground.body(row["who"])),
        by=ground.by,
        interest=_level(row["interest"]),
        influence=_level(row["influence"]),
        reason=row["reason"],
        today=_day(row["in_days"], ground.today),
    )


_PARTS = {
    "party": _party,
    "line": _line,
    "funding": _funding,
    "date": _date,
    "stakeholder": _placed,
    "group": _placed,
    "moved": _moved,
}


def _application(ground: _Ground, project: Project, call: Call, row: Row) -> None:
    handed_in = _day(row["handed_in_days"], ground.today)
    values = {"asked": _amount(row["asked"]), "currency": row["currency"]}
    made = applications.begin_application(
        project, by=ground.by, values=values, call=call, today=handed_in or ground.today
    )
    if handed_in is None:
        return
    said: dict[str, Any] = {"by": ground.by, "currency": row["currency"], "today": ground.today}
    applications.move_application(
        made, verb="hand_in_application", on=handed_in, amount=_amount(row["asked"]), **said
    )
    decided = _day(row["decided_in_days"], ground.today)
    applications.move_application(
        made, verb="grant_application", on=decided, amount=_amount(row["granted"]), **said
    )


def _load_crises(ground: _Ground, ties: dict[str, Partnership]) -> None:
    found: dict[str, Crisis] = {}
    for row in rows("crises"):
        values = {
            "title": row["title"],
            "organisation": ground.body(row["partner"]),
            "partnership": ties[row["tie"]],
            "began_on": _day(f"-{row['since_days']}", ground.today),
            "what": row["what"],
        }
        found[row["key"]] = crises.report_crisis(ground.office, by=ground.by, values=values)
    made: dict[tuple[str, str, str], Any] = {}
    for row in rows("crisis_lines"):
        _LINES[row["part"]](ground, found[row["crisis"]], made, row)
    for row in rows("crises"):
        if row["summary"]:
            crises.close_crisis(found[row["key"]], by=ground.by, summary=row["summary"])


def _measured(row: Row) -> dict[str, Any]:
    return {
        "what": row["what"],
        "amount": _amount(row["amount"]),
        "measure": row["measure"],
        "is_money": bool(row["money"]),
    }


def _need(ground: _Ground, crisis: Crisis, made: dict[tuple[str, str, str], Any], row: Row) -> None:
    values = {
        **_measured(row),
        "asked_on": _day(f"-{row['days_ago']}", ground.today),
        "asked_by": row["who"],
        "is_urgent": row["state"] == "urgent",
    }
    made[row["crisis"], "need", row["key"]] = crises.add_need(crisis, by=ground.by, values=values)


def _offer(ground: _Ground, crisis: Crisis, made: dict[tuple[str, str, str], Any], row: Row) -> None:
    values = {
        **_measured(row),
        "need": made[row["crisis"], "need", row["for"]],
        "organisation": ground.body(row["who"]),
        "offered_on": _day(f"-{row['days_ago']}", ground.today),
        "may_be_named": bool(row["named"]),
    }
    offer = crises.add_offer(crisis, by=ground.by, values=values)
    if row["state"] == "accepted":
        crises.move_offer(offer, by=ground.by, verb="accept_offer")
    made[row["crisis"], "offer", row["key"]] = offer


def _delivery(ground: _Ground, _crisis: Crisis, made: dict[tuple[str, str, str], Any], row: Row) -> None:
    on = _day(f"-{row['days_ago']}", ground.today)
    values = {"amount": _amount(row["amount"]), "on": on, "confirmed_by": row["confirmed_by"]}
    crises.add_delivery(made[row["crisis"], "offer", row["key"]], by=ground.by, values=values)


_LINES = {"need": _need, "offer": _offer, "delivery": _delivery}
