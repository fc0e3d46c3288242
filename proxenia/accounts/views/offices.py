"""The settings of an office, and its people: roles, invitations, sessions."""

from django.conf import settings
from django.contrib import messages
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from proxenia.accounts import actions
from proxenia.accounts.access import signed_in
from proxenia.accounts.documents import invitation_letter
from proxenia.accounts.forms import InviteForm, SettingsForm, UnitForm
from proxenia.accounts.models import Membership, Office, SignInLink, User
from proxenia.accounts.models.roles import PEOPLE, ROLES, SETTINGS
from proxenia.accounts.queries import members_of, open_invitations, units_of
from proxenia.accounts.rules import INVITATION_LIFE
from proxenia.core.errors import NotAllowed, Refused
from proxenia.core.forms import refusals_told
from proxenia.core.pages import page

BOTH = ("GET", "HEAD", "POST")


@page(SETTINGS, BOTH, step_up=True)
def office_settings(request: HttpRequest, office: Office) -> HttpResponse:
    """Read and change what the office sets for itself."""
    user = signed_in(request)
    form = SettingsForm(request.POST or None, instance=Office.objects.get(pk=office.pk))
    if form.is_valid():
        actions.change_settings(office, by=user, values=form.cleaned_data)
        messages.success(request, _("The settings are saved."))
        return redirect("accounts:settings", office.slug)
    context = {"form": form, "units": units_of(office), "unit_form": UnitForm(prefix="unit")}
    return render(request, "accounts/settings.html", context, status=422 if form.is_bound else 200)


@page(SETTINGS, ("POST",), step_up=True)
def add_unit(request: HttpRequest, office: Office) -> HttpResponse:
    """Add a unit to the office."""
    user = signed_in(request)
    form = UnitForm(request.POST, prefix="unit")
    if form.is_valid():
        unit = actions.add_unit(office, by=user, name=form.cleaned_data["name"])
        messages.success(request, _("{unit} is a unit of the office.").format(unit=unit.name))
    else:
        messages.error(request, _("Give the unit a name."))
    return redirect("accounts:settings", office.slug)


@page(PEOPLE, BOTH, step_up=True)
def people(request: HttpRequest, office: Office) -> HttpResponse:
    """List who works in the office and with which role; give somebody a role."""
    user = signed_in(request)
    form = InviteForm(request.POST or None, office=office)
    link = ""
    membership = _invited(form, office, user) if form.is_valid() else None
    if membership is not None:
        link = _send_invitation(request, membership, by=user)
        form = InviteForm(office=office)
    context = {
        "members": members_of(office),
        "invitations": open_invitations(office),
        "form": form,
        "roles": ROLES.values(),
        "link": link,
    }
    return render(request, "accounts/people.html", context, status=422 if form.errors else 200)


def _send_invitation(request: HttpRequest, membership: Membership, *, by: User) -> str:
    """Invite somebody who has never been here; return the link to hand over where no mail can bring it.

    Whoever has an account gets none: a link to it would be a key to somebody else's other offices.
    """
    invited, office = membership.user, membership.office
    if invited.last_login is not None:
        messages.success(request, _("{name} has an account and finds the office there.").format(name=invited))
        return ""
    token = actions.make_invitation(invited, office, by=by)
    subject, text = invitation_letter(token, office=office, by=by, days=INVITATION_LIFE.days)
    send_mail(subject, text, None, [invited.email])
    if settings.EMAIL_HOST:
        messages.success(request, _("An invitation is on its way to {email}.").format(email=invited.email))
        return ""
    return str(settings.BASE_URL + reverse("accounts:use_link", args=[token]))


def _invited(form: InviteForm, office: Office, user: User) -> Membership | None:
    try:
        return actions.invite(office, by=user, **form.cleaned_data)
    except NotAllowed:
        raise
    except Refused as refusal:
        form.add_error(refusal.where if refusal.where in form.fields else None, refusal.message)
        return None


@page(PEOPLE, ("POST",), step_up=True)
def withdraw_role(request: HttpRequest, office: Office, membership: int) -> HttpResponse:
    """Take a role away."""
    user = signed_in(request)
    held = get_object_or_404(Membership, pk=membership, office=office)
    with refusals_told(request):
        actions.withdraw_role(held, by=user)
        messages.success(request, _("{name} no longer holds that role.").format(name=held.user.name))
    return redirect("accounts:people", office.slug)


@page(PEOPLE, ("POST",), step_up=True)
def invite_again(request: HttpRequest, office: Office, membership: int) -> HttpResponse:
    """Send an invitation again; the one sent before no longer works."""
    held = get_object_or_404(Membership, pk=membership, office=office)
    link = _send_invitation(request, held, by=signed_in(request))
    if not link:
        return redirect("accounts:people", office.slug)
    context = {"members": members_of(office), "invitations": open_invitations(office), "link": link}
    context |= {"form": InviteForm(office=office), "roles": ROLES.values()}
    return render(request, "accounts/people.html", context)


@page(PEOPLE, ("POST",), step_up=True)
def withdraw_invitation(request: HttpRequest, office: Office, link: int) -> HttpResponse:
    """Make an invitation worthless."""
    found = get_object_or_404(SignInLink, pk=link, office=office)
    with refusals_told(request):
        actions.withdraw_invitation(found, by=signed_in(request))
        messages.success(request, _("The invitation of {name} no longer works.").format(name=found.user.name))
    return redirect("accounts:people", office.slug)


@page(PEOPLE, ("POST",), step_up=True)
def end_sessions(request: HttpRequest, office: Office, membership: int) -> HttpResponse:
    """End every session of somebody who works here."""
    held = get_object_or_404(Membership, pk=membership, office=office)
    actions.end_visits_of(held.user, office, by=signed_in(request))
    messages.success(request, _("{name} is signed out everywhere.").format(name=held.user.name))
    return redirect("accounts:people", office.slug)
