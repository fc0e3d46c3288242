"""Questionnaires: the list, one with its rounds side by side, written and changed, its results as a table."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import EXPORT, READ, READ_SHARED, WRITE
from proxenia.core.errors import NotFound
from proxenia.core.forms import REFUSALS, show_refusal
from proxenia.core.pages import page
from proxenia.core.sheets.handing_out import handed_out
from proxenia.core.sheets.writing import write_table
from proxenia.records.access import get_visible, may_export, may_write
from proxenia.records.views.entries import expected_version, hanging, version_to_send, writable
from proxenia.results.actions import questionnaires as actions
from proxenia.results.documents.questionnaires import RESULTS, result_lines, results_name
from proxenia.results.forms.questionnaires import QuestionnaireForm, questions_text, shipped_questions
from proxenia.results.models.questionnaires import Questionnaire, QuestionRound
from proxenia.results.queries import questionnaires as queries
from proxenia.results.rules.questionnaires import HOW, OPEN, Question, Tally
from proxenia.results.views.shared import BOTH, address, away_and_back

Row = dict[str, Any]
ENDINGS = ("csv", "xlsx", "ods")
MOST_ROUNDS = 6
"""So many rounds stand side by side; older ones are found in the list and in the file."""


@page(READ)
def questionnaires(request: HttpRequest, office: Office) -> HttpResponse:
    """List the questionnaires with their rounds."""
    user = signed_in(request)
    rounds: dict[int, list[QuestionRound]] = {}
    for one in queries.rounds_seen(user, office):
        rounds.setdefault(one.of_id, []).append(one)
    rows = [
        {"one": one, "rounds": rounds.get(one.pk, [])} for one in queries.questionnaires_seen(user, office)
    ]
    context = {"rows": rows, "may_add": may(user, office, WRITE)}
    return render(request, "results/questionnaires.html", context)


@page(READ_SHARED)
def questionnaire(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show one questionnaire: what it asks, its rounds, and what each tier answered, before beside after."""
    user = signed_in(request)
    one: Questionnaire = get_visible(Questionnaire, user, office, uid)
    rounds = _rounds(user, office, one)
    told = [queries.answers_of(each) for each in rounds[-MOST_ROUNDS:]]
    may_change = may_write(user, one) and may(user, office, WRITE)
    context = {
        "one": one,
        "lede": _lede(rounds, told),
        "rounds": rounds,
        "asked": _asked(queries.questions_now(one)),
        "tiers": _compared(told),
        "words": [row for answers in told for row in words_of(answers)],
        "may_change": may_change,
        "sheets": _sheets(office, one) if rounds and may_export(user, office) else [],
        **hanging(one, user),
    }
    return render(request, "results/questionnaire.html", context)


@page(EXPORT)
def results_sheet(request: HttpRequest, office: Office, uid: str, ending: str) -> HttpResponseBase:
    """Hand out what was answered, a line for each round, question, tier and level."""
    if ending not in ENDINGS:
        raise NotFound(_("There is no such sheet."))
    user = signed_in(request)
    one: Questionnaire = get_visible(Questionnaire, user, office, uid)
    rounds = _rounds(user, office, one)
    told, asked = [queries.answers_of(each) for each in rounds], queries.asked_over(rounds)
    name = f"{results_name(one)} {timezone.localdate().isoformat()}.{ending}"
    return handed_out(
        name, lambda path: write_table(path, RESULTS, result_lines(told, asked), sheet="results")
    )


def _rounds(user: Any, office: Office, one: Questionnaire) -> list[QuestionRound]:
    return list(queries.rounds_seen(user, office).filter(of=one))


def _sheets(office: Office, one: Questionnaire) -> list[tuple[str, str]]:
    return [(ending, address("questionnaire_sheet", office, one.uid, ending)) for ending in ENDINGS]


def _lede(rounds: list[QuestionRound], told: list[queries.Answers]) -> str:
    """Say what changed, where a question was answered before and after; else how far it is."""
    if not rounds:
        return _("Nobody was asked yet.")
    before = next((one for one in told if one.one.moment == "before" and one.is_told), None)
    after = next((one for one in reversed(told) if one.one.moment == "after" and one.is_told), None)
    if before is None or after is None:
        n = sum(one.sheets for one in told)
        told_n = ngettext("{n} answer so far", "{n} answers so far", n).format(n=n)
        return _("{answers}. Before and after are compared once both rounds can be shown.").format(
            answers=told_n
        )
    changes = [
        (later.share - first.share, question)
        for question in queries.asked_over([before.one, after.one])
        if (first := before.tallies.get((question.key, queries.ALL))) and first.share is not None
        and (later := after.tallies.get((question.key, queries.ALL))) and later.share is not None
    ]  # fmt: skip
    if not changes:
        return _("No question can be compared: too few answered it before or after.")
    up, down = sum(change > 0 for change, _q in changes), sum(change < 0 for change, _q in changes)
    most = max(changes, key=lambda pair: abs(pair[0]))
    sentence = _(
        "Of {n} questions asked before and after, {up} found more agreement and {down} less; most changed “{text}”, "
        "by {points} points."
    )
    points = f"{most[0]:+d}".replace("-", "−")
    return sentence.format(n=len(changes), up=up, down=down, text=most[1].text, points=points)


def _asked(questions: list[Question]) -> list[Row]:
    labels = dict(queries.tiers())
    sections: dict[str, list[Row]] = {}
    for one in questions:
        whom = ", ".join(labels[tier] for tier in one.tiers) if one.tiers else _("everybody")
        sections.setdefault(one.section, []).append({"text": one.text, "how": HOW[one.how], "whom": whom})
    return [{"title": title or _("Questions"), "rows": rows} for title, rows in sections.items()]


def _compared(told: list[queries.Answers]) -> list[Row]:
    """Return for all tiers and each tier its questions with a cell for each round."""
    questions = [one for one in queries.asked_over([each.one for each in told]) if one.how != OPEN]
    sections = []
    for tier, label in ((queries.ALL, _("All tiers together")), *queries.tiers()):
        rows = [
            {"question": one, "cells": [cell(each.one, each.tallies.get((one.key, tier))) for each in told]}
            for one in questions
            if any((one.key, tier) in each.tallies for each in told)
        ]
        if rows:
            sections.append({"label": label, "rows": rows, "heads": [each.one for each in told]})
    return sections


def cell(one: QuestionRound, found: Tally | None) -> Row:
    """Return how one tally is written: agreed of answered with the share, or why there is none."""
    head = {"head": one.title, "tally": found}
    if found is None:
        is_waiting = one.of.is_anonymous and one.state == QuestionRound.State.OPEN
        return {**head, "gap": _("still open") if is_waiting else _("not asked")}
    if not found.answered:
        return {**head, "gap": _("no answer")}
    if found.counts is None:
        few = ngettext("{n} answer, held back", "{n} answers, held back", found.answered)
        return {**head, "gap": few.format(n=found.answered)}
    return {**head, "gap": "", "words": _("{n} of {all}").format(n=found.agreed, all=found.answered)}


def words_of(answers: queries.Answers) -> list[Row]:
    """Return the answers in words of a round by question and tier, and how many are held back."""
    labels = dict(queries.tiers())
    texts = {one.key: one.text for one in queries.asked_in_round(answers.one)}
    beside = _("Written beside what was asked")
    rows = []
    for (key, tier), said in answers.words.items():
        row = {"round": answers.one, "question": texts.get(key, beside), "tier": labels[tier], "said": said}
        rows.append(row)
    for (key, tier), held in answers.held_words.items():
        rows.append(
            {"round": answers.one, "question": texts.get(key, beside), "tier": labels[tier], "held": held}
        )
    return rows


@page(WRITE, BOTH)
def add_questionnaire(request: HttpRequest, office: Office) -> HttpResponse:
    """Write a questionnaire; the form begins with the questions Proxenia brings along."""
    user = signed_in(request)
    initial = {"questions": shipped_questions(), "title": _("Working abroad: before and after")}
    units = office.units.filter(archived_at=None)
    form = QuestionnaireForm(request.POST or None, units=units, is_new=True, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = actions.add_questionnaire(
                office, by=user, values=_values(data), questions=data["questions"], unit=data["unit"]
            )
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The questionnaire is kept."))
            return redirect("results:questionnaire", office.slug, made.uid)
    return _form(request, form, _("Write a questionnaire"), address("questionnaires", office))


@page(WRITE, BOTH)
def edit_questionnaire(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Change a questionnaire; other questions make another edition."""
    user = signed_in(request)
    one: Questionnaire = writable(Questionnaire, user, office, uid)
    initial = {name: getattr(one, name) for name in ("title", "purpose", "is_anonymous")}
    initial["questions"] = questions_text(queries.questions_now(one))
    units = office.units.filter(archived_at=None)
    form = QuestionnaireForm(request.POST or None, units=units, is_new=False, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.change_questionnaire(
                one, by=user, values=_values(data), questions=data["questions"], why=data["why"],
                expected_version=expected_version(request),
            )  # fmt: skip
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The questionnaire is changed; rounds keep what they asked."))
            return redirect("results:questionnaire", office.slug, uid)
    title, version = _("Change: {name}").format(name=one), version_to_send(request, one, None)
    return _form(request, form, title, address("questionnaire", office, uid), version)


archive_questionnaire, restore_questionnaire = away_and_back(
    Questionnaire, "questionnaire", actions.archive_questionnaire, actions.restore_questionnaire
)


def _values(data: Row) -> Row:
    return {name: data[name] for name in ("title", "purpose", "is_anonymous")}


def _form(request: HttpRequest, form: Any, title: str, back: str, version: int | None = None) -> HttpResponse:
    context = {"form": form, "title": title, "submit": _("Keep it"), "back": back, "version": version}
    return render(request, "portfolio/form.html", context, status=422 if form.errors else 200)
