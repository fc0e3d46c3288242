"""EVD-10: the specialisation profile by a case worked by hand, by properties, and its intervals by simulation."""

import numpy as np
import pytest

from proxenia.methods.specialisation import Amount, profile

pytestmark = pytest.mark.once
# Home: 60 ships, 20 wine, 20 data in 2020; 30, 20, 20 in 2010. Port is like it, Inland the opposite.
TABLE = {
    ("Home", "ships"): (30, 60), ("Home", "wine"): (20, 20), ("Home", "data"): (20, 20),
    ("Port", "ships"): (100, 100), ("Port", "wine"): (50, 50), ("Port", "data"): (50, 50),
    ("Inland", "ships"): (0, 0), ("Inland", "wine"): (50, 100), ("Inland", "data"): (50, 100),
}  # fmt: skip
ROWS = [
    Amount(place, industry, year, amount)
    for (place, industry), amounts in TABLE.items()
    for year, amount in zip((2010, 2020), amounts, strict=True)
]


def test_evd_10_by_hand() -> None:
    told = profile(ROWS, "Home", seed=1, exports={"ships": 45})
    found = {one.industry: one for one in told.sectors}
    ships, wine = found["ships"], found["wine"]
    # All together: 160 ships of 500; Home 60 of 100.
    assert ships.amount == 60
    assert ships.share == pytest.approx(0.6)
    assert ships.quotient == pytest.approx(0.6 / 0.32)
    assert wine.quotient == pytest.approx(0.2 / 0.34)
    assert ships.growth == pytest.approx(2 ** (1 / 10) - 1)
    assert ships.growth_elsewhere == pytest.approx(0)
    assert wine.growth_elsewhere == pytest.approx(1.5 ** (1 / 10) - 1)
    # At the common share of 34 % Home would have 34 in wine.
    assert ships.gap == 0
    assert wine.gap == pytest.approx(14)
    assert ships.export_share == pytest.approx(0.75)
    assert wine.export_share is None
    assert told.sectors[0].industry == "ships"
    assert (told.first_year, told.last_year) == (2010, 2020)


def test_evd_10_who_is_like_it_and_who_fits() -> None:
    others = {one.place: one for one in profile(ROWS, "Home", seed=1).others}
    # Port: 0.5, 0.25, 0.25; Inland: 0, 0.5, 0.5.
    assert others["Port"].similarity == pytest.approx(90)
    assert others["Inland"].similarity == pytest.approx(40)
    # Home is 0.28 beyond in ships, Inland 0.32 short: all of it meets. Inland is 0.16 beyond in wine and data each,
    # Home 0.14 short in each.
    assert others["Inland"].fit == pytest.approx(100 * (1 + 0.28 / 0.32) / 2)
    assert others["Port"].fit == 0
    assert others["Inland"].meets[0] == "ships"
    assert [one.place for one in profile(ROWS, "Home", seed=1).others] == ["Inland", "Port"]


def test_evd_10_same_seed_same_answer_and_leads_sum_to_the_top() -> None:
    one, again = profile(ROWS, "Home", seed=5, top=2), profile(ROWS, "Home", seed=5, top=2)
    assert one == again
    assert sum(sector.p_lead for sector in one.sectors) == pytest.approx(2)
    assert all(low <= sector.quotient * 1.2 and high >= sector.quotient * 0.8 for sector in one.sectors
               for low, high in [sector.interval])  # fmt: skip


def test_evd_10_another_unit_of_money_changes_nothing() -> None:
    dear = [Amount(row.place, row.industry, row.year, row.amount * 1e6) for row in ROWS]
    one, other = profile(ROWS, "Home", seed=3, error=0.1), profile(dear, "Home", seed=3, error=0.1)
    for here, there in zip(one.sectors, other.sectors, strict=True):
        assert (here.industry, here.p_lead) == (there.industry, there.p_lead)
        assert here.quotient == pytest.approx(there.quotient)
        assert here.interval == pytest.approx(there.interval)


def test_evd_10_small_numbers_are_less_sure() -> None:
    few = [Amount(row.place, row.industry, row.year, row.amount / 10) for row in ROWS]
    wide, narrow = (
        {one.industry: one.interval[1] - one.interval[0] for one in profile(rows, "Home", seed=3).sectors}
        for rows in (few, ROWS)
    )
    assert all(wide[name] > narrow[name] for name in narrow)


def test_evd_10_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    """True amounts are known, counts are drawn from them; nine in ten intervals hold the true quotient."""
    chance = np.random.default_rng(17)
    truth = {"ships": 40.0, "wine": 25.0, "data": 12.0}
    rest = {"ships": 3000.0, "wine": 4000.0, "data": 5000.0}
    quotient = {name: (truth[name] / 77) / ((truth[name] + rest[name]) / 12077) for name in truth}
    held = []
    for turn in range(200):
        rows = [Amount("Rest", name, 2020, amount) for name, amount in rest.items()]
        rows += [Amount("Home", name, 2020, float(chance.poisson(amount))) for name, amount in truth.items()]
        found = profile(rows, "Home", seed=turn, draws=400)
        held += [one.interval[0] <= quotient[one.industry] <= one.interval[1] for one in found.sectors]
    assert np.mean(held) == pytest.approx(0.9, abs=0.05)


@pytest.mark.parametrize(
    ("rows", "place", "words"),
    [
        ([], "Home", "empty"),
        (ROWS, "Nowhere", "does not tell of Nowhere"),
        ([*ROWS, ROWS[0]], "Home", "told twice"),
        ([Amount("Home", "ships", 2020, -1)], "Home", "negative"),
    ],
)
def test_evd_10_what_is_no_such_table_is_refused(rows: list[Amount], place: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        profile(rows, place, seed=1)
