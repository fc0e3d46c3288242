"""The files of an office: which a person may have, what they weigh."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import PROTECT, ManyToOneRel, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from proxenia.accounts.models import Office, User
from proxenia.records.access import may_see
from proxenia.records.models import File, Scan

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Room:
    """Bytes that are used, and how many there are."""

    used: int
    of: int

    @property
    def percent(self) -> int:
        """How much is used, in whole per cent: the weight of one hidden file cannot be read off it."""
        return round(100 * self.used / self.of) if self.of else 100

    @property
    def left(self) -> int:
        """Bytes that are free."""
        return max(self.of - self.used, 0)


def file_for(user: User, office: Office, uid: str) -> File | None:
    """Return a file that this person may have: its record, what that stands in, and its sharing rule allow it."""
    found = File.objects.visible_to(user, office).filter(uid=uid).select_related("anchor__office").first()
    return found if found is not None and may_see(user, found.anchor) else None


def office_room(office: Office) -> Room:
    """Return what all files of an office weigh, put-away ones too: their bytes stay."""
    # Through an expression: given the office itself, SQLite walks through all its records to find their few files.
    files = File.objects.annotate(office=Coalesce("anchor__office_id", 0)).filter(office=office.pk)
    return Room(_weight(files), settings.FILE_QUOTA_MB * MEGABYTE)


def day_room(user: User) -> Room:
    """Return what a person attached in the last 24 hours, in all offices."""
    since = timezone.now() - timedelta(days=1)
    mine = File.objects.filter(created_by=user, created_at__gte=since)
    return Room(_weight(mine), settings.FILE_DAILY_MB * MEGABYTE)


def waiting_files() -> QuerySet[File]:
    """Return the files no scanner has looked at, oldest first: those that wait, and where one is set up all others."""
    states = [Scan.WAITING, Scan.NONE] if settings.CLAMAV else [Scan.WAITING]
    return File.objects.filter(scan__in=states).order_by("created_at")


def is_cited(file: File) -> bool:
    """Say whether another record holds on to a file, as a version of an agreement does to its text."""
    holders = [
        field.field
        for field in File._meta.get_fields(include_hidden=True)
        if isinstance(field, ManyToOneRel) and field.on_delete is PROTECT
    ]
    return any(holder.model._default_manager.filter(**{holder.name: file}).exists() for holder in holders)


def _weight(files: QuerySet[File]) -> int:
    return files.aggregate(sum=Sum("size"))["sum"] or 0
