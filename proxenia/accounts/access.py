"""Who may do what in an office, and the gate every page goes through."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, User
from proxenia.core.errors import NotAllowed, NotFound
from proxenia.core.pages import PUBLIC, SIGNED_IN


def may(user: User | AnonymousUser, office: Office, right: str, unit: int | None = None) -> bool:
    """Say whether a person holds a right in an office, or within a unit of it."""
    return isinstance(user, User) and user.standing(office).has(right, unit)


def check_may(user: User, office: Office, right: str, unit: int | None = None) -> None:
    """Refuse, with the sentence the person reads, what the person has no right to."""
    if not may(user, office, right, unit):
        raise NotAllowed(_("Your role in this office does not allow this."), where=right)


def signed_in(request: HttpRequest) -> User:
    """Return who is signed in; the gate has seen to it that somebody is."""
    if not isinstance(request.user, User):
        raise NotAllowed(_("Sign in first."))
    return request.user


def check_member(user: User, office: Office) -> None:
    """Refuse, as if the office did not exist, whoever holds no role in it."""
    if not user.standing(office).roles:
        raise NotFound(_("There is no such page."))


def office_for(user: User, slug: str) -> Office:
    """Return the office an address names, for somebody who holds a role in it."""
    try:
        office = Office.objects.get(slug=slug)
    except Office.DoesNotExist:
        raise NotFound(_("There is no such page.")) from None
    check_member(user, office)
    return office


def open_gate(request: HttpRequest, right: str, kwargs: dict[str, Any]) -> HttpResponseBase | None:
    """Let a request through, send it to the sign-in page, or refuse it; puts the office into ``kwargs``.

    The office of the address becomes ``kwargs["office"]``. A right held in some unit is enough to open a
    page; the verb checks the record.
    """
    if right == PUBLIC:
        return None
    if not isinstance(request.user, User):
        return HttpResponseRedirect(
            f"{reverse('accounts:sign_in')}?{urlencode({'next': request.get_full_path()})}"
        )
    if right == SIGNED_IN:
        return None
    office = office_for(request.user, kwargs["office"])
    kwargs["office"] = request.office = office  # type: ignore[attr-defined]
    if not request.user.standing(office).has_anywhere(right):
        raise NotAllowed(_("Your role in this office does not allow this."), where=right)
    return None
