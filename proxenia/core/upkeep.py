"""What the database needs now and then to answer quickly."""

from django.db import connection

from proxenia.core.jobs import job

_ROWS_LOOKED_AT = 1000
REFRESH_STATISTICS = "core.refresh_statistics"


@job(REFRESH_STATISTICS)
def refresh_statistics() -> None:
    """Let SQLite look anew at how its values are spread, so that it picks the right index: a fraction of a second.

    PostgreSQL does so by itself. Without it SQLite takes any index for as good as another, and a page that asks for
    one record by its name may read all records of the office.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit = {_ROWS_LOOKED_AT}")
        cursor.execute("ANALYZE")
