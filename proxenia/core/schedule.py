"""Daily jobs: asked for once a day by whichever worker sees first that a day has begun."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from proxenia.core.jobs import enqueue
from proxenia.core.models import Schedule

_ONE_DAY = dt.timedelta(days=1)


def tick(names: Sequence[str], *, today: dt.date | None = None) -> list[str]:
    """Ask for the daily jobs that were not asked for today; return their names.

    After days of standstill each is asked for once, not once for every day that was missed.
    """
    day = today or timezone.localdate()
    due = [name for name in names if _is_due(Schedule.objects.filter(name=name).first(), day)]
    return [name for name in due if _ask(name, day)]


def _is_due(row: Schedule | None, day: dt.date) -> bool:
    """Say whether a job is due: on another day, but for the one that a clock set back a little makes of today."""
    return row is None or (row.asked_on != day and row.asked_on - day != _ONE_DAY)


def _ask(name: str, day: dt.date) -> bool:
    """Note the day and ask for the job in one transaction; False where another worker was quicker."""
    with transaction.atomic():
        Schedule.objects.bulk_create([Schedule(name=name, asked_on=dt.date.min)], ignore_conflicts=True)
        row = Schedule.objects.select_for_update().get(name=name)
        if not _is_due(row, day):
            return False
        row.asked_on = day
        row.save(update_fields=["asked_on"])
        enqueue(name, key=f"daily {name}")
    return True
