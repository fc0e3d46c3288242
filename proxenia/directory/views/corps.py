"""The diplomatic corps: the list in its order, one mission, its form, its heads, the list for print."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import IMPORT, READ, READ_SHARED, WRITE_SOMEWHERE
from proxenia.core.errors import NotFound
from proxenia.core.forms import REFUSALS, refusals_told, show_refusal
from proxenia.core.names import country_name
from proxenia.core.pages import page, words_asked
from proxenia.core.vocabulary import Vocabulary
from proxenia.directory import actions
from proxenia.directory.forms.corps import EndHeadForm, HeadForm, MissionForm
from proxenia.directory.models import Head, Mission, Organisation
from proxenia.directory.queries import corps as queries
from proxenia.directory.rules.corps import CONSULAR_KINDS, RULE
from proxenia.directory.views.lists import facet, hidden_fields, toggle
from proxenia.directory.views.seated import Sort, edit, show_form
from proxenia.places.models import Home
from proxenia.records.access import get_visible, may_export
from proxenia.records.views.entries import FORM_METHODS, hanging, writable

SORT = Sort(
    Mission, MissionForm, actions.change_mission, "directory:mission", "directory:missions",
    gettext_lazy("Diplomatic corps"), gettext_lazy("Add a mission"),
)  # fmt: skip


def _filters(request: HttpRequest) -> queries.Filters:
    query = request.GET
    return queries.Filters(
        text=words_asked(query),
        kind=query.get("kind", ""),
        country=query.get("country", ""),
        archived=query.get("away") == "1",
    )


@page(READ)
def missions(request: HttpRequest, office: Office) -> HttpResponse:
    """List the diplomatic corps in its order of precedence."""
    user, filters, today = signed_in(request), _filters(request), timezone.localdate()
    rows = queries.missions(user, office, filters)
    found = queries.corps(user, office, rows, today)
    context = {
        "corps": found,
        "filters": filters,
        "groups": _facets(request, filters, rows),
        "hidden": hidden_fields(request, ("kind", "country", "away")),
        "rule": RULE,
        "sentence": _sentence(found, filters),
        "may_add": user.standing(office).has_anywhere(WRITE_SOMEWHERE),
        "may_import": may(user, office, IMPORT),
        "may_export": may_export(user, office),
        "columns": [
            {"label": _("Place"), "numeric": True},
            {"label": _("Mission")},
            {"label": _("Head of post")},
            {"label": _("District and address")},
            {"label": _("National day")},
        ],
    }
    return render(request, "directory/missions.html", context)


def _sentence(found: queries.Corps, filters: queries.Filters) -> str:
    count = len(found.lines)
    if filters != queries.Filters():
        return ngettext("One mission answers to this.", "%(n)s missions answer to this.", count) % {
            "n": count
        }
    countries = len({line.mission.sending for line in found.lines if line.mission.sending})
    honorary, vacant = queries.honorary_count(found), sum(not line.heads for line in found.lines)
    words = ngettext("%(n)s mission", "%(n)s missions", count) % {"n": count}
    of = ngettext("of %(n)s country", "of %(n)s countries", countries) % {"n": countries}
    more = ngettext("%(n)s head is honorary", "%(n)s heads are honorary", honorary) % {"n": honorary}
    empty = ngettext("%(n)s post is vacant", "%(n)s posts are vacant", vacant) % {"n": vacant}
    return f"{words} {of}; {more}; {empty}."


def _facets(request: HttpRequest, filters: queries.Filters, rows: Any) -> list[dict[str, Any]]:
    by_kind, by_country = queries.counts(rows)
    kinds = Vocabulary.load("mission_kinds")
    away = {
        "label": _("Taken off the list"),
        "current": filters.archived,
        "url": toggle(request, "away", "1"),
    }
    groups = [
        facet(request, _("Kind"), "kind", filters.kind, by_kind, kinds.label),
        facet(request, _("Sent by"), "country", filters.country, by_country, country_name),
        {"title": _("Standing"), "items": [away]},
    ]
    return [group for group in groups if group["items"]]


@page(READ)
def corps_list(request: HttpRequest, office: Office) -> HttpResponse:
    """Show the corps list as it is printed: every mission with its head, staff and address, in order."""
    user, today = signed_in(request), timezone.localdate()
    found = queries.corps(user, office, queries.missions(user, office, queries.Filters()), today)
    queries.with_staff(found.lines, user, office, today)
    context = {"corps": found, "rule": RULE, "today": today}
    return render(request, "directory/corps_list.html", context)


@page(READ_SHARED)
def mission(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show a mission: who leads it and led it, its staff, its district, how to reach it."""
    user, today = signed_in(request), timezone.localdate()
    found: Mission = get_visible(Mission, user, office, uid)
    whole = queries.corps(
        user, office, Mission.objects.filter(pk=found.pk).select_related("organisation"), today
    )
    line = queries.with_staff(whole.lines, user, office, today)[0]
    context = {
        "mission": found,
        "organisation": found.organisation,
        "line": line,
        "is_doyen": any(placed.head.mission_id == found.pk for placed in whole.doyens),
        "is_consular": found.kind in CONSULAR_KINDS,
        "rule": RULE,
        **hanging(found, user),
    }
    return render(request, "directory/mission.html", context)


@page(WRITE_SOMEWHERE, FORM_METHODS)
def add_mission(request: HttpRequest, office: Office) -> HttpResponse:
    """List a mission; an organisation nobody knows is added at the office's home."""
    user = signed_in(request)
    form = MissionForm(request.POST or None, user=user, office=office, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            with transaction.atomic():
                body = data["organisation"] or _new_organisation(office, user, form)
                added = actions.add_mission(
                    office,
                    by=user,
                    organisation=body,
                    values=form.values(),
                    unit=data["unit"],
                    visibility=data["visibility"],
                )
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(
                request, _("“%(name)s” is in the corps list. Say who leads it.") % {"name": added}
            )
            return redirect("directory:add_head", office.slug, added.uid)
    return show_form(request, office, SORT, form)


def _new_organisation(office: Office, user: Any, form: Any) -> Organisation:
    kind = "consulate" if form.cleaned_data["kind"] in CONSULAR_KINDS else "embassy"
    standing = form.cleaned_data["kind"] in ("embassy", "high_commission", "nunciature", "permanent_mission")
    if not standing and kind == "embassy":
        kind = "agency"
    return add_here(office, user, form.new_name, kind, form.cleaned_data["unit"])


def add_here(office: Office, user: Any, name: str, kind: str, unit: Any) -> Organisation:
    """Add an organisation at the home of the office, where it has one."""
    home = Home.objects.filter(office=office).select_related("place").first()
    values = {"name": name, "kind": kind, **({"place": home.place} if home else {})}
    return actions.add_organisation(office, by=user, values=values, unit=unit)


@page(WRITE_SOMEWHERE, FORM_METHODS)
def edit_mission(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Change a mission."""
    return edit(request, office, uid, SORT)


@page(WRITE_SOMEWHERE, FORM_METHODS)
def add_head(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Say who leads a mission; somebody nobody knows is added to the directory."""
    user = signed_in(request)
    found: Mission = writable(Mission, user, office, uid)
    form = HeadForm(request.POST or None, user=user, office=office)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                person = form.cleaned_data["person"] or actions.add_person(
                    office, by=user, values={"name": form.new_name}, unit=found.unit
                )
                actions.appoint_head(found, by=user, person=person, **form.values())
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("%(name)s leads it now.") % {"name": person.name})
            return redirect("directory:mission", office.slug, uid)
    return _head_form(request, found, form, _("Who leads it"), _("Record it"))


@page(WRITE_SOMEWHERE, FORM_METHODS)
def edit_head(request: HttpRequest, office: Office, uid: str, head: str) -> HttpResponse:
    """Change rank and dates of a head."""
    user = signed_in(request)
    found, row = _head(request, office, uid, head)
    form = HeadForm(
        request.POST or None, user=user, office=office, head=row, initial=HeadForm.initial_of(row)
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_head(row, by=user, values=form.values())
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("directory:mission", office.slug, uid)
    return _head_form(request, found, form, row.person.name, _("Save"))


@page(WRITE_SOMEWHERE, FORM_METHODS)
def end_head(request: HttpRequest, office: Office, uid: str, head: str) -> HttpResponse:
    """End the term of a head."""
    user = signed_in(request)
    found, row = _head(request, office, uid, head)
    form = EndHeadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_head(row, by=user, **form.cleaned_data)
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The term of %(name)s is ended.") % {"name": row.person.name})
            return redirect("directory:mission", office.slug, uid)
    title = _("End the term of %(name)s") % {"name": row.person.name}
    return _head_form(request, found, form, title, _("End the term"))


def _head(request: HttpRequest, office: Office, uid: str, head: str) -> tuple[Mission, Head]:
    found: Mission = writable(Mission, signed_in(request), office, uid)
    row = queries.head_of(found, head)
    if row is None:
        raise NotFound(_("There is no such page."))
    get_visible(type(row.person), signed_in(request), office, row.person.uid)
    return found, row


def _head_form(request: HttpRequest, found: Mission, form: Any, title: str, submit: str) -> HttpResponse:
    slug = found.office.slug
    back = reverse("directory:mission", args=(slug, found.uid))
    trail = [(_("Diplomatic corps"), reverse("directory:missions", args=(slug,))), (str(found), back)]
    context = {"form": form, "title": title, "submit": submit, "trail": trail, "cancel_url": back}
    return render(request, "directory/record_form.html", context, status=422 if form.errors else 200)


@page(WRITE_SOMEWHERE, ("POST",))
def archive_mission(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Take a mission off the list with the reason given."""
    user = signed_in(request)
    found: Mission = get_visible(Mission, user, office, uid)
    actions.archive_mission(found, by=user, reason=request.POST.get("reason", "")[:500])
    undo = reverse("directory:restore_mission", args=(office.slug, uid))
    messages.success(request, _("“%(name)s” is off the list.") % {"name": found}, extra_tags=f"undo:{undo}")
    return redirect("directory:missions", office.slug)


@page(WRITE_SOMEWHERE, ("POST",))
def restore_mission(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Put a mission back on the list."""
    user = signed_in(request)
    found: Mission = get_visible(Mission, user, office, uid)
    with refusals_told(request):
        actions.restore_mission(found, by=user)
        messages.success(request, _("“%(name)s” is back on the list.") % {"name": found})
    return redirect("directory:mission", office.slug, uid)
