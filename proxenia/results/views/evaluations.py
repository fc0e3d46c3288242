"""Evaluations: the list, one with its questions, sources and findings, the answers to findings."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ, READ_SHARED, WRITE_SOMEWHERE
from proxenia.core.errors import Conflict, NotAllowed, NotFound
from proxenia.core.forms import REFUSALS, Clash, clash_of, refusals_told, show_refusal
from proxenia.core.pages import page, paginate
from proxenia.core.templatetags.words import full_date, money
from proxenia.records.access import get_visible
from proxenia.records.views.entries import expected_version, hanging, version_to_send, writable
from proxenia.results.actions import evaluations as actions
from proxenia.results.forms.evaluations import EvaluationForm, EvaluationLineForm, FindingForm
from proxenia.results.models.evaluations import Evaluation, EvaluationLine
from proxenia.results.queries import evaluations as queries
from proxenia.results.rules.evaluations import USUAL_YEARS
from proxenia.results.views.shared import BOTH, address, rights, tabs


@page(READ)
def evaluations(request: HttpRequest, office: Office) -> HttpResponse:
    """List evaluations: of what, how far, findings still to be answered."""
    user = signed_in(request)
    shown = paginate(request, queries.evaluations(user, office))
    context = {
        "page": shown,
        "lines": [
            {"one": one, "url": address("evaluation", office, one.uid), "time": _time(one)} for one in shown
        ],
        "sentence": _sentence(queries.last_reported(user, office)),
        "columns": [{"label": words} for words in (_("Evaluation"), _("Time"), _("How far"), _("Findings"))],
        "tabs": tabs(office, user, "evaluations"),
        **rights(user, office),
    }
    return render(request, "results/evaluations.html", context)


def _time(one: Evaluation) -> str:
    ends = [full_date(on) for on in (one.starts, one.ends) if on]
    return " – ".join(dict.fromkeys(ends)) or "–"


def _sentence(last: Any) -> str:
    if last is None:
        return _("No evaluation is reported yet; one every two to three years is usual.")
    years = (timezone.localdate() - last).days // 365
    if years < 1:
        return _("The last evaluation looks at the time until %(day)s.") % {"day": full_date(last)}
    told = ngettext(
        "Nobody has evaluated the last year", "Nobody has evaluated the last %(n)s years", years
    ) % {"n": years}
    return f"{told}." if years < USUAL_YEARS else _("%(told)s: one is due.") % {"told": told}


@page(READ_SHARED)
def evaluation(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show an evaluation: questions and answers, whom it heard, findings with our answers and what follows."""
    user = signed_in(request)
    found: Evaluation = get_visible(Evaluation, user, office, uid)
    lines = queries.lines_of(found, user)
    waiting = sum(not line.response for line in lines.findings)
    context = {
        "evaluation": found,
        "time": _time(found),
        "cost": money(found.cost, found.currency),
        "lines": lines,
        "waiting": ngettext(
            "%(n)s finding waits for our answer.", "%(n)s findings wait for our answer.", waiting
        )
        % {"n": waiting}
        if waiting
        else "",
        **hanging(found, user),
    }
    return render(request, "results/evaluation.html", context)


@page(WRITE_SOMEWHERE, BOTH)
def add_evaluation(request: HttpRequest, office: Office) -> HttpResponse:
    """Plan an evaluation."""
    user = signed_in(request)
    form = EvaluationForm(request.POST or None, user=user, office=office)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            added = actions.add_evaluation(
                office, by=user, values=form.values(), unit=data["unit"], visibility=data["visibility"]
            )
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Written down. Add its questions next."))
            return redirect("results:evaluation", office.slug, added.uid)
    return _form(request, office, form, None)


@page(WRITE_SOMEWHERE, BOTH)
def edit_evaluation(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Change an evaluation, or say how far it is."""
    user = signed_in(request)
    found: Evaluation = writable(Evaluation, user, office, uid)
    form = EvaluationForm(
        request.POST or None, user=user, office=office, initial=EvaluationForm.initial_of(found)
    )
    clash = None
    if request.method == "POST" and form.is_valid():
        values = {**form.values(), **{name: form.cleaned_data[name] for name in ("unit", "visibility")}}
        try:
            actions.change_evaluation(
                found, by=user, values=values, expected_version=expected_version(request)
            )
        except REFUSALS as refusal:
            found.refresh_from_db()
            show_refusal(form, refusal)
            if isinstance(refusal, Conflict):
                clash = clash_of(form, found, EvaluationForm.initial_of(found))
        else:
            messages.success(request, _("Saved."))
            return redirect("results:evaluation", office.slug, uid)
    return _form(request, office, form, found, clash)


def _form(
    request: HttpRequest, office: Office, form: Any, found: Evaluation | None, clash: Clash | None = None
) -> HttpResponse:
    listed = address("evaluations", office)
    context = {
        "form": form,
        "title": _("Edit “%(name)s”") % {"name": found} if found else _("Plan an evaluation"),
        "trail": [(_("Evaluations"), listed)],
        "cancel_url": address("evaluation", office, found.uid) if found else listed,
        "version": version_to_send(request, found, clash),
        "clash": clash,
    }
    return render(request, "records/entry_form.html", context, status=422 if form.errors else 200)


def _small(
    request: HttpRequest, found: Evaluation, form: Any, title: str, lede: str = "", remove: str = ""
) -> HttpResponse:
    back = address("evaluation", found.office, found.uid)
    context = {
        "form": form,
        "title": title,
        "lede": lede,
        "trail": [(_("Evaluations"), address("evaluations", found.office)), (str(found), back)],
        "cancel_url": back,
        "remove_url": remove,
    }
    return render(request, "records/entry_form.html", context, status=422 if form.errors else 200)


@page(WRITE_SOMEWHERE, BOTH)
def add_line(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Add a question, a source or a finding."""
    user = signed_in(request)
    found: Evaluation = writable(Evaluation, user, office, uid)
    form = EvaluationLineForm(request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_evaluation_line(found, by=user, values=form.cleaned_data)
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Written down."))
            return redirect("results:evaluation", office.slug, uid)
    return _small(request, found, form, _("Add a question, a source or a finding"))


def _line(request: HttpRequest, office: Office, uid: str, line: str) -> tuple[Evaluation, EvaluationLine]:
    found: Evaluation = writable(Evaluation, signed_in(request), office, uid)
    row = queries.line_of(found, line)
    if row is None:
        raise NotFound(_("There is no such page."))
    return found, row


@page(WRITE_SOMEWHERE, BOTH)
def edit_line(request: HttpRequest, office: Office, uid: str, line: str) -> HttpResponse:
    """Change a question, a source or a finding."""
    found, row = _line(request, office, uid, line)
    form = EvaluationLineForm(request.POST or None, standing=row, initial=EvaluationLineForm.initial_of(row))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_evaluation_line(row, by=signed_in(request), values=form.cleaned_data)
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("results:evaluation", office.slug, uid)
    remove = address("remove_evaluation_line", office, uid, line)
    title = _("Change: %(sort)s") % {"sort": row.get_sort_display()}
    return _small(request, found, form, title, remove="" if row.commitment_id else remove)


@page(WRITE_SOMEWHERE, ("POST",))
def remove_line(request: HttpRequest, office: Office, uid: str, line: str) -> HttpResponse:
    """Take a line away that is wrong."""
    _found, row = _line(request, office, uid, line)
    with refusals_told(request):
        actions.remove_evaluation_line(row, by=signed_in(request))
        messages.success(request, _("Taken away. The history keeps it."))
    return redirect("results:evaluation", office.slug, uid)


@page(WRITE_SOMEWHERE, BOTH)
def answer(request: HttpRequest, office: Office, uid: str, line: str) -> HttpResponse:
    """Answer a finding, and promise what follows."""
    found, row = _line(request, office, uid, line)
    initial = {"response": row.response, "response_words": row.response_words}
    form = FindingForm(request.POST or None, office=office, line=row, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_finding(row, by=signed_in(request), **form.values())
        except NotAllowed:
            raise
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Answered."))
            return redirect("results:evaluation", office.slug, uid)
    return _small(request, found, form, _("Answer a finding"), lede=row.text)


def _button(
    request: HttpRequest, office: Office, uid: str, verb: Any, said: str, **more: Any
) -> HttpResponse:
    found: Evaluation = writable(Evaluation, signed_in(request), office, uid)
    with refusals_told(request):
        verb(found, by=signed_in(request), **more)
        messages.success(request, said)
    return redirect("results:evaluation", office.slug, uid)


@page(WRITE_SOMEWHERE, ("POST",))
def archive(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Put an evaluation away with the reason given."""
    reason = request.POST.get("reason", "")[:500]
    return _button(request, office, uid, actions.archive_evaluation, _("Put away."), reason=reason)


@page(WRITE_SOMEWHERE, ("POST",))
def restore(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Bring an evaluation back."""
    return _button(request, office, uid, actions.restore_evaluation, _("It is back."))
