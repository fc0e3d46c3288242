"""Consents and guardians: the panel on a person's page and its small forms."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ, WRITE_SOMEWHERE
from proxenia.core.errors import NotFound
from proxenia.core.forms import REFUSALS, show_refusal
from proxenia.core.pages import page
from proxenia.core.panels import panel
from proxenia.directory.access import may_look_after_privacy
from proxenia.directory.actions import consents as actions
from proxenia.directory.forms.consents import ConsentForm, GuardianForm, WithdrawForm
from proxenia.directory.models import Consent, Guardian, Person
from proxenia.directory.queries.consents import consent_lines, guardians_of, is_minor, may_leave
from proxenia.records.access import check_may_write, get_visible, may_write

FORM_METHODS = ("GET", "HEAD", "POST")


@panel(page="directory.person", slot="left", template="directory/_consents.html", order=60)
def consents_of_person(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    """Fill what the person agreed to; somebody outside the office does not see it."""
    user, today = signed_in(request), timezone.localdate()
    if not user.standing(person.office).has(READ):
        return None
    return {
        "person": person,
        "lines": consent_lines(person, today),
        "guardians": guardians_of(person),
        "is_minor": is_minor(person, today),
        "may_leave": may_leave(person, today),
        "may_answer": may_look_after_privacy(user, person.office),
        "may_write_consents": may_write(user, person) and not person.is_archived,
    }


@page(WRITE_SOMEWHERE, FORM_METHODS)
def add_consent(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Record on which basis a person's data are used for a purpose."""
    user = signed_in(request)
    person: Person = get_visible(Person, user, office, uid)
    form = ConsentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_consent(person, by=user, **form.cleaned_data)
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            return _back(request, person, _("Recorded."))
    return _form(request, person, form, _("Record a consent"), _("Record it"))


@page(WRITE_SOMEWHERE, FORM_METHODS)
def withdraw(request: HttpRequest, office: Office, uid: str, consent: str) -> HttpResponse:
    """Record that a person took a consent back."""
    user = signed_in(request)
    person: Person = get_visible(Person, user, office, uid)
    row: Consent = _row(person.consents, consent)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_consent(row, by=user, how=form.cleaned_data["how"], on=form.cleaned_data["on"])
        except REFUSALS as refusal:
            show_refusal(form, refusal, {"withdrawn_on": "on"})
        else:
            return _back(request, person, _("Withdrawn; it counts from now on."))
    return _form(request, person, form, _("Withdraw a consent"), _("Record the withdrawal"), consent=row)


@page(WRITE_SOMEWHERE, FORM_METHODS)
def add_guardian(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Name who answers for a minor."""
    user = signed_in(request)
    person: Person = get_visible(Person, user, office, uid)
    form = GuardianForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.name_guardian(person, by=user, **form.cleaned_data)
        except REFUSALS as refusal:
            show_refusal(form, refusal, {"given_on": "consented_on"})
        else:
            return _back(request, person, _("The guardian is recorded."))
    return _form(request, person, form, _("Name a guardian"), _("Record it"))


@page(WRITE_SOMEWHERE, FORM_METHODS)
def guardian(request: HttpRequest, office: Office, uid: str, guardian: str) -> HttpResponse:
    """Record that a guardian agrees, or took the consent back."""
    user = signed_in(request)
    person: Person = get_visible(Person, user, office, uid)
    row: Guardian = _row(person.guardians, guardian)
    agreed = row.consented_on is not None and row.withdrawn_on is None
    form = WithdrawForm(request.POST or None)
    form.fields["on"].label = _("Withdrawn on") if agreed else _("Agreed on")
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            if agreed:
                actions.withdraw_guardian_consent(row, by=user, on=data["on"])
            else:
                actions.record_guardian_consent(row, by=user, on=data["on"], source=data["how"])
        except REFUSALS as refusal:
            show_refusal(form, refusal, {"withdrawn_on": "on", "given_on": "on"})
        else:
            return _back(request, person, _("Recorded; it counts from now on."))
    title = _("The guardian took the consent back") if agreed else _("The guardian agrees")
    return _form(request, person, form, title, _("Record it"), guardian=row)


def _row(rows: Any, uid: str) -> Any:
    found = rows.filter(uid=uid).first()
    if found is None:
        raise NotFound(_("There is no such page."))
    return found


def _back(request: HttpRequest, person: Person, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("directory:person", person.office.slug, person.uid)


def _form(
    request: HttpRequest, person: Person, form: Any, title: str, submit: str, **more: Any
) -> HttpResponse:
    check_may_write(signed_in(request), person)
    back = reverse("directory:person", args=(person.office.slug, person.uid))
    context = {"person": person, "form": form, "title": title, "submit": submit, "cancel_url": back, **more}
    return render(request, "directory/consent_form.html", context, status=422 if form.errors else 200)
