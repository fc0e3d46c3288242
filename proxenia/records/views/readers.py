"""Who may see a record: its page, and the ways to change it; and opening a closed record for a reason."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import BREAK_GLASS, READ, WRITE_SOMEWHERE
from proxenia.core.errors import NotAllowed, NotFound, Refused
from proxenia.core.forms import refusals_told, show_refusal
from proxenia.core.pages import page
from proxenia.core.registry import parts_of
from proxenia.records import actions
from proxenia.records.access import check_may_write, get_visible, may_write
from proxenia.records.forms import GlassForm, ReaderForm, VisibilityForm
from proxenia.records.models import Anchor, Visibility
from proxenia.records.queries.hangings import page_of
from proxenia.records.queries.readers import (
    Difference,
    closed_to,
    difference,
    openings_of,
    readers_of,
    record_of,
)


def _anchor(request: HttpRequest, office: Office, uid: str, *, write: bool = False) -> Anchor:
    found: Anchor = get_visible(Anchor, signed_in(request), office, uid)
    if write:
        check_may_write(signed_in(request), found)
    return found


@page(READ)
def who(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show who may see a record; with ``?visibility=`` what would change, before it is saved."""
    anchor, user = _anchor(request, office, uid), signed_in(request)
    form = ReaderForm(anchor=anchor, has_parts=bool(parts_of(anchor.kind, anchor.pk)))
    return _show(request, office, anchor, user, form)


def _show(
    request: HttpRequest, office: Office, anchor: Anchor, user: User, form: ReaderForm, status: int = 200
) -> HttpResponse:
    wanted = request.GET.get("visibility", "")
    writes = may_write(user, anchor) and anchor.archived_at is None
    planned = wanted if writes and wanted in Visibility.values and wanted != anchor.visibility else ""
    context: dict[str, Any] = {
        "anchor": anchor,
        "name": str(record_of(anchor)),
        "back": page_of(anchor),
        "readers": readers_of(anchor),
        "openings": openings_of(anchor)[:50],
        "may_write": writes,
        "form": VisibilityForm(initial={"visibility": planned or anchor.visibility}),
        "reader_form": form,
        "planned": planned,
        "planned_label": Visibility(planned).label if planned else "",
        "difference": difference(anchor, planned, anchor.unit_id, by=user) if planned else Difference(),
    }
    return render(request, "records/who.html", context, status=status)


@page(WRITE_SOMEWHERE, ("POST",))
def open_to(request: HttpRequest, office: Office, uid: str, visibility: str) -> HttpResponse:
    """Change who may see a record; the undo puts it back."""
    anchor = _anchor(request, office, uid, write=True)
    before = anchor.visibility
    with refusals_told(request):
        actions.set_visibility(record_of(anchor), by=signed_in(request), visibility=visibility)
        undo = reverse("records:open_to", args=(office.slug, uid, before))
        messages.success(request, _("Who may see it is changed."), extra_tags=f"undo:{undo}")
    return _back(office, uid)


@page(WRITE_SOMEWHERE, ("POST",))
def name_reader(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Name somebody who may see a record."""
    anchor, user = _anchor(request, office, uid, write=True), signed_in(request)
    form = ReaderForm(request.POST, anchor=anchor, has_parts=bool(parts_of(anchor.kind, anchor.pk)))
    if form.is_valid():
        try:
            reader, parts = form.cleaned_data["reader"], form.cleaned_data.get("with_parts", False)
            actions.share(record_of(anchor), by=user, reader=reader, with_parts=parts)
        except NotAllowed:
            raise
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            undo = reverse("records:remove_reader", args=(office.slug, uid, reader.uid))
            told = _("%(name)s may see it now.") % {"name": reader.name}
            messages.success(request, told, extra_tags=f"undo:{undo}")
            return _back(office, uid)
    return _show(request, office, anchor, user, form, status=422)


@page(WRITE_SOMEWHERE, ("POST",))
def name_again(request: HttpRequest, office: Office, uid: str, reader: str) -> HttpResponse:
    """Name a reader again who was taken away."""
    anchor, person = _anchor(request, office, uid, write=True), _person(office, reader)
    actions.share(record_of(anchor), by=signed_in(request), reader=person)
    messages.success(request, _("%(name)s may see it now.") % {"name": person.name})
    return _back(office, uid)


@page(WRITE_SOMEWHERE, ("POST",))
def remove_reader(request: HttpRequest, office: Office, uid: str, reader: str) -> HttpResponse:
    """Take a named reader away; the undo names them again."""
    anchor, person = _anchor(request, office, uid, write=True), _person(office, reader)
    with refusals_told(request):
        actions.unshare(record_of(anchor), by=signed_in(request), reader=person)
        undo = reverse("records:name_again", args=(office.slug, uid, reader))
        told = _("%(name)s is no longer named on it.") % {"name": person.name}
        messages.success(request, told, extra_tags=f"undo:{undo}")
    gone = person.pk == signed_in(request).pk
    return redirect("desk:today", office.slug) if gone else _back(office, uid)


def _person(office: Office, uid: str) -> User:
    found = User.objects.filter(uid=uid, memberships__office=office).first()
    if found is None:
        raise NotFound(_("There is no such page."))
    return found


def _back(office: Office, uid: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("records:who", args=(office.slug, uid)))


@page(BREAK_GLASS, ("GET", "HEAD", "POST"))
def closed(request: HttpRequest, office: Office) -> HttpResponse:
    """List what is closed to this person, without a word of what it says, and open one for a reason."""
    user, form = signed_in(request), GlassForm(request.POST or None)
    if form.is_valid():
        try:
            opened = actions.break_glass(office, by=user, **form.cleaned_data)
        except (Refused, NotFound) as refusal:
            form.add_error(refusal.where if refusal.where in form.fields else None, refusal.message)
        else:
            messages.warning(
                request, _("It is open to you for a day; its readers see that, and your reason.")
            )
            return HttpResponseRedirect(page_of(opened))
    context = {"form": form, "rows": closed_to(user, office)}
    return render(request, "records/closed.html", context, status=422 if form.is_bound else 200)
