"""The page behind the link of somebody who is asked: no account; answered here, or by the workbook."""

import tempfile
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from proxenia.accounts.actions.doors import counted, door_of
from proxenia.core.errors import Refused
from proxenia.core.forms import REFUSALS, show_refusal
from proxenia.core.pages import PUBLIC, page
from proxenia.results.actions.rounds import take_answers
from proxenia.results.documents.questionnaires import file_name, promise, write_slip
from proxenia.results.documents.returns import XLSX
from proxenia.results.forms.questionnaires import CameBackForm
from proxenia.results.forms.returns import FiguresForm
from proxenia.results.models.questionnaires import Slip
from proxenia.results.queries.questionnaires import asked_of, check_slip
from proxenia.results.queries.returns import digest_of, evidence_code
from proxenia.results.readers.questionnaires import read_slip_file
from proxenia.results.rules.given import Answered, check_answers
from proxenia.results.views.filling import kept_upload
from proxenia.results.views.shared import BOTH

TEMPLATE = "results/answer.html"


@page(PUBLIC, BOTH)
def answer_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Answer the questions a link belongs to; it works once, as long as the round is open."""
    try:
        with counted("answer_link", digest_of(token), door=door_of(request)):
            slip = check_slip(token)
    except Refused as refusal:
        return render(request, TEMPLATE, {"refusal": refusal.message}, status=409)
    if request.GET.get("workbook"):
        return _workbook(slip)
    return _by_file(request, slip) if request.GET.get("by") == "file" else _typed(request, slip)


def _workbook(slip: Slip) -> HttpResponse:
    with tempfile.TemporaryDirectory(prefix="proxenia-answers-") as folder:
        path = Path(folder) / file_name(slip)
        write_slip(path, slip)
        content = path.read_bytes()
    disposition = f'attachment; filename="{file_name(slip)}"'
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})


def _typed(request: HttpRequest, slip: Slip) -> HttpResponse:
    """Take answers typed on the page; what is wrong stands at its question."""
    layout = asked_of(slip.of, slip.tier)
    data = request.POST if request.method == "POST" else None
    form = FiguresForm(data, layout=layout, given={}, answers={}, named=not slip.of.of.is_anonymous)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data.pop("name", "")
        answered = check_answers(layout, form.asked(), evidence_code)
        form.show(answered.problems)
        try:
            take_answers(slip, answered=answered, name=name)
        except REFUSALS as refusal:
            if not form.errors:
                show_refusal(form, refusal)
        else:
            return render(request, TEMPLATE, {"thanks": True, **_shown(slip)})
    status = 422 if form.errors else 200
    return render(request, TEMPLATE, {"form": form, **_shown(slip)}, status=status)


def _by_file(request: HttpRequest, slip: Slip) -> HttpResponse:
    """Take the workbook; with anything wrong in it nothing is taken, and each cell is named."""
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form, answered = CameBackForm(*sent, named=not slip.of.of.is_anonymous), Answered()
    if form.is_valid():
        with kept_upload(form) as path:
            answered = read_slip_file(path, slip.of, slip).answered
        try:
            take_answers(slip, answered=answered, name=form.cleaned_data.get("name", ""))
        except REFUSALS as refusal:
            if not answered.problems:
                show_refusal(form, refusal)
        else:
            return render(request, TEMPLATE, {"thanks": True, **_shown(slip)})
    status = 422 if form.errors or answered.problems else 200
    context = {"file_form": form, "answered": answered, **_shown(slip)}
    return render(request, TEMPLATE, context, status=status)


def _shown(slip: Slip) -> dict[str, object]:
    return {"one": slip.of, "promise": promise(slip.of.of)}
