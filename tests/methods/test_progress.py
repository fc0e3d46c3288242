"""STR-3, RES-10: how far a measure is from where it began to where it shall be."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from proxenia.methods.progress import NO_BASELINE, NO_FIGURE, NO_WAY, Far, far

pytestmark = pytest.mark.once
NUMBERS = some.decimals(-10_000, 10_000, places=2)


@pytest.mark.parametrize(
    ("baseline", "latest", "target", "expected"),
    [
        (Decimal(10), Decimal(25), Decimal(40), Far(Decimal("0.5"), False)),
        (Decimal(10), Decimal(40), Decimal(40), Far(Decimal(1), True)),
        (Decimal(10), Decimal(55), Decimal(40), Far(Decimal("1.5"), True)),
        (Decimal(10), Decimal(4), Decimal(40), Far(Decimal("-0.2"), False)),
        (Decimal(100), Decimal(80), Decimal(50), Far(Decimal("0.4"), False)),
        (Decimal(100), Decimal(45), Decimal(50), Far(Decimal("1.1"), True)),
        (None, Decimal(40), Decimal(40), Far(None, True, NO_BASELINE)),
        (None, Decimal(39), Decimal(40), Far(None, False, NO_BASELINE)),
        (Decimal(40), Decimal(41), Decimal(40), Far(None, True, NO_WAY)),
        (Decimal(10), None, Decimal(40), Far(None, False, NO_FIGURE)),
    ],
)
def test_str_3_the_way_is_told_from_the_baseline(
    baseline: Decimal | None, latest: Decimal | None, target: Decimal, expected: Far
) -> None:
    assert far(baseline, latest, target) == expected


def test_str_3_without_a_baseline_the_definition_says_which_way_is_good() -> None:
    assert far(None, Decimal(3), Decimal(5), falling_is_good=True).is_reached
    assert not far(None, Decimal(6), Decimal(5), falling_is_good=True).is_reached
    assert far(Decimal(5), Decimal(5), Decimal(5), falling_is_good=True).is_reached


@given(NUMBERS, NUMBERS, NUMBERS)
def test_str_3_reached_and_the_whole_way_are_the_same(
    baseline: Decimal, latest: Decimal, target: Decimal
) -> None:
    found = far(baseline, latest, target)
    if found.share is not None:
        assert found.is_reached == (found.share >= 1)
