"""The verbs of an import: take a file, preview it, write it, undo it, put it aside, remember its columns."""

import errno
import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import IMPORT
from proxenia.audit.actions import record as record_event
from proxenia.core import durable
from proxenia.core.errors import NotAllowed, Refused
from proxenia.core.jobs import confirm, enqueue
from proxenia.core.registry import sheet_kind
from proxenia.core.stamps import new_uid
from proxenia.core.values import clean_text, fold
from proxenia.records.actions.imports.indexing import index_run
from proxenia.records.actions.imports.plan import REFUSED, Outcome, Plan
from proxenia.records.actions.imports.planner import BeforeClose, Progress, plan_file
from proxenia.records.actions.imports.staging import keep_refused, stage
from proxenia.records.actions.imports.undoing import Undone, carry_out, look
from proxenia.records.actions.imports.writing import Ready, write
from proxenia.records.models import ImportRun, RememberedMapping, StagedRow
from proxenia.records.queries.imports import folder_of, remembered, source_of
from proxenia.records.rules import check_run_may, check_run_previewed

State = ImportRun.State
INDEXED_AT_ONCE = 2_000
"""Up to so many records are put into the search index at once; more are left to a job."""


class Upload(Protocol):
    """What an uploaded file gives us."""

    name: str | None

    def chunks(self) -> Iterator[bytes]: ...


def check_may_import(user: User, office: Office) -> None:
    """Refuse somebody who may not import into this office, or into any unit of it."""
    if not user.standing(office).has_anywhere(IMPORT):
        raise NotAllowed(_("Your role in this office does not allow you to import."), where=IMPORT)


def import_file(
    office: Office,
    *,
    by: User,
    kind: str,
    path: Path,
    sheet: str = "",
    dry_run: bool = False,
    good_rows: bool = False,
) -> Outcome:
    """Import a file in one go, as the command line does; nothing is written where rows are refused.

    Raises Refused for a file that cannot be read or lacks a column, and where somebody wrote meanwhile.
    """
    check_may_import(by, office)
    plan = plan_file(
        office, by=by, kind=sheet_kind(kind), path=path, sheet=sheet, mapping=remembered(office, kind)
    )
    outcome = plan.outcome()
    if dry_run or (outcome.refused and not good_rows) or not outcome.records:
        return outcome
    run = ImportRun(
        office=office, by=by, kind=kind, file_name=plan.file_name[:200], file_digest=digest_of(path),
        created_at=plan.at,
    )  # fmt: skip
    return commit_plan(plan, run, good_rows=good_rows)


def commit_plan(plan: Plan, run: ImportRun, *, good_rows: bool) -> Outcome:
    """Write a plan and what is known about its run; either everything stands afterwards or nothing."""
    outcome = plan.outcome(run.uid)
    run.sheet, run.mapping = plan.sheet[:100], {text: code for code, text in plan.headings.items()}
    run.state, run.good_rows_only, run.progress, run.error = State.DONE, good_rows, 100, ""
    run.finished_at = timezone.now()
    try:
        ready = Ready(plan, plan.place_keys(plan.places))
        run.summary = {**run.summary, **_summary(outcome), "columns": list(plan.columns)}
        plan.after_write.append(lambda: _make_findable(run, outcome.records))
        write(ready, run)
    except OperationalError as error:
        raise Refused(_sentence(error), where=plan.file_name) from error
    return outcome


def _make_findable(run: ImportRun, records: int) -> None:
    """Index few records at once and leave many to a job, within the transaction that wrote them.

    Afterwards would be too late: what is cut off there stands for good, and nobody finds it.
    """
    if records <= INDEXED_AT_ONCE:
        index_run(run)
        return
    enqueue("records.reindex_run", key=f"reindex {run.uid}", office=run.office, run_uid=run.uid)
    enqueue("core.refresh_statistics", key="core.refresh_statistics")


def _sentence(error: OperationalError) -> str:
    """Return what a failing database means for the person who imports."""
    text = str(error).lower()
    if "full" in text or "no space" in text or "disk i/o" in text:
        return _(
            "There is no room left on the disk, so nothing was written. Free some space and import again."
        )
    return _("The database could not be written to (%(why)s). Nothing was changed; try again.") % {
        "why": error
    }


def _summary(outcome: Outcome) -> dict[str, Any]:
    plain = outcome.plain()
    del plain["run"]
    plain["refused_rows"] = outcome.refused_rows
    plain["refused"] = plain["refused"][:1000]
    plain["remarks"] = list(outcome.remarks)
    return plain


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def start_run(office: Office, *, by: User, kind: str, upload: Upload, sheet: str = "") -> ImportRun:
    """Keep an uploaded file and begin to read it; the preview is made by a job."""
    check_may_import(by, office)
    sheet_kind(kind)
    name = clean_text(Path(upload.name or "table").name)[:200] or "table"
    run = ImportRun(
        uid=new_uid(), office=office, by=by, kind=kind, file_name=name, sheet=sheet, created_at=timezone.now()
    )
    path = source_of(run)
    try:
        _keep(upload, path)
        run.file_digest = digest_of(path)
        with transaction.atomic():
            run.save()
            _event(run, by=by, verb="start_import", after={"kind": kind})
            enqueue("records.preview_run", by=by, office=office, run_uid=run.uid)
    except BaseException:
        shutil.rmtree(folder_of(run), ignore_errors=True)
        raise
    return run


def _keep(upload: Upload, path: Path) -> None:
    """Write the file where runs keep theirs; one that is too large or does not fit on the disk is refused."""
    try:
        durable.write(path, _within_limit(upload))
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise Refused(
                _("There is no room left on the disk to keep the file. Free some space and try again."),
                where="file",
            ) from error
        raise


def _within_limit(upload: Upload) -> Iterator[bytes]:
    size, limit = 0, settings.UPLOAD_LIMIT_MB * 1024 * 1024
    for chunk in upload.chunks():
        size += len(chunk)
        if size > limit:
            message = _("The file is larger than %(limit)s MB. Split it into several files.")
            raise Refused(message % {"limit": settings.UPLOAD_LIMIT_MB}, where="file")
        yield chunk


def preview_run(run: ImportRun) -> None:
    """Read the file of a run and keep what each row would do; nothing of the office is changed."""
    asked = (run.sheet, run.mapping)
    # A worker that was killed at its last step lets this come twice: what went on meanwhile stays as it is.
    if not ImportRun.objects.filter(pk=run.pk, state=State.READING).update(progress=0):
        return
    beat(run)
    try:
        plan = _plan(run, _teller(run, 90))
    except (Refused, OperationalError) as error:
        refusal = error if isinstance(error, Refused) else Refused(_sentence(error))
        with transaction.atomic():
            if _is_still_asked(run, asked):
                _fail(run, refusal)
        return
    run.sheet, run.mapping = plan.sheet[:100], {text: code for code, text in plan.headings.items()}
    run.summary = {**_summary(plan.outcome()), "unused": list(plan.unused), "columns": list(plan.columns)}
    with transaction.atomic():
        if _is_still_asked(run, asked):
            _move(run, State.PREVIEWED, progress=100, more=["sheet", "mapping", "summary"])


def _is_still_asked(run: ImportRun, asked: tuple[str, dict[str, str]]) -> bool:
    """Say whether the run still waits for what a job read; it may be put aside, or asked for anew, meanwhile."""
    now = ImportRun.objects.select_for_update().filter(pk=run.pk, state=State.READING).first()
    return now is not None and (now.sheet, now.mapping) == asked


def _plan(run: ImportRun, progress: Progress) -> Plan:
    """Read the file of a run into a plan, and keep what becomes of each row for the pages."""
    return _read(run, progress, lambda plan, table: stage(run, plan, table))


def _read(run: ImportRun, progress: Progress, before_close: BeforeClose = lambda _plan, _table: None) -> Plan:
    kind = sheet_kind(run.kind)
    mapping = {**remembered(run.office, run.kind), **{fold(text): code for text, code in run.mapping.items()}}
    path = source_of(run)
    if not path.is_file():
        raise Refused(_("The file of this import is gone. Start again with the file."), where=run.file_name)
    return plan_file(
        run.office, by=run.by, kind=kind, path=path, sheet=run.sheet, mapping=mapping,
        file_name=run.file_name, progress=progress, before_close=before_close,
    )  # fmt: skip


def _teller(run: ImportRun, highest: int) -> Progress:
    """Return what notes the progress of a run, outside any long transaction."""

    def tell(percent: int) -> None:
        # One that was put aside has no folder any more, and gets none anew.
        if ImportRun.objects.filter(pk=run.pk, state=run.state).update(progress=percent * highest // 100):
            beat(run)

    return tell


def beat(run: ImportRun) -> None:
    """Leave a sign of life beside the run's file, so that pages can tell slow from interrupted."""
    folder = folder_of(run)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "alive").touch()


def hold_run(run: ImportRun) -> ImportRun:
    """Lock a run within a transaction and take over how it stands now: its job and other pages write it too."""
    now = ImportRun.objects.select_for_update().get(pk=run.pk)
    for name in ("state", "progress", "error", "summary", "sheet", "mapping", "good_rows_only"):
        setattr(run, name, getattr(now, name))
    return run


def _move(run: ImportRun, state: str, *, progress: int, more: list[str] | None = None) -> None:
    run.state, run.progress = state, progress
    run.save(update_fields=["state", "progress", *(more or [])])
    beat(run)


def _fail(run: ImportRun, error: Refused) -> None:
    run.error = error.message
    run.finished_at = timezone.now()
    _move(run, State.FAILED, progress=run.progress, more=["error", "finished_at"])


def ask_commit(run: ImportRun, *, by: User, good_rows: bool) -> None:
    """Say that a previewed run shall be written; a job does it, so leaving the page does not stop it.

    A run that was interrupted while it was written, or was refused, may be asked for again: nothing of it stands.
    """
    check_may_import(by, run.office)
    with transaction.atomic():
        hold_run(run)
        check_run_may(run.state, "commit")
        check_run_previewed(run.summary)
        if run.summary.get("refused_rows") and not good_rows:
            raise Refused(
                _("Some rows are refused. Write the good rows only, or correct the file and start again.")
            )
        run.good_rows_only, run.error = good_rows, ""
        _move(run, State.COMMITTING, progress=0, more=["good_rows_only", "error"])
        enqueue("records.commit_run", by=by, office=run.office, run_uid=run.uid)


def commit_run(run: ImportRun) -> Outcome | None:
    """Write a run that was asked for: the file is read anew, so that what changed since the preview counts.

    Returns None where it was refused; the sentence stands in the run.
    """
    if run.state == State.DONE:
        _tidy(run)
    if run.state != State.COMMITTING:
        return None
    try:
        check_may_import(run.by, run.office)
        plan = _read(run, _teller(run, 80))
        outcome = plan.outcome()
        if outcome.refused and not run.good_rows_only:
            raise Refused(_("Since the preview, rows came to be refused. Look at the preview again."))
        outcome = commit_plan(plan, run, good_rows=run.good_rows_only)
    except Refused as error:
        with transaction.atomic():
            confirm()
            # Put aside while it was being written it stays put aside: nothing of it stands.
            if hold_run(run).state == State.COMMITTING:
                _fail(run, error)
        return None
    keep_refused(run, plan)
    if not outcome.refused:
        shutil.rmtree(folder_of(run), ignore_errors=True)
    return outcome


def _tidy(run: ImportRun) -> None:
    """Do what comes after writing once more, for a worker that was killed between the two."""
    StagedRow.objects.filter(run=run).exclude(verdict=REFUSED).delete()
    if not run.summary.get("refused_rows"):
        shutil.rmtree(folder_of(run), ignore_errors=True)


def stop_run(run: ImportRun, sentence: str) -> None:
    """Note why the job at a run came to no end: nothing of what it was at stands."""
    if run.state in (State.READING, State.COMMITTING):
        _fail(run, Refused(sentence))
    elif run.state == State.UNDOING:
        run.error = sentence
        _move(run, State.DONE, progress=100, more=["error"])


def discard_run(run: ImportRun, *, by: User) -> None:
    """Put a run aside that was not written, with its file."""
    check_may_import(by, run.office)
    with transaction.atomic():
        hold_run(run)
        check_run_may(run.state, "discard")
        StagedRow.objects.filter(run=run).delete()
        _move(run, State.DISCARDED, progress=0)
        _event(run, by=by, verb="discard_import")
    shutil.rmtree(folder_of(run), ignore_errors=True)


def ask_undo(run: ImportRun, *, by: User) -> None:
    """Say that a large run shall be undone; a job does it, so leaving the page does not stop it."""
    with transaction.atomic():
        hold_run(run)
        _check_may_undo(run, by)
        run.error = ""
        _move(run, State.UNDOING, progress=0, more=["error"])
        enqueue("records.undo_run", by=by, office=run.office, run_uid=run.uid)


def undo_asked(run: ImportRun, *, by: User) -> None:
    """Undo a run that was asked for; nothing where that is done already."""
    if run.state != State.UNDOING:
        return
    undo_run(run, by=by, tell=_teller(run, 100))
    if not source_of(run).is_file():
        shutil.rmtree(folder_of(run), ignore_errors=True)


def undo_run(run: ImportRun, *, by: User, tell: Progress = lambda _percent: None) -> Undone:
    """Undo a whole import: put away what it created, put back what it changed, keep what was edited since.

    Where something was kept, undo may be asked for again and takes what was left; Refused where nothing is.
    """
    _check_may_undo(run, by)
    kind = sheet_kind(run.kind)

    def settle(keys: list[int]) -> None:
        kind.undone(keys)
        _make_findable(run, len(keys))

    try:
        return carry_out(look(run, tell), by=by, settle=settle)
    except OperationalError as error:
        raise Refused(_sentence(error), where=run.uid) from error


def _check_may_undo(run: ImportRun, by: User) -> None:
    check_may_import(by, run.office)
    if run.by_id != by.pk and not by.standing(run.office).has(IMPORT):
        raise NotAllowed(
            _("Only who imported this, or somebody who may import into the whole office, undoes it.")
        )
    check_run_may(run.state, "undo")
    if not sheet_kind(run.kind).is_undoable:
        raise Refused(_("Values are not undone together: revise them; what they said before is kept."))


@transaction.atomic
def remember_mapping(run: ImportRun, *, by: User, mapping: dict[str, str]) -> None:
    """Say which column of a file means which field ('' = none), for this run and for later files of the office.

    ``mapping`` goes from headings as the file has them to codes of the kind's columns; the preview is made anew.
    """
    check_may_import(by, run.office)
    check_run_may(hold_run(run).state, "read")
    codes = {*sheet_kind(run.kind).codes, ""}
    known = {text: code for text, code in mapping.items() if code in codes and fold(text)}
    for text, code in known.items():
        RememberedMapping.objects.update_or_create(
            office=run.office, kind=run.kind, header_folded=fold(text)[:200], defaults={"column": code}
        )
    run.mapping = known
    run.state, run.progress, run.error, run.summary = State.READING, 0, "", {}
    run.save(update_fields=["mapping", "state", "progress", "error", "summary"])
    _event(run, by=by, verb="map_columns", after=known)
    enqueue("records.preview_run", by=by, office=run.office, run_uid=run.uid)


def _event(run: ImportRun, *, by: User, verb: str, after: dict[str, Any] | None = None) -> None:
    record_event(
        chain=run.office_id, by=by, verb=verb, kind="import", uid=run.uid, name=run.file_name, after=after
    )
