"""The strategy of the demonstration office, its inventory and governance: invented, through the same verbs."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from proxenia.accounts.models import Office, User
from proxenia.core import shipped
from proxenia.core.values import PartialDate
from proxenia.engagements.actions.objectives import serve_objectives as serve_by_contact
from proxenia.engagements.models import Engagement
from proxenia.engagements.queries.finding import newest_first
from proxenia.indicators.models import Indicator
from proxenia.instruments.actions import begin_assessment, finish_assessment, take_instrument
from proxenia.portfolio.actions.objectives import serve_objectives
from proxenia.portfolio.models import Partnership
from proxenia.strategy import actions
from proxenia.strategy.models import Consultation, CoordinationBody, LocalPlan, Objective, Outcome, Strategy
from proxenia.strategy.queries.governance import CODE

Row = dict[str, str]
TITLE = "Port Halden in the world"
VISION = (
    "A port known for what it learned together with others, and citizens who can say what they have from it."
)
OVERRIDE = "The post of the schools officer is vacant; it is filled in spring."
CONTACTS = 2


def _rows(name: str) -> Iterator[Row]:
    with shipped.path("demonstration", f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def load_strategy(office: Office, by: User, ties: dict[str, Partnership], today: date) -> None:
    """Write a strategy that was adopted once and changed since, with plans, powers, inventory and governance."""
    values = {
        "title": TITLE,
        "vision": VISION,
        "starts": date(today.year - 1, 1, 1),
        "ends": date(today.year + 3, 12, 31),
        "cap": 3,
    }
    strategy = actions.add_strategy(office, by=by, values=values)
    for row in _rows("powers"):
        holders = {name: row[name] for name in ("decides", "funds", "delivers", "regulates")}
        actions.set_powers(office, by=by, sector=row["sector"], holders=holders, source=row["source"])
    aims = _objectives(strategy, by, ties, today)
    _plans(office, by, aims)
    actions.adopt_strategy(
        strategy,
        by=by,
        adopted_on=today - timedelta(days=90),
        adopted_by="The council of Port Halden",
        note="The first strategy with objectives.",
        today=today,
    )
    actions.publish_strategy(strategy, by=by)
    _change_since(aims, by)
    _inventory(office, by)
    _voices(office, strategy, by, aims, today)
    _governance(office, by, today)


def _objectives(
    strategy: Strategy, by: User, ties: dict[str, Partnership], today: date
) -> dict[str, Objective]:
    outcomes: dict[str, Outcome] = {}
    for row in _rows("strategy_outcomes"):
        under = outcomes.get(row["under"])
        outcomes[row["key"]] = actions.add_outcome(
            strategy, by=by, title=row["title"], note=row["note"], parent=under
        )
    aims = {}
    for row in _rows("strategy_objectives"):
        made = actions.add_objective(outcomes[row["outcome"]], by=by, values=_values(row, today))
        if row["targets"]:
            actions.set_targets(made, by=by, codes=row["targets"].split("|"))
        if row["priority"]:
            actions.set_priority(made, by=by)
        aims[row["key"]] = made
    _measures(strategy.office, by, aims, today)
    for key in dict.fromkeys(tie for row in _rows("strategy_objectives") for tie in row["ties"].split("|")):
        own = [aims[row["key"]] for row in _rows("strategy_objectives") if key in row["ties"].split("|")]
        tie = Partnership.objects.get(pk=ties[key].pk)
        serve_objectives(tie, by=by, objectives=own)
        for one in newest_first(Engagement.objects.filter(tie_links__partnership=tie))[:CONTACTS]:
            serve_by_contact(one, by=by, objectives=own[:1])
    return aims


def _measures(office: Office, by: User, aims: dict[str, Objective], today: date) -> None:
    for row in _rows("strategy_measures"):
        known = row["baseline"]
        values = {
            "indicator": Indicator.objects.get(office=office, code=row["indicator"]),
            "baseline": Decimal(known) if known else None,
            "baseline_on": today - timedelta(days=int(row["baseline_days_ago"])) if known else None,
            "target": Decimal(row["target"]),
            "by": today + timedelta(days=int(row["due"])),
            "note": row["note"],
        }
        actions.add_measure(aims[row["objective"]], by=by, values=values)


def _values(row: Row, today: date) -> dict[str, Any]:
    names = ("title", "what", "means", "sector", "ask", "national_policy")
    return {
        **{name: row[name] for name in names},
        "user": User.objects.filter(email=row["who"]).first() if row["who"] else None,
        "due": today + timedelta(days=int(row["due"])) if row["due"] else None,
        "override_reason": "" if row["who"] else OVERRIDE,
    }


def _plans(office: Office, by: User, aims: dict[str, Objective]) -> None:
    plans: dict[str, LocalPlan] = {}
    for row in _rows("local_plans"):
        values: dict[str, Any] = {
            name: row[name] for name in ("title", "department", "sector", "line", "line_says")
        }
        years = {name: int(row[name]) for name in ("starts", "ends")}
        plans[row["key"]] = actions.add_plan(office, by=by, values={**values, **years})
    for row in _rows("plan_stances"):
        plan = plans[row["plan"]]
        actions.take_stance(
            aims[row["objective"]], by=by, plan=plan, stance=row["stance"], reason=row["reason"]
        )


def _change_since(aims: dict[str, Objective], by: User) -> None:
    """Change something after the adoption, so that the page of differences has something to show."""
    heat = Objective.objects.get(pk=aims["heat"].pk)
    actions.change_objective(heat, by=by, values={"means": "Ten staff days, one study tour, a handbook"})


def _inventory(office: Office, by: User) -> None:
    for row in _rows("assets"):
        values: dict[str, Any] = {
            name: row[name] for name in ("group", "title", "what", "evidence", "source")
        }
        as_of = PartialDate.parse_iso(row["as_of"])
        actions.add_asset(office, by=by, values={**values, "place_words": row["places"], "as_of": as_of})


def _voices(office: Office, strategy: Strategy, by: User, aims: dict[str, Objective], today: date) -> None:
    held: dict[str, Consultation] = {}
    for row in _rows("voices"):
        title = row["consultation"]
        if title not in held:
            on = PartialDate.of(today - timedelta(days=int(row["days_ago"])))
            about = {"title": title, "kind": row["kind"], "on": on, "strategy": strategy}
            held[title] = actions.add_consultation(office, by=by, values=about)
        values: dict[str, Any] = {name: row[name] for name in ("name", "asked", "outcome", "became")}
        values["objective"] = aims.get(row["objective"])
        actions.hear_voice(held[title], by=by, values=values)


def _governance(office: Office, by: User, today: date) -> None:
    values = {"management": "main_city", "planning": "own_plan", "as_of": today - timedelta(days=60)}
    profile = actions.begin_profile(office, by=by, values=values)
    bodies: dict[str, CoordinationBody] = {}
    for row in _rows("governance"):
        if row["part"] == "unit":
            figures: dict[str, Any] = {
                name: Decimal(row[name]) if row[name] else None for name in ("staff", "budget")
            }
            year = int(row["year"]) if row["year"] else None
            unit = {"name": row["name"], "task": row["task"], "currency": row["currency"], "year": year}
            actions.add_governance_unit(profile, by=by, values={**unit, **figures})
        elif row["part"] == "body":
            body = {"name": row["name"], "task": row["task"], "members": row["text"].replace("; ", "\n")}
            bodies[row["name"]] = actions.add_body(profile, by=by, values=body)
        else:
            on = today - timedelta(days=int(row["on_days_ago"]))
            meeting = {"on": on, "decisions": row["text"]}
            actions.add_body_meeting(bodies[row["name"]], by=by, values=meeting)
    form = take_instrument(office, by=by, code=CODE)
    version = form.versions.get()
    for places in ((1, 0, 2, 1), (2, 1, 2, 2)):
        codes = [one.code for one in version.form().criteria()]
        answers = {code: {"value": places[place % 4]} for place, code in enumerate(codes[:-1])}
        finish_assessment(begin_assessment(profile.anchor, by=by, instrument=form, answers=answers), by=by)
    sections = [section.code for section in version.form().sections]
    for row in _rows("peers"):
        scores = {code: Decimal(row[code]) for code in sections if row.get(code)}
        values = {"name": row["name"], "on": PartialDate(int(row["year"])), "scores": scores}
        values |= {"source": row["source"], "caveat": row["caveat"]}
        actions.add_peer_look(profile, by=by, values=values)
