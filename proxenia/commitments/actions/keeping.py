"""Every write about keeping in touch; each is an event of the record it is about."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.access import check_may
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import READ, SETTINGS
from proxenia.audit.actions import record as record_event
from proxenia.commitments.models.keeping import Colleague, Habits, Keeping
from proxenia.commitments.queries.keeping import habits_of, keeping_of
from proxenia.commitments.rules.keeping import check_habits, check_rest, check_subject, check_tier
from proxenia.core.errors import Refused
from proxenia.core.values import clean_text
from proxenia.directory.models import Person
from proxenia.records.access import check_may_write
from proxenia.records.models import Record
from proxenia.records.rules import check_not_archived


@transaction.atomic
def keep_in_touch(record: Record, *, by: User, tier: str) -> Keeping:
    """Say how close the office wants to stay to a tie, a body or a person; said again, nothing changes."""
    check_may_write(by, record)
    column = check_subject(record.record_kind)
    check_not_archived(record.is_archived)
    standing, wanted = keeping_of(record), check_tier(tier)
    if standing is None:
        standing = Keeping.objects.create(
            office=record.office,
            tier=wanted,
            since=timezone.localdate(),
            set_by=by,
            **{f"{column}_id": record.pk},
        )
        _note(record, by, "keep_in_touch", after={"tier": wanted})
    elif standing.tier != wanted:
        before, standing.tier, standing.set_by = standing.tier, wanted, by
        standing.save(update_fields=["tier", "set_by"])
        _note(record, by, "keep_in_touch", before={"tier": before}, after={"tier": wanted})
    return standing


@transaction.atomic
def stop_keeping(record: Record, *, by: User) -> None:
    """No longer call for contacts; said again, nothing changes."""
    check_may_write(by, record)
    standing = keeping_of(record)
    if standing is not None:
        before = {"tier": standing.tier}
        standing.delete()
        _note(record, by, "stop_keeping", before=before)


@transaction.atomic
def let_rest(record: Record, *, by: User, until: date, reason: str) -> Keeping:
    """Not call for a contact before a day, with the reason."""
    check_may_write(by, record)
    standing = _standing(record)
    words = check_rest(until, clean_text(reason), timezone.localdate())
    standing.rests_until, standing.rest_reason = until, words
    standing.save(update_fields=["rests_until", "rest_reason"])
    _note(record, by, "let_rest", after={"rests_until": until.isoformat()}, note=words)
    return standing


@transaction.atomic
def wake(record: Record, *, by: User) -> Keeping:
    """End a rest before its day."""
    check_may_write(by, record)
    standing = _standing(record)
    if standing.rests_until is not None:
        before = {"rests_until": standing.rests_until.isoformat()}
        standing.rests_until, standing.rest_reason = None, ""
        standing.save(update_fields=["rests_until", "rest_reason"])
        _note(record, by, "wake", before=before)
    return standing


def _standing(record: Record) -> Keeping:
    found = keeping_of(record)
    if found is None:
        raise Refused(_("Say first how close the office wants to stay."), where="tier")
    return found


@transaction.atomic
def link_colleague(person: Person, *, by: User, user: User) -> Colleague:
    """Say that a person of the directory is somebody who works here: each is the other once."""
    check_may_write(by, person)
    check_not_archived(person.is_archived)
    if not user.standing(person.office).has(READ):
        raise Refused(_("Only somebody who works in this office can be named."), where="user")
    standing = Colleague.objects.filter(person=person).first()
    if standing is not None and standing.user == user:
        return standing
    if standing is not None or Colleague.objects.filter(user=user, office=person.office).exists():
        raise Refused(_("One of the two is linked already; take that link away first."), where="user")
    made = Colleague.objects.create(office=person.office, person=person, user=user)
    _note(person, by, "link_colleague", after={"user": user.name})
    return made


@transaction.atomic
def unlink_colleague(person: Person, *, by: User) -> None:
    """Take away that a person of the directory works here; said again, nothing changes."""
    check_may_write(by, person)
    standing = Colleague.objects.filter(person=person).select_related("user").first()
    if standing is not None:
        before = {"user": standing.user.name}
        standing.delete()
        _note(person, by, "unlink_colleague", before=before)


@transaction.atomic
def change_habits(office: Office, *, by: User, values: Mapping[str, Any]) -> Habits:
    """Change what the office sets for itself: the months of each tier."""
    check_may(by, office, SETTINGS)
    habits = habits_of(office)
    names = [field.name for field in Habits._meta.concrete_fields if field.name != "office"]
    before = {name: getattr(habits, name) for name in names}
    after = {**before, **{name: values[name] for name in names if name in values}}
    check_habits(after)
    changed = [name for name in names if after[name] != before[name]]
    if not changed:
        return habits
    for name in changed:
        setattr(habits, name, after[name])
    habits.save()
    record_event(
        chain=office.pk, by=by, verb="change_habits", kind="office", uid=office.uid, name=office.name,
        before={name: before[name] for name in changed}, after={name: after[name] for name in changed},
    )  # fmt: skip
    return habits


def _note(
    record: Record,
    by: User,
    verb: str,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    note: str = "",
) -> None:
    record_event(
        chain=record.office_id, by=by, verb=verb, kind=record.record_kind, uid=record.uid, name=str(record),
        before=before, after=after, note=note,
    )  # fmt: skip
