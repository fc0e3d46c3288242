"""What the server asks for every day."""

from proxenia.cli.server import DAILY
from proxenia.core import jobs


def test_every_daily_job_exists() -> None:
    assert set(DAILY) <= set(jobs.known())
