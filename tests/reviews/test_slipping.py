"""ENG-12: a yes elsewhere shows the hours left this quarter and what would slip."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from proxenia.accounts.actions import change_settings
from proxenia.core.values import PartialDate
from proxenia.portfolio.actions import add_promise
from proxenia.reviews.queries.slipping import yes_costs
from tests.cast import Cast, signed_in

TODAY = dt.date(2026, 2, 10)


@pytest.fixture
def planned(cast: Cast, tie: Any, contact: Any) -> Any:
    """An office of 100 hours a quarter; 50 went into January, 20 and 10 are planned for March, 70 for April."""
    change_settings(cast.office, by=cast.director, values={"quarter_hours": 100})
    moss = tie("Moss")
    for date, title, hours in (
        ("2026-01-12", "January", 50), ("2026-03-02", "Early March", 20), ("2026-03-20", "Late March", 10),
        ("2026-04-03", "April", 70),
    ):  # fmt: skip
        contact(date, title, ties=[moss], staff_hours=Decimal(hours))
    return moss


def titles(cast: Cast, hours: float, user: Any = None) -> list[str]:
    found = yes_costs(user or cast.officer, cast.office, hours, TODAY)
    return [one.engagement.title for one in found.slips]


def plan(cast: Cast) -> None:
    """Say of what lies ahead of that day that it is planned, whatever day the test runs."""
    from proxenia.engagements.models import Engagement

    ahead = Engagement.objects.filter(date__gt=TODAY.isoformat())
    ahead.update(state="planned")
    Engagement.objects.filter(date__lte=TODAY.isoformat()).update(state="held")


def test_eng_12_what_fits_lets_nothing_slip(cast: Cast, planned: Any) -> None:
    plan(cast)
    found = yes_costs(cast.officer, cast.office, 20, TODAY)
    assert (found.load.left, found.short, found.slips) == (20.0, 0.0, [])


@pytest.mark.parametrize(
    ("hours", "slips", "uncovered"),
    [
        (25, ["Late March"], 0.0),
        (30, ["Late March"], 0.0),
        (31, ["Late March", "Early March"], 0.0),
        (60, ["Late March", "Early March"], 10.0),
    ],
)
def test_eng_12_the_latest_slip_first_until_it_is_covered(
    cast: Cast, planned: Any, hours: float, slips: list[str], uncovered: float
) -> None:
    plan(cast)
    assert titles(cast, hours) == slips
    assert yes_costs(cast.officer, cast.office, hours, TODAY).uncovered == uncovered


def test_eng_12_promises_of_ours_that_are_due_stand_beside(cast: Cast, planned: Any) -> None:
    for what, due in (("Dates", PartialDate(2026, 3, 1)), ("Later", PartialDate(2026, 9, 1))):
        add_promise(planned, by=cast.officer, values={"what": what, "side": "us", "due": due})
    assert [one.what for one in yes_costs(cast.officer, cast.office, 1, TODAY).due] == ["Dates"]


def test_eng_12_without_the_hours_of_a_quarter_nothing_is_claimed(cast: Cast) -> None:
    found = yes_costs(cast.officer, cast.office, 500, TODAY)
    assert (found.load.left, found.short, found.slips) == (None, 0.0, [])


def test_eng_12_the_page_and_the_part_beside_a_new_tie(cast: Cast, planned: Any) -> None:
    client = signed_in(cast.officer)
    url = reverse("reviews:yes", args=["halden"])
    assert client.get(url).status_code == 200
    assert client.get(url, {"hours": "100000"}).status_code == 200
    assert "do not fit" in client.get(url, {"hours": "100000"}).content.decode()
    for bad in ("", "-1", "many", "1e9"):
        assert client.get(url, {"hours": bad}).status_code == 422
    assert (
        "What a yes costs this quarter"
        in client.get(reverse("portfolio:add", args=["halden"])).content.decode()
    )
