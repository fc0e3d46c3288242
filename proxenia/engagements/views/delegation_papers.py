"""Papers of a delegation, to hand over: programme, badges, certificates."""

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ_SHARED
from proxenia.core.errors import NotFound, Refused
from proxenia.core.pages import page
from proxenia.core.papers import word
from proxenia.core.papers.pdf import laid_out
from proxenia.engagements.documents.delegations import EDITABLE, LAYOUTS, PAPERS
from proxenia.engagements.models import Engagement
from proxenia.engagements.queries.delegations import plan_of
from proxenia.engagements.views.delegations import address
from proxenia.records.access import check_may_export, get_visible

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@page(READ_SHARED)
def paper(request: HttpRequest, office: Office, uid: str, paper: str, ending: str) -> HttpResponse:
    """Hand out a paper of a delegation, naming only whose data may leave the house."""
    user = signed_in(request)
    found: Engagement = get_visible(Engagement, user, office, uid)
    check_may_export(user, office)
    known = paper in PAPERS and (ending == "pdf" or (ending == "docx" and paper in EDITABLE))
    if not known or plan_of(found) is None:
        raise NotFound(_("There is no such page."))
    made = PAPERS[paper](user, found)
    try:
        content = word(made) if ending == "docx" else laid_out(made, LAYOUTS.get(paper, "book"))
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(address(office, found))
    answer = HttpResponse(content, content_type=TYPES[ending])
    name = "".join(one if one.isalnum() else " " for one in found.title)[:60].strip()
    answer.headers["Content-Disposition"] = (
        f"attachment; filename*=UTF-8''{quote(f'{paper} {name}.{ending}')}"
    )
    return answer
