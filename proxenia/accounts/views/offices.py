"""Sign-in, the choice of office, settings, and the people of the office."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.actions import offices as actions
from proxenia.accounts.forms import InviteForm, LinkForm, PasswordForm, SettingsForm, SignInForm, UnitForm
from proxenia.accounts.models import Membership, Office, User
from proxenia.accounts.models.roles import PEOPLE, ROLES, SETTINGS
from proxenia.accounts.queries import members_of, offices_of, units_of
from proxenia.core.errors import NotAllowed, Refused
from proxenia.core.pages import PUBLIC, SIGNED_IN, page

_MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"
BOTH = ("GET", "HEAD", "POST")


@page(SIGNED_IN)
def start(request: HttpRequest) -> HttpResponse:
    """Go to the one office a person works in, or let them choose."""
    user = signed_in(request)
    offices = list(offices_of(user)[:50])
    if len(offices) == 1:
        return redirect("desk:today", offices[0].slug)
    return render(request, "accounts/start.html", {"offices": offices})


@page(PUBLIC, BOTH)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with e-mail and password."""
    form = SignInForm(request.POST or None)
    if form.is_valid() and form.user:
        login(request, form.user, backend=_MODEL_BACKEND)
        return HttpResponseRedirect(_next(request))
    status = 422 if form.is_bound else 200
    return render(request, "accounts/sign_in.html", {"form": form, "next": _next(request)}, status=status)


def _next(request: HttpRequest) -> str:
    """Return where to go after signing in: an own address, never somebody else's."""
    target = request.POST.get("next") or request.GET.get("next") or "/"
    own = url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return target if own and target.startswith("/") else "/"


@page(PUBLIC, BOTH)
def use_link(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in by a single-use link; a second press confirms, so that a mail scanner does not use it up."""
    try:
        if request.method != "POST":
            actions.check_sign_in_link(token)
            return render(request, "accounts/use_link.html", {"token": token})
        user = actions.use_sign_in_link(token)
    except Refused as refusal:
        return render(request, "accounts/use_link.html", {"refusal": refusal.message}, status=409)
    login(request, user, backend=_MODEL_BACKEND)
    return redirect("accounts:start")


@page(PUBLIC, BOTH)
def ask_link(request: HttpRequest) -> HttpResponse:
    """Send a sign-in link by mail; the answer is the same whether the address is known or not."""
    form = LinkForm(request.POST or None)
    if not form.is_valid():
        return render(request, "accounts/ask_link.html", {"form": form}, status=422 if form.is_bound else 200)
    email = form.cleaned_data["email"].strip().lower()
    user = User.objects.filter(email=email, is_active=True).first()
    if user:
        _mail_link(user, actions.make_sign_in_link(user, by=user))
    return render(request, "accounts/link_sent.html", {"email": email})


def _mail_link(user: User, token: str) -> None:
    address = settings.BASE_URL + reverse("accounts:use_link", args=[token])
    text = _("Open this address to sign in to Proxenia. It works once, within a day:\n\n{address}\n")
    send_mail(_("Your sign-in link for Proxenia"), text.format(address=address), None, [user.email])


@page(PUBLIC, ("POST",))
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    logout(request)
    return redirect("accounts:sign_in")


@page(SIGNED_IN, BOTH)
def password(request: HttpRequest) -> HttpResponse:
    """Set one's own password."""
    user = signed_in(request)
    form = PasswordForm(request.POST or None, user=user)
    if form.is_valid():
        actions.set_password(user, by=user, password=form.cleaned_data["password"])
        login(request, user, backend=_MODEL_BACKEND)
        messages.success(request, _("Your password is set."))
        return redirect("accounts:start")
    return render(request, "accounts/password.html", {"form": form}, status=422 if form.is_bound else 200)


@page(SETTINGS, BOTH)
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


@page(SETTINGS, ("POST",))
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


@page(PEOPLE, BOTH)
def people(request: HttpRequest, office: Office) -> HttpResponse:
    """List who works in the office and with which role; give somebody a role."""
    user = signed_in(request)
    form = InviteForm(request.POST or None, office=office)
    link = ""
    membership = _invited(form, office, user) if form.is_valid() else None
    if membership is not None:
        token = actions.make_sign_in_link(membership.user, by=user)
        link = settings.BASE_URL + reverse("accounts:use_link", args=[token])
        _mail_link(membership.user, token)
        form = InviteForm(office=office)
    context = {"members": members_of(office), "form": form, "roles": ROLES.values(), "link": link}
    context["is_mailed"] = bool(settings.EMAIL_HOST)
    return render(request, "accounts/people.html", context, status=422 if form.errors else 200)


def _invited(form: InviteForm, office: Office, user: User) -> Membership | None:
    try:
        return actions.invite(office, by=user, **form.cleaned_data)
    except NotAllowed:
        raise
    except Refused as refusal:
        form.add_error(refusal.where if refusal.where in form.fields else None, refusal.message)
        return None


@page(PEOPLE, ("POST",))
def withdraw_role(request: HttpRequest, office: Office, membership: int) -> HttpResponse:
    """Take a role away."""
    user = signed_in(request)
    held = get_object_or_404(Membership, pk=membership, office=office)
    try:
        actions.withdraw_role(held, by=user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("{name} no longer holds that role.").format(name=held.user.name))
    return redirect("accounts:people", office.slug)
