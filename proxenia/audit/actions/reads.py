"""Noting who opened confidential records, outside the chain: one row, and nothing of what was read."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from proxenia.audit.models import ConfidentialRead
from proxenia.audit.rules import READS_KEPT_YEARS
from proxenia.core.bulk import in_batches, insert_rows

Outcome = ConfidentialRead.Outcome
_COLUMNS = ("chain", "at", "by_uid", "subject_kind", "subject_uid", "via", "outcome")


def record_reads(
    *, chain: int, by: Any, kind: str, uids: Sequence[str], via: str, outcome: str = Outcome.SHOWN
) -> None:
    """Note that a person opened these records, or asked for them in vain; ``via`` names the door.

    ``chain`` is the office's key. A row that cannot be written raises, so that nothing is shown unnoted.
    """
    at = connection.ops.adapt_datetimefield_value(timezone.now())
    rows = [(chain, at, by.uid, kind[:60], uid[:32], via[:20], str(outcome)) for uid in uids]
    for part in in_batches(rows):
        with transaction.atomic():
            insert_rows(ConfidentialRead, _COLUMNS, part)


def record_read(
    *, chain: int, by: Any, kind: str, uid: str, via: str, name: str = "", outcome: str = Outcome.SHOWN
) -> None:
    """Note one opening. ``name`` may be given as elsewhere in the log, and is not kept: a name is content."""
    record_reads(chain=chain, by=by, kind=kind, uids=[uid], via=via, outcome=outcome)


def forget_old_reads(*, now: datetime | None = None) -> int:
    """Delete rows of the log of reads that are older than their retention; return how many."""
    moment = now or timezone.now()
    # A day later than the triggers allow, so that clocks and leap days never disagree.
    before = moment - timedelta(days=READS_KEPT_YEARS * 366 + 1)
    gone, _by_model = ConfidentialRead.objects.filter(at__lt=before).delete()
    return gone
