"""One round of a questionnaire: begun, people asked, workbooks that came back, closed."""

from collections.abc import Callable
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
from proxenia.accounts.models.roles import READ_SHARED, WRITE
from proxenia.core.errors import Refused
from proxenia.core.forms import REFUSALS, pressed, show_refusal
from proxenia.core.pages import page
from proxenia.core.templatetags.words import full_date
from proxenia.records.access import check_may_write, get_visible, may_write
from proxenia.records.views.entries import hanging, writable
from proxenia.results.actions import rounds as actions
from proxenia.results.documents.questionnaires import promise
from proxenia.results.forms.questionnaires import AskForm, CameBackForm, DayForm, RoundForm
from proxenia.results.models.questionnaires import Questionnaire, QuestionRound
from proxenia.results.queries import questionnaires as queries
from proxenia.results.readers.questionnaires import FoundSlip, read_slip_file
from proxenia.results.rules.given import Answered
from proxenia.results.rules.questionnaires import OPEN
from proxenia.results.views.filling import kept_upload
from proxenia.results.views.questionnaires import cell, words_of
from proxenia.results.views.shared import BOTH, address

Row = dict[str, Any]


def _seen(request: HttpRequest, office: Office, uid: str) -> QuestionRound:
    one: QuestionRound = get_visible(QuestionRound, signed_in(request), office, uid)
    return one


def _shown(request: HttpRequest, office: Office, one: QuestionRound) -> Row:
    """Return what the page of a round shows."""
    user = signed_in(request)
    decides = may_write(user, one) and may(user, office, WRITE)
    asked, answers = queries.responses(one), queries.answers_of(one)
    is_open = one.state == QuestionRound.State.OPEN
    return {
        "one": one,
        "lede": _lede(one, asked),
        "asked": asked,
        "answers": answers,
        "tiers": _by_tier(one, answers),
        "words": words_of(answers),
        "promise": promise(one.of),
        "decides": decides,
        "may_take": decides and is_open and not one.is_archived,
        "form": CameBackForm(named=not one.of.is_anonymous),
        **hanging(one, user),
    }


def _lede(one: QuestionRound, asked: list[queries.Response]) -> str:
    n, answered = sum(each.asked for each in asked), sum(each.answered for each in asked)
    if not n:
        return _("Nobody was asked yet.")
    told = ngettext("{m} of {n} person answered", "{m} of {n} people answered", n).format(m=answered, n=n)
    if one.state == QuestionRound.State.CLOSED:
        return _("{told}; the round is closed.").format(told=told)
    day = full_date(one.due)
    if one.due < timezone.localdate():
        return _("{told}; the day, {day}, is over: close the round.").format(told=told, day=day)
    return _("{told}; it is open until {day}.").format(told=told, day=day)


def _by_tier(one: QuestionRound, answers: queries.Answers) -> list[Row]:
    """Return the questions of each tier with how many chose which level."""
    questions = [each for each in queries.asked_in_round(one) if each.how != OPEN]
    sections = []
    for tier, label in ((queries.ALL, _("All tiers together")), *queries.tiers_of(one)):
        rows = [
            {
                "question": each,
                "cell": cell(one, found),
                "levels": list(zip(each.levels, found.counts or (), strict=False)),
            }
            for each in questions
            if (found := answers.tallies.get((each.key, tier))) is not None
        ]
        if rows:
            sections.append({"label": label, "rows": rows})
    return sections


@page(READ_SHARED)
def question_round(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show one round: who was asked, who answered, and what."""
    one = _seen(request, office, uid)
    return render(request, "results/question_round.html", _shown(request, office, one))


@page(WRITE, BOTH)
def open_round(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Begin to ask a questionnaire."""
    user = signed_in(request)
    one: Questionnaire = writable(Questionnaire, user, office, uid)
    form = RoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_round(one, by=user, **form.cleaned_data)
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The round is open; say who is asked."))
            return redirect("results:ask_people", office.slug, made.uid)
    title = _("Ask: {name}").format(name=one)
    return _form(request, form, title, _("Begin the round"), address("questionnaire", office, uid))


@page(WRITE, BOTH)
def move_round(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Give people another day to answer."""
    user = signed_in(request)
    one: QuestionRound = writable(QuestionRound, user, office, uid)
    form = DayForm(request.POST or None, initial={"due": one.due})
    if request.method == "POST" and form.is_valid():
        try:
            actions.move_round(one, by=user, due=form.cleaned_data["due"])
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The day is moved."))
            return redirect("results:question_round", office.slug, uid)
    back = address("question_round", office, uid)
    return _form(request, form, _("Another day: {name}").format(name=one), _("Keep the day"), back)


@page(WRITE, BOTH)
def ask_people(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Ask people of a tier: by e-mail, or by links that are shown this once and handed out."""
    user = signed_in(request)
    one: QuestionRound = writable(QuestionRound, user, office, uid)
    form = AskForm(request.POST or None, tiers=queries.tiers_of(one))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            if data["number"]:
                return _handed_out(request, office, one, data)
            made = actions.ask_people(one, by=user, tier=data["tier"], emails=data["emails"])
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            told = ngettext("{n} person is written to.", "{n} people are written to.", len(made))
            messages.success(request, told.format(n=len(made)))
            return redirect("results:question_round", office.slug, uid)
    back = address("question_round", office, uid)
    return _form(request, form, _("Who is asked: {name}").format(name=one), _("Ask them"), back)


def _handed_out(request: HttpRequest, office: Office, one: QuestionRound, data: Row) -> HttpResponse:
    made = actions.hand_slips_out(one, by=signed_in(request), tier=data["tier"], number=data["number"])
    links = [request.build_absolute_uri(reverse("answer_by_link", args=(token,))) for _slip, token in made]
    context = {"one": one, "links": links, "tier": dict(queries.tiers())[data["tier"]]}
    return render(request, "results/slips.html", context)


@page(WRITE, ("POST",))
def read_sheet(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Read a workbook that came back; with anything wrong nothing is written, and each cell is named."""
    user, one = signed_in(request), _seen(request, office, uid)
    check_may_write(user, one)
    form = CameBackForm(request.POST, request.FILES, named=not one.of.is_anonymous)
    found = FoundSlip(None, Answered())
    if form.is_valid():
        with kept_upload(form) as path:
            found = read_slip_file(path, one)
    if form.is_valid() and found.slip is not None and not found.answered.problems:
        try:
            name = form.cleaned_data.get("name", "")
            is_new = actions.take_sheet(found.slip, by=user, answered=found.answered, name=name)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            words = (
                _("The answers are taken.")
                if is_new
                else _("These answers were taken before; nothing changed.")
            )
            messages.success(request, words)
            return redirect("results:question_round", office.slug, uid)
    context = {**_shown(request, office, one), "form": form, "answered": found.answered}
    return render(request, "results/question_round.html", context, status=422)


@page(WRITE, ("POST",))
def close_round(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Close a round and show what was answered."""
    user, one = signed_in(request), _seen(request, office, uid)
    return _told(request, one, lambda: actions.close_round(one, by=user), _("The round is closed."))


@page(WRITE, ("POST",))
def archive_round(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Put a round away."""
    user, one, reason = signed_in(request), _seen(request, office, uid), request.POST.get("reason", "")[:500]
    return _told(request, one, lambda: actions.archive_round(one, by=user, reason=reason), _("Put away."))


@page(WRITE, ("POST",))
def restore_round(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Bring a round back."""
    user, one = signed_in(request), _seen(request, office, uid)
    return _told(request, one, lambda: actions.restore_round(one, by=user), _("It is back."))


def _told(request: HttpRequest, one: QuestionRound, act: Callable[[], Any], done: str) -> HttpResponse:
    pressed(request, act, done)
    return redirect("results:question_round", one.office.slug, one.uid)


def _form(request: HttpRequest, form: Any, title: str, submit: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "submit": submit, "back": back}
    return render(request, "portfolio/form.html", context, status=422 if form.errors else 200)
