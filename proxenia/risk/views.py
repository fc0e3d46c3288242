"""Pages of destinations, journeys and gifts: a list, a record, its form, put away and brought back.

The three share their pages; what differs stands in a `Room`.
"""

import tempfile
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import EXPORT, READ, READ_SHARED, SETTINGS, WRITE_SOMEWHERE
from proxenia.core.errors import NotAllowed, NotFound
from proxenia.core.forms import REFUSALS, show_refusal
from proxenia.core.pages import page, paginate
from proxenia.core.sheets.writing import write_table
from proxenia.records.access import get_visible, may_export
from proxenia.records.views.entries import FORM_METHODS, Entries, hanging
from proxenia.risk import actions, forms, models, queries
from proxenia.risk.rules import must_declare

ENDINGS = ("csv", "xlsx", "ods")
GIFT_COLUMNS = (
    "id", "what", "kind", "direction", "date", "other_side", "our_side", "value", "currency", "declared_on",
    "declared_to", "outcome", "note",
)  # fmt: skip


def _dated_today(request: HttpRequest) -> dict[str, Any]:
    today = timezone.localdate()
    return {"rated_on": today, "on": today, **request.GET.dict()}


def _show(form: Any, refusal: Exception) -> None:
    """Show a refusal in the form; whoever may not set a rule aside reads so there, and keeps what they typed."""
    if isinstance(refusal, NotAllowed) and form.cleaned_data.get("override_reason"):
        sentence = _("Only somebody who may decide on exceptions can set the rule aside.")
        form.add_error("override_reason", sentence)
        return
    if isinstance(refusal, NotAllowed):
        raise refusal
    show_refusal(form, refusal)


@dataclass(frozen=True)
class Room(Entries):
    """What one register has of its own beside its forms: its rows, and what its list says."""

    _: KW_ONLY
    rows: Callable[[User, Office], Any]
    empty: Any
    columns: tuple[Any, ...]
    cells: Callable[[Any], list[str]]
    begin: Callable[[HttpRequest], dict[str, Any]] = _dated_today
    refuse: Callable[[Any, Exception], None] = _show


def _date(day: Any) -> str:
    return date_format(day) if day else "–"


def _money(value: Any, currency: str) -> str:
    return f"{number_format(value, 2)} {currency}" if value is not None else "–"


DESTINATIONS = Room(
    "risk",
    "destination",
    "destinations",
    models.Destination,
    forms.DestinationForm,
    actions.rate_destination,
    actions.change_destination,
    actions.archive_destination,
    actions.restore_destination,
    rows=queries.destinations,
    title=gettext_lazy("Destinations"),
    add_title=gettext_lazy("Rate a destination"),
    empty=gettext_lazy("A country or a city, the care it asks for, whose advice that follows, and the day."),
    columns=(
        gettext_lazy("Destination"),
        gettext_lazy("Risk level"),
        gettext_lazy("Source"),
        gettext_lazy("As of"),
    ),
    cells=lambda one: [one.get_level_display(), one.source, _date(one.rated_on)],
)
TRIPS = Room(
    "risk",
    "sponsored_trip",
    "sponsored_trips",
    models.SponsoredTrip,
    forms.TripForm,
    actions.record_trip,
    actions.change_trip,
    actions.archive_trip,
    actions.restore_trip,
    rows=queries.trips,
    title=gettext_lazy("Who pays for travel"),
    add_title=gettext_lazy("Record who pays"),
    empty=gettext_lazy("Before somebody travels: whose money it is. Money from outside is refused by rule."),
    columns=(
        gettext_lazy("Journey"),
        gettext_lazy("From"),
        gettext_lazy("Whose money"),
        gettext_lazy("Decision"),
    ),
    cells=lambda one: [
        _date(one.starts),
        one.get_payer_display(),
        _("The rule was set aside") if one.override_reason else _("Within the rules"),
    ],
)
GIFTS = Room(
    "risk",
    "gift",
    "gifts",
    models.Gift,
    forms.GiftForm,
    actions.record_gift,
    actions.change_gift,
    actions.archive_gift,
    actions.restore_gift,
    rows=queries.gifts,
    title=gettext_lazy("Gifts and hospitality"),
    add_title=gettext_lazy("Enter a gift"),
    empty=gettext_lazy(
        "What was given or received, between whom, its value, whether it is declared, what became of it."
    ),
    columns=(
        gettext_lazy("Gift"),
        gettext_lazy("Date"),
        gettext_lazy("Which way"),
        gettext_lazy("Value"),
        gettext_lazy("What became of it"),
    ),
    cells=lambda one: [
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
            "add_url": room.add_url(office),
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
            **hanging(found, user),
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
    return render(request, "records/entry_form.html", context, status=422 if form.errors else 200)


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
