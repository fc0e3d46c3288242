"""Everything ever with a person, a body or a place, as one story; and who of us knows them.

Each source tells only the day and the key of what it holds; the newest of all are put together, and only the rows of
one page are fetched.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from typing import Any

from django.db.models import CharField, Count, Max, Q, QuerySet
from django.db.models.functions import Cast, Coalesce

from proxenia.accounts.models import Office, User
from proxenia.commitments.models import Colleague, Commitment
from proxenia.core.values import PartialDate
from proxenia.directory.models import Organisation, Person, Post
from proxenia.directory.queries.organisations import at_place
from proxenia.engagements.models import Engagement, EngagementTie, Participation
from proxenia.engagements.queries.promises import visible_promises
from proxenia.engagements.rules import contacts
from proxenia.places.models import Place
from proxenia.portfolio.models import Agreement, Partnership
from proxenia.portfolio.queries.counts import visible_agreements, visible_ties
from proxenia.records.models import Anchor, Note, Record, visible_through
from proxenia.risk.models import Gift

PAGE = 40
MOST_BODIES = 200
Subject = Person | Organisation | Place


@dataclass(frozen=True)
class Scope:
    """What belongs to a person, a body or a place, as far as one reader sees it: keys of records."""

    user: User
    office: Office
    people: tuple[int, ...] = ()
    bodies: tuple[int, ...] = ()
    ties: tuple[int, ...] = ()
    place: int | None = None
    names: tuple[str, ...] = ()


def scope_of(user: User, office: Office, subject: Subject) -> Scope:
    """Return what belongs to somebody or something: a body's ties, the bodies of a place."""
    if isinstance(subject, Person):
        return Scope(user, office, people=(subject.pk,), names=(subject.name,))
    if isinstance(subject, Organisation):
        found = [subject]
    else:
        found = list(at_place(user, office, subject)[:MOST_BODIES])
    bodies = tuple(one.pk for one in found)
    ties = visible_ties(user, office).filter(parties__organisation__in=bodies).order_by().distinct()
    return Scope(
        user=user,
        office=office,
        bodies=bodies,
        ties=tuple(ties.values_list("pk", flat=True)),
        place=subject.pk if isinstance(subject, Place) else None,
        names=tuple(one.name for one in found[:20]),
    )


def contacts_in(scope: Scope) -> QuerySet[Engagement]:
    """Return the living contacts with whom a scope speaks of, as far as they may be seen."""
    there = Participation.objects.filter(Q(person__in=scope.people) | Q(organisation__in=scope.bodies))
    under = EngagementTie.objects.filter(partnership__in=scope.ties)
    rule = Q(pk__in=there.values("engagement")) | Q(pk__in=under.values("engagement"))
    if scope.place is not None:
        rule |= Q(place=scope.place)
    seen = visible_through(scope.user, scope.office)
    return Engagement.objects.filter(seen, rule, archived_at=None)


def _promises(scope: Scope) -> QuerySet[Commitment]:
    rule = Q(person__in=scope.people) | Q(organisation__in=scope.bodies)
    rule |= Q(tie_link__partnership__in=scope.ties)
    return visible_promises(scope.user, scope.office).filter(rule)


def _agreements(scope: Scope) -> QuerySet[Agreement]:
    return visible_agreements(scope.user, scope.office).filter(partnership__in=scope.ties)


def _gifts(scope: Scope) -> QuerySet[Gift]:
    """Return gifts and hospitality that name the other side: the register knows them by name alone."""
    rule = Q(pk__in=[])
    for name in scope.names:
        rule |= Q(other_side__icontains=name)
    return Gift.objects.visible_to(scope.user, scope.office).live().filter(rule)


def _notes(scope: Scope) -> QuerySet[Note]:
    """Return the notes on those records that this person may hear; all of them are seen."""
    keys = (*scope.people, *scope.bodies, *scope.ties)
    return Note.objects.filter(anchor__in=keys).live().heard_by(scope.user)


def _posts(scope: Scope) -> QuerySet[Post]:
    seen = visible_through(scope.user, scope.office, "person__", is_known=True)
    bodies = visible_through(scope.user, scope.office, "organisation__", is_known=True)
    rule = Q(person__in=scope.people) | Q(organisation__in=scope.bodies)
    return Post.objects.filter(seen, bodies, rule, person__archived_at=None).exclude(starts=None)


def _day(name: str) -> Any:
    return Cast(name, CharField())


SOURCES: dict[str, tuple[Callable[[Scope], QuerySet[Any]], Any]] = {
    "contact": (contacts_in, _day("date")),
    "promise": (_promises, _day("created_at")),
    "agreement": (_agreements, Coalesce(_day("signed"), _day("created_at"))),
    "gift": (_gifts, _day("on")),
    "note": (_notes, _day("created_at")),
    "post": (_posts, _day("starts")),
}
"""What a story is made of, and the day of each as text."""


@dataclass(frozen=True)
class Happened:
    """One line of a story: when, what kind of thing, and its row."""

    on: str
    kind: str
    row: Any

    @property
    def day(self) -> PartialDate:
        """Return the day as far as it is known."""
        return PartialDate.parse_iso(self.on)


@dataclass(frozen=True)
class Story:
    """One page of everything ever, newest first; how much there is of each kind; whether more follows."""

    rows: list[Happened]
    counts: dict[str, int]
    is_more: bool


def story(scope: Scope, *, page: int = 1, kind: str = "") -> Story:
    """Return one page of the story of a scope, newest first; ``kind`` keeps one source."""
    first, chosen = (page - 1) * PAGE, [name for name in SOURCES if not kind or name == kind]
    found = {name: make(scope) for name, (make, _day_of) in SOURCES.items()}
    told = [_newest(name, found[name], first + PAGE + 1) for name in chosen]
    line = list(islice(merge(*told, reverse=True), first, first + PAGE + 1))
    counts = {name: rows.order_by().count() for name, rows in found.items()}
    return Story(_fetched(line[:PAGE], found), counts, len(line) > PAGE)


def _newest(name: str, rows: QuerySet[Any], most: int) -> list[tuple[str, str, int]]:
    """Return day, kind and key of the newest rows of one source, newest first."""
    days = rows.annotate(on_day=SOURCES[name][1]).order_by("-on_day", "-pk").values_list("on_day", "pk")
    told = [(str(day)[:10], name, key) for day, key in days[:most] if day]
    return sorted(told, reverse=True)


_ALONG = {
    "promise": ("tie_link__partnership",),
    "agreement": ("partnership",),
    "note": ("anchor", "created_by"),
    "post": ("person", "organisation"),
}


def _fetched(line: Sequence[tuple[str, str, int]], found: dict[str, QuerySet[Any]]) -> list[Happened]:
    rows: dict[str, dict[int, Any]] = {}
    for name in {kind for _on, kind, _key in line}:
        model = found[name].model._default_manager.all()
        along = _ALONG.get(name, ())
        keys = [key for _on, kind, key in line if kind == name]
        rows[name] = (model.select_related(*along) if along else model).in_bulk(keys)
    return [Happened(on, kind, rows[kind][key]) for on, kind, key in line]


@dataclass(frozen=True)
class Knows:
    """Somebody of us: how often they took part in a contact with them, and when last."""

    user: User
    person: Person
    times: int
    last: PartialDate


def who_knows(scope: Scope, today: dt.date) -> list[Knows]:
    """Return who of us took part in contacts with them, those who met them most often first: three questions.

    A colleague counts where they stand in the contact as a person of the directory that is linked to their account.
    """
    met = contacts_in(scope).filter(contacts(today)).order_by().values("pk")
    seen = visible_through(scope.user, scope.office, "person__", is_known=True)
    ours = Participation.objects.filter(seen, engagement__in=met, person__colleague__office=scope.office)
    counted: Any = (
        ours.exclude(person__in=scope.people)
        .values("person_id")
        .annotate(times=Count("engagement", distinct=True), last=Max(Cast("engagement__date", CharField())))
    )
    told = {row["person_id"]: row for row in counted}
    links = Colleague.objects.filter(person__in=told).select_related("person", "user")
    found = [
        Knows(
            link.user,
            link.person,
            told[link.person_id]["times"],
            PartialDate.parse_iso(told[link.person_id]["last"]),
        )
        for link in links
    ]
    return sorted(found, key=lambda one: (-one.times, one.user.name))


def looked_after_by(scope: Scope) -> list[User]:
    """Return who looks after the records of a scope."""
    keys = (*scope.people, *scope.bodies, *scope.ties)
    owners = Anchor.objects.filter(pk__in=keys).exclude(owner=None).values("owner")
    return list(User.objects.filter(pk__in=owners).order_by("name"))


@dataclass(frozen=True)
class Handover:
    """What somebody of the office leaves behind: records, promises still standing, contacts ahead, whom they know."""

    records: list[Record]
    promises: list[Commitment]
    ahead: list[Engagement]
    known: list[tuple[Person, int, PartialDate]]


MOST_HANDED = 200


def handover_of(user: User, office: Office, leaver: User, today: dt.date) -> Handover:
    """Return the handover list of a colleague, as far as this person may see it."""
    records: list[Record] = []
    for model in (Partnership, Organisation, Person):
        rows = model.objects.visible_to(user, office).live().filter(owner=leaver)
        records += rows.order_by("name_folded")[:MOST_HANDED]
    standing = visible_promises(user, office).filter(owner=leaver, state__in=("open", "to_check"))
    link = Colleague.objects.filter(user=leaver, office=office).first()
    seen = visible_through(user, office)
    mine = Engagement.objects.filter(
        seen, archived_at=None, participations__person=link.person_id if link else None
    )
    return Handover(
        records=records,
        promises=list(standing.select_related("tie_link__partnership").order_by("due", "pk")[:MOST_HANDED]),
        ahead=list(mine.filter(date__gt=today.isoformat()).order_by("date", "pk")[:MOST_HANDED])
        if link
        else [],
        known=_known(user, office, mine.filter(contacts(today)), link.person_id) if link else [],
    )


def _known(
    user: User, office: Office, met: QuerySet[Engagement], own: int
) -> list[tuple[Person, int, PartialDate]]:
    """Return whom a colleague met, the most often first: people, how often, when last."""
    seen = visible_through(user, office, "person__", is_known=True)
    rows: Any = (
        Participation.objects.filter(
            seen, engagement__in=met.order_by().values("pk"), person__archived_at=None
        )
        .exclude(person=own)
        .values("person_id")
        .annotate(times=Count("engagement", distinct=True), last=Max(Cast("engagement__date", CharField())))
        .order_by("-times", "-last")[:MOST_HANDED]
    )
    told = list(rows)
    people = Person.objects.in_bulk([row["person_id"] for row in told])
    return [(people[row["person_id"]], row["times"], PartialDate.parse_iso(row["last"])) for row in told]
