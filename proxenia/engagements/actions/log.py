"""Contacts: logged with their ties and people, changed, linked, put away, and the promises made there."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, Unit, User
from proxenia.commitments.actions import add_commitment
from proxenia.commitments.models import Commitment
from proxenia.core.errors import Refused
from proxenia.core.values import clean_text, fold
from proxenia.directory.models import Person
from proxenia.engagements.access import check_people, check_ties
from proxenia.engagements.actions.facts import refresh_contact_facts
from proxenia.engagements.models import Engagement, EngagementTie, FollowUp, Participation
from proxenia.engagements.queries.doubts import doubts_about
from proxenia.engagements.queries.posts import posts_held
from proxenia.engagements.rules import check_engagement, check_state, closest, state_after, state_by_date
from proxenia.portfolio.models import Partnership, PartnershipCommitment
from proxenia.records.access import check_may_write
from proxenia.records.actions import archive, change, create, name_as_on, reindex, restore

TEXTS = ("people_text", "note")


def _cleaned(values: Mapping[str, Any], standing: Engagement | None = None) -> dict[str, Any]:
    """Return values ready to be stored, checked together with those that stand."""
    ready = dict(values)
    if "title" in ready:
        ready["title"] = clean_text(ready["title"])[:300]
        ready["title_folded"] = fold(ready["title"])[:300]
    for name in TEXTS:
        if name in ready:
            ready[name] = clean_text(ready[name], lines=True)
    if "currency" in ready:
        ready["currency"] = clean_text(ready["currency"]).upper()[:3]
    names = (*Engagement.audited_fields, "title")
    whole = {name: getattr(standing, name) for name in names} if standing else {}
    check_engagement({**whole, **ready})
    today = timezone.localdate()
    if standing is None and not ready.get("state"):
        ready["state"] = state_by_date(ready["date"], today)
    elif standing is not None and "state" not in ready and ready.get("date", standing.date) != standing.date:
        ready["state"] = state_after(standing.state, ready["date"], today)
    check_state({**whole, **ready}, today)
    return ready


def _settled(
    by: User,
    office: Office,
    whole: Mapping[str, Any],
    people: Sequence[Person],
    because: str,
    engagement: Engagement | None = None,
) -> dict[str, str]:
    """Refuse what looks wrong until a reason is given; return the reason as the log tells it."""
    doubts = doubts_about(by, office, dict(whole), people, engagement)
    if not doubts:
        return {}
    reason = clean_text(because)[:300]
    if not reason:
        sentence = _("{doubts} If it is right all the same, say why.")
        raise Refused(sentence.format(doubts=" ".join(doubts)), where="because")
    return {"because": reason}


def _asked_anew(
    engagement: Engagement, by: User, ready: Mapping[str, Any], people: Sequence[Person] | None, because: str
) -> dict[str, str]:
    """Ask again where a change touches what doubts hang on: the days, the place, how people met, who was there."""
    touched = [name for name in ("date", "until", "place", "mode") if name in ready]
    is_moved = any(ready[name] != getattr(engagement, name) for name in touched)
    seen = Person.objects.visible_to(by, engagement.office)
    held = list(seen.filter(participations__engagement=engagement))
    present = held if people is None else people
    new = [person for person in present if is_moved or person not in held]
    whole = {name: getattr(engagement, name) for name in Engagement.audited_fields}
    return _settled(by, engagement.office, {**whole, **ready}, new, because, engagement)


def _told(ties: Iterable[Partnership], people: Iterable[Person]) -> dict[str, Any]:
    """Return what the log tells of the links, by names."""
    told = {"ties": sorted(tie.name for tie in ties), "people_present": sorted(one.name for one in people)}
    return {name: names for name, names in told.items() if names}


def _write_ties(engagement: Engagement, ties: Iterable[Partnership]) -> None:
    rows = [EngagementTie(engagement=engagement, partnership=tie) for tie in ties]
    EngagementTie.objects.bulk_create(rows)


def _write_people(engagement: Engagement, people: Sequence[Person]) -> None:
    held = posts_held([person.pk for person in people], engagement.date)
    rows = []
    for person in people:
        post = held.get(person.pk)
        rows.append(
            Participation(
                engagement=engagement,
                person=person,
                organisation=post.organisation if post else None,
                post_title=post.title if post else "",
            )
        )
    Participation.objects.bulk_create(rows)


@transaction.atomic
def log_engagement(
    office: Office,
    *,
    by: User,
    values: Mapping[str, Any],
    ties: Sequence[Partnership] = (),
    people: Sequence[Person] = (),
    unit: Unit | None = None,
    owner: User | None = None,
    visibility: str = "",
    because: str = "",
) -> Engagement:
    """Log a contact with the ties it belongs to and the people present, each with the post held then.

    Without a ``visibility`` it is as close as the closest of its ties; without a ``state`` among the values it
    is planned where its date lies ahead, else it took place. ``because`` settles what looks wrong and is right.
    """
    check_ties(by, office, ties)
    check_people(by, office, people)
    ready = _cleaned({"title": "", "date": None, **values})
    told = {**_told(ties, people), **_settled(by, office, ready, people, because)}
    engagement = create(
        Engagement,
        by=by,
        office=office,
        verb="log_engagement",
        values=ready,
        unit=unit,
        owner=owner,
        visibility=visibility or closest([tie.visibility for tie in ties]),
        extra=told,
    )
    _write_ties(engagement, ties)
    _write_people(engagement, people)
    if not visibility:
        for tie in ties:
            name_as_on(engagement, tie, by=by)
    reindex(engagement)
    refresh_contact_facts([tie.pk for tie in ties])
    return engagement


@transaction.atomic
def change_engagement(
    engagement: Engagement,
    *,
    by: User,
    values: Mapping[str, Any],
    ties: Sequence[Partnership] | None = None,
    people: Sequence[Person] | None = None,
    expected_version: int | None = None,
    because: str = "",
) -> Engagement:
    """Change a contact; with ``ties`` or ``people`` these become its ties or the people present.

    Ties and people this person may not see stay as they are. A new date moves what is planned or took place
    to the state that fits it; the log tells both. ``because`` settles what looks wrong and is right.
    """
    check_may_write(by, engagement)
    ready = _cleaned(values, engagement)
    settled = _asked_anew(engagement, by, ready, people, because)
    before, after = {}, {}
    touched = set(engagement.tie_links.values_list("partnership_id", flat=True))
    if ties is not None:
        gone, new = _set_ties(engagement, by, ties)
        before["ties"], after["ties"] = _names(gone), _names(new)
        touched |= {tie.pk for tie in new}
    if people is not None:
        left, joined = _set_people(engagement, by, people)
        before["people_present"], after["people_present"] = _names(left), _names(joined)
    change(
        engagement,
        by=by,
        verb="change_engagement",
        values=ready,
        expected_version=expected_version,
        note=settled.get("because", ""),
        extra_before={name: names for name, names in before.items() if names},
        extra_after={name: names for name, names in after.items() if names},
    )
    if "date" in ready or people is not None:
        _rewrite_posts(engagement)
    refresh_contact_facts(touched)
    return engagement


def _rewrite_posts(engagement: Engagement) -> None:
    """Write anew which post everybody present held: another date can mean another post."""
    rows = list(engagement.participations.all())
    held = posts_held([row.person_id for row in rows], engagement.date)
    for row in rows:
        post = held.get(row.person_id)
        row.organisation = post.organisation if post else None
        row.post_title = post.title if post else ""
    Participation.objects.bulk_update(rows, ["organisation", "post_title"])


def _names(records: Iterable[Partnership | Person]) -> list[str]:
    return sorted(record.name for record in records)


def _set_ties(
    engagement: Engagement, by: User, ties: Sequence[Partnership]
) -> tuple[list[Partnership], list[Partnership]]:
    """Make these the ties of a contact; return those taken off and those added."""
    check_ties(by, engagement.office, ties)
    seen = Partnership.objects.visible_to(by, engagement.office)
    held = list(seen.filter(engagement_links__engagement=engagement))
    gone = [tie for tie in held if tie not in ties]
    new = [tie for tie in ties if tie not in held]
    engagement.tie_links.filter(partnership__in=gone).delete()
    _write_ties(engagement, new)
    return gone, new


def _set_people(
    engagement: Engagement, by: User, people: Sequence[Person]
) -> tuple[list[Person], list[Person]]:
    """Make these the people present; return those taken off and those added."""
    check_people(by, engagement.office, people)
    seen = Person.objects.visible_to(by, engagement.office)
    held = list(seen.filter(participations__engagement=engagement))
    gone = [person for person in held if person not in people]
    new = [person for person in people if person not in held]
    engagement.participations.filter(person__in=gone).delete()
    _write_people(engagement, new)
    return gone, new


@transaction.atomic
def link_engagement(engagement: Engagement, *, by: User, tie: Partnership) -> None:
    """Say that a contact belongs to a tie too; said again, nothing changes."""
    check_may_write(by, engagement)
    check_ties(by, engagement.office, [tie])
    _link, made = EngagementTie.objects.get_or_create(engagement=engagement, partnership=tie)
    if made:
        change(engagement, by=by, verb="link_engagement", values={}, extra_after={"ties": [tie.name]})
        refresh_contact_facts([tie.pk])


@transaction.atomic
def unlink_engagement(engagement: Engagement, *, by: User, tie: Partnership) -> None:
    """Take a contact off a tie; the contact itself stays."""
    check_may_write(by, engagement)
    check_ties(by, engagement.office, [tie])
    link = engagement.tie_links.filter(partnership=tie).first()
    if link is not None:
        link.delete()
        change(engagement, by=by, verb="unlink_engagement", values={}, extra_before={"ties": [tie.name]})
        refresh_contact_facts([tie.pk])


@transaction.atomic
def archive_engagement(engagement: Engagement, *, by: User, reason: str) -> Engagement:
    """Put a contact away with the reason; the facts of its ties follow."""
    if not reason.strip():
        # Whoever may not put it away is told so, and not asked why.
        check_may_write(by, engagement)
        raise Refused(_("Say why it is put away."), where="reason")
    archive(engagement, by=by, reason=clean_text(reason), verb="archive_engagement")
    _refresh_ties_of(engagement)
    return engagement


@transaction.atomic
def restore_engagement(engagement: Engagement, *, by: User) -> Engagement:
    """Bring a contact back that was put away; the facts of its ties follow."""
    restore(engagement, by=by, verb="restore_engagement")
    _refresh_ties_of(engagement)
    return engagement


def _refresh_ties_of(engagement: Engagement) -> None:
    refresh_contact_facts(engagement.tie_links.values_list("partnership_id", flat=True))


@transaction.atomic
def add_follow_up(
    engagement: Engagement, *, by: User, values: dict[str, Any], tie: Partnership | None = None
) -> Commitment:
    """Record a promise made at a contact, ours or theirs.

    It belongs to ``tie``, or to the contact's only tie; where there are several, one must be named.
    """
    check_may_write(by, engagement)
    chosen = tie or _only_tie(engagement, by)
    told = {"contact": engagement.title}
    visibility = engagement.visibility
    if chosen is not None:
        check_ties(by, engagement.office, [chosen])
        told["tie"] = chosen.name
        visibility = closest([visibility, chosen.visibility])
    promise = add_commitment(
        engagement.office, by=by, values=values, unit=engagement.unit, visibility=visibility, extra=told
    )
    FollowUp.objects.create(commitment=promise, engagement=engagement)
    if engagement.nothing_to_follow:
        change(engagement, by=by, verb="change_engagement", values={"nothing_to_follow": False})
    if chosen is not None:
        PartnershipCommitment.objects.create(commitment=promise, partnership=chosen)
        reindex(promise)
    name_as_on(promise, engagement, by=by)
    return promise


def _only_tie(engagement: Engagement, by: User) -> Partnership | None:
    seen = Partnership.objects.visible_to(by, engagement.office)
    ties = list(seen.filter(engagement_links__engagement=engagement)[:2])
    if len(ties) > 1:
        raise Refused(_("Say to which tie the promise belongs."), where="tie")
    return ties[0] if ties else None
