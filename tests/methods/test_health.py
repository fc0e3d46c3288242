"""The method behind vital signs: against the published closed form, and what must hold for any ties."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxenia.methods import health

pytestmark = pytest.mark.once

TODAY = date(2026, 6, 30).toordinal()
MONTH = health.MONTH


def gaps_of(*ties: list[int], today: int = TODAY) -> health.Gaps:
    """Gaps of ties given as days before today."""
    contacts = [sorted(today - back for back in tie) for tie in ties]
    starts = np.cumsum([0, *(len(tie) for tie in contacts[:-1])])
    days = np.concatenate([np.array(tie, dtype=np.int64) for tie in contacts])
    return health.summed(days, starts.astype(np.int64), today)


def some_ties(count: int, seed: int = 3, regular: float = 0.6) -> tuple[health.Gaps, np.ndarray]:
    """Ties over eight years with log-normal gaps, half of them stopped a year ago; and which of them stopped."""
    chance, found, stopped = np.random.default_rng(seed), [], []
    for _one in range(count):
        mean, stops = 6 * np.exp(0.8 * chance.standard_normal()), bool(chance.random() < 0.5)
        gaps = mean * np.exp(regular * chance.standard_normal(400) - regular**2 / 2)
        at = np.cumsum(gaps) - 4 * mean - mean * chance.random()
        kept = at[(at >= 0) & (at < (84 if stops else 96))]
        if len(kept):
            found.append([int((96 - moment) * MONTH) for moment in kept])
            stopped.append(stops)
    return gaps_of(*found), np.array(stopped)


FITTED = health.fitted(some_ties(400)[0])


def judged(*ties: list[int], rhythm: health.Rhythm = FITTED) -> health.Signs:
    """Judge ties by a rhythm learnt elsewhere."""
    return health.judged(gaps_of(*ties), rhythm)


def test_prt_5_exponential_gaps_and_constant_stops_give_the_published_chance_of_being_alive() -> None:
    """Schmittlein, Morrison and Colombo 1987 for one customer of known rates: P(alive) in closed form.

    With purchases at rate a and death at rate b, a customer silent for t is alive with chance
    1 / (1 + b / (a + b) * (exp((a + b) t) - 1)).
    """
    buying, dying, silence = 0.25, 0.02, 9.0
    months = (np.arange(health.HORIZON) + 0.5) / health.A_MONTH
    # The silence began t ago: to stop u after it began has weight b exp(-b u); months count back from today.
    weights = dying * np.exp(-dying * (silence - months)) / health.A_MONTH
    weights[months > silence] = 0
    never = float(np.exp(-dying * silence))
    law = health.Gamma(1.0, 4e6, 4e6 / buying)
    rhythm = health.Rhythm(law, health.Stops(weights, never), 1, {})
    none = np.zeros(1)
    seen = health.Gaps(none, none, none, none, np.array([silence + health.WITHIN]))
    published = 1 / (1 + dying / (buying + dying) * np.expm1((buying + dying) * silence))
    assert 1 - health.judged(seen, rhythm).stopped[0] == pytest.approx(published, abs=0.02)


AT_ANY_TIME = health.Stops(np.full(health.HORIZON, 0.5 / health.HORIZON), 0.5)
"""Where the stops of a kind cluster in time, a silence from long before them can weigh a little less; else never."""


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(60, 500), min_size=1, max_size=8),
    st.integers(0, 900),
    st.integers(1, 400),
    st.sampled_from([health.LogNormal(1.5, 0.7, 6.0, 2.0), health.Gamma(1.5, 3.0, 9.0)]),
)
def test_prt_5_a_longer_silence_never_makes_a_stop_less_likely(
    gaps: list[int], silence: int, longer: int, law: health.Law
) -> None:
    moments = np.cumsum([silence, *gaps]).tolist()
    later = [moment + longer for moment in moments]
    one, other = judged(moments, later, rhythm=health.Rhythm(law, AT_ANY_TIME, 1, {})).stopped
    assert other >= one - 0.005


def test_prt_5_the_more_regular_tie_is_called_earlier() -> None:
    """Both pause four months in the (geometric) middle; where spreads differ, the even one is missed sooner."""
    rhythm = health.Rhythm(health.LogNormal(1.3, 0.7, 2.0, 0.5), AT_ANY_TIME, 1, {})
    even = np.cumsum([400, *[120] * 10]).tolist()
    uneven = np.cumsum([400, *[60, 240] * 5]).tolist()
    one, other = judged(even, uneven, rhythm=rhythm).stopped
    assert one > other


def test_prt_5_the_order_of_the_ties_changes_nothing() -> None:
    gaps, _stopped = some_ties(200, seed=8)
    order = np.random.default_rng(1).permutation(len(gaps))
    plain, mixed = health.fitted(gaps), health.fitted(gaps.part(order))
    told = health.judged(gaps, plain).stopped[order]
    assert health.judged(gaps.part(order), mixed).stopped == pytest.approx(told, abs=1e-3)


@pytest.mark.parametrize("count", [50, 300])
def test_prt_5_small_offices_are_told_apart_too(count: int) -> None:
    gaps, stopped = some_ties(count, seed=count)
    signs = health.judged(gaps, health.fitted(gaps))
    assert np.isfinite(signs.stopped).all()
    assert signs.stopped[stopped].mean() > signs.stopped[~stopped].mean() + 0.4
    assert (signs.low <= signs.stopped).all()
    assert (signs.stopped <= signs.high).all()


def test_prt_5_a_kind_with_few_ties_borrows_the_rhythm_of_all() -> None:
    gaps, _stopped = some_ties(120)
    kinds = ["rare" if number < 10 else "common" for number in range(len(gaps))]
    rhythms = health.learnt(gaps, kinds)
    assert set(rhythms) == {health.ALL_TIES, "common"}
    rows = health.rows_by_rhythm(kinds, rhythms)
    assert rows[health.ALL_TIES].tolist() == list(range(10))


def test_prt_5_ties_without_a_single_gap_are_judged_too() -> None:
    gaps = gaps_of([10], [400], [900])
    signs = health.judged(gaps, health.fitted(gaps))
    assert np.isfinite(signs.stopped).all()


def test_prt_5_what_was_learnt_is_stored_and_read_again() -> None:
    gaps, _stopped = some_ties(60)
    again = health.read(health.written(FITTED))
    assert health.judged(gaps, again).stopped == pytest.approx(health.judged(gaps, FITTED).stopped, abs=1e-12)


def test_prt_5_what_an_earlier_version_stored_by_the_month_is_read_by_the_half_month() -> None:
    """Version 1 kept 120 months: each half has half of its chance, and the judgement hardly moves."""
    gaps, _stopped = some_ties(60)
    stored = health.written(FITTED)
    stored["stops"] = [sum(pair) for pair in zip(stored["stops"][::2], stored["stops"][1::2], strict=True)]
    again = health.read(stored)
    assert (len(again.stops.halves), again.stops.halves.sum()) == (
        health.HORIZON,
        pytest.approx(FITTED.stops.halves.sum()),
    )
    told = health.judged(gaps, again).stopped
    assert told.mean() == pytest.approx(health.judged(gaps, FITTED).stopped.mean(), abs=0.03)


def test_prt_5_contacts_within_six_weeks_are_one_episode() -> None:
    assert gaps_of([10, 30, 50, 400]).count.tolist() == [1.0]


def test_prt_5_how_much_longer_until_the_word_changes() -> None:
    gaps = gaps_of([30, 150, 270, 390, 510], [900, 1000, 1100, 1200])
    months = health.months_until(gaps, FITTED, health.QUIET_FROM)
    assert health.state(float(health.judged(gaps, FITTED).stopped[0])) == "alive"
    day = gaps_of(*[[moment + round(months[0] * MONTH) + 20 for moment in (30, 150, 270, 390, 510)]])
    assert health.judged(day, FITTED).stopped[0] >= health.QUIET_FROM
    met = health.with_contact_today(gaps)
    assert health.judged(met, FITTED).stopped.max() < health.QUIET_FROM
    assert met.count.tolist() == [4.0, 4.0]


def test_prt_5_dates_of_a_tie_are_counted_back_from_the_day() -> None:
    today = date(2026, 1, 1)
    day = (today - timedelta(days=61)).toordinal()
    gaps = health.summed(np.array([day]), np.array([0]), today.toordinal())
    assert gaps.silence[0] == pytest.approx(61 / MONTH)
