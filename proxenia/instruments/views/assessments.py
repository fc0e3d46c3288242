"""Assessments of a record: begin one, go on with it, finish it, read it; and the part on the page of a tie."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ, WRITE_SOMEWHERE
from proxenia.core.errors import NotFound
from proxenia.core.forms import REFUSALS, show_refusal
from proxenia.core.pages import page
from proxenia.core.panels import panel
from proxenia.instruments import actions, queries
from proxenia.instruments.access import check_may_answer, check_may_assess, may_answer
from proxenia.instruments.forms import AnswerForm
from proxenia.instruments.models import Assessment
from proxenia.instruments.rules import RULES, check_subject
from proxenia.records.access import get_visible, may_write, note_openings
from proxenia.records.models import Anchor, Record
from proxenia.records.queries.hangings import page_of

FORM_METHODS = ("GET", "HEAD", "POST")
SHOWN = 5


@panel(page="portfolio.tie", slot="right", template="instruments/_on_record.html", order=70)
def on_tie(request: HttpRequest, tie: Record) -> dict[str, Any] | None:
    """Fill the assessments of a tie, and the forms that may be asked about it; none and none to ask is no part."""
    user, office = signed_in(request), tie.office
    # A partner from outside with whom the tie is shared does not read how the office assesses it.
    if not may(user, office, READ):
        return None
    found = list(queries.assessments_of(tie.pk)[:SHOWN])
    can = not tie.is_archived and may_write(user, tie)
    begun = {one.version.instrument_id for one in found if one.assessor_id == user.pk and not one.is_finished}
    usable = queries.instruments_for(office, tie.record_kind) if can else []
    return {
        "assessed_uid": tie.uid,
        "lines": [(one, _sentence(one)) for one in found],
        "askable": [one for one in usable if one.pk not in begun],
        "may_assess": can,
    }


def _sentence(one: Assessment) -> str:
    return queries.range_sentence(queries.result_of(one).whole)


@page(WRITE_SOMEWHERE, FORM_METHODS)
def assess(request: HttpRequest, office: Office, uid: str, instrument: str) -> HttpResponse:
    """Ask a form about a record; who has begun already goes on with that."""
    user = signed_in(request)
    anchor: Anchor = get_visible(Anchor, user, office, uid)
    check_may_assess(user, anchor)
    found = queries.instrument_of(office, instrument)
    begun, version = queries.open_assessment(anchor, found, user), queries.in_use(found)
    if begun:
        return redirect("instruments:answer", office.slug, begun.uid)
    if version is None:
        raise NotFound(_("This form is not in use."))
    asked = version.form()
    check_subject(asked, anchor.kind)
    typed = AnswerForm(request.POST or None, form=asked)
    if request.method == "POST" and typed.is_valid():
        try:
            made = actions.begin_assessment(anchor, by=user, instrument=found, answers=typed.answers())
        except REFUSALS as refusal:
            show_refusal(typed, refusal, _names(typed))
        else:
            messages.success(request, _("Kept. Go on whenever you like, then finish it."))
            return redirect("instruments:assessment", office.slug, made.uid)
    return _form(request, typed, page_of(anchor), "")


@page(WRITE_SOMEWHERE, FORM_METHODS)
def answer(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Go on with an assessment of one's own."""
    user = signed_in(request)
    found = _seen(request, office, uid)
    check_may_answer(user, found)
    typed = AnswerForm(
        request.POST or None, form=found.version.form(), initial=AnswerForm.initial_of(found.answers)
    )
    back = reverse("instruments:assessment", args=(office.slug, uid))
    if request.method == "POST" and typed.is_valid():
        expected = request.POST.get("expected_version", "")
        try:
            actions.answer_assessment(found, by=user, answers=typed.answers(), expected=expected)
        except REFUSALS as refusal:
            show_refusal(typed, refusal, _names(typed))
        else:
            messages.success(request, _("Kept."))
            return redirect(back)
    return _form(request, typed, back, str(found.revision))


@page(WRITE_SOMEWHERE, ("POST",))
def finish(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Finish an assessment of one's own."""
    found = _seen(request, office, uid)
    check_may_answer(signed_in(request), found)
    try:
        actions.finish_assessment(found, by=signed_in(request))
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The assessment is finished."))
    return redirect("instruments:assessment", office.slug, uid)


@page(READ)
def assessment(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show an assessment: what it came to and why, section by section, and what is unknown."""
    found = _seen(request, office, uid)
    result = queries.result_of(found)
    form = found.version.form()
    questions = {one.code: one.question for one in form.criteria()}
    titles = {one.code: one.title for one in form.sections}
    context = {
        "assessment": found,
        "instrument": found.version.instrument,
        "rule": RULES[form.rule],
        "whole": result.whole,
        "sentence": queries.range_sentence(result.whole),
        "decisive": titles.get(result.decisive, ""),
        "sections": [(one, queries.range_sentence(one.outcome)) for one in queries.lines_of(found, result)],
        "unknown": [questions[code] for code in result.whole.unknown],
        "back": page_of(found.anchor),
        "may_answer": may_answer(signed_in(request), found),
    }
    return render(request, "instruments/assessment.html", context)


def _seen(request: HttpRequest, office: Office, uid: str) -> Assessment:
    """Return an assessment of a record this person may see; the opening of a closed record is noted."""
    user = signed_in(request)
    found = queries.assessment_of(user, office, uid)
    note_openings(user, office, [found.anchor], via="page")
    return found


def _names(typed: AnswerForm) -> dict[str, str]:
    return {one.code: f"a_{one.code}" for one in typed.asked.criteria()}


def _form(request: HttpRequest, typed: AnswerForm, back: str, version: str) -> HttpResponse:
    context = {"form": typed, "asked": typed.asked, "cancel_url": back, "version": version}
    return render(request, "instruments/assess.html", context, status=422 if typed.errors else 200)
