"""Pages of local plans, the inventory and consultations: a list, a record, its form, put away and brought back.

The three share their pages; what differs stands in a `Room`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import IMPORT, READ, READ_SHARED, WRITE_SOMEWHERE
from proxenia.core.forms import pressed
from proxenia.core.pages import page, paginate
from proxenia.core.templatetags.words import full_date
from proxenia.core.values import PartialDate
from proxenia.core.vocabulary import Vocabulary
from proxenia.records.access import check_may_write, get_visible, may_export, may_see, may_write
from proxenia.strategy import actions, models
from proxenia.strategy.forms import records as forms
from proxenia.strategy.queries import assets as asset_queries
from proxenia.strategy.queries import tree as tree_queries
from proxenia.strategy.views import shared


@dataclass(frozen=True)
class Room:
    """What one kind of record has of its own: model, form, verbs, list, and what its pages say."""

    kind: str
    plural: str
    argument: str
    model: Any
    form: Any
    add: Callable[..., Any]
    change: Callable[..., Any]
    archive: Callable[..., Any]
    restore: Callable[..., Any]
    rows: Callable[[User, Office], QuerySet[Any]]
    title: Any
    add_title: Any
    empty: Any
    columns: tuple[Any, ...]
    cells: Callable[[Any], list[str]]
    group: str = ""

    def url(self, office: Office, uid: str = "", step: str = "") -> str:
        """Return the address of the list, or of a record or a step on it."""
        if not uid:
            return reverse(f"strategy:{self.plural}", args=(office.slug,))
        name = f"{step}_{self.kind}" if step else self.kind
        return reverse(f"strategy:{name}", args=(office.slug, uid))


def _sector(code: str) -> str:
    return Vocabulary.load("policy_sectors").label(code) if code else "–"


PLANS = Room(
    "plan", "plans", "plan", models.LocalPlan, forms.PlanForm, actions.add_plan, actions.change_plan,
    actions.archive_plan, actions.restore_plan, tree_queries.plans_seen,
    gettext_lazy("Local plans"), gettext_lazy("Add a plan"),
    gettext_lazy("The city's plans and those of its departments, and whether they have an international line."),
    (gettext_lazy("Plan"), gettext_lazy("Department"), gettext_lazy("Sector"), gettext_lazy("International line")),
    lambda one: [one.department or "–", _sector(one.sector), one.get_line_display()],
)  # fmt: skip
ASSETS = Room(
    "asset", "assets", "asset", models.Asset, forms.AssetForm, actions.add_asset, actions.change_asset,
    actions.archive_asset, actions.restore_asset, asset_queries.assets,
    gettext_lazy("Inventory"), gettext_lazy("Add to the inventory"),
    gettext_lazy("What the city has that counts abroad: each with what shows it, where that is from, and of when."),
    (gettext_lazy("What it is"), gettext_lazy("Group"), gettext_lazy("Source"), gettext_lazy("As of")),
    lambda one: [asset_queries.groups().label(one.group), one.source, full_date(one.as_of)],
    group="group",
)  # fmt: skip
CONSULTATIONS = Room(
    "consultation", "consultations", "consultation", models.Consultation, forms.ConsultationForm,
    actions.add_consultation, actions.change_consultation, actions.archive_consultation,
    actions.restore_consultation, asset_queries.consultations,
    gettext_lazy("Consultations"), gettext_lazy("Record a consultation"),
    gettext_lazy("Who was heard on the strategy, what they asked, and what became of it."),
    (gettext_lazy("Occasion"), gettext_lazy("Form"), gettext_lazy("When"), gettext_lazy("Heard"),
     gettext_lazy("Not answered yet")),
    lambda one: [one.get_kind_display(), full_date(one.on), str(one.heard), str(one.waiting)],
)  # fmt: skip
ROOMS = (PLANS, ASSETS, CONSULTATIONS)


def listing(room: Room) -> Any:
    """Return the page that lists a kind."""

    @page(READ)
    def view(request: HttpRequest, office: Office) -> HttpResponse:
        user = signed_in(request)
        rows, chosen = room.rows(user, office), request.GET.get(room.group, "") if room.group else ""
        known = asset_queries.groups()
        if chosen in known.codes:
            rows = rows.filter(**{room.group: chosen})
        shown = paginate(request, rows)
        context = {
            "room": room,
            "page": shown,
            "lines": [
                {"one": one, "url": room.url(office, one.uid), "cells": room.cells(one)} for one in shown
            ],
            "columns": [{"label": label} for label in room.columns],
            "add_url": reverse(f"strategy:add_{room.kind}", args=(office.slug,)),
            "may_add": user.standing(office).has_anywhere(WRITE_SOMEWHERE),
            "may_import": may(user, office, IMPORT),
            "may_export": may_export(user, office),
            "groups": [(code, known.label(code), code == chosen) for code in known.codes]
            if room.group
            else [],
        }
        return render(request, "strategy/rooms.html", context)

    return view


def detail(room: Room) -> Any:
    """Return the page of one record."""

    @page(READ_SHARED)
    def view(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
        user = signed_in(request)
        found = get_visible(room.model, user, office, uid)
        context = {
            "room": room,
            "record": found,
            "facts": _facts(user, found),
            "back_url": room.url(office),
            "edit_url": room.url(office, uid, "edit"),
            "away_url": room.url(office, uid, "archive"),
            "restore_address": f"strategy:restore_{room.kind}",
            "may_write": may_write(user, found),
            **_more(user, office, found),
            **shared.hangings(request, office, found),
        }
        return render(request, "strategy/record.html", context)

    return view


def _more(user: User, office: Office, found: Any) -> dict[str, Any]:
    """Return what only one kind shows: who was heard, or the objectives that stand to a plan."""
    if isinstance(found, models.Consultation):
        return {"voices": asset_queries.voices_of(user, found), "is_consultation": True}
    if isinstance(found, models.LocalPlan):
        aims = tree_queries.objectives_seen(user, office).filter(stances__plan=found)
        stances = (
            found.stances.filter(objective__in=aims).select_related("objective").order_by("stance", "pk")
        )
        return {"stances": stances, "is_plan": True}
    return {}


def _facts(user: User, found: Any) -> list[tuple[str, str, str]]:
    """Return label, words and address of every field that says something."""
    facts = []
    for name in found.audited_fields:
        value, field = getattr(found, name), found._meta.get_field(name)
        if value in ("", None) or (hasattr(value, "anchor_id") and not may_see(user, value)):
            continue
        facts.append((str(field.verbose_name), *_shown(found, name, value)))
    return facts


def _shown(found: Any, name: str, value: Any) -> tuple[str, str]:
    if name == "group":
        return asset_queries.groups().label(value), ""
    if name == "sector":
        return _sector(value), ""
    if name == "address":
        return value, value
    if isinstance(value, PartialDate):
        return full_date(value), ""
    if hasattr(found, f"get_{name}_display"):
        return str(getattr(found, f"get_{name}_display")()), ""
    if hasattr(value, "isoformat"):
        return date_format(value), ""
    if isinstance(value, models.Strategy):
        return str(value), reverse("strategy:strategy", args=(found.office.slug, value.uid))
    if hasattr(value, "anchor_id"):
        return str(value), reverse("directory:organisation", args=(found.office.slug, value.uid))
    return str(value), ""


def adding(room: Room) -> Any:
    """Return the form that adds a record."""

    @page(WRITE_SOMEWHERE, shared.FORM_METHODS)
    def view(request: HttpRequest, office: Office) -> HttpResponse:
        user = signed_in(request)
        initial = {"as_of": timezone.localdate().year, "on": timezone.localdate(), **request.GET.dict()}
        form = room.form(shared.sent(request), user=user, office=office, initial=initial)

        def do() -> Any:
            data = form.cleaned_data
            return room.add(
                office, by=user, values=form.values(), unit=data["unit"], visibility=data["visibility"]
            )

        title, back = str(room.add_title), room.url(office)
        return shared.run(
            request, form, do, title=title, back=back, onward=lambda one: room.url(office, one.uid)
        )

    return view


def editing(room: Room) -> Any:
    """Return the form that changes a record."""

    @page(WRITE_SOMEWHERE, shared.FORM_METHODS)
    def view(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
        user = signed_in(request)
        found = get_visible(room.model, user, office, uid)
        check_may_write(user, found)
        known = {} if room is PLANS else {room.argument: found}
        form = room.form(
            shared.sent(request), user=user, office=office, initial=room.form.initial_of(found), **known
        )

        def do(version: int | None) -> Any:
            values = {**form.values(), **{name: form.cleaned_data[name] for name in ("unit", "visibility")}}
            return room.change(found, by=user, values=values, expected_version=version)

        title, back = _("Edit %(name)s") % {"name": found}, room.url(office, uid)
        return shared.change(request, form, found, do, room.form.initial_of, title=title, back=back)

    return view


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
        pressed(request, lambda: room.restore(found, by=user), _("It is back."))
        return redirect(room.url(office, uid))

    return view
