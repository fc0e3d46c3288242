"""Walks through the life cycles at sample size; `python -m tests.sweep states` makes 50,000."""

import pytest

from tests.states.machine import Walk, walk
from tests.sweep.states import CONTROLS, MACHINES, notices

SEED = 20261122
SAMPLE = 40


@pytest.mark.once
@pytest.mark.reliability("C12")
@pytest.mark.asvs("2.3.1", "2.3.2")
@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.__name__)
def test_sys_2_no_walk_leaves_its_life_cycle(machine: type[Walk]) -> None:
    walk(machine, SAMPLE, SEED)


@pytest.mark.once
def test_sys_2_a_rule_that_is_taken_away_is_noticed() -> None:
    missed = [
        f"{machine.__name__} without {name}"
        for machine, module, name, instead in CONTROLS
        if not notices(machine, module, name, instead, SEED)
    ]
    assert missed == []
