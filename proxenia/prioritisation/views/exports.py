"""An answer as a file: Excel, OpenDocument, CSV, Word, PDF; and whether the stored run can be reckoned again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import EXPORT, READ
from proxenia.core.errors import NotFound
from proxenia.core.pages import page
from proxenia.core.papers import pdf, standard_template, word
from proxenia.core.sheets.handing_out import handed_out
from proxenia.core.sheets.writing import write_table
from proxenia.prioritisation import documents
from proxenia.prioritisation.models import Question
from proxenia.prioritisation.queries.runs import latest, run_of
from proxenia.prioritisation.views.telling import asked_run, unanswered
from proxenia.records.access import get_visible

SHEETS = ("xlsx", "ods", "csv")
EXACT = 1e-9
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@page(EXPORT)
def export(request: HttpRequest, office: Office, uid: str, ending: str) -> HttpResponseBase:
    """Hand out the newest answer of a question."""
    question = get_visible(Question, signed_in(request), office, uid)
    if ending not in (*SHEETS, *TYPES):
        raise NotFound(_("There is no such page."))
    told = asked_run(request, question)
    if told is None:
        return unanswered(request, office, question)
    name = f"{slugify(str(question))[:60] or 'answer'}.{ending}"
    if ending in TYPES:
        paper = documents.paper(question, told)
        made = pdf(paper) if ending == "pdf" else word(paper, standard_template())
        answer = HttpResponse(made, content_type=TYPES[ending])
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
    return handed_out(
        name, lambda path: write_table(path, documents.columns(told), documents.table(told), sheet="answer")
    )


@page(READ, ("POST",))
def check(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Reckon the newest run again from what it kept, and say whether it comes out the same."""
    question = get_visible(Question, signed_in(request), office, uid)
    told = run_of(question, request.POST.get("run", "")) or latest(question)
    if told is None:
        return unanswered(request, office, question)
    apart = told.difference()
    if apart <= EXACT:
        messages.success(request, _("Reckoned again: the same to %(n)s.") % {"n": "1e-9"})
    else:
        messages.error(request, _("Reckoned again, it differs by up to %(apart)g.") % {"apart": apart})
    return redirect(f"{reverse('prioritisation:question', args=(office.slug, uid))}?run={told.row.run.uid}")
