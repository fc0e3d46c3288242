"""Saying that two records which look alike are two."""

from typing import TypeVar

from django.db import transaction

from proxenia.accounts.models import User
from proxenia.audit.actions import record as record_event
from proxenia.directory.access import check_may_merge
from proxenia.directory.models import Distinct, Organisation, Person

R = TypeVar("R", Organisation, Person)


@transaction.atomic
def say_distinct(first: R, second: R, *, by: User) -> None:
    """Say that two records are not the same; the list of possible doubles leaves them out from now on."""
    check_may_merge(by, first, second)
    low, high = sorted((first, second), key=lambda one: one.pk)
    _row, made = Distinct.objects.get_or_create(office=low.office, first_id=low.pk, second_id=high.pk)
    if made:
        record_event(
            chain=low.office_id,
            by=by,
            verb="say_distinct",
            kind=low.record_kind,
            uid=low.uid,
            name=str(low),
            after={"distinct_from": str(high)},
        )
