"""Returns: who owes what, one return, the workbook out and in, and and what goes out about it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ, READ_SHARED, WRITE, WRITE_SOMEWHERE
from proxenia.core.errors import NotAllowed, Refused
from proxenia.core.forms import REFUSALS, pressed, show_refusal
from proxenia.core.pages import page, paginate
from proxenia.records.access import check_may_export, check_may_write
from proxenia.results.actions import letters
from proxenia.results.actions import returns as actions
from proxenia.results.forms.returns import WorkbookForm
from proxenia.results.queries import returns as queries
from proxenia.results.rules.given import Answered
from proxenia.results.rules.returns import GIVEN, State, is_late
from proxenia.results.views.filling import (
    answered_by,
    figures_form,
    read_upload,
    return_seen,
    shown_of,
    workbook_response,
)
from proxenia.results.views.shared import BOTH

Row = dict[str, Any]


@page(READ)
def returns(request: HttpRequest, office: Office) -> HttpResponse:
    """Show who owes what, what waits to be accepted, and what was accepted."""
    user, today = signed_in(request), timezone.localdate()
    owing = queries.who_owes(user, office, today)
    seen = queries.returns_seen(user, office)
    context = {
        "owing": [_owes(office, one, today) for one in owing],
        "waiting": seen.filter(state=State.SUBMITTED)[:50],
        "page": paginate(request, seen.filter(state__in=GIVEN).order_by("-period", "plan__title", "pk")),
        "sentence": _sentence(owing),
        "has_plans": queries.plans_seen(user, office).exists(),
        "may_plan": may(user, office, WRITE),
    }
    return render(request, "results/returns.html", context)


def _owes(office: Office, one: queries.Owes, today: Any) -> Row:
    lines = [
        {
            "one": each,
            "period": queries.period_of(each).label,
            "is_late": is_late(each.state, each.due, today),
            "url": reverse("results:return", args=(office.slug, each.uid)),
        }
        for each in one.returns
    ]
    return {"plan": one.plan, "lines": lines, "late": one.late}


def _sentence(owing: list[queries.Owes]) -> str:
    if not owing:
        return _("Nobody owes a return.")
    late = sum(one.late for one in owing)
    told = ngettext("{n} plan owes a return", "{n} plans owe returns", len(owing)).format(n=len(owing))
    more = ngettext("{n} return is overdue.", "{n} returns are overdue.", late).format(n=late)
    return f"{told}; {more}" if late else _("{told}; nothing is overdue.").format(told=told)


@page(READ_SHARED)
def one_return(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show one return: what was asked, what was given, what was said to it, and the next step."""
    one = return_seen(request, office, uid)
    return render(request, "results/return.html", shown_of(request, office, one))


@page(READ_SHARED)
def workbook(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Hand the workbook of a return out."""
    one = return_seen(request, office, uid)
    check_may_export(signed_in(request), office)
    return workbook_response(one)


@page(WRITE_SOMEWHERE, ("POST",))
def read(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Read a workbook that was filled in; with anything wrong nothing is written, and each cell is named."""
    user, one = signed_in(request), return_seen(request, office, uid)
    check_may_write(user, one)
    form = WorkbookForm(request.POST, request.FILES)
    answered = read_upload(form, user, office, one) if form.is_valid() else Answered()
    if form.is_valid() and not answered.problems:
        try:
            is_new = actions.submit_return(one, by=user, answered=answered)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            words = (
                _("The return is sent in.") if is_new else _("The same was sent before; nothing was changed.")
            )
            messages.success(request, words)
            return redirect("results:return", office.slug, uid)
    context = {**shown_of(request, office, one), "form": form, "answered": answered}
    return render(request, "results/return.html", context, status=422)


@page(WRITE_SOMEWHERE, BOTH)
def fill_in(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Fill a return in on the page, without a file."""
    user, one = signed_in(request), return_seen(request, office, uid)
    check_may_write(user, one)
    form = figures_form(request, one)
    if request.method == "POST" and form.is_valid():
        try:
            actions.submit_return(one, by=user, answered=answered_by(form, one))
        except REFUSALS as refusal:
            if not form.errors:
                show_refusal(form, refusal)
        else:
            messages.success(request, _("The return is sent in."))
            return redirect("results:return", office.slug, uid)
    back = reverse("results:return", args=(office.slug, uid))
    context = {"form": form, "one": one, "back": back, "period": queries.period_of(one).label}
    return render(request, "results/fill_in.html", context, status=422 if form.errors else 200)


@page(WRITE_SOMEWHERE, ("POST",))
def link(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Make a link by which a return is filled in without an account, and show it once."""
    user, one = signed_in(request), return_seen(request, office, uid)
    try:
        token = letters.link_return(one, by=user)
    except NotAllowed:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("results:return", office.slug, uid)
    address = request.build_absolute_uri(reverse("return_by_link", args=(token,)))
    context = {**shown_of(request, office, one), "link_address": address}
    return render(request, "results/return.html", context)


@page(WRITE_SOMEWHERE, ("POST",))
def mail(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Have the workbook and a link mailed to whoever fills the return in."""
    user, one = signed_in(request), return_seen(request, office, uid)
    told = _("The workbook and a link go to {name}.").format(name=one.plan.email)
    pressed(request, lambda: letters.ask_by_mail(one, by=user), told)
    return redirect("results:return", office.slug, uid)
