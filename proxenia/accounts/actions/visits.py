"""Sessions: begun, proved again, ended. The session in the browser is worth what its row here is worth."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.access import check_may
from proxenia.accounts.actions.doors import Door, device_digest
from proxenia.accounts.actions.signing_in import end_others, note_about
from proxenia.accounts.models import KnownDevice, Membership, Office, User, Visit
from proxenia.accounts.models.roles import PEOPLE
from proxenia.accounts.rules.factors import MOST_VISITS, whole_life
from proxenia.core.errors import NotFound
from proxenia.core.jobs import enqueue


@transaction.atomic
def begin_visit(user: User, *, how: str, is_strong: bool, door: Door, now: datetime | None = None) -> Visit:
    """Begin a session; the eleventh of a person ends the one not seen for longest. The event says how."""
    moment = now or timezone.now()
    visit = Visit.objects.create(
        user=user,
        started_at=moment,
        seen_at=moment,
        proved_at=moment,
        how=how,
        is_strong=is_strong,
        address=door.address,
        agent=door.agent,
    )
    too_many = Visit.objects.filter(user=user).order_by("-seen_at", "-pk").values_list("pk", flat=True)
    Visit.objects.filter(pk__in=list(too_many[MOST_VISITS:])).delete()
    note_about(user, by=user, verb="sign_in", note=how)
    return visit


@transaction.atomic
def remember_device(user: User, cookie: str, *, door: Door, now: datetime | None = None) -> None:
    """Remember the browser somebody signed in with; they are told of a new one, but not of their first."""
    moment = now or timezone.now()
    digest = device_digest(cookie)
    known = KnownDevice.objects.filter(user=user)
    if known.filter(digest=digest).update(seen_at=moment):
        return
    is_first = not known.exists()
    KnownDevice.objects.create(user=user, digest=digest, seen_at=moment)
    note_about(user, by=user, verb="sign_in_from_new_device", note=door.agent)
    if not is_first:
        where = {"agent": door.agent, "address": door.address}
        enqueue("accounts.tell", user_uid=user.uid, what="new_device", **where)


def prove_again(visit: Visit, *, is_strong: bool, now: datetime | None = None) -> None:
    """Note that the person of a session has just proved who they are."""
    visit.proved_at = now or timezone.now()
    visit.is_strong = visit.is_strong or is_strong
    visit.save(update_fields=["proved_at", "is_strong"])


@transaction.atomic
def end_visit(uid: str, *, by: User) -> None:
    """End one of one's own sessions."""
    found = Visit.objects.filter(uid=uid, user=by)
    if not found.delete()[0]:
        raise NotFound(_("There is no such page."))
    note_about(by, by=by, verb="end_visit")


@transaction.atomic
def end_other_visits(user: User, *, keep: Visit) -> int:
    """End all of one's own sessions but the present one; return how many."""
    ended = end_others(user, keep=keep)
    note_about(user, by=user, verb="end_other_visits", note=str(ended))
    return ended


@transaction.atomic
def end_visits_of(user: User, office: Office, *, by: User) -> int:
    """End all sessions of somebody who works in an office, as whoever looks after its people; return how many."""
    check_may(by, office, PEOPLE)
    if not Membership.objects.filter(user=user, office=office).exists():
        raise NotFound(_("There is no such page."))
    ended = end_others(user, keep=None)
    note_about(user, by=by, verb="end_visits_of", note=str(ended), chain=office.pk)
    return ended


def leave(visit: Visit | None, *, now: datetime | None = None) -> None:
    """End a session because its person signs out, or because its time is over."""
    if visit is not None:
        Visit.objects.filter(pk=visit.pk).delete()


def forget_old_visits(*, now: datetime | None = None) -> None:
    """Delete sessions whose time is over; a daily job."""
    Visit.objects.filter(started_at__lt=(now or timezone.now()) - whole_life()).delete()
