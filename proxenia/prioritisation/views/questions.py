"""A question: asked, answered, decided upon, put away."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ, READ_SHARED, WRITE_SOMEWHERE
from proxenia.core.errors import Conflict, NotAllowed, NotFound, Refused
from proxenia.core.forms import REFUSALS, clash_of, refusals_told, show_refusal
from proxenia.core.pages import page, paginate
from proxenia.core.values import whole_number
from proxenia.prioritisation import actions
from proxenia.prioritisation.forms import DecisionForm, QuestionForm
from proxenia.prioritisation.models import Question
from proxenia.prioritisation.queries.covered import coverage_of, covered_words, home_of_office
from proxenia.prioritisation.queries.runs import latest, question_of_run, questions_of
from proxenia.prioritisation.views.telling import answer_context, asked_run, coverage_context, mix_told
from proxenia.records.access import check_may_write, get_visible, may_export, may_write

FORM_METHODS = ("GET", "HEAD", "POST")


@page(READ)
def listing(request: HttpRequest, office: Office) -> HttpResponse:
    """List the questions, the newest first, and what is loaded to answer them."""
    user = signed_in(request)
    shown = paginate(request, questions_of(user, office))
    lines = [{"question": one, "told": latest(one)} for one in shown]
    home = home_of_office(office)
    context = {
        "page": shown,
        "lines": lines,
        **coverage_context(coverage_of(home) if home else []),
        "may_add": user.standing(office).has_anywhere(WRITE_SOMEWHERE),
    }
    return render(request, "prioritisation/list.html", context)


@page(WRITE_SOMEWHERE, FORM_METHODS)
def ask(request: HttpRequest, office: Office) -> HttpResponse:
    """Ask a question; how many places each factor has figures of stands beside it."""
    user = signed_in(request)
    home = home_of_office(office)
    form = QuestionForm(
        request.POST or None, user=user, office=office, covered=covered_words(home), initial={"home": home}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            asked = actions.ask_question(
                office, by=user, values=form.values(), unit=data["unit"], visibility=data["visibility"]
            )
        except REFUSALS as refusal:
            _show(form, refusal)
        else:
            messages.success(request, _("Asked. Have it answered when you are ready."))
            return redirect("prioritisation:question", office.slug, asked.uid)
    return _form(request, office, form, _("Ask where to look"), None)


def _show(form: Any, refusal: Exception) -> None:
    if isinstance(refusal, NotAllowed):
        raise refusal
    show_refusal(form, refusal)


@page(WRITE_SOMEWHERE, FORM_METHODS)
def edit(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Change a question."""
    user = signed_in(request)
    one = get_visible(Question, user, office, uid)
    check_may_write(user, one)
    form = QuestionForm(
        request.POST or None, user=user, office=office, covered=covered_words(one.home),
        initial=QuestionForm.initial_of(one),
    )  # fmt: skip
    clash = None
    if request.method == "POST" and form.is_valid():
        values = {**form.values(), **{name: form.cleaned_data[name] for name in ("unit", "visibility")}}
        expected = whole_number(request.POST.get("expected_version", ""))
        try:
            actions.change_question(one, by=user, values=values, expected_version=expected)
        except REFUSALS as refusal:
            one.refresh_from_db()
            _show(form, refusal)
            if isinstance(refusal, Conflict):
                clash = clash_of(form, one, QuestionForm.initial_of(one))
        else:
            messages.success(request, _("Saved."))
            return redirect("prioritisation:question", office.slug, uid)
    return _form(request, office, form, _("Change the question"), one, clash)


def _form(
    request: HttpRequest, office: Office, form: Any, title: str, one: Question | None, clash: Any = None
) -> HttpResponse:
    back = reverse("prioritisation:questions", args=(office.slug,))
    sent = whole_number(request.POST.get("expected_version", ""))
    version = one.version if one and sent is None else sent
    context = {
        "form": form,
        "title": title,
        "trail": [(_("Evidence"), back)],
        "cancel_url": reverse("prioritisation:question", args=(office.slug, one.uid)) if one else back,
        "version": clash.version if clash else version,
        "clash": clash,
    }
    return render(request, "prioritisation/form.html", context, status=422 if form.errors else 200)


@page(READ_SHARED)
def detail(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show a question: coverage first, the answer in words, the map, the table, what would change it."""
    user = signed_in(request)
    one = get_visible(Question, user, office, uid)
    told = asked_run(request, one)
    context = {
        "question": one,
        "told": told,
        "sides": list(one.weight_sets.all()),
        "side": told.row.side if told else "",
        "may_write": may_write(user, one),
        "may_export": may_export(user, office),
        "decision_form": DecisionForm(initial={"decision": one.decision}),
        **({} if told else coverage_context(coverage_of(one.home, tuple(one.factors), one.among))),
        "mix": mix_told(one.mix),
        **(answer_context(office, one, told) if told else {}),
    }
    return render(request, "prioritisation/question.html", context)


@page(READ_SHARED)
def run(request: HttpRequest, office: Office, run: str) -> HttpResponse:
    """Open a run by its own name, wherever it was made."""
    found = question_of_run(signed_in(request), office, run)
    if found is None:
        raise NotFound(_("There is no such page."))
    return redirect(f"{reverse('prioritisation:question', args=(office.slug, found.uid))}?run={run}")


@page(WRITE_SOMEWHERE, ("POST",))
def answer(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Have a question answered with the weights of a side."""
    user = signed_in(request)
    one = get_visible(Question, user, office, uid)
    try:
        kept = actions.answer_question(one, by=user, side=request.POST.get("side", ""))
    except NotAllowed:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("prioritisation:question", office.slug, uid)
    messages.success(request, _("Answered."))
    return redirect(f"{reverse('prioritisation:question', args=(office.slug, uid))}?side={kept.side}")


@page(WRITE_SOMEWHERE, ("POST",))
def decide(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Write down what was decided."""
    user = signed_in(request)
    one = get_visible(Question, user, office, uid)
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            actions.decide_question(one, by=user, decision=form.cleaned_data["decision"])
        except NotAllowed:
            raise
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Written down."))
    else:
        messages.error(request, _("This text is too long."))
    return redirect("prioritisation:question", office.slug, uid)


@page(WRITE_SOMEWHERE, ("POST",))
def archive(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Put a question away."""
    user = signed_in(request)
    one = get_visible(Question, user, office, uid)
    actions.archive_question(one, by=user, reason=request.POST.get("reason", "")[:500])
    undo = reverse("prioritisation:restore_question", args=(office.slug, uid))
    messages.success(request, _("“%(name)s” is put away.") % {"name": one}, extra_tags=f"undo:{undo}")
    return redirect("prioritisation:questions", office.slug)


@page(WRITE_SOMEWHERE, ("POST",))
def restore(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Bring a question back."""
    user = signed_in(request)
    one = get_visible(Question, user, office, uid)
    with refusals_told(request):
        actions.restore_question(one, by=user)
    return redirect("prioritisation:question", office.slug, uid)
