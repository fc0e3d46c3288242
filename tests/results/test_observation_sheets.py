"""RES-2, RES-12: values of indicators as a spreadsheet: in and out, bad cells named, nothing taken by accident."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from proxenia.audit.models import Event
from proxenia.core.errors import Conflict, Refused
from proxenia.indicators.actions import load_library
from proxenia.records.actions import imports, set_visibility
from proxenia.records.actions.imports import import_file
from proxenia.records.models import ImportRun
from proxenia.records.queries.exports import write_export
from proxenia.results.actions.observations import Of, lock_period
from proxenia.results.models import Observation, ObservationRevision
from tests.cast import Cast, make_tie, signed_in
from tests.imports.files import Desk, counts, why
from tests.results.test_observations import LEVELS, Q1, SHARE, make, say

pytestmark = pytest.mark.django_db
HEAD = ["indicator", "period", "unit", "value", "counted", "of", "broken down", "in words", "why it changes"]
AGE = [{"code": "age", "label": "age", "categories": ["young", "old"]}]


@pytest.fixture
def desk(cast: Cast, tmp_path: Path) -> Desk:
    make(cast, disaggregations=AGE)
    make(cast, name="Share of singers", **SHARE)
    make(cast, name="How far the choir is", unit="level", levels=LEVELS)
    return Desk(cast, tmp_path)


def row(indicator: str = "Choirs", period: Any = "2025-Q1", **more: Any) -> list[Any]:
    given = {
        "indicator": indicator,
        "period": period,
        **{name.replace("_", " "): said for name, said in more.items()},
    }
    return [given.get(name, "") for name in HEAD]


GOOD = [
    HEAD,
    row(unit="Culture", value="12", broken_down="age: young = 8 | old = 4"),
    row(unit="Port", in_words="The list was lost."),
    row("Share of singers", counted="3", of="10"),
    row("How far the choir is", value="2", in_words="They sing in tune."),
]


def test_res_2_a_list_records_values_as_typing_them_would(desk: Desk) -> None:
    assert counts(desk.take("observations", GOOD)) == (4, 0, 0, 0)
    choir = Observation.objects.get(indicator__name="Choirs", unit__name="Culture")
    assert (choir.value, choir.origin) == (Decimal(12), "sheet")
    assert choir.parts == {"age": {"young": ["8"], "old": ["4"]}}
    assert choir.version.used_at is not None
    assert not Observation.objects.get(indicator__name="Choirs", unit__name="Port").is_known
    share = Observation.objects.get(indicator__name="Share of singers")
    assert (share.value, share.numerator, share.denominator) == (None, Decimal(3), Decimal(10))
    assert Event.objects.filter(verb="record_observation").count() == 4
    assert counts(desk.take("observations", GOOD)) == (0, 0, 4, 0)


def test_res_2_a_change_needs_its_reason_and_keeps_what_stood(desk: Desk) -> None:
    desk.take("observations", GOOD)
    assert why(desk.take("observations", [HEAD, row(unit="Culture", value="13")]))[2][0] == "why it changes"
    changed = [HEAD, row(unit="Culture", value="13", why_it_changes="One came late.")]
    assert counts(desk.take("observations", changed)) == (0, 1, 0, 0)
    one = Observation.objects.get(indicator__name="Choirs", unit__name="Culture")
    assert (one.value, one.revision) == (Decimal(13), 2)
    assert one.parts == {"age": {"young": ["8"], "old": ["4"]}}
    kept = ObservationRevision.objects.get()
    assert (Decimal(kept.said["value"]), kept.reason) == (Decimal(12), "One came late.")


@pytest.mark.parametrize(
    ("bad", "column"),
    [
        (row(""), "indicator"),
        (row("Chors", value="1"), "indicator"),
        (row(period="", value="1"), "period"),
        (row(period="spring", value="1"), "period"),
        (row(period="2025-01", value="1"), "period"),
        (row(unit="Nobody", value="1"), "unit"),
        (row(value="see note"), "value"),
        (row(value="12 choirs"), "value"),
        (row(value="-3"), "value"),
        (row(), "value"),
        (row(value="5", counted="3"), "counted"),
        (row(value="5", broken_down="age: young = 4 | old = 2"), "broken down"),
        (row(value="5", broken_down="height: tall = 2"), "broken down"),
        (row(value="5", broken_down="age: young is 2"), "broken down"),
        (row("Share of singers", counted="3"), "of"),
        (row("Share of singers", counted="11", of="10"), "counted"),
        (row("How far the choir is", value="9", in_words="x"), "value"),
        (row("How far the choir is", value="2"), "in words"),
    ],
)
def test_res_2_a_bad_cell_is_named_and_nothing_is_written(desk: Desk, bad: list[Any], column: str) -> None:
    outcome = desk.take("observations", [HEAD, bad], good_rows=False)
    assert why(outcome)[2][0] == column, why(outcome)
    assert why(outcome)[2][1].endswith((".", "?", "”."))
    assert not Observation.objects.exists()


def test_res_2_two_rows_about_one_value_that_differ_are_both_named(desk: Desk) -> None:
    rows = [HEAD, row(value="5"), row(value="6"), row(value="5")]
    outcome = desk.take("observations", rows)
    assert counts(outcome) == (1, 0, 1, 1)
    assert "Row 3 and row 2" in why(outcome)[3][1]
    assert Observation.objects.get().value == 5


def test_res_2_what_is_computed_is_never_imported(desk: Desk, cast: Cast) -> None:
    load_library(cast.office, by=cast.operator)
    outcome = desk.take("observations", [HEAD, row("Delegations received", value="5")])
    assert "never typed" in str(why(outcome)) or "no indicator" in str(why(outcome))
    assert not Observation.objects.exists()


def test_res_2_a_locked_period_and_another_unit_stay_closed(desk: Desk, cast: Cast) -> None:
    lock_period(cast.office, by=cast.officer, period=Q1)
    assert why(desk.take("observations", [HEAD, row(value="5")]))[2][0] == "period"
    later = row(period="2025-Q2", value="5")
    assert why(desk.take("observations", [HEAD, later], by=cast.unit_editor))[2][0] == "unit"
    own = row(period="2025-Q2", value="5", unit="Culture")
    assert counts(desk.take("observations", [HEAD, own], by=cast.unit_editor)) == (1, 0, 0, 0)


def test_res_2_a_month_that_a_spreadsheet_made_a_day_is_still_the_month(desk: Desk, cast: Cast) -> None:
    make(cast, name="Rehearsals", frequency="month")
    rows = [HEAD, row("Rehearsals", dt.date(2025, 7, 1), value=9)]
    assert counts(desk.take("observations", rows, ending="xlsx")) == (1, 0, 0, 0)
    assert Observation.objects.get().period == "2025-07"


@pytest.mark.parametrize("ending", ["csv", "xlsx", "ods"])
def test_res_2_an_export_imports_again_to_the_same(desk: Desk, cast: Cast, ending: str) -> None:
    desk.take("observations", GOOD)
    tie = make_tie(cast.office, by=cast.operator, name="Trier")
    one = Observation.objects.first()
    assert one is not None
    say(
        cast,
        one.indicator,
        value=Decimal("7.25"),
        of=Of(partner=tie.parties.get().organisation),
        source="Letter",
    )
    path = desk.folder / f"out.{ending}"
    assert write_export("observations", cast.office, user=cast.officer, path=path) == 5
    outcome = import_file(cast.office, by=cast.officer, kind="observations", path=path)
    assert (counts(outcome), outcome.records, outcome.refused) == ((0, 0, 5, 0), 0, ())


def test_res_2_a_hidden_partner_is_in_no_export_and_on_no_page(desk: Desk, cast: Cast) -> None:
    body = make_tie(cast.office, by=cast.operator, name="Trier").parties.get().organisation
    one = make(cast, name="Boats")
    told = say(cast, one, value=Decimal(7), of=Of(partner=body))
    set_visibility(body, by=cast.operator, visibility="confidential")
    path = desk.folder / "out.csv"
    assert write_export("observations", cast.office, user=cast.viewer, path=path) == 0
    client = signed_in(cast.viewer)
    assert client.get(reverse("results:observation", args=["halden", told.uid])).status_code == 404
    page = client.get(reverse("indicators:indicator", args=["halden", one.uid])).content.decode()
    assert "City of Trier" not in page


def test_res_2_somebody_else_meanwhile_is_not_written_over(
    desk: Desk, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from proxenia.results.sheets import observations as sheet

    write = sheet.import_observations

    def late(*args: Any, **named: Any) -> None:
        say(cast, make_again(cast), value=Decimal(99), of=Of(unit=cast.unit))
        write(*args, **named)

    def make_again(cast: Cast) -> Any:
        return next(iter(sheet.indicators_of(cast.office).filter(name="Choirs").select_related("office")))

    monkeypatch.setattr(sheet, "import_observations", late)
    with pytest.raises((Conflict, Refused), match="Somebody changed"):
        desk.take("observations", [HEAD, row(unit="Culture", value="5")])
    assert not Observation.objects.exists()


def test_res_2_an_import_of_values_is_revised_not_undone(cast: Cast, desk: Desk) -> None:
    outcome = desk.take("observations", GOOD)
    run = ImportRun.objects.get(uid=outcome.run)
    with pytest.raises(Refused, match="revise them"):
        imports.undo_run(run, by=cast.officer)
    client: Client = signed_in(cast.officer)
    page = client.get(reverse("records:import_run", args=["halden", run.uid])).content.decode()
    assert "Undo this import" not in page
    assert Observation.objects.count() == 4


def test_res_2_many_values_are_written_in_few_questions(
    desk: Desk, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    rows = [
        HEAD,
        *(row(period=f"{year}-Q{n}", value=str(year)) for year in range(1990, 2020) for n in (1, 2, 3, 4)),
    ]
    with django_assert_max_num_queries(80):
        assert counts(desk.take("observations", rows)) == (120, 0, 0, 0)
