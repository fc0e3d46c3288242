"""On whose behalf a job runs, asked when it runs, since a role may have been withdrawn; the letters of sign-in."""

from django.core.mail import send_mail
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.actions import make_sign_in_link
from proxenia.accounts.actions.doors import forget_old_events
from proxenia.accounts.actions.visits import forget_old_visits
from proxenia.accounts.documents import letter, link_letter
from proxenia.accounts.models import Office, User
from proxenia.accounts.rules import MAILED_LINK_LIFE
from proxenia.audit.actions import record
from proxenia.core.errors import NotAllowed
from proxenia.core.jobs import declared, job, set_gate
from proxenia.core.models import Job


class People:
    """The gate of jobs: people and their rights as they are now."""

    def owner(self, by_uid: str, chain: int | None, right: str) -> User:
        """Return who asked for a job, or raise NotAllowed where they may not do it (any more)."""
        user = User.objects.filter(uid=by_uid).first()
        if user is None or not (user.is_active or user.is_operator):
            raise NotAllowed(_("The account of whoever asked for this was closed."))
        if chain is None:
            return user
        office = Office.objects.filter(pk=chain).first()
        standing = user.standing(office) if office else None
        if standing is None or not standing.roles or (right and not standing.has_anywhere(right)):
            raise NotAllowed(_("Whoever asked for this no longer holds the role it takes."), where=right)
        return user

    def refused(self, job: Job, sentence: str) -> None:
        """Write into the log that a job was refused: in the name of whoever asked, else of the operator."""
        user = User.objects.filter(uid=job.by_uid).first() or User.objects.operator()
        work = declared(job.name)
        name = str(work.label) if work and work.label else job.name
        record(
            chain=job.chain, by=user, verb="refuse_job", kind="job", uid=job.uid, name=name, note=sentence,
            after={"job": job.name},
        )  # fmt: skip


set_gate(People())


@job("accounts.tell", label=gettext_lazy("Write to somebody about their sign-in"))
def tell(user_uid: str, what: str, **values: str) -> None:
    """Write to somebody that their sign-in was changed, or used from somewhere new."""
    user = User.objects.filter(uid=user_uid).first()
    if user is not None:
        _send(user, *letter(what, **values))


@job("accounts.mail_link", label=gettext_lazy("Send a sign-in link"))
def mail_link(user_uid: str, browser: str = "") -> None:
    """Send a sign-in link to whoever asked for one; nobody's uid is empty, and nothing is sent.

    ``browser``: the digest of what the browser that asked for it keeps; the link works there.
    """
    user = User.objects.filter(uid=user_uid, is_active=True).first()
    if user is not None:
        token = make_sign_in_link(user, by=user, life=MAILED_LINK_LIFE, browser=browser)
        _send(user, *link_letter(token, minutes=int(MAILED_LINK_LIFE.total_seconds() // 60)))


@job("accounts.warn_of_tries", label=gettext_lazy("Warn somebody of failed tries"))
def warn_of_tries(user_uid: str) -> None:
    """Write to somebody at whose account several tries have failed; nobody's uid is empty, and nothing is sent."""
    user = User.objects.filter(uid=user_uid, is_active=True).first()
    if user is not None:
        _send(user, *letter("tries"))


@job("accounts.forget_old", label=gettext_lazy("Forget sessions that are over"))
def forget_old() -> None:
    """Delete sessions that are over and what happened at the door long ago; a daily job."""
    forget_old_visits()
    forget_old_events()


def _send(user: User, subject: str, text: str) -> None:
    send_mail(subject, text, None, [user.email])
