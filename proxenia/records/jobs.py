"""Jobs of imports: reading, writing and indexing go on when the page is left."""

from proxenia.core.jobs import job
from proxenia.records.actions import imports
from proxenia.records.models import ImportRun


def _run(uid: str) -> ImportRun:
    return ImportRun.objects.select_related("office", "by").get(uid=uid)


@job("records.preview_run")
def preview_run(run_uid: str) -> None:
    """Read the file of a run."""
    imports.preview_run(_run(run_uid))


@job("records.commit_run")
def commit_run(run_uid: str) -> None:
    """Write a run that was asked for."""
    imports.commit_run(_run(run_uid))


@job("records.reindex_run")
def reindex_run(run_uid: str) -> None:
    """Bring the search rows of a run's records up to date."""
    imports.index_run(_run(run_uid))
