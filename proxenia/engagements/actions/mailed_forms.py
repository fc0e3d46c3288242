"""The link to the second form, mailed: the mail is asked for by a person, and goes out once whatever happens."""

import datetime as dt
import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import User
from proxenia.core.errors import Refused
from proxenia.core.jobs import confirm, enqueue
from proxenia.directory.queries.consents import is_minor, may_leave
from proxenia.engagements.access import check_may_read_details
from proxenia.engagements.actions.delegations import planned, tell
from proxenia.engagements.actions.second_forms import digest_of_form, row_of, writer_of
from proxenia.engagements.models import Member, TravelDetails
from proxenia.engagements.rules.delegations import LINK_LIFE, check_may_fill
from proxenia.records.access import check_may_write


@transaction.atomic
def mail_form_link(member: Member, *, by: User) -> None:
    """Have the link to the second form mailed to a traveller; a link made before ends when the mail is written."""
    engagement = member.engagement
    check_may_read_details(by, engagement)
    check_may_write(by, engagement)
    check_may_fill(planned(engagement).state)
    check_can_be_mailed(member)
    details = row_of(member)
    details.sent_by, details.mail_asked_at = by, timezone.now()
    details.save()
    tell(engagement, by=by, verb="mail_second_form", after={"member": member.person.name})
    key = f"second form {member.uid}"
    enqueue("engagements.mail_second_form", by=by, office=engagement.office, key=key, member=member.uid)


def check_can_be_mailed(member: Member) -> None:
    """Refuse a mail without an address, to a minor, and out of the demonstration office."""
    person = member.person
    if member.engagement.office.is_demonstration:
        raise Refused(_("The demonstration office sends no mail."))
    if is_minor(person, timezone.localdate()):
        raise Refused(_("A guardian fills it in for a minor: make a link and hand it to the guardian."))
    if not person.email.strip() or not may_leave(person):
        raise Refused(_("No e-mail address is known for %(name)s.") % {"name": person.name})


@transaction.atomic
def begin_form_mail(member: str) -> tuple[TravelDetails, str] | None:
    """Make the link of a mail that is about to be handed over; None where that mail was begun before.

    It is noted first: a worker killed in between leaves a mail that may have arrived, and no second one goes out.
    """
    rows = TravelDetails.objects.select_for_update(of=("self",)).select_related(
        "member__person", "engagement__office", "sent_by"
    )
    details = rows.filter(member__uid=member).first()
    if details is None or details.mail_asked_at is None or details.mail_begun_at == details.mail_asked_at:
        return None
    check_may_fill(planned(details.engagement).state)
    check_can_be_mailed(details.member)
    token, now = secrets.token_urlsafe(32), timezone.now()
    details.digest, details.sent_at, details.expires_at = digest_of_form(token), now, now + LINK_LIFE
    details.mail_begun_at = details.mail_asked_at
    details.save()
    told = {"member": details.member.person.name}
    tell(details.engagement, by=writer_of(details), verb="send_second_form", after=told)
    confirm()
    return details, token


def note_form_mail(
    details: TravelDetails, *, begun_at: dt.datetime | None, mailed_at: dt.datetime | None
) -> None:
    """Note how far the mail is: handed over, or surely not taken."""
    TravelDetails.objects.filter(pk=details.pk).update(mail_begun_at=begun_at, mailed_at=mailed_at)
