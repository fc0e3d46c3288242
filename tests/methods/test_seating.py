"""ENG-19: seats by precedence, computed by hand and held for any number of guests."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxenia.methods.seating import alternate, long_table, outwards, round_tables

pytestmark = pytest.mark.once
SIDES = st.tuples(st.integers(0, 30), st.integers(0, 30))


def sides(ours: int, theirs: int) -> tuple[list[str], list[str]]:
    """Guests of both sides in order of precedence: o1, o2, … and t1, t2, …"""
    return [f"o{n + 1}" for n in range(ours)], [f"t{n + 1}" for n in range(theirs)]


def test_eng_19_the_first_sits_in_the_middle_the_second_on_the_right() -> None:
    assert outwards(["1", "2", "3", "4", "5"]) == ["5", "3", "1", "2", "4"]
    assert outwards(["1", "2"], right_is_after=False) == ["2", "1"]
    assert outwards([]) == []


def test_eng_19_the_first_of_both_sides_face_each_other() -> None:
    assert long_table(["o1", "o2", "o3"], ["t1", "t2"]) == [("o3", "t2"), ("o1", "t1"), ("o2", None)]
    assert long_table([], ["t1"]) == [(None, "t1")]


@given(SIDES)
def test_eng_19_everybody_has_one_chair_at_a_long_table(number: tuple[int, int]) -> None:
    ours, theirs = sides(*number)
    pairs = long_table(ours, theirs)
    assert Counter(one for pair in pairs for one in pair if one) == Counter([*ours, *theirs])
    assert not (ours and theirs) or ("o1", "t1") in pairs
    assert all(pair != (None, None) for pair in pairs)


@given(SIDES)
def test_eng_19_sides_alternate_as_long_as_both_last(number: tuple[int, int]) -> None:
    ours, theirs = sides(*number)
    row = alternate(ours, theirs)
    assert Counter(row) == Counter([*ours, *theirs])
    both = row[: 2 * min(number)]
    assert [one[0] for one in both] == ["t", "o"] * min(number)


@given(SIDES, st.integers(2, 12))
def test_eng_19_round_tables_are_full_of_everybody_once(number: tuple[int, int], chairs: int) -> None:
    ours, theirs = sides(*number)
    tables = round_tables(ours, theirs, chairs)
    assert Counter(one for table in tables for one in table) == Counter([*ours, *theirs])
    sizes = [len(table) for table in tables]
    assert max(sizes, default=0) <= chairs
    assert not tables or max(sizes) - min(sizes) <= 1
    assert not (ours and theirs) or {"o1", "t1"} <= set(tables[0])


def test_eng_19_a_table_has_two_chairs_at_least() -> None:
    with pytest.raises(ValueError, match="two chairs"):
        round_tables(["o1"], [], 1)
