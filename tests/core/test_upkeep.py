"""The statistics SQLite chooses its indexes by."""

import pytest
from django.db import connection

from proxenia.cli.server import DAILY
from proxenia.core.jobs import enqueue, known
from proxenia.core.upkeep import REFRESH_STATISTICS

pytestmark = pytest.mark.django_db


def test_sys_3_every_daily_job_exists_and_statistics_are_one_of_them():
    assert REFRESH_STATISTICS in DAILY
    assert set(DAILY) <= set(known())


def test_sys_3_statistics_are_made_on_sqlite_and_left_to_postgresql():
    enqueue(REFRESH_STATISTICS)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM sqlite_stat1 WHERE tbl = 'django_content_type'")
            assert cursor.fetchone()[0] > 0
