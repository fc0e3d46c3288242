"""The jobs of the digest: asked for once a day, then one for each person; one mail at most, whatever happens."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import READ
from proxenia.commitments.actions.digests import begin_letter, end_letter, escalate, take_back_letter
from proxenia.commitments.documents import digest_mail
from proxenia.commitments.queries import staff_of
from proxenia.commitments.queries.digests import is_due, parts, told_further, wish_of
from proxenia.core.errors import Conflict
from proxenia.core.jobs import GUARDED, enqueue, job
from proxenia.core.mail import was_refused

TRY_AGAIN = dt.timedelta(minutes=10)


@job("commitments.ask_digests", label=gettext_lazy("Take overdue promises further and ask for the digests"))
def ask_digests() -> None:
    """Take overdue promises further in every office, and ask for the digest of everybody whose day it is."""
    today = timezone.localdate()
    for office in Office.objects.filter(is_demonstration=False).order_by("pk"):
        escalate(office, by=User.objects.operator(), today=today)
        for user in staff_of(office):
            if is_due(wish_of(user, office).rhythm, today):
                key = f"digest {office.uid} {user.uid}"
                enqueue("commitments.send_digest", by=user, office=office, key=key, office_uid=office.uid)


@job(
    "commitments.send_digest",
    effect=GUARDED,
    right=READ,
    wait=TRY_AGAIN,
    label=gettext_lazy("Write somebody what waits for them"),
)
def send_digest(office_uid: str, by: User) -> None:
    """Write somebody the digest of today, with the rights they have now; done again, nothing goes out a second time."""
    office, today = Office.objects.get(uid=office_uid), timezone.localdate()
    letter = begin_letter(office, by, today)
    if letter is None:
        return
    told, found = told_further(by, office), parts(by, office, today)
    number = sum(part.total for part in found)
    if number:
        try:
            digest_mail(letter, found).send()
        except OSError as error:
            if not was_refused(error):
                raise
            take_back_letter(letter)
            raise Conflict(_("The mail server did not take the digest.")) from None
    end_letter(letter, lines=number, told=told)
