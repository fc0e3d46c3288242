"""What each row of a file would do, kept for the pages until the run is over (outside the log)."""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

from proxenia.core.bulk import in_batches, insert_rows
from proxenia.core.sheets import Table
from proxenia.core.values import clean_text
from proxenia.records.actions.imports.plan import REFUSED, Plan
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


def keep_refused(run: ImportRun, plan: Plan) -> None:
    """When a run was written, keep of its rows those that were refused, for the file that gives them back."""
    why = _problems(plan)
    staged = StagedRow.objects.filter(run=run)
    before = set(staged.filter(verdict=REFUSED).values_list("number", flat=True))
    for number in why.keys() - before:
        staged.filter(number=number).update(verdict=REFUSED, problems=why[number])
    for batch in in_batches(sorted(before - why.keys())):
        staged.filter(number__in=batch).delete()
    staged.exclude(verdict=REFUSED).delete()


def _problems(plan: Plan) -> dict[int, list[tuple[str, str]]]:
    """Return columns and sentences of refused rows by their number."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for problem in plan.problems:
        found[problem.row].append((problem.column, problem.message))
    return found


def _rows(run: ImportRun, plan: Plan, table: Table) -> Iterator[tuple[Any, ...]]:
    verdicts = dict(zip(plan.numbers, plan.verdicts, strict=True))
    problems = _problems(plan)
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
