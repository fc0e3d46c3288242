"""SYS-3: templates explain themselves and are read back; whatever rows come, the counts add up."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proxenia.core.registry import sheet_kinds
from proxenia.places.queries import countries, country_of
from proxenia.records.actions.imports import import_file
from proxenia.records.models import Anchor
from proxenia.records.queries.exports import write_template
from tests.cast import Cast
from tests.imports.files import Desk, counts
from tests.imports.test_round_trip import KINDS


@pytest.mark.django_db
@pytest.mark.parametrize("ending", ["xlsx", "ods", "csv"])
@pytest.mark.parametrize("kind", KINDS)
def test_sys_3_every_template_can_be_read_back_with_all_its_columns(
    cast: Cast, tmp_path: Path, kind: str, ending: str
) -> None:
    path = tmp_path / f"template.{ending}"
    write_template(kind, path)
    outcome = import_file(cast.office, by=cast.officer, kind=kind, path=path)
    assert (outcome.rows, outcome.remarks) == (0, ())
    if ending == "xlsx":
        book = openpyxl.load_workbook(path)
        assert len(book.worksheets) >= 2
        words = " ".join(
            str(cell.value) for row in book.worksheets[1].iter_rows() for cell in row if cell.value
        )
        assert all(kind_column.code in words or found.heading(kind_column.code) in words
                   for found in sheet_kinds() if found.name == kind for kind_column in found.out)  # fmt: skip


@pytest.mark.once
def test_sys_3_every_country_name_of_an_export_is_understood_again() -> None:
    assert [code for code, country in countries().items() if (back := country_of(country.name)) is None
            or back.code != code] == []  # fmt: skip


cell = st.one_of(
    st.none(),
    st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12),
    st.integers(0, 3000),
    st.sampled_from(["1976", "30.2.1990", "x;y"]),
)
row = st.tuples(
    st.sampled_from(["Nantes", "Trier", "nantes", "", "Same as above", "=1"]),
    st.sampled_from(["France", "Germany", "", "Narnia"]),
    st.sampled_from(["twinning", "MoU", "odd", ""]),
    cell,
    st.sampled_from(["", "Culture", "Port"]),
    cell,
)


@pytest.mark.django_db
@settings(
    max_examples=12, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(rows=st.lists(row, min_size=1, max_size=8))
def test_sys_3_counts_add_up_and_a_dry_run_tells_the_truth(
    cast: Cast, tmp_path: Path, rows: list[Any]
) -> None:
    desk = Desk(cast, tmp_path)
    table = [["counterpart", "country", "kind", "since", "unit", "notes"], *map(list, rows)]
    before = Anchor.objects.count()
    dry = desk.take("partnerships", table, dry_run=True)
    assert Anchor.objects.count() == before
    real = desk.take("partnerships", table)
    assert sum(counts(dry)) == dry.rows
    assert {**dry.plain(), "run": None} == {**real.plain(), "run": None}
    again = desk.take("partnerships", table)
    assert (again.records, again.created, again.changed) == (0, 0, 0)
    assert again.rows == dry.rows
