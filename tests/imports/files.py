"""Small spreadsheets for tests of imports, and one call that takes them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from proxenia.core.sheets import write_table
from proxenia.records.actions.imports import Outcome, import_file
from tests.cast import Cast

Rows = Sequence[Sequence[Any]]


class Desk:
    """Takes rows as a file of a kind for the officer of the cast: `desk.take("people", rows)`."""

    def __init__(self, cast: Cast, folder: Path) -> None:
        self.cast = cast
        self.folder = folder

    def file(self, rows: Rows, ending: str = "csv") -> Path:
        """Write rows, the headings first, as a file; texts go through the writer, formulas and all."""
        path = self.folder / f"table.{ending}"
        write_table(path, [str(text) for text in rows[0]], rows[1:])
        return path

    def take(self, kind: str, rows: Rows, **how: Any) -> Outcome:
        """Import rows; the good ones, where `good_rows` is not said otherwise."""
        by = how.pop("by", self.cast.officer)
        how.setdefault("good_rows", True)
        path = self.file(rows, how.pop("ending", "csv"))
        return import_file(self.cast.office, by=by, kind=kind, path=path, **how)


def counts(outcome: Outcome) -> tuple[int, int, int, int]:
    """Return created, changed, unchanged and refused rows."""
    return outcome.created, outcome.changed, outcome.unchanged, outcome.refused_rows


def why(outcome: Outcome) -> dict[int, tuple[str, str]]:
    """Return the column and sentence of the refusal of each row."""
    return {problem.row: (problem.column, problem.message) for problem in outcome.refused}
