"""How every way of signing in ends: the second factor where there is one, then the session and the known device."""

import secrets
import time
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from proxenia.accounts import actions
from proxenia.accounts.access import own_path
from proxenia.accounts.actions.doors import door_of
from proxenia.accounts.models import User
from proxenia.accounts.queries import has_second_factor
from proxenia.accounts.rules.factors import WAITING_LIFE

BACKEND = "django.contrib.auth.backends.ModelBackend"
_PASSING = ("waiting", "challenge", "secret", "identity")
_DEVICE_AGE = 400 * 24 * 3600


def target_of(request: HttpRequest) -> str:
    """Return where to go afterwards: an own address, never somebody else's."""
    return own_path(request.POST.get("next") or request.GET.get("next") or "/")


def go_in(
    request: HttpRequest, user: User, *, how: str, is_strong: bool = False, target: str = "/"
) -> HttpResponse:
    """Let somebody in whose first proof was accepted, or ask for the second factor they have set up."""
    if is_strong or not has_second_factor(user):
        return enter(request, user, how=how, is_strong=is_strong, target=target)
    request.session.flush()
    request.session["waiting"] = {"user": user.pk, "how": how, "next": target, "at": time.time()}
    return redirect("accounts:second_factor")


def waiting(request: HttpRequest) -> tuple[User, dict[str, Any]] | None:
    """Return who has shown a first factor within ten minutes and not the second yet."""
    kept = request.session.get("waiting")
    if not kept or kept["at"] < time.time() - WAITING_LIFE.total_seconds():
        return None
    user = User.objects.filter(pk=kept["user"], is_active=True).first()
    return (user, kept) if user else None


def enter(request: HttpRequest, user: User, *, how: str, is_strong: bool, target: str) -> HttpResponse:
    """Begin the session under a new key, remember the device, and go on."""
    for name in _PASSING:
        request.session.pop(name, None)
    request.proved = (how, is_strong)  # type: ignore[attr-defined]
    login(request, user, backend=BACKEND)
    name = settings.DEVICE_COOKIE_NAME
    cookie = request.COOKIES.get(name, "")
    if len(cookie) < _SHORTEST:
        cookie = secrets.token_urlsafe(24)
    actions.remember_device(user, cookie, door=door_of(request))
    response = redirect(own_path(target))
    response.set_cookie(
        name,
        cookie,
        max_age=_DEVICE_AGE,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )
    return response


_SHORTEST = 32
