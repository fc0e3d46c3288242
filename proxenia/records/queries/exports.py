"""Spreadsheets out: what a person may see as a table that can be imported again, and empty templates."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.db import DatabaseError
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, User
from proxenia.core.errors import Refused
from proxenia.core.registry import sheet_kind
from proxenia.core.sheets import SheetColumn, SheetError, write_csv, write_ods, write_table, write_xlsx
from proxenia.core.sheets.kinds import SheetKind
from proxenia.core.sheets.problems import sheet_error
from proxenia.core.values import CellError, PartialDate
from proxenia.core.vocabulary import Vocabulary
from proxenia.records.access import check_may_export, note_openings
from proxenia.records.models import Anchor, Visibility


def sheet_columns(kind: SheetKind) -> list[SheetColumn]:
    """Return the columns of a template or export, with help and choices."""
    needed = {code for group in kind.needed if len(group) == 1 for code in group}
    found = []
    for column in kind.out:
        choices = []
        if column.choices:
            vocabulary = Vocabulary.load(column.choices)
            choices = [vocabulary.english(code) for code in vocabulary.codes]
        heading, told = kind.heading(column.code), kind.vocabulary.help(column.code)
        found.append(SheetColumn(heading, column.width, told, choices, column.code in needed))
    return found


def write_export(kind: str, office: Office, *, user: User, path: Path) -> int:
    """Write what a person may see of a kind of record; the file's ending decides its format.

    Returns the number of rows. The file can be imported again: the same file changes nothing.
    """
    check_may_export(user, office)
    found = sheet_kind(kind)
    dates = [place for place, column in enumerate(found.out) if column.is_date]
    shown: set[str] = set()
    rows = _with_uids(_with_dates(found.rows(office, user), dates), found, shown)
    try:
        _check_ending(path)
        written = write_table(path, sheet_columns(found), rows, sheet=str(found.label))
        _note(office, user, shown)
        return written
    except SheetError as error:
        raise Refused(error.message, where=error.where or path.name) from error
    except DatabaseError:
        path.unlink(missing_ok=True)  # what cannot be noted is not handed out
        raise


def _with_uids(rows: Iterable[list[Any]], kind: SheetKind, shown: set[str]) -> Iterator[list[Any]]:
    """Yield the rows as they are, and remember which records they tell of."""
    place = [column.code for column in kind.out].index("id")
    for row in rows:
        shown.add(str(row[place]))
        yield row


def _note(office: Office, user: User, shown: set[str]) -> None:
    """Note the confidential records that an export told of."""
    closed = Anchor.objects.visible_to(user, office).filter(visibility=Visibility.CONFIDENTIAL)
    note_openings(user, office, [one for one in closed.iterator() if one.uid in shown], via="export")


def _check_ending(path: Path) -> None:
    """Refuse a file whose ending is none of those that sheets are written with."""
    if path.suffix.lower() not in (".xlsx", ".ods", ".csv"):
        raise sheet_error("write_type", suffix=path.suffix)


def _with_dates(rows: Iterable[Sequence[Any]], places: list[int]) -> Iterator[list[Any]]:
    """Give date columns dates, so that a spreadsheet sorts them; a partial date stays text."""
    for row in rows:
        cells = list(row)
        for place in places:
            if isinstance(cells[place], str) and cells[place]:
                cells[place] = _as_date(cells[place])
        yield cells


def _as_date(text: str) -> PartialDate | str:
    try:
        return PartialDate.parse_iso(text)
    except CellError:
        return text


def write_template(kind: str, path: Path) -> None:
    """Write an empty sheet with headings, help and choices; the file's ending decides its format."""
    found = sheet_kind(kind)
    columns, label = sheet_columns(found), str(found.label)
    notes = [
        _("Fill in one row per line. Columns may stand in any order; further columns are left aside."),
        _("An empty cell leaves what is stored as it is. Lists in a cell are separated by semicolons."),
        *map(str, found.notes),
    ]
    try:
        _check_ending(path)
        if path.suffix.lower() == ".xlsx":
            write_xlsx(path, columns, [], sheet=label, help_sheet=_("Help"), notes=notes)
        elif path.suffix.lower() == ".ods":
            write_ods(path, columns, [], sheet=label, help_sheet=_("Help"), notes=notes)
        else:
            write_csv(path, columns, [])
    except SheetError as error:
        raise Refused(error.message, where=error.where or path.name) from error
