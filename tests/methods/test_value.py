"""RES-9: cost per result with honest ends, and direct value without the steps that cannot be checked."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxenia.methods.value import (
    Direct,
    Got,
    Multiplier,
    Range,
    Spent,
    came_out,
    cost_per,
    direct_value,
    went_in,
)

pytestmark = pytest.mark.once
NUMBERS = st.integers(0, 10**8).map(lambda number: Fraction(number, 100))
SHARES = st.integers(0, 60).map(lambda number: Fraction(number, 60))
SPENT = st.builds(Spent, st.none() | NUMBERS, st.integers(1, 5))
GOT = st.builds(
    lambda low, more, said, unsaid: Got(low, low + more, said, unsaid),
    NUMBERS,
    NUMBERS,
    SHARES,
    st.booleans(),
)


def of(low: int | Fraction, high: int | Fraction) -> Range:
    return Range(Fraction(low), Fraction(high))


@given(st.lists(SPENT, max_size=6), st.lists(GOT, max_size=6))
def test_res_9_ranges_are_never_upside_down(spent: list[Spent], got: list[Got]) -> None:
    found = cost_per(spent, got)
    if found.per is not None and found.per.high is not None:
        assert 0 <= found.per.low <= found.per.high
    assert found.unknown + found.known == len(spent)


@given(st.lists(SPENT, min_size=1, max_size=6))
def test_res_9_charged_in_equal_parts_costs_are_counted_once(spent: list[Spent]) -> None:
    """Over all results an engagement led to, the low ends come to its cost and not to more."""
    whole = sum((one.amount for one in spent if one.amount is not None), Fraction(0))
    assert went_in(spent).low * 1 <= whole
    for one in spent:
        if one.amount is not None:
            assert went_in([one]).low * one.results == one.amount


def test_res_9_cost_per_job_by_hand() -> None:
    spent = [Spent(Fraction(9000), 3), Spent(Fraction(1000), 1), Spent(None, 1)]
    got = [
        Got(Fraction(30), Fraction(40), Fraction(1, 2), is_unsaid=True),
        Got(Fraction(10), Fraction(10), Fraction(1)),
    ]
    found = cost_per(spent, got)
    assert found.went_in == of(4000, 10000)
    assert found.came_out == of(25, 50)
    assert found.per == of(80, 400)
    assert found.is_floor


def test_res_9_the_high_end_is_open_where_nothing_is_sure() -> None:
    found = cost_per([Spent(Fraction(100), 1)], [Got(Fraction(5), Fraction(5), Fraction(0), is_unsaid=True)])
    assert found.per == Range(Fraction(20), None)


def test_res_9_unknown_costs_and_no_results_give_no_figure() -> None:
    assert cost_per([Spent(None, 1)], [Got(Fraction(5), Fraction(5), Fraction(1))]).per is None
    assert cost_per([Spent(Fraction(5), 1)], []).per is None


@pytest.mark.parametrize(
    "bad", [Got(Fraction(5), Fraction(3), Fraction(1)), Got(Fraction(1), Fraction(1), Fraction(2))]
)
def test_res_9_what_cannot_be_is_refused(bad: Got) -> None:
    with pytest.raises(ValueError, match="at least nought"):
        came_out([bad])
    with pytest.raises(ValueError, match="one result at least"):
        went_in([Spent(Fraction(1), 0)])


VISITORS = Direct("visitors", of(100, 120), of(50, 80), "Survey of guests", 2025)


def test_res_9_direct_value_is_number_times_unit_value() -> None:
    found = direct_value(
        [VISITORS, Direct("students", of(10, 10), of(9000, 9000), "Office of students", 2024)]
    )
    assert found.lines[0] == of(5000, 9600)
    assert found.direct == of(95000, 99600)
    assert found.multiplied is None


def test_res_9_a_multiplier_needs_its_source_and_leaves_the_direct_value_beside_it() -> None:
    found = direct_value([VISITORS], Multiplier(of(1, Fraction(3, 2)), "Regional accounts 2023"))
    assert found.direct == of(5000, 9600)
    assert found.multiplied == of(5000, 14400)
    with pytest.raises(ValueError, match="has a source, or there is none"):
        direct_value([VISITORS], Multiplier(of(2, 2), " "))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (Direct("travel_out", of(1, 1), of(1, 1), "x", 2025), "a loss for the place"),
        (Direct("purchasing_power", of(1, 1), of(1, 1), "x", 2025), "no direct category"),
        (Direct("visitors", of(1, 1), of(1, 1), "", 2025), "a source and a year"),
        (Direct("visitors", of(1, 1), of(1, 1), "x", 0), "a source and a year"),
        (Direct("visitors", of(3, 1), of(1, 1), "x", 2025), "upside down"),
        (Direct("visitors", Range(Fraction(1), None), of(1, 1), "x", 2025), "two ends"),
    ],
)
def test_res_9_what_is_no_direct_value_is_refused(line: Direct, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        direct_value([line])
