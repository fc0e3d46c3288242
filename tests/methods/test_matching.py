"""EVD-5, EVD-11: the signs of a match on graphs worked by hand, and what must not move them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxenia.methods import matching
from proxenia.methods.matching import Governance, Graph, Places, governance_fit, match

pytestmark = pytest.mark.once
PAIRS = np.array([[0, 1], [0, 2], [1, 3], [2, 3], [3, 4], [1, 5], [0, 0], [1, 0]])
"""Home 0 keeps 1 and 2; both keep 3, 3 keeps 4, 1 keeps 5; a loop and a repetition are in it."""


def world(count: int, country: list[int] | None = None) -> Places:
    """Places along the equator, a degree apart."""
    even = np.zeros(count, dtype=np.int64)
    return Places(
        np.zeros(count), np.arange(count, dtype=float), np.full(count, 1e5), np.zeros(count), even,
        np.array(country or [0] * count, dtype=np.int64), even,
    )  # fmt: skip


def test_evd_5_the_graph_keeps_each_tie_once_at_both_ends() -> None:
    graph = Graph.of(PAIRS, 6)
    assert graph.partners(0).tolist() == [1, 2]
    assert graph.partners(3).tolist() == [1, 2, 4]
    assert graph.degree.tolist() == [2, 3, 2, 3, 1, 1]
    assert Graph.of(np.empty((0, 2), dtype=np.int64), 3).degree.tolist() == [0, 0, 0]


def test_evd_5_partners_of_partners_by_hand() -> None:
    two, three = matching.friends(Graph.of(PAIRS, 6), 0)
    # 3 shares 1 (degree 3) and 2 (degree 2); 5 shares 1 only.
    assert two[3] == pytest.approx(1 / 3 + 1 / 2)
    assert two[5] == pytest.approx(1 / 3)
    assert two[4] == 0
    # 4 is reached over 1-3 and 2-3; 3 has degree 3.
    assert three[4] == pytest.approx(1 / np.sqrt(3 * 3) + 1 / np.sqrt(2 * 3))


def test_evd_5_a_hidden_tie_leaves_nothing_behind() -> None:
    whole = Graph.of(PAIRS, 6)
    less = matching.without(whole, np.array([[3, 1]]), 6)
    assert less.partners(3).tolist() == [2, 4]
    assert less.partners(1).tolist() == [0, 5]
    assert less.degree.sum() == whole.degree.sum() - 2


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=40))
def test_evd_5_steps_agree_with_the_matrix(pairs: list[tuple[int, int]]) -> None:
    graph = Graph.of(np.array(pairs, dtype=np.int64).reshape(-1, 2), 12)
    dense = np.zeros((12, 12))
    for one, other in pairs:
        if one != other:
            dense[one, other] = dense[other, one] = 1
    for amounts in (np.arange(12.0), np.eye(12)[3], np.zeros(12)):
        assert graph.step(amounts) == pytest.approx(amounts @ dense)


def test_evd_5_countries_whose_towns_tie_up_more_often_than_chance() -> None:
    places = world(8, [0, 0, 0, 1, 1, 1, 2, 2])
    graph = Graph.of(np.array([[1, 3], [2, 4], [1, 5]]), 8)
    lift = matching.between_countries(graph, places, 0)
    # Three ties, all to country 1, which has 3 of 8 places: (3 + 0.5) / (9/8 + 0.5).
    assert lift[3] == pytest.approx(np.log10(3.5 / (9 / 8 + 0.5)))
    assert lift[6] < 0 < lift[3]


def test_evd_5_ones_own_ties_do_not_speak_for_the_country() -> None:
    places = world(4, [0, 0, 1, 2])
    mine = Graph.of(np.array([[0, 2]]), 4)
    none = Graph.of(np.empty((0, 2), dtype=np.int64), 4)
    assert (
        matching.between_countries(mine, places, 0).tolist()
        == matching.between_countries(none, places, 0).tolist()
    )


def test_evd_5_where_the_towns_around_look() -> None:
    # 0 asks, 1 is near and of its country; 1 is tied to 30, near 31; 60 lies far away.
    places = world(61, [0, 0, *[1] * 59])
    graph = Graph.of(np.array([[1, 30]]), 61)
    found = matching.around(graph, places, 0, places.kilometres(0))
    assert found[30] > 0
    assert found[31] > 0
    assert found[60] == 0


def test_evd_5_the_score_is_the_weighted_mean_and_a_gap_is_the_middle() -> None:
    parts = {"one": np.array([1.0, 0.0, 0.5]), "other": np.array([np.nan, 0.2, 0.6]), "unknown": None}
    found = match(parts, {"one": 3, "other": 1, "unknown": 4, "idle": 0}, left_out=np.array([2]))
    # The middle of 0.2 and 0.6 stands in the gap.
    assert found.score.tolist() == pytest.approx([0.75 + 0.25 * 0.4, 0.25 * 0.2, -1])
    assert found.missing == ("unknown",)
    assert found.best(5).tolist() == [0, 1]
    assert sum(found.weights.values()) == pytest.approx(1)
    assert found.reasons(0)[0][0] == "one"
    with pytest.raises(ValueError, match="No sign"):
        match({"one": None}, {"one": 1}, left_out=np.array([], dtype=np.int64))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=4, max_size=30), st.floats(0.01, 100))
def test_evd_5_only_the_proportion_of_weights_counts(values: list[float], times: float) -> None:
    parts = {"one": np.array(values), "other": np.array(values[::-1])}
    none = np.array([], dtype=np.int64)
    plain = match(parts, {"one": 1, "other": 2}, left_out=none)
    scaled = match(parts, {"one": times, "other": 2 * times}, left_out=none)
    assert scaled.score == pytest.approx(plain.score)
    assert plain.best(3).tolist() == match(parts, {"one": 1, "other": 2}, left_out=none).best(3).tolist()


def test_evd_5_sizes_are_alike_by_their_proportion() -> None:
    found = matching.alike(np.array([1e5, 1e6, 1e4, np.nan, 31_622.8]), 1e5)
    assert found[[0, 1, 2, 4]] == pytest.approx([1, 0, 0, 0.5], abs=1e-6)
    assert np.isnan(found[3])
    assert np.isnan(matching.alike(np.array([1.0]), np.nan)).all()


def test_evd_5_likeness_to_ties_that_worked() -> None:
    columns = [np.array([0.0, 1.0, 0.1]), np.array([0.0, 1.0, np.nan])]
    found = matching.like_those(columns, np.array([0]))
    assert found is not None
    assert found == pytest.approx([1.0, 0.0, 0.9])
    assert matching.like_those(columns, np.array([], dtype=np.int64)) is None


def test_evd_11_powers_capacity_and_stage_by_hand() -> None:
    ours = Governance(frozenset({"transport", "housing"}), 10.0, 4)
    theirs = Governance(frozenset({"transport"}), 5.0, 3)
    found = governance_fit(ours, theirs)
    # Powers: one of two; posts: log10 2 apart; stage: one of four.
    assert found.value == pytest.approx((0.5 + (1 - np.log10(2)) + 0.75) / 3)
    assert found.mismatches == ()


def test_evd_11_a_mismatch_is_warned_of() -> None:
    ours = Governance(frozenset({"transport"}), 20.0, 5)
    found = governance_fit(ours, Governance(frozenset(), 1.0, 2), frozenset({"transport"}))
    assert found.mismatches == ("powers", "capacity", "stage")
    assert found.lacking == {"transport"}
    assert governance_fit(ours, Governance()).value is None
