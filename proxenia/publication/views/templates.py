"""The office's own Word templates: the list, taking one in, using and removing it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import SETTINGS
from proxenia.core.errors import NotFound
from proxenia.core.forms import REFUSALS, show_refusal
from proxenia.core.pages import page
from proxenia.core.papers import standard_template
from proxenia.publication import actions
from proxenia.publication.documents import names, parts_of
from proxenia.publication.documents.books import BRIEFING, HANDOVER, WORDS
from proxenia.publication.forms import TemplateForm
from proxenia.publication.models import PaperTemplate
from proxenia.publication.queries.templates import templates_of
from proxenia.publication.views.papers import DOCX


@page(SETTINGS, ("GET", "HEAD", "POST"))
def templates(request: HttpRequest, office: Office) -> HttpResponse:
    """List the templates with the names they may use; take a new one in."""
    form = TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            actions.add_template(
                office, by=signed_in(request), name=form.cleaned_data["name"], file_name=upload.name or "",
                content=upload.read(actions.MOST_BYTES + 1), names=names(),
            )  # fmt: skip
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The template is kept, and used from now on."))
            return redirect("publication:templates", office.slug)
    context = {
        "form": form,
        "templates": templates_of(office),
        "words": WORDS.items(),
        "sections": {one.code: one.title for one in (*parts_of(HANDOVER), *parts_of(BRIEFING))}.items(),
    }
    return render(request, "publication/templates.html", context, status=422 if form.errors else 200)


def _download(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=DOCX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@page(SETTINGS)
def standard(request: HttpRequest, office: Office) -> HttpResponse:
    """Hand out the plain template, to begin an own one with."""
    return _download(standard_template(), "template.docx")


def _template(office: Office, uid: str) -> PaperTemplate:
    found = PaperTemplate.objects.filter(office=office, uid=uid, archived_at=None).first()
    if found is None:
        raise NotFound(_("There is no such page."))
    return found


@page(SETTINGS)
def template_file(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Hand out a template as it was taken in."""
    return _download(bytes(_template(office, uid).content), f"template-{uid[:8]}.docx")


@page(SETTINGS, ("POST",))
def use_template(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Use a template from now on."""
    actions.use_template(_template(office, uid), by=signed_in(request))
    messages.success(request, _("This template is used from now on."))
    return redirect("publication:templates", office.slug)


@page(SETTINGS, ("POST",))
def remove_template(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Remove a template."""
    actions.remove_template(_template(office, uid), by=signed_in(request))
    messages.success(request, _("The template is removed."))
    return redirect("publication:templates", office.slug)
