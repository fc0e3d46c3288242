"""RES-2, RES-14: indicators computed from records, never typed; each figure opens what it counted."""

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from proxenia.audit.models import Run
from proxenia.cli.parser import main
from proxenia.commitments.models import Commitment
from proxenia.core.periods import Period
from proxenia.core.values import PartialDate
from proxenia.directory.actions import add_organisation, add_person
from proxenia.engagements.actions import log_engagement
from proxenia.indicators.actions import load_library
from proxenia.indicators.queries.computations import computations
from proxenia.indicators.queries.library import indicator_named, shipped_indicators
from proxenia.portfolio.actions import add_agreement
from proxenia.portfolio.actions.promises import add_promise
from proxenia.records.actions import set_visibility
from proxenia.results.actions.computing import compute_indicators, lately
from proxenia.results.actions.observations import lock_period
from proxenia.results.models import Observation
from tests.cast import Cast, make_tie, signed_in
from tests.pages import fetch

TODAY = dt.date(2026, 11, 22)
Q3 = Period.parse("2026-Q3")


def held(cast: Cast, on: str, kind: str, **more: Any) -> Any:
    values = {
        "date": PartialDate.parse_iso(on),
        "kind": kind,
        "title": f"{kind} {on}",
        **more.pop("values", {}),
    }
    return log_engagement(cast.office, by=cast.officer, values=values, **more)


def figures(cast: Cast, *periods: Period) -> dict[tuple[str, str], tuple[Any, Any, Any, int]]:
    load_library(cast.office, by=cast.officer)
    done = compute_indicators(cast.office, by=cast.officer, periods=periods or [Q3], today=TODAY)
    return {
        (one.indicator.code, one.period.code): (
            one.value, one.counted.numerator, one.counted.denominator, one.counted.records,
        )
        for one in done.figures
    }  # fmt: skip


def test_res_1_every_computation_the_library_names_is_there_and_the_other_way_round() -> None:
    named = {one["computed_by"] for one in shipped_indicators().values()} - {""}
    assert named == set(computations())
    for one in shipped_indicators().values():
        if one["computed_by"]:
            assert computations()[one["computed_by"]].is_ratio == one["is_ratio"]


@pytest.fixture
def quarter(cast: Cast) -> Cast:
    tie = make_tie(cast.office, by=cast.officer, name="Trier", values={"since": PartialDate(2026, 7, 2)})
    held(cast, "2026-07-01", "delegation_in", ties=[tie])
    held(cast, "2026-09-30", "delegation_out", ties=[tie])
    held(cast, "2026-08", "meeting", unit=cast.unit)
    held(cast, "2026", "meeting")
    held(cast, "2026-10-01", "meeting")
    held(cast, "2026-08-03", "event", values={"hosted_by": "us", "initiated_by": "them"})
    held(cast, "2026-08-04", "event", values={"initiated_by": "us"}, visibility="restricted")
    held(cast, "2026-08-05", "exchange", values={"state": "cancelled", "note": "ill"})
    for signed, title in (("2026-07-15", "A text"), ("2025-07-15", "An older text")):
        values = {"title": title, "signed": PartialDate.parse_iso(signed)}
        add_agreement(tie, by=cast.officer, values=values)
    for at, (side, state) in enumerate(
        (("us", "kept"), ("us", "open"), ("them", "broken"), ("us", "dropped"))
    ):
        made = add_promise(
            tie, by=cast.officer, values={"what": f"P{at}", "side": side, "due": PartialDate(2026, 8)}
        )
        closed = dt.date(2026, 8, 31) if state == "kept" else None
        Commitment.objects.filter(pk=made.pk).update(state=state, closed_on=closed)
    return cast


def test_res_2_counts_come_from_the_records_of_the_period(quarter: Cast) -> None:
    """Restricted, cancelled and of a year only: not counted in the quarter; a month of the quarter is."""
    found = figures(quarter, Q3, Period.parse("2026"), Period.parse("2027-Q1"))
    expected = {
        "delegations": 2, "delegations_in": 1, "delegations_out": 1, "meetings": 1, "events": 1, "events_hosted": 1,
        "exchanges": 0, "contacts": 4, "active_ties": 1, "new_ties": 1, "agreements_signed": 1,
        "agreements_in_force": 2,
    }  # fmt: skip
    assert {code: found[code, "2026-Q3"][0] for code in expected} == expected
    assert found["meetings", "2026"][0] == 3
    assert found["meetings", "2027-Q1"] == (None, None, None, 0)
    assert found["delegations", "2026-Q3"][3] == 2
    assert found["begun_by_them", "2026-Q3"] == (100, 1, 1, 1)


def test_res_2_commitments_kept_are_a_share_with_both_its_numbers(quarter: Cast) -> None:
    found = figures(quarter)
    third = Decimal(100) / 3
    assert found["promises_kept", "2026-Q3"] == (third, 1, 3, 3)
    assert found["promises_kept_in_time", "2026-Q3"] == (third, 1, 3, 3)
    assert found["promises_kept_by_us", "2026-Q3"] == (50, 1, 2, 2)
    assert found["promises_kept_by_them", "2026-Q3"] == (0, 0, 1, 1)
    later = figures(quarter, Period.parse("2026-Q2"))
    assert later["promises_kept", "2026-Q2"] == (None, 0, 0, 0)


def test_res_2_a_promise_of_a_closed_tie_counts_in_no_figure_and_is_told_to_nobody(quarter: Cast) -> None:
    before = figures(quarter)["promises_kept", "2026-Q3"]
    tie = make_tie(quarter.office, by=quarter.officer, name="Silent tie")
    values = {"what": "Silent promise", "side": "us", "due": PartialDate(2026, 8, 1)}
    promise = add_promise(tie, by=quarter.officer, values=values)
    set_visibility(tie, by=quarter.officer, visibility="confidential")
    set_visibility(promise, by=quarter.officer, visibility="internal")
    assert figures(quarter)["promises_kept", "2026-Q3"] == before
    indicator = indicator_named(quarter.office, "promises_kept")
    page = reverse("indicators:records", args=("halden", indicator.uid, "2026-Q3"))
    assert "Silent" not in fetch(signed_in(quarter.viewer), page).text


def test_res_14_growth_of_relationships_is_computed_from_who_took_part(cast: Cast) -> None:
    tie = make_tie(cast.office, by=cast.officer, name="Trier")
    bodies = [
        add_organisation(
            cast.office, by=cast.officer, values={"name": name, "kind": "university", "country": "DE"}
        )
        for name in ("One", "Two")
    ]
    anna, ben = (
        add_person(
            cast.office, by=cast.officer, values={"name": name},
            posts=[{"organisation": body, "title": "Head"}],
        )
        for name, body in zip(("Anna", "Ben"), bodies, strict=True)
    )  # fmt: skip
    held(cast, "2026-05-01", "meeting", ties=[tie], people=[anna])
    held(cast, "2026-08-01", "meeting", ties=[tie], people=[anna, ben])
    held(cast, "2026-08-02", "call", ties=[tie], people=[anna])
    found = figures(cast, Period.parse("2026-Q2"), Q3)
    assert found["people_met", "2026-Q3"] == (2, None, None, 2)
    assert found["organisations_met", "2026-Q3"][0] == 2
    assert found["new_organisations_met", "2026-Q2"][0] == 1
    assert found["new_organisations_met", "2026-Q3"][0] == 1
    assert found["ties_widened", "2026-Q3"] == (100, 1, 1, 1)


def test_res_2_values_are_kept_with_their_run_and_a_second_run_changes_nothing(quarter: Cast) -> None:
    figures(quarter)
    kept = Observation.objects.get(indicator__code="meetings", unit=None)
    assert (kept.value, kept.origin, kept.records, kept.run_id is not None) == (1, "records", 1, True)
    assert Observation.objects.get(indicator__code="meetings", unit=quarter.unit).value == 1
    again = compute_indicators(quarter.office, by=quarter.officer, periods=[Q3], today=TODAY)
    assert (again.added, again.changed) == (0, 0)
    held(quarter, "2026-09-01", "meeting")
    more = compute_indicators(quarter.office, by=quarter.officer, periods=[Q3], today=TODAY)
    assert (more.added, more.changed) == (0, 2)
    kept.refresh_from_db()
    assert (kept.value, kept.revision) == (2, 2)
    assert Run.objects.filter(method="indicators from records").count() == 3


def test_res_2_a_value_computed_anew_after_its_period_keeps_what_it_said(quarter: Cast) -> None:
    figures(quarter)
    kept = Observation.objects.get(indicator__code="meetings", unit=None)
    share = Observation.objects.get(indicator__code="promises_kept", unit=None)
    held(quarter, "2026-09-01", "meeting")
    compute_indicators(quarter.office, by=quarter.officer, periods=[Q3], today=TODAY)
    (past,) = kept.revisions.all()
    assert (past.number, Decimal(past.said["value"]), past.by) == (1, 1, quarter.officer)
    assert not share.revisions.exists()
    page = signed_in(quarter.viewer).get(reverse("results:observation", args=("halden", kept.uid)))
    text = page.content.decode()
    assert "What it said before" in text
    assert "Computed anew: its records changed after the period was over." in text
    assert "1.000000" not in text
    # In a period that runs, a value grows night by night: that is no revision.
    Observation.objects.filter(pk=kept.pk).update(changed_at=dt.datetime(2026, 9, 30, 12, tzinfo=dt.UTC))
    held(quarter, "2026-09-02", "meeting")
    compute_indicators(quarter.office, by=quarter.officer, periods=[Q3], today=TODAY)
    kept.refresh_from_db()
    assert (kept.value, kept.revision, kept.revisions.count()) == (3, 3, 1)


def test_res_2_the_figure_of_a_unit_opens_the_records_of_that_unit(quarter: Cast) -> None:
    held(quarter, "2026-09-01", "meeting", unit=quarter.unit)
    held(quarter, "2026-09-02", "meeting")
    figures(quarter)
    client = signed_in(quarter.viewer)
    for unit, count in ((None, 3), (quarter.unit, 2)):
        one = Observation.objects.get(indicator__code="meetings", unit=unit)
        assert (one.value, one.records) == (count, count)
        value = client.get(reverse("results:observation", args=("halden", one.uid))).content.decode()
        opened = reverse("indicators:records", args=("halden", one.indicator.uid, "2026-Q3"))
        opened += f"?unit={unit.uid}" if unit else ""
        assert f'href="{opened}"' in value
        assert f"{count} records were counted." in client.get(opened).content.decode()
    indicator = indicator_named(quarter.office, "meetings")
    listed = reverse("indicators:indicator", args=("halden", indicator.uid)) + "?period=2026-Q3"
    assert f"?unit={quarter.unit.uid}" in client.get(listed).content.decode()
    odd = reverse("indicators:records", args=("halden", indicator.uid, "2026-Q3")) + "?unit=nobody"
    assert client.get(odd).status_code == 404


def test_res_2_a_locked_period_keeps_what_was_computed(quarter: Cast) -> None:
    figures(quarter)
    lock_period(quarter.office, by=quarter.officer, period=Q3)
    held(quarter, "2026-09-01", "meeting")
    done = compute_indicators(quarter.office, by=quarter.officer, periods=[Q3], today=TODAY)
    assert done.changed == 0
    assert done.locked > 0
    assert Observation.objects.get(indicator__code="meetings", unit=None).value == 1


@pytest.mark.parametrize(
    "code",
    [
        *("meetings", "delegations", "active_ties", "agreements_signed", "new_ties", "agreements_in_force"),
        *("promises_kept", "people_met", "new_organisations_met"),
    ],
)
def test_res_2_every_figure_opens_the_records_it_counted(quarter: Cast, code: str) -> None:
    found = figures(quarter)
    indicator = indicator_named(quarter.office, code)
    counted = computations()[indicator.computed_by].records(quarter.office, Q3, TODAY)
    assert counted.count() == found[code, "2026-Q3"][3]
    page = signed_in(quarter.officer).get(
        reverse("indicators:records", args=("halden", indicator.uid, "2026-Q3"))
    )
    text = page.content.decode()
    assert all(one.uid in text for one in counted)


def test_res_2_a_period_that_is_none_opens_no_page(quarter: Cast) -> None:
    load_library(quarter.office, by=quarter.officer)
    client = signed_in(quarter.officer)
    for code, period in (("meetings", "2026-Q7"), ("tourists", "2026-Q3")):
        uid = indicator_named(quarter.office, code).uid
        assert client.get(reverse("indicators:records", args=("halden", uid, period))).status_code == 404


def test_res_2_fiscal_years_begin_where_the_office_says(quarter: Cast) -> None:
    quarter.office.fiscal_year_start = 4
    quarter.office.save()
    found = figures(quarter, Period.parse("2026-Q2", 4), Period.parse("2026", 4))
    assert found["delegations", "2026-Q2"][0] == 2
    assert found["meetings", "2026"][0] == 2
    assert [one.code for one in lately(quarter.office, TODAY)] == ["2026-Q2", "2026-Q3", "2025", "2026"]


def test_res_2_the_command_answers_as_json(quarter: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["indicators", "compute", "--office", "halden", "--json"]
    assert main([*words, "--period", "2026-Q3"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {tuple(one) for one in told} == {
        ("indicator", "period", "value", "numerator", "denominator", "records")
    }
    by_code = {one["indicator"]: one for one in told}
    assert by_code["delegations"] == {
        "indicator": "delegations", "period": "2026-Q3", "value": 2, "numerator": None, "denominator": None,
        "records": 2,
    }  # fmt: skip
    assert by_code["promises_kept"]["numerator"] == 1
    assert main(words) == 0
    assert {one["period"] for one in json.loads(capsys.readouterr().out)} >= {"2026-Q3"}
    assert main([*words, "--period", "2026-Q5"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["where"] == "--period"
