"""ENG-6: what travel emits and costs, by partner and year, of what one may see."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from proxenia.core.errors import NotAllowed
from proxenia.engagements.actions import travelling
from proxenia.engagements.models import CostLine, Engagement, Leg
from proxenia.engagements.queries.travelling import met_on_screen, summary_of, totals, years_told
from proxenia.methods.emissions import Estimate, Factor
from proxenia.records.actions import set_visibility
from tests.cast import Cast, make_tie, signed_in
from tests.engagements.delegated import journey
from tests.pages import fetch

pytestmark = pytest.mark.django_db
FACTOR = Factor("rail", "", "average", "passenger-km", 0.05, None, "V2", "published")


def leg(cast: Cast, engagement: Engagement, kg: float = 10.0, year: int = 2026, **more: Any) -> Leg:
    """A leg that emits so much."""
    values = {
        "on": dt.date(year, 5, 4),
        "mode": "rail",
        "origin": "Halden",
        "target": "Lyon",
        "people": 2,
        **more,
    }
    estimate = Estimate(kg / 0.1, kg, 0.05, 2026, False, FACTOR)
    return travelling.add_leg(engagement, by=cast.officer, values=values, estimate=estimate)


def cost(
    cast: Cast, engagement: Engagement, rate: str = "100", currency: str = "EUR", **more: Any
) -> CostLine:
    """A line of costs."""
    values = {"kind": "travel", "what": "Tickets", "on": dt.date(2026, 5, 4), "quantity": Decimal(1), **more}
    values |= {
        "rate": Decimal(rate),
        "currency": currency,
        "paid_by": more.get("paid_by", "us"),
        "is_spent": False,
    }
    return travelling.add_cost_line(engagement, by=cast.officer, values=values)


def on_ties(cast: Cast, *names: str, title: str = "Trip") -> Engagement:
    """An engagement of some ties."""
    from proxenia.engagements.actions import change_engagement

    ties = [make_tie(cast.office, by=cast.operator, name=name) for name in names]
    return change_engagement(journey(cast, title=title), by=cast.officer, values={}, ties=ties)


def test_eng_6_an_engagement_of_two_ties_is_shared_out_and_adds_up(cast: Cast) -> None:
    both = on_ties(cast, "Trier", "Metz")
    leg(cast, both, 10.0)
    cost(cast, both, "101")
    found = {one.tie.name: one for one in totals(cast.viewer, cast.office) if one.tie}
    assert set(found) == {"Trier", "Metz"}
    assert sum(one.kg for one in found.values()) == pytest.approx(summary_of(both).kg)
    assert {one.sums for one in found.values()} == {(("EUR", Decimal("50.5")),)}


def test_eng_6_years_and_currencies_stay_apart(cast: Cast) -> None:
    one = on_ties(cast, "Trier")
    leg(cast, one, 10.0, 2025)
    leg(cast, one, 5.0, 2026)
    cost(cast, one, "10", "EUR")
    cost(cast, one, "20", "CHF")
    found = totals(cast.viewer, cast.office)
    assert [(row.year, row.kg) for row in found] == [(2026, 5.0), (2025, 10.0)]
    assert found[0].sums == (("CHF", Decimal(20)), ("EUR", Decimal(10)))
    assert [row.year for row in totals(cast.viewer, cast.office, 2025)] == [2025]
    assert years_told(cast.viewer, cast.office) == [2026, 2025]


def test_eng_6_what_is_hidden_cancelled_or_put_away_is_not_counted(cast: Cast) -> None:
    shown, hidden, off = (on_ties(cast, name, title=name) for name in ("Trier", "Metz", "Gent"))
    for one in (shown, hidden, off):
        leg(cast, one)
    set_visibility(hidden, by=cast.director, visibility="confidential")
    Engagement.objects.filter(pk=off.pk).update(state="cancelled")
    assert [str(row.tie) for row in totals(cast.viewer, cast.office)] == ["Trier"]
    page = fetch(signed_in(cast.viewer), "/o/halden/engagements-travel/").text
    assert "Trier" in page
    assert "Metz" not in page
    assert "Gent" not in page


def test_eng_6_no_share_tells_of_a_tie_one_may_not_see(cast: Cast) -> None:
    both = on_ties(cast, "Trier", "Metz")
    leg(cast, both, 10.0)
    hidden = both.tie_links.get(partnership__name="Metz").partnership
    set_visibility(hidden, by=cast.director, visibility="confidential")
    for reader, told in ((cast.viewer, {"Trier": 10.0}), (cast.operator, {"Trier": 5.0, "Metz": 5.0})):
        assert {str(row.tie): row.kg for row in totals(reader, cast.office)} == told


def test_eng_6_the_totals_ask_as_often_for_many_as_for_few(cast: Cast) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            totals(cast.viewer, cast.office)
        return len(found)

    leg(cast, on_ties(cast, "Trier"))
    totals(cast.viewer, cast.office)
    before = asked()
    for name in ("Metz", "Gent", "Lyon"):
        one = on_ties(cast, name, title=name)
        leg(cast, one)
        cost(cast, one)
    assert asked() == before


def test_eng_6_a_summary_tells_whose_money_it_is(cast: Cast) -> None:
    one = journey(cast)
    cost(cast, one, "100")
    travelling.change_cost_line(
        cost(cast, one, "30", paid_by="them"), by=cast.officer, values={"is_spent": True}
    )
    told = summary_of(one)
    assert (told.ours, told.spent) == ((("EUR", Decimal("100.00")),), (("EUR", Decimal("30.00")),))
    assert met_on_screen(cast.viewer, cast.office) == 0
    with pytest.raises(NotAllowed):
        travelling.remove_cost_line(CostLine.objects.all()[0], by=cast.viewer)
