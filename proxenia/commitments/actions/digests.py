"""Every write about the digest: who wants it how often, that one was written, what was taken further."""

import datetime as dt
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from proxenia.accounts.access import check_may
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import READ
from proxenia.audit.actions import record as record_event
from proxenia.commitments.models.digests import DigestWish, Escalation, Letter, Rhythm
from proxenia.commitments.models.promises import Commitment
from proxenia.commitments.queries.digests import whom_to_tell, wish_of
from proxenia.commitments.queries.keeping import habits_of
from proxenia.commitments.queries.promises import is_overdue
from proxenia.core.errors import Refused
from proxenia.core.jobs import confirm


@transaction.atomic
def change_digest(
    office: Office, *, by: User, user: User, rhythm: str, deputy: User | None = None
) -> DigestWish:
    """Say how often somebody wants the digest of an office and who stands in for them; people say it for themselves."""
    check_may(user, office, READ)
    if by != user or rhythm not in Rhythm.values:
        raise Refused(_("Choose how often."), where="rhythm")
    if deputy is not None and (deputy == user or not deputy.standing(office).has(READ)):
        raise Refused(_("Choose somebody else who works in this office."), where="deputy")
    wish = wish_of(user, office)
    before = {"rhythm": wish.rhythm, "deputy": wish.deputy.name if wish.deputy else ""}
    after = {"rhythm": rhythm, "deputy": deputy.name if deputy else ""}
    if wish.pk is not None and before == after:
        return wish
    wish.rhythm, wish.deputy = rhythm, deputy
    wish.save()
    record_event(
        chain=office.pk, by=by, verb="change_digest", kind="person of the office", uid=user.uid, name=user.name,
        before=before, after=after,
    )  # fmt: skip
    return wish


@transaction.atomic
def begin_letter(office: Office, user: User, day: dt.date) -> Letter | None:
    """Note that the digest of a day is being written; None where one was begun already, whatever became of it.

    It is noted before the mail is handed over: a worker killed in between leaves a mail that may have arrived, and a
    second one never goes out.
    """
    letter, made = Letter.objects.get_or_create(user=user, office=office, day=day)
    confirm()
    return letter if made else None


@transaction.atomic
def end_letter(letter: Letter, *, lines: int, told: Iterable[Escalation] = ()) -> None:
    """Note that a digest was handed over, or that there was nothing to say; what it took further is told."""
    letter.state = Letter.State.SENT if lines else Letter.State.EMPTY
    letter.lines = lines
    letter.save(update_fields=["state", "lines"])
    Escalation.objects.filter(pk__in=[one.pk for one in told]).update(letter=letter)


@transaction.atomic
def take_back_letter(letter: Letter) -> None:
    """Forget that a digest was begun which the mail server surely did not take, so that it is tried again."""
    letter.delete()


def escalate(office: Office, *, by: User, today: dt.date) -> list[Escalation]:
    """Take the promises of ours further that have been overdue for longer than the office bears, each once.

    Told are the deputy of who answers for it, else the directors, as far as they see it; asked again, nobody is told
    twice for the same date.
    """
    long_ago = today - timedelta(days=habits_of(office).escalate_after)
    late = Commitment.objects.live().filter(
        office=office, side=Commitment.Side.US, state=Commitment.State.OPEN, due__lt=long_ago.isoformat()
    )
    found: list[Escalation] = []
    for promise in late.select_related("owner", "office").order_by("pk"):
        if is_overdue(promise, long_ago):
            found += _take_further(promise, by, today)
    return found


@transaction.atomic
def _take_further(promise: Commitment, by: User, today: dt.date) -> list[Escalation]:
    due = str(promise.due)
    if Escalation.objects.filter(commitment=promise, due=due).exists():
        return []
    told = whom_to_tell(promise)
    made = [Escalation.objects.create(commitment=promise, due=due, to=one, on=today) for one in told]
    if made:
        record_event(
            chain=promise.office_id, by=by, verb="escalate_commitment", kind="commitment", uid=promise.uid,
            name=promise.what, after={"told": sorted(one.name for one in told), "due": due},
        )  # fmt: skip
    return made
