"""What one file would do: verdict of every row, records to write, sentences; nothing is written here."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from proxenia.accounts.models import Office, User
from proxenia.records.actions.imports.tables import Draft

CREATED, CHANGED, UNCHANGED, REFUSED = "created", "changed", "unchanged", "refused"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is refused: its number as the spreadsheet shows it, the column, a sentence."""

    row: int
    column: str
    message: str

    def plain(self) -> dict[str, Any]:
        """Return the form of the command line."""
        return {"row": self.row, "column": self.column, "message": self.message}


@dataclass(frozen=True)
class Outcome:
    """The answer about one import, before or after it was written. Rows count once each; ``run`` is '' for none."""

    rows: int
    created: int
    changed: int
    unchanged: int
    records: int
    refused: tuple[Problem, ...]
    to_settle: int
    run: str = ""
    remarks: tuple[str, ...] = ()
    """What is said once about the whole file."""
    row_remarks: tuple[tuple[int, str], ...] = ()
    """How cells were read, by row."""

    @property
    def refused_rows(self) -> int:
        """How many rows are refused."""
        return len({problem.row for problem in self.refused})

    def plain(self) -> dict[str, Any]:
        """Return the form of the command line."""
        return {
            "rows": self.rows,
            "created": self.created,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "records": self.records,
            "refused": [problem.plain() for problem in self.refused],
            "to_settle": self.to_settle,
            "run": self.run or None,
        }


@dataclass
class Plan:
    """Everything that is known about a file before anything is written."""

    office: Office
    by: User
    kind: str
    at: datetime
    file_name: str
    log_end: int
    """The last event of the office's chain when reading began: what came later is checked before writing."""

    numbers: list[int] = field(default_factory=list)
    verdicts: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    row_remarks: dict[int, list[str]] = field(default_factory=dict)
    row_changes: dict[int, list[tuple[str, Any, Any]]] = field(default_factory=dict)
    file_remarks: list[str] = field(default_factory=list)
    drafts: dict[Draft, None] = field(default_factory=dict)
    """Records that are new or were touched, in order."""

    leaned_on: set[str] = field(default_factory=set)
    """Uids of stored records that new rows point at."""

    open_places: set[str] = field(default_factory=set)
    """Uids of records with an open place that rows of the file point at."""

    places: dict[str, Any] = field(default_factory=dict)
    """Places of the gazetteer that records will point at, by id."""

    place_keys: Callable[[dict[str, Any]], dict[str, int]] = field(default=lambda _places: {})
    """Makes those places rows and returns their keys; the room of places says how."""

    units: dict[str, str] = field(default_factory=dict)
    """Units by folded name, as they are called; those not there yet are made when the import is written."""

    besides: int = 0
    """How many things that are no records the functions below write."""

    after_write: list[Callable[[], None]] = field(default_factory=list)
    """Functions to call inside the transaction when everything stands (facts computed from records)."""

    sheet: str = ""
    headings: dict[str, str] = field(default_factory=dict)
    unused: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    """The headings of the file in its own order, '' for a column without one."""

    def judge(self, number: int, verdict: str) -> None:
        """Say what becomes of a row."""
        self.numbers.append(number)
        self.verdicts.append(verdict)

    def refuse(self, number: int, problems: list[tuple[str, str]]) -> None:
        """Refuse a row for what is wrong with it."""
        self.problems.extend(Problem(number, column, message) for column, message in problems)
        self.judge(number, REFUSED)

    def touch(self, draft: Draft) -> Draft:
        """Note that a record is new or may be changed."""
        self.drafts[draft] = None
        return draft

    def drop(self, draft: Draft) -> None:
        """Forget a record that will not be written after all."""
        self.drafts.pop(draft, None)

    @property
    def new(self) -> list[Draft]:
        """Records that will be created."""
        return [draft for draft in self.drafts if not draft.is_stored]

    @property
    def changed(self) -> list[Draft]:
        """Stored records that will be changed."""
        return [draft for draft in self.drafts if draft.is_stored and is_changed(draft)]

    def outcome(self, run: str = "") -> Outcome:
        """Return the counts and sentences."""
        counts = Counter(self.verdicts)
        return Outcome(
            rows=len(self.numbers),
            created=counts[CREATED],
            changed=counts[CHANGED],
            unchanged=counts[UNCHANGED],
            records=len(self.new) + len(self.changed) + self.besides,
            refused=tuple(sorted(self.problems, key=lambda one: one.row)),
            to_settle=len(self.open_places),
            run=run,
            remarks=tuple(self.file_remarks),
            row_remarks=tuple(
                (row, said) for row in sorted(self.row_remarks) for said in self.row_remarks[row]
            ),
        )


def is_changed(draft: Draft) -> bool:
    """Say whether a stored record, or a row that belongs to it, differs from what is stored."""
    if draft.changed_fields():
        return True
    return any(child.is_gone or child.old is None or child.old != child.values for child in draft.children)
