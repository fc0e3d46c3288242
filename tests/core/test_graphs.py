"""RES-10: positions of bars and lines, computed on the server."""

import pytest

from proxenia.core import graphs

pytestmark = pytest.mark.once


def test_res_10_bars_stand_in_the_measure_of_the_longest() -> None:
    first, second, third = graphs.bars(
        [[(3, "there", "3"), (1, "planned", "1")], [(2, "there", "2")], [(0, "there", "0")]]
    )
    assert [(bar.x, bar.width, bar.tone) for bar in first] == [
        ("0", "75", "there"),
        ("75", "25", "planned"),
    ]
    assert [(bar.x, bar.width) for bar in second] == [("0", "50")]
    assert third == ()


def test_res_10_a_bar_of_little_is_seen_and_never_runs_over() -> None:
    ((small, rest),) = graphs.bars([[(1, "there", ""), (9999, "planned", "")]])
    assert float(small.width) == graphs.THINNEST
    assert float(small.width) + float(rest.width) == 100
    assert graphs.bars([[(5, "there", "")]], top=20)[0][0].width == "25"


def test_res_10_a_line_breaks_at_a_gap_and_is_never_drawn_through_nought() -> None:
    found = graphs.line([("Q1", 4.0, ""), ("Q2", None, ""), ("Q3", 8.0, ""), ("Q4", 6.0, "Q4: six")])
    assert len(found.paths) == 2
    assert found.paths[0].count("L") == 0
    assert found.paths[1].count("L") == 1
    assert [gap.label for gap in found.gaps] == ["Q2"]
    assert [dot.label for dot in found.dots] == ["Q1", "Q3", "Q4: six"]


def test_res_10_the_scale_begins_at_nought_and_takes_the_target_in() -> None:
    found = graphs.line([("Q1", 50.0, ""), ("Q2", 100.0, "")], target=(200.0, "target"))
    heights = [float(dot.y) for dot in found.dots]
    floor, top = graphs.PAD, found.height - graphs.PAD
    assert found.target is not None
    assert float(found.target.at) == floor
    assert heights == [pytest.approx(top - (top - floor) / 4), pytest.approx((top + floor) / 2)]


@pytest.mark.parametrize(
    ("figures", "heights"),
    [
        ([3.0, 9.0], ["0", "2", "4", "6", "8"]),
        ([0.2, 0.5], ["0", "0.1", "0.2", "0.3", "0.4", "0.5"]),
        ([1200.0, -300.0], ["0", "500", "1000"]),
        ([0.0, 0.0], ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
    ],
)
def test_res_10_heights_are_round_and_few(figures: list[float], heights: list[str]) -> None:
    found = graphs.line([(str(at), figure, "") for at, figure in enumerate(figures)], side=30, foot=20)
    assert [mark.label for mark in found.heights] == heights
    assert [mark.label for mark in found.names] == ["0", "1"]


def test_res_10_nothing_known_is_all_gap() -> None:
    found = graphs.line([("Q1", None, ""), ("Q2", None, "")])
    assert (found.paths, found.dots, len(found.gaps)) == ((), (), 2)
