"""The returns of the demonstration office: three plans, a year of quarters, some accepted, some still owed."""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from proxenia.accounts.actions import ensure_unit
from proxenia.accounts.models import Office, User
from proxenia.core import shipped
from proxenia.core.periods import Period
from proxenia.indicators.models import Indicator
from proxenia.results.actions.accepting import accept_return
from proxenia.results.actions.plans import add_business_plan
from proxenia.results.actions.returns import (
    lock_return,
    open_due,
    send_back_return,
    submit_return,
)
from proxenia.results.models.returns import BusinessPlan, PlanLine, Return
from proxenia.results.rules.given import Answered, Given

Row = dict[str, str]
QUARTERS_BACK = 3


def rows(name: str) -> Iterator[Row]:
    """Yield the rows of a file of the demonstration."""
    with shipped.path("demonstration", f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def load_returns(office: Office, by: User, today: date) -> None:
    """Write the plans, ask for their returns, and send in what `report_figures.csv` tells."""
    this = Period.of(today, "quarter", office.fiscal_year_start)
    last = this.previous()
    plans = {row["code"]: _plan(office, by, row, last) for row in rows("report_plans")}
    for plan in plans.values():
        open_due(plan, by=by, today=today)
    for row in rows("report_steps"):
        plan = plans[row["plan"]]
        period = this.previous(int(row["ago"]))
        one = Return.objects.select_related("plan", "office", "anchor", "unit").get(
            plan=plan, period=period.code
        )
        _take(one, by, row)


def _plan(office: Office, by: User, row: Row, last: Period) -> BusinessPlan:
    known = {one.code: one for one in Indicator.objects.filter(office=office)}
    lines = [
        {
            "outcome": line["outcome"],
            "indicator": known[line["indicator"]],
            "part": line["part"],
            "target": Decimal(line["target"]) if line["target"] else None,
        }
        for line in rows("report_lines")
        if line["plan"] == row["code"]
    ]
    names = ("code", "title", "contact", "email", "guidance")
    values = {**{name: row[name] for name in names}, "begins": last.previous(QUARTERS_BACK).code}
    unit = ensure_unit(office, by=by, name=row["unit"])
    return add_business_plan(office, by=by, values=values, lines=lines, unit=unit)


def _take(one: Return, by: User, row: Row) -> None:
    """Send a return in and take it as far as the row says."""
    submit_return(one, by=by, answered=_answered(one, row))
    if row["until"] == "sent_back":
        send_back_return(one, by=by, comment=row["words"])
    elif row["until"] in ("accepted", "locked"):
        accept_return(one, by=by, rating=int(row["rating"]), words=row["words"])
        if row["until"] == "locked":
            lock_return(one, by=by)


def _answered(one: Return, row: Row) -> Answered:
    lines = {
        (line.indicator.code, line.part): line
        for line in PlanLine.objects.filter(plan=one.plan).select_related("indicator")
    }
    told = Answered()
    for figure in rows("report_figures"):
        if (figure["plan"], figure["ago"]) == (row["plan"], row["ago"]):
            below = Decimal(figure["denominator"]) if figure["denominator"] else None
            told.figures[f"l{lines[figure['indicator'], figure['part']].pk}"] = Given(
                Decimal(figure["value"]), below, figure["source"], figure["evidence"]
            )
            told.cells += 1 if below is None else 2
    for answer in rows("report_answers"):
        if (answer["plan"], answer["ago"]) == (row["plan"], row["ago"]):
            told.answers[f"{answer['page']}.{answer['question']}"] = answer["text"]
    return told
