"""Reading a file into a plan, a few thousand rows at a time; the rooms of the trade say what a row means."""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from proxenia.accounts.models import Office, Unit, User
from proxenia.audit.models import ChainHead
from proxenia.core.errors import Refused
from proxenia.core.sheets import Limits, SheetError, Table, read_table
from proxenia.core.sheets.cells import Reader, RowCells
from proxenia.core.sheets.kinds import Mapping, SheetKind, map_columns, missing
from proxenia.core.stamps import new_uid
from proxenia.core.values import fold
from proxenia.records.access import may_write_in
from proxenia.records.actions.imports.plan import CHANGED, CREATED, UNCHANGED, Plan
from proxenia.records.actions.imports.tables import Child, ChildTable, Draft, RecordTable, stored

CHUNK = 2_000
MOST_NAMES = 50_000
"""Among so many names the nearest are looked for."""
Progress = Callable[[int], None]
BeforeClose = Callable[[Plan, Table], None]


class Planner:
    """Base of what each kind of sheet does with its rows: read a chunk, look up what it names, settle each row."""

    def __init__(self, plan: Plan, reader: Reader) -> None:
        self.plan = plan
        self.reader = reader
        self._units = {unit.pk: unit for unit in Unit.objects.filter(office=plan.office)}
        self._unit_keys = {unit.name_folded: unit.pk for unit in self._units.values()}
        plan.units.update({unit.name_folded: unit.name for unit in self._units.values()})
        self._adopted: set[int] = set()
        self._elsewhere = _("No record here has this id, so the row was taken by what it says.")

    def read(self, row: RowCells) -> Any:
        """Return the row as typed values (its problems are in the row)."""
        raise NotImplementedError

    def gather(self, entries: list[Any]) -> None:
        """Look up what the rows name, for the whole chunk at once."""

    def settle(self, entry: Any) -> None:
        """Decide what becomes of one row."""
        raise NotImplementedError

    def finish(self) -> None:
        """Do what needs all rows."""

    def take(self, rows: Sequence[RowCells]) -> None:
        """Plan a chunk of rows."""
        read = [(row, self.read(row)) for row in rows]
        self.gather([entry for row, entry in read if not row.problems])
        for row, entry in read:
            if not row.problems:
                self.settle(entry)
            if row.problems:
                self.plan.refuse(row.number, row.problems)
            if row.remarks:
                self.plan.row_remarks[row.number] = row.remarks

    def unit_key(self, pk: int | None) -> str:
        """Return the folded name of a unit, '' for the office at large."""
        return self._units[pk].name_folded if pk is not None else ""

    def unit_of(self, row: RowCells) -> str:
        """Return the folded name of the row's unit; one this person may not write in refuses the row."""
        name = row.text("unit", 200)
        key = fold(name)
        if key:
            self.plan.units.setdefault(key, name)
        if not self.may_write(key):
            row.refuse(
                "unit", _("You may not write records of this unit: “%(unit)s”.") % {"unit": name or "—"}
            )
        return key

    def may_write(self, key: str) -> bool:
        """Say whether this person may write records of a unit."""
        if key and key not in self._unit_keys:
            return may_write_in(self.plan.by, self.plan.office, None)
        return may_write_in(self.plan.by, self.plan.office, self._unit_keys.get(key))

    def load(self, table: RecordTable, *rules: Q, **where: Any) -> Iterator[Draft]:
        """Yield the living records this person may see that meet a condition (and further rules), as drafts."""
        names = ["place__gazetteer_id" if name == table.place else name for name in table.fields]
        found = table.model.objects.visible_to(self.plan.by, self.plan.office).live().filter(*rules, **where)
        columns = ["pk", "uid", "unit_id", "version", "visibility", *names]
        extra = [f"{table.place}_id"] if table.place else []
        for pk, uid, unit, version, visibility, *values in found.values_list(*columns, *extra).iterator():
            if extra:
                own = values.pop()
                place = table.at[table.place]
                values[place] = values[place] or own
            plain = [stored(value) for value in values]
            yield Draft(
                table, plain, uid=uid, unit=self.unit_key(unit), pk=pk, version=version, visibility=visibility
            )

    def load_children(
        self, table: ChildTable, owners: dict[int, Draft], **where: Any
    ) -> Iterator[tuple[Draft, Child]]:
        """Yield the rows that belong to stored records, and put them on their drafts."""
        names = [
            f"{name}_id" if table.model._meta.get_field(name).is_relation else name for name in table.fields
        ]
        condition = {f"{table.owner}_id__in": list(owners), **where}
        rows = table.model._default_manager.filter(**condition).order_by("pk")
        for pk, owner, *values in rows.values_list("pk", f"{table.owner}_id", *names).iterator():
            child = Child(table, [stored(value) for value in values], pk)
            owners[owner].children += (child,)
            yield owners[owner], child

    def new(self, table: RecordTable, row: RowCells, unit: str = "", **values: Any) -> Draft:
        """Return a new record; it is written when the plan is."""
        draft = Draft(table, [values.get(name) for name in table.fields], uid=new_uid(), unit=unit)
        draft.row = row.number
        return self.plan.touch(draft)

    def adopt(self, row: RowCells, uid: str, draft: Draft, by_uid: dict[str, Draft]) -> None:
        """Note which record a row with an id of elsewhere means, for further rows with that id; told in a remark."""
        if uid and uid not in by_uid:
            by_uid[uid] = draft
            self._adopted.add(id(draft))
            row.remark(self._elsewhere)

    def is_adopted(self, uid: str, draft: Draft) -> bool:
        """Say whether a record is that of another id of elsewhere, so that it is none for a row with this id."""
        return bool(uid) and id(draft) in self._adopted

    def lay(self, row: RowCells, draft: Draft, given: dict[str, Any], *, key: str) -> str | None:
        """Lay what a row gives over a record; return the verdict, or None where it contradicts an earlier row.

        ``given`` holds fields of the record, None for a blank cell, which is no difference. ``key`` is the column
        under which a contradiction is reported.
        """
        table = draft.table
        first = not draft.mask and draft.row in (0, row.number)
        laid = [(table.at[name], value) for name, value in given.items() if value is not None]
        against = [] if first else [
            place for place, value in laid
            if draft.mask >> place & 1 and draft.values[place] != value and not _only_adds(draft, place, value)
        ]  # fmt: skip
        if against:
            self.contradict(row, draft, against, key)
            return None
        return self._set(row, draft, laid)

    def contradict(self, row: RowCells, draft: Draft, places: list[int], key: str) -> None:
        """Refuse a row that says something else than an earlier one about the same record, naming both."""
        names = ", ".join(draft.table.label_of(place) for place in places)
        message = _(
            "Row %(second)s and row %(first)s are about the same (“%(name)s”) and differ in: %(fields)s."
        )
        values = {
            "second": row.number,
            "first": draft.given_in(places[0]),
            "name": draft.title,
            "fields": names,
        }
        row.refuse(key, message % values)

    def _set(self, row: RowCells, draft: Draft, laid: list[tuple[int, Any]]) -> str:
        """Write the fields into the draft and remember which row gave them."""
        if draft.is_stored and not self.may_write(draft.unit) and any(draft.values[p] != v for p, v in laid):
            row.refuse(
                "", _("You may not change “%(name)s”: it belongs to another unit.") % {"name": draft.title}
            )
            return ""
        changes = []
        for place, value in laid:
            if draft.values[place] != value:
                name = draft.table.fields[place]
                changes.append((name, draft.values[place], value))
                draft[name] = value
            if not draft.mask >> place & 1:
                draft.mask |= 1 << place
                if draft.row and draft.row != row.number:
                    draft.later = {**(draft.later or {}), place: row.number}
        draft.row = draft.row or row.number
        if not draft.is_stored:
            return CREATED if changes or draft.row == row.number else UNCHANGED
        if changes:
            self.plan.touch(draft)
            self.plan.row_changes.setdefault(row.number, []).extend(changes)
        return CHANGED if changes else UNCHANGED

    def note(self, stands: str | None, cell: str, kept: Iterable[str]) -> str | None:
        """Return the note a row leaves: its own cell, else what stands, and kept words that are not in it yet.

        None where the row says nothing about it. Words kept by an earlier reading of the same cell are no change.
        """
        text, words = stands or "", list(kept)
        if cell and not self._is_kept_under(cell, text):
            text = cell
        for line in words:
            if line not in text:
                text = f"{text}\n{line}" if text else line
        # Said again is said all the same: a later row that says otherwise contradicts this one each time.
        return text if text and (cell or words) else None

    def _is_kept_under(self, cell: str, text: str) -> bool:
        """Say whether a note is this cell with nothing under it but words kept from other columns."""
        if not text.startswith(f"{cell}\n"):
            return text == cell
        headings = tuple(f"{heading}: " for heading in self.reader.headings.values())
        return all(line.startswith(headings) for line in text[len(cell) + 1 :].split("\n"))


def _only_adds(draft: Draft, place: int, value: Any) -> bool:
    """Say whether a row only adds words to a note: what stands stays, so nothing is contradicted."""
    stands = draft.values[place]
    return draft.table.fields[place] == "note" and isinstance(stands, str) and value.startswith(f"{stands}\n")


def nearest(text: str, names: Sequence[str]) -> str:
    """Return a sentence with the names that come nearest to a text, '' where none is near."""
    found = process.extract(text, names, scorer=fuzz.WRatio, processor=fold, limit=3, score_cutoff=50)
    if not found:
        return ""
    return _("Nearest: %(near)s.") % {"near": ", ".join(f"“{name}”" for name, _score, _place in found)}


def plan_file(
    office: Office,
    *,
    by: User,
    kind: SheetKind,
    path: Path,
    sheet: str = "",
    mapping: dict[str, str] | None = None,
    file_name: str = "",
    progress: Progress = lambda _done: None,
    before_close: BeforeClose = lambda _plan, _table: None,
) -> Plan:
    """Read a file and return what it would do; raises Refused for a file that cannot be taken.

    ``mapping`` goes from folded headings to columns; ``progress`` hears percents; ``before_close`` may go through the
    rows once more when the plan is made.
    """
    head = ChainHead.objects.filter(chain=office.pk).first()
    plan = Plan(office, by, kind.name, timezone.now(), file_name or path.name, head.seq if head else 0)
    try:
        with open_table(kind, path, sheet) as table:
            _plan_table(plan, kind, table, mapping or {}, progress)
            # What was looked up on the way points at itself in circles: give it back before the plan is written.
            gc.collect()
            before_close(plan, table)
    except SheetError as error:
        raise Refused(error.message, where=error.where or plan.file_name) from error
    return plan


def open_table(kind: SheetKind, path: Path, sheet: str = "") -> Table:
    """Open a file as a table of this kind, within the limits of the installation."""
    limits = Limits(rows=settings.SHEET_MAX_ROWS, columns=settings.SHEET_MAX_COLUMNS)
    return read_table(path, recognise=kind.recognise, sheet=sheet or None, limits=limits)


def _plan_table(
    plan: Plan, kind: SheetKind, table: Table, mapping: dict[str, str], progress: Progress
) -> None:
    found = map_columns(kind, table.columns, mapping)
    lacking = missing(kind, found.where)
    if lacking:
        message = _("The sheet “%(sheet)s” lacks a column: %(missing)s. Its headings are: %(headings)s.")
        there = ", ".join(column.text for column in table.columns if column.text)
        values = {"sheet": table.sheet, "missing": ", ".join(lacking), "headings": there}
        raise Refused(message % values, where=plan.file_name)
    plan.sheet, plan.headings, plan.unused = table.sheet, found.headings, found.unused
    plan.columns = tuple(column.text for column in table.columns)
    plan.file_remarks += _remarks(table, kind, found)
    reader = Reader(kind, found, table.rows)
    planner: Planner = kind.plan(plan, reader)
    total, done = max(1, len(table.rows)), 0
    rows = (RowCells(reader, row) for row in table.rows)
    while chunk := list(islice(rows, CHUNK)):
        planner.take(chunk)
        done += len(chunk)
        progress(done * 100 // total)
    planner.finish()


def _remarks(table: Table, kind: SheetKind, found: Mapping) -> list[str]:
    """Return what is said once about the whole file; a second column of one meaning is told by itself."""
    said = list(table.remarks)
    doubled = {text: code for text in found.unused if (code := kind.match(text)) in found.where}
    for text, code in doubled.items():
        message = _("“%(second)s” means the same as “%(first)s”; only “%(first)s” was used.")
        said.append(message % {"second": text, "first": found.headings[str(code)]})
    unused = [text for text in found.unused if text not in doubled]
    if unused:
        said.append(_("These columns were not used: %(names)s.") % {"names": ", ".join(unused)})
    if table.skipped:
        rows = "; ".join(
            _("row %(row)s (%(why)s)") % {"row": skipped.row, "why": skipped.why}
            for skipped in table.skipped[:20]
        )
        said.append(_("Left out: %(rows)s.") % {"rows": rows})
    return said
