"""ENG-5: when two places are at work together, also on the days when clocks change."""

import datetime as dt
from zoneinfo import ZoneInfoNotFoundError

import pytest

from proxenia.methods.working_hours import Overlap, overlap

pytestmark = pytest.mark.once


def told(found: Overlap) -> list[tuple[str, ...]]:
    """The stretches shared, as clocks show them."""
    return [tuple(f"{at:%H:%M}" for at in one) for one in found.shared]


@pytest.mark.parametrize(
    ("here", "there", "on", "shared", "ahead"),
    [
        ("Europe/Berlin", "Europe/Berlin", "2026-03-02", [("09:00", "17:00", "09:00", "17:00")], 0),
        ("Europe/Berlin", "Asia/Kolkata", "2026-03-02", [("09:00", "12:30", "13:30", "17:00")], 4.5),
        # A quarter of an hour more counts too: Nepal is five hours and three quarters ahead of London.
        ("Europe/London", "Asia/Kathmandu", "2026-03-02", [("09:00", "11:15", "14:45", "17:00")], 5.75),
        ("Europe/Berlin", "America/New_York", "2026-03-02", [("15:00", "17:00", "09:00", "11:00")], -6),
        # From 8 March New York has summer time, Berlin not before the 29th: an hour more in common.
        ("Europe/Berlin", "America/New_York", "2026-03-09", [("14:00", "17:00", "09:00", "12:00")], -5),
        ("Europe/Berlin", "America/New_York", "2026-03-30", [("15:00", "17:00", "09:00", "11:00")], -6),
        ("Europe/Berlin", "Asia/Tokyo", "2026-03-02", [], 8),
        ("Europe/Berlin", "Europe/Paris", "2026-03-07", [], 0),
        # Friday evening in Auckland is Friday morning in Berlin; Monday there is Sunday evening here.
        ("Pacific/Auckland", "America/Los_Angeles", "2026-03-02", [], -21),
        (
            "Pacific/Auckland",
            "America/Los_Angeles",
            "2026-03-03",
            [("09:00", "14:00", "12:00", "17:00")],
            -21,
        ),
    ],
)
def test_eng_5_shared_hours(
    here: str, there: str, on: str, shared: list[tuple[str, ...]], ahead: float
) -> None:
    found = overlap(here, there, dt.date.fromisoformat(on))
    assert told(found) == shared
    assert found.ahead == dt.timedelta(hours=ahead)


@pytest.mark.parametrize(("on", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-03-02", 24)])
def test_eng_5_a_day_has_the_hours_that_pass(on: str, hours: int) -> None:
    found = overlap("Europe/Berlin", "Asia/Tokyo", dt.date.fromisoformat(on))
    assert len(found.hours) == hours
    gaps = {later.there - earlier.there for earlier, later in zip(found.hours, found.hours[1:], strict=False)}
    assert gaps == {dt.timedelta(hours=1)}


def test_eng_5_a_clock_nobody_knows_is_refused() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        overlap("Europe/Berlin", "Mars/Olympus", dt.date(2026, 3, 2))
