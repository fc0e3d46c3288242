"""EVD-3, EVD-9: rank acceptability, missing values, weights, what would change the answer; cases worked by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from proxenia.methods import ranking
from proxenia.methods.ranking import Floats, Scale, Weight, rank, scale_of

pytestmark = pytest.mark.once
EVEN = Scale(0.0, 1.0, np.linspace(0, 1, 101))
"""Values that are on 0..1 already."""
THREE = np.array([[1.0, 0.0], [0.0, 1.0], [0.6, 0.6]])
"""By hand: with weights w and 1-w, evenly likely, A leads where w > 0.6, B where w < 0.4, C between."""
tables = arrays.arrays(np.float64, (6, 3), elements=st.floats(0, 1, width=32))


def even(values: Floats, **named: object) -> ranking.Ranking:
    """Rank values on 0..1 with nothing known of the weights."""
    return rank(values, [EVEN] * values.shape[1], [None] * values.shape[1], **named)  # type: ignore[arg-type]


def test_evd_3_a_case_worked_by_hand() -> None:
    found = even(THREE, draws=200_000)
    assert found.acceptability[:, 0] == pytest.approx([0.4, 0.4, 0.2], abs=0.005)
    # C is never last: where A leads, B's score 1-w is under 0.4, and the other way round.
    assert found.acceptability[2, 2] == 0
    assert found.expected_rank() == pytest.approx([2.1, 2.1, 1.8], abs=0.01)
    assert found.top(2) == pytest.approx([0.5, 0.5, 1.0], abs=0.005)
    central = found.central_weights()
    assert central[:, 0] == pytest.approx([0.8, 0.2, 0.5], abs=0.005)
    assert found.beats()[0, 1] == pytest.approx(0.5, abs=0.005)
    assert found.beats()[0, 2] == pytest.approx(0.4, abs=0.005)


def test_evd_3_a_place_that_never_leads_has_no_central_weights() -> None:
    found = even(np.array([[1.0, 1.0], [0.5, 0.5]]), draws=100)
    assert np.isnan(found.central_weights()[1]).all()
    assert found.acceptability.tolist() == [[1, 0], [0, 1]]


@settings(max_examples=25, deadline=None)
@given(tables)
def test_evd_3_shares_of_ranks_and_of_places_sum_to_one(values: Floats) -> None:
    found = even(values, draws=200)
    assert found.acceptability.sum(axis=0) == pytest.approx(1)
    assert found.acceptability.sum(axis=1) == pytest.approx(1)
    assert (np.sort(found.ranks, axis=1) == np.arange(1, 7)).all()
    assert found.expected_rank() == pytest.approx(found.ranks.mean(axis=0))
    low, high = found.interval()
    assert (low >= 1).all()
    assert (high <= 6).all()
    assert (low <= high).all()


@settings(max_examples=25, deadline=None)
@given(tables, st.floats(0.001, 1000), st.floats(-50, 50))
def test_evd_3_the_unit_of_a_factor_changes_nothing(values: Floats, times: float, plus: float) -> None:
    values = np.round(values, 3)
    plain = rank(values, [scale_of(one) for one in values.T], [None] * 3, draws=100)
    other = values.copy()
    other[:, 1] = other[:, 1] * times + plus
    moved = rank(other, [scale_of(one) for one in other.T], [None] * 3, draws=100)
    assert moved.scores == pytest.approx(plain.scores, abs=1e-9)


@settings(max_examples=25, deadline=None)
@given(tables, arrays.arrays(np.bool_, (6, 3)))
def test_evd_3_a_place_worse_in_everything_moves_nobody(values: Floats, gaps: np.ndarray) -> None:
    gappy = np.where(gaps, np.nan, values)
    scales, weights = [EVEN] * 3, [None] * 3
    before = rank(gappy, scales, weights, draws=100)
    after = rank(np.vstack([gappy, np.full(3, -1.0)]), scales, weights, draws=100)
    assert after.scores[:, :6] == pytest.approx(before.scores, abs=1e-12)
    assert (after.scores[:, 6] <= 1e-12).all()


def test_evd_3_the_same_seed_gives_the_same_answer_and_another_does_not() -> None:
    gappy = np.where(np.eye(3, 2, dtype=bool), np.nan, THREE)
    one, same, other = even(gappy, seed=7), even(gappy, seed=7), even(gappy, seed=8)
    assert (one.scores == same.scores).all()
    assert (one.scores != other.scores).any()


def test_evd_3_a_gap_is_neither_zero_nor_the_mean() -> None:
    known = Scale(0.0, 1.0, np.array([0.0, 1.0]))
    values = np.array([[np.nan], [0.5]])
    found = rank(values, [known], [Weight(1, 1)], draws=20_000)
    # Drawn from what is known elsewhere: it is 0 or 1, and leads every other time.
    assert found.top(1) == pytest.approx([0.5, 0.5], abs=0.02)
    assert set(np.unique(found.scores[:, 0])) == {0.0, 1.0}


def test_evd_3_an_error_of_a_value_is_drawn() -> None:
    values, spread = np.array([[0.5], [0.5]]), np.array([[0.1], [np.nan]])
    found = rank(values, [EVEN], [Weight(1, 1)], spread=spread, draws=20_000)
    assert found.scores[:, 0].std() == pytest.approx(0.1, rel=0.05)
    assert found.scores[:, 1].std() == 0


def test_evd_3_the_interval_holds_the_true_rank_as_often_as_it_says() -> None:
    """Tables whose missing cells are known to us: the rank with nothing missing lies in the interval."""
    generator, inside, told = np.random.default_rng(11), 0, 0
    for number in range(60):
        whole = generator.random((30, 5))
        gappy = np.where(generator.random(whole.shape) < 0.2, np.nan, whole)
        weights = [Weight(1, 1)] * 5
        truth = rank(whole, [EVEN] * 5, weights, draws=1).ranks[0]
        low, high = rank(gappy, [EVEN] * 5, weights, draws=1000, seed=number).interval(0.9)
        uncertain = np.isnan(gappy).any(axis=1)
        inside += int(((low <= truth) & (truth <= high))[uncertain].sum())
        told += int(uncertain.sum())
    assert 0.87 <= inside / told <= 0.97


def test_evd_3_less_can_be_better_and_a_giant_can_be_cut() -> None:
    distances = np.array([100.0, 900.0, np.nan, 500.0])
    nearer = scale_of(distances, less_is_better=True)
    assert nearer.of(distances)[[0, 1, 3]] == pytest.approx([1.0, 0.0, 0.5])
    assert np.isnan(nearer.of(distances)[2])
    sizes = np.array([*range(1, 100), 1e6], dtype=float)
    assert scale_of(sizes, trim=0.02).of(np.array([50.0]))[0] == pytest.approx(0.5, abs=0.02)
    assert scale_of(np.array([3.0, 3.0])).of(np.array([3.0, np.nan]))[0] == 0.5


def test_evd_3_weights_stay_in_their_ranges_and_sum_to_one() -> None:
    seed = np.random.default_rng(1)
    drawn = ranking.draw_weights([Weight(1, 3), Weight(2, 2), None], 1000, seed)
    assert drawn.sum(axis=1) == pytest.approx(1)
    assert (drawn[:, 2] == 0).all()
    ratio = drawn[:, 0] / drawn[:, 1]
    assert ratio.min() >= 0.5
    assert ratio.max() <= 1.5
    assert drawn.std(axis=0)[0] > 0.01


def test_evd_3_what_does_not_fit_is_refused() -> None:
    for low, high in ((-1, 1), (2, 1), (0, float("inf")), (float("nan"), 1)):
        with pytest.raises(ValueError, match="range"):
            Weight(low, high)
    with pytest.raises(ValueError, match="same factors"):
        rank(THREE, [EVEN], [None, None])
    with pytest.raises(ValueError, match="infinite"):
        even(np.array([[np.inf, 0.0]]))
    with pytest.raises(ValueError, match="a place"):
        even(np.empty((0, 2)))
    with pytest.raises(ValueError, match="weigh nothing"):
        rank(THREE, [EVEN] * 2, [Weight(0, 0)] * 2)
    with pytest.raises(ValueError, match="Nothing is known"):
        scale_of(np.array([np.nan]))


def test_evd_3_knowing_what_decides_is_worth_more_than_knowing_what_does_not() -> None:
    found = even(THREE, draws=50_000)
    # By hand: leading with w known pays E max(w, 1-w, 0.6) = 2 x 0.32 + 0.12; blind the best pays 0.6.
    assert found.worth_of_knowing(found.weights[:, 0]) == pytest.approx(0.16, abs=0.01)
    noise = np.random.default_rng(2).random(50_000)
    assert found.worth_of_knowing(noise) < 0.003


def test_evd_3_the_weight_at_which_another_place_leads() -> None:
    (first, second) = ranking.switches(THREE, np.array([0.5, 0.5]))
    for one in (first, second):
        assert abs(one.at - 0.5) == pytest.approx(0.1)
        # More of the first factor makes A lead, more of the second B.
        assert one.place == (one.factor if one.at > one.share else 1 - one.factor)
    certain = np.array([[1.0, 1.0], [0.5, 0.9]])
    assert ranking.switches(certain, np.array([0.5, 0.5])) == []
    assert ranking.switches(certain, np.array([1.0, 0.0]))[0:1] == []


@settings(max_examples=40, deadline=None)
@given(tables)
def test_evd_3_at_a_switch_both_places_score_the_same(values: Floats) -> None:
    weights = np.array([0.5, 0.3, 0.2])
    leader = int(np.argmax(values @ weights))
    for one in ranking.switches(values, weights):
        rest = weights.copy()
        rest[one.factor] = 0
        moved = rest / rest.sum() * (1 - one.at)
        moved[one.factor] = one.at
        totals = values @ moved
        assert totals[one.place] == pytest.approx(totals[leader], abs=1e-9)


def test_evd_3_closeness_to_the_ideal_by_hand() -> None:
    scaled, weights = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [0.0, 0.0]]), np.array([0.5, 0.5])
    assert ranking.topsis(scaled, weights) == pytest.approx([0.5, 0.5, 1.0, 0.0])
    assert ranking.topsis(np.ones((2, 2)), weights) == pytest.approx([0.5, 0.5])


def test_evd_9_choices_that_agree_give_their_weights() -> None:
    found = ranking.weights_from_choices(3, {(0, 1): 2, (1, 2): 3, (0, 2): 6})
    assert found.shares == pytest.approx([6 / 10, 3 / 10, 1 / 10])
    assert found.agreement == pytest.approx(1)
    assert found.worst is None
    assert ranking.weights_from_choices(3, {(0, 1): 2, (1, 2): 3}).shares == pytest.approx([0.6, 0.3, 0.1])


def test_evd_9_the_choice_that_contradicts_is_named() -> None:
    round_and_round = {(0, 1): 2.0, (1, 2): 2.0, (2, 3): 2.0, (0, 3): 1 / 8, (0, 2): 4.0, (1, 3): 4.0}
    found = ranking.weights_from_choices(4, round_and_round)
    assert found.agreement < 0.8
    assert found.worst is not None
    assert found.worst[:3] == (0, 3, 1 / 8)
    assert found.worst[3] == pytest.approx(1.0), "all choices together see no difference between the two"


def test_evd_9_choices_that_leave_one_out_are_refused() -> None:
    with pytest.raises(ValueError, match="without a tie"):
        ranking.weights_from_choices(3, {(0, 1): 2})
    with pytest.raises(ValueError, match="positive"):
        ranking.weights_from_choices(2, {(0, 1): 0})


def test_evd_3_order_ranks_and_shares_are_those_of_plain_sorting() -> None:
    """Against the shortest way of writing it, on more draws and places than one block and one byte hold."""
    values = np.random.default_rng(3).random((300, 4))
    found = even(np.where(values < 0.05, np.nan, values), draws=1300)
    order = np.argsort(-found.scores, axis=1, kind="stable")
    assert (found.order == order).all()
    ranks = np.argsort(order, axis=1) + 1
    assert (found.ranks == ranks).all()
    shares = np.array([np.bincount(one - 1, minlength=300) for one in ranks.T]) / 1300
    assert found.acceptability == pytest.approx(shares)


def test_evd_3_of_level_places_the_one_given_first_goes_before() -> None:
    found = even(np.array([[0.2], [0.7], [0.7], [0.2]]), draws=10)
    assert (found.order == [1, 2, 0, 3]).all()


def test_evd_3_more_places_than_two_bytes_count() -> None:
    values = np.random.default_rng(4).random((66_000, 1))
    found = even(values, draws=2)
    assert (found.ranks[0] == np.argsort(np.argsort(-values[:, 0])) + 1).all()
