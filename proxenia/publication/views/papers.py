"""Papers on the screen and as files: the briefing of an engagement, its page for the pocket, handover packs."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ
from proxenia.core.errors import NotFound
from proxenia.core.pages import page
from proxenia.core.papers import Paper, pdf
from proxenia.core.papers.pdf import pocket_pdf
from proxenia.core.registry import address_of
from proxenia.directory.models import Organisation, Person
from proxenia.engagements.models import Engagement
from proxenia.places.models import Place
from proxenia.portfolio.models import Partnership
from proxenia.publication.documents import BRIEFING, HANDOVER, POCKET, book, parts_of, word_of
from proxenia.publication.documents.books import Made, check_may_hand_over
from proxenia.records.access import check_may_export, get_visible, may_export, note_openings

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TYPES = {"docx": DOCX, "pdf": "application/pdf"}
SUBJECTS: dict[str, Any] = {"tie": Partnership, "organisation": Organisation, "person": Person}


def _engagement(request: HttpRequest, office: Office, uid: str) -> Engagement:
    found: Engagement = get_visible(Engagement, signed_in(request), office, uid)
    return found


def _made(request: HttpRequest, office: Office, name: str, subject: Any, via: str) -> Made:
    """Return a book, once the opening of every closed record in it is noted."""
    user = signed_in(request)
    without = request.GET.getlist("without")
    made = book(name, user, office, subject, timezone.localdate(), without=without)
    note_openings(user, office, made.shown, via=via)
    return made


def _file(paper: Paper, content: bytes, ending: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=TYPES[ending])
    name = f"{slugify(paper.title)[:80] or 'paper'}.{ending}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _written(paper: Paper, office: Office, name: str, ending: str) -> HttpResponse:
    if ending not in TYPES:
        raise NotFound(_("There is no such page."))
    content = pdf(paper) if ending == "pdf" else word_of(paper, office, name)
    return _file(paper, content, ending)


@page(READ)
def briefing(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show the briefing of an engagement as it will print, with the parts to choose from."""
    one = _engagement(request, office, uid)
    made = _made(request, office, BRIEFING, one, via="page")
    without = request.GET.getlist("without")
    context = {
        "engagement": one,
        "paper": made.paper,
        "parts": [(part.code, part.title, part.code not in without) for part in parts_of(BRIEFING)],
        "query": request.GET.urlencode(),
        "back": reverse("engagements:engagement", args=(office.slug, uid)),
        "may_export": may_export(signed_in(request), office),
    }
    return render(request, "publication/briefing.html", context)


@page(READ)
def briefing_file(request: HttpRequest, office: Office, uid: str, ending: str) -> HttpResponse:
    """Hand out the briefing as Word or PDF."""
    check_may_export(signed_in(request), office)
    one = _engagement(request, office, uid)
    made = _made(request, office, BRIEFING, one, via="briefing")
    return _written(made.paper, office, BRIEFING, ending)


@page(READ)
def pocket(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show the page for the pocket."""
    one = _engagement(request, office, uid)
    made = _made(request, office, POCKET, one, via="page")
    back = reverse("engagements:engagement", args=(office.slug, uid))
    return render(request, "publication/pocket.html", {"engagement": one, "paper": made.paper, "back": back})


@page(READ)
def pocket_file(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Hand out the page for the pocket as PDF: one page, whatever there is to say."""
    check_may_export(signed_in(request), office)
    made = _made(request, office, POCKET, _engagement(request, office, uid), via="briefing")
    return _file(made.paper, pocket_pdf(made.paper), "pdf")


def _subject(request: HttpRequest, office: Office, kind: str, uid: str) -> Any:
    """Return what a handover pack is about, as far as this person sees it."""
    if kind == "place":
        found = Place.objects.known_to(office).filter(uid=uid).first()
        if found is None:
            raise NotFound(_("There is no such page."))
        return found
    if kind not in SUBJECTS:
        raise NotFound(_("There is no such page."))
    return get_visible(SUBJECTS[kind], signed_in(request), office, uid)


@page(READ)
def handover(request: HttpRequest, office: Office, kind: str, uid: str) -> HttpResponse:
    """Show everything on record about a tie, a body, a person or a place."""
    subject = _subject(request, office, kind, uid)
    check_may_hand_over(subject, timezone.localdate())
    made = _made(request, office, HANDOVER, subject, via="page")
    context = {
        "paper": made.paper,
        "subject": subject,
        "kind": kind,
        "uid": uid,
        "back": _address(office, kind, uid),
        "may_export": may_export(signed_in(request), office),
    }
    return render(request, "publication/handover.html", context)


def _address(office: Office, kind: str, uid: str) -> str:
    if kind == "place":
        return reverse("places:place", args=(office.slug, uid))
    return address_of("partnership" if kind == "tie" else kind, office.slug, uid)


@page(READ)
def handover_file(request: HttpRequest, office: Office, kind: str, uid: str, ending: str) -> HttpResponse:
    """Hand out everything on record as Word or PDF."""
    check_may_export(signed_in(request), office)
    subject = _subject(request, office, kind, uid)
    check_may_hand_over(subject, timezone.localdate())
    made = _made(request, office, HANDOVER, subject, via="handover")
    return _written(made.paper, office, HANDOVER, ending)
