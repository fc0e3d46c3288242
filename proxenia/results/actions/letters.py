"""What goes out about a return: the link behind which it is filled in, the workbook by mail, letters to late ones."""

import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import User
from proxenia.core.errors import Refused
from proxenia.core.jobs import enqueue
from proxenia.records.access import check_may_write
from proxenia.records.actions.files import event_on
from proxenia.records.rules import check_not_archived
from proxenia.results.actions.returns import locked_return
from proxenia.results.models.returns import Return
from proxenia.results.queries.returns import digest_of
from proxenia.results.rules.returns import BETWEEN, LINK_LIFE, OWED


@transaction.atomic
def link_return(one: Return, *, by: User) -> str:
    """Return the token of a link by which a return is filled in without an account; an earlier link is worthless."""
    check_may_write(by, one)
    check_not_archived(one.is_archived or one.plan.is_archived)
    locked = locked_return(one)
    if locked.state not in OWED:
        raise Refused(_("Only a return that is owed can be filled in."), where="state")
    token = _new_link(locked)
    until = str(locked.link_until.date()) if locked.link_until else ""
    event_on(one.anchor, by=by, verb="link_return", after={"until": until})
    return token


def ask_by_mail(one: Return, *, by: User) -> None:
    """Have the workbook and a new link mailed to whoever fills a return in; the operator's hand does so by itself."""
    check_may_write(by, one)
    check_not_archived(one.is_archived or one.plan.is_archived)
    if one.state not in OWED:
        raise Refused(_("Only a return that is owed can be filled in."), where="state")
    if not one.plan.email:
        raise Refused(_("The plan names no e-mail of whoever fills it in."), where="email")
    enqueue("results.mail_return", by=by, office=one.office, key=f"mail {one.uid}", uid=one.uid)


@transaction.atomic
def mail_return(one: Return) -> str:
    """Return the token for the mail that is about to go out; '' where the return is owed no more."""
    locked = locked_return(one)
    if locked.state not in OWED or locked.is_archived or one.plan.is_archived:
        return ""
    token = _new_link(locked)
    # Whoever has just been asked is not written to as late within the week.
    locked.chased_at = timezone.now()
    locked.save(update_fields=["chased_at"])
    event_on(one.anchor, by=User.objects.operator(), verb="mail_return", after={"to": one.plan.contact})
    return token


@transaction.atomic
def chase_return(one: Return) -> str:
    """Return the token for the letter about a late return, a week apart at most; '' where none is to go out."""
    locked = locked_return(one)
    now = timezone.now()
    if locked.state not in OWED or locked.is_archived or one.plan.is_archived:
        return ""
    if locked.chased_at and now - locked.chased_at < BETWEEN:
        return ""
    token = _new_link(locked)
    locked.chased_at, locked.chased = now, locked.chased + 1
    locked.save(update_fields=["chased_at", "chased"])
    event_on(
        one.anchor, by=User.objects.operator(), verb="chase_return", after={"letters": str(locked.chased)}
    )
    return token


@transaction.atomic
def forget_chase(one: Return) -> None:
    """Take back that a letter went out: the mail server did not take it, so that the next run writes again."""
    locked = locked_return(one)
    locked.chased_at, locked.chased = None, max(0, locked.chased - 1)
    locked.save(update_fields=["chased_at", "chased"])
    event_on(
        one.anchor, by=User.objects.operator(), verb="forget_chase", after={"letters": str(locked.chased)}
    )


def _new_link(locked: Return) -> str:
    """Write a new link down, of which only a digest is kept."""
    token = secrets.token_urlsafe(32)
    locked.link, locked.link_until = digest_of(token), timezone.now() + LINK_LIFE
    locked.save(update_fields=["link", "link_until"])
    return token
