"""What the office says to a return: sent back, accepted, locked, opened again."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import WRITE
from proxenia.core.forms import REFUSALS, pressed, show_refusal
from proxenia.core.pages import page
from proxenia.records.access import check_may_write
from proxenia.results.actions import accepting
from proxenia.results.actions import returns as actions
from proxenia.results.forms.returns import AcceptForm, ReasonForm, SendBackForm
from proxenia.results.models.returns import Return
from proxenia.results.rules.layouts import layout_from
from proxenia.results.views.filling import return_seen
from proxenia.results.views.shared import BOTH


def _form(
    request: HttpRequest, office: Office, one: Return, form: Any, title: str, submit: str
) -> HttpResponse:
    back = reverse("results:return", args=(office.slug, one.uid))
    context = {"form": form, "title": title, "submit": submit, "back": back}
    return render(request, "portfolio/form.html", context, status=422 if form.errors else 200)


@page(WRITE, BOTH)
def send_back(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Send a return back with comments."""
    user, one = signed_in(request), return_seen(request, office, uid)
    check_may_write(user, one)
    form = SendBackForm(request.POST or None, layout=layout_from(one.layout))
    if request.method == "POST" and form.is_valid():
        try:
            actions.send_back_return(
                one, by=user, comment=form.cleaned_data["comment"], comments=form.comments()
            )
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The return is sent back."))
            return redirect("results:return", office.slug, uid)
    title = _("Send back: {name}").format(name=one)
    return _form(request, office, one, form, title, _("Send it back"))


@page(WRITE, BOTH)
def accept(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Accept a return and say how the period went on the whole."""
    user, one = signed_in(request), return_seen(request, office, uid)
    check_may_write(user, one)
    form = AcceptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            accepting.accept_return(one, by=user, **form.cleaned_data)
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The return is accepted."))
            return redirect("results:return", office.slug, uid)
    return _form(request, office, one, form, _("Accept: {name}").format(name=one), _("Accept it"))


@page(WRITE, ("POST",))
def lock(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Lock an accepted return."""
    user, one = signed_in(request), return_seen(request, office, uid)
    pressed(request, lambda: actions.lock_return(one, by=user), _("The return is locked."))
    return redirect("results:return", office.slug, uid)


@page(WRITE, ("POST",))
def put_away(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Put a return away that need not be given."""
    user, reason = signed_in(request), request.POST.get("reason", "")[:500]
    one = return_seen(request, office, uid)
    pressed(request, lambda: actions.archive_return(one, by=user, reason=reason), _("Put away."))
    return redirect("results:return", office.slug, uid)


@page(WRITE, ("POST",))
def bring_back(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Ask again for a return that was put away."""
    user, one = signed_in(request), return_seen(request, office, uid)
    pressed(request, lambda: actions.restore_return(one, by=user), _("It is back."))
    return redirect("results:return", office.slug, uid)


@page(WRITE, BOTH)
def reopen(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Open an accepted return again, with the reason."""
    user, one = signed_in(request), return_seen(request, office, uid)
    actions.check_may_reopen(one, by=user)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reopen_return(one, by=user, reason=form.cleaned_data["reason"])
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The return is open again."))
            return redirect("results:return", office.slug, uid)
    title = _("Open again: {name}").format(name=one)
    return _form(request, office, one, form, title, _("Open it again"))
