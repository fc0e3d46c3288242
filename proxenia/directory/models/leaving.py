"""Who may leave the house: the one rule of minors, on which exports, prints, shares and publications stand."""

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models

from proxenia.records.models import RecordQuerySet

if TYPE_CHECKING:
    from proxenia.directory.models.bodies import Person  # noqa: F401 (named in the base class below)

FULL_AGE = 18
"""Years. GDPR, Article 8, allows less for services on the internet; sending children abroad is not one."""


def day_after_cutoff(on: dt.date) -> str:
    """Return the first date of birth (ISO) of which somebody is not yet of full age on a day.

    Born on 29 February: of full age on 1 March where the year has no 29th, so the later of the two days.
    """
    try:
        cutoff = on.replace(year=on.year - FULL_AGE)
    except ValueError:
        cutoff = dt.date(on.year - FULL_AGE, 2, 28)
    return (cutoff + dt.timedelta(days=1)).isoformat()


def minor_q(on: dt.date, path: str = "") -> models.Q:
    """Return the condition for people who are, or may be, minors on a day.

    A partial date of birth is taken for its last day: who may still be a minor is treated as one. Without a
    date of birth the mark counts.
    """
    first = day_after_cutoff(on)
    young = models.Q(**{f"{path}born__gte": first}) | models.Q(**{f"{path}born__in": (first[:4], first[:7])})
    return young | models.Q(**{f"{path}born": None, f"{path}is_minor": True})


def may_leave_q(on: dt.date, path: str = "") -> models.Q:
    """Return the condition for people whose data may leave the office on a day; ``path`` leads to the person.

    A minor's may only while a guardian's consent stands. Somebody who was erased never does.
    """
    from proxenia.directory.models.privacy import Guardian

    standing = models.Q(withdrawn_on=None) | models.Q(withdrawn_on__gt=on)
    agreed = Guardian.objects.filter(standing, person=models.OuterRef(f"{path}pk"), consented_on__lte=on)
    return (~minor_q(on, path) | models.Exists(agreed)) & models.Q(**{f"{path}erased_at": None})


class PersonQuerySet(RecordQuerySet["Person"]):
    """People: the same rule of who sees whom, and the rule of whose data may leave."""

    def leaving(self, on: dt.date) -> Self:
        """Keep the people whose data may leave the office: no minor without a guardian's consent.

        Every export, print list, publication and share begins here, after ``visible_to``.
        """
        return self.filter(may_leave_q(on))

    def minors(self, on: dt.date) -> Self:
        """Keep the people who are, or may be, minors on a day."""
        return self.filter(minor_q(on))

    def unerased(self) -> Self:
        """Leave out the empty rows that stay behind when somebody was erased."""
        return self.filter(erased_at=None)


def is_minor_on(person: Any, on: dt.date) -> bool:
    """Say for one person what ``minor_q`` says in the database."""
    if person.born is None:
        return bool(person.is_minor)
    return bool(person.born.last().isoformat() >= day_after_cutoff(on))
