"""Signing in by an identity provider: allauth speaks OpenID Connect and SAML, the house decides who may come in."""

import secrets
from collections.abc import Callable
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from proxenia.accounts import actions
from proxenia.accounts.access import own_path
from proxenia.accounts.actions.doors import door_of, note
from proxenia.accounts.readers import Callback, StrictOpenIdAdapter
from proxenia.accounts.views.entering import go_in, target_of
from proxenia.core.errors import NotFound, Refused
from proxenia.core.pages import PUBLIC, page

_ODD = (
    *(KeyError, ValueError, TypeError, AttributeError, SyntaxError),
    *(PermissionDenied, Refused, OAuth2Error, OSError),
)
"""What the answer of a broken or hostile provider raises in the libraries that read it."""


@page(PUBLIC, ("POST",))
def go(request: HttpRequest, name: str) -> HttpResponse:
    """Begin a sign-in at a provider. The way there is a page of its own: our policy lets no form lead elsewhere."""
    provider = _provider(request, name)
    more: dict[str, Any] = {}
    if provider.id == "openid_connect":
        provider.oauth2_adapter_class = StrictOpenIdAdapter
        nonce = secrets.token_urlsafe(24)
        more = {"auth_params": {"nonce": nonce}, "nonce": nonce}
    answer = _tried(request, lambda: provider.redirect(request, "login", next_url=target_of(request), **more))
    if "Location" not in answer.headers or answer.headers["Location"].startswith("/"):
        return answer
    context = {"address": answer.headers["Location"], "label": provider.name}
    return render(request, "accounts/provider_go.html", context)


def _provider(request: HttpRequest, name: str) -> Any:
    if name not in [one["name"] for one in settings.SIGN_ON_PROVIDERS]:
        raise NotFound(_("There is no such page."))
    try:
        return get_adapter().get_provider(request, provider=name)
    except SocialApp.DoesNotExist:
        raise NotFound(_("There is no such page.")) from None


def _tried(request: HttpRequest, view: Callable[[], Any]) -> HttpResponse:
    """Return a library's answer; whatever an odd provider makes it raise becomes the one page of failures."""
    try:
        answer: HttpResponse = view()
    except ImmediateHttpResponse as ready:
        answer = ready.response
    except _ODD:
        answer = redirect("accounts:provider_failed")
    if answer.headers.get("Location") == reverse("accounts:provider_failed"):
        note("failed_identity", door=door_of(request), is_counted=True)
    return answer


@page(PUBLIC)
def openid_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take the answer of an OpenID provider: code for token, token checked, person found."""
    _provider(request, provider_id)
    view = Callback.adapter_view(StrictOpenIdAdapter(request, provider_id))
    return _tried(request, lambda: view(request))


@page(PUBLIC, ("POST",))
@csrf_exempt
def saml_acs(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Keep what a SAML provider has the browser post, until the browser comes back with our own cookie."""
    from allauth.socialaccount.providers.saml import views

    _provider(request, organization_slug)
    response: HttpResponse = views.acs(request, organization_slug=organization_slug)
    cookie = response.cookies[_SAML_COOKIE]
    del response.cookies[_SAML_COOKIE]
    secure = bool(settings.SESSION_COOKIE_SECURE)
    response.set_cookie(
        _saml_cookie(), cookie.value, secure=secure, httponly=True, samesite="Lax", max_age=300
    )
    return response


_SAML_COOKIE = "saml-acs-session"


def _saml_cookie() -> str:
    return "__Host-saml" if settings.SESSION_COOKIE_SECURE else "saml"


@page(PUBLIC)
def saml_finish(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Check what a SAML provider sent: signature, time, audience, and that it answers our own question, once."""
    from allauth.socialaccount.providers.saml import views

    _provider(request, organization_slug)
    request.COOKIES[_SAML_COOKIE] = request.COOKIES.get(_saml_cookie(), "")
    response = _tried(request, lambda: views.finish_acs(request, organization_slug=organization_slug))
    response.delete_cookie(_saml_cookie())
    return response


@page(PUBLIC)
def saml_metadata(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Tell a SAML provider what it needs to know of us."""
    from allauth.socialaccount.providers.saml import views

    _provider(request, organization_slug)
    response: HttpResponse = views.metadata(request, organization_slug=organization_slug)
    return response


@page(PUBLIC)
def saml_logout(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Refuse: a provider cannot end sessions here; they are short, and each person ends their own."""
    raise NotFound(_("There is no such page."))


@page(PUBLIC)
def done(request: HttpRequest) -> HttpResponse:
    """Let somebody in whom a provider vouches for, if they are known here."""
    said = request.session.pop("identity", None)
    if not said:
        return redirect("accounts:sign_in")
    try:
        user = actions.know_identity(said["provider"], said["subject"], verified_email=said["email"])
    except Refused as refusal:
        note("unknown_identity", door=door_of(request))
        return render(request, "accounts/provider_failed.html", {"refusal": refusal.message}, status=403)
    target = own_path(said["next"])
    return go_in(request, user, how=said["provider"], is_strong=bool(said["strong"]), target=target)


@page(PUBLIC)
def failed(request: HttpRequest) -> HttpResponse:
    """Say that a provider's answer was not accepted."""
    refusal = _("What the identity provider answered was not accepted. Try again, or sign in otherwise.")
    return render(request, "accounts/provider_failed.html", {"refusal": refusal}, status=403)
