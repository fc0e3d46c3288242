"""A strategy with one outcome and one objective, and short ways to more of them."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from proxenia.strategy import actions
from proxenia.strategy.models import LocalPlan, Objective, Outcome, Strategy
from tests.cast import Cast
from tests.engagements.conftest import contact, tie

__all__ = ["contact", "tie"]

TERM = {"starts": dt.date(2026, 1, 1), "ends": dt.date(2029, 12, 31)}
DUE = dt.date(2028, 6, 30)


@pytest.fixture
def strategy(cast: Cast) -> Strategy:
    values = {"title": "Halden abroad", "vision": "A port that learns.", "cap": 2, **TERM}
    return actions.add_strategy(cast.office, by=cast.officer, values=values)


@pytest.fixture
def outcome(cast: Cast, strategy: Strategy) -> Outcome:
    return actions.add_outcome(strategy, by=cast.officer, title="The port sells abroad again")


@pytest.fixture
def aim(cast: Cast, outcome: Outcome) -> Callable[..., Objective]:
    def make(title: str = "Forty firms of the port sell abroad", **values: Any) -> Objective:
        given = {"title": title, "user": cast.officer, "due": DUE, **values}
        return actions.add_objective(outcome, by=cast.officer, values=given)

    return make


@pytest.fixture
def plan(cast: Cast) -> Callable[..., LocalPlan]:
    def make(title: str = "Port plan 2030", **values: Any) -> LocalPlan:
        return actions.add_plan(cast.office, by=cast.officer, values={"title": title, **values})

    return make
