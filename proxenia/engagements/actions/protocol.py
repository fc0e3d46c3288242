"""The list of guests: invited, changed, taken off; their replies, and who came."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from proxenia.accounts.models import User
from proxenia.core.values import clean_text
from proxenia.directory.models import Person
from proxenia.engagements.access import check_people
from proxenia.engagements.models import Engagement, Invitation
from proxenia.engagements.queries.protocol import rank_of_words, suggested
from proxenia.engagements.rules.invitations import check_can_remove
from proxenia.engagements.rules.protocol import check_guest, check_reply, check_room
from proxenia.records.access import check_may_write
from proxenia.records.actions import change

FIELDS = ("name", "email", "post_title", "side", "rank", "since", "note")


def _locked(guest: Invitation, by: User) -> Invitation:
    """Return a guest as it stands, its engagement's row held; refuse who may not write there."""
    check_may_write(by, guest.engagement)
    Engagement.objects.select_for_update().get(pk=guest.engagement_id)
    return Invitation.objects.select_related("engagement", "person").get(pk=guest.pk)


def _tell(engagement: Engagement, by: User, verb: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    change(engagement, by=by, verb=verb, values={}, extra_before=before, extra_after=after)


@transaction.atomic
def invite_guests(
    engagement: Engagement,
    *,
    by: User,
    people: Sequence[Person] = (),
    names: Sequence[str] = (),
    side: str = "them",
) -> list[Invitation]:
    """Put people of the directory and names in words on the list; who stands there already is left as they are.

    Post, organisation, rank and the day of presentation are taken from the directory where it knows them.
    """
    check_may_write(by, engagement)
    check_people(by, engagement.office, people)
    held = list(engagement.invitations.values_list("person_id", "name"))
    known = {key for key, _name in held if key}
    written = {name.casefold() for _key, name in held if name}
    new = [one for one in dict.fromkeys(people) if one.pk not in known]
    words = [clean_text(name)[:200] for name in names]
    fresh = [name for name in dict.fromkeys(words) if name and name.casefold() not in written]
    check_room(len(held), len(new) + len(fresh))
    told = suggested(new, engagement, timezone.localdate())
    rows = [Invitation(engagement=engagement, person=one, side=side, **told[one.pk]) for one in new]
    rows += [
        Invitation(engagement=engagement, name=name, side=side, rank=rank_of_words(name)) for name in fresh
    ]
    for row in rows:
        check_guest({"person": row.person, "name": row.name, "rank": row.rank, "side": row.side})
    Invitation.objects.bulk_create(rows)
    if rows:
        _tell(engagement, by, "invite_guests", {}, {"invited": sorted(str(row) for row in rows)})
    return rows


@transaction.atomic
def change_guest(guest: Invitation, *, by: User, values: Mapping[str, Any]) -> Invitation:
    """Change a guest's post, side, rank, the day that counts within the rank, or the note."""
    standing = _locked(guest, by)
    ready = {name: values[name] for name in FIELDS if name in values}
    for name, longest in (("name", 200), ("email", 254), ("post_title", 200), ("note", 300)):
        if name in ready:
            ready[name] = clean_text(ready[name])[:longest]
    whole = {name: getattr(standing, name) for name in FIELDS} | ready | {"person": standing.person}
    check_guest(whole)
    changed = {name: value for name, value in ready.items() if getattr(standing, name) != value}
    if not changed:
        return standing
    before = {name: str(getattr(standing, name) or "") for name in changed}
    for name, value in changed.items():
        setattr(standing, name, value)
    standing.save(update_fields=list(changed))
    after = {name: str(value or "") for name, value in changed.items()}
    told = {"guest": str(standing)}
    _tell(standing.engagement, by, "change_guest", {**told, **before}, {**told, **after})
    return standing


@transaction.atomic
def remove_guest(guest: Invitation, *, by: User) -> None:
    """Take a guest off the list; the log keeps the name."""
    standing = _locked(guest, by)
    check_can_remove(getattr(standing, "mailed", None))
    _tell(standing.engagement, by, "remove_guest", {"invited": str(standing)}, {})
    standing.delete()


@transaction.atomic
def note_reply(
    guest: Invitation, *, by: User, reply: str, on: dt.date | None = None, through: str = ""
) -> Invitation:
    """Note what a guest answered; said again, nothing changes. ``through`` says how, where not by word or letter."""
    check_reply(reply)
    standing = _locked(guest, by)
    if standing.reply == reply:
        return standing
    before = {"guest": str(standing), "reply": standing.get_reply_display()}
    standing.reply = reply
    standing.replied_on = None if reply == Invitation.Reply.OPEN else on or timezone.localdate()
    standing.save(update_fields=["reply", "replied_on"])
    after = {"guest": str(standing), "reply": standing.get_reply_display()}
    after |= {"through": through} if through else {}
    _tell(standing.engagement, by, "note_reply", before, after)
    return standing


@transaction.atomic
def note_who_came(engagement: Engagement, *, by: User, came: Collection[int]) -> int:
    """Note which guests came (by their keys); all others on the list did not. Return how many notes changed."""
    check_may_write(by, engagement)
    Engagement.objects.select_for_update().get(pk=engagement.pk)
    changed = [row for row in engagement.invitations.select_related("person") if row.came != (row.pk in came)]
    for row in changed:
        row.came = row.pk in came
    Invitation.objects.bulk_update(changed, ["came"])
    if changed:
        names = sorted(str(row) for row in changed if row.came)
        gone = sorted(str(row) for row in changed if not row.came)
        _tell(engagement, by, "note_who_came", {}, {"came": names, "did_not_come": gone})
    return len(changed)
