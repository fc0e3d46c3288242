"""RES-4: contributions never add to more than one, and no roll-up counts a result twice."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxenia.methods.shares import NOBODY, Claim, Part, rest, roll_up, split

pytestmark = pytest.mark.once

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)
WORDS = st.lists(st.sampled_from(["Graz", "Trier", "Bergen", "Cork", "Gent"]), max_size=4)


@st.composite
def contributions(draw: st.DrawFn) -> list[Part]:
    """Contributions whose said shares add to one at most; some have none, some several words, some the same twice."""
    pieces = draw(st.lists(st.integers(0, 1000), max_size=6))
    whole = sum(pieces) + draw(st.integers(0, 1000)) or 1
    said = [Part(Fraction(piece, whole), draw(WORDS)) for piece in pieces]
    unsaid = [Part(None, draw(WORDS)) for _n in range(draw(st.integers(0, 3)))]
    return draw(st.permutations(said + unsaid))


@st.composite
def results(draw: st.DrawFn) -> Claim:
    """One result with a range, or without a figure."""
    if draw(st.booleans()):
        return Claim(None, None, draw(contributions()))
    low = Fraction(draw(st.integers(0, 10**9)), 100)
    return Claim(low, low + Fraction(draw(st.integers(0, 10**9)), 100), draw(contributions()))


@given(contributions())
def test_res_4_shares_by_any_dimension_come_to_exactly_one(parts: list[Part]) -> None:
    found = split(parts)
    assert sum(found.values()) == 1
    assert all(share >= 0 for share in found.values())


@given(st.lists(results(), max_size=8))
def test_res_4_no_roll_up_comes_to_more_than_the_ledger(claims: list[Claim]) -> None:
    found = roll_up(claims)
    total = found.total()
    figures = [one for one in claims if one.low is not None]
    assert total.low == sum((one.low for one in figures if one.low is not None), Fraction(0))
    assert total.high == sum((one.high for one in figures if one.high is not None), Fraction(0))
    assert total.results == len(claims)
    for word, tally in found.tallies.items():
        assert 0 <= tally.low <= tally.high
        assert tally.named == sum(any(word in part.words for part in one.parts) for one in claims)


@given(st.lists(results(), max_size=6), st.integers(1, 4))
def test_res_4_the_same_records_told_coarser_come_to_the_same(claims: list[Claim], letters: int) -> None:
    """Words put together (ties to countries, days to quarters) never gain anything on the way."""
    coarse = [
        Claim(
            one.low,
            one.high,
            [Part(part.share, [str(word)[:letters] for word in part.words]) for part in one.parts],
        )
        for one in claims
    ]
    assert roll_up(coarse).total() == roll_up(claims).total()


def test_res_4_an_engagement_of_two_ties_is_shared_between_them() -> None:
    parts = [Part(HALF, ["Graz", "Trier"]), Part(THIRD, ["Graz"])]
    assert split(parts) == {"Graz": Fraction(7, 12), "Trier": Fraction(1, 4), NOBODY: Fraction(1, 6)}
    found = roll_up([Claim(Fraction(40), Fraction(60), parts)]).tallies
    assert (found["Graz"].low, found["Graz"].high) == (Fraction(70, 3), Fraction(35))
    assert found[NOBODY].high == 10


def test_res_4_a_share_nobody_could_say_is_told_and_never_nought() -> None:
    found = roll_up([Claim(Fraction(9), Fraction(9), [Part(None, ["Graz"]), Part(THIRD, ["Trier"])])]).tallies
    assert (found["Graz"].low, found["Graz"].named, found["Graz"].without_share) == (Fraction(0), 1, 1)
    assert (found["Trier"].low, found["Trier"].without_share) == (Fraction(3), 0)
    assert found[NOBODY].low == 6


def test_res_4_a_result_without_a_figure_is_counted_and_told() -> None:
    found = roll_up([Claim(None, None, [Part(Fraction(1), ["Graz"])])]).tallies["Graz"]
    assert (found.results, found.low, found.without_figure) == (Fraction(1), Fraction(0), 1)


@pytest.mark.parametrize(
    "shares", [(HALF, HALF, Fraction(1, 1000)), (Fraction(-1, 10),), (Fraction(2), -HALF)]
)
def test_res_4_shares_above_one_or_below_nought_are_counted_nowhere(shares: tuple[Fraction, ...]) -> None:
    with pytest.raises(ValueError, match="add to one at most"):
        roll_up([Claim(Fraction(1), Fraction(1), [Part(one, ["Graz"]) for one in shares])])


def test_res_4_what_is_left_is_said() -> None:
    assert rest([HALF, None, THIRD]) == Fraction(1, 6)
    assert rest([]) == 1
