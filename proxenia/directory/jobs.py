"""Jobs of privacy: the file is rewritten after an erasure; what was kept long enough goes every night."""

from proxenia.core.jobs import job
from proxenia.records.actions import erasing


@job("records.scrub")
def scrub() -> None:
    """Let no freed page of the database file keep what was erased."""
    erasing.scrub()
