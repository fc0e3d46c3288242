"""Choosing a person's portrait among the pictures on their record."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import User
from proxenia.core.errors import Refused
from proxenia.directory.models import Person, Portrait
from proxenia.directory.queries.portraits import pictures_on
from proxenia.directory.rules.privacy import check_not_erased
from proxenia.records.access import check_may_write
from proxenia.records.actions import change
from proxenia.records.models import File


@transaction.atomic
def set_portrait(person: Person, *, by: User, file: File) -> Portrait:
    """Say which picture shows a person; it is used only while they agree to photographs."""
    check_may_write(by, person)
    check_not_erased(person)
    if file not in pictures_on(person, by):
        raise Refused(_("Choose one of the pictures attached to this person."), where="file")
    Portrait.objects.filter(person=person).delete()
    row = Portrait.objects.create(person=person, file=file, set_at=timezone.now(), set_by=by)
    change(person, by=by, verb="set_portrait", values={}, extra_after={"portrait": file.title})
    return row


@transaction.atomic
def remove_portrait(person: Person, *, by: User) -> None:
    """Use no picture of a person any more; the file stays."""
    check_may_write(by, person)
    rows = Portrait.objects.filter(person=person).select_related("file")
    titles = [row.file.title for row in rows]
    if not titles:
        raise Refused(_("No portrait is chosen."))
    rows.delete()
    change(person, by=by, verb="remove_portrait", values={}, extra_before={"portrait": titles[0]})
