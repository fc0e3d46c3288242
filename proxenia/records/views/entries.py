"""What pages of single records share: what hangs on one, its version, and the forms and buttons of plain registers.

A register (side effects, gifts, destinations, …) is a list of records of one kind, each with a page, a form, and the
buttons that put it away and bring it back. What differs between registers stands in an `Entries`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import WRITE_SOMEWHERE
from proxenia.core.errors import Conflict
from proxenia.core.forms import REFUSALS, Clash, clash_of, pressed, show_refusal
from proxenia.core.pages import page
from proxenia.core.values import whole_number
from proxenia.records.access import check_may_write, get_visible, may_write
from proxenia.records.forms import NoteForm
from proxenia.records.queries.hangings import notes_on

FORM_METHODS = ("GET", "HEAD", "POST")


def hanging(record: Any, user: User) -> dict[str, Any]:
    """Return what the notes of a record's page need; its files are asked for by the tag that shows them."""
    return {
        "anchor_uid": record.uid,
        "notes": notes_on(record.pk, user, record.office),
        "may_write": may_write(user, record),
        "note_form": NoteForm(auto_id="note_%s"),
    }


def writable(model: Any, user: User, office: Office, uid: str) -> Any:
    """Return the record of a form, for somebody who may change it; others are told so before they type."""
    found = get_visible(model, user, office, uid)
    check_may_write(user, found)
    return found


def expected_version(request: HttpRequest) -> int | None:
    """Return the version of the record that the form was made from."""
    return whole_number(request.POST.get("expected_version", ""))


def version_to_send(request: HttpRequest, found: Any, clash: Clash | None) -> int | None:
    """Return the version the next press is checked against: the one whose values this page shows."""
    if clash is not None:
        return clash.version
    sent = expected_version(request)
    return found.version if sent is None and found else sent


def first_values(request: HttpRequest) -> dict[str, Any]:
    """Return what an empty form begins with: what the address says."""
    return request.GET.dict()


@dataclass(frozen=True)
class Entries:
    """What one register has of its own: where its pages are, model, form, verbs, and how its form is shown."""

    room: str
    kind: str
    plural: str
    model: Any
    form: Any
    add: Callable[..., Any]
    change: Callable[..., Any]
    archive: Callable[..., Any]
    restore: Callable[..., Any]
    title: Any
    add_title: Any
    begin: Callable[[HttpRequest], dict[str, Any]] = first_values
    refuse: Callable[[Any, Exception], None] = show_refusal

    def url(self, office: Office, uid: str = "", step: str = "") -> str:
        """Return the address of the list, or of an entry or a step on it."""
        if not uid:
            return reverse(f"{self.room}:{self.plural}", args=(office.slug,))
        return reverse(f"{self.room}:{self._name(step)}", args=(office.slug, uid))

    def add_url(self, office: Office) -> str:
        """Return the address of the form that adds an entry."""
        return reverse(f"{self.room}:{self._name('add')}", args=(office.slug,))

    def _name(self, step: str) -> str:
        return f"{step}_{self.kind}" if step else self.kind


def paths(folder: str, entries: Entries) -> list[URLPattern]:
    """Return the addresses of a register's forms and buttons; they stand before the address of one entry."""
    where, kind = f"{folder}/{entries.plural}", entries.kind
    return [
        path(f"{where}/add/", adding(entries), name=f"add_{kind}"),
        path(f"{where}/<slug:uid>/edit/", editing(entries), name=f"edit_{kind}"),
        path(f"{where}/<slug:uid>/archive/", archiving(entries), name=f"archive_{kind}"),
        path(f"{where}/<slug:uid>/restore/", restoring(entries), name=f"restore_{kind}"),
    ]


def adding(entries: Entries) -> Any:
    """Return the form that adds an entry."""

    @page(WRITE_SOMEWHERE, FORM_METHODS)
    def view(request: HttpRequest, office: Office) -> HttpResponse:
        user = signed_in(request)
        form = entries.form(request.POST or None, user=user, office=office, initial=entries.begin(request))
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data
            try:
                added = entries.add(
                    office, by=user, values=form.values(), unit=data["unit"], visibility=data["visibility"]
                )
            except REFUSALS as refusal:
                entries.refuse(form, refusal)
            else:
                messages.success(request, _("Written down."))
                return redirect(entries.url(office, added.uid))
        return _form(request, office, entries, form, None)

    return view


def editing(entries: Entries) -> Any:
    """Return the form that changes an entry."""

    @page(WRITE_SOMEWHERE, FORM_METHODS)
    def view(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
        user = signed_in(request)
        found = writable(entries.model, user, office, uid)
        known = entries.form.initial_of(found)
        form = entries.form(request.POST or None, user=user, office=office, found=found, initial=known)
        clash = None
        if request.method == "POST" and form.is_valid():
            values = {**form.values(), **{name: form.cleaned_data[name] for name in ("unit", "visibility")}}
            try:
                entries.change(found, by=user, values=values, expected_version=expected_version(request))
            except REFUSALS as refusal:
                found.refresh_from_db()
                entries.refuse(form, refusal)
                if isinstance(refusal, Conflict):
                    clash = clash_of(form, found, entries.form.initial_of(found))
            else:
                messages.success(request, _("Saved."))
                return redirect(entries.url(office, uid))
        return _form(request, office, entries, form, found, clash)

    return view


def _form(
    request: HttpRequest, office: Office, entries: Entries, form: Any, found: Any, clash: Clash | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "title": _("Edit “%(name)s”") % {"name": found} if found else entries.add_title,
        "trail": [(entries.title, entries.url(office))],
        "cancel_url": entries.url(office, found.uid) if found else entries.url(office),
        "version": version_to_send(request, found, clash),
        "clash": clash,
    }
    return render(request, "records/entry_form.html", context, status=422 if form.errors else 200)


def archiving(entries: Entries) -> Any:
    """Return the button that puts an entry away."""

    @page(WRITE_SOMEWHERE, ("POST",))
    def view(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
        user = signed_in(request)
        found = get_visible(entries.model, user, office, uid)
        entries.archive(found, by=user, reason=request.POST.get("reason", "")[:500])
        undo = entries.url(office, uid, "restore")
        messages.success(request, _("“%(name)s” is put away.") % {"name": found}, extra_tags=f"undo:{undo}")
        return redirect(entries.url(office))

    return view


def restoring(entries: Entries) -> Any:
    """Return the button that brings an entry back."""

    @page(WRITE_SOMEWHERE, ("POST",))
    def view(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
        user = signed_in(request)
        found = get_visible(entries.model, user, office, uid)
        told = _("“%(name)s” is back.") % {"name": found}
        pressed(request, lambda: entries.restore(found, by=user), told)
        return redirect(entries.url(office, uid))

    return view
