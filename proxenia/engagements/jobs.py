"""Mails to guests and travellers: one job for each, one mail at most, whatever happens."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.models.roles import WRITE_SOMEWHERE
from proxenia.core.errors import Conflict
from proxenia.core.jobs import GUARDED, job
from proxenia.core.mail import was_refused
from proxenia.directory.queries.consents import may_leave
from proxenia.engagements.actions.invitations import begin_mail, end_mail, take_back_mail
from proxenia.engagements.actions.mailed_forms import begin_form_mail, note_form_mail
from proxenia.engagements.documents.invitations import invitation_mail
from proxenia.engagements.documents.second_forms import form_mail
from proxenia.engagements.models import CalendarInvitation, MailedInvitation
from proxenia.engagements.queries.invitations import address_of_guest

TRY_AGAIN = dt.timedelta(minutes=10)


@job(
    "engagements.mail_invitation",
    effect=GUARDED,
    right=WRITE_SOMEWHERE,
    wait=TRY_AGAIN,
    label=gettext_lazy("Tell a guest by mail"),
)
def mail_invitation(guest: str) -> None:
    """Tell a guest what stands; done again, nothing goes out a second time."""
    mailed = begin_mail(guest)
    if mailed is None:
        return
    called = CalendarInvitation.objects.select_related("sent_by").get(engagement=mailed.guest.engagement)
    mail = invitation_mail(mailed, called) if _may_go(mailed) else None
    if mail is None:
        take_back_mail(mailed)
        return
    try:
        mail.send()
    except OSError as error:
        if not was_refused(error):
            raise
        take_back_mail(mailed)
        raise Conflict(_("The mail server did not take the invitation.")) from None
    end_mail(mailed)


def _may_go(mailed: MailedInvitation) -> bool:
    """Ask anew, as the mail leaves: an address may be gone, or a guardian's consent withdrawn."""
    guest = mailed.guest
    return bool(address_of_guest(guest)) and (guest.person is None or may_leave(guest.person))


@job(
    "engagements.mail_second_form",
    effect=GUARDED,
    right=WRITE_SOMEWHERE,
    wait=TRY_AGAIN,
    label=gettext_lazy("Mail a traveller the link to the second form"),
)
def mail_second_form(member: str) -> None:
    """Mail a traveller the link; done again, nothing goes out a second time."""
    begun = begin_form_mail(member)
    if begun is None:
        return
    details, token = begun
    try:
        form_mail(details, token).send()
    except OSError as error:
        if not was_refused(error):
            raise
        note_form_mail(details, begun_at=None, mailed_at=details.mailed_at)
        raise Conflict(_("The mail server did not take the mail.")) from None
    note_form_mail(details, begun_at=details.mail_begun_at, mailed_at=timezone.now())
