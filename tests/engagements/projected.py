"""What the tests of projects and crises stand on: a call, a project with a tie, a budget, and a crisis."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from proxenia.directory.actions import add_organisation
from proxenia.directory.models import Organisation
from proxenia.engagements.actions import crises, projects
from proxenia.engagements.actions.project_parts import add_budget_line
from proxenia.engagements.models import BudgetLine, Call, Crisis, Offer, Project
from tests.cast import Cast, make_tie


def day(distance: int) -> dt.date:
    """A day so far from today."""
    return timezone.localdate() + dt.timedelta(days=distance)


def body(cast: Cast, name: str = "Port of Bergen", kind: str = "seaport", **more: Any) -> Organisation:
    """A new organisation."""
    return add_organisation(cast.office, by=cast.officer, values={"name": name, "kind": kind}, **more)


def call(cast: Cast, **more: Any) -> Call:
    """A call whose deadline lies ahead."""
    values = {"title": "Ports without smoke", "funder_text": "The sea fund", "deadline": day(30), **more}
    return projects.add_call(cast.office, by=cast.officer, values=values)


def project(cast: Cast, *, ties: Any = None, **more: Any) -> Project:
    """A project of a year that begins in a month, with one tie."""
    found = [make_tie(cast.office, by=cast.officer, name="Bergen")] if ties is None else ties
    visibility = more.pop("visibility", "")
    values = {"title": "Shore power", "aim": "Ships draw power", "starts": day(30), "ends": day(395), **more}
    return projects.begin_project(
        cast.office, by=cast.officer, values=values, ties=found, visibility=visibility
    )


def line(cast: Cast, on: Project, amount: int = 1000, currency: str = "EUR", **more: Any) -> BudgetLine:
    """A line of a budget."""
    values = {"kind": "staff", "what": "An engineer", "amount": Decimal(amount), "currency": currency, **more}
    return add_budget_line(on, by=cast.officer, values=values)


def crisis(cast: Cast, **more: Any) -> Crisis:
    """A flood at a partner."""
    visibility = more.pop("visibility", "")
    partner = more.pop("organisation", None) or body(cast, "City of Odal", "municipality")
    values = {"title": "Flood in Odal", "organisation": partner, "began_on": day(-9), **more}
    return crises.report_crisis(cast.office, by=cast.officer, values=values, visibility=visibility)


def offer(cast: Cast, on: Crisis, amount: int = 100, measure: str = "blankets", **more: Any) -> Offer:
    """An offer of ours."""
    values = {
        "what": "Blankets", "amount": Decimal(amount), "measure": measure, "offered_on": day(-5), **more,
    }  # fmt: skip
    return crises.add_offer(on, by=cast.officer, values=values)
