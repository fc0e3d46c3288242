"""RES-10: dashboards by objective, partner, unit, sector and quarter; every figure opens its records, gaps are gaps."""

import csv
import datetime as dt
import io
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from proxenia.core.periods import Period
from proxenia.engagements.actions.objectives import serve_objectives
from proxenia.indicators.models import Indicator
from proxenia.portfolio.models import Classification, TieObjective
from proxenia.records.actions import set_visibility
from proxenia.results.actions import ledger as actions
from proxenia.results.actions.observations import Of
from proxenia.results.queries import dashboards as queries
from proxenia.results.views.dashboards import SIZE
from proxenia.strategy.actions import add_measure
from proxenia.strategy.models import Objective
from tests.cast import Cast, signed_in
from tests.pages import fetch
from tests.results.test_observations import SHARE, make, say
from tests.strategy.conftest import aim, outcome, strategy

__all__ = ["aim", "outcome", "strategy"]
Make = Callable[..., Any]
pytestmark = pytest.mark.django_db
Q2, Q3 = Period.parse("2026-Q2"), Period.parse("2026-Q3")
ALL = ("objective", "partner", "unit", "sector", "quarter")


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_a: dt.date(2026, 11, 22))


@pytest.fixture
def client(cast: Cast) -> Client:
    return signed_in(cast.officer)


def url(dimension: str, **asked: str) -> str:
    path = reverse("results:dashboard", args=["halden", dimension])
    return path + ("?" + "&".join(f"{name}={value}" for name, value in asked.items()) if asked else "")


def figures(client: Client, dimension: str, **asked: str) -> list[dict[str, str]]:
    path = reverse("results:dashboard_sheet", args=["halden", dimension, "csv"])
    answer = client.get(path, asked)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))


def of_line(rows: list[dict[str, str]], line: str, column: str) -> str:
    return next(row["figure"] for row in rows if row["line"] == line and row["column"] == column)


@pytest.fixture
def world(cast: Cast, aim: Make, result: Make, tie: Make, contact: Make) -> dict[str, Any]:
    """An objective served by a contact of Trier; of it came jobs, a plan, and what is Trier's; Graz stands idle."""
    trier, graz = tie("Trier"), tie("Graz")
    objective = aim("Forty firms sell abroad")
    call = contact("2026-02", ties=[trier])
    serve_objectives(call, by=cast.officer, objectives=[objective])
    jobs = result(kind="jobs", low=Decimal(60), high=Decimal(90), on="2026-05", unit=cast.unit)
    actions.add_contribution(jobs, by=cast.officer, target=call, share=(1, 2))
    ahead = result(
        "A mill will come", kind="jobs", state="planned", on="2027", low=Decimal(500), high=Decimal(500)
    )
    actions.add_contribution(ahead, by=cast.officer, target=trier)
    theirs = result("Their school opened", belongs="theirs", on="2026-06")
    actions.add_contribution(theirs, by=cast.officer, target=trier)
    Classification.objects.create(partnership=trier, facet="policy_sector", code="trade")
    return {"trier": trier, "graz": graz, "aim": objective, "call": call, "jobs": jobs, "ahead": ahead}  # fmt: skip


@pytest.mark.parametrize("dimension", ALL)
def test_res_10_every_dashboard_says_a_sentence_first_and_needs_no_script(
    client: Client, world: dict[str, Any], dimension: str
) -> None:
    page = fetch(client, url(dimension))
    main = page.html[page.html.index("<main") :]
    lede, table = (
        main.index('class="lede"') if 'class="lede"' in main else main.index("<p"),
        main.index("<table"),
    )
    assert lede < table
    assert "<svg" in main
    assert "<script" not in main
    assert main.count("<caption>") == len(re.findall(r'class="scroll stack figures"', main))


@pytest.mark.parametrize("dimension", ALL)
def test_res_10_an_office_with_nothing_is_told_so(client: Client, dimension: str) -> None:
    assert "<h1" in fetch(client, url(dimension)).html


def test_res_10_every_figure_opens_as_many_records_as_it_says(
    client: Client, world: dict[str, Any], cast: Cast
) -> None:
    opened = 0
    for dimension in ALL:
        page = fetch(client, url(dimension))
        for address, figure in re.findall(r'<a href="(/o/halden/results/\?[^"]+)">(\d+)</a>', page.html):
            listed = fetch(client, address.replace("&amp;", "&"))
            assert listed.html.count('<th scope="row"><a href="/o/halden/results/one/') == int(figure), (
                address
            )
            opened += 1
    assert opened >= 6


def test_res_10_what_is_planned_is_never_added_to_what_is_there(
    client: Client, world: dict[str, Any]
) -> None:
    rows = figures(client, "partner")
    assert of_line(rows, "Trier", "Results that count") == "1"
    assert of_line(rows, "Trier", "Only planned") == "1"
    assert of_line(rows, "Trier", "Falls to it by share") == "0.5"
    amounts = next(row["words"] for row in rows if row["line"] == "Trier" and row["column"] == "How much")
    assert "500" not in amounts


def test_res_17_what_is_theirs_stands_apart(client: Client, world: dict[str, Any]) -> None:
    assert "Their school" not in fetch(client, url("partner")).text
    ours, theirs = figures(client, "partner"), figures(client, "partner", belongs="theirs")
    assert of_line(ours, "Trier", "Results that count") == "1"
    assert of_line(theirs, "Trier", "Results that count") == "1"
    assert of_line(theirs, "Trier", "Only planned") == "0"


def test_res_10_a_hidden_result_leaks_into_no_dashboard(cast: Cast, world: dict[str, Any]) -> None:
    """Confidential to the director's readers: a viewer's figures are as if it were not there."""
    viewer = signed_in(cast.viewer)
    before = {dimension: figures(viewer, dimension) for dimension in ALL}
    assert of_line(before["unit"], "Culture", "Results that count") == "1"
    set_visibility(world["jobs"], by=cast.operator, visibility="confidential")
    assert of_line(figures(viewer, "unit"), "Culture", "Results that count") == "0"
    assert of_line(figures(viewer, "objective"), "Forty firms sell abroad", "Results that count") == "0"
    for dimension in ALL:
        text = fetch(viewer, url(dimension)).text
        assert "60 to 90" not in text
        assert "A ferry line" not in text


def test_res_10_a_hidden_tie_or_objective_is_not_named(cast: Cast, world: dict[str, Any]) -> None:
    set_visibility(world["trier"], by=cast.operator, visibility="confidential")
    set_visibility(world["aim"], by=cast.operator, visibility="confidential")
    viewer = signed_in(cast.viewer)
    for dimension in ALL:
        assert not re.search("Trier|Forty firms", fetch(viewer, url(dimension)).text)
    listed = reverse("results:ledger", args=["halden"]) + f"?objective={world['aim'].uid}"
    assert "A ferry line" not in fetch(viewer, listed).text


def test_res_10_by_objective_an_engagement_speaks_before_its_ties(
    client: Client, cast: Cast, world: dict[str, Any], aim: Make, result: Make
) -> None:
    other = aim("Ten schools have a partner")
    TieObjective.objects.create(partnership=world["trier"], objective=other)
    direct = result("A school found a partner", on="2026-05")
    actions.add_contribution(direct, by=cast.officer, target=world["trier"], share=(1, 1))
    rows = figures(client, "objective")
    assert of_line(rows, "Forty firms sell abroad", "Results that count") == "1"
    assert of_line(rows, "Ten schools have a partner", "Results that count") == "1"
    assert of_line(rows, "Ten schools have a partner", "Falls to it by share") == "1"


def measured(cast: Cast, one: Objective, indicator: Indicator, **more: Any) -> None:
    values = {"indicator": indicator, "target": Decimal(40), "by": dt.date(2028, 1, 1), **more}
    add_measure(one, by=cast.officer, values=values)


def test_res_10_a_measure_is_told_from_its_baseline_by_what_was_observed(
    client: Client, cast: Cast, world: dict[str, Any]
) -> None:
    firms, schools = make(cast, name="Firms that sell abroad"), make(cast, name="Schools with a partner")
    measured(cast, world["aim"], firms, baseline=Decimal(10), baseline_on=dt.date(2025, 1, 1))
    measured(cast, world["aim"], schools, baseline=Decimal(0), baseline_on=dt.date(2025, 1, 1))
    say(cast, firms, Period.parse("2026-Q2"), value=Decimal(19), of=Of(unit=cast.unit))
    say(cast, firms, Period.parse("2026-Q2"), value=Decimal(6), of=Of(unit=cast.other_unit))
    rows = [row for row in figures(client, "objective") if row["more"] == "Firms that sell abroad"]
    told = {row["column"]: row["figure"] for row in rows}
    assert (told["Way gone"], told["Latest"], told["Baseline"]) == ("0.5", "25", "10")
    gap = next(row for row in figures(client, "objective") if row["more"] == "Schools with a partner")
    assert (gap["figure"], gap["words"]) == ("", "no figure yet")
    page = fetch(client, url("objective"))
    assert (
        "1 of 1 objectives has a measure with a figure; 0 of 2 measures have reached their target."
        in page.text
    )


def test_res_10_gaps_are_gaps_and_a_share_of_nothing_is_one(client: Client, cast: Cast) -> None:
    count, share = make(cast), make(cast, name="Share of singers", **SHARE)
    say(cast, count, Period.parse("2026-Q1"), value=Decimal(0))
    say(cast, count, Q3, value=Decimal(7))
    say(cast, share, Q3, numerator=Decimal(0), denominator=Decimal(0))
    points = queries.trends([count, share], Q3)
    assert [point.value for point in points[count.pk]] == [None] * 5 + [Decimal(0), None, Decimal(7)]
    assert {point.value for point in points[share.pk]} == {None}
    rows = figures(client, "quarter")
    gap = next(row for row in rows if row["line"] == "Share of singers" and row["column"] == "Q3 2026")
    assert (gap["figure"], gap["words"]) == ("", "a share of nothing")
    assert "1 of 2 indicators in use has a figure for Q3 2026" in fetch(client, url("quarter")).text


def test_res_10_a_year_that_is_not_over_is_not_yet_missing(cast: Cast) -> None:
    yearly = make(cast, frequency="year")
    asked = [point.period.code for point in queries.trends([yearly], Q3)[yearly.pk]]
    assert asked == ["2021", "2022", "2023", "2024", "2025"]


def test_res_10_by_unit_who_said_nothing_is_seen_and_one_opens(client: Client, cast: Cast) -> None:
    one = make(cast)
    say(cast, one, Q3, value=Decimal(7), of=Of(unit=cast.unit))
    assert "1 of 2 units has no figure for Q3 2026." in fetch(client, url("unit")).text
    assert of_line(figures(client, "unit"), "Culture", "Figures for Q3 2026") == "1"
    rows = figures(client, "unit", unit=cast.unit.uid)
    assert of_line(rows, "Choirs", "Q3 2026") == "7"
    beside = figures(client, "unit", indicator=one.uid)
    assert of_line(beside, "Culture", "Figure") == "7"
    assert of_line(beside, "Port", "Figure") == ""
    elsewhere = client.get(url("unit", unit="nobody"))
    assert elsewhere.status_code == 404


def test_res_10_by_sector_indicators_stand_beside_results(
    client: Client, cast: Cast, world: dict[str, Any]
) -> None:
    one = make(cast, sector="trade")
    make(cast, name="Bare", sector="gateways")
    say(cast, one, Q3, value=Decimal(7))
    rows = figures(client, "sector")
    trade = next(
        row["line"] for row in rows if row["column"] == "Results that count" and row["figure"] == "1"
    )
    assert of_line(rows, trade, "Indicators with a figure") == "1"
    assert "1 of 2 sectors with indicators has no figure" in fetch(client, url("sector")).text
    assert of_line(figures(client, "sector", sector="trade"), "Choirs", "Q3 2026") == "7"


def test_res_10_figures_of_partners_stand_by_themselves(
    cast: Cast, client: Client, world: dict[str, Any]
) -> None:
    one = make(cast)
    body = world["trier"].parties.get().organisation
    say(cast, one, Q3, value=Decimal(900), of=Of(partner=body))
    say(cast, one, Q3, value=Decimal(7), of=Of(unit=cast.unit))
    assert of_line(figures(client, "partner"), "City of Trier", "Q3 2026") == "900"
    assert of_line(figures(client, "quarter"), "Choirs", "Q3 2026") == "7"
    set_visibility(body, by=cast.operator, visibility="confidential")
    assert "City of Trier" not in fetch(signed_in(cast.viewer), url("partner")).text


def test_res_10_many_figures_of_partners_go_on_over_pages_and_none_becomes_a_gap(
    cast: Cast, client: Client, world: dict[str, Any]
) -> None:
    body = world["trier"].parties.get().organisation
    for number in range(SIZE + 3):
        one = make(cast, name=f"Count {number:02d}")
        for quarter in (Q2, Q3):
            say(cast, one, quarter, value=Decimal(100 + number), of=Of(partner=body))
    said = [
        [number for number in range(SIZE + 3) if f"Count {number:02d}" in fetch(client, told).text]
        for told in (url("partner"), url("partner", page="2"))
    ]
    assert all(said), "both pages hold some"
    assert sorted(said[0] + said[1]) == list(range(SIZE + 3)), "each stands on one page"
    rows = [row for row in figures(client, "partner") if row["more"].startswith("Count")]
    for column in ("Q2 2026", "Q3 2026"):
        told = {row["more"]: row["figure"] for row in rows if row["column"] == column}
        assert told == {f"Count {number:02d}": str(100 + number) for number in range(SIZE + 3)}


def test_res_10_a_dashboard_asks_the_same_however_many(
    client: Client, cast: Cast, world: dict[str, Any], result: Make
) -> None:
    def asked() -> dict[str, int]:
        found = {}
        for dimension in ALL:
            with CaptureQueriesContext(connection) as seen:
                client.get(url(dimension))
            found[dimension] = len(seen)
        return found

    def one_more(number: int) -> None:
        say(cast, make(cast, name=f"Number {number}"), Q3, value=Decimal(1))
        more = result(f"Number {number}", on="2026-05-03")
        actions.add_contribution(more, by=cast.officer, target=world["trier"], share=(1, 2))

    one_more(0)
    asked()
    first = asked()
    for number in range(6):
        one_more(number + 1)
    asked()
    assert asked() == first


@pytest.mark.parametrize("ending", ["csv", "xlsx", "ods"])
def test_res_10_figures_are_handed_out_to_those_who_may_take_them(cast: Cast, ending: str) -> None:
    path = reverse("results:dashboard_sheet", args=["halden", "quarter", ending])
    assert signed_in(cast.viewer).get(path).status_code == 200
    assert signed_in(cast.partner).get(path).status_code in (403, 404)


def test_res_10_odd_addresses_are_answered(client: Client, cast: Cast) -> None:
    for asked in (
        {"quarter": "never"},
        {"quarter": "2026"},
        {"belongs": "x"},
        {"sector": "x"},
        {"page": "-1"},
    ):
        assert client.get(url("quarter", **asked)).status_code == 200
    assert client.get(url("indicator")).status_code == 404
    assert client.get(url("unit", indicator="x")).status_code == 404
