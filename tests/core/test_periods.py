"""Periods of reporting: read, written, counted on, and put inside one another."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxenia.core.periods import KINDS, MONTHS, Period, periods
from proxenia.core.values import CellError

DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2150, 12, 31))
BEGINS = st.integers(1, 12)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
        ("2026-H2", dt.date(2026, 7, 1), dt.date(2026, 12, 31)),
        ("2026-Q3", dt.date(2026, 7, 1), dt.date(2026, 9, 30)),
        ("q3 2026", dt.date(2026, 7, 1), dt.date(2026, 9, 30)),
        ("2026Q1", dt.date(2026, 1, 1), dt.date(2026, 3, 31)),
        ("2024-02", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
    ],
)
def test_res_2_a_period_is_read_and_has_its_days(text: str, first: dt.date, last: dt.date) -> None:
    period = Period.parse(text)
    assert (period.first, period.last) == (first, last)
    assert Period.parse(str(period)) == period


def test_res_2_a_fiscal_year_is_named_after_the_year_it_begins_in() -> None:
    period = Period.parse("2026-Q4", begins=4)
    assert (period.first, period.last) == (dt.date(2027, 1, 1), dt.date(2027, 3, 31))
    assert period.label == "Q4 2026/27"
    assert Period.of(dt.date(2027, 2, 3), begins=4) == period
    assert Period.parse("2027-02", begins=4).around("year").label == "2026/27"
    assert Period.parse("2026-07", begins=4).label == "July 2026"


@pytest.mark.parametrize(
    "text", ["", "26-Q3", "2026-Q5", "2026-H3", "2026-13", "2026-00", "2026-Q0", "Q3", "1234"]
)
def test_res_2_what_is_no_period_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(CellError) as refused:
        Period.parse(text)
    assert str(refused.value).endswith(".")


@given(DAYS, st.sampled_from(KINDS), BEGINS)
def test_res_2_every_day_lies_in_one_period_of_each_kind(day: dt.date, kind: str, begins: int) -> None:
    period = Period.of(day, kind, begins)  # type: ignore[arg-type]
    assert period.contains(day)
    assert not period.next().contains(day)
    assert not period.previous().contains(day)
    assert period.next().first - period.last == dt.timedelta(days=1)
    assert period.next().previous() == period
    assert period.previous() < period < period.next()
    assert period.code < period.next().code
    assert Period.parse(period.code, begins) == period


@given(DAYS, BEGINS)
def test_res_2_a_year_is_made_of_its_halves_quarters_and_months(day: dt.date, begins: int) -> None:
    year = Period.of(day, "year", begins)
    for kind in KINDS:
        parts = year.within(kind)
        assert len(parts) == 12 // MONTHS[kind]
        assert (parts[0].first, parts[-1].last) == (year.first, year.last)
        assert {part.around("year") for part in parts} == {year}
        assert list(periods(parts[0], parts[-1])) == parts
    assert sorted(year.within("month")[:1] + year.within("quarter")[:1] + [year])[0] == year
