"""Guests told by mail: invited, told of a change, called off; every mail once, whatever happens to the worker."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import User
from proxenia.core.errors import Refused
from proxenia.core.jobs import confirm, enqueue
from proxenia.engagements.models import CalendarInvitation, Engagement, Invitation, MailedInvitation
from proxenia.engagements.queries.invitations import Standing, digest_of_reply, reply_token, standing_of
from proxenia.engagements.rules.calendar import span_of
from proxenia.engagements.rules.invitations import (
    check_can_mail_again,
    check_can_strike,
    check_may_mail,
    content_of,
)
from proxenia.records.access import check_may_write
from proxenia.records.actions import change

REQUEST, CANCEL = MailedInvitation.Method.REQUEST, MailedInvitation.Method.CANCEL


@transaction.atomic
def mail_invitations(engagement: Engagement, *, by: User) -> int:
    """Have the guests told by mail what stands: invited, told of a change, or that it does not take place.

    Who was told so already hears nothing. Returns how many mails were asked for; a job hands each over, once.
    """
    check_may_write(by, engagement)
    Engagement.objects.select_for_update().get(pk=engagement.pk)
    standing = standing_of(by, engagement)
    check_may_mail(engagement, span_of(engagement), standing.called)
    if not standing.to_tell:
        raise Refused(_("Everybody on the list who can be written to was told already."))
    _note_what_is_told(engagement, by, standing)
    method = CANCEL if standing.is_off else REQUEST
    for guest in standing.to_tell:
        _want(guest, method, standing.sequence)
        _ask(guest, engagement, by)
    told = {"mails": len(standing.to_tell), "says": method.value.lower(), "number": standing.sequence}
    change(engagement, by=by, verb="mail_invitations", values={}, extra_after=told)
    return len(standing.to_tell)


def _note_what_is_told(engagement: Engagement, by: User, standing: Standing) -> None:
    CalendarInvitation.objects.update_or_create(
        engagement=engagement,
        defaults={
            "sequence": standing.sequence,
            "content": content_of(engagement, span_of(engagement)),
            "is_off": standing.is_off,
            "sent_by": by,
            "sent_at": timezone.now(),
        },
    )


def _want(guest: Invitation, method: str, sequence: int) -> None:
    digest = digest_of_reply(reply_token(guest))
    MailedInvitation.objects.update_or_create(
        guest=guest, defaults={"digest": digest, "method": method, "wanted": sequence}
    )


def _ask(guest: Invitation, engagement: Engagement, by: User) -> None:
    key = f"invitation {guest.uid}"
    enqueue("engagements.mail_invitation", by=by, office=engagement.office, key=key, guest=guest.uid)


def _held(guest: Invitation, by: User) -> MailedInvitation | None:
    """Return the mail of a guest, its engagement's row held; refuse who may not write there."""
    check_may_write(by, guest.engagement)
    Engagement.objects.select_for_update().get(pk=guest.engagement_id)
    return MailedInvitation.objects.filter(guest=guest).first()


@transaction.atomic
def call_off_guest(guest: Invitation, *, by: User) -> None:
    """Have one guest told that the invitation no longer stands for them; everybody else's stays."""
    mailed = check_can_strike(_held(guest, by))
    called = CalendarInvitation.objects.get(engagement=guest.engagement)
    mailed.method, mailed.is_struck = CANCEL, True
    mailed.wanted = max(called.sequence, mailed.wanted) + 1
    mailed.save(update_fields=["method", "is_struck", "wanted"])
    _tell(guest, by, "call_off_guest")
    _ask(guest, guest.engagement, by)


@transaction.atomic
def mail_again(guest: Invitation, *, by: User) -> None:
    """Send a mail once more of which nobody knows whether it arrived; a calendar takes the same one twice as one."""
    mailed = check_can_mail_again(_held(guest, by))
    mailed.begun = None
    mailed.save(update_fields=["begun"])
    _tell(guest, by, "mail_again")
    _ask(guest, guest.engagement, by)


def _tell(guest: Invitation, by: User, verb: str) -> None:
    told: dict[str, Any] = {"guest": str(guest)}
    change(guest.engagement, by=by, verb=verb, values={}, extra_after=told)


@transaction.atomic
def begin_mail(guest: str) -> MailedInvitation | None:
    """Note that the mail to a guest is about to be handed over; None where that was begun before, or nothing is due.

    It is noted first: a worker killed in between leaves a mail that may have arrived, and no second one goes out.
    """
    rows = MailedInvitation.objects.select_for_update(of=("self",)).filter(guest__uid=guest)
    mailed = rows.select_related("guest__person", "guest__organisation", "guest__engagement__office").first()
    if mailed is None or (mailed.begun is not None and mailed.begun >= mailed.wanted):
        return None
    mailed.begun = mailed.wanted
    mailed.save(update_fields=["begun"])
    confirm()
    return mailed


@transaction.atomic
def end_mail(mailed: MailedInvitation) -> None:
    """Note that a mail was handed over."""
    MailedInvitation.objects.filter(pk=mailed.pk).update(sent=mailed.wanted, sent_at=timezone.now())


@transaction.atomic
def take_back_mail(mailed: MailedInvitation) -> None:
    """Forget that a mail was begun which surely did not go out."""
    MailedInvitation.objects.filter(pk=mailed.pk).update(begun=mailed.sent)
