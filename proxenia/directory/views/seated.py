"""What stands at an organisation, a mission or a hosted body: one form to add it and to change it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.core.errors import Conflict
from proxenia.core.forms import REFUSALS, Clash, clash_of, show_refusal
from proxenia.records.views.entries import expected_version, version_to_send, writable


@dataclass(frozen=True)
class Sort:
    """One sort of what stands at an organisation: its model, form and verb, its pages and what they are called."""

    model: Any
    form: Any
    change: Callable[..., Any]
    page: str
    list_page: str
    list_label: Any
    add_label: Any


def edit(request: HttpRequest, office: Office, uid: str, sort: Sort) -> HttpResponse:
    """Change a record by its form; what another changed meanwhile is shown to be settled."""
    user = signed_in(request)
    found = writable(sort.model, user, office, uid)
    initial, clash = sort.form.initial_of(found), None
    form = sort.form(request.POST or None, user=user, office=office, standing=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = {**form.values(), **{name: form.cleaned_data[name] for name in ("unit", "visibility")}}
        try:
            sort.change(found, by=user, values=values, expected_version=expected_version(request))
        except REFUSALS as refusal:
            found.refresh_from_db()
            show_refusal(form, refusal)
            if isinstance(refusal, Conflict):
                clash = clash_of(form, found, sort.form.initial_of(found))
        else:
            messages.success(request, _("Saved."))
            return redirect(sort.page, office.slug, uid)
    return show_form(request, office, sort, form, found, clash)


def show_form(
    request: HttpRequest, office: Office, sort: Sort, form: Any, found: Any = None, clash: Clash | None = None
) -> HttpResponse:
    """Show the form of a record, or of a new one."""
    listed = reverse(sort.list_page, args=(office.slug,))
    context = {
        "form": form,
        "title": _("Edit %(name)s") % {"name": found} if found else sort.add_label,
        "trail": [(sort.list_label, listed)],
        "cancel_url": reverse(sort.page, args=(office.slug, found.uid)) if found else listed,
        "version": version_to_send(request, found, clash),
        "clash": clash,
    }
    return render(request, "directory/record_form.html", context, status=422 if form.errors else 200)
