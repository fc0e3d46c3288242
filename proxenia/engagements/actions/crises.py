"""Every write on a crisis at a partner: needs, offers, deliveries, its end, and the thanks that are made public."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from proxenia.accounts.access import check_may
from proxenia.accounts.models import Office, Unit, User
from proxenia.accounts.models.roles import WRITE
from proxenia.core.values import clean_text, fold
from proxenia.engagements.access import check_bodies, check_ties
from proxenia.engagements.actions.project_parts import body_words, write_part
from proxenia.engagements.actions.projects import cleaned, tell
from proxenia.engagements.models.crises import Crisis, Delivery, Need, Offer, Thanks
from proxenia.engagements.rules import closest
from proxenia.engagements.rules import crises as rules
from proxenia.portfolio.models import Partnership
from proxenia.records.access import check_may_write
from proxenia.records.actions import change, create, name_as_on

FIELDS = ("title", "organisation", "partnership", "began_on", "what", "note")
NEED_FIELDS = ("what", "amount", "measure", "is_money", "is_urgent", "asked_on", "asked_by")
OFFER_FIELDS = (
    "need", "organisation", "what", "amount", "measure", "is_money", "offered_on", "may_be_named",
)  # fmt: skip


def _ready(values: Mapping[str, Any]) -> dict[str, Any]:
    ready = cleaned(values, FIELDS)
    if isinstance(values.get("what"), str):
        ready["what"] = clean_text(values["what"], lines=True)
    if "title" in ready:
        ready["title_folded"] = fold(ready["title"])[:300]
    return ready


def _check_ground(by: User, office: Office, ready: Mapping[str, Any]) -> Partnership | None:
    tie: Partnership | None = ready.get("partnership")
    check_bodies(by, office, [ready.get("organisation")])
    check_ties(by, office, [tie] if tie else [])
    return tie


@transaction.atomic
def report_crisis(
    office: Office,
    *,
    by: User,
    values: Mapping[str, Any],
    unit: Unit | None = None,
    visibility: str = "",
    today: dt.date | None = None,
) -> Crisis:
    """Note a crisis at a partner; without a ``visibility`` it is as close as the partner and the tie."""
    ready = _ready({"title": "", "organisation": None, "began_on": None, **values})
    rules.check_crisis(ready, today or timezone.localdate())
    tie = _check_ground(by, office, ready)
    around = [ready["organisation"].visibility, *([tie.visibility] if tie else [])]
    crisis = create(
        Crisis,
        by=by,
        office=office,
        verb="report_crisis",
        values=ready,
        unit=unit,
        visibility=visibility or closest(["internal", *around]),
    )
    if not visibility:
        for record in (ready["organisation"], *([tie] if tie else [])):
            name_as_on(crisis, record, by=by)
    return crisis


@transaction.atomic
def change_crisis(
    crisis: Crisis, *, by: User, values: Mapping[str, Any], expected_version: int | None = None
) -> Crisis:
    """Change what is said of a crisis."""
    check_may_write(by, crisis)
    ready = _ready(values)
    whole = {**{name: getattr(crisis, name) for name in FIELDS}, **ready}
    rules.check_crisis(whole, timezone.localdate())
    _check_ground(
        by, crisis.office, {name: ready[name] for name in ready if ready[name] != getattr(crisis, name)}
    )
    shared = {name: values[name] for name in ("unit", "visibility") if name in values}
    return change(
        crisis, by=by, verb="change_crisis", values={**ready, **shared}, expected_version=expected_version
    )


@transaction.atomic
def close_crisis(crisis: Crisis, *, by: User, summary: str) -> Crisis:
    """Close a crisis with a summary; what was needed and never came stays as it is, and is told."""
    check_may_write(by, crisis)
    rules.check_open(crisis)
    words = rules.check_summary(clean_text(summary, lines=True))
    values = {"state": Crisis.State.CLOSED, "summary": words, "closed_on": timezone.localdate()}
    return change(crisis, by=by, verb="close_crisis", values=values)


@transaction.atomic
def reopen_crisis(crisis: Crisis, *, by: User) -> Crisis:
    """Open a crisis again."""
    values = {"state": Crisis.State.OPEN, "closed_on": None}
    return change(crisis, by=by, verb="reopen_crisis", values=values)


def open_crisis(crisis: Crisis, by: User) -> Crisis:
    """Return the crisis, refusing somebody who may not change it, and one that is closed."""
    check_may_write(by, crisis)
    rules.check_open(crisis)
    return crisis


def _measured(ready: dict[str, Any]) -> dict[str, Any]:
    if ready.get("is_money") and ready.get("measure"):
        ready["measure"] = ready["measure"].upper()
    return ready


def _told_need(one: Need) -> dict[str, str]:
    much = f"{one.amount} {one.measure}" if one.amount is not None else "not known how much"
    return {"need": f"{one.what}: {much}" + (", urgent" if one.is_urgent else "")}


@transaction.atomic
def add_need(crisis: Crisis, *, by: User, values: Mapping[str, Any]) -> Need:
    """Note what a partner needs; how much may not be known yet."""
    open_crisis(crisis, by)
    ready = _measured(cleaned({"what": "", "asked_on": timezone.localdate(), **values}, NEED_FIELDS))
    rules.check_quantity(ready, may_be_unknown=True)
    rules.check_room(crisis.needs.count())
    need = Need.objects.create(crisis=crisis, **ready)
    tell(crisis, by=by, verb="add_need", after=_told_need(need))
    return need


@transaction.atomic
def change_need(need: Need, *, by: User, values: Mapping[str, Any]) -> Need:
    """Change a need."""
    crisis = open_crisis(need.crisis, by)
    ready = _measured(cleaned(values, NEED_FIELDS))
    rules.check_quantity(
        {**{name: getattr(need, name) for name in NEED_FIELDS}, **ready}, may_be_unknown=True
    )
    write_part(need, ready, NEED_FIELDS, _told_need, (crisis, by, "change_need"))
    return need


@transaction.atomic
def remove_need(need: Need, *, by: User) -> None:
    """Remove a need nobody has offered anything for."""
    crisis = open_crisis(need.crisis, by)
    rules.check_unused(need.offers.count())
    tell(crisis, by=by, verb="remove_need", before=_told_need(need))
    need.delete()


def delivered_of(offer: Offer) -> Decimal:
    """Return how much of an offer has arrived, confirmed or not."""
    return offer.deliveries.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def _told_offer(one: Offer) -> dict[str, str]:
    named = "may be named" if one.may_be_named else "not to be named"
    return {
        "offer": f"{body_words(one.organisation)}: {one.what}, {one.amount} {one.measure}, {one.state}, {named}"
    }


def _check_offer(crisis: Crisis, by: User, whole: Mapping[str, Any]) -> None:
    rules.check_quantity(whole)
    rules.check_offered_on(whole.get("offered_on"), timezone.localdate())
    rules.check_need(crisis, whole.get("need"))
    check_bodies(by, crisis.office, [whole.get("organisation")])


@transaction.atomic
def add_offer(crisis: Crisis, *, by: User, values: Mapping[str, Any]) -> Offer:
    """Note what somebody offers, for a need or beside all of them."""
    open_crisis(crisis, by)
    ready = _measured(cleaned({"what": "", "offered_on": timezone.localdate(), **values}, OFFER_FIELDS))
    _check_offer(crisis, by, ready)
    rules.check_room(crisis.offers.count())
    offer = Offer.objects.create(crisis=crisis, **ready)
    tell(crisis, by=by, verb="add_offer", after=_told_offer(offer))
    return offer


@transaction.atomic
def change_offer(offer: Offer, *, by: User, values: Mapping[str, Any]) -> Offer:
    """Change an offer; it does not become smaller than what of it arrived."""
    crisis = open_crisis(offer.crisis, by)
    ready = _measured(cleaned(values, OFFER_FIELDS))
    _check_offer(crisis, by, {**{name: getattr(offer, name) for name in OFFER_FIELDS}, **ready})
    rules.check_offered(ready.get("amount", offer.amount), delivered_of(offer))
    write_part(offer, ready, OFFER_FIELDS, _told_offer, (crisis, by, "change_offer"))
    return offer


@transaction.atomic
def move_offer(offer: Offer, *, by: User, verb: str) -> Offer:
    """Note that an offer was accepted, declined or withdrawn."""
    crisis = open_crisis(offer.crisis, by)
    target = rules.check_offer_step(verb, offer.state, offer.get_state_display())
    before = _told_offer(offer)
    offer.state = target
    offer.save(update_fields=["state"])
    tell(crisis, by=by, verb=verb, before=before, after=_told_offer(offer))
    return offer


@transaction.atomic
def remove_offer(offer: Offer, *, by: User) -> None:
    """Remove an offer nothing of which arrived."""
    crisis = open_crisis(offer.crisis, by)
    rules.check_unused(offer.deliveries.count())
    tell(crisis, by=by, verb="remove_offer", before=_told_offer(offer))
    offer.delete()


def _told_delivery(one: Delivery) -> dict[str, str]:
    sure = f", confirmed by {one.confirmed_by}" if one.confirmed_by else ", not confirmed"
    return {"delivery": f"{one.offer.what}: {one.amount} {one.offer.measure} on {one.on.isoformat()}{sure}"}


@transaction.atomic
def add_delivery(
    offer: Offer, *, by: User, values: Mapping[str, Any], today: dt.date | None = None
) -> Delivery:
    """Note what of an offer arrived; never more than was offered."""
    crisis, now = open_crisis(offer.crisis, by), today or timezone.localdate()
    locked = Offer.objects.select_for_update(of=("self",), no_key=True).get(pk=offer.pk)
    ready = cleaned(
        {"amount": None, "on": None, **values}, ("amount", "on", "confirmed_by", "confirmed_on", "note")
    )
    rules.check_delivery(locked, ready["amount"], delivered_of(locked), ready["on"], now)
    if ready.get("confirmed_by"):
        ready["confirmed_on"] = ready.get("confirmed_on") or ready["on"]
        rules.check_confirmation(ready["confirmed_by"], ready["confirmed_on"], ready["on"], now)
    elif ready.get("confirmed_on"):
        rules.check_confirmation("", ready["confirmed_on"], ready["on"], now)
    rules.check_room(locked.deliveries.count())
    delivery = Delivery.objects.create(offer=locked, **ready)
    tell(crisis, by=by, verb="add_delivery", after=_told_delivery(delivery))
    return delivery


@transaction.atomic
def confirm_delivery(
    delivery: Delivery, *, by: User, confirmed_by: str, confirmed_on: dt.date | None
) -> Delivery:
    """Note who of the partner confirmed that a delivery arrived."""
    crisis = open_crisis(delivery.offer.crisis, by)
    words = clean_text(confirmed_by)[:200]
    rules.check_confirmation(words, confirmed_on, delivery.on, timezone.localdate())
    before = _told_delivery(delivery)
    delivery.confirmed_by, delivery.confirmed_on = words, confirmed_on
    delivery.save(update_fields=["confirmed_by", "confirmed_on"])
    tell(crisis, by=by, verb="confirm_delivery", before=before, after=_told_delivery(delivery))
    return delivery


@transaction.atomic
def remove_delivery(delivery: Delivery, *, by: User) -> None:
    """Remove a delivery that was noted by mistake; the history keeps it."""
    crisis = open_crisis(delivery.offer.crisis, by)
    tell(crisis, by=by, verb="remove_delivery", before=_told_delivery(delivery))
    delivery.delete()


@transaction.atomic
def publish_thanks(crisis: Crisis, *, by: User, text: str) -> Thanks:
    """Make the words of thanks public, exactly as they stand; who writes for the whole office does so."""
    check_may_write(by, crisis)
    check_may(by, crisis.office, WRITE)
    words = rules.check_thanks(crisis, clean_text(text, lines=True))
    standing = Thanks.objects.filter(crisis=crisis).first()
    thanks = standing or Thanks(crisis=crisis)
    before = {"text": thanks.text} if standing else None
    thanks.title, thanks.text = crisis.title, words
    thanks.published_at, thanks.published_by = timezone.now(), by
    thanks.save()
    tell(crisis, by=by, verb="publish_thanks", before=before, after={"text": words})
    return thanks


@transaction.atomic
def withdraw_thanks(crisis: Crisis, *, by: User) -> None:
    """Take public thanks back; said again, nothing changes."""
    check_may_write(by, crisis)
    check_may(by, crisis.office, WRITE)
    standing = Thanks.objects.filter(crisis=crisis).first()
    if standing is not None:
        tell(crisis, by=by, verb="withdraw_thanks", before={"text": standing.text})
        standing.delete()
