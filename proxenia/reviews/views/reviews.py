"""Reviews: what is due, opening one, its page, answering, deciding, carrying out."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import READ, WRITE_SOMEWHERE
from proxenia.core.errors import NotFound
from proxenia.core.forms import REFUSALS, show_refusal
from proxenia.core.pages import page, paginate
from proxenia.core.templatetags.words import length_of_time
from proxenia.instruments.access import may_edit_instruments
from proxenia.instruments.actions import take_instrument
from proxenia.instruments.forms import AnswerForm
from proxenia.instruments.models import Assessment, Instrument
from proxenia.instruments.queries import (
    in_use,
    instrument_of,
    instruments_for,
    open_assessment,
    range_sentence,
    result_of,
    shipped_forms,
)
from proxenia.methods.instruments import Form
from proxenia.portfolio.models import Partnership
from proxenia.portfolio.queries.remembered import Memory
from proxenia.portfolio.rules import default_review, find_transition
from proxenia.records.access import check_may_write, get_visible, may_write, note_openings
from proxenia.reviews import actions
from proxenia.reviews.access import check_may_decide, may_decide
from proxenia.reviews.forms import DecideForm, DropForm, OpenForm
from proxenia.reviews.forms.reviews import TAKE
from proxenia.reviews.models import Review
from proxenia.reviews.queries import due as queries
from proxenia.reviews.queries.evidence import lines_seen
from proxenia.reviews.rules import UNDER_REVIEW, check_open, check_reviewable, outcome_of, step_after
from proxenia.reviews.views.telling import evidence_told

FORM_METHODS = ("GET", "HEAD", "POST")
LATELY = 20


@page(READ)
def reviews(request: HttpRequest, office: Office) -> HttpResponse:
    """List what is due for a review, what is under review, and what was decided lately."""
    user, today = signed_in(request), timezone.localdate()
    due = Memory(user, office, today).get("due reviews", lambda: queries.due_list(user, office, today))
    late = sum(one.on < today for one in due)
    shown = paginate(request, due)
    seen = queries.reviews_seen(user, office)
    context = {
        "sentence": _head(len(due), late),
        "page": shown,
        "due": [
            _due_line(office, one, tie, today) for one, tie in queries.with_ties(list(shown.object_list))
        ],
        "open": seen.filter(state=Review.State.OPEN).order_by("opened_at"),
        "decided": _decided(seen),
        "may_open": user.standing(office).has_anywhere(WRITE_SOMEWHERE),
        "today": today,
    }
    return render(request, "reviews/list.html", context)


def _decided(seen: QuerySet[Review]) -> list[Review]:
    closed = seen.exclude(state=Review.State.OPEN).order_by("-closed_at")
    return list(closed[:LATELY])


def _head(due: int, late: int) -> str:
    if not due:
        return _("No tie is due for a review in the next two months.")
    told = ngettext(
        "%(n)d tie is due for a review within two months",
        "%(n)d ties are due for a review within two months",
        due,
    ) % {"n": due}
    if not late:
        return _("%(told)s; none is overdue.") % {"told": told}
    return ngettext("%(told)s; %(n)d is overdue.", "%(told)s; %(n)d are overdue.", late) % {
        "told": told,
        "n": late,
    }


def _due_line(office: Office, one: queries.Due, tie: Partnership, today: dt.date) -> dict[str, Any]:
    late = one.on < today
    words = _("{length} overdue") if late else _("in {length}")
    sign = getattr(tie, "vital_sign", None)
    return {
        "name": tie.name,
        "url": reverse("portfolio:tie", args=(office.slug, tie.uid)),
        "open_url": reverse("reviews:open", args=(office.slug, tie.uid)),
        "late": late,
        "when": words.format(length=length_of_time(one.on, today)) if one.on != today else _("today"),
        "why": [queries.sentence_of(why, on) for why, on in one.why],
        "sign": sign,
        "unit": tie.unit,
    }


@page(WRITE_SOMEWHERE, FORM_METHODS)
def open_review(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Open the review of a tie: choose the questions; what is known is frozen with it."""
    user = signed_in(request)
    tie: Partnership = get_visible(Partnership, user, office, uid)
    check_may_write(user, tie)
    begun = Review.objects.filter(partnership=tie, state=Review.State.OPEN).first()
    if begun:
        return redirect("reviews:review", office.slug, begun.uid)
    check_reviewable(tie.state, is_archived=tie.is_archived)
    form = _open_form(request, user, office, tie)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.begin_review(
                tie,
                by=user,
                instrument=_chosen(office, user, form.cleaned_data["instrument"]),
                moves=form.cleaned_data.get("moves", False),
            )
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The review is open. What is known today is kept with it."))
            return redirect("reviews:review", office.slug, made.uid)
    since = actions.looks_back_to(tie, timezone.localdate())
    back = reverse("portfolio:tie", args=(office.slug, uid))
    return _form(request, form, tie, _("Open the review"), back, template="reviews/open.html", since=since)


def _open_form(request: HttpRequest, user: User, office: Office, tie: Partnership) -> OpenForm:
    own = instruments_for(office, tie.record_kind)
    taken = {one.code for one in own}
    offered = [(code, one.name) for code, one in shipped_forms().items() if code not in taken]
    usable = [pair for pair in offered if not shipped_forms()[pair[0]].subjects or _is_for_ties(pair[0])]
    return OpenForm(
        request.POST or None,
        instruments=own,
        shipped=usable if may_edit_instruments(user, office) else [],
        moves=find_transition(tie.state, UNDER_REVIEW) is not None,
        initial={"moves": True},
    )


def _is_for_ties(code: str) -> bool:
    return Partnership.record_kind in shipped_forms()[code].subjects


def _chosen(office: Office, user: User, choice: str) -> Instrument:
    if choice.startswith(TAKE):
        return take_instrument(office, by=user, code=choice.removeprefix(TAKE))
    return instrument_of(office, choice)


@page(READ)
def review(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show a review: its evidence, its answers, the partner's view, and the decision."""
    user, found = signed_in(request), _seen(request, office, uid)
    tie = found.partnership
    lines, hidden = lines_seen(user, found)
    writes = may_write(user, tie)
    context = {
        "review": found,
        "tie": tie,
        "evidence": evidence_told(found, lines, hidden),
        "answers": [
            (one.assessment, range_sentence(result_of(one.assessment).whole))
            for one in found.answers.select_related("assessment__version__instrument", "assessment__assessor")
        ],
        "may_answer": writes and found.is_open,
        "may_decide": may_decide(user, tie) and found.is_open,
        "outcome": outcome_of(found.decision) if found.decision else None,
        "step": _step(user, found),
    }
    return render(request, "reviews/review.html", context)


def _step(user: User, found: Review) -> Any:
    """Return what is left to do with the tie after the decision, for somebody who may do it."""
    if found.state != Review.State.DECIDED or found.carried_out_at or not may_decide(user, found.partnership):
        return None
    step = step_after(found.decision, found.partnership.state)
    return step if step.target else None


def _seen(request: HttpRequest, office: Office, uid: str) -> Review:
    """Return a review of a tie this person may see; the opening of a closed tie is noted."""
    user = signed_in(request)
    found = queries.review_of(user, office, uid)
    note_openings(user, office, [found.partnership], via="page")
    return found


@page(WRITE_SOMEWHERE, FORM_METHODS)
def questions(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Answer the questions of a review, or go on with one's own answers."""
    user, found = signed_in(request), _seen(request, office, uid)
    check_may_write(user, found.partnership)
    check_open(found)
    begun = open_assessment(found.partnership.anchor, found.instrument, user)
    asked = _asked(found, begun)
    typed = AnswerForm(
        request.POST or None, form=asked, initial=AnswerForm.initial_of(begun.answers) if begun else None
    )
    if request.method == "POST" and typed.is_valid():
        expected = request.POST.get("expected_version", "")
        try:
            actions.answer_review(found, by=user, answers=typed.answers(), expected=expected)
        except REFUSALS as refusal:
            show_refusal(typed, refusal, {one.code: f"a_{one.code}" for one in asked.criteria()})
        else:
            messages.success(request, _("Kept. Finish your answers when you are done."))
            return redirect("reviews:review", office.slug, uid)
    back = reverse("reviews:review", args=(office.slug, uid))
    context = {
        "form": typed, "asked": asked, "cancel_url": back, "version": str(begun.revision) if begun else "",
    }  # fmt: skip
    return render(request, "instruments/assess.html", context, status=422 if typed.errors else 200)


def _asked(found: Review, begun: Assessment | None) -> Form:
    """Return what is asked: by the version one began with, else by the one in use."""
    version = begun.version if begun else in_use(found.instrument)
    if version is None:
        raise NotFound(_("This form is not in use."))
    return version.form()


@page(WRITE_SOMEWHERE, FORM_METHODS)
def decide(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Decide a review with its reasons."""
    user, found = signed_in(request), _seen(request, office, uid)
    check_may_decide(user, found.partnership)
    check_open(found)
    today = timezone.localdate()
    initial = {"next_on": default_review(today, office.review_months)}
    form = DecideForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide_review(found, by=user, **form.cleaned_data)
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The decision is kept. The tie itself moves by your next step."))
            return redirect("reviews:review", office.slug, uid)
    back = reverse("reviews:review", args=(office.slug, uid))
    return _form(
        request,
        form,
        found.partnership,
        _("Decide the review"),
        back,
        template="reviews/decide.html",
        review=found,
    )


@page(WRITE_SOMEWHERE, ("POST",))
def carry_out(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Take the tie the step that the decision leads to."""
    found = _seen(request, office, uid)
    check_may_decide(signed_in(request), found.partnership)
    try:
        actions.carry_out_review(found, by=signed_in(request))
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Done: the tie is where the decision wants it."))
    return redirect("reviews:review", office.slug, uid)


@page(WRITE_SOMEWHERE, FORM_METHODS)
def drop(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Close a review without a decision."""
    user, found = signed_in(request), _seen(request, office, uid)
    check_may_write(user, found.partnership)
    check_open(found)
    form = DropForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.drop_review(found, by=user, reason=form.cleaned_data["reason"])
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The review is closed without a decision."))
            return redirect("reviews:list", office.slug)
    back = reverse("reviews:review", args=(office.slug, uid))
    return _form(request, form, found.partnership, _("Close without a decision"), back)


def _form(
    request: HttpRequest,
    form: Any,
    tie: Partnership,
    submit: str,
    back: str,
    *,
    template: str = "portfolio/form.html",
    **more: Any,
) -> HttpResponse:
    context = {
        "form": form,
        "tie": tie,
        "title": f"{tie.name}: {submit}",
        "submit": submit,
        "back": back,
        **more,
    }
    return render(request, template, context, status=422 if form.is_bound else 200)
