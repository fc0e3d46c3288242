"""Pages of destinations, journeys and gifts: a list, a record, its form, put away and brought back.

The three share their pages; what differs stands in a `Room`.
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import EXPORT, READ, READ_SHARED, SETTINGS, WRITE_SOMEWHERE
from proxenia.core.errors import Conflict, NotAllowed, NotFound, Refused
from proxenia.core.forms import REFUSALS, Clash, clash_of, show_refusal
from proxenia.core.pages import page, paginate
from proxenia.core.sheets.writing import write_table
from proxenia.core.values import whole_number
from proxenia.records.access import check_may_write, get_visible, may_export, may_write
from proxenia.records.forms import FileForm, NoteForm
from proxenia.records.queries.hangings import files_on, notes_on
from proxenia.risk import actions, forms, models, queries
from proxenia.risk.rules import must_declare

FORM_METHODS = ("GET", "HEAD", "POST")
ENDINGS = ("csv", "xlsx", "ods")
GIFT_COLUMNS = (
    "id", "what", "kind", "direction", "date", "other_side", "our_side", "value", "currency", "declared_on",
    "declared_to", "outcome", "note",
)  # fmt: skip


@dataclass(frozen=True)
class Room:
    """What one kind of record has of its own: model, form, verbs, list, and what its pages say."""

    kind: str
    plural: str
    model: Any
    form: Any
    add: Callable[..., Any]
    change: Callable[..., Any]
    archive: Callable[..., Any]
    restore: Callable[..., Any]
    rows: Callable[[User, Office], Any]
    title: Any
    add_title: Any
    empty: Any
    columns: tuple[Any, ...]
    cells: Callable[[Any], list[str]]

    def url(self, office: Office, uid: str = "", step: str = "") -> str:
        """Return the address of the list, or of a record or a step on it."""
        if not uid:
            return reverse(f"risk:{self.plural}", args=(office.slug,))
        name = f"{step}_{self.kind}" if step else self.kind
        return reverse(f"risk:{name}", args=(office.slug, uid))


def _date(day: Any) -> str:
    return date_format(day) if day else "–"


def _money(value: Any, currency: str) -> str:
    return f"{number_format(value, 2)} {currency}" if value is not None else "–"


DESTINATIONS = Room(
    "destination",
    "destinations",
    models.Destination,
    forms.DestinationForm,
    actions.rate_destination,
    actions.change_destination,
    actions.archive_destination,
    actions.restore_destination,
    queries.destinations,
    gettext_lazy("Destinations"),
    gettext_lazy("Rate a destination"),
    gettext_lazy("A country or a city, the care it asks for, whose advice that follows, and the day."),
    (gettext_lazy("Destination"), gettext_lazy("Risk level"), gettext_lazy("Source"), gettext_lazy("As of")),
    lambda one: [one.get_level_display(), one.source, _date(one.rated_on)],
)
TRIPS = Room(
    "sponsored_trip",
    "sponsored_trips",
    models.SponsoredTrip,
    forms.TripForm,
    actions.record_trip,
    actions.change_trip,
    actions.archive_trip,
    actions.restore_trip,
    queries.trips,
    gettext_lazy("Who pays for travel"),
    gettext_lazy("Record who pays"),
    gettext_lazy("Before somebody travels: whose money it is. Money from outside is refused by rule."),
    (gettext_lazy("Journey"), gettext_lazy("From"), gettext_lazy("Whose money"), gettext_lazy("Decision")),
    lambda one: [
        _date(one.starts),
        one.get_payer_display(),
        _("The rule was set aside") if one.override_reason else _("Within the rules"),
    ],
)
GIFTS = Room(
    "gift",
    "gifts",
    models.Gift,
    forms.GiftForm,
    actions.record_gift,
    actions.change_gift,
    actions.archive_gift,
    actions.restore_gift,
    queries.gifts,
    gettext_lazy("Gifts and hospitality"),
    gettext_lazy("Enter a gift"),
    gettext_lazy(
        "What was given or received, between whom, its value, whether it is declared, what became of it."
    ),
    (
        gettext_lazy("Gift"),
        gettext_lazy("Date"),
        gettext_lazy("Which way"),
        gettext_lazy("Value"),
        gettext_lazy("What became of it"),
    ),
    lambda one: [
        _date(one.on),
        one.get_direction_display(),
        _money(one.value, one.currency),
        one.get_outcome_display(),
    ],
)
ROOMS = (DESTINATIONS, TRIPS, GIFTS)


def listing(room: Room) -> Any:
    """Return the page that lists a kind."""

    @page(READ)
    def view(request: HttpRequest, office: Office) -> HttpResponse:
        user = signed_in(request)
        shown = paginate(request, room.rows(user, office))
        threshold = queries.threshold_of(office) if room is GIFTS else None
        context = {
            "room": room,
            "page": shown,
            "lines": [
                {
                    "one": one,
                    "url": room.url(office, one.uid),
                    "cells": room.cells(one),
                    "mark": _mark(one, threshold),
                }
                for one in shown
            ],
            "columns": [{"label": label} for label in room.columns],
            "add_url": reverse(f"risk:add_{room.kind}", args=(office.slug,)),
            "may_add": user.standing(office).has_anywhere(WRITE_SOMEWHERE),
            "is_register": room is GIFTS,
            "threshold": threshold,
            "may_set": may(user, office, SETTINGS),
            "may_export": may_export(user, office),
        }
        return render(request, "risk/list.html", context)

    return view


def _mark(one: Any, threshold: Any) -> str:
    """Return what is urgent about an entry of the register."""
    if not isinstance(one, models.Gift) or one.declared_on is not None:
        return ""
    return _("not declared") if must_declare(one.value, one.currency, threshold) else ""


def detail(room: Room) -> Any:
    """Return the page of one record."""

    @page(READ_SHARED)
    def view(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
        user = signed_in(request)
        found = get_visible(room.model, user, office, uid)
        context = {
            "room": room,
            "record": found,
            "lede": " · ".join(room.cells(found)),
            "facts": _facts(room, found),
            "checklist": _checklist(user, found),
            "back_url": room.url(office),
            "edit_url": room.url(office, uid, "edit"),
            "away_url": room.url(office, uid, "archive"),
            "restore_address": f"risk:restore_{room.kind}",
            "anchor_uid": found.uid,
            "notes": notes_on(found.pk, user, office),
            "files": files_on(found.pk, user, office),
            "may_write": may_write(user, found),
            "note_form": NoteForm(),
            "file_form": FileForm(),
        }
        return render(request, "risk/detail.html", context)

    return view


def _facts(room: Room, found: Any) -> list[tuple[str, str]]:
    """Return label and words of every field that says something."""
    facts = []
    for name in room.model.audited_fields:
        value, field = getattr(found, name), found._meta.get_field(name)
        if value in ("", None) or name.endswith("person"):
            continue
        shown = found.destination_words() if name == "country" else _shown(found, name, value)
        if name != "city":
            facts.append((_("Where") if name == "country" else field.verbose_name, shown))
    return facts


def _shown(found: Any, name: str, value: Any) -> str:
    if hasattr(found, f"get_{name}_display"):
        return str(getattr(found, f"get_{name}_display")())
    if hasattr(value, "isoformat"):
        return _date(value)
    return str(value)


def _checklist(user: User, found: Any) -> list[queries.Safeguard]:
    """Return the safeguards that a destination, or that of a journey, asks for."""
    if isinstance(found, models.Gift):
        return []
    level = found.level
    if isinstance(found, models.SponsoredTrip):
        where = queries.destination_of(user, found.office, found.country, found.city)
        level = where.level if where else level
    return queries.safeguards(level) if level else []


def adding(room: Room) -> Any:
    """Return the form that adds a record."""

    @page(WRITE_SOMEWHERE, FORM_METHODS)
    def view(request: HttpRequest, office: Office) -> HttpResponse:
        user = signed_in(request)
        initial = {"rated_on": timezone.localdate(), "on": timezone.localdate(), **request.GET.dict()}
        form = room.form(request.POST or None, user=user, office=office, initial=initial)
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data
            try:
                added = room.add(
                    office, by=user, values=form.values(), unit=data["unit"], visibility=data["visibility"]
                )
            except REFUSALS as refusal:
                _show(form, refusal)
            else:
                messages.success(request, _("Recorded."))
                return redirect(room.url(office, added.uid))
        return _form(request, office, room, form, None)

    return view


def editing(room: Room) -> Any:
    """Return the form that changes a record."""

    @page(WRITE_SOMEWHERE, FORM_METHODS)
    def view(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
        user = signed_in(request)
        found = get_visible(room.model, user, office, uid)
        check_may_write(user, found)
        form = room.form(request.POST or None, user=user, office=office, initial=room.form.initial_of(found))
        clash = None
        if request.method == "POST" and form.is_valid():
            values = {**form.values(), **{name: form.cleaned_data[name] for name in ("unit", "visibility")}}
            try:
                room.change(found, by=user, values=values, expected_version=_expected(request))
            except REFUSALS as refusal:
                found.refresh_from_db()
                _show(form, refusal)
                if isinstance(refusal, Conflict):
                    clash = clash_of(form, found, room.form.initial_of(found))
            else:
                messages.success(request, _("Saved."))
                return redirect(room.url(office, uid))
        return _form(request, office, room, form, found, clash)

    return view


def _show(form: Any, refusal: Exception) -> None:
    """Show a refusal in the form; whoever may not set a rule aside reads so there, and keeps what they typed."""
    if isinstance(refusal, NotAllowed) and form.cleaned_data.get("override_reason"):
        sentence = _("Only somebody who may decide on exceptions can set the rule aside.")
        form.add_error("override_reason", sentence)
        return
    if isinstance(refusal, NotAllowed):
        raise refusal
    show_refusal(form, refusal)


def _expected(request: HttpRequest) -> int | None:
    text = request.POST.get("expected_version", "")
    return whole_number(text)


def _form(
    request: HttpRequest, office: Office, room: Room, form: Any, found: Any, clash: Clash | None = None
) -> HttpResponse:
    sent = _expected(request)
    version = found.version if sent is None and found else sent
    context = {
        "form": form,
        "title": _("Edit %(name)s") % {"name": found} if found else room.add_title,
        "trail": [(room.title, room.url(office))],
        "cancel_url": room.url(office, found.uid) if found else room.url(office),
        "version": clash.version if clash else version,
        "clash": clash,
    }
    return render(request, "risk/form.html", context, status=422 if form.errors else 200)


def archiving(room: Room) -> Any:
    """Return the button that puts a record away."""

    @page(WRITE_SOMEWHERE, ("POST",))
    def view(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
        user = signed_in(request)
        found = get_visible(room.model, user, office, uid)
        room.archive(found, by=user, reason=request.POST.get("reason", "")[:500])
        undo = room.url(office, uid, "restore")
        messages.success(request, _("“%(name)s” is put away.") % {"name": found}, extra_tags=f"undo:{undo}")
        return redirect(room.url(office))

    return view


def restoring(room: Room) -> Any:
    """Return the button that brings a record back."""

    @page(WRITE_SOMEWHERE, ("POST",))
    def view(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
        user = signed_in(request)
        found = get_visible(room.model, user, office, uid)
        try:
            room.restore(found, by=user)
            messages.success(request, _("“%(name)s” is back.") % {"name": found})
        except NotAllowed:
            raise
        except Refused as refusal:
            messages.error(request, refusal.message)
        return redirect(room.url(office, uid))

    return view


@page(SETTINGS, FORM_METHODS)
def threshold(request: HttpRequest, office: Office) -> HttpResponse:
    """Set from which value gifts and hospitality are declared."""
    known = queries.threshold_of(office)
    initial = {"amount": known.amount, "currency": known.currency} if known else {}
    form = forms.ThresholdForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_gift_threshold(office, by=signed_in(request), **form.cleaned_data)
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(GIFTS.url(office))
    context = {
        "form": form,
        "title": _("From which value gifts are declared"),
        "trail": [(GIFTS.title, GIFTS.url(office))],
        "cancel_url": GIFTS.url(office),
    }
    return render(request, "risk/form.html", context, status=422 if form.errors else 200)


@page(EXPORT)
def export_gifts(request: HttpRequest, office: Office, ending: str) -> HttpResponseBase:
    """Hand out the register as far as this person sees it."""
    if ending not in ENDINGS:
        raise NotFound(_("There is no such page."))
    rows = (_row(one) for one in queries.gifts(signed_in(request), office).iterator())
    with tempfile.TemporaryDirectory(prefix="proxenia-out-") as folder:
        path = Path(folder) / f"out.{ending}"
        write_table(path, GIFT_COLUMNS, rows, sheet="gifts")
        name = f"gifts {timezone.localdate().isoformat()}.{ending}"
        return FileResponse(path.open("rb"), as_attachment=True, filename=name)


def _row(one: models.Gift) -> list[Any]:
    return [
        one.uid, one.what, one.kind, one.direction, one.on, one.other_side, one.our_side, one.value, one.currency,
        one.declared_on, one.declared_to, one.outcome, one.note,
    ]  # fmt: skip
