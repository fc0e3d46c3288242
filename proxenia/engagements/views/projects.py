"""Calls and projects: their lists, the page of one, its steps, and who is involved in what."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import READ_SHARED, WRITE_SOMEWHERE
from proxenia.core.pages import page, paginate, query_without, words_asked
from proxenia.core.templatetags.words import full_date, money
from proxenia.engagements.actions import projects as actions
from proxenia.engagements.forms.projects import CallForm, ProjectForm, WordsForm
from proxenia.engagements.models import Call, Project
from proxenia.engagements.queries import projects as queries
from proxenia.engagements.rules import projects as rules
from proxenia.engagements.views.owned_parts import FORM, done, show_form
from proxenia.engagements.views.project_rooms import Room
from proxenia.engagements.views.promise_rows import due_words, promise_url, state_of
from proxenia.portfolio.models import Partnership
from proxenia.records.access import check_may_write, get_visible, may_write
from proxenia.records.views import entries

CODES = {
    "preparing": "draft", "running": "running", "closed": "done", "dropped": "dropped",
    "draft": "draft", "submitted": "to_check", "granted": "accepted", "refused": "refused", "withdrawn": "dropped",
    "seen": "new", "worth": "good", "left": "dropped",
}  # fmt: skip
"""What decides the colour of a state word of this room."""
Row = dict[str, Any]


def _first(request: HttpRequest, user: User, office: Office) -> Row:
    """Begin with the tie, or the title of the call, that the page was opened from."""
    first: Row = {"visibility": "internal"}
    tie = Partnership.objects.visible_to(user, office).filter(uid=request.GET.get("tie", "-")).first()
    if tie is not None:
        first |= {"ties": tie.name, "visibility": tie.visibility, "unit": tie.unit.uid if tie.unit else ""}
    call = queries.visible_calls(user, office).filter(uid=request.GET.get("call", "-")).first()
    return {**first, "title": call.title} if call is not None else first


def _after(request: HttpRequest, office: Office, project: Project) -> str:
    """Go on to the application where the project was begun from a call."""
    call = request.GET.get("call", "")
    where = reverse("engagements:add_application", args=(office.slug, project.uid))
    return f"{where}?call={call}" if call.isalnum() else ""


def _known(user: User, project: Project) -> Row:
    return {"known": queries.ties_of_project(user, project)}


PROJECTS = Room(
    "project",
    "projects",
    Project,
    ProjectForm,
    actions.begin_project,
    actions.change_project,
    gettext_lazy("Projects"),
    gettext_lazy("Begin a project"),
    first=_first,
    initial_of=lambda user, found: ProjectForm.initial_of(found, queries.ties_of_project(user, found)),
    more=lambda form: {"ties": form.cleaned_data["ties"]},
    known=_known,
    after=_after,
)
CALLS = Room(
    "call",
    "calls",
    Call,
    CallForm,
    actions.add_call,
    actions.change_call,
    gettext_lazy("Calls of funders"),
    gettext_lazy("Note a call"),
    first=lambda _request, _user, office: {"currency": office.currency, "visibility": "internal"},
    initial_of=lambda _user, found: CallForm.initial_of(found),
    more=lambda _form: {},
    known=lambda _user, found: {"standing": found},
)


def tabs(office: Office, current: str) -> list[Row]:
    """Return the pages of this room as tabs."""
    names = (
        ("projects", _("Projects")), ("calls", _("Calls of funders")), ("involved", _("Who is involved")),
        ("crises", _("Crises")),
    )  # fmt: skip
    return [
        {
            "label": label,
            "url": reverse(f"engagements:{name}", args=(office.slug,)),
            "current": name == current,
        }
        for name, label in names
    ]


def _group(request: HttpRequest, title: str, name: str, choices: Any, current: str) -> Row:
    rest = query_without(request, name, "page")
    items = [
        {
            "label": label,
            "current": code == current,
            "url": f"?{rest}".rstrip("&") if code == current else f"?{rest}{name}={code}",
        }
        for code, label in choices
    ]
    return {"title": title, "items": items}


@page(READ_SHARED)
def projects(request: HttpRequest, office: Office) -> HttpResponse:
    """List the projects with what is due next in each."""
    user, today = signed_in(request), timezone.localdate()
    state, text = request.GET.get("state", ""), words_asked(request.GET)
    shown = paginate(request, queries.wanted_projects(user, office, state=state, text=text))
    due = queries.next_dates(user, office, [one.pk for one in shown])
    labels = (_("Project"), _("State"), _("From"), _("Until"), _("Due next"))
    context = {
        "page": shown,
        "tabs": tabs(office, "projects"),
        "groups": [_group(request, _("State"), "state", Project.State.choices, state)],
        "columns": [{"label": label} for label in labels],
        "rows": [_project_row(office, one, due.get(one.pk), today) for one in shown],
        "text": text,
        "may_add": user.standing(office).has_anywhere(WRITE_SOMEWHERE),
    }
    return render(request, "engagements/projects.html", context)


def _project_row(office: Office, one: Project, due: Any, today: dt.date) -> Row:
    late = (
        {"text": due.what, "url": promise_url(office, due.uid), "sub": due_words(due, today)} if due else {}
    )
    return {
        "cells": [
            {"text": one.title, "url": PROJECTS.url(office, one.uid)},
            {"text": one.get_state_display(), "code": CODES[one.state], "label": _("State")},
            {"text": full_date(one.starts) or _("not known"), "label": _("From")},
            {"text": full_date(one.ends) or _("not known"), "label": _("Until")},
            {"text": _("nothing"), "label": _("Due next"), **late},
        ]
    }


@page(READ_SHARED)
def calls(request: HttpRequest, office: Office) -> HttpResponse:
    """List calls of funders, those that end first at the top."""
    user, today = signed_in(request), timezone.localdate()
    state = request.GET.get("state", "open")
    shown = paginate(request, queries.wanted_calls(user, office, state=state, today=today))
    seen = queries.bodies_seen(user, office, (one.funder_id for one in shown))
    labels = (_("Call"), _("Funder"), _("Deadline"), _("State"))
    choices = [("open", _("Open, not left alone")), *Call.State.choices, ("all", _("All"))]
    context = {
        "page": shown,
        "tabs": tabs(office, "calls"),
        "groups": [_group(request, _("State"), "state", choices, state)],
        "columns": [{"label": label} for label in labels],
        "rows": [_call_row(office, one, seen, today) for one in shown],
        "may_add": user.standing(office).has_anywhere(WRITE_SOMEWHERE),
    }
    return render(request, "engagements/calls.html", context)


def _call_row(office: Office, one: Call, seen: dict[int, Any], today: dt.date) -> Row:
    funder = seen.get(one.funder_id or 0)
    past = one.deadline is not None and one.deadline < today
    return {
        "cells": [
            {"text": one.title, "url": CALLS.url(office, one.uid)},
            {"text": funder.name if funder else one.funder_text or "–", "label": _("Funder")},
            {
                "text": full_date(one.deadline) or _("not known"),
                "sub": _("has passed") if past else "",
                "label": _("Deadline"),
            },
            {"text": one.get_state_display(), "code": CODES[one.state], "label": _("State")},
        ]
    }


def hanging(request: HttpRequest, office: Office, found: Any) -> Row:
    """Return what every page of a record shows beside its own: notes, files, who may change it."""
    user = signed_in(request)
    return {
        **entries.hanging(found, user),
        "record": found,
        "may_write": may_write(user, found) and not found.is_archived,
        "may_restore": found.is_archived and may_write(user, found),
        "today": timezone.localdate(),
    }


@page(READ_SHARED)
def call(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show a call: what it asks, whom it fits, what we made of it, and the projects that apply."""
    user = signed_in(request)
    found: Call = get_visible(Call, user, office, uid)
    seen = queries.visible_projects(user, office)
    funder = queries.bodies_seen(user, office, [found.funder_id]).get(found.funder_id or 0)
    context = {
        **hanging(request, office, found),
        "call": found,
        "code": CODES[found.state],
        "funder": funder,
        "is_past": found.deadline is not None and found.deadline < timezone.localdate(),
        "applications": [
            (one, CODES[one.state])
            for one in found.applications.filter(project__in=seen).select_related("project")
        ],
        "steps": rules.steps_from(rules.CALL_STEPS, found.state),
        "words_form": WordsForm(),
        "most": money(found.most, found.currency),
    }
    return render(request, "engagements/call.html", context)


@page(WRITE_SOMEWHERE, ("POST",))
def step_call(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Say what we make of a call."""
    user = signed_in(request)
    found: Call = get_visible(Call, user, office, uid)
    verb, words = request.POST.get("verb", ""), request.POST.get("words", "")
    done(request, lambda: actions.move_call(found, by=user, verb=verb, words=words), _("Noted."))
    return redirect(CALLS.url(office, uid))


@page(READ_SHARED)
def project(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show a project: who takes part, what it costs and who covers it, what is due, what came of it."""
    user, today = signed_in(request), timezone.localdate()
    found: Project = get_visible(Project, user, office, uid)
    applications = queries.applications_of(user, found)
    standing = queries.money_of(found, applications)
    dates = queries.dates_of(user, found)
    context = {
        **hanging(request, office, found),
        "project": found,
        "code": CODES[found.state],
        "lede": _sentence(found, standing, dates, today),
        "ties": queries.ties_of_project(user, found),
        "sums": standing,
        "applications": [(one, CODES[one.state]) for one in applications],
        "lines": found.budget_lines.all(),
        "dates": [_date_row(office, one, today) for one in dates],
        "steps": rules.steps_from(rules.PROJECT_STEPS, found.state),
        "is_over": found.state in (Project.State.CLOSED, Project.State.DROPPED),
        "stakeholders": found.stakeholders.count(),
        **_bodies(user, found),
    }
    return render(request, "engagements/project.html", context)


def _bodies(user: User, found: Project) -> Row:
    """Return parties and co-funding with the bodies this person may see, and how many they may not."""
    parties: list[Any] = list(found.parties.all())
    fundings: list[Any] = list(found.fundings.all())
    seen = queries.bodies_seen(user, found.office, (one.organisation_id for one in (*parties, *fundings)))

    def shown(some: list[Any]) -> list[tuple[Any, Any]]:
        return [
            (one, seen.get(one.organisation_id or 0))
            for one in some
            if one.organisation_id is None or one.organisation_id in seen
        ]

    told = shown(parties)
    return {"parties": told, "hidden_parties": len(parties) - len(told), "fundings": shown(fundings)}


def _date_row(office: Office, one: queries.Due, today: dt.date) -> Row:
    return {
        "kind": one.kind,
        "what": one.promise.what,
        "url": promise_url(office, one.promise.uid),
        "due": full_date(one.promise.due),
        "words": due_words(one.promise, today) if one.promise.state == "open" else "",
        "state": state_of(one.promise, today),
        "side": one.promise.get_side_display(),
    }


def _sentence(
    found: Project, standing: list[queries.Standing], dates: list[queries.Due], today: dt.date
) -> str:
    """Return in a sentence or three how a project stands."""
    told = [_days_told(found)]
    ahead = [one.promise for one in dates if one.promise.state in ("open", "to_check") and one.promise.due]
    if ahead:
        words = {"what": ahead[0].what, "when": due_words(ahead[0], today)}
        told.append(_("Due next: %(what)s, %(when)s.") % words)
    for one in standing:
        if one.budget:
            words = {
                "sum": money(one.budget, one.currency),
                "open": money(max(one.open, queries.NOTHING), one.currency),
            }
            told.append(_("The budget is %(sum)s, of which %(open)s is not covered yet.") % words)
    if not any(one.budget for one in standing):
        told.append(_("No budget is written down yet."))
    return " ".join(told)


def _days_told(found: Project) -> str:
    if found.starts and found.ends:
        words = {"first": full_date(found.starts), "last": full_date(found.ends)}
        return _("From %(first)s to %(last)s.") % words
    return _("From when to when it runs is not written down.")


@page(WRITE_SOMEWHERE, FORM)
def step_project(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Take a project a step on; where words are needed they are asked for."""
    user = signed_in(request)
    found: Project = get_visible(Project, user, office, uid)
    check_may_write(user, found)
    verb = request.POST.get("verb") or request.GET.get("verb", "")
    step = rules.step_of(rules.PROJECT_STEPS, verb)
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        if done(request, lambda: actions.move_project(found, by=user, verb=verb, words=words), _("Noted.")):
            return redirect(PROJECTS.url(office, uid))
    trail = [(found.title, PROJECTS.url(office, uid))]
    ends = step.target in (Project.State.CLOSED, Project.State.DROPPED)
    due = queries.still_due(user, found) if ends else []
    return show_form(request, form, step.label, trail, verb=verb, due=due)
