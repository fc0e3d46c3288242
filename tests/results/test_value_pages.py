"""RES-9: what results cost, what direct spending is worth, and a multiplier only with its source."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from proxenia.core.errors import Refused
from proxenia.results.actions import ledger as actions
from proxenia.results.actions.direct import add_direct_value, set_multiplier
from proxenia.results.models.direct import Multiplier
from proxenia.results.queries.value import costs
from tests.cast import Cast, signed_in
from tests.pages import fetch

Make = Callable[..., Any]
pytestmark = pytest.mark.django_db
DIRECT = {
    "what": "Guests", "category": "visitors", "year": 2025, "low": Decimal(100), "high": Decimal(200),
    "each_low": Decimal(50), "each_high": Decimal(80), "currency": "EUR", "source": "Survey", "source_year": 2025,
}  # fmt: skip


def url(name: str) -> str:
    """A page of the office's results."""
    return reverse(f"results:{name}", args=["halden"])


@pytest.fixture
def jobs(cast: Cast, result: Make, tie: Make, contact: Make) -> Any:
    """Twenty to thirty jobs, half of them by a call that also led to a policy, the rest unsaid by a tie."""
    trier = tie("Trier")
    call = contact("2025-11", ties=[trier], cost=Decimal(6000), currency="EUR", staff_hours=Decimal(40))
    contact("2026-02", "Second call", ties=[trier], cost=Decimal(1000), currency="EUR")
    contact("2019-02", "Long ago", ties=[trier], cost=Decimal(99999), currency="EUR")
    one = result(kind="jobs", low=Decimal(20), high=Decimal(30), on="2026-05")
    actions.add_contribution(one, by=cast.officer, target=call, share=(1, 2))
    actions.add_contribution(one, by=cast.officer, target=trier)
    actions.add_contribution(result("A plan"), by=cast.officer, target=call)
    return one


def test_res_9_cost_per_job_is_a_range_with_what_is_missing(cast: Cast, jobs: Any) -> None:
    today = timezone.localdate()
    line = next(one for one in costs(cast.officer, cast.office, "ours", today) if one.measure.kind == "jobs")
    money = line.money["EUR"]
    assert (money.went_in.low, money.went_in.high) == (Fraction(4000), Fraction(7000))
    assert (money.came_out.low, money.came_out.high) == (Fraction(10), Fraction(30))
    assert money.per is not None
    assert (round(money.per.low), money.per.high) == (133, Fraction(700))
    assert (money.unknown, line.hours.unknown if line.hours else 0) == (0, 1)
    page = fetch(signed_in(cast.viewer), url("value"))
    assert "133 EUR to 700 EUR" in page.text.replace("\u00a0", " ")
    assert "the hours of 1 engagement" in page.text
    assert "does not show what would have happened" in page.text


def test_res_9_what_led_to_something_elsewhere_too_is_shared_out_over_both_places(
    cast: Cast, result: Make, contact: Make
) -> None:
    call = contact("2025-11", cost=Decimal(6000), currency="EUR")
    for what, belongs in (("Ours", "ours"), ("Theirs", "theirs"), ("Theirs too", "theirs")):
        one = result(
            what,
            kind="jobs",
            low=Decimal(10),
            high=Decimal(10),
            counted="jobs",
            belongs=belongs,
            is_another=True,
        )
        actions.add_contribution(one, by=cast.officer, target=call, share=(1, 1))
    today, low = timezone.localdate(), Fraction(0)
    for belongs, equal in (("ours", 2000), ("theirs", 2000), ("world", 0)):
        for line in costs(cast.officer, cast.office, belongs, today):
            money = line.money["EUR"]
            assert money.went_in.low == equal
            assert money.went_in.high == 6000
            low += money.went_in.low * line.results
    assert low == 6000


def test_res_9_costs_ask_the_same_however_many(cast: Cast, jobs: Any, result: Make, contact: Make) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            costs(cast.officer, cast.office, "ours", timezone.localdate())
        return len(seen)

    costs(cast.officer, cast.office, "ours", timezone.localdate())
    first = asked()
    for number in range(8):
        one = result(f"Number {number}", on="2026-05")
        actions.add_contribution(one, by=cast.officer, target=contact("2025-05", f"Call {number}"))
    assert asked() == first


def test_res_9_direct_values_add_up_and_a_multiplier_stands_beside_them(cast: Cast) -> None:
    add_direct_value(cast.office, by=cast.officer, values=DIRECT)
    client = signed_in(cast.officer)
    text = fetch(client, url("value")).text.replace("\u00a0", " ")
    assert "5,000 EUR to 16,000 EUR" in text
    page = url("multiplier")
    fetch(client, page)
    assert client.post(page, {"year": "2025", "low": "1.2", "high": "1.5"}).status_code == 422
    given = {"year": "2025", "low": "1.2", "high": "1.5", "source": "Regional accounts 2023"}
    assert client.post(page, given).status_code == 302
    text = fetch(client, url("value")).text.replace("\u00a0", " ")
    assert "5,000 EUR to 16,000 EUR" in text
    assert "6,000 EUR to 24,000 EUR" in text
    assert "Regional accounts 2023" in text
    client.post(page, {"year": "2025", "low": "", "high": "", "source": ""})
    assert not Multiplier.objects.exists()


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"source": " "}, "source"),
        ({"low": Decimal("0.5")}, "low"),
        ({"low": Decimal(3)}, "low"),
        ({"high": Decimal(78)}, "high"),
        ({"high": None}, "high"),
        ({"year": 2200}, "year"),
    ],
)
def test_res_9_a_multiplier_that_cannot_be_checked_is_refused(
    cast: Cast, given: dict[str, Any], where: str
) -> None:
    values = {"year": 2025, "low": Decimal(1), "high": Decimal(2), "source": "A study", **given}
    with pytest.raises(Refused) as caught:
        set_multiplier(cast.office, by=cast.officer, **values)
    assert caught.value.where == where
