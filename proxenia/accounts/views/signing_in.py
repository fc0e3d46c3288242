"""The pages before somebody is in: sign-in, the second factor, links; and signing out."""

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from proxenia.accounts import actions
from proxenia.accounts.access import signed_in, visit_of
from proxenia.accounts.actions.doors import count_link_asked, door_of
from proxenia.accounts.forms import CodeForm, LinkForm, RecoveryForm, SignInForm
from proxenia.accounts.models import User
from proxenia.accounts.queries import has_second_factor, offices_of, uid_at, ways_of
from proxenia.accounts.views.entering import enter, go_in, target_of, waiting
from proxenia.core.errors import Refused
from proxenia.core.forms import show_refusal
from proxenia.core.jobs import enqueue
from proxenia.core.pages import PUBLIC, SIGNED_IN, page

BOTH = ("GET", "HEAD", "POST")


@page(SIGNED_IN)
def start(request: HttpRequest) -> HttpResponse:
    """Go to the one office a person works in, or let them choose."""
    offices = list(offices_of(signed_in(request))[:50])
    if len(offices) == 1:
        return redirect("desk:today", offices[0].slug)
    return render(request, "accounts/start.html", {"offices": offices})


@page(PUBLIC, BOTH)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with e-mail and password; offers passkeys and identity providers beside."""
    form = SignInForm(request.POST or None)
    if form.is_valid():
        try:
            user = actions.prove_password(**form.cleaned_data, door=door_of(request))
            return go_in(request, user, how="password", target=target_of(request))
        except Refused as refusal:
            show_refusal(form, refusal)
    context = {"form": form, "next": target_of(request), "providers": settings.SIGN_ON_PROVIDERS}
    return render(request, "accounts/sign_in.html", context, status=422 if form.is_bound else 200)


@page(PUBLIC, BOTH)
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor: of somebody who has shown the first, or whose office asks for one now."""
    kept = waiting(request)
    user = kept[0] if kept else request.user
    if not isinstance(user, User):
        return redirect("accounts:sign_in")
    if not has_second_factor(user):
        return redirect("accounts:account")
    is_recovery = "recovery" in request.GET
    form = (RecoveryForm if is_recovery else CodeForm)(request.POST or None)
    if form.is_valid():
        prove = actions.use_recovery_code if is_recovery else actions.prove_code
        try:
            prove(user, form.cleaned_data["code"], door=door_of(request))
            return through(request, user, "recovery code" if is_recovery else "code")
        except Refused as refusal:
            show_refusal(form, refusal)
    context = {"form": form, "ways": ways_of(user), "is_recovery": is_recovery, "next": target_of(request)}
    return render(request, "accounts/second_factor.html", context, status=422 if form.is_bound else 200)


def through(request: HttpRequest, user: User, how: str) -> HttpResponse:
    """Let somebody go on who has shown a second factor: into a new session, or on in the one they have."""
    kept = waiting(request)
    if kept:
        return enter(request, user, how=f"{kept[1]['how']} and {how}", is_strong=True, target=kept[1]["next"])
    actions.prove_again(visit_of(request), is_strong=True)
    request.session.cycle_key()
    return redirect(target_of(request))


@page(PUBLIC, BOTH)
def use_link(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in by a single-use link; a second press confirms, so that a mail scanner does not use it up."""
    try:
        link = actions.check_sign_in_link(token)
        if request.method != "POST":
            return render(request, "accounts/use_link.html", {"link": link})
        user = actions.use_sign_in_link(token, browser=actions.secret_of_browser(request.session))
    except Refused as refusal:
        return render(request, "accounts/use_link.html", {"refusal": refusal.message}, status=409)
    is_new = link.office_id is not None and not user.has_usable_password()
    return go_in(request, user, how="link", target="/password/" if is_new else "/")


@page(PUBLIC, BOTH)
def ask_link(request: HttpRequest) -> HttpResponse:
    """Have a sign-in link sent by mail; answer and work are the same whether the address is known or not."""
    form = LinkForm(request.POST or None)
    if form.is_valid():
        email = form.cleaned_data["email"].strip().lower()
        try:
            count_link_asked(email, door=door_of(request))
            browser = actions.secret_of_browser(request.session)
            enqueue("accounts.mail_link", user_uid=uid_at(email), browser=browser)
            return render(request, "accounts/link_sent.html", {"email": email})
        except Refused as refusal:
            show_refusal(form, refusal)
    return render(request, "accounts/ask_link.html", {"form": form}, status=422 if form.is_bound else 200)


@page(PUBLIC, ("POST",))
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out: the session is over here at once, and the browser forgets what it kept of it."""
    if isinstance(request.user, User):
        actions.leave(visit_of(request))
    logout(request)
    response = redirect("accounts:sign_in")
    # Not "cookies": that would forget the known device too; the session's own cookie is deleted by logout.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
