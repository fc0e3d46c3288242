"""Second factors and passkeys: added, shown, removed. The person is told by mail of every change."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.actions.doors import Door, counted, note
from proxenia.accounts.actions.signing_in import end_others, note_about
from proxenia.accounts.models import CodeApp, Passkey, RecoveryCode, User, Visit
from proxenia.accounts.queries import has_second_factor
from proxenia.accounts.rules.factors import (
    RECOVERY_CODES,
    new_recovery_code,
    recovery_digest,
    sealed,
    step_of,
    unsealed,
)
from proxenia.accounts.rules.passkeys import Fresh, Shown
from proxenia.core.errors import Refused
from proxenia.core.jobs import enqueue
from proxenia.core.values import clean_text


def _wrong_code() -> Refused:
    return Refused(
        _("This code is wrong, too old, or was used already. Wait for the next one."), where="code"
    )


@transaction.atomic
def add_code_app(
    user: User, *, by: User, secret: str, code: str, keep: Visit | None = None, now: datetime | None = None
) -> None:
    """Add a code app once its first code proves that it holds the secret; one added before is replaced."""
    step = step_of(secret, code, seconds=(now or timezone.now()).timestamp())
    if step is None:
        raise _wrong_code()
    CodeApp.objects.filter(user=user).delete()
    CodeApp.objects.create(user=user, secret=sealed(secret), last_step=step)
    _changed(user, by=by, verb="add_code_app", keep=keep)


@transaction.atomic
def remove_code_app(user: User, *, by: User, keep: Visit | None = None) -> None:
    """Remove the code app."""
    if CodeApp.objects.filter(user=user).delete()[0]:
        _changed(user, by=by, verb="remove_code_app", keep=keep)
        _weaken(user)


@transaction.atomic
def add_passkey(user: User, *, by: User, name: str, fresh: Fresh, keep: Visit | None = None) -> Passkey:
    """Add a passkey that the browser has just made."""
    if Passkey.objects.filter(credential_id=fresh.credential_id).exists():
        raise Refused(_("This passkey is known already."))
    label = clean_text(name)[:100] or _("Passkey")
    made = Passkey.objects.create(
        user=user, name=label, credential_id=fresh.credential_id, credential=fresh.credential
    )
    _changed(user, by=by, verb="add_passkey", keep=keep, word=label)
    return made


@transaction.atomic
def remove_passkey(passkey: Passkey, *, by: User, keep: Visit | None = None) -> None:
    """Remove one of one's own passkeys."""
    if passkey.user_id != by.pk:
        raise Refused(_("Everybody removes their own passkeys."))
    passkey.delete()
    _changed(by, by=by, verb="remove_passkey", keep=keep, word=passkey.name)
    _weaken(by)


@transaction.atomic
def make_recovery_codes(user: User, *, by: User) -> list[str]:
    """Make ten new recovery codes, shown once; the ones made before are worthless. Only digests are kept."""
    RecoveryCode.objects.filter(user=user).delete()
    codes = [new_recovery_code() for _number in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(
        [RecoveryCode(user=user, digest=recovery_digest(code)) for code in codes]
    )
    _changed(user, by=by, verb="make_recovery_codes", is_end=False)
    return codes


def prove_code(user: User, code: str, *, door: Door, now: datetime | None = None) -> None:
    """Take a code of the person's app, once; a wrong, old or used one is refused."""
    with counted("code", user.email, door=door, now=now), transaction.atomic():
        app = CodeApp.objects.select_for_update().filter(user=user).first()
        secret = unsealed(app.secret) if app else None
        if app is None or secret is None:
            raise _wrong_code()
        seconds = (now or timezone.now()).timestamp()
        step = step_of(secret, code, seconds=seconds, last_step=app.last_step)
        # One of two requests at the same moment changes the row, the other finds it changed.
        used = CodeApp.objects.filter(pk=app.pk, last_step__lt=step).update(last_step=step) if step else 0
        if not used:
            raise _wrong_code()


def use_recovery_code(user: User, code: str, *, door: Door, now: datetime | None = None) -> None:
    """Take one of the person's recovery codes, once; they are told by mail."""
    with counted("recovery", user.email, door=door, now=now), transaction.atomic():
        unused = RecoveryCode.objects.filter(user=user, digest=recovery_digest(code), used_at=None)
        if not unused.update(used_at=now or timezone.now()):
            raise _wrong_code()
        _changed(user, by=user, verb="use_recovery_code", is_end=False)


def find_passkey(credential_id: str, *, door: Door) -> Passkey:
    """Return the passkey a browser names; an unknown one is noted and refused."""
    found = Passkey.objects.select_related("user").filter(credential_id=credential_id, user__is_active=True)
    passkey = found.first()
    if passkey is None:
        note("unknown_passkey", door=door, is_counted=True)
        raise Refused(_("This passkey is not known here."))
    return passkey


def show_passkey(passkey: Passkey, shown: Shown, *, now: datetime | None = None) -> User:
    """Note the use of a passkey whose answer was checked; one whose counter went back was copied, and is refused."""
    if shown.count and shown.count <= passkey.sign_count:
        note("copied_passkey", door=Door(), user=passkey.user)
        raise Refused(_("This passkey seems to have been copied. Sign in otherwise and remove it."))
    moment = now or timezone.now()
    Passkey.objects.filter(pk=passkey.pk).update(sign_count=shown.count, used_at=moment)
    return passkey.user


def _changed(
    user: User, *, by: User, verb: str, keep: Visit | None = None, word: str = "", is_end: bool = True
) -> None:
    """Write the event, end the other sessions, tell the person."""
    if is_end:
        end_others(user, keep=keep)
    note_about(user, by=by, verb=verb, note=word)
    enqueue("accounts.tell", user_uid=user.uid, what=verb)


def _weaken(user: User) -> None:
    """With the last factor gone, an office that asks for one asks again."""
    if not has_second_factor(user):
        RecoveryCode.objects.filter(user=user).delete()
        Visit.objects.filter(user=user).update(is_strong=False)
