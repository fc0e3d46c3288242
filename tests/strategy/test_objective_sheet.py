"""STR-2, STR-3: objectives with measures, targets and plans as a spreadsheet, in and out."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.utils import timezone

from proxenia.audit.models import Event
from proxenia.indicators.actions import load_library
from proxenia.indicators.models import Indicator, IndicatorVersion
from proxenia.records.actions import imports
from proxenia.records.actions.imports import import_file
from proxenia.records.models import ImportRun
from proxenia.records.queries.exports import write_export
from proxenia.strategy import actions
from proxenia.strategy.models import LocalPlan, Measure, Objective, Outcome, PlanStance, SdgLink
from tests.cast import Cast
from tests.imports.files import Desk, counts, why

pytestmark = pytest.mark.django_db
HEAD = [
    "strategy", "outcome", "objective", "what changes", "who answers", "until", "what it takes", "sector",
    "targets of the global goals", "local plans", "indicator", "baseline", "baseline as of", "target",
    "to be reached by",
]  # fmt: skip
UNDER = "The port sells abroad again"
AIM = "Forty firms of the port sell abroad"
FULL = [
    "Halden abroad", UNDER, AIM, "Small firms; Durban", "OFFICER", "2028-06-30", "20 days", "", "8.3, 17.6",
    "Port plan 2030 | advances | It asks for exports", "companies_supported", 12, "2025-12-31", 40, "2028-06-30",
]  # fmt: skip


@pytest.fixture
def desk(cast: Cast, outcome: Outcome, plan: Callable[..., LocalPlan], tmp_path: Path) -> Desk:
    load_library(cast.office, by=cast.director)
    plan()
    return Desk(cast, tmp_path)


@pytest.fixture
def full(cast: Cast) -> Callable[..., list[Any]]:
    """`full(until="2027")` gives a whole row with cells changed by their heading."""

    def make(**changed: Any) -> list[Any]:
        cells = dict(zip(HEAD, FULL, strict=True))
        cells["who answers"] = cast.officer.name
        return [*{**cells, **{name.replace("_", " "): value for name, value in changed.items()}}.values()]

    return make


def measures() -> list[tuple[str, Decimal | None, Decimal]]:
    """Return what stands in the database."""
    found = Measure.objects.order_by("indicator__code")
    return [(one.indicator.code, one.baseline, one.target) for one in found.select_related("indicator")]


def test_str_3_a_list_becomes_objectives_and_again_changes_nothing(desk: Desk, cast: Cast, full: Any) -> None:
    rows = [
        HEAD,
        full(),
        full(indicator="planned_jobs", baseline="", baseline_as_of="", target=120),
        full(objective="Three schools exchange teachers each year", indicator="", baseline="", baseline_as_of="",
             target="", to_be_reached_by="", local_plans="", targets_of_the_global_goals=""),
    ]  # fmt: skip
    assert counts(desk.take("objectives", rows)) == (3, 0, 0, 0)
    one = Objective.objects.get(title=AIM)
    assert (one.user, one.due, one.what, one.outcome.title) == (
        cast.officer, dt.date(2028, 6, 30), "Small firms; Durban", UNDER,
    )  # fmt: skip
    assert one.visibility == one.outcome.strategy.visibility
    assert measures() == [
        ("companies_supported", Decimal(12), Decimal(40)),
        ("planned_jobs", None, Decimal(120)),
    ]
    assert {link.code for link in one.sdg_links.all()} == {"8.3", "17.6"}
    stance = PlanStance.objects.get()
    assert (stance.plan.title, stance.stance, stance.reason) == (
        "Port plan 2030",
        "advances",
        "It asks for exports",
    )
    version = IndicatorVersion.objects.get(indicator__code="planned_jobs")
    assert version.used_at is not None, "what is measured by is frozen"
    again = desk.take("objectives", rows)
    assert (counts(again), again.records) == ((0, 0, 3, 0), 0)


def test_str_3_a_later_list_changes_what_it_says_and_leaves_the_rest(desk: Desk, full: Any) -> None:
    desk.take("objectives", [HEAD, full()])
    sparse = ["", "", AIM, "", "", "2028-12-31", "", "", "8.3", "", "companies_supported", "", "", 45, ""]
    assert counts(desk.take("objectives", [HEAD, sparse])) == (0, 1, 0, 0)
    one = Objective.objects.get()
    assert (one.due, one.what) == (dt.date(2028, 12, 31), "Small firms; Durban")
    assert measures() == [("companies_supported", Decimal(12), Decimal(45))]
    assert [link.code for link in SdgLink.objects.all()] == ["8.3"], "the list is taken whole"
    assert PlanStance.objects.count() == 1
    event = Event.objects.filter(subject_uid=one.uid).order_by("-pk").first()
    assert event is not None
    assert event.verb == "change_by_import"


def test_str_3_what_the_check_finds_is_said_row_by_row(desk: Desk, full: Any) -> None:
    row = full(what_changes="", what_it_takes="", indicator="", baseline="", baseline_as_of="", target="",
               to_be_reached_by="")  # fmt: skip
    outcome = desk.take("objectives", [HEAD, row, full(objective="Trade", what_changes="Firms")])
    said = "\n".join(text for number, text in outcome.row_remarks if number == 2)
    for words in ("what changes, for whom and where", "no measure", "does not say what it takes"):
        assert words in said
    assert any("heading, not a change" in text for number, text in outcome.row_remarks if number == 3)


@pytest.mark.parametrize(
    ("changed", "column", "words"),
    [
        ({"who_answers": "Nobody Known"}, "who answers", "nobody of the office"),
        ({"who_answers": ""}, "who answers", "Nobody answers for it"),
        ({"until": ""}, "until", "It has no date"),
        ({"until": "31.02.2028"}, "until", ""),
        ({"until": "2028"}, "until", "A day is needed"),
        ({"until": "2028-06-30 or later"}, "until", ""),
        ({"strategy": "Halden at home"}, "strategy", "Halden abroad"),
        ({"outcome": "The port sleeps"}, "outcome", "has no outcome"),
        ({"outcome": ""}, "outcome", "under which outcome"),
        ({"objective": ""}, "objective", "must not be empty"),
        ({"sector": "astrology"}, "sector", "no sector"),
        ({"targets of the global goals": "8.3, 18.1"}, "targets of the global goals", "no target 18.1"),
        ({"targets of the global goals": 8.1}, "targets of the global goals", "may have been 8.10"),
        ({"targets of the global goals": dt.date(2026, 3, 8)}, "targets of the global goals", "made a day"),
        ({"local plans": "Plan of nowhere | advances | x"}, "local plans", "no local plan"),
        ({"local plans": "Port plan 2030 | perhaps"}, "local plans", "write plan"),
        ({"local plans": "Port plan 2030 | conflicts"}, "local plans", "Say why"),
        ({"indicator": "moon landings"}, "indicator", "no indicator"),
        ({"indicator": ""}, "indicator", "by which indicator"),
        ({"target": "many"}, "target", ""),
        ({"target": "40 or so"}, "target", ""),
        ({"target": ""}, "target", "as a number"),
        ({"baseline as of": ""}, "baseline as of", "which day"),
        ({"to be reached by": "2025-01-01"}, "to be reached by", "before its baseline"),
        ({"target": 3}, "target", "wrong side"),
    ],
)  # fmt: skip
def test_str_3_what_cannot_be_an_objective_is_refused_by_row_and_column(
    desk: Desk, full: Any, changed: dict[str, Any], column: str, words: str
) -> None:
    told = why(desk.take("objectives", [HEAD, full(**changed)], ending="xlsx"))[2]
    assert told[0] == column, told
    assert words in told[1]
    assert not Objective.objects.exists()


def test_str_3_a_fifth_measure_is_refused_at_its_row(desk: Desk, cast: Cast, full: Any) -> None:
    codes = [
        "companies_supported",
        "planned_jobs",
        "talent_attracted",
        "commitments_for_capacity",
        "inventory_done",
    ]
    some = [
        full(indicator=code, baseline="", baseline_as_of="", target=40) for code in codes
    ]  # fmt: skip
    told = why(desk.take("objectives", [HEAD, *some]))
    assert set(told) == {6}
    assert "at most 4 measures" in told[6][1]


def test_str_3_two_rows_that_contradict_one_another_are_both_named(desk: Desk, full: Any, cast: Cast) -> None:
    for changed, words in (
        ({"until": "2029-01-31"}, "Row 3 and row 2"),
        ({"target": 50}, "Row 3 and row 2"),
        ({"who_answers": cast.director.name}, "Row 3 and row 2"),
        ({"targets of the global goals": "8.3"}, "Row 3 and row 2"),
        ({"local plans": "Port plan 2030 | conflicts | It does"}, "Row 3 and row 2"),
    ):
        told = why(desk.take("objectives", [HEAD, full(), full(**changed)]))
        assert set(told) == {3}, changed
        assert words in told[3][1]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "ods"])
def test_str_3_an_export_of_objectives_imports_again_to_the_same(
    desk: Desk, cast: Cast, full: Any, ending: str
) -> None:
    more = full(objective="Three schools exchange teachers each year", targets_of_the_global_goals="8.10", indicator="",
                baseline="", baseline_as_of="", target="", to_be_reached_by="")  # fmt: skip
    precise = full(indicator="fdi_amount", baseline="0.1234", target="7.0625")
    desk.take("objectives", [HEAD, full(), precise, more], ending="xlsx")
    actions.set_priority(Objective.objects.get(title=AIM), by=cast.officer)
    path = desk.folder / f"out.{ending}"
    assert write_export("objectives", cast.office, user=cast.officer, path=path) == 3
    outcome = import_file(cast.office, by=cast.officer, kind="objectives", path=path)
    assert (counts(outcome), outcome.records, outcome.refused) == ((0, 0, 3, 0), 0, ())
    assert Measure.objects.get(indicator__code="fdi_amount").baseline == Decimal("0.1234")


def test_str_3_an_import_of_objectives_is_undone(desk: Desk, cast: Cast, full: Any) -> None:
    first = desk.take("objectives", [HEAD, full()])
    changed = [HEAD, full(until="2028-12-31", target=45, targets_of_the_global_goals="8.3")]
    second = desk.take("objectives", changed)
    imports.undo_run(ImportRun.objects.get(uid=second.run), by=cast.officer)
    one = Objective.objects.get()
    assert one.due == dt.date(2028, 6, 30)
    assert measures() == [("companies_supported", Decimal(12), Decimal(40))]
    assert {link.code for link in one.sdg_links.all()} == {"8.3", "17.6"}
    imports.undo_run(ImportRun.objects.get(uid=first.run), by=cast.officer)
    assert not Objective.objects.live().exists()


def test_str_3_who_answers_changes_from_a_colleague_to_another(desk: Desk, cast: Cast, full: Any) -> None:
    desk.take("objectives", [HEAD, full()])
    assert counts(desk.take("objectives", [HEAD, full(who_answers=cast.director.email)])) == (0, 1, 0, 0)
    assert Objective.objects.get().user == cast.director


def test_str_3_what_one_may_not_write_or_see_is_not_changed_by_a_sheet(
    desk: Desk, cast: Cast, full: Any
) -> None:
    desk.take("objectives", [HEAD, full()])
    told = why(desk.take("objectives", [HEAD, full(until="2028-12-31")], by=cast.unit_editor))
    assert "another unit" in told[2][1]
    fresh = full(objective="Three schools exchange teachers each year")
    assert "may not write" in why(desk.take("objectives", [HEAD, fresh], by=cast.unit_editor))[2][1]
    assert Objective.objects.get().due == dt.date(2028, 6, 30)


def test_str_3_the_template_of_objectives_says_what_each_column_holds(desk: Desk, cast: Cast) -> None:
    from proxenia.records.queries.exports import write_template

    path = desk.folder / "template.xlsx"
    write_template("objectives", path)
    heads = [cell.value for cell in next(openpyxl.load_workbook(path).worksheets[0].iter_rows(max_row=1))]
    assert [name for name in HEAD if name not in heads] == []


def test_str_3_a_row_confirms_no_hidden_person_who_answers(desk: Desk, cast: Cast, full: Any) -> None:
    from proxenia.directory.actions import add_person

    desk.take("objectives", [HEAD, full()])
    hidden = add_person(
        cast.office, by=cast.director, values={"name": "Hilda Verborg"}, visibility="confidential"
    )
    Objective.objects.update(user=None, person=hidden)
    told = why(desk.take("objectives", [HEAD, full(who_answers="Hilda Verborg")]))
    other = why(desk.take("objectives", [HEAD, full(who_answers="Hilda Nobody")]))
    assert told[2][1].replace("Verborg", "Nobody") == other[2][1]
    assert counts(desk.take("objectives", [HEAD, full(who_answers="")])) == (0, 0, 1, 0)
    path = desk.folder / "out.csv"
    write_export("objectives", cast.office, user=cast.officer, path=path)
    assert "Hilda" not in path.read_text(encoding="utf-8-sig")


def test_str_3_a_measure_by_an_indicator_of_the_past_comes_back_as_it_was(
    desk: Desk, cast: Cast, full: Any
) -> None:
    desk.take("objectives", [HEAD, full()])
    Indicator.objects.filter(code="companies_supported").update(retired_at=timezone.now())
    path = desk.folder / "out.csv"
    write_export("objectives", cast.office, user=cast.officer, path=path)
    outcome = import_file(cast.office, by=cast.officer, kind="objectives", path=path)
    assert (counts(outcome), outcome.refused) == ((0, 0, 1, 0), ())
    fresh = full(objective="Three schools exchange teachers each year")
    assert "not in use any more" in why(desk.take("objectives", [HEAD, fresh]))[2][1]
