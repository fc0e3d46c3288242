"""ENG-2: what does not fit in a programme, over time zones and changes of the clock."""

import datetime as dt
import itertools
import random

import pytest

from proxenia.methods import itinerary
from proxenia.methods.itinerary import HOST, INTERPRETER, OUTSIDE, TIGHT, TWICE, Clash, Item, moment

pytestmark = pytest.mark.once
DAY = dt.date(2026, 5, 4)


def item(key: str, begins: str, ends: str, zone: str = "Europe/Paris", **more: object) -> Item:
    """An item of one day by its clock times."""
    times = [moment(DAY, dt.time.fromisoformat(text), zone) for text in (begins, ends)]
    return Item(key, times[0], times[1], **{"who": frozenset({"ada"}), **more})  # type: ignore[arg-type]


def kinds(*items: Item) -> list[str]:
    """The kinds of clashes of some items."""
    return [clash.kind for clash in itinerary.clashes(items)]


def test_eng_2_who_is_in_two_places_at_once_is_told() -> None:
    found = itinerary.clashes([item("a", "09:00", "10:30"), item("b", "10:00", "11:00")])
    assert found == [Clash(TWICE, "a", "b", ("ada",))]
    assert itinerary.grave(found[0])


@pytest.mark.parametrize(("begins", "clash"), [("10:29", True), ("10:30", False), ("10:31", False)])
def test_eng_2_one_ends_as_the_next_begins(begins: str, clash: bool) -> None:
    assert (TWICE in kinds(item("a", "09:00", "10:30"), item("b", begins, "11:30"))) is clash


def test_eng_2_two_groups_may_be_in_two_places() -> None:
    assert kinds(item("a", "09:00", "10:00"), item("b", "09:00", "10:00", who=frozenset({"bo"}))) == []


def test_eng_2_the_same_clock_time_elsewhere_is_another_moment() -> None:
    # 09:00 in Lisbon is 10:00 in Paris.
    assert kinds(item("a", "09:00", "10:00"), item("b", "09:00", "09:45", "Europe/Lisbon")) == []
    assert kinds(item("a", "09:00", "10:30"), item("b", "09:00", "09:45", "Europe/Lisbon")) == [TWICE]


def test_eng_2_interpreter_and_host_cannot_be_twice() -> None:
    apart = {"who": frozenset({"bo"})}
    both = (
        item("a", "09:00", "10:00", interpreter="x"),
        item("b", "09:30", "10:00", interpreter="x", **apart),
    )
    assert kinds(*both) == [INTERPRETER]
    hosts = (item("a", "09:00", "10:00", host=7), item("b", "09:30", "10:00", host=7, **apart))
    assert kinds(*hosts) == [HOST]


@pytest.mark.parametrize(
    ("begins", "more", "tight"),
    [
        ("10:14", {}, True),
        ("10:15", {}, False),
        ("10:05", {"venue": "hall"}, False),
        ("10:05", {"is_transport": True}, False),
        ("10:05", {"who": frozenset({"bo"})}, False),
    ],
)
def test_eng_2_little_time_between_two_venues_is_told(
    begins: str, more: dict[str, object], tight: bool
) -> None:
    later = item("b", begins, "11:00", **{"venue": "port", **more})
    assert (TIGHT in kinds(item("a", "09:00", "10:00", venue="hall"), later)) is tight


def test_eng_2_an_item_outside_the_days_is_told_by_the_clock_of_its_place() -> None:
    late = item("a", "23:00", "23:30", "Pacific/Auckland")
    assert itinerary.clashes([late], DAY, DAY) == []
    assert itinerary.clashes([late], DAY + dt.timedelta(days=1)) == [Clash(OUTSIDE, "a")]


def test_eng_2_a_time_that_the_clocks_leave_out_does_not_exist() -> None:
    spring = dt.date(2026, 3, 29)
    with pytest.raises(itinerary.NoSuchTime):
        moment(spring, dt.time(2, 30), "Europe/Paris")
    assert moment(spring, dt.time(3, 0), "Europe/Paris").utcoffset() == dt.timedelta(hours=2)
    autumn = moment(dt.date(2026, 10, 25), dt.time(2, 30), "Europe/Paris")
    assert autumn.utcoffset() == dt.timedelta(hours=2), "the first of the two"
    with pytest.raises(KeyError):
        moment(spring, dt.time(9), "Europe/Nowhere")


def test_eng_2_a_flight_over_the_date_line_arrives_before_it_left_by_the_clock() -> None:
    leaves = moment(dt.date(2026, 5, 4), dt.time(19, 0), "Pacific/Auckland")
    lands = moment(dt.date(2026, 5, 4), dt.time(11, 0), "Pacific/Honolulu")
    assert lands > leaves


def test_eng_2_every_overlap_is_found_and_nothing_else() -> None:
    dice = random.Random(7)
    start = moment(DAY, dt.time(0), "UTC")
    items = []
    for key in range(120):
        begins = start + dt.timedelta(minutes=dice.randrange(0, 5000))
        items.append(
            Item(
                key,
                begins,
                begins + dt.timedelta(minutes=dice.randrange(1, 90)),
                frozenset({dice.randrange(6)}),
            )
        )
    slow = {
        frozenset({one.key, two.key})
        for one, two in itertools.combinations(items, 2)
        if one.who & two.who and one.begins < two.ends and two.begins < one.ends
    }
    found = [clash for clash in itinerary.clashes(items) if clash.kind == TWICE]
    assert {frozenset({clash.first, clash.second}) for clash in found} == slow
    assert len(found) == len(slow) > 0
