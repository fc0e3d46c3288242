"""Jobs of imports: reading, writing, undoing and indexing go on when the page is left, and when a worker is killed."""

from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import User
from proxenia.accounts.models.roles import IMPORT
from proxenia.core.errors import Conflict
from proxenia.core.jobs import GUARDED, enqueue, job
from proxenia.records.actions import files, imports
from proxenia.records.models import File, ImportRun, Scan
from proxenia.records.queries.files import waiting_files


def _run(uid: str) -> ImportRun:
    return ImportRun.objects.select_related("office", "by").get(uid=uid)


def _stopped(sentence: str, run_uid: str) -> None:
    imports.stop_run(_run(run_uid), sentence)


@job("records.preview_run", right=IMPORT, label=_("Read a file to import"), stopped=_stopped)
def preview_run(run_uid: str) -> None:
    """Read the file of a run."""
    imports.preview_run(_run(run_uid))


@job("records.commit_run", right=IMPORT, effect=GUARDED, label=_("Write an import"), stopped=_stopped)
def commit_run(run_uid: str) -> None:
    """Write a run that was asked for."""
    imports.commit_run(_run(run_uid))


@job("records.undo_run", right=IMPORT, effect=GUARDED, label=_("Undo an import"), stopped=_stopped)
def undo_run(run_uid: str, by: User) -> None:
    """Undo a large run that was asked for."""
    imports.undo_asked(_run(run_uid), by=by)


@job("records.reindex_run", label=_("Make the records of an import findable"))
def reindex_run(run_uid: str) -> None:
    """Bring the search rows of a run's records up to date."""
    imports.index_run(_run(run_uid))


@job("records.scan_file", tries=10, label=_("Have a file scanned"))
def scan_file(file_uid: str) -> None:
    """Have one file scanned; while the scanner does not answer, again a little later."""
    file = File.objects.filter(uid=file_uid).select_related("anchor").first()
    if file is not None and files.scan_file(file) == Scan.WAITING:
        raise Conflict(str(_("The virus scanner does not answer.")))


@job("records.scan_waiting", label=_("Ask again for files to be scanned"))
def scan_waiting() -> None:
    """Ask for every file again that no scanner has looked at."""
    for uid in waiting_files().values_list("uid", flat=True):
        enqueue("records.scan_file", file_uid=uid, key=f"scan {uid}")


@job("records.sweep_files", label=_("Sweep bytes that no file speaks of"))
def sweep_files() -> None:
    """Remove bytes that no row speaks of."""
    files.sweep_files()
