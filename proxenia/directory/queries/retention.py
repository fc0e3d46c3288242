"""People, consents and guardians that have been kept long enough on a day."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet

from proxenia.core.retention import day_after
from proxenia.directory.models import Consent, Guardian, Person, Post
from proxenia.directory.models.leaving import minor_q


def people_put_away(office: int, day: dt.date) -> QuerySet[Person]:
    """Return the people who were put away on or before a day; a merged one goes with the record it lives on in."""
    rows = Person.objects.unerased().filter(office=office, merged_into=None)
    return rows.filter(archived_at__lt=day_after(day))


def people_past(office: int, day: dt.date) -> QuerySet[Person]:
    """Return the living people whose every post ended on or before a day, and who were not changed since.

    A partial end is taken for its last day. Somebody without any post is not counted: nothing says they are past.
    """
    text = day.isoformat()
    over = Q(ends__lte=text) & ~Q(ends__in=(text[:4], text[:7]))
    posts = Post.objects.filter(person=OuterRef("pk"))
    rows = Person.objects.unerased().live().filter(office=office, updated_at__lt=day_after(day))
    return rows.filter(Exists(posts)).exclude(Exists(posts.exclude(over)))


def consents_over(office: int, day: dt.date) -> QuerySet[Consent]:
    """Return the consents that were withdrawn, or ran out, on or before a day."""
    return Consent.objects.filter(Q(withdrawn_on__lte=day) | Q(until__lte=day), person__office=office)


def guardians_past(office: int, day: dt.date) -> QuerySet[Guardian]:
    """Return the guardians of those who were of age on a day and are no minors by their mark either."""
    rows = Guardian.objects.filter(person__office=office, person__born__isnull=False)
    return rows.exclude(minor_q(day, "person__"))
