"""The parts of a delegation: its members, its stops, and the items of its programme."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from proxenia.accounts.models import User
from proxenia.core.errors import NotFound, Refused
from proxenia.core.values import clean_text
from proxenia.directory.models import Organisation, Person
from proxenia.engagements.access import check_people
from proxenia.engagements.actions.delegations import planned, tell, unapproved
from proxenia.engagements.models.contacts import Engagement, Participation
from proxenia.engagements.models.delegations import Member, Slot, SlotMember, Stop
from proxenia.engagements.models.travelling import TravelDetails
from proxenia.engagements.queries.delegations import last_day
from proxenia.engagements.queries.posts import posts_held
from proxenia.engagements.rules.delegations import (
    MOST_SLOTS,
    MOST_STOPS,
    check_member,
    check_room,
    check_slot,
    check_stop,
)
from proxenia.records.access import check_may_write

MEMBER_FIELDS = ("organisation", "post_title", "role", "payer", "sponsor")
STOP_FIELDS = ("country", "city", "zone", "starts", "ends", "lodging")
SLOT_FIELDS = (
    "kind", "title", "on", "starts", "ends_on", "ends", "zone", "end_zone", "venue", "host", "host_text",
    "transport", "languages", "interpreter", "note", "for_all",
)  # fmt: skip


def _clean(values: Mapping[str, Any], names: Sequence[str], model: Any) -> dict[str, Any]:
    """Return the named values with texts cleaned to what their columns hold."""
    ready = {}
    for name in names:
        if name in values:
            value = values[name]
            longest = model._meta.get_field(name).max_length
            ready[name] = (
                clean_text(value, longest=longest, lines=longest is None) if isinstance(value, str) else value
            )
    return ready


def _check_body(by: User, engagement: Engagement, body: Organisation | None) -> None:
    """Refuse an organisation this person may not see, or that is another office's."""
    seen = Organisation.objects.visible_to(by, engagement.office)
    if body is not None and not seen.filter(pk=body.pk).exists():
        raise NotFound(_("There is no such organisation."), where="organisation")


def _told(row: Any, names: Sequence[str]) -> dict[str, str]:
    return {name: str(getattr(row, name)) for name in names if getattr(row, name) not in ("", None, [])}


@transaction.atomic
def add_member(
    engagement: Engagement, *, by: User, person: Person, values: Mapping[str, Any] | None = None
) -> Member:
    """Put somebody on a delegation (fields of MEMBER_FIELDS); without an organisation, the post held then says it.

    They are among those present at the engagement. An approval is to be asked for anew.
    """
    check_may_write(by, engagement)
    planned(engagement)
    check_people(by, engagement.office, [person])
    if Member.objects.filter(engagement=engagement, person=person).exists():
        raise Refused(_("%(name)s is on the delegation already.") % {"name": person.name}, where="person")
    post = posts_held([person.pk], engagement.date).get(person.pk)
    member = Member(engagement=engagement, person=person)
    known = {"organisation": post.organisation, "post_title": post.title} if post else {}
    _fill_member(member, by, {**known, **(values or {})})
    check_member(vars(member), engagement.members.count())
    undone = unapproved(engagement)
    member.save()
    _be_present(engagement, person, post)
    told = {"member": person.name, **_told(member, MEMBER_FIELDS), **undone}
    tell(engagement, by=by, verb="add_member", after=told)
    return member


def _fill_member(member: Member, by: User, values: Mapping[str, Any]) -> None:
    for name, value in _clean(values, MEMBER_FIELDS, Member).items():
        setattr(member, name, value)
    _check_body(by, member.engagement, member.organisation)


def _be_present(engagement: Engagement, person: Person, post: Any) -> None:
    held = {"organisation": post.organisation, "post_title": post.title} if post else {}
    Participation.objects.get_or_create(engagement=engagement, person=person, defaults=held)


@transaction.atomic
def change_member(member: Member, *, by: User, values: Mapping[str, Any]) -> Member:
    """Change what is said of a member; who pays is decided anew."""
    engagement = member.engagement
    check_may_write(by, engagement)
    before = _told(member, MEMBER_FIELDS)
    _fill_member(member, by, values)
    check_member(vars(member), 0)
    after = _told(member, MEMBER_FIELDS)
    if before != after:
        payer_changed = any(before.get(name) != after.get(name) for name in ("payer", "sponsor"))
        undone = unapproved(engagement) if payer_changed else {}
        member.save()
        named = {"member": member.person.name}
        tell(
            engagement,
            by=by,
            verb="change_member",
            before={**named, **before},
            after={**named, **after, **undone},
        )
    return member


@transaction.atomic
def remove_member(member: Member, *, by: User) -> None:
    """Take somebody off a delegation, with their second form; the approval of the others stands."""
    engagement = member.engagement
    check_may_write(by, engagement)
    tell(engagement, by=by, verb="remove_member", before={"member": member.person.name})
    engagement.participations.filter(person=member.person).delete()
    member.delete()


def _of_stop(values: Mapping[str, Any]) -> dict[str, Any]:
    ready = _clean({"city": "", "lodging": "", **values}, STOP_FIELDS, Stop)
    check_stop(ready)
    return ready


@transaction.atomic
def add_stop(engagement: Engagement, *, by: User, values: Mapping[str, Any]) -> Stop:
    """Say where a delegation goes and from when to when (fields of STOP_FIELDS); approval is to be asked for anew."""
    check_may_write(by, engagement)
    planned(engagement)
    ready = _of_stop(values)
    check_room(engagement.stops.count(), MOST_STOPS)
    undone = unapproved(engagement)
    stop = Stop.objects.create(engagement=engagement, **ready)
    tell(engagement, by=by, verb="add_stop", after={**_told(stop, STOP_FIELDS), **undone})
    _move_ends(engagement)
    return stop


@transaction.atomic
def change_stop(stop: Stop, *, by: User, values: Mapping[str, Any]) -> Stop:
    """Change a stop; another place, or other days, are to be approved anew."""
    engagement = stop.engagement
    check_may_write(by, engagement)
    before = _told(stop, STOP_FIELDS)
    for name, value in _of_stop({**{name: getattr(stop, name) for name in STOP_FIELDS}, **values}).items():
        setattr(stop, name, value)
    after = _told(stop, STOP_FIELDS)
    decided = ("country", "city", "starts", "ends")
    if before != after:
        moved = any(before.get(name) != after.get(name) for name in decided)
        undone = unapproved(engagement) if moved else {}
        stop.save()
        tell(engagement, by=by, verb="change_stop", before=before, after={**after, **undone})
        _move_ends(engagement)
    return stop


@transaction.atomic
def remove_stop(stop: Stop, *, by: User) -> None:
    """Remove a stop of the journey; approval is to be asked for anew."""
    engagement = stop.engagement
    check_may_write(by, engagement)
    tell(engagement, by=by, verb="remove_stop", before=_told(stop, STOP_FIELDS), after=unapproved(engagement))
    stop.delete()
    _move_ends(engagement)


def _move_ends(engagement: Engagement) -> None:
    """The second forms are erased after the last day, whichever day that is now."""
    TravelDetails.objects.filter(engagement=engagement).update(until=last_day(engagement))


def _of_slot(slot: Slot, by: User, values: Mapping[str, Any]) -> Slot:
    for name, value in _clean(values, SLOT_FIELDS, Slot).items():
        setattr(slot, name, value)
    slot.ends_on = slot.ends_on or slot.on
    slot.end_zone = slot.end_zone or slot.zone
    check_slot(slot)
    _check_body(by, slot.engagement, slot.host)
    return slot


def _members_of(engagement: Engagement, members: Sequence[Member], *, for_all: bool) -> list[Member]:
    """Return who takes part in an item; refuse members of another delegation, and an item for nobody."""
    if for_all:
        return []
    own = list(engagement.members.filter(pk__in=[one.pk for one in members]))
    if len(own) != len({one.pk for one in members}):
        raise NotFound(_("There is no such member."), where="members")
    if not own:
        raise Refused(_("Say who takes part, or that it is for the whole delegation."), where="members")
    return own


def _told_slot(slot: Slot, members: Sequence[Member]) -> dict[str, Any]:
    who = {"who": sorted(one.person.name for one in members)} if members else {}
    return {**_told(slot, SLOT_FIELDS), **who}


@transaction.atomic
def add_slot(
    engagement: Engagement, *, by: User, values: Mapping[str, Any], members: Sequence[Member] = ()
) -> Slot:
    """Add an item to the programme (fields of SLOT_FIELDS), for all or for some members.

    Clashes are told, not refused: two groups may well be in two places.
    """
    check_may_write(by, engagement)
    planned(engagement)
    check_room(engagement.slots.count(), MOST_SLOTS)
    slot = _of_slot(Slot(engagement=engagement), by, values)
    chosen = _members_of(engagement, members, for_all=slot.for_all)
    slot.save()
    SlotMember.objects.bulk_create(SlotMember(slot=slot, member=one) for one in chosen)
    tell(engagement, by=by, verb="add_slot", after=_told_slot(slot, chosen))
    return slot


@transaction.atomic
def change_slot(
    slot: Slot, *, by: User, values: Mapping[str, Any], members: Sequence[Member] | None = None
) -> Slot:
    """Change an item of the programme and, with ``members``, who takes part."""
    engagement = slot.engagement
    check_may_write(by, engagement)
    standing = [row.member for row in slot.taking_part.select_related("member__person")]
    before = _told_slot(slot, standing)
    _of_slot(slot, by, values)
    chosen = _members_of(engagement, standing if members is None else members, for_all=slot.for_all)
    after = _told_slot(slot, chosen)
    if before != after:
        slot.save()
        slot.taking_part.all().delete()
        SlotMember.objects.bulk_create(SlotMember(slot=slot, member=one) for one in chosen)
        tell(engagement, by=by, verb="change_slot", before=before, after=after)
    return slot


@transaction.atomic
def remove_slot(slot: Slot, *, by: User) -> None:
    """Remove an item of the programme; the history keeps it."""
    engagement = slot.engagement
    check_may_write(by, engagement)
    tell(engagement, by=by, verb="remove_slot", before=_told_slot(slot, []))
    slot.delete()
