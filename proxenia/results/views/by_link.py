"""The page behind a return's link: no account; the workbook out and in, or the same figures typed on the page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from proxenia.accounts.actions.doors import counted, door_of
from proxenia.accounts.models import User
from proxenia.core.errors import Refused
from proxenia.core.forms import REFUSALS, show_refusal
from proxenia.core.pages import PUBLIC, page
from proxenia.results.actions.returns import submit_by_link
from proxenia.results.forms.returns import NamedWorkbookForm
from proxenia.results.models.returns import Return
from proxenia.results.queries.returns import check_link, digest_of, period_of
from proxenia.results.rules.given import Answered
from proxenia.results.views.filling import answered_by, figures_form, read_upload, workbook_response
from proxenia.results.views.shared import BOTH


@page(PUBLIC, BOTH)
def return_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Fill in the return a link belongs to; the link works as long as the return is owed."""
    try:
        with counted("return_link", digest_of(token), door=door_of(request)):
            one = check_link(token)
    except Refused as refusal:
        return render(request, "results/by_link.html", {"refusal": refusal.message}, status=409)
    if request.GET.get("workbook"):
        return workbook_response(one)
    return _by_file(request, one) if request.GET.get("by") == "file" else _typed(request, one)


def _typed(request: HttpRequest, one: Return) -> HttpResponse:
    """Take the figures that were typed on the page."""
    form = figures_form(request, one, named=True)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data.pop("name")
        try:
            submit_by_link(one, answered=answered_by(form, one), name=name)
        except REFUSALS as refusal:
            if not form.errors:
                show_refusal(form, refusal)
        else:
            return render(request, "results/by_link.html", {"thanks": True, **_shown(one)})
    status = 422 if form.errors else 200
    return render(request, "results/by_link.html", {"form": form, **_shown(one)}, status=status)


def _by_file(request: HttpRequest, one: Return) -> HttpResponse:
    """Take the workbook; with anything wrong in it nothing is taken, and each cell is named."""
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form, answered = NamedWorkbookForm(*sent), Answered()
    if form.is_valid():
        answered = read_upload(form, User.objects.operator(), one.office, one)
        try:
            submit_by_link(one, answered=answered, name=form.cleaned_data["name"])
        except REFUSALS as refusal:
            if not answered.problems:
                show_refusal(form, refusal)
        else:
            return render(request, "results/by_link.html", {"thanks": True, **_shown(one)})
    status = 422 if form.errors or answered.problems else 200
    context = {"file_form": form, "answered": answered, **_shown(one)}
    return render(request, "results/by_link.html", context, status=status)


def _shown(one: Return) -> dict[str, object]:
    return {"one": one, "period": period_of(one).label}
