"""What people agree to, take back, and what guardians say for minors: each an event of the person."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from proxenia.accounts.models import User
from proxenia.core.values import clean_text
from proxenia.directory.models import Consent, Guardian, Person
from proxenia.directory.rules import check_name
from proxenia.directory.rules.privacy import (
    check_basis,
    check_days,
    check_not_erased,
    check_purpose,
    check_withdrawal,
)
from proxenia.records.access import check_may_write
from proxenia.records.actions import change


@transaction.atomic
def record_consent(
    person: Person,
    *,
    by: User,
    purpose: str,
    basis: str,
    source: str,
    given_on: dt.date,
    until: dt.date | None = None,
) -> Consent:
    """Record on which basis a person's data are used for a purpose, and how that came about."""
    check_may_write(by, person)
    check_not_erased(person)
    source = clean_text(source, longest=500)
    row = Consent(
        person=person,
        purpose=check_purpose(purpose),
        basis=check_basis(basis, purpose, source),
        source=source,
        given_on=given_on,
        until=until,
        recorded_at=timezone.now(),
        recorded_by=by,
    )
    check_days(given_on, until, timezone.localdate())
    row.save()
    told = {
        "purpose": purpose,
        "basis": basis,
        "source": source,
        "since": str(given_on),
        "until": until and str(until),
    }
    change(person, by=by, verb="record_consent", values={}, extra_after=told)
    return row


@transaction.atomic
def withdraw_consent(consent: Consent, *, by: User, how: str, on: dt.date | None = None) -> Consent:
    """Record that a person took a consent back (or objected); it counts from the next request on."""
    check_may_write(by, consent.person)
    row = Consent.objects.select_for_update().get(pk=consent.pk)
    today = timezone.localdate()
    check_withdrawal(row, row.given_on, on or today, today)
    row.withdrawn_on, row.withdrawn_how = on or today, clean_text(how, longest=500)
    row.save(update_fields=["withdrawn_on", "withdrawn_how"])
    told = {"purpose": row.purpose, "withdrawn_on": str(row.withdrawn_on), "how": row.withdrawn_how}
    change(consent.person, by=by, verb="withdraw_consent", values={}, extra_after=told)
    return row


@transaction.atomic
def name_guardian(
    person: Person,
    *,
    by: User,
    name: str,
    contact: str = "",
    consented_on: dt.date | None = None,
    source: str = "",
) -> Guardian:
    """Name who answers for a minor, with or without their consent."""
    check_may_write(by, person)
    check_not_erased(person)
    if consented_on is not None:
        check_days(consented_on, None, timezone.localdate())
    row = Guardian.objects.create(
        person=person,
        name=check_name(clean_text(name, longest=200)),
        contact=clean_text(contact, longest=300),
        consented_on=consented_on,
        source=clean_text(source, longest=500),
    )
    told = {"guardian": row.name, "agreed_on": consented_on and str(consented_on), "source": row.source}
    change(person, by=by, verb="name_guardian", values={}, extra_after=told)
    return row


@transaction.atomic
def record_guardian_consent(guardian: Guardian, *, by: User, on: dt.date, source: str = "") -> Guardian:
    """Record that a guardian agrees that the minor's data leave the office; a withdrawal before it is over."""
    check_may_write(by, guardian.person)
    check_days(on, None, timezone.localdate())
    guardian.consented_on, guardian.withdrawn_on = on, None
    guardian.source = clean_text(source, longest=500)
    guardian.save(update_fields=["consented_on", "withdrawn_on", "source"])
    told = {"guardian": guardian.name, "agreed_on": str(on), "source": guardian.source}
    change(guardian.person, by=by, verb="record_guardian_consent", values={}, extra_after=told)
    return guardian


@transaction.atomic
def withdraw_guardian_consent(guardian: Guardian, *, by: User, on: dt.date | None = None) -> Guardian:
    """Record that a guardian took the consent back; the minor's data stay in the office from the next request on."""
    check_may_write(by, guardian.person)
    row = Guardian.objects.select_for_update().get(pk=guardian.pk)
    today = timezone.localdate()
    check_withdrawal(row, row.consented_on, on or today, today)
    row.withdrawn_on = on or today
    row.save(update_fields=["withdrawn_on"])
    told = {"guardian": row.name, "withdrawn_on": str(row.withdrawn_on)}
    change(guardian.person, by=by, verb="withdraw_guardian_consent", values={}, extra_after=told)
    return row
