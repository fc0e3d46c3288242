"""What each row of a file would do, kept for the pages until the run is over (outside the log)."""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

from proxenia.core.bulk import insert_rows
from proxenia.core.sheets import Table
from proxenia.core.values import clean_text
from proxenia.records.actions.imports.plan import Plan
from proxenia.records.actions.imports.tables import Draft
from proxenia.records.models import ImportRun, StagedRow

_COLUMNS = ["run_id", "number", "verdict", "cells", "changes", "problems", "remarks"]
_BATCH = 5_000


def stage(run: ImportRun, plan: Plan, table: Table) -> None:
    """Replace what is kept of a run by the verdicts of this plan, some thousand rows at a time."""
    with transaction.atomic():
        StagedRow.objects.filter(run=run).delete()
    rows = list(_rows(run, plan, table))
    for start in range(0, len(rows), _BATCH):
        with transaction.atomic():
            insert_rows(StagedRow, _COLUMNS, rows[start : start + _BATCH])


def _rows(run: ImportRun, plan: Plan, table: Table) -> Iterator[tuple[Any, ...]]:
    verdicts = dict(zip(plan.numbers, plan.verdicts, strict=True))
    problems: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for problem in plan.problems:
        problems[problem.row].append((problem.column, problem.message))
    for row in table.rows:
        changes = {
            name: [_shown(old), _shown(new)] for name, old, new in plan.row_changes.get(row.number, ())
        }
        yield (
            run.pk,
            row.number,
            verdicts[row.number],
            _json([clean_text(cell) for cell in row.cells]),
            _json(changes),
            _json(problems.get(row.number, [])),
            _json(plan.row_remarks.get(row.number, [])),
        )


def _shown(value: Any) -> Any:
    return value.title if isinstance(value, Draft) else value


def _json(value: Any) -> str:
    # PostgreSQL refuses NUL in JSON; cells are cleaned of it before.
    return json.dumps(value, ensure_ascii=connection.vendor == "sqlite")
