"""What looks wrong about a contact and may be right all the same: it is asked about, and a reason settles it."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, User
from proxenia.core.values import PartialDate
from proxenia.directory.models import Person, Post
from proxenia.engagements.models import Engagement, Participation
from proxenia.engagements.queries.posts import posts_held
from proxenia.records.models import visible_through

MOST_TOLD = 5


def doubts_about(
    user: User,
    office: Office,
    values: dict[str, Any],
    people: Sequence[Person],
    engagement: Engagement | None = None,
) -> list[str]:
    """Return the doubts about a contact as sentences: posts not held then, people in two places at once.

    ``values`` are all fields as they would stand. Only what this person may see is compared, so that a question
    tells nothing of a contact that is hidden.
    """
    if not people or values["state"] == Engagement.State.CANCELLED:
        return []
    told = [*_posts_not_held(people, values["date"]), *_two_places(user, office, values, people, engagement)]
    return told[:MOST_TOLD]


def _posts_not_held(people: Sequence[Person], on: PartialDate) -> Iterator[str]:
    """Tell who held posts, but none on that day; of somebody without any post nothing is known."""
    keys = [person.pk for person in people]
    held = posts_held(keys, on)
    known = set(Post.objects.filter(person__in=keys).values_list("person_id", flat=True))
    for person in people:
        if person.pk in known and person.pk not in held:
            yield _("{name} held none of the posts known here on {date}.").format(name=person.name, date=on)


def _two_places(
    user: User,
    office: Office,
    values: dict[str, Any],
    people: Sequence[Person],
    engagement: Engagement | None,
) -> Iterator[str]:
    """Tell who stands at a contact in another place on one of these days; online nobody is anywhere."""
    days = _days(values["date"], values.get("until"))
    if days is None or values.get("place") is None or values.get("mode") == Engagement.Mode.VIRTUAL:
        return
    seen = visible_through(user, office, "engagement__")
    rows = (
        Participation.objects.filter(seen, _meets(days), person__in=[one.pk for one in people])
        .exclude(engagement__state=Engagement.State.CANCELLED)
        .exclude(engagement__mode=Engagement.Mode.VIRTUAL)
        .exclude(engagement__place=None)
        .exclude(engagement__place=values["place"])
        .exclude(engagement=engagement)
        .select_related("engagement__place", "person")
    )
    for row in rows.order_by("engagement__date", "pk")[:MOST_TOLD]:
        other = row.engagement
        if _days(other.date, other.until) is not None and other.place is not None:
            sentence = _("{name} stands at “{title}” in {place} on {date} as well.")
            yield sentence.format(
                name=row.person.name, title=other.title, place=other.place.name, date=other.date
            )


def _days(date: PartialDate, until: PartialDate | None) -> tuple[dt.date, dt.date] | None:
    """Return the first and the last day; None where a day is not known."""
    if date.day is None or (until is not None and until.day is None):
        return None
    return date.first(), (until or date).last()


def _meets(days: tuple[dt.date, dt.date]) -> Q:
    first, last = days[0].isoformat(), days[1].isoformat()
    lasting = Q(engagement__until__gte=first) | Q(engagement__until=None, engagement__date__gte=first)
    return Q(engagement__archived_at=None, engagement__date__lte=last) & lasting
