"""Before and after talks: the mandate, the agenda, what was obtained."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import HISTORY, READ, WRITE_SOMEWHERE
from proxenia.core.errors import NotAllowed, Refused
from proxenia.core.forms import show_refusal
from proxenia.core.pages import page
from proxenia.core.values import whole_number
from proxenia.engagements.actions.talks import (
    archive_mandate,
    change_mandate,
    draft_agenda,
    write_mandate,
)
from proxenia.engagements.forms.talks import AgendaForm, MandateForm
from proxenia.engagements.models import Engagement, Mandate
from proxenia.engagements.queries.talks import agenda_of, mandates_of
from proxenia.engagements.rules import CONTACT_STATES
from proxenia.records.access import check_may_write, get_visible, may_write

BOTH = ("GET", "HEAD", "POST")


def _engagement(request: HttpRequest, office: Office, uid: str) -> Engagement:
    found: Engagement = get_visible(Engagement, signed_in(request), office, uid)
    return found


def _has_taken_place(engagement: Engagement) -> bool:
    return engagement.state in CONTACT_STATES


@page(READ)
def talks(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show the agenda's drafts and the mandates this person may read."""
    return _talks(request, office, _engagement(request, office, uid), None)


def _talks(request: HttpRequest, office: Office, found: Engagement, form: AgendaForm | None) -> HttpResponse:
    user, drafts = signed_in(request), agenda_of(found)
    context = {
        "engagement": found,
        "drafts": drafts,
        "mandates": mandates_of(user, office, found),
        "form": form or AgendaForm(initial={"text": drafts[0].text if drafts else ""}),
        "may_write": may_write(user, found) and not found.is_archived,
    }
    return render(request, "engagements/talks.html", context, status=422 if form else 200)


@page(WRITE_SOMEWHERE, ("POST",))
def agenda(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Keep a draft of the agenda."""
    user, found = signed_in(request), _engagement(request, office, uid)
    check_may_write(user, found)
    form = AgendaForm(request.POST)
    if form.is_valid():
        try:
            draft_agenda(found, by=user, text=form.cleaned_data["text"])
        except NotAllowed:
            raise
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The agenda is drafted."))
            return redirect("engagements:talks", office.slug, uid)
    return _talks(request, office, found, form)


@page(WRITE_SOMEWHERE, BOTH)
def add_mandate(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Write a mandate for an engagement."""
    user, found = signed_in(request), _engagement(request, office, uid)
    check_may_write(user, found)
    form = MandateForm(request.POST or None, has_taken_place=_has_taken_place(found))
    if form.is_valid():
        try:
            written = write_mandate(found, by=user, values=form.values)
        except NotAllowed:
            raise
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The mandate is written. Only you read it until you name others."))
            return redirect("engagements:mandate", office.slug, written.uid)
    return _form(request, form, {"engagement": found})


@page(READ)
def mandate(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show a mandate with what came of it."""
    user = signed_in(request)
    found: Mandate = get_visible(Mandate, user, office, uid)
    context = {
        "mandate": found,
        "engagement": found.engagement,
        "before": _told(found, ("raise_first", "wanted", "offered", "limits")),
        "after": _told(found, Mandate.AFTER),
        "has_taken_place": _has_taken_place(found.engagement),
        "may_write": may_write(user, found) and not found.is_archived,
        "may_see_history": may(user, office, HISTORY),
    }
    return render(request, "engagements/mandate.html", context)


def _told(found: Mandate, names: tuple[str, ...]) -> list[dict[str, str]]:
    fields: Any = Mandate._meta
    told = [(str(fields.get_field(name).verbose_name), getattr(found, name)) for name in names]
    return [{"label": label[0].upper() + label[1:], "text": text} for label, text in told if text]


@page(WRITE_SOMEWHERE, BOTH)
def edit_mandate(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Change a mandate, or note what was asked, obtained and conceded."""
    user = signed_in(request)
    found: Mandate = get_visible(Mandate, user, office, uid)
    check_may_write(user, found)
    copy = Mandate.objects.get(pk=found.pk)
    form = MandateForm(
        request.POST or None, instance=copy, has_taken_place=_has_taken_place(found.engagement)
    )
    version = request.POST.get("expected_version", "")
    if form.is_valid():
        expected = whole_number(version)
        try:
            change_mandate(found, by=user, values=form.values, expected_version=expected)
        except NotAllowed:
            raise
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The change is saved."))
            return redirect("engagements:mandate", office.slug, uid)
    context = {"engagement": found.engagement, "mandate": found, "version": version or found.version}
    return _form(request, form, context)


def _form(request: HttpRequest, form: MandateForm, context: dict[str, Any]) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "engagements/mandate_form.html", {"form": form, **context}, status=status)


@page(WRITE_SOMEWHERE, ("POST",))
def put_mandate_away(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Put a mandate away with the reason."""
    found: Mandate = get_visible(Mandate, signed_in(request), office, uid)
    try:
        archive_mandate(found, by=signed_in(request), reason=request.POST.get("reason", ""))
    except NotAllowed:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("engagements:mandate", office.slug, uid)
    messages.success(request, _("The mandate is put away."))
    return redirect("engagements:talks", office.slug, found.engagement.uid)
