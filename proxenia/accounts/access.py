"""Who may do what in an office, and the gate every page goes through."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, User, Visit
from proxenia.accounts.rules.factors import PROOF_LIFE
from proxenia.accounts.rules.offices import asks_for_second_factor
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


def visit_of(request: HttpRequest) -> Visit:
    """Return the session of whoever is signed in."""
    signed_in(request)
    visit: Visit = request.visit  # type: ignore[attr-defined]
    return visit


def has_recently_proved(request: HttpRequest) -> bool:
    """Say whether the person of this session proved who they are within the last ten minutes."""
    return visit_of(request).proved_at > timezone.now() - PROOF_LIFE


def check_recently_proved(request: HttpRequest) -> None:
    """Refuse a dangerous action to whoever has not lately proved who they are; pages say ``step_up=True``."""
    if not has_recently_proved(request):
        raise NotAllowed(_("Prove that it is you first."), where="proof")


def is_asked_for_second_factor(user: User) -> bool:
    """Say whether some office a person works in asks them for a second factor."""
    held = user.memberships.select_related("office")
    return any(asks_for_second_factor(membership.office, (membership.role,)) for membership in held)


def own_path(target: str) -> str:
    """Return a path of ours, or the start: an address that leads elsewhere, however it is written, is dropped."""
    # Browsers read a backslash as a slash and skip tabs and line ends; what is not printable is not ours.
    plain = target.isprintable() and "\\" not in target and target.isascii()
    is_own = target.startswith("/") and not target.startswith("//")
    if plain and is_own and url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return target
    return "/"


def _redirect(page: str, request: HttpRequest) -> HttpResponseRedirect:
    """Send somebody to a page that sends them back; what was posted is not kept, so back to where it was typed."""
    back = request.get_full_path()
    if request.method not in ("GET", "HEAD"):
        came_from = urlsplit(request.headers.get("Referer", ""))
        back = own_path(came_from.path) if came_from.netloc == request.get_host() else "/"
    return HttpResponseRedirect(f"{reverse(page)}?{urlencode({'next': back})}")


def ask_for_proof(request: HttpRequest) -> HttpResponseRedirect | None:
    """Send whoever has not lately proved who they are to do so; None for everybody else."""
    return None if has_recently_proved(request) else _redirect("accounts:prove", request)


def open_gate(
    request: HttpRequest,
    right: str,
    kwargs: dict[str, Any],
    *,
    step_up: bool = False,
    before_factor: bool = False,
) -> HttpResponseBase | None:
    """Let a request through, send it to a page that must come first, or refuse it; puts the office into ``kwargs``.

    The office of the address becomes ``kwargs["office"]``. A right held in some unit is enough to open a
    page; the verb checks the record.
    """
    if right == PUBLIC:
        return None
    if not isinstance(request.user, User):
        return _redirect("accounts:sign_in", request)
    if right == SIGNED_IN:
        if not before_factor and not visit_of(request).is_strong and is_asked_for_second_factor(request.user):
            return _redirect("accounts:second_factor", request)
    else:
        office = office_for(request.user, kwargs["office"])
        kwargs["office"] = request.office = office  # type: ignore[attr-defined]
        standing = request.user.standing(office)
        if not visit_of(request).is_strong and asks_for_second_factor(office, standing.roles):
            return _redirect("accounts:second_factor", request)
        if not standing.has_anywhere(right):
            raise NotAllowed(_("Your role in this office does not allow this."), where=right)
    return ask_for_proof(request) if step_up else None
