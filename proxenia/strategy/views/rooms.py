"""Pages of local plans, the inventory and consultations: a list and a record; their forms and buttons are those of
every register.

The three share their pages; what differs stands in a `Room`.
"""

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import IMPORT, READ, READ_SHARED, WRITE_SOMEWHERE
from proxenia.core.pages import page, paginate
from proxenia.core.templatetags.words import full_date
from proxenia.core.values import PartialDate
from proxenia.core.vocabulary import Vocabulary
from proxenia.records.access import get_visible, may_export, may_see
from proxenia.records.views.entries import Entries, hanging
from proxenia.strategy import actions, models
from proxenia.strategy.forms import records as forms
from proxenia.strategy.queries import assets as asset_queries
from proxenia.strategy.queries import tree as tree_queries
from proxenia.strategy.views import shared


def _dated_now(request: HttpRequest) -> dict[str, Any]:
    today = timezone.localdate()
    return {"as_of": today.year, "on": today, **request.GET.dict()}


@dataclass(frozen=True)
class Room(Entries):
    """What one kind of record has of its own beside its forms: its rows, and what its pages say."""

    _: KW_ONLY
    rows: Callable[[User, Office], QuerySet[Any]]
    empty: Any
    columns: tuple[Any, ...]
    cells: Callable[[Any], list[str]]
    group: str = ""
    begin: Callable[[HttpRequest], dict[str, Any]] = _dated_now
    refuse: Callable[[Any, Exception], None] = shared.show


def _sector(code: str) -> str:
    return Vocabulary.load("policy_sectors").label(code) if code else "–"


PLANS = Room(
    "strategy", "plan", "plans", models.LocalPlan, forms.PlanForm, actions.add_plan, actions.change_plan,
    actions.archive_plan, actions.restore_plan, gettext_lazy("Local plans"), gettext_lazy("Add a plan"),
    rows=tree_queries.plans_seen,
    empty=gettext_lazy("The city's plans and those of its departments, and whether they have an international line."),
    columns=(gettext_lazy("Plan"), gettext_lazy("Department"), gettext_lazy("Sector"),
             gettext_lazy("International line")),
    cells=lambda one: [one.department or "–", _sector(one.sector), one.get_line_display()],
)  # fmt: skip
ASSETS = Room(
    "strategy", "asset", "assets", models.Asset, forms.AssetForm, actions.add_asset, actions.change_asset,
    actions.archive_asset, actions.restore_asset, gettext_lazy("Inventory"), gettext_lazy("Add to the inventory"),
    rows=asset_queries.assets,
    empty=gettext_lazy(
        "What the city has that counts abroad: each with what shows it, where that is from, and of when."),
    columns=(gettext_lazy("What it is"), gettext_lazy("Group"), gettext_lazy("Source"), gettext_lazy("As of")),
    cells=lambda one: [asset_queries.groups().label(one.group), one.source, full_date(one.as_of)],
    group="group",
)  # fmt: skip
CONSULTATIONS = Room(
    "strategy", "consultation", "consultations", models.Consultation, forms.ConsultationForm,
    actions.add_consultation, actions.change_consultation, actions.archive_consultation,
    actions.restore_consultation, gettext_lazy("Consultations"), gettext_lazy("Record a consultation"),
    rows=asset_queries.consultations,
    empty=gettext_lazy("Who was heard on the strategy, what they asked, and what became of it."),
    columns=(gettext_lazy("Occasion"), gettext_lazy("Form"), gettext_lazy("When"), gettext_lazy("Heard"),
     gettext_lazy("Not answered yet")),
    cells=lambda one: [one.get_kind_display(), full_date(one.on), str(one.heard), str(one.waiting)],
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
            "add_url": room.add_url(office),
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
            "lede": _lede(room, room.rows(user, office).filter(pk=found.pk).first()),
            "facts": _facts(user, found),
            "back_url": room.url(office),
            "edit_url": room.url(office, uid, "edit"),
            "away_url": room.url(office, uid, "archive"),
            "restore_address": f"strategy:restore_{room.kind}",
            **_more(user, office, found),
            **hanging(found, user),
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


def _lede(room: Room, found: Any) -> str:
    """Return what the list says of a record, in one line; nothing of one that was put away and is in no list."""
    if found is None:
        return ""
    told = zip(room.columns[1:], room.cells(found), strict=True)
    return " · ".join(f"{label}: {words}" for label, words in told if words != "–")


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
