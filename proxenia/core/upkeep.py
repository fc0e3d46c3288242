"""What the database needs now and then to answer quickly."""

from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext_lazy as _

from proxenia.core.jobs import job
from proxenia.core.models import Drill

_ROWS_LOOKED_AT = 1000
REFRESH_STATISTICS = "core.refresh_statistics"


DAYS_JOBS_ARE_KEPT = 90
DRILLS_KEPT = 100


@job("core.forget_old_jobs", label=_("Forget jobs that were done long ago"))
def forget_old_jobs() -> None:
    """Remove jobs that ended a quarter of a year ago, and all but the last rehearsals of the backup."""
    call_command("prune_db_task_results", min_age_days=DAYS_JOBS_ARE_KEPT, verbosity=0)
    kept = list(Drill.objects.values_list("pk", flat=True)[:DRILLS_KEPT])
    Drill.objects.exclude(pk__in=kept).delete()


@job(REFRESH_STATISTICS, label=_("Look anew at how the database is filled"))
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
