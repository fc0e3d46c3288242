"""Plans of units and partners: what each is asked, from which period on."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ, READ_SHARED, WRITE
from proxenia.core.forms import REFUSALS, show_refusal
from proxenia.core.pages import page
from proxenia.records.access import get_visible, may_write
from proxenia.records.views.entries import expected_version, hanging, version_to_send, writable
from proxenia.results.actions import plans as actions
from proxenia.results.actions.returns import open_due
from proxenia.results.forms.returns import PlanForm, lines_text
from proxenia.results.models.returns import BusinessPlan
from proxenia.results.queries import returns as queries
from proxenia.results.views.shared import BOTH, away_and_back

FIELDS = ("title", "code", "unit", "frequency", "begins", "until", "days", "contact", "email", "guidance")


@page(READ)
def plans(request: HttpRequest, office: Office) -> HttpResponse:
    """List the plans this person sees."""
    user = signed_in(request)
    context = {"plans": queries.plans_seen(user, office), "may_plan": may(user, office, WRITE)}
    return render(request, "results/plans.html", context)


@page(READ_SHARED)
def plan(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show one plan: what it asks, and its returns."""
    user = signed_in(request)
    one: BusinessPlan = get_visible(BusinessPlan, user, office, uid)
    context = {
        "plan": one,
        "layout": queries.layout_of(one),
        "returns": queries.returns_seen(user, office).filter(plan=one).order_by("-period")[:40],
        "may_change": may_write(user, one) and may(user, office, WRITE),
        **hanging(one, user),
    }
    return render(request, "results/plan.html", context)


def _values(form: PlanForm) -> dict[str, Any]:
    names = [name for name in FIELDS if name != "unit"]
    return {**{name: form.cleaned_data[name] for name in names}, "body": form.cleaned_data["body"]}


@page(WRITE, BOTH)
def add_plan(request: HttpRequest, office: Office) -> HttpResponse:
    """Write down what a unit or partner reports on; its returns are asked for at once."""
    user = signed_in(request)
    units = office.units.filter(archived_at=None)
    form = PlanForm(request.POST or None, office=office, units=units)
    if request.method == "POST" and form.is_valid():
        lines = form.cleaned_data["lines"]
        try:
            made = actions.add_business_plan(
                office, by=user, values=_values(form), lines=lines, unit=form.cleaned_data["unit"]
            )
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            asked = open_due(made, by=user, today=timezone.localdate())
            messages.success(request, _("The plan is kept; {n} returns are asked for.").format(n=len(asked)))
            return redirect("results:plan", office.slug, made.uid)
    back = reverse("results:plans", args=(office.slug,))
    return _form(request, form, _("Add a plan"), back)


archive_plan, restore_plan = away_and_back(
    BusinessPlan, "plan", actions.archive_business_plan, actions.restore_business_plan
)


@page(WRITE, BOTH)
def edit_plan(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Change a plan; what was asked already stays as it was asked."""
    user = signed_in(request)
    one: BusinessPlan = writable(BusinessPlan, user, office, uid)
    initial = {**{name: getattr(one, name) for name in FIELDS}, "lines": lines_text(one)}
    initial["body"] = one.body.name if one.body else ""
    form = PlanForm(
        request.POST or None, office=office, units=office.units.filter(archived_at=None), initial=initial
    )
    if request.method == "POST" and form.is_valid():
        values = {**_values(form), "unit": form.cleaned_data["unit"]}
        try:
            actions.change_business_plan(
                one, by=user, values=values, lines=form.cleaned_data["lines"],
                expected_version=expected_version(request),
            )  # fmt: skip
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The plan is changed."))
            return redirect("results:plan", office.slug, uid)
    back = reverse("results:plan", args=(office.slug, uid))
    title, version = _("Change: {name}").format(name=one), version_to_send(request, one, None)
    return _form(request, form, title, back, version)


def _form(
    request: HttpRequest, form: PlanForm, title: str, back: str, version: int | None = None
) -> HttpResponse:
    context = {"form": form, "title": title, "submit": _("Keep the plan"), "back": back, "version": version}
    return render(request, "portfolio/form.html", context, status=422 if form.errors else 200)
