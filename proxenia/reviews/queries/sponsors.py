"""Who carries ties, who of them is about to leave and why, who has left, and what the political calendar holds."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from proxenia.accounts.models import Membership, Office, User
from proxenia.core.templatetags.words import full_date
from proxenia.directory.models import Organisation, Person, Post
from proxenia.directory.queries.posts import has_ended
from proxenia.places.models import Home
from proxenia.portfolio.models import Partnership
from proxenia.portfolio.rules import HISTORIC
from proxenia.records.models import visible_through
from proxenia.reviews.models import Carrier, CarrierTask, PoliticalDate
from proxenia.reviews.rules.sponsors import AHEAD

HORIZON = dt.timedelta(days=730)
"""So far ahead the political calendar is shown."""
MOST = 200


@dataclass(frozen=True)
class Loss:
    """A tie that is about to lose somebody, or has lost them: why, when, and the task that was made of it."""

    carrier: Carrier
    why: str
    on: dt.date
    task: CarrierTask | None
    left: bool = False


def standing_carriers(office: Office) -> QuerySet[Carrier]:
    """Return who carries living ties of an office now."""
    found = Carrier.objects.filter(until=None, partnership__office=office, partnership__archived_at=None)
    return found.exclude(partnership__state=HISTORIC).select_related("partnership", "person", "user")


def seen_carriers(user: User, office: Office) -> QuerySet[Carrier]:
    """Return who carries ties this person sees, as far as the people may be seen."""
    known = Q(person=None) | visible_through(user, office, "person__")
    return standing_carriers(office).filter(visible_through(user, office, "partnership__"), known)


def carriers_of(user: User, tie: Partnership) -> list[Carrier]:
    """Return who carries a tie now, as far as the people may be seen."""
    known = Q(person=None) | visible_through(user, tie.office, "person__")
    found = Carrier.objects.filter(known, partnership=tie, until=None)
    return list(found.select_related("person", "user"))


def missing(tie: Partnership) -> list[str]:
    """Return which roles nobody holds, as sentences; deputies of the partner are not asked for."""
    held = set(Carrier.objects.filter(partnership=tie, until=None).values_list("side", "role"))
    wanted = [
        ("us", "sponsor", _("Nobody stands for it politically on our side.")),
        ("us", "owner", _("It has no technical owner on our side.")),
        ("us", "deputy", _("It has no deputy on our side.")),
        ("them", "sponsor", _("No political sponsor of theirs is known.")),
        ("them", "owner", _("No technical owner of theirs is known.")),
    ]
    return [sentence for side, role, sentence in wanted if (side, role) not in held]


def about_to_leave(user: User, office: Office, today: dt.date) -> list[Loss]:
    """Return the ties this person sees that may lose somebody within a year, the soonest first."""
    every, tasks = seen_carriers(user, office), _tasks(CarrierTask.About.RISK, office)
    found = [*_by_dates(every, dates_ahead(user, office, today, AHEAD)), *_by_posts(every, today)]
    first: dict[int, Loss] = {}
    for carrier, why, on in sorted(found, key=lambda one: (one[2], one[0].pk)):
        first.setdefault(carrier.pk, Loss(carrier, why, on, tasks.get(carrier.pk)))
    return list(first.values())[:MOST]


Leaving = tuple[Carrier, str, dt.date]


def _by_dates(every: QuerySet[Carrier], dates: list[PoliticalDate]) -> Iterator[Leaving]:
    """By the political calendar: one's own term, or for sponsors an election where they hold a post."""
    if not dates:
        return
    people: dict[int, list[Carrier]] = defaultdict(list)
    for carrier in every.filter(person__in={one.person_id for one in dates if one.person_id}):
        people[carrier.person_id or 0].append(carrier)
    elected: dict[int, list[Carrier]] = defaultdict(list)
    bodies = {one.organisation_id for one in dates if not one.person_id}
    sponsors: dict[int, list[Carrier]] = defaultdict(list)
    there = Post.objects.filter(organisation__in=bodies, ends=None, person=OuterRef("person"))
    for carrier in every.filter(Exists(there), role=Carrier.Role.SPONSOR):
        sponsors[carrier.person_id or 0].append(carrier)
    held = Post.objects.filter(organisation__in=bodies, ends=None, person__in=set(sponsors))
    for body, person in held.values_list("organisation", "person"):
        elected[body] += sponsors[person]
    for date in dates:
        words = _("{kind} at {organisation}, {day}").format(
            kind=date.get_kind_display(), organisation=date.organisation.name, day=full_date(date.on)
        )
        for carrier in people[date.person_id] if date.person_id else elected[date.organisation_id]:
            yield carrier, words, date.on.last()


def _by_posts(every: QuerySet[Carrier], today: dt.date) -> Iterator[Leaving]:
    """By the end of a post that is known beforehand, where no other one is held after it."""
    until = (today + AHEAD).isoformat()
    ending = Post.objects.filter(person__carried__in=every, ends__gte=str(today.year), ends__lte=until)
    named = {one.person_id: one for one in ending.select_related("organisation")}
    later = Post.objects.filter(Q(ends=None) | Q(ends__gt=until), person__in=set(named))
    staying = set(later.values_list("person", flat=True))
    for carrier in every.filter(person__in=set(named) - staying):
        post = named[carrier.person_id or 0]
        if not has_ended(post, today):
            words = _("Their post at {organisation} ends {day}").format(
                organisation=post.organisation.name, day=full_date(post.ends)
            )
            yield carrier, words, post.ends.last()


def _tasks(about: str, office: Office) -> dict[int, CarrierTask]:
    found = CarrierTask.objects.filter(about=about, carrier__partnership__office=office)
    return {one.carrier_id: one for one in found.select_related("commitment")}


def departed(every: QuerySet[Carrier], office: Office, today: dt.date) -> list[Loss]:
    """Return who has left: people whose posts have all ended, people of the office without a role in it."""
    posts = Post.objects.filter(person=OuterRef("person"))
    # As ISO text "2026" stands before its days: a post that ends with a year or month is looked at once more below.
    over = every.filter(Exists(posts), ~Exists(posts.filter(Q(ends=None) | Q(ends__gt=today.isoformat()))))
    roles = Membership.objects.filter(office=office, user=OuterRef("user"))
    gone = every.filter(Q(user__is_active=False) | ~Exists(roles), user__isnull=False)
    tasks = _tasks(CarrierTask.About.HANDOVER, office)
    found = []
    for carrier in over.prefetch_related("person__posts__organisation"):
        ends = (
            [post.ends.last() for post in carrier.person.posts.all() if post.ends] if carrier.person else []
        )
        if ends and max(ends) < today:
            found.append(
                Loss(carrier, _("Their last post has ended"), max(ends), tasks.get(carrier.pk), left=True)
            )
    found += [Loss(one, _("They no longer work here"), today, tasks.get(one.pk), left=True) for one in gone]
    return found


def dates_ahead(
    user: User, office: Office, today: dt.date, ahead: dt.timedelta = HORIZON
) -> list[PoliticalDate]:
    """Return the dates of politics at organisations this person sees, from today on, the soonest first."""
    seen = visible_through(user, office, "organisation__")
    found = PoliticalDate.objects.filter(
        seen, on__gte=str(today.year), on__lte=(today + ahead).isoformat(), organisation__archived_at=None
    )
    known = found.filter(Q(person=None) | visible_through(user, office, "person__"))
    rows = known.select_related("organisation", "person").order_by("on", "pk")[:MOST]
    return [one for one in rows if one.on.last() >= today]


def dates_at(user: User, organisation: Organisation, today: dt.date) -> list[PoliticalDate]:
    """Return the dates of politics at one organisation, from today on."""
    known = Q(person=None) | visible_through(user, organisation.office, "person__")
    found = PoliticalDate.objects.filter(known, organisation=organisation).select_related("person")
    return [one for one in found if one.on.last() >= today]


def candidates(user: User, tie: Partnership) -> dict[str, list[tuple[str, str]]]:
    """Return who may be named for each side: people with a post at the counterparts, ours and those of our place."""
    office = tie.office
    theirs = Organisation.objects.filter(parties__partnership=tie)
    home = Home.objects.filter(office=office).values_list("place", flat=True)
    ours = Organisation.objects.filter(office=office, place__in=list(home))
    users = User.objects.filter(memberships__office=office, is_active=True).exclude(
        memberships__role="partner"
    )
    return {
        "us": [
            *((f"user:{one.uid}", one.name) for one in users.distinct().order_by("name")[:MOST]),
            *_people(user, office, ours),
        ],
        "them": _people(user, office, theirs),
    }


def _people(user: User, office: Office, bodies: QuerySet[Organisation]) -> list[tuple[str, str]]:
    posts = Post.objects.filter(organisation__in=bodies, ends=None)
    people = Person.objects.visible_to(user, office).live().filter(pk__in=posts.values("person"))
    return [(f"person:{one.uid}", one.name) for one in people.order_by("name_folded")[:MOST]]
