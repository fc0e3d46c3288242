"""Hours of an engagement, and secret addresses for calendars and mail."""

import datetime as dt
import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import PEOPLE
from proxenia.audit.actions import record as record_event
from proxenia.core.errors import NotAllowed, NotFound, Refused
from proxenia.engagements.models import Engagement, Hours, SecretAddress
from proxenia.engagements.queries.addresses import digest_of_token, may_have, standing_addresses
from proxenia.engagements.rules.calendar import MOST_ADDRESSES, check_hours, check_zone
from proxenia.records.access import check_may_write
from proxenia.records.actions import change

_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
_MAIL_LETTERS = 28
"""Of 32 letters each: 140 bits, and no capitals, which mail servers may change."""


@transaction.atomic
def set_hours(engagement: Engagement, *, by: User, starts: dt.time, ends: dt.time | None, zone: str) -> Hours:
    """Say from when till when an engagement takes on its days, by the clock of a time zone."""
    check_may_write(by, engagement)
    check_zone(zone)
    check_hours(engagement, starts, ends)
    wanted = Hours(engagement=engagement, starts=starts, ends=ends, zone=zone)
    before = Hours.objects.filter(engagement=engagement).first()
    told, meant = _told(before), _told(wanted)
    if told == meant and before is not None:
        return before
    hours, _made = Hours.objects.update_or_create(
        engagement=engagement, defaults={"starts": starts, "ends": ends, "zone": zone}
    )
    change(engagement, by=by, verb="set_hours", values={}, extra_before=told, extra_after=meant)
    engagement.hours = hours
    return hours


@transaction.atomic
def clear_hours(engagement: Engagement, *, by: User) -> None:
    """Take the hours off an engagement: it is of whole days again."""
    check_may_write(by, engagement)
    hours = Hours.objects.filter(engagement=engagement).first()
    if hours is not None:
        told = _told(hours)
        hours.delete()
        change(engagement, by=by, verb="clear_hours", values={}, extra_before=told)


def _told(hours: Hours | None) -> dict[str, str]:
    if hours is None:
        return {}
    until = f" – {hours.ends:%H:%M}" if hours.ends else ""
    return {"hours": f"{hours.starts:%H:%M}{until} ({hours.zone})"}


@transaction.atomic
def make_secret_address(office: Office, *, by: User, kind: str) -> tuple[SecretAddress, str]:
    """Make a secret address for oneself and return it with its token, which is told this once."""
    if kind not in SecretAddress.Kind.values:
        raise NotFound(_("There is no such address."), where="kind")
    if not may_have(by, office, kind):
        raise NotAllowed(_("Your role in this office does not allow this."), where="kind")
    if standing_addresses(by, office).count() >= MOST_ADDRESSES:
        sentence = _("You have %(most)d addresses already. Withdraw one that is not used.")
        raise Refused(sentence % {"most": MOST_ADDRESSES}, where="kind")
    token = _new_token(kind)
    made = SecretAddress.objects.create(
        office=office, user=by, kind=kind, digest=digest_of_token(token), made_at=timezone.now()
    )
    _note(made, by, "make_secret_address")
    return made, token


def _new_token(kind: str) -> str:
    if kind in (SecretAddress.Kind.FEED_OWN, SecretAddress.Kind.FEED_OFFICE):
        return secrets.token_urlsafe(32)
    return "".join(secrets.choice(_LETTERS) for _number in range(_MAIL_LETTERS))


@transaction.atomic
def withdraw_secret_address(address: SecretAddress, *, by: User) -> None:
    """Make an address worthless: one's own, or anybody's for whoever looks after people of the office."""
    if address.user_id != by.pk and not by.standing(address.office).has(PEOPLE):
        raise NotFound(_("There is no such address."))
    if address.withdrawn_at is not None:
        raise Refused(_("This address was withdrawn already."))
    address.withdrawn_at = timezone.now()
    address.save(update_fields=["withdrawn_at"])
    _note(address, by, "withdraw_secret_address")


def _note(address: SecretAddress, by: User, verb: str) -> None:
    told = {"address": str(address.get_kind_display())}
    user = address.user
    record_event(
        chain=address.office_id, by=by, verb=verb, kind="user", uid=user.uid, name=user.name, after=told
    )


def mark_used(address: SecretAddress, *, today: dt.date) -> None:
    """Note the day on which an address was used, once a day: so that its owner sees which ones still are."""
    if address.used_on != today:
        SecretAddress.objects.filter(pk=address.pk).update(used_on=today)
