"""One's own sign-in: password, code app, passkeys, recovery codes, sessions; and proving again who one is."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from proxenia.accounts import actions
from proxenia.accounts.access import (
    has_recently_proved,
    is_asked_for_second_factor,
    signed_in,
    visit_of,
)
from proxenia.accounts.actions.doors import door_of
from proxenia.accounts.documents import picture_of
from proxenia.accounts.forms import CodeForm, PasswordForm, ProofForm
from proxenia.accounts.models import Passkey, User
from proxenia.accounts.queries import visits_of, ways_of
from proxenia.accounts.rules.factors import app_address, new_secret
from proxenia.accounts.views.entering import target_of
from proxenia.core.errors import Refused
from proxenia.core.forms import show_refusal
from proxenia.core.pages import SIGNED_IN, page

BOTH = ("GET", "HEAD", "POST")


@page(SIGNED_IN, before_factor=True)
def account(request: HttpRequest) -> HttpResponse:
    """Show what one signs in with, and where one is signed in now."""
    user, visit = signed_in(request), visit_of(request)
    context = {
        "ways": ways_of(user),
        "visits": visits_of(user),
        "visit": visit,
        "must_add": not visit.is_strong and is_asked_for_second_factor(user),
    }
    return render(request, "accounts/account.html", context)


@page(SIGNED_IN, BOTH, before_factor=True)
def prove(request: HttpRequest) -> HttpResponse:
    """Prove again who one is, before something dangerous; ten minutes long it is not asked again."""
    user = signed_in(request)
    ways = ways_of(user)
    form = ProofForm(request.POST or None, ways=ways)
    if form.is_valid():
        try:
            code = form.cleaned_data.get("code")
            if code:
                actions.prove_code(user, code, door=door_of(request))
            else:
                actions.prove_password(user.email, form.cleaned_data["password"], door=door_of(request))
            return proved(request, is_strong=bool(code))
        except Refused as refusal:
            show_refusal(form, refusal)
    context = {"form": form, "ways": ways, "next": target_of(request)}
    return render(request, "accounts/prove.html", context, status=422 if form.is_bound else 200)


def proved(request: HttpRequest, *, is_strong: bool) -> HttpResponse:
    """Note the proof, change the session's key, and go back to where it was asked for."""
    actions.prove_again(visit_of(request), is_strong=is_strong)
    request.session.cycle_key()
    return redirect(target_of(request))


@page(SIGNED_IN, BOTH, before_factor=True)
def password(request: HttpRequest) -> HttpResponse:
    """Set one's own password; the one before is asked for, but not of whoever has just come by a link."""
    user, visit = signed_in(request), visit_of(request)
    came_by_link = visit.how.startswith("link") and has_recently_proved(request)
    has_one = bool(user.password) and user.has_usable_password()
    form = PasswordForm(request.POST or None, user=user, asks_current=has_one and not came_by_link)
    if form.is_valid() and _current_fits(request, form, user):
        actions.set_password(user, by=user, password=form.cleaned_data["password"], keep=visit)
        update_session_auth_hash(request, user)
        messages.success(request, _("Your password is set. Your other sessions were ended."))
        return redirect("accounts:start")
    return render(request, "accounts/password.html", {"form": form}, status=422 if form.is_bound else 200)


def _current_fits(request: HttpRequest, form: PasswordForm, user: User) -> bool:
    if "current" not in form.fields:
        return True
    try:
        actions.prove_password(user.email, form.cleaned_data["current"], door=door_of(request))
    except Refused:
        form.add_error("current", _("This is not your present password."))
        return False
    return True


@page(SIGNED_IN, BOTH, step_up=True, before_factor=True)
def code_app(request: HttpRequest) -> HttpResponse:
    """Add a code app: show its secret as a picture, and take its first code."""
    user, visit = signed_in(request), visit_of(request)
    secret = request.session.setdefault("secret", new_secret())
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            actions.add_code_app(user, by=user, secret=secret, code=form.cleaned_data["code"], keep=visit)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            del request.session["secret"]
            return _added(request, _("Your code app is set up."))
    picture = picture_of(app_address(secret, user.email))
    context = {"form": form, "secret": secret, "picture": picture}
    return render(request, "accounts/code_app.html", context, status=422 if form.is_bound else 200)


def _added(request: HttpRequest, sentence: str) -> HttpResponse:
    """A factor was added: this session has shown it, under a new key; recovery codes come next."""
    user = signed_in(request)
    actions.prove_again(visit_of(request), is_strong=True)
    request.session.cycle_key()
    messages.success(request, sentence)
    is_first = not ways_of(user)["codes_left"]
    return redirect("accounts:recovery_codes" if is_first else "accounts:account")


@page(SIGNED_IN, ("POST",), step_up=True)
def remove_code_app(request: HttpRequest) -> HttpResponse:
    """Remove the code app."""
    user = signed_in(request)
    actions.remove_code_app(user, by=user, keep=visit_of(request))
    messages.success(request, _("The code app is removed."))
    return redirect("accounts:account")


@page(SIGNED_IN, ("POST",), step_up=True)
def remove_passkey(request: HttpRequest, uid: str) -> HttpResponse:
    """Remove a passkey."""
    user = signed_in(request)
    passkey = get_object_or_404(Passkey, uid=uid, user=user)
    actions.remove_passkey(passkey, by=user, keep=visit_of(request))
    messages.success(request, _("The passkey is removed."))
    return redirect("accounts:account")


@page(SIGNED_IN, BOTH, step_up=True)
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Make recovery codes and show them once."""
    user = signed_in(request)
    codes = actions.make_recovery_codes(user, by=user) if request.method == "POST" else []
    return render(request, "accounts/recovery_codes.html", {"codes": codes, "ways": ways_of(user)})


@page(SIGNED_IN, ("POST",), step_up=True)
def end_visit(request: HttpRequest, uid: str) -> HttpResponse:
    """End one of one's own sessions."""
    actions.end_visit(uid, by=signed_in(request))
    messages.success(request, _("The session is ended."))
    return redirect("accounts:account")


@page(SIGNED_IN, ("POST",), step_up=True)
def end_other_visits(request: HttpRequest) -> HttpResponse:
    """End all of one's own sessions but this one."""
    actions.end_other_visits(signed_in(request), keep=visit_of(request))
    messages.success(request, _("All other sessions are ended."))
    return redirect("accounts:account")
