"""Whether a person's data may be used for a purpose: the one question that mailings, prints and pages ask."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from proxenia.core.vocabulary import Vocabulary
from proxenia.directory.models import Consent, Guardian, Person, may_leave_q
from proxenia.directory.models.leaving import is_minor_on

if TYPE_CHECKING:
    from collections.abc import Collection


def _standing(on: dt.date) -> Q:
    """Return the condition for consents that hold on a day: begun, not over, not withdrawn."""
    not_over = Q(until=None) | Q(until__gte=on)
    not_withdrawn = Q(withdrawn_on=None) | Q(withdrawn_on__gt=on)
    return Q(given_on__lte=on) & not_over & not_withdrawn


def may_use(person: Person, purpose: str, on: dt.date | None = None) -> bool:
    """Say whether a person's data may be used for a purpose on a day (today): asked anew each time.

    There must be a basis recorded for the purpose that holds; for a minor also a guardian's consent.
    """
    return usable(Person.objects.filter(pk=person.pk), purpose, on).exists()


def usable(people: QuerySet[Person], purpose: str, on: dt.date | None = None) -> QuerySet[Person]:
    """Keep the people whose data may be used for a purpose on a day (today); for lists, mailings and exports."""
    day = on or timezone.localdate()
    held = Consent.objects.filter(_standing(day), person=OuterRef("pk"), purpose=purpose)
    return people.filter(Exists(held), may_leave_q(day))


def withheld_people(keys: "Collection[int]") -> set[int]:
    """Return those of some records that are people nobody outside the office may see today."""
    if not keys:
        return set()
    today = timezone.localdate()
    people = Person.objects.filter(pk__in=keys)
    return set(people.exclude(may_leave_q(today)).values_list("pk", flat=True))


def may_leave(person: Person, on: dt.date | None = None) -> bool:
    """Say whether one person's data may leave the office on a day (today)."""
    return Person.objects.filter(pk=person.pk).leaving(on or timezone.localdate()).exists()


@dataclass(frozen=True)
class ConsentLine:
    """One consent as the page shows it; ``state`` is ``active``, ``expired`` or ``withdrawn``."""

    consent: Consent
    state: str


def consent_lines(person: Person, on: dt.date) -> list[ConsentLine]:
    """Return what is recorded for a person, in the order of the purposes, what holds before what held."""
    order = Vocabulary.load("consent_purposes").codes
    lines = [ConsentLine(one, state_of(one, on)) for one in person.consents.all()]
    return sorted(
        lines, key=lambda line: (order.index(line.consent.purpose), line.state != "active", -line.consent.pk)
    )


def state_of(consent: Consent, on: dt.date) -> str:
    """Return whether a consent holds on a day: ``active``, ``expired`` or ``withdrawn``."""
    if consent.withdrawn_on is not None and consent.withdrawn_on <= on:
        return "withdrawn"
    return "expired" if consent.until is not None and consent.until < on else "active"


def guardians_of(person: Person) -> list[Guardian]:
    """Return who answers for a minor."""
    return list(person.guardians.all())


def is_minor(person: Person, on: dt.date) -> bool:
    """Say whether somebody is, or may be, a minor on a day."""
    return is_minor_on(person, on)
