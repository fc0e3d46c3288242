"""Who opened which confidential record, and when."""

from datetime import datetime

from django.db.models import QuerySet

from proxenia.audit.models import ConfidentialRead


def reads_of(
    chain: int,
    *,
    uid: str = "",
    by_uid: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[ConfidentialRead]:
    """Return the openings in an office, newest first: of a record, by a person, from and up to a moment.

    Each question is answered from an index, so a million rows take no longer than a thousand.
    """
    found = ConfidentialRead.objects.filter(chain=chain).order_by("-at", "-pk")
    if uid:
        found = found.filter(subject_uid=uid)
    if by_uid:
        found = found.filter(by_uid=by_uid)
    if since is not None:
        found = found.filter(at__gte=since)
    if until is not None:
        found = found.filter(at__lt=until)
    return found
