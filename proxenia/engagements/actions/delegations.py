"""Delegations: planned, put to a decision, approved or sent back, with the safeguards of where they go."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import User
from proxenia.core.errors import Refused
from proxenia.core.values import clean_text
from proxenia.engagements.access import check_may_decide
from proxenia.engagements.models.contacts import Engagement
from proxenia.engagements.models.delegations import Delegation, Member, SafeguardTick, Stop
from proxenia.engagements.queries.delegations import (
    checklist,
    highest_level,
    home_zone,
    other_deciders,
    rated_stops,
    standing_of,
)
from proxenia.engagements.rules.delegations import (
    STEPS,
    Standing,
    check_approval,
    check_decider,
    check_is_outside,
    check_sent_back,
    check_step,
    check_submission,
)
from proxenia.records.access import check_may_write
from proxenia.records.actions import change
from proxenia.risk.actions import record_trip

State = Delegation.State


def tell(
    engagement: Engagement,
    *,
    by: User,
    verb: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    note: str = "",
    expected_version: int | None = None,
) -> None:
    """Write one event on an engagement about a part of its delegation; what is cancelled or put away is refused."""
    if engagement.state == "cancelled":
        raise Refused(_("This was cancelled; nothing is planned for it any more."))
    change(
        engagement,
        by=by,
        verb=verb,
        values={},
        expected_version=expected_version,
        note=note,
        extra_before=before,
        extra_after=after or ({} if before else {"done": True}),
    )


def planned(engagement: Engagement) -> Delegation:
    """Return the plan of an engagement, locked; refuse where nobody began one."""
    plan = Delegation.objects.select_for_update().filter(engagement=engagement).first()
    if plan is None:
        raise Refused(_("Nobody has begun to plan this as a delegation."))
    return plan


@transaction.atomic
def plan_delegation(engagement: Engagement, *, by: User) -> Delegation:
    """Begin to plan an engagement as a delegation; where it goes is taken from its place and days."""
    check_may_write(by, engagement)
    if Delegation.objects.filter(engagement=engagement).exists():
        raise Refused(_("This is planned as a delegation already."))
    tell(engagement, by=by, verb="plan_delegation", after={"organiser": by.name})
    plan = Delegation.objects.create(engagement=engagement, organiser=by)
    _first_stop(engagement)
    return plan


def _first_stop(engagement: Engagement) -> None:
    """Take place and days over where both are known to the day."""
    place, date, until = engagement.place, engagement.date, engagement.until or engagement.date
    if place is None or date.first() != date.last() or until.first() != until.last():
        return
    Stop.objects.create(
        engagement=engagement,
        country=place.country,
        city=place.name if place.kind != place.Kind.COUNTRY else "",
        zone=place.timezone or home_zone(engagement.office),
        starts=date.first(),
        ends=until.last(),
    )


@transaction.atomic
def set_organiser(engagement: Engagement, *, by: User, organiser: User) -> Delegation:
    """Hand the organising of a delegation to somebody else of the office; the second forms go with it."""
    check_may_write(by, engagement)
    plan = planned(engagement)
    check_may_write(organiser, engagement)
    before = {"organiser": plan.organiser.name}
    tell(engagement, by=by, verb="change_delegation", before=before, after={"organiser": organiser.name})
    plan.organiser = organiser
    plan.save(update_fields=["organiser"])
    return plan


@transaction.atomic
def submit_delegation(engagement: Engagement, *, by: User, expected_version: int | None = None) -> Delegation:
    """Ask that a delegation be approved; refused while it lacks what no decision can make up for."""
    check_may_write(by, engagement)
    plan = planned(engagement)
    target = check_step(plan.state, "submit_delegation")
    now = standing_of(by, engagement)
    check_submission(now)
    _move(plan, by, "submit_delegation", expected_version, {"members": now.members})
    plan.state, plan.submitted_by, plan.submitted_at = target, by, timezone.now()
    plan.decided_by, plan.decided_at, plan.decision, plan.override_reason = None, None, "", ""
    plan.save()
    return plan


def _move(
    plan: Delegation, by: User, verb: str, expected_version: int | None, more: Mapping[str, Any] | None = None
) -> None:
    tell(
        plan.engagement,
        by=by,
        verb=verb,
        before={"approval": plan.state},
        after={"approval": STEPS[verb][1], **(more or {})},
        expected_version=expected_version,
    )


@transaction.atomic
def approve_delegation(
    engagement: Engagement,
    *,
    by: User,
    decision: str = "",
    override_reason: str = "",
    expected_version: int | None = None,
) -> Delegation:
    """Approve a delegation as it stands; what the rules say against it is set aside with a reason or refused.

    Members whose travel somebody from outside pays are entered in the register of who pays.
    """
    check_may_decide(by, engagement)
    plan = planned(engagement)
    target = check_step(plan.state, "approve_delegation")
    check_decider(is_own=plan.submitted_by_id == by.pk, others=other_deciders(engagement.office, by))
    now, words, reason = (
        standing_of(by, engagement),
        clean_text(decision, lines=True),
        clean_text(override_reason),
    )
    overridden = check_approval(now, words, reason)
    told = {"decision": words, "members": now.members, "level": now.level}
    _move(
        plan, by, "approve_delegation", expected_version, {**told, "override": reason if overridden else ""}
    )
    if overridden:
        _enter_in_register(engagement, by, reason)
    return _decided(plan, by, target, words, reason if overridden else "", now)


def _decided(
    plan: Delegation, by: User, state: str, words: str, reason: str, now: Standing | None = None
) -> Delegation:
    plan.state, plan.decided_by, plan.decided_at = state, by, timezone.now()
    plan.decision, plan.override_reason = words[:4000], reason[:4000]
    plan.level = now.level if now else plan.level
    plan.save()
    return plan


def _enter_in_register(engagement: Engagement, by: User, reason: str) -> None:
    """Record for every member whose travel is paid from outside who pays, as the register of journeys wants it."""
    stops = list(engagement.stops.all())
    members = Member.objects.filter(engagement=engagement).select_related("person")
    for member in members if stops else ():
        if check_is_outside(member.payer):
            values = {
                "traveller": member.person.name,
                "person": member.person,
                "country": stops[0].country,
                "city": stops[0].city,
                "starts": stops[0].starts,
                "ends": max(one.ends for one in stops),
                "payer": member.payer,
                "sponsor": member.sponsor,
                "override_reason": reason,
                "note": engagement.title,
            }
            record_trip(
                engagement.office,
                by=by,
                values=values,
                unit=engagement.unit,
                visibility=engagement.visibility,
            )


@transaction.atomic
def send_delegation_back(
    engagement: Engagement, *, by: User, decision: str, expected_version: int | None = None
) -> Delegation:
    """Send a delegation back with what is to be changed."""
    check_may_decide(by, engagement)
    plan = planned(engagement)
    target = check_step(plan.state, "send_delegation_back")
    words = clean_text(decision, lines=True)
    check_sent_back(words)
    _move(plan, by, "send_delegation_back", expected_version, {"decision": words})
    return _decided(plan, by, target, words, "")


@transaction.atomic
def reopen_delegation(engagement: Engagement, *, by: User, expected_version: int | None = None) -> Delegation:
    """Take up the planning again; it is to be approved anew."""
    check_may_write(by, engagement)
    plan = planned(engagement)
    target = check_step(plan.state, "reopen_delegation")
    _move(plan, by, "reopen_delegation", expected_version)
    plan.state = target
    plan.save(update_fields=["state"])
    return plan


def unapproved(engagement: Engagement) -> dict[str, str]:
    """Take the approval off a plan whose members or stops change; return what the log tells of it.

    One that waits for a decision goes on waiting: whoever decides sees it as it is then.
    """
    plan = planned(engagement)
    if plan.state != State.APPROVED:
        return {}
    plan.state = State.DRAFT
    plan.save(update_fields=["state"])
    return {"approval": str(State.DRAFT)}


@transaction.atomic
def tick_safeguard(engagement: Engagement, *, by: User, code: str, is_done: bool = True) -> None:
    """Say that a line of the safeguards was seen to, or take that back; said again, nothing changes."""
    check_may_write(by, engagement)
    planned(engagement)
    level = highest_level(rated_stops(by, engagement))
    line = next((one for one in checklist(engagement, level) if one.line.code == code), None)
    if line is None:
        raise Refused(_("This line is not on the checklist of where the delegation goes."), where="code")
    if (line.tick is not None) == is_done:
        return
    verb = "tick_safeguard" if is_done else "untick_safeguard"
    tell(engagement, by=by, verb=verb, after={"safeguard": line.line.what})
    if is_done:
        SafeguardTick.objects.create(engagement=engagement, code=code, done_at=timezone.now(), done_by=by)
    else:
        engagement.safeguard_ticks.filter(code=code).delete()
