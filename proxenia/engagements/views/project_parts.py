"""The parts of a project: who takes part, budget, co-funding, applications, dates, stakeholders."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import WRITE_SOMEWHERE
from proxenia.core.errors import NotFound
from proxenia.core.pages import page
from proxenia.directory.models import Organisation
from proxenia.engagements.actions import applications, stakeholders
from proxenia.engagements.actions import project_parts as projects
from proxenia.engagements.forms import projects as forms
from proxenia.engagements.forms.stakeholders import MoveForm, PlaceForm
from proxenia.engagements.models import Application, BudgetLine, Funding, Project, ProjectParty, Stakeholder
from proxenia.engagements.views.owned_parts import (
    FORM,
    Part,
    adding,
    back_to,
    editing,
    owned,
    part_of,
    removing,
    show_form,
    tried,
)


def _of(**more: Any) -> dict[str, Any]:
    return {"owner": Project, "page": "project", "path": "project", **more}


def _named_body(project: Any, request: HttpRequest) -> dict[str, Any]:
    """Begin with the body the page was opened from."""
    uid = request.GET.get("organisation", "")
    user: Any = request.user
    found = Organisation.objects.visible_to(user, project.office).filter(uid=uid).first() if uid else None
    return {"organisation": found.name} if found else {}


PARTY = Part(
    "project_party",
    **_of(model=ProjectParty, form=forms.PartyForm, add_form=forms.PartyForm),
    add=lambda project, user, form: projects.add_party(project, by=user, values=form.values),
    change=lambda one, user, form: projects.change_party(one, by=user, values=form.values),
    remove=lambda one, user: projects.remove_party(one, by=user),
    add_title=gettext_lazy("Add who takes part"),
    edit_title=gettext_lazy("Who takes part"),
    first=_named_body,
)
LINE = Part(
    "budget_line",
    **_of(model=BudgetLine, form=forms.BudgetLineForm, add_form=forms.BudgetLineForm),
    add=lambda project, user, form: projects.add_budget_line(project, by=user, values=form.values),
    change=lambda one, user, form: projects.change_budget_line(one, by=user, values=form.values),
    remove=lambda one, user: projects.remove_budget_line(one, by=user),
    add_title=gettext_lazy("Add a line to the budget"),
    edit_title=gettext_lazy("A line of the budget"),
)
FUNDING = Part(
    "funding",
    **_of(model=Funding, form=forms.FundingForm, add_form=forms.FundingForm),
    add=lambda project, user, form: projects.add_funding(project, by=user, values=form.values),
    change=lambda one, user, form: projects.change_funding(one, by=user, values=form.values),
    remove=lambda one, user: projects.remove_funding(one, by=user),
    add_title=gettext_lazy("Note co-funding"),
    edit_title=gettext_lazy("Co-funding"),
)


def _from_call(_project: Any, request: HttpRequest) -> dict[str, Any]:
    return {"call": request.GET.get("call", "")}


APPLICATION = Part(
    "application",
    **_of(model=Application, form=forms.ApplicationForm, add_form=forms.ApplicationForm),
    add=lambda project, user, form: applications.begin_application(
        project, by=user, values=form.values, call=form.chosen
    ),
    change=lambda one, user, form: applications.change_application(one, by=user, values=form.values),
    remove=lambda _one, _user: None,
    add_title=gettext_lazy("Begin an application"),
    edit_title=gettext_lazy("An application"),
    first=_from_call,
)
DATE = Part(
    "project_date",
    **_of(model=None, form=None, add_form=forms.DateForm),
    add=lambda project, user, form: applications.add_date(
        project, by=user, kind=form.cleaned_data["kind"], values=form.values
    ),
    change=lambda _one, _user, _form: None,
    remove=lambda _one, _user: None,
    add_title=gettext_lazy("Add a milestone or a report"),
    edit_title="",
)


def _place(project: Project, user: User, form: Any) -> None:
    levels = {name: form.cleaned_data[name] for name in ("interest", "influence", "reason")}
    stakeholders.place_stakeholder(project, by=user, values=form.values, **levels)


def _move(one: Stakeholder, user: User, form: Any) -> None:
    said = {name: form.cleaned_data[name] for name in ("interest", "influence", "reason", "note")}
    stakeholders.move_stakeholder(one, by=user, **said)


STAKEHOLDER = Part(
    "stakeholder",
    **_of(model=Stakeholder, form=MoveForm, add_form=PlaceForm, page="stakeholder_map"),
    add=_place,
    change=_move,
    remove=lambda one, user: stakeholders.remove_stakeholder(one, by=user),
    add_title=gettext_lazy("Put somebody on the map"),
    edit_title=gettext_lazy("Where they stand"),
    first=_named_body,
)
WHOLE = (PARTY, LINE, FUNDING, STAKEHOLDER)
"""Parts that are added, changed and removed; an application is withdrawn, and a date is a promise."""


@page(WRITE_SOMEWHERE, FORM)
def edit_application(request: HttpRequest, office: Office, uid: str, one: str) -> HttpResponse:
    """Change an application; it is never removed, but withdrawn."""
    user, project = owned(APPLICATION, request, office, uid)
    row = part_of(APPLICATION, project, one, user)
    form = forms.ApplicationForm(
        request.POST or None,
        owner=project,
        user=user,
        standing=row,
        initial=forms.ApplicationForm.initial_of(row),
    )
    if form.is_valid() and tried(form, lambda: APPLICATION.change(row, user, form)):
        return redirect(back_to(APPLICATION, office, project))
    trail = [(project.title, back_to(APPLICATION, office, project))]
    return show_form(request, form, APPLICATION.edit_title, trail)


@page(WRITE_SOMEWHERE, FORM)
def step_application(request: HttpRequest, office: Office, uid: str, one: str) -> HttpResponse:
    """Note what became of an application."""
    user, project = owned(APPLICATION, request, office, uid)
    row = part_of(APPLICATION, project, one, user)
    if row.state in (Application.State.GRANTED, Application.State.REFUSED, Application.State.WITHDRAWN):
        raise NotFound(_("There is no such page."))
    form = forms.ApplicationStepForm(request.POST or None, owner=project, user=user, standing=row, initial={})
    said = ("verb", "on", "amount", "currency", "words", "late_reason")
    if form.is_valid() and tried(
        form,
        lambda: applications.move_application(
            row, by=user, **{name: form.cleaned_data[name] for name in said}
        ),
    ):
        return redirect(back_to(APPLICATION, office, project))
    trail = [(project.title, back_to(APPLICATION, office, project))]
    return show_form(request, form, _("What became of the application"), trail)


add_application, add_date = adding(APPLICATION), adding(DATE)
__all__ = [
    "WHOLE",
    "add_application",
    "add_date",
    "adding",
    "edit_application",
    "editing",
    "removing",
    "step_application",
]
