"""What is known of a delegation: members, stops with their ratings, the programme by days, what does not fit."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import OVERRIDE
from proxenia.accounts.queries import members_of
from proxenia.core.retention import day_after
from proxenia.core.values import fold
from proxenia.directory.models import Organisation, Person
from proxenia.directory.queries.consents import withheld_people
from proxenia.directory.queries.organisations import seen_among
from proxenia.engagements.models.contacts import Engagement
from proxenia.engagements.models.delegations import (
    Delegation,
    Member,
    SafeguardTick,
    Slot,
    SlotMember,
    Stop,
)
from proxenia.engagements.models.travelling import TravelDetails
from proxenia.engagements.rules.delegations import Standing, check_is_outside, moments, travels
from proxenia.methods.itinerary import Clash, Item, clashes
from proxenia.places.models import Home
from proxenia.records.models import visible_through
from proxenia.risk.models import Destination
from proxenia.risk.queries import Safeguard, ratings, safeguards

HOME_ZONE = "UTC"


@dataclass(frozen=True)
class RatedStop:
    """A stop with the rating that holds there, or None."""

    stop: Stop
    rating: Destination | None


@dataclass(frozen=True)
class Guarded:
    """One line of the safeguards, and who saw to it when."""

    line: Safeguard
    tick: SafeguardTick | None


@dataclass
class Day:
    """One day of a programme: which day of how many it is, where they are, and its items in order."""

    on: dt.date
    number: int
    stops: list[Stop] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)


def plan_of(engagement: Engagement) -> Delegation | None:
    """Return the plan of an engagement, or None where nobody began one."""
    people = ("organiser", "submitted_by", "decided_by")
    return Delegation.objects.filter(engagement=engagement).select_related(*people).first()


def delegations(user: User, office: Office) -> QuerySet[Delegation]:
    """Return the delegations of the engagements a person sees, the latest first."""
    seen = visible_through(user, office, "engagement__")
    rows = Delegation.objects.filter(seen, engagement__archived_at=None)
    return rows.select_related("engagement", "organiser").order_by("-engagement__date", "pk")


def members_seen(user: User, engagement: Engagement) -> list[Member]:
    """Return the members a person may see, by organisation, the head first; ``stays`` marks minors who stay unnamed.

    An organisation that may not be seen is left out of the row.
    """
    seen = Person.objects.visible_to(user, engagement.office)
    rows = Member.objects.filter(engagement=engagement, person__in=seen)
    members = list(rows.select_related("person", "organisation", "engagement"))
    bodies = Organisation.objects.visible_to(user, engagement.office)
    shown = set(bodies.filter(pk__in=[row.organisation_id for row in members]).values_list("pk", flat=True))
    staying = withheld_people({row.person_id for row in members})
    for row in members:
        row.organisation = row.organisation if row.organisation_id in shown else None
        row.stays = row.person_id in staying  # type: ignore[attr-defined]
    return sorted(members, key=_rank)


def _rank(member: Member) -> tuple[bool, str, int, str]:
    """Return the order of a list: whoever leads it, then by organisation, role and name."""
    roles = Member.Role.values
    body = member.organisation.name_folded if member.organisation else ""
    return (member.role != Member.Role.HEAD, body, roles.index(member.role), member.person.name_folded)


def rated_stops(user: User, engagement: Engagement) -> list[RatedStop]:
    """Return the stops of a journey with the ratings of their places."""
    stops = list(engagement.stops.all())
    known = ratings(user, engagement.office, [(one.country, one.city) for one in stops])
    return [RatedStop(one, known[one.country, one.city]) for one in stops]


def highest_level(stops: Iterable[RatedStop]) -> int | None:
    """Return the highest level of the rated stops; None where none is rated."""
    return max((one.rating.level for one in stops if one.rating), default=None)


def checklist(engagement: Engagement, level: int | None) -> list[Guarded]:
    """Return the safeguards of a level, each with who saw to it."""
    ticks = {one.code: one for one in engagement.safeguard_ticks.select_related("done_by")}
    return [Guarded(line, ticks.get(line.code)) for line in safeguards(level or 0)]


def standing_of(user: User, engagement: Engagement) -> Standing:
    """Gather what a decision on a delegation rests on, as far as this person sees it."""
    members, stops = members_seen(user, engagement), rated_stops(user, engagement)
    level = highest_level(stops)
    return Standing(
        members=engagement.members.count(),
        stops=len(stops),
        travels=travels(engagement),
        withheld=tuple(one.person.name for one in members if one.stays),  # type: ignore[attr-defined]
        sponsored=tuple(
            (one.person.name, one.sponsor or one.get_payer_display())
            for one in members
            if check_is_outside(one.payer)
        ),
        unrated=tuple(dict.fromkeys(str(one.stop) for one in stops if one.rating is None)),
        level=level,
        safeguards_open=sum(one.tick is None for one in checklist(engagement, level)),
        hidden=engagement.members.count() - len(members),
    )


def other_deciders(office: Office, but: User) -> int:
    """Count the other people of an office who may decide on exceptions."""
    held = members_of(office).select_related("user")
    others = {one.user for one in held if one.user.is_active and one.user_id != but.pk}
    return sum(one.standing(office).has(OVERRIDE) for one in others)


def slots_of(engagement: Engagement) -> list[Slot]:
    """Return the programme in the order of the clock, with who takes part."""
    taking_part = Prefetch("taking_part", SlotMember.objects.select_related("member__person"))
    return list(engagement.slots.select_related("host").prefetch_related(taking_part))


def programme_seen(user: User, engagement: Engagement) -> list[Slot]:
    """Return the programme as a person sees it: a host they may not see is left out."""
    slots = slots_of(engagement)
    shown = seen_among(user, engagement.office, [one.host_id for one in slots])
    for one in slots:
        one.host = one.host if one.host_id in shown else None
    return slots


def days_of(stops: Iterable[Stop], slots: Iterable[Slot]) -> list[Day]:
    """Return the days of a programme, each day of a stop and each day with an item, in order."""
    days: dict[dt.date, Day] = {}
    for stop in stops:
        for number in range((stop.ends - stop.starts).days + 1):
            on = stop.starts + dt.timedelta(days=number)
            days.setdefault(on, Day(on, 0)).stops.append(stop)
    for slot in slots:
        days.setdefault(slot.on, Day(slot.on, 0)).slots.append(slot)
    ordered = sorted(days.values(), key=lambda day: day.on)
    for number, day in enumerate(ordered, 1):
        day.number = number
    return ordered


def items_of(slots: Iterable[Slot], members: Iterable[int]) -> list[Item]:
    """Return the programme as the method of clashes wants it; ``members`` are the keys of all members."""
    everybody = frozenset(members)
    found = []
    for slot in slots:
        begins, ends = moments(slot)
        who = everybody if slot.for_all else frozenset(row.member_id for row in slot.taking_part.all())
        found.append(
            Item(
                key=slot.pk,
                begins=begins,
                ends=ends,
                who=who,
                host=slot.host_id,
                interpreter=fold(slot.interpreter) if slot.interpreter else "",
                venue=fold(slot.venue) if slot.venue else "",
                is_transport=slot.kind == Slot.Kind.TRANSPORT or bool(slot.transport),
            )
        )
    return found


def clashes_of(engagement: Engagement, slots: list[Slot]) -> list[Clash]:
    """Return everything in a programme that does not fit."""
    first, last = days_between(engagement)
    members = engagement.members.values_list("pk", flat=True)
    return clashes(items_of(slots, members), first, last)


def days_between(engagement: Engagement) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and last day of a journey by its stops; None and None where there are none."""
    stops = list(engagement.stops.all())
    if not stops:
        return None, None
    return min(one.starts for one in stops), max(one.ends for one in stops)


def last_day(engagement: Engagement) -> dt.date:
    """Return the last day of a journey by its stops, else of the engagement."""
    _first, last = days_between(engagement)
    return last or (engagement.until or engagement.date).last()


@dataclass(frozen=True)
class Elsewhere:
    """A member who is on another delegation at the same time; ``title`` is empty where that may not be seen."""

    member: Member
    title: str
    uid: str


def elsewhere(user: User, engagement: Engagement, members: Iterable[Member]) -> list[Elsewhere]:
    """Return the members who are to be with another delegation on a day of this one."""
    first, last = days_between(engagement)
    if first is None or last is None:
        return []
    by_person = {one.person_id: one for one in members}
    others = Member.objects.filter(
        person__in=by_person, engagement__stops__starts__lte=last, engagement__stops__ends__gte=first
    )
    living = others.exclude(engagement=engagement).filter(engagement__archived_at=None).distinct()
    seen = set(
        living.filter(visible_through(user, engagement.office, "engagement__")).values_list("pk", flat=True)
    )
    return [
        Elsewhere(
            by_person[row.person_id],
            row.engagement.title if row.pk in seen else "",
            row.engagement.uid if row.pk in seen else "",
        )
        for row in living.select_related("engagement")
    ]


def home_zone(office: Office) -> str:
    """Return the time zone of the place an office works for."""
    home = Home.objects.filter(office=office).select_related("place").first()
    return (home.place.timezone if home else "") or HOME_ZONE


def zone_on(engagement: Engagement, on: dt.date) -> str:
    """Return the time zone of the stop on a day, else of the first stop, else of the office's place."""
    stops = list(engagement.stops.all())
    there = [one for one in stops if one.starts <= on <= one.ends]
    return (there or stops)[0].zone if stops else home_zone(engagement.office)


def bodies_of(members: Iterable[Member]) -> list[tuple[str, list[Member]]]:
    """Return the members by organisation, in the order they come; those without one last."""
    grouped: dict[str, list[Member]] = defaultdict(list)
    for one in members:
        grouped[one.organisation.name if one.organisation else ""].append(one)
    named = [(name, group) for name, group in grouped.items() if name]
    return [*named, *([("", grouped[""])] if "" in grouped else [])]


def details_due(office: int, day: dt.date) -> QuerySet[TravelDetails]:
    """Return the second forms of journeys that ended on or before a day, or were cancelled by then."""
    gone = Q(state="cancelled", updated_at__lt=day_after(day)) | Q(archived_at__lt=day_after(day))
    # Asked form by form: joined, a database may walk every engagement there is for the few that have forms.
    of_office = Engagement.objects.filter(pk=OuterRef("engagement_id"), office=office)
    return TravelDetails.objects.filter(Exists(of_office), Q(until__lte=day) | Exists(of_office.filter(gone)))


def may_be_reached(details: TravelDetails | None) -> bool:
    """Say whether a link to a second form stands that nobody has used."""
    return details is not None and details.expires_at is not None and details.expires_at > timezone.now()
