"""Asking for a file to be read again: another of its sheets, or after an interruption."""

from django.db import transaction
from django.utils.translation import gettext as _

from proxenia.accounts.models import User
from proxenia.audit.actions import record as record_event
from proxenia.core.errors import Refused
from proxenia.core.jobs import enqueue
from proxenia.records.actions.imports.runs import beat, check_may_import, hold_run
from proxenia.records.models import ImportRun
from proxenia.records.queries.imports import source_of
from proxenia.records.rules import check_run_may

State = ImportRun.State


@transaction.atomic
def read_again(run: ImportRun, *, by: User, sheet: str = "") -> None:
    """Read the file of a run once more, or another of its sheets; a job makes the preview anew.

    Raises Refused for a run that was written or put aside, and where its file is gone.
    """
    check_may_import(by, run.office)
    check_run_may(hold_run(run).state, "read")
    if not source_of(run).is_file():
        raise Refused(_("The file of this import is gone. Start again with the file."), where=run.file_name)
    if sheet and sheet != run.sheet:
        run.sheet, run.mapping = sheet[:100], {}
    run.state, run.progress, run.error, run.summary = State.READING, 0, "", {}
    run.save(update_fields=["sheet", "mapping", "state", "progress", "error", "summary"])
    beat(run)
    record_event(
        chain=run.office_id, by=by, verb="read_import_again", kind="import", uid=run.uid, name=run.file_name,
        after={"sheet": run.sheet},
    )  # fmt: skip
    enqueue("records.preview_run", by=by, office=run.office, run_uid=run.uid)
