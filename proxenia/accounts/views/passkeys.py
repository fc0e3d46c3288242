"""What the script of passkeys (static/js/passkeys.js) asks for and sends back."""

import json
import time
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from proxenia.accounts import actions
from proxenia.accounts.access import signed_in, visit_of
from proxenia.accounts.actions.doors import door_of
from proxenia.accounts.models import Passkey, User
from proxenia.accounts.rules import passkeys as rules
from proxenia.accounts.rules.factors import CHALLENGE_LIFE
from proxenia.accounts.views.account import _added, proved
from proxenia.accounts.views.entering import enter, target_of, waiting
from proxenia.accounts.views.signing_in import through
from proxenia.core.errors import Refused
from proxenia.core.pages import PUBLIC, SIGNED_IN, page


@page(PUBLIC, ("POST",))
def begin_showing(request: HttpRequest) -> HttpResponse:
    """Return what the browser shall show a passkey with: any, or one of those of the person asked."""
    user = _asked(request)
    known = Passkey.objects.filter(user=user).values_list("credential_id", flat=True) if user else ()
    options, state = rules.begin_showing(request.get_host(), known)
    return _challenge(request, options, state)


@page(PUBLIC, ("POST",))
def show(request: HttpRequest) -> HttpResponse:
    """Take a passkey: as first factor, as second, or as a new proof of somebody who is signed in."""
    asked = _asked(request)
    try:
        user = _checked(request, asked)
    except Refused as refusal:
        context = {"refusal": refusal.message, "next": target_of(request)}
        return render(request, "accounts/passkey_failed.html", context, status=409)
    if asked is None:
        return enter(request, user, how="passkey", is_strong=True, target=target_of(request))
    return through(request, user, "passkey") if waiting(request) else proved(request, is_strong=True)


def _asked(request: HttpRequest) -> User | None:
    """Return who has to show a passkey: who waits at the second factor, or who is signed in; None for anybody."""
    kept = waiting(request)
    if kept:
        return kept[0]
    return request.user if isinstance(request.user, User) else None


def _checked(request: HttpRequest, asked: User | None) -> User:
    state, answer = _answer(request)
    passkey = actions.find_passkey(rules.credential_named(answer), door=door_of(request))
    if asked is not None and passkey.user_id != asked.pk:
        raise Refused(_("This passkey belongs to somebody else."))
    shown = rules.finish_showing(
        request.get_host(), state, answer, credential=passkey.credential, uid=passkey.user.uid
    )
    return actions.show_passkey(passkey, shown)


@page(SIGNED_IN, step_up=True, before_factor=True)
def add(request: HttpRequest) -> HttpResponse:
    """Add a passkey."""
    return render(request, "accounts/passkey_add.html", {"refusal": ""})


@page(SIGNED_IN, ("POST",), step_up=True, before_factor=True)
def begin_making(request: HttpRequest) -> HttpResponse:
    """Return what the browser shall make a passkey with."""
    user = signed_in(request)
    known = list(Passkey.objects.filter(user=user).values_list("credential", flat=True))
    options, state = rules.begin_making(
        request.get_host(), uid=user.uid, email=user.email, name=user.name, known=known
    )
    return _challenge(request, options, state)


@page(SIGNED_IN, ("POST",), step_up=True, before_factor=True)
def make(request: HttpRequest) -> HttpResponse:
    """Keep the passkey that the browser has made."""
    user = signed_in(request)
    try:
        state, answer = _answer(request)
        fresh = rules.finish_making(request.get_host(), state, answer)
        name = request.POST.get("name", "")
        actions.add_passkey(user, by=user, name=name, fresh=fresh, keep=visit_of(request))
    except Refused as refusal:
        context = {"refusal": refusal.message}
        return render(request, "accounts/passkey_add.html", context, status=409)
    return _added(request, _("Your passkey is set up."))


def _challenge(request: HttpRequest, options: dict[str, Any], state: dict[str, Any]) -> HttpResponse:
    request.session["challenge"] = {"state": state, "at": time.time()}
    return JsonResponse(options)


def _answer(request: HttpRequest) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the state kept for an answer, which is taken once, and the answer."""
    kept = request.session.pop("challenge", None)
    if not kept or kept["at"] < time.time() - CHALLENGE_LIFE.total_seconds():
        raise Refused(_("That took too long. Try again."))
    try:
        answer = json.loads(request.POST.get("answer", ""))
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise Refused(_("The browser sent no passkey. Try again."))
    return kept["state"], answer
