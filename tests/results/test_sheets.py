"""RES-4: results as a spreadsheet, in and out."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from proxenia.results.actions import ledger as actions
from proxenia.results.models import Contribution, Result
from tests.cast import Cast, make_tie
from tests.imports.files import Desk, counts, why

pytestmark = pytest.mark.django_db
HEAD = [
    "what changed",
    "kind",
    "claim",
    "when",
    "at least",
    "at most",
    "currency",
    "date of amount",
    "partnership",
]


@pytest.fixture
def desk(cast: Cast, tmp_path: Path) -> Desk:
    make_tie(cast.office, by=cast.operator, name="Trier")
    return Desk(cast, tmp_path)


def test_res_4_a_list_makes_results_and_says_what_led_to_them(desk: Desk) -> None:
    rows: list[list[Any]] = [
        HEAD,
        ["A ferry line opened", "jobs", "", "2026-05", "34", "", "", "", "Trier"],
        ["A mill came", "investment", "reported", "2025", "1.2", "1.5", "EUR", "2025", ""],
    ]
    assert counts(desk.take("results", rows)) == (2, 0, 0, 0)
    ferry = Result.objects.get(what="A ferry line opened")
    assert (ferry.low, ferry.high, ferry.state, ferry.belongs) == (
        Decimal(34),
        Decimal(34),
        "reported",
        "ours",
    )
    assert ferry.ages_on is not None
    link = Contribution.objects.get()
    assert (link.result, link.partnership is not None, link.part) == (ferry, True, None)
    assert counts(desk.take("results", rows)) == (0, 0, 2, 0)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["", "jobs", "", "2026", "", "", "", "", ""], "what changed"),
        (["X came", "jobs", "", "", "", "", "", "", ""], "when"),
        (["X came", "", "", "2026", "", "", "", "", ""], "kind"),
        (["X came", "jobs", "substantiated", "2026", "", "", "", "", ""], "claim"),
        (["X came", "jobs", "reported", "2031", "", "", "", "", ""], "when"),
        (["X came", "jobs", "", "2026", "9", "3", "", "", ""], "at least"),
        (["X came", "investment", "", "2026", "9", "", "", "", ""], "currency"),
        (["X came", "investment", "", "2026", "9", "", "EUR", "", ""], "date of amount"),
        (["X came", "jobs", "", "2026", "", "", "", "", "Nowhere"], "partnership"),
    ],
)
def test_res_4_a_bad_row_is_named_by_its_column(desk: Desk, row: list[str], column: str) -> None:
    outcome = desk.take("results", [HEAD, row])
    assert why(outcome)[2][0] == column
    assert not Result.objects.exists()


def test_res_4_words_in_a_figure_go_to_the_notes(desk: Desk) -> None:
    desk.take("results", [HEAD, ["X came", "jobs", "", "2026", "see note", "", "", "", ""]])
    one = Result.objects.get()
    assert one.low is None
    assert "see note" in one.note


def test_res_4_a_sheet_confirms_nothing(desk: Desk, cast: Cast) -> None:
    desk.take("results", [HEAD, ["X came", "jobs", "", "2026", "", "", "", "", ""]])
    one = Result.objects.get()
    outcome = desk.take("results", [HEAD, ["X came", "jobs", "substantiated", "2026", "", "", "", "", ""]])
    assert why(outcome)[2][0] == "claim"
    actions.archive_result(one, by=cast.officer, reason="x")
