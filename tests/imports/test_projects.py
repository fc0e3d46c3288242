"""ENG-7 and SYS-3: projects and calls from sheets."""

from pathlib import Path

import pytest

from proxenia.engagements.models import Call, Project
from tests.cast import Cast
from tests.imports.files import Desk, counts, why

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(cast: Cast, tmp_path: Path) -> Desk:
    found = Desk(cast, tmp_path)
    assert counts(found.take("partnerships", [["counterpart", "country"], ["Trier", "Germany"]])) == (
        1,
        0,
        0,
        0,
    )
    return found


def test_eng_7_projects_come_in_with_their_ties(desk: Desk) -> None:
    rows = [
        ["Projekt", "Partner", "Status", "Beginn", "Ende", "Ziel"],
        ["Wine and schools", "Trier", "laufend", "2025-03-01", "2027-02-28", "Pupils prune vines"],
        ["Backwards", "Trier", "", "2027-03-01", "2025-02-28", ""],
        ["With whom", "Nowhere", "", "", "", ""],
        ["", "Trier", "", "", "", ""],
        ["Some year", "", "", "2026", "", ""],
    ]
    outcome = desk.take("projects", rows)
    assert counts(outcome) == (2, 0, 0, 3)
    assert "lies before" in why(outcome)[3][1]
    one = Project.objects.get(title="Wine and schools")
    assert (one.state, str(one.starts), one.tie_links.get().partnership.name) == (
        "running",
        "2025-03-01",
        "Trier",
    )
    year = Project.objects.get(title="Some year")
    assert (year.starts, "2026" in year.note) == (None, True)


def test_eng_7_a_sheet_does_not_move_a_project_that_stands(desk: Desk) -> None:
    rows = [["title", "state", "aim"], ["Wine and schools", "preparing", "Pupils prune vines"]]
    assert counts(desk.take("projects", rows)) == (1, 0, 0, 0)
    assert counts(desk.take("projects", rows)) == (0, 0, 1, 0)
    rows[1][1:] = ["closed", "Pupils press grapes"]
    assert counts(desk.take("projects", rows)) == (0, 1, 0, 0)
    one = Project.objects.get()
    assert (one.state, one.aim) == ("preparing", "Pupils press grapes")


def test_eng_7_calls_of_one_title_are_told_apart_by_their_deadline(desk: Desk) -> None:
    rows = [
        ["call", "funder", "deadline", "maximum", "currency", "url"],
        ["Clean ports", "Sea fund", "2026-04-01", "90 000", "EUR", "https://example.org"],
        ["Clean ports", "Sea fund", "2027-04-01", "90 000", "shells", "javascript:alert(1)"],
        ["Clean ports", "Sea fund", "2026-04-01", "", "", ""],
    ]
    outcome = desk.take("funding_calls", rows)
    assert counts(outcome) == (2, 0, 1, 0)
    first, second = Call.objects.order_by("deadline")
    assert (str(first.most), first.currency, first.link) == ("90000.00", "EUR", "https://example.org")
    assert (second.most, second.currency, second.link) == (None, "", "")
    assert "javascript:alert(1)" in second.note
