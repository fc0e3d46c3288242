"""Requests of a person about their data: everything told, kept for a reason, erased after a preview."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import PRIVACY
from proxenia.core.errors import NotFound
from proxenia.core.forms import REFUSALS, show_refusal
from proxenia.core.pages import page
from proxenia.directory.actions.erasing import erase_person, note_export, preview_erasure
from proxenia.directory.documents import dossier
from proxenia.directory.forms.privacy import EraseForm, HoldForm
from proxenia.directory.models import Person
from proxenia.directory.queries.erasing import rows_of, subject_of
from proxenia.records.access import get_visible
from proxenia.records.actions.keeping import keep_until, lift_hold
from proxenia.records.queries.keeping import standing_holds
from proxenia.records.queries.mentions import shown_mentions

FORM_METHODS = ("GET", "HEAD", "POST")


@page(PRIVACY, FORM_METHODS, step_up=True)
def erase(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show what erasing a person would do, and do it once everything is decided."""
    user = signed_in(request)
    person: Person = get_visible(Person, user, office, uid)
    found = shown_mentions(subject_of(person), user, office)
    form = EraseForm(request.POST or None, mentions=found)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            erase_person(person, by=user, reason=reason, keep=form.keep(), replace=form.replace())
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The person is erased."))
            return redirect("directory:people", office.slug)
    return _privacy(request, office, person, user, form, HoldForm())


@page(PRIVACY, ("POST",), step_up=True)
def export(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Hand out everything about a person as one file."""
    user = signed_in(request)
    person: Person = get_visible(Person, user, office, uid)
    content = dossier(person, user)
    note_export(person, by=user)
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="person-{person.uid}.zip"'
    answer["Cache-Control"] = "no-store"
    return answer


@page(PRIVACY, ("POST",))
def hold(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Say that a person's data must be kept."""
    user = signed_in(request)
    person: Person = get_visible(Person, user, office, uid)
    form = HoldForm(request.POST)
    if form.is_valid():
        try:
            keep_until(person.anchor, by=user, **form.cleaned_data)
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Kept: nothing erases this person meanwhile."))
            return redirect("directory:person_privacy", office.slug, uid)
    found = shown_mentions(subject_of(person), user, office)
    return _privacy(request, office, person, user, EraseForm(None, mentions=found), form)


@page(PRIVACY, ("POST",))
def lift(request: HttpRequest, office: Office, uid: str, hold: str) -> HttpResponse:
    """Say that a person's data need not be kept any more."""
    user = signed_in(request)
    person: Person = get_visible(Person, user, office, uid)
    row = person.anchor.holds.filter(uid=hold, lifted_at=None).first()
    if row is None:
        raise NotFound(_("There is no such page."))
    lift_hold(row, by=user)
    messages.success(request, _("Lifted."))
    return redirect("directory:person_privacy", office.slug, uid)


def _privacy(
    request: HttpRequest, office: Office, person: Person, user: User, form: EraseForm, hold_form: HoldForm
) -> HttpResponse:
    keys = [one.pk for one in rows_of(person)]
    context: dict[str, Any] = {
        "person": person,
        "columns": [
            {"label": _("What"), "key": ""},
            {"label": _("How many"), "key": "", "numeric": True},
            {"label": _("What becomes of it"), "key": ""},
        ],
        "form": form,
        "hold_form": hold_form,
        "holds": standing_holds(keys, timezone.localdate()),
        "parts": preview_erasure(person, by=user, keep=form.keep(), replace=form.replace())
        if form.is_bound
        else preview_erasure(person, by=user),
    }
    wrong = form.errors or hold_form.errors
    return render(request, "directory/person_privacy.html", context, status=422 if wrong else 200)
