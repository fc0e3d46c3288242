"""Asking a partner for their view, the page they answer on, and their view beside ours."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.actions.doors import counted, door_of
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ, WRITE_SOMEWHERE
from proxenia.core.errors import NotFound, Refused
from proxenia.core.forms import REFUSALS, show_refusal
from proxenia.core.pages import PUBLIC, page
from proxenia.core.panels import panel
from proxenia.instruments.forms import AnswerForm
from proxenia.portfolio.models import Partnership
from proxenia.portfolio.rules import HISTORIC
from proxenia.records.access import check_may_write, get_visible, may_write
from proxenia.reviews import actions
from proxenia.reviews.forms import AskPartnerForm
from proxenia.reviews.models import PartnerView, Review
from proxenia.reviews.queries.partner_views import asked_by, digest_of, views_of
from proxenia.reviews.rules.partner_views import check_can_answer

FORM_METHODS = ("GET", "HEAD", "POST")


@page(WRITE_SOMEWHERE, FORM_METHODS)
def ask(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Ask a partner for their view of a tie; with ``?review=`` before a review."""
    user = signed_in(request)
    tie: Partnership = get_visible(Partnership, user, office, uid)
    check_may_write(user, tie)
    named = Review.objects.filter(partnership=tie, uid=request.GET.get("review", "")).first()
    back = (
        reverse("reviews:review", args=(office.slug, named.uid))
        if named
        else reverse("portfolio:tie", args=(office.slug, uid))
    )
    form = AskPartnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_partner(tie, by=user, review=named, **form.cleaned_data)
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The letter with the link is on its way."))
            return redirect(back)
    title = _("{name}: ask for their view").format(name=tie.name)
    context = {"form": form, "title": title, "submit": _("Send the link"), "back": back}
    return render(request, "portfolio/form.html", context, status=422 if form.is_bound else 200)


@page(WRITE_SOMEWHERE, ("POST",))
def withdraw(request: HttpRequest, office: Office, uid: str, view: str) -> HttpResponse:
    """Make a link worthless that has not been answered."""
    user = signed_in(request)
    tie: Partnership = get_visible(Partnership, user, office, uid)
    found = PartnerView.objects.filter(partnership=tie, uid=view).first()
    if found is None:
        raise NotFound(_("There is no such page."))
    found.partnership = tie
    actions.withdraw_partner_view(found, by=user)
    messages.success(request, _("The link is worthless now."))
    return redirect("portfolio:tie", office.slug, uid)


@page(PUBLIC, FORM_METHODS)
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a mailed link: six questions, no account; sending the answers uses the link up."""
    try:
        with counted("partner_view", digest_of(token), door=door_of(request)):
            asked = check_can_answer(asked_by(token), timezone.now())
    except Refused as refusal:
        return render(request, "reviews/partner_view.html", {"refusal": refusal.message}, status=409)
    asked_form = asked.version.form()
    form = AnswerForm(request.POST if request.method == "POST" else None, form=asked_form)
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_partner_view(asked, answers=form.answers())
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            return render(request, "reviews/partner_view.html", {"thanks": True, "asked": asked})
    context = {"form": form, "asked": asked, "form_asked": asked_form}
    return render(request, "reviews/partner_view.html", context, status=422 if form.errors else 200)


def _told(request: HttpRequest, tie: Partnership, review: Review | None) -> dict[str, Any] | None:
    user = signed_in(request)
    # A partner from outside with whom the tie is shared does not read what other partners said.
    if not may(user, tie.office, READ):
        return None
    views = views_of(tie, review)
    can = may_write(user, tie) and not tie.is_archived and tie.state != HISTORIC
    if not views and not can:
        return None
    return {"viewed": tie, "of_review": review, "views": views, "may_ask": can}


@panel(page="portfolio.tie", slot="right", order=65, template="reviews/_partner_views.html")
def on_tie(request: HttpRequest, tie: Partnership) -> dict[str, Any] | None:
    """Show what partners said of a tie, or that they stay silent."""
    return _told(request, tie, None)


@panel(page="reviews.review", slot="side", order=20, template="reviews/_partner_views.html")
def on_review(request: HttpRequest, review: Review) -> dict[str, Any] | None:
    """Show the partner's view beside our answers in the review."""
    return _told(request, review.partnership, review)
