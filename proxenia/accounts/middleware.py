"""Who a request comes from, and refusals that reach the top become pages that say what is so."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from proxenia.accounts.actions.visits import leave
from proxenia.accounts.models import User, Visit
from proxenia.accounts.rules.factors import idle_life, whole_life
from proxenia.core.errors import NoRoom, NotAllowed, NotFound, ProxeniaError

_LOOK = timedelta(minutes=1)
"""A session's last sight is written at most this often."""


class VisitMiddleware(AuthenticationMiddleware):
    """Tell who is signed in: a session counts only while its visit stands, is young enough and is the person's.

    In place of Django's own, with as many queries: the visit brings the person along.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Look when somebody asks, not before: many requests never do."""
        request.user = SimpleLazyObject(lambda: person_of(request))  # type: ignore[assignment]


def person_of(request: HttpRequest) -> User | AnonymousUser:
    """Return who a request comes from; a session that is over is emptied."""
    if SESSION_KEY not in request.session:
        return AnonymousUser()
    visit = Visit.objects.select_related("user").filter(uid=request.session.get("visit", "")).first()
    if visit is None or not _holds(request, visit):
        leave(visit)
        request.session.flush()
        return AnonymousUser()
    _keep(request, visit)
    request.visit = visit  # type: ignore[attr-defined]
    return visit.user


def _holds(request: HttpRequest, visit: Visit) -> bool:
    now, user = timezone.now(), visit.user
    young = now < visit.seen_at + idle_life() and now < visit.started_at + whole_life()
    same = request.session[SESSION_KEY] == str(user.pk)
    said = request.session.get(HASH_SESSION_KEY, "")
    return young and same and user.is_active and constant_time_compare(said, user.get_session_auth_hash())


def _keep(request: HttpRequest, visit: Visit) -> None:
    now = timezone.now()
    if visit.new_key:
        request.session.cycle_key()
    if visit.new_key or now > visit.seen_at + _LOOK:
        Visit.objects.filter(pk=visit.pk).update(seen_at=now, new_key=False)


class RefusalMiddleware:
    """Turn a refusal raised by a view into a page with its sentence: 403, 404, 409 or 413."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for Proxenia's own errors only; anything else is a fault and goes on."""
        if not isinstance(exception, ProxeniaError):
            return None
        status = _status(exception)
        template = "errors/404.html" if status == 404 else "errors/refused.html"
        return render(request, template, {"sentence": exception.message}, status=status)


def _status(error: ProxeniaError) -> int:
    if isinstance(error, NotFound):
        return 404
    if isinstance(error, NoRoom):
        return 413
    return 403 if isinstance(error, NotAllowed) else 409
