"""Short ways to a tie, a contact and a result; a plan with every kind of line and its returns, through the verbs."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from proxenia.core.values import PartialDate
from proxenia.indicators.models import Indicator
from proxenia.indicators.queries.library import indicator_named
from proxenia.results.actions.ledger import add_result
from proxenia.results.actions.plans import add_business_plan
from proxenia.results.actions.returns import open_return
from proxenia.results.models import Result
from proxenia.results.models.returns import BusinessPlan, Return
from tests.cast import Cast
from tests.engagements.conftest import contact, tie

__all__ = ["contact", "tie"]

PERIOD = "2026-Q2"


@pytest.fixture
def result(cast: Cast) -> Callable[..., Result]:
    """`result("A ferry line opened", kind="jobs", low=34, high=40)` writes a result down as the officer."""

    def add(what: str = "A ferry line opened", *, by: Any = None, on: str = "2026-05", **more: Any) -> Result:
        options = {name: more.pop(name) for name in ("unit", "visibility", "is_another") if name in more}
        values = {"what": what, "kind": "policy", "belongs": "ours", "on": PartialDate.parse_iso(on), **more}
        return add_result(cast.office, by=by or cast.officer, values=values, **options)

    return add


def _indicators(cast: Cast) -> dict[str, Indicator]:
    from proxenia.indicators.actions import load_library

    load_library(cast.office, by=cast.director)
    Indicator.objects.filter(office=cast.office, code="inventory_done").update(frequency="quarter")
    codes = (
        "companies_supported",
        "planned_jobs",
        "commitments_for_capacity",
        "housing_pressure",
        "inventory_done",
    )
    return {code: indicator_named(cast.office, code) for code in codes}


@pytest.fixture
def indicators(cast: Cast) -> dict[str, Indicator]:
    """Return some indicators of the library by code."""
    return _indicators(cast)


@pytest.fixture
def plan(cast: Cast, indicators: dict[str, Indicator]) -> BusinessPlan:
    """Return a plan of the unit for culture: two outcomes, six lines."""
    lines: list[dict[str, Any]] = [
        {"outcome": "Work", "indicator": indicators["companies_supported"], "target": Decimal(20)},
        {"outcome": "Work", "indicator": indicators["planned_jobs"]},
        {"outcome": "Work", "indicator": indicators["planned_jobs"], "part": "green"},
        {"outcome": "Work", "indicator": indicators["planned_jobs"], "part": "other"},
        {"outcome": "Machinery", "indicator": indicators["commitments_for_capacity"]},
        {"outcome": "Machinery", "indicator": indicators["inventory_done"]},
    ]
    values = {
        "code": "culture", "title": "Culture", "begins": "2026-Q1", "contact": "Mirthe", "email": "mirthe@example.org",
    }  # fmt: skip
    return add_business_plan(cast.office, by=cast.officer, values=values, lines=lines, unit=cast.unit)


@pytest.fixture
def due(cast: Cast, plan: BusinessPlan) -> Return:
    """Return what the unit owes for the second quarter."""
    return open_return(plan, by=cast.officer, period=PERIOD)
