"""DIR-5: quadrants by interest and influence, the picture, and moves; not known is no level."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proxenia.methods.stakeholders import (
    INFORM,
    MANAGE,
    SATISFY,
    UNKNOWN,
    WATCH,
    Placed,
    layout,
    moves,
    quadrant,
)

level = st.one_of(st.none(), st.integers(1, 5))


@pytest.mark.parametrize(
    ("interest", "influence", "expected"),
    [
        (1, 1, WATCH), (2, 2, WATCH), (3, 3, MANAGE), (5, 5, MANAGE), (2, 3, SATISFY), (3, 2, INFORM),
        (1, 5, SATISFY), (5, 1, INFORM), (None, 5, UNKNOWN), (5, None, UNKNOWN), (None, None, UNKNOWN),
    ],
)  # fmt: skip
def test_dir_5_quadrants_at_their_edges(interest: int | None, influence: int | None, expected: str) -> None:
    assert quadrant(interest, influence) == expected


@pytest.mark.parametrize("level", [0, 6, -1])
def test_dir_5_nought_is_no_level(level: int) -> None:
    with pytest.raises(ValueError, match="between 1 and 5"):
        quadrant(level, 3)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(level, level), max_size=60))
def test_dir_5_everybody_is_drawn_within_their_field_or_told_as_unknown(
    levels: list[tuple[int | None, int | None]],
) -> None:
    drawn = layout([Placed(key, *pair) for key, pair in enumerate(levels)])
    assert len(drawn.dots) + len(drawn.unknown) == len(levels)
    assert sum(drawn.counts.values()) == len(levels)
    for dot in drawn.dots:
        interest, influence = levels[dot.key]
        assert interest is not None
        assert influence is not None
        assert (interest - 1) * drawn.step < dot.x < interest * drawn.step
        assert (5 - influence) * drawn.step < dot.y < (6 - influence) * drawn.step
        assert dot.number == dot.key + 1
    for key in drawn.unknown:
        assert None in levels[key]


def test_dir_5_moves_are_told_once_and_say_whether_anything_follows() -> None:
    found = moves([(None, None), (2, 2), (2, 2), (2, 1), (4, 4)])
    assert [(one.before, one.after) for one in found] == [
        ((None, None), (2, 2)), ((2, 2), (2, 1)), ((2, 1), (4, 4)),
    ]  # fmt: skip
    assert [one.crosses for one in found] == [True, False, True]
    assert moves([]) == []
