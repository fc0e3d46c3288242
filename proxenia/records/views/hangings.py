"""History, notes and kept views of any record."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import HISTORY, READ, WRITE_SOMEWHERE
from proxenia.core.errors import NotFound, Refused
from proxenia.core.forms import REFUSALS, refusals_told, show_refusal
from proxenia.core.pages import page
from proxenia.records import actions
from proxenia.records.access import check_may_write, get_visible
from proxenia.records.forms import NoteForm, SharingForm, ViewForm
from proxenia.records.models import Anchor, SavedView
from proxenia.records.queries.hangings import history_lines, names_in_room, note_for, page_of
from proxenia.records.queries.openings import who_opened


def _anchor(request: HttpRequest, office: Office, uid: str, *, via: str = "page") -> Anchor:
    user = signed_in(request)
    found: Anchor = get_visible(Anchor, user, office, uid, via=via)
    return found


def first_mistake(form: Form, usual: str) -> str:
    """Return what is wrong with a form in one sentence: the usual one where a field was left empty."""
    told = [error for name, errors in form.errors.items() if name not in ("text", "file") for error in errors]
    return str(told[0]) if told else usual


@page(HISTORY)
def history(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show what was done to a record, by whom and when."""
    anchor = _anchor(request, office, uid, via="history")
    context = {"anchor": anchor, "events": history_lines(anchor, signed_in(request)), "back": page_of(anchor)}
    context |= who_opened(anchor, request.GET)
    return render(request, "records/history.html", context)


@page(WRITE_SOMEWHERE, ("POST",))
def add_note(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Put a note on a record and go back to it."""
    anchor = _anchor(request, office, uid)
    check_may_write(signed_in(request), anchor)
    form = NoteForm(request.POST)
    with refusals_told(request):
        if not form.is_valid():
            raise Refused(_("Write something first."))
        actions.add_note(anchor, by=signed_in(request), text=form.cleaned_data["text"], **form.shared(office))
    return HttpResponseRedirect(page_of(anchor))


@page(WRITE_SOMEWHERE, ("GET", "HEAD", "POST"))
def share_note(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Ask how far a note may go, and change it."""
    user = signed_in(request)
    note = note_for(user, office, uid)
    if note is None:
        raise NotFound(_("There is no such page."))
    anchor = _anchor(request, office, note.anchor.uid)
    check_may_write(user, anchor)
    form = SharingForm(request.POST or None, initial={"sharing": note.sharing, "room": names_in_room(note)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.share_note(note, by=user, **form.shared(office))
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Changed."))
            return HttpResponseRedirect(page_of(anchor))
    context = {"form": form, "note": note, "cancel_url": page_of(anchor), "submit": _("Change it")}
    return render(request, "records/share_note.html", context, status=422 if form.is_bound else 200)


@page(READ, ("POST",))
def keep_view(request: HttpRequest, office: Office) -> HttpResponse:
    """Keep the filters of a page under a name."""
    user = signed_in(request)
    form = ViewForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        actions.keep_view(
            office,
            by=user,
            page=data["page"],
            name=data["name"],
            query=data["query"],
            is_shared=data["is_shared"],
        )
        messages.success(request, _("The view is kept."))
    else:
        messages.error(request, _("Give the view a name."))
    return _back(request, office)


@page(READ, ("POST",))
def remove_view(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Remove a view of one's own."""
    user = signed_in(request)
    view = SavedView.objects.filter(office=office, owner=user, uid=uid).first()
    if view is None:
        raise NotFound(_("There is no such view."))
    actions.remove_view(view, by=user)
    return _back(request, office)


def _back(request: HttpRequest, office: Office) -> HttpResponse:
    target = request.POST.get("back", "")
    if target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return HttpResponseRedirect(target)
    return redirect("desk:today", office.slug)
