"""Portraits: who may be shown, and by which picture."""

import datetime as dt
from collections.abc import Collection

from django.conf import settings

from proxenia.accounts.models import Office, User
from proxenia.core.files.kinds import KINDS, PICTURES
from proxenia.directory.models import Person, Portrait
from proxenia.directory.queries.consents import usable
from proxenia.records.models import File, Scan
from proxenia.records.models.sharing import HangingQuerySet

PHOTO = "photo"
"""The purpose of consents on which portraits stand."""
_TYPES = tuple(KINDS[code].media_type for code in PICTURES)


def _sound() -> HangingQuerySet[File]:
    """Return the living pictures that may be handed out: where a scanner is set up, those it passed."""
    passed = (Scan.CLEAN,) if settings.CLAMAV else (Scan.NONE, Scan.CLEAN)
    found: HangingQuerySet[File] = File.objects.live().filter(content_type__in=_TYPES, scan__in=passed)
    return found


def pictures_on(person: Person, user: User) -> list[File]:
    """Return the pictures on a person's record that this reader may have, the newest first."""
    found = _sound().filter(anchor_id=person.pk).visible_to(user, person.office)
    return list(found.order_by("-created_at"))


def portrait_of(person: Person, user: User) -> File | None:
    """Return the picture chosen for a person, consent or not, as far as this reader may have it."""
    seen = pictures_on(person, user)
    chosen = Portrait.objects.filter(person=person, file__in=seen).select_related("file").first()
    return chosen.file if chosen else None


def portraits_for(user: User, office: Office, people: Collection[int], on: dt.date) -> dict[int, File]:
    """Return the portraits that may be shown, by person: consent to photographs stands, the reader may have the file.

    People who may not leave the office are never among them.
    """
    agreed = usable(Person.objects.visible_to(user, office).filter(pk__in=people), PHOTO, on)
    files = _sound().visible_to(user, office)
    rows = (
        Portrait.objects.filter(person__in=agreed, file__in=files)
        .select_related("file")
        .order_by("set_at", "pk")
    )
    return {row.person_id: row.file for row in rows}
