"""One way to answer every form: run the verb, go on, or show the refusal beside what was typed."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import OVERRIDE
from proxenia.core.errors import Conflict, NotAllowed
from proxenia.core.forms import REFUSALS, clash_of, show_refusal
from proxenia.core.values import whole_number
from proxenia.portfolio.models import Agreement, Partnership
from proxenia.portfolio.queries.counts import visible_agreements
from proxenia.records.access import check_may_write, get_visible
from proxenia.records.models import Record

Act = Callable[[dict[str, Any]], str]


def reader(request: HttpRequest) -> User:
    """Return who is signed in."""
    return cast(User, request.user)


def tie_for(request: HttpRequest, office: Office, uid: str, *, write: bool = False) -> Partnership:
    """Return the tie of an address, for somebody who may see it, and write it where that is asked."""
    tie: Partnership = get_visible(Partnership, reader(request), office, uid)
    if write:
        check_may_write(reader(request), tie)
    return tie


def agreement_for(request: HttpRequest, office: Office, uid: str, *, write: bool = False) -> Agreement:
    """Return the agreement of an address, for somebody who may see it and its tie."""
    agreement: Agreement = get_visible(Agreement, reader(request), office, uid)
    if not visible_agreements(reader(request), office).filter(pk=agreement.pk).exists():
        tie_for(request, office, agreement.partnership.uid)
    if write:
        check_may_write(reader(request), agreement)
    return agreement


def version_of(request: HttpRequest) -> int | None:
    """Return the version of the record that the form was made from, where it says so."""
    text = request.POST.get("expected_version", "")
    return whole_number(text)


def answer(
    request: HttpRequest,
    form: forms.BaseForm,
    act: Act,
    *,
    title: str,
    submit: str,
    back: str,
    done: str = "",
    template: str = "portfolio/form.html",
    record: Record | None = None,
    said: Callable[[Any], dict[str, Any]] | None = None,
    **more: Any,
) -> HttpResponse:
    """Show a form, or run its verb: ``act`` takes the typed values and returns where to go on.

    A refusal is shown in the form (422), beside its field where it names one. With ``record`` the form carries
    its version; where somebody else changed it meanwhile, ``said`` (its values as the form's) is set beside what
    was typed, and the next press is checked against what was shown.
    """
    clash = None
    if request.method == "POST" and form.is_valid():
        try:
            goal = act(form.cleaned_data)
        except REFUSALS as refusal:
            if isinstance(refusal, NotAllowed) and refusal.where != OVERRIDE:
                raise
            show_refusal(form, refusal)
            if isinstance(refusal, Conflict) and record is not None and said is not None:
                now = type(record).objects.get(pk=record.pk)
                clash = clash_of(form, now, said(now))
        else:
            messages.success(request, done or _("Saved."))
            return HttpResponseRedirect(goal)
    sent = version_of(request)
    version = clash.version if clash else sent if sent is not None else record.version if record else None
    context = {
        "form": form,
        "title": title,
        "submit": submit,
        "back": back,
        "version": version,
        "clash": clash,
    }
    context |= more
    return render(request, template, context, status=422 if form.is_bound else 200)
