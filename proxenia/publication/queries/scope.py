"""What a paper is about: the ties, bodies and people around an engagement, a tie, a body, a person or a place."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from proxenia.accounts.models import Office, User
from proxenia.commitments.models import Commitment
from proxenia.directory.models import Organisation, Person
from proxenia.directory.queries.people import people_at
from proxenia.engagements.models import Engagement, EngagementTie, Participation
from proxenia.engagements.queries.details import people_present, ties_of
from proxenia.engagements.queries.finding import visible_engagements
from proxenia.engagements.queries.promises import due_first, visible_promises
from proxenia.engagements.queries.story import newest_behind
from proxenia.engagements.rules import contacts
from proxenia.places.models import Place
from proxenia.portfolio.models import Partnership
from proxenia.portfolio.queries.counts import visible_ties
from proxenia.records.models import visible_through

MOST_CONTACTS = 2000
"""So many contacts the longest paper tells; the list of contacts has the others."""
MOST_PEOPLE = 400


@dataclass(frozen=True)
class Scope:
    """What somebody may see around a subject; ``person`` and ``place`` where it is one."""

    user: User
    office: Office
    today: dt.date
    ties: list[Partnership] = field(default_factory=list)
    bodies: list[Organisation] = field(default_factory=list)
    engagement: Engagement | None = None
    person: Person | None = None
    place: Place | None = None


def scope_of(user: User, subject: Any, office: Office, today: dt.date) -> Scope:
    """Return what is around a subject that this person may see; the caller has asked whether they see it."""
    around: dict[type[Any], Callable[..., Scope]] = {
        Engagement: _of_engagement,
        Partnership: _of_tie,
        Organisation: _of_body,
        Person: _of_person,
        Place: _of_place,
    }
    return around[type(subject)](user, office, subject, today)


def _of_engagement(user: User, office: Office, engagement: Engagement, today: dt.date) -> Scope:
    ties = ties_of(user, office, engagement)
    there = [row.organisation_id for row in people_present(user, office, engagement) if row.organisation]
    return Scope(user, office, today, ties, _bodies(user, office, ties, there), engagement=engagement)


def _of_tie(user: User, office: Office, tie: Partnership, today: dt.date) -> Scope:
    return Scope(user, office, today, [tie], _bodies(user, office, [tie]))


def _of_body(user: User, office: Office, body: Organisation, today: dt.date) -> Scope:
    return Scope(user, office, today, _ties_with(user, office, [body.pk]), [body])


def _of_person(user: User, office: Office, person: Person, today: dt.date) -> Scope:
    bodies = Organisation.objects.visible_to(user, office).filter(posts__person=person).distinct()
    return Scope(user, office, today, [], list(bodies.order_by("name_folded")), person=person)


def _of_place(user: User, office: Office, place: Place, today: dt.date) -> Scope:
    bodies = list(
        Organisation.objects.visible_to(user, office).live().filter(place=place).order_by("name_folded")
    )
    ties = _ties_with(user, office, [body.pk for body in bodies])
    return Scope(user, office, today, ties, bodies, place=place)


def _bodies(
    user: User, office: Office, ties: Iterable[Partnership], more: Iterable[int | None] = ()
) -> list[Organisation]:
    """Return the counterparts of ties, and further bodies by key, as far as they are seen."""
    wanted = Q(parties__partnership__in=list(ties)) | Q(pk__in=[key for key in more if key])
    found = Organisation.objects.visible_to(user, office).filter(wanted).select_related("place")
    return list(found.distinct().order_by("name_folded"))


def _ties_with(user: User, office: Office, bodies: Iterable[int]) -> list[Partnership]:
    found = visible_ties(user, office).filter(parties__organisation__in=list(bodies))
    return list(found.distinct().order_by("name_folded"))


def contacts_in(scope: Scope, most: int) -> list[Engagement]:
    """Return what happened with the ties, bodies and people of a scope up to today, the newest first."""
    happened = contacts(scope.today, "engagement__")
    links: list[QuerySet[Any]] = [EngagementTie.objects.filter(happened, partnership__in=scope.ties)]
    if scope.person is not None:
        links.append(Participation.objects.filter(happened, person=scope.person))
    elif scope.bodies:
        seen = visible_through(scope.user, scope.office, "person__", is_known=True)
        links.append(Participation.objects.filter(happened, seen, organisation__in=scope.bodies))
    found = newest_behind(scope.user, scope.office, links, most + 1)
    if scope.place is not None:
        at = visible_engagements(scope.user, scope.office).filter(contacts(scope.today), place=scope.place)
        known = {one.pk for one in found}
        found += [one for one in at.order_by("-date", "-pk")[:most] if one.pk not in known]
        found.sort(key=lambda one: (str(one.date), one.pk), reverse=True)
    own = scope.engagement.pk if scope.engagement else None
    return [one for one in found if one.pk != own][:most]


def planned_in(scope: Scope, most: int) -> list[Engagement]:
    """Return what is still to come with the ties of a scope, the next first; the engagement itself left out."""
    links = EngagementTie.objects.filter(
        partnership__in=scope.ties,
        engagement__date__gt=scope.today.isoformat(),
        engagement__state=Engagement.State.PLANNED,
        engagement__archived_at=None,
    )
    found = newest_behind(scope.user, scope.office, [links], most + 1)
    own = scope.engagement.pk if scope.engagement else None
    return [one for one in reversed(found) if one.pk != own][:most]


def promises_in(scope: Scope, *, only_open: bool) -> list[Commitment]:
    """Return the promises of the ties of a scope and of its engagement, those due first on top."""
    about = Q(tie_link__partnership__in=scope.ties)
    if scope.engagement is not None:
        about |= Q(engagement_link__engagement=scope.engagement)
    if scope.person is not None:
        there = Participation.objects.filter(person=scope.person).values("engagement")
        seen = visible_engagements(scope.user, scope.office).filter(pk__in=there)
        about |= Q(engagement_link__engagement__in=seen)
    found = visible_promises(scope.user, scope.office).filter(about)
    if only_open:
        found = found.filter(state=Commitment.State.OPEN)
    return list(due_first(found).distinct())


def posts_in(scope: Scope) -> tuple[list[Any], list[Any]]:
    """Return the posts at the bodies of a scope, now and before, with the people; of a person, their own."""
    at = Q(person=scope.person) if scope.person is not None else Q(organisation__in=scope.bodies)
    return people_at(scope.user, scope.office, scope.today, at=at, limit=MOST_PEOPLE)
