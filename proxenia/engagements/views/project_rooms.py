"""Forms and buttons that calls, projects and crises share: added, changed, put away, brought back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import WRITE_SOMEWHERE
from proxenia.core.errors import Conflict, NotAllowed, NotFound
from proxenia.core.forms import REFUSALS, Clash, clash_of, show_refusal
from proxenia.core.pages import page
from proxenia.engagements.actions.projects import archive_record, restore_record
from proxenia.engagements.views.owned_parts import FORM, done, show_form
from proxenia.records.access import check_may_write, get_visible


@dataclass(frozen=True)
class Room:
    """What one kind of record has of its own: model, form, verbs and words."""

    kind: str
    plural: str
    model: Any
    form: Any
    add: Callable[..., Any]
    change: Callable[..., Any]
    title: Any
    add_title: Any
    first: Callable[[HttpRequest, User, Office], dict[str, Any]]
    """What the form of a new record begins with."""
    initial_of: Callable[[User, Any], dict[str, Any]]
    more: Callable[[Any], dict[str, Any]]
    """What the verbs take beside the values of the form."""
    known: Callable[[User, Any], dict[str, Any]] = lambda _user, _found: {}
    """What the form is told about the record that stands."""
    after: Callable[[HttpRequest, Office, Any], str] = lambda _request, _office, _found: ""
    """Where to go from a new record, if not to its page."""

    def url(self, office: Office, uid: str = "") -> str:
        """Return the address of the list or of a record."""
        if not uid:
            return reverse(f"engagements:{self.plural}", args=(office.slug,))
        return reverse(f"engagements:{self.kind}", args=(office.slug, uid))


def adding(room: Room) -> Any:
    """Return the form that adds a record."""

    @page(WRITE_SOMEWHERE, FORM)
    def view(request: HttpRequest, office: Office) -> HttpResponse:
        user = signed_in(request)
        initial = room.first(request, user, office)
        form = room.form(request.POST or None, user=user, office=office, initial=initial)
        if form.is_valid():
            data = form.cleaned_data
            shared = {"unit": data["unit"], "visibility": data["visibility"]}
            try:
                added = room.add(office, by=user, values=form.values(), **room.more(form), **shared)
            except (NotAllowed, NotFound):
                raise
            except REFUSALS as refusal:
                show_refusal(form, refusal)
            else:
                messages.success(request, _("Recorded."))
                return redirect(room.after(request, office, added) or room.url(office, added.uid))
        return show_form(request, form, room.add_title, [(room.title, room.url(office))])

    return view


def editing(room: Room) -> Any:
    """Return the form that changes a record."""

    @page(WRITE_SOMEWHERE, FORM)
    def view(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
        user = signed_in(request)
        found = get_visible(room.model, user, office, uid)
        check_may_write(user, found)
        known, initial = room.known(user, found), room.initial_of(user, found)
        form = room.form(request.POST or None, user=user, office=office, initial=initial, **known)
        clash: Clash | None = None
        if form.is_valid():
            clash, is_done = _changed(request, room, found, form)
            if is_done:
                messages.success(request, _("Saved."))
                return redirect(room.url(office, uid))
        version = clash.version if clash else request.POST.get("expected_version") or found.version
        trail = [(room.title, room.url(office)), (str(found), room.url(office, uid))]
        return show_form(
            request, form, _("Edit %(name)s") % {"name": found}, trail, version=version, clash=clash
        )

    return view


def _changed(request: HttpRequest, room: Room, found: Any, form: Any) -> tuple[Clash | None, bool]:
    """Change a record; return what somebody else changed meanwhile, if so, and whether it is done."""
    user, sent = signed_in(request), request.POST.get("expected_version", "")
    values = {**form.values(), **{name: form.cleaned_data[name] for name in ("unit", "visibility")}}
    try:
        room.change(
            found,
            by=user,
            values=values,
            expected_version=int(sent) if sent.isdigit() else None,
            **room.more(form),
        )
    except (NotAllowed, NotFound):
        raise
    except REFUSALS as refusal:
        found.refresh_from_db()
        show_refusal(form, refusal)
        clash = clash_of(form, found, room.initial_of(user, found)) if isinstance(refusal, Conflict) else None
        return clash, False
    return None, True


def archiving(room: Room) -> Any:
    """Return the button that puts a record away."""

    @page(WRITE_SOMEWHERE, ("POST",))
    def view(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
        user = signed_in(request)
        found = get_visible(room.model, user, office, uid)
        reason = request.POST.get("reason", "")
        verb = f"archive_{room.kind}"
        done(request, lambda: archive_record(found, by=user, reason=reason, verb=verb), _("It is put away."))
        return redirect(room.url(office, uid))

    return view


def restoring(room: Room) -> Any:
    """Return the button that brings a record back."""

    @page(WRITE_SOMEWHERE, ("POST",))
    def view(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
        user = signed_in(request)
        found = get_visible(room.model, user, office, uid)
        done(request, lambda: restore_record(found, by=user, verb=f"restore_{room.kind}"), _("It is back."))
        return redirect(room.url(office, uid))

    return view
