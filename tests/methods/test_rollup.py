"""RES-12: values put together over units and periods: shares, breakdowns, gaps; properties that hold for all."""

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proxenia.methods.rollup import (
    NOT_ADDED,
    NOTHING_BELOW,
    NOTHING_KNOWN,
    SEVERAL_CURRENCIES,
    SEVERAL_VERSIONS,
    Reading,
    Rule,
    not_broken_down,
    over_time,
    over_units,
    shown,
    whole,
)

COUNT, SHARE = Rule(), Rule(is_ratio=True, per=100)
STOCK, LEVEL = Rule(is_cumulative=True), Rule(adds_up=False)
NUMBERS = st.decimals(0, 1_000_000, places=2)
COUNTS = st.one_of(st.none(), NUMBERS.map(lambda one: Reading(one)))


_WHOLES = st.integers(0, 10_000)
SHARES = st.one_of(
    st.none(),
    st.tuples(_WHOLES, _WHOLES).map(lambda two: Reading(None, Decimal(min(two)), Decimal(max(two)))),
)
# How long examples take to make says more of a busy machine than of the strategies.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def named(values: list[Reading | None]) -> list[tuple[str, Reading | None]]:
    return [(f"u{at:03d}", one) for at, one in enumerate(values)]


def test_res_12_shares_are_added_above_and_below_never_averaged() -> None:
    """3 of 4 and 10 of 100 are 13 of 104, not the average of 75 and 10 per cent."""
    rolled = over_units(
        SHARE, named([Reading(None, Decimal(3), Decimal(4)), Reading(None, Decimal(10), Decimal(100))])
    )
    assert rolled.value == Decimal(1300) / Decimal(104)
    assert rolled.value != Decimal("42.5")


@patient
@given(st.lists(SHARES, max_size=30))
def test_res_12_a_share_of_units_lies_between_the_lowest_and_the_highest(
    values: list[Reading | None],
) -> None:
    rolled = over_units(SHARE, named(values))
    single = [number for one in values if one is not None and (number := shown(SHARE, one)) is not None]
    if rolled.value is None:
        assert not single
        assert rolled.why in (NOTHING_KNOWN, NOTHING_BELOW)
    else:
        slack = Decimal("1e-20")
        assert min(single) - slack <= rolled.value <= max(single) + slack
        assert 0 <= rolled.value <= 100


@patient
@given(st.lists(COUNTS, max_size=30), st.integers(0, 30))
def test_res_12_it_does_not_matter_how_units_are_grouped(values: list[Reading | None], cut: int) -> None:
    """Units put together in two groups, and these then put together, come to the same as all at once."""
    units = named(values)
    groups = [over_units(COUNT, units[:cut]), over_units(COUNT, units[cut:])]
    again = over_units(COUNT, [("a", groups[0].reading()), ("b", groups[1].reading())])
    once = over_units(COUNT, units)
    assert again.value == once.value
    assert groups[0].known + groups[1].known == once.known
    assert groups[0].missing + groups[1].missing == once.missing


@patient
@given(st.lists(SHARES, min_size=1, max_size=20), st.randoms())
def test_res_12_the_order_of_units_does_not_matter(values: list[Reading | None], chance: object) -> None:
    mixed = list(values)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    one, other = over_units(SHARE, named(values)), over_units(SHARE, named(mixed))
    assert (one.numerator, one.denominator, one.value, one.known) == (
        other.numerator, other.denominator, other.value, other.known,
    )  # fmt: skip


@patient
@given(st.lists(COUNTS, max_size=30))
def test_res_12_gaps_stay_gaps_and_never_count_as_nought(values: list[Reading | None]) -> None:
    rolled = over_units(COUNT, named(values))
    known = [one.value for one in values if one is not None and one.value is not None]
    assert rolled.known == len(known)
    assert len(rolled.missing) == len(values) - len(known)
    assert rolled.value == (sum(known, Decimal(0)) if known else None)
    assert rolled.is_complete == (len(known) == len(values))


@patient
@given(st.lists(COUNTS, min_size=1, max_size=12))
def test_res_12_cumulative_values_are_never_added_over_time(values: list[Reading | None]) -> None:
    rolled = over_time(STOCK, named(values))
    known = [(code, one) for code, one in named(values) if one is not None]
    if not known:
        assert rolled.value is None
        return
    assert rolled.value == known[-1][1].value
    assert rolled.taken == known[-1][0]
    assert rolled.missing == tuple(code for code, _one in named(values) if code > known[-1][0])


@patient
@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500), st.integers(0, 50)), min_size=1, max_size=20)
)
def test_res_12_breakdowns_roll_up_to_the_whole_and_what_is_not_broken_down(
    rows: list[tuple[int, int, int]],
) -> None:
    readings: list[Reading | None] = []
    for women, men, rest in rows:
        parts = {"sex": {"women": Reading(Decimal(women)), "men": Reading(Decimal(men))}}
        readings.append(Reading(Decimal(women + men + rest), parts=parts))
    rolled = over_units(COUNT, named(readings))
    assert rolled.parts["sex"]["women"].value == sum(one[0] for one in rows)
    assert not_broken_down(rolled, "sex") == sum(one[2] for one in rows)
    yearly = over_time(COUNT, [("2026-Q1", rolled.reading()), ("2026-Q2", rolled.reading())])
    assert yearly.parts["sex"]["men"].value == 2 * sum(one[1] for one in rows)


@patient
@given(COUNTS, st.lists(COUNTS, max_size=10))
def test_res_12_what_is_stated_for_the_whole_is_never_added_to_its_units(
    stated: Reading | None, values: list[Reading | None]
) -> None:
    rolled = whole(COUNT, stated, named(values))
    assert rolled.value == (stated.value if stated is not None else over_units(COUNT, named(values)).value)


def test_res_12_a_share_of_nothing_is_unknown_and_not_nought() -> None:
    nothing = Reading(None, Decimal(0), Decimal(0))
    rolled = over_units(SHARE, named([nothing]))
    assert (rolled.value, rolled.why, rolled.known) == (None, NOTHING_BELOW, 1)
    with_more = over_units(SHARE, named([nothing, Reading(None, Decimal(1), Decimal(2))]))
    assert with_more.value == 50


def test_res_12_currencies_versions_and_levels_are_not_added() -> None:
    money = named([Reading(Decimal(1), currency="EUR"), Reading(Decimal(1), currency="USD")])
    assert over_units(COUNT, money).why == SEVERAL_CURRENCIES
    versions = named([Reading(Decimal(1), version=1), Reading(Decimal(1), version=2)])
    assert over_units(COUNT, versions).why == SEVERAL_VERSIONS
    levels = over_units(LEVEL, named([Reading(Decimal(1)), Reading(Decimal(4)), None]))
    assert (levels.value, levels.why, levels.lowest, levels.highest) == (None, NOT_ADDED, 1, 4)
    assert over_units(LEVEL, named([Reading(Decimal(3)), None])).value == 3
