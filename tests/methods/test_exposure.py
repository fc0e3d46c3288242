"""EVD-6: concentration and first-round shocks, cases worked by hand and properties."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxenia.methods.exposure import Range, concentration, tariff, withdrawal

pytestmark = pytest.mark.once
SALES = {("US", "cars"): 60.0, ("US", "wine"): 20.0, ("FR", "cars"): 20.0}


def test_evd_6_concentration_by_hand() -> None:
    found = concentration({"US": 60, "FR": 30, "JP": 10, "CN": 0})
    # 0.6² + 0.3² + 0.1² = 0.46
    assert found.index == pytest.approx(0.46)
    assert found.alike == pytest.approx(1 / 0.46)
    assert [one.name for one in found.shares] == ["US", "FR", "JP"]
    assert found.tops == pytest.approx({1: 0.6, 3: 1.0, 5: 1.0})
    assert found.level == "high"
    assert concentration(dict.fromkeys("abcdefgh", 5.0)).level == "low"
    assert concentration(dict.fromkeys("abcdef", 5.0)).level == "moderate"


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0.01, 1e6), min_size=1, max_size=30), st.floats(0.001, 1000))
def test_evd_6_the_index_lies_between_even_and_one_and_knows_no_unit(
    amounts: list[float], times: float
) -> None:
    named = {str(number): amount for number, amount in enumerate(amounts)}
    found = concentration(named)
    assert 1 / len(amounts) - 1e-9 <= found.index <= 1 + 1e-9
    assert sum(one.share for one in found.shares) == pytest.approx(1)
    assert concentration({name: amount * times for name, amount in named.items()}).index == pytest.approx(
        found.index
    )


def test_evd_6_nothing_and_less_than_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="nothing to share"):
        concentration({"US": 0.0})
    with pytest.raises(ValueError, match="negative"):
        concentration({"US": -1.0, "FR": 2.0})


def test_evd_6_a_tariff_by_hand() -> None:
    # All passed on, elasticity -2, ten points on nothing: price +10 %, sales of cars there -20 % of 60.
    found = tariff(
        SALES, market="US", products=["cars"], points=0.1, passed_on=Range(1, 1), elasticity=Range(-2, -2)
    )
    assert (found.exposed, found.share_exposed) == (60, pytest.approx(0.6))
    assert (found.lost.low, found.lost.high) == (pytest.approx(12), pytest.approx(12))
    assert found.share_lost.low == pytest.approx(0.12)
    # Left: US 48 + 20 = 68, FR 20.
    assert found.after is not None
    assert found.after.index == pytest.approx((68**2 + 20**2) / 88**2)


def test_evd_6_what_the_seller_bears_is_lost_too() -> None:
    # Nothing passed on: as many goods, each for a tenth less.
    found = tariff(SALES, market="US", points=0.1, passed_on=Range(0, 0), elasticity=Range(-3, -1))
    assert found.lost.low == pytest.approx(8)
    assert found.lost.high == pytest.approx(8)


@settings(max_examples=100, deadline=None)
@given(
    st.floats(0, 2),
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(-6, 0),
    st.floats(-6, 0),
    st.floats(0, 1),
    st.floats(0, 1),
)
def test_evd_6_whatever_lies_in_the_ranges_lies_in_the_answer(
    points: float, one: float, other: float, slope: float, steeper: float, at: float, beside: float
) -> None:
    passed, elasticity = Range(*sorted((one, other))), Range(*sorted((slope, steeper)))
    whole = tariff(SALES, market="US", points=points, passed_on=passed, elasticity=elasticity)
    share = passed.low + at * (passed.high - passed.low)
    steep = elasticity.low + beside * (elasticity.high - elasticity.low)
    inner = tariff(
        SALES, market="US", points=points, passed_on=Range(share, share), elasticity=Range(steep, steep)
    )
    assert whole.lost.low - 1e-6 <= inner.lost.low <= whole.lost.high + 1e-6
    assert -1e-9 <= whole.share_lost.low <= whole.share_lost.high <= whole.share_exposed + 1e-9


def test_evd_6_a_funder_that_leaves() -> None:
    grants = {("EU", ""): 75.0, ("state", ""): 25.0}
    found = withdrawal(grants, of="EU", share=Range(0.5, 1.0))
    assert (found.lost.low, found.lost.high) == (37.5, 75)
    # On the middle, 25 % of 75 are left beside 25.
    assert found.after is not None
    assert [one.amount for one in found.after.shares] == [25, pytest.approx(18.75)]
    assert withdrawal({("EU", ""): 10.0}, of="EU").after is None


def test_evd_6_assumptions_out_of_reason_are_refused() -> None:
    for wrong in (
        {"points": -0.1},
        {"points": 0.1, "elasticity": Range(0, 1)},
        {"points": 0.1, "passed_on": Range(0, 2)},
    ):
        with pytest.raises(ValueError, match="tariff"):
            tariff(SALES, market="US", **wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="share"):
        withdrawal(SALES, of="US", share=Range(0, 2))
    with pytest.raises(ValueError, match="lower end"):
        Range(2, 1)
