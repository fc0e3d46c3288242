"""Reads about import runs: where their file lies, what their rows would do, whether one was interrupted."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import IMPORT
from proxenia.core.errors import NotFound
from proxenia.core.models import Job
from proxenia.core.registry import sheet_kind
from proxenia.core.sheets import SheetWriter, read_table
from proxenia.records.models import Anchor, ImportRun, RememberedMapping, StagedRow

AT_WORK = (ImportRun.State.READING, ImportRun.State.COMMITTING, ImportRun.State.UNDOING)
SILENCE = 120
"""Seconds without a sign of life after which a run at work counts as interrupted."""


def folder_of(run: ImportRun) -> Path:
    """Return the folder of a run: by its uid, never by a name from outside."""
    return Path(settings.DATA_FOLDER) / "imports" / run.uid


def source_of(run: ImportRun) -> Path:
    """Return where the file of a run lies."""
    return folder_of(run) / "source"


def remembered(office: Office, kind: str) -> dict[str, str]:
    """Return which headings mean which columns in the files of this office: folded heading -> code, '' = none."""
    rows = RememberedMapping.objects.filter(office=office, kind=kind)
    return dict(rows.values_list("header_folded", "column"))


def runs_of(office: Office, user: User) -> QuerySet[ImportRun]:
    """Return the runs of an office that a person may see, newest first: all, or one's own."""
    runs = (
        ImportRun.objects.filter(office=office).exclude(state=ImportRun.State.DISCARDED).select_related("by")
    )
    return runs if user.standing(office).has(IMPORT) else runs.filter(by=user)


def run_called(office: Office, user: User, uid: str) -> ImportRun:
    """Return one run, or refuse as if it did not exist."""
    found = runs_of(office, user).filter(uid=uid).first()
    if found is None or not _may_read(found, user):
        raise NotFound(_("There is no import “%(uid)s” in this office.") % {"uid": uid}, where=uid)
    return found


def _may_read(run: ImportRun, user: User) -> bool:
    """Say whether a person may read the rows of a run: their own, or that of which they see every record it wrote."""
    if run.by_id == user.pk or user.is_operator:
        return True
    touched = Anchor.objects.filter(pk__in=run.changes.values("anchor_id"))
    return not touched.exclude(pk__in=Anchor.objects.visible_to(user, run.office).values("pk")).exists()


def is_interrupted(run: ImportRun) -> bool:
    """Say whether a run that should be at work has given no sign of life for a while; nothing of it stands."""
    if run.state not in AT_WORK:
        return False
    try:
        last = (folder_of(run) / "alive").stat().st_mtime
    except FileNotFoundError:
        last = run.created_at.timestamp()
    return time.time() - last > SILENCE and not _has_job(run)


def _has_job(run: ImportRun) -> bool:
    """Say whether a job for this run waits or is being done; one whose worker was killed waits again by itself."""
    still = Job.objects.standing(Job.State.WAITING, Job.State.RUNNING)
    return still.filter(task__args_kwargs__args__1__run_uid=run.uid).exists()


@dataclass(frozen=True)
class ColumnChoice:
    """One heading of the file and the column it is taken for ('' = not used)."""

    heading: str
    column: str


def columns_of(run: ImportRun) -> list[ColumnChoice]:
    """Return the headings of a previewed run with the column each is taken for, unused ones last."""
    used = [ColumnChoice(heading, code) for heading, code in run.mapping.items()]
    return used + [ColumnChoice(heading, "") for heading in run.summary.get("unused", [])]


def column_choices(kind: str) -> list[tuple[str, str]]:
    """Return the columns a heading may be taken for: (code, label), "not used" first."""
    found = sheet_kind(kind)
    return [("", _("not used")), *((code, found.vocabulary.label(code)) for code in found.codes)]


FIRST = ("refused", "changed", "created")
"""What a preview shows before rows that change nothing."""


def staged_rows(run: ImportRun, verdict: str = "") -> QuerySet[StagedRow]:
    """Return what the rows of a run would do, of one verdict or all, in the order of the sheet.

    Of all, refused rows stand first, then changes and new records; rows that change nothing come last.
    """
    rows = StagedRow.objects.filter(run=run)
    if verdict:
        return rows.filter(verdict=verdict).order_by("number")
    cases = [When(verdict=one, then=Value(place)) for place, one in enumerate(FIRST)]
    return rows.order_by(Case(*cases, default=Value(len(cases)), output_field=IntegerField()), "number")


def write_refused_rows(run: ImportRun, path: Path) -> int:
    """Write the refused rows of a run back as a file of the same shape, with a column that says why.

    ``path`` names the file to write; its ending decides the kind. Returns the number of rows.
    """
    rows = staged_rows(run, "refused").values_list("number", "problems")
    why = {number: _sentence(problems) for number, problems in rows.iterator()}
    kind = sheet_kind(run.kind)
    with (
        read_table(source_of(run), recognise=kind.recognise, sheet=run.sheet or None) as table,
        SheetWriter(path, table.columns, sheet=table.sheet) as writer,
    ):
        for row in table.rows:
            if row.number in why:
                writer.add(row.cells, why[row.number])
        return writer.count


def _sentence(problems: list[Any]) -> str:
    return " ".join(f"{column}: {message}" if column else message for column, message in problems)
