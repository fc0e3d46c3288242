"""Erasing somebody who has left: their account becomes nobody's; what they wrote stays under that name."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.models import Membership, Office, User
from proxenia.accounts.models.roles import PEOPLE, ROLES
from proxenia.accounts.queries import managers_other_than
from proxenia.accounts.rules import check_not_last_manager
from proxenia.audit.actions import erase_values
from proxenia.audit.actions import record as record_event
from proxenia.audit.models import Event
from proxenia.core.erasing import EMPTIED, KEPT, REMOVED, Part, Subject, digest_of
from proxenia.core.errors import NotAllowed, Refused
from proxenia.core.jobs import enqueue
from proxenia.records.actions.erasing import note_erasure
from proxenia.records.queries.own_data import own_fields

NOBODY = "Former colleague"


def preview_user_erasure(user: User) -> list[Part]:
    """Return what erasing a user would do; nothing is touched."""
    return _let_go(user, carry_out=False, by=user)


@transaction.atomic
def erase_user(user: User, *, by: User, reason: str) -> list[Part]:
    """Erase a departed user: name, address, credentials, sessions, roles; return what was done.

    Rows they wrote stay and bear the name of nobody. Only the operator does so: accounts belong to the installation.
    """
    if not by.is_operator:
        raise NotAllowed(_("Only the operator of this installation erases an account."))
    if user.is_operator:
        raise Refused(_("The operator is no person and cannot be erased."))
    user = User.objects.select_for_update().get(pk=user.pk)
    if _is_nobody(user):
        raise Refused(_("This account was erased already."))
    for membership in Membership.objects.filter(user=user):
        if PEOPLE in ROLES[membership.role].rights:
            check_not_last_manager(managers_other_than(membership))
    parts = _let_go(user, carry_out=True, by=by)
    note_erasure(_subject(user, by))
    told = {part.name: part.count for part in parts}
    record_event(chain=None, by=by, verb="erase_user", kind="user", uid=user.uid, after=told, note=reason)
    enqueue("records.scrub", key="records.scrub")
    return parts


def _is_nobody(user: User) -> bool:
    return user.email == _address(user)


def _address(user: User) -> str:
    return f"erased-{user.uid}@proxenia.invalid"


def _subject(user: User, by: User) -> Subject:
    return Subject(kind="user", office=None, keys=(user.pk,), uids=(user.uid,), by=by)


def _let_go(user: User, *, carry_out: bool, by: User) -> list[Part]:
    """Remove what belongs to a user, erase what the log says about them, and empty the account, in this order."""
    parts = [Part("account", gettext_lazy("the account's own fields"), 1, EMPTIED)]
    for model, field in own_fields():
        rows = model._default_manager.filter(**{field.name: user})
        parts.append(Part(model._meta.label.lower(), model._meta.verbose_name_plural, rows.count(), REMOVED))
        if carry_out:
            rows.delete()
    about = Event.objects.filter(subject_uid=user.uid, values__isnull=False)
    parts.append(Part("log", gettext_lazy("values of the log about the account"), about.count(), REMOVED))
    did = Event.objects.filter(by_uid=user.uid, values__isnull=False).exclude(subject_uid=user.uid).count()
    why = gettext_lazy("who did what must stay provable: GDPR, Article 17(3)(b)")
    parts.append(Part("did", gettext_lazy("lines of the log that say who did it"), did, KEPT, why))
    if carry_out:
        chains = set(about.values_list("chain", flat=True))
        for chain in [None, *Office.objects.values_list("pk", flat=True)]:
            if (chain or 0) in chains:
                erase_values(chain=chain, by=by, reason="Somebody was erased.", subject_uids=[user.uid])
        _empty(user)
    return [part for part in parts if part.count]


def _empty(user: User) -> None:
    user.name, user.email, user.theme = NOBODY, _address(user), ""
    user.is_active, user.seen_at, user.last_login = False, None, None
    user.set_unusable_password()
    user.save()


def erase_users_again(listed: Mapping[str, Any], by: User) -> int:
    """Erase whoever a restored backup brought back."""
    done = 0
    for user in User.objects.filter(is_operator=False):
        if digest_of("user", user.uid) in listed and not _is_nobody(user):
            done += _erase_one_again(user, by)
    return done


@transaction.atomic
def _erase_one_again(user: User, by: User) -> int:
    parts = _let_go(user, carry_out=True, by=by)
    note_erasure(_subject(user, by))
    told = {part.name: part.count for part in parts}
    record_event(chain=None, by=by, verb="erase_user_again", kind="user", uid=user.uid, after=told)
    return 1


@transaction.atomic
def note_user_export(user: User, *, by: User) -> None:
    """Write into the log that everything about an account was written down; only oneself and the operator may."""
    if by.pk != user.pk and not by.is_operator:
        raise NotAllowed(_("Everybody asks for their own data; the operator for all."))
    record_event(chain=None, by=by, verb="export_user", kind="user", uid=user.uid, name=user.name)
