"""Objectives on the page of a tie, ties on the page of an objective, and the form that says so."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ, WRITE_SOMEWHERE
from proxenia.core.forms import REFUSALS, show_refusal
from proxenia.core.pages import page
from proxenia.core.panels import panel
from proxenia.portfolio.actions.objectives import serve_objectives
from proxenia.portfolio.models import Partnership
from proxenia.portfolio.queries.objectives import objectives_of, ties_serving
from proxenia.portfolio.views.answering import tie_for
from proxenia.portfolio.views.words import tie_url
from proxenia.records.access import may_write
from proxenia.strategy.forms.choosing import ObjectivesForm
from proxenia.strategy.models import Objective
from proxenia.strategy.queries.tree import objectives_open

SHOWN = 10


@panel(page="portfolio.tie", slot="left", order=20, template="portfolio/_objectives.html")
def on_tie(request: HttpRequest, tie: Partnership) -> dict[str, Any] | None:
    """Say which objectives a tie serves; no part where there is none to serve."""
    user = signed_in(request)
    if not may(user, tie.office, READ):
        return None
    found = objectives_of(user, tie)
    can = may_write(user, tie) and not tie.is_archived
    if not found and not objectives_open(user, tie.office).exists():
        return None
    return {"serving": tie, "served": found, "may_serve": can}


@panel(page="strategy.objective", slot="middle", order=20, template="portfolio/_serving.html")
def on_objective(request: HttpRequest, objective: Objective) -> dict[str, Any]:
    """List the ties that serve an objective."""
    found = ties_serving(signed_in(request), objective)
    count = found.count()
    return {"aim": objective, "ties": list(found[:SHOWN]), "tie_count": count, "is_more": count > SHOWN}


@page(WRITE_SOMEWHERE, ("GET", "HEAD", "POST"))
def objectives(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Say which objectives a tie serves."""
    user, found = signed_in(request), tie_for(request, office, uid, write=True)
    held = objectives_of(user, found)
    sent = request.POST if request.method == "POST" else None
    form = ObjectivesForm(sent, user=user, office=office, chosen=[one.pk for one in held])
    back = tie_url(office, found)
    if sent is not None and form.is_valid():
        kept = [one for one in held if one.uid not in form.offered]
        try:
            serve_objectives(found, by=user, objectives=[*kept, *form.chosen()])
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(back)
    title = _("{name}: objectives it serves").format(name=found.name)
    context = {"form": form, "title": title, "submit": _("Save"), "back": back}
    return render(request, "portfolio/form.html", context, status=422 if form.errors else 200)
