"""Contacts: the list, one, logging, changing, putting away."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ_SHARED, WRITE_SOMEWHERE
from proxenia.core.errors import Refused
from proxenia.core.forms import refusals_told, show_refusal
from proxenia.core.pages import page, query_without
from proxenia.core.values import whole_number
from proxenia.engagements import actions
from proxenia.engagements.filters import ContactFilterForm, wanted_of
from proxenia.engagements.forms import EngagementForm, LineForm, place_words
from proxenia.engagements.models import Engagement
from proxenia.engagements.queries.details import people_present, people_there, ties_of
from proxenia.engagements.queries.finding import (
    MOST_COUNTED,
    NONE,
    Wanted,
    capped_count,
    slice_after,
    visible_engagements,
    wanted_engagements,
    with_ties,
)
from proxenia.engagements.rules import contacts as contacts_rule
from proxenia.engagements.views import rows
from proxenia.engagements.views.asking import ask_why
from proxenia.engagements.views.showing import show_contact
from proxenia.places.actions import ensure_place
from proxenia.portfolio.models import Partnership
from proxenia.portfolio.queries.objectives import choices_of
from proxenia.records.access import check_may_write, get_visible

BOTH = ("GET", "HEAD", "POST")


@page(READ_SHARED)
def contacts(request: HttpRequest, office: Office) -> HttpResponse:
    """List contacts, newest first, filtered by the address."""
    user, wanted = signed_in(request), wanted_of(request.GET)
    found = wanted_engagements(user, office, wanted)
    shown = slice_after(with_ties(found, user, office), request.GET.get("after", ""))
    tie, aims = _tie(request, office), choices_of(user, office)
    context = {
        "wanted": wanted,
        "tabs": rows.tabs(office, "list"),
        "filter_form": ContactFilterForm(wanted, aims),
        "chosen": _chosen(request, wanted, tie, aims),
        "columns": rows.columns(),
        "rows": rows.engagement_rows(office, shown.rows),
        "is_first": not request.GET.get("after"),
        "older": f"?{query_without(request, 'after')}after={shown.after}" if shown.after else "",
        "newest": f"?{query_without(request, 'after')}".rstrip("&"),
        "nothing": not shown.rows and not visible_engagements(user, office).exists(),
        **_head(request, office, found),
        "tie": tie,
        "may_add": user.standing(office).has_anywhere(WRITE_SOMEWHERE),
    }
    return render(request, "engagements/list.html", context)


def _head(request: HttpRequest, office: Office, found: QuerySet[Engagement]) -> dict[str, Any]:
    """Say how many fit, how many there were this year, and when the last one was."""
    user, today = signed_in(request), timezone.localdate()
    fitting = capped_count(found)
    seen = visible_engagements(user, office)
    this_year = capped_count(seen.filter(contacts_rule(today), date__gte=f"{today.year:04d}"))
    return {
        "fitting": min(fitting, MOST_COUNTED),
        "fitting_more": fitting > MOST_COUNTED,
        "this_year": min(this_year, MOST_COUNTED),
        "this_year_more": this_year > MOST_COUNTED,
        "year": today.year,
        "today": today,
        "upcoming": capped_count(seen.filter(state=Engagement.State.PLANNED)),
    }


def _tie(request: HttpRequest, office: Office) -> Partnership | None:
    uid = request.GET.get("tie", "")
    found = Partnership.objects.visible_to(signed_in(request), office).filter(uid=uid) if uid else None
    return found.first() if found is not None else None


def _chosen(
    request: HttpRequest, wanted: Wanted, tie: Partnership | None, aims: Mapping[str, str]
) -> list[dict[str, str]]:
    """Return the filters in force, each with the address that takes it away."""
    words = {
        "q": f"“{wanted.text}”" if wanted.text else "",
        "kind": rows.Vocabulary.load("engagement_kinds").label(wanted.kind) if wanted.kind else "",
        "tie": tie.name if tie else (_("an unknown tie") if wanted.tie else ""),
        "year": str(wanted.year or ""),
        "direction": str(dict(Engagement.Direction.choices).get(wanted.direction, "")),
        "mode": str(dict(Engagement.Mode.choices).get(wanted.mode, "")),
        "state": str(dict(Engagement.State.choices).get(wanted.state, "")),
        "objective": _aim(wanted, aims),
    }
    return [
        {"label": label, "url": f"?{query_without(request, name, 'after')}".rstrip("&")}
        for name, label in words.items()
        if label
    ]


def _aim(wanted: Wanted, aims: Mapping[str, str]) -> str:
    if wanted.objective == NONE:
        return _("Serves no objective")
    return aims.get(wanted.objective, _("an unknown objective")) if wanted.objective else ""


@page(READ_SHARED)
def contact(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show one contact: what, when, with whom, what it cost, what was promised."""
    return show_contact(request, office, uid)


@page(WRITE_SOMEWHERE, BOTH)
def log(request: HttpRequest, office: Office) -> HttpResponse:
    """Log a contact; `?tie=uid` fills in the tie, its people and its unit."""
    tie = _tie(request, office)
    form = _new_form(request, office, tie)
    if form.is_valid():
        try:
            added = actions.log_engagement(
                office,
                by=signed_in(request),
                values={**form.values, **_place(form)},
                ties=form.chosen_ties,
                people=form.chosen_people,
                unit=form.chosen_unit,
                visibility=form.cleaned_data.get("visibility", ""),
                because=request.POST.get("because", ""),
            )
        except Refused as refusal:
            _put(form, refusal)
        else:
            messages.success(request, _("The contact is logged."))
            return redirect("engagements:engagement", office.slug, added.uid)
    return _form(request, form, {"tie": tie, "line_form": LineForm()})


def _new_form(request: HttpRequest, office: Office, tie: Partnership | None) -> EngagementForm:
    """Return an empty form, or one that knows the tie it is opened from."""
    user = signed_in(request)
    initial = {"currency": office.currency, "date": timezone.localdate().isoformat()}
    if tie is None:
        return EngagementForm(request.POST or None, office=office, user=user, initial=initial)
    return EngagementForm(
        request.POST or None,
        office=office,
        user=user,
        ties=[tie],
        people=people_there(user, office, tie),
        initial={**initial, "ties": [tie.uid], "unit": tie.unit.uid if tie.unit else ""},
    )


@page(WRITE_SOMEWHERE, BOTH)
def edit(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Change a contact."""
    found: Engagement = get_visible(Engagement, signed_in(request), office, uid)
    check_may_write(signed_in(request), found)
    form = _filled_form(request, office, uid)
    if form.is_valid():
        try:
            _change(request, found, form)
        except Refused as refusal:
            _put(form, refusal)
        else:
            messages.success(request, _("The change is saved."))
            return redirect("engagements:engagement", office.slug, uid)
    version = request.POST.get("expected_version") or found.version
    return _form(request, form, {"engagement": found, "version": version})


def _filled_form(request: HttpRequest, office: Office, uid: str) -> EngagementForm:
    """Return the form of a contact, on a copy of its own: a refused form must not alter what is shown."""
    user = signed_in(request)
    copy: Engagement = get_visible(Engagement, user, office, uid)
    ties = ties_of(user, office, copy)
    present = [row.person for row in people_present(user, office, copy)]
    return EngagementForm(
        request.POST or None,
        instance=copy,
        office=office,
        user=user,
        ties=ties,
        people=present,
        initial={
            "ties": [tie.uid for tie in ties],
            "people": [one.uid for one in present],
            "place_words": place_words(copy.place) if copy.place else "",
            "visibility": copy.visibility,
            "unit": copy.unit.uid if copy.unit else "",
        },
    )


def _change(request: HttpRequest, found: Engagement, form: EngagementForm) -> None:
    version = request.POST.get("expected_version", "")
    shared = {"visibility": form.cleaned_data.get("visibility") or found.visibility}
    if "unit" in form.fields:
        shared["unit"] = form.chosen_unit
    actions.change_engagement(
        found,
        by=signed_in(request),
        values={**form.values, **_place(form), **shared},
        ties=form.chosen_ties,
        people=form.chosen_people,
        expected_version=whole_number(version),
        because=request.POST.get("because", ""),
    )


def _place(form: EngagementForm) -> dict[str, Any]:
    """Return the place as the verb takes it: a new one, none, or nothing where it stays as it is."""
    if form.place is not None:
        return {"place": ensure_place(form.place)}
    return {} if form.cleaned_data["place_words"] else {"place": None}


def _put(form: EngagementForm, refusal: Refused) -> None:
    """Show a refusal at its field, or at the top where it has none; a doubt asks for the reason."""
    ask_why(form, refusal)
    show_refusal(form, refusal)


def _form(request: HttpRequest, form: EngagementForm, context: dict[str, Any]) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "engagements/form.html", {"form": form, **context}, status=status)


@page(WRITE_SOMEWHERE, ("POST",))
def archive(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Put a contact away with the reason."""
    found: Engagement = get_visible(Engagement, signed_in(request), office, uid)
    with refusals_told(request):
        actions.archive_engagement(found, by=signed_in(request), reason=request.POST.get("reason", ""))
        undo = reverse("engagements:restore", args=(office.slug, uid))
        messages.success(request, _("The contact is put away."), extra_tags=f"undo:{undo}")
    return redirect("engagements:engagement", office.slug, uid)


@page(WRITE_SOMEWHERE, ("POST",))
def restore(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Bring a contact back that was put away."""
    found: Engagement = get_visible(Engagement, signed_in(request), office, uid)
    with refusals_told(request):
        actions.restore_engagement(found, by=signed_in(request))
        messages.success(request, _("The contact is back."))
    return redirect("engagements:engagement", office.slug, uid)
