"""STR-1: the inventory as a spreadsheet, in and out."""

from pathlib import Path
from typing import Any

import pytest

from proxenia.records.actions import imports
from proxenia.records.actions.imports import import_file
from proxenia.records.models import ImportRun
from proxenia.records.queries.exports import write_export
from proxenia.strategy.models import Asset
from tests.cast import Cast, make_tie
from tests.imports.files import Desk, counts, why

pytestmark = pytest.mark.django_db
HEAD = ["group", "what it is", "why it counts abroad", "organisation", "evidence", "source", "as of"]
ROWS = [
    HEAD,
    [
        "Economic foundations",
        "Ship repair",
        "Known to every owner",
        "",
        "40 yards",
        "Register of firms",
        "2025",
    ],
    ["innovation", "School of the sea", "", "City of Trier", "900 students", "Its report", "May 2025"],
]


@pytest.fixture
def desk(cast: Cast, tmp_path: Path) -> Desk:
    make_tie(cast.office, by=cast.operator, name="Trier")
    return Desk(cast, tmp_path)


def test_str_1_a_list_fills_the_inventory_and_again_changes_nothing(desk: Desk, cast: Cast) -> None:
    assert counts(desk.take("inventory", ROWS)) == (2, 0, 0, 0)
    school = Asset.objects.get(title="School of the sea")
    assert (school.group, str(school.as_of), school.visibility) == ("innovation", "2025-05", "internal")
    assert school.organisation is not None
    assert counts(desk.take("inventory", ROWS)) == (0, 0, 2, 0)
    changed = [HEAD, ["economy", "SHIP REPAIR", "", "", "41 yards", "Register of firms", "2026"]]
    assert counts(desk.take("inventory", changed)) == (0, 1, 0, 0)
    assert Asset.objects.count() == 2


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["economy", "", "", "", "x", "y", "2025"], "what it is"),
        (["", "Ship repair", "", "", "x", "y", "2025"], "group"),
        (["economy", "Ship repair", "", "", "", "y", "2025"], "evidence"),
        (["economy", "Ship repair", "", "", "x", "", "2025"], "source"),
        (["economy", "Ship repair", "", "", "x", "y", ""], "as of"),
        (["economy", "Ship repair", "", "", "x", "y", "2031"], "as of"),
        (["economy", "Ship repair", "", "Nowhere Ltd", "x", "y", "2025"], "organisation"),
    ],
)
def test_str_1_an_entry_without_what_shows_it_is_refused(desk: Desk, row: list[Any], column: str) -> None:
    assert why(desk.take("inventory", [HEAD, row]))[2][0] == column
    assert not Asset.objects.exists()


@pytest.mark.parametrize("ending", ["csv", "xlsx", "ods"])
def test_str_1_an_export_imports_again_to_the_same(desk: Desk, cast: Cast, ending: str) -> None:
    desk.take("inventory", ROWS)
    path = desk.folder / f"out.{ending}"
    assert write_export("inventory", cast.office, user=cast.officer, path=path) == 2
    outcome = import_file(cast.office, by=cast.officer, kind="inventory", path=path)
    assert (counts(outcome), outcome.records, outcome.refused) == ((0, 0, 2, 0), 0, ())


def test_str_1_an_import_of_the_inventory_is_undone(desk: Desk, cast: Cast) -> None:
    outcome = desk.take("inventory", ROWS)
    done = imports.undo_run(ImportRun.objects.get(uid=outcome.run), by=cast.officer)
    assert done.archived == 2
    assert not Asset.objects.live().exists()
