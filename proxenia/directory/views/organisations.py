"""One organisation: its page, its form, put away and brought back."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ_SHARED, WRITE_SOMEWHERE
from proxenia.core.errors import Conflict
from proxenia.core.forms import REFUSALS, Clash, clash_of, refusals_told, show_refusal
from proxenia.core.pages import page
from proxenia.directory import actions
from proxenia.directory.access import may_merge
from proxenia.directory.forms import OrganisationForm
from proxenia.directory.models import Organisation
from proxenia.directory.queries.merging import last_merge_into, merged_seen, survivor_seen
from proxenia.directory.queries.organisations import tree_under, visible_lineage
from proxenia.directory.queries.people import people_of
from proxenia.records.access import check_may_write, get_visible
from proxenia.records.views.entries import FORM_METHODS, expected_version, hanging, version_to_send


@page(READ_SHARED)
def organisation(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show an organisation: what it is, what it is part of, who is there, and what others know of it."""
    user = signed_in(request)
    found: Organisation = get_visible(Organisation, user, office, uid)
    now, before = people_of(found, user, timezone.localdate())
    merged, above = last_merge_into(found), visible_lineage(found, user)
    context = {
        "organisation": found,
        "above": above,
        "parent": found.parent if found.parent in above else None,
        "parts": tree_under(found, user),
        "people_now": now,
        "people_before": before,
        "survivor": survivor_seen(found, user),
        "merge": merged if merged_seen(merged, user, office) and may_merge(user, office) else None,
        "dropped": merged_seen(merged, user, office),
        **hanging(found, user),
    }
    return render(request, "directory/organisation.html", context)


@page(WRITE_SOMEWHERE, FORM_METHODS)
def add_organisation(request: HttpRequest, office: Office) -> HttpResponse:
    """Add an organisation."""
    user = signed_in(request)
    form = OrganisationForm(request.POST or None, user=user, office=office, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            added = actions.add_organisation(
                office, by=user, values=form.values(), unit=data["unit"], visibility=data["visibility"]
            )
        except REFUSALS as refusal:
            show_refusal(form, refusal, {"place": "place_words"})
        else:
            messages.success(request, _("“%(name)s” is in the directory.") % {"name": added.name})
            return redirect("directory:organisation", office.slug, added.uid)
    return _form(request, office, form, None)


@page(WRITE_SOMEWHERE, FORM_METHODS)
def edit_organisation(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Change an organisation."""
    user = signed_in(request)
    found: Organisation = get_visible(Organisation, user, office, uid)
    check_may_write(user, found)
    initial, clash = OrganisationForm.initial_of(found), None
    form = OrganisationForm(
        request.POST or None, user=user, office=office, organisation=found, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        values = {**form.values(), **{name: form.cleaned_data[name] for name in ("unit", "visibility")}}
        version = expected_version(request)
        try:
            actions.change_organisation(found, by=user, values=values, expected_version=version)
        except REFUSALS as refusal:
            found.refresh_from_db()
            show_refusal(form, refusal, {"place": "place_words"})
            if isinstance(refusal, Conflict):
                clash = clash_of(form, found, OrganisationForm.initial_of(found))
        else:
            messages.success(request, _("Saved."))
            return redirect("directory:organisation", office.slug, uid)
    return _form(request, office, form, found, clash)


def _form(
    request: HttpRequest, office: Office, form: Any, found: Organisation | None, clash: Clash | None = None
) -> HttpResponse:
    back = reverse("directory:organisation", args=(office.slug, found.uid)) if found else ""
    context = {
        "form": form,
        "organisation": found,
        "cancel_url": back or reverse("directory:organisations", args=(office.slug,)),
        "version": version_to_send(request, found, clash),
        "clash": clash,
    }
    return render(request, "directory/organisation_form.html", context, status=422 if form.errors else 200)


@page(WRITE_SOMEWHERE, ("POST",))
def archive_organisation(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Put an organisation away with the reason given."""
    user = signed_in(request)
    found: Organisation = get_visible(Organisation, user, office, uid)
    with transaction.atomic():
        actions.archive_organisation(found, by=user, reason=request.POST.get("reason", "")[:500])
    undo = reverse("directory:restore_organisation", args=(office.slug, uid))
    messages.success(request, _("“%(name)s” is put away.") % {"name": found.name}, extra_tags=f"undo:{undo}")
    return redirect("directory:organisations", office.slug)


@page(WRITE_SOMEWHERE, ("POST",))
def restore_organisation(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Bring an organisation back."""
    user = signed_in(request)
    found: Organisation = get_visible(Organisation, user, office, uid)
    with refusals_told(request):
        actions.restore_organisation(found, by=user)
        messages.success(request, _("“%(name)s” is back.") % {"name": found.name})
    return redirect("directory:organisation", office.slug, uid)
