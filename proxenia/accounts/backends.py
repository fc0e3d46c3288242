"""What libraries look up by name: the beginning of a session, and who an identity provider's answer is."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from proxenia.accounts.access import own_path
from proxenia.accounts.actions.doors import Door
from proxenia.accounts.actions.visits import begin_visit, device_digest
from proxenia.accounts.models import User
from proxenia.core import fetch
from proxenia.core.web import plain_line, visitor_address


def door_of(request: HttpRequest) -> Door:
    """Return from where a request comes."""
    return Door(
        address=visitor_address(request)[:45],
        agent=plain_line(request.META.get("HTTP_USER_AGENT", "")),
        device=device_digest(request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")),
    )


def began(sender: Any, request: HttpRequest, user: User, **_more: Any) -> None:
    """Begin a visit for a session that Django has just begun, and tie the two."""
    how, is_strong = getattr(request, "proved", ("other", False))
    visit = begin_visit(user, how=how, is_strong=is_strong, door=door_of(request))
    request.session["visit"] = visit.uid
    request.visit = visit  # type: ignore[attr-defined]


class IdentityAdapter(DefaultSocialAccountAdapter):
    """Allauth speaks with identity providers; who may come in, and how, stays ours."""

    def get_requests_session(self) -> Any:
        """Return the guarded session: no identity provider makes us ask an address inside the house."""
        return fetch.session(limit_bytes=1024 * 1024, seconds=10)

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Take over once the provider's answer is checked: nothing of allauth's own sign-in or sign-up runs."""
        raise ImmediateHttpResponse(self._take_over(request, sociallogin))

    def on_authentication_error(self, request: HttpRequest, provider: Any, **_more: Any) -> None:
        """Answer every failure at a provider with one page."""
        raise ImmediateHttpResponse(HttpResponseRedirect(reverse("accounts:provider_failed")))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Nobody signs up; people are invited."""
        return False

    def _take_over(self, request: HttpRequest, sociallogin: Any) -> HttpResponse:
        # A mailed address counts only where the provider says that it checked it, or its domains are named.
        emails = [one.email for one in sociallogin.email_addresses if one.verified]
        request.session["identity"] = {
            "provider": sociallogin.provider.app.provider_id,
            "subject": str(sociallogin.account.uid),
            "email": emails[0] if emails else "",
            "strong": is_strong(sociallogin.provider.app.settings, sociallogin.account.extra_data),
            "next": own_path(sociallogin.state.get("next") or "/"),
        }
        return HttpResponseRedirect(reverse("accounts:provider_done"))


def is_strong(settings: dict[str, Any], said: Any) -> bool:
    """Say whether a provider asked for a second factor: as its answer tells (``amr``), or as our file says."""
    wanted = settings.get("strong", [])
    if isinstance(wanted, bool):
        return wanted
    token = said.get("id_token", {}) if isinstance(said, dict) else {}
    return bool(set(wanted) & set(token.get("amr") or ()))


class StrictOpenIdAdapter(OpenIDConnectOAuth2Adapter):
    """Allauth's client of OpenID Connect, with what it leaves out: nonce, issuer and signature are always checked."""

    state: dict[str, Any]

    @property
    def openid_config(self) -> dict[str, Any]:
        """Return what the provider says of itself; one that says it is another issuer is refused."""
        config: dict[str, Any] = super().openid_config
        if config.get("issuer") != self.get_provider().app.settings["issuer"]:
            raise OAuth2Error("The provider speaks of another issuer.")
        return config

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        token: dict[str, Any] = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
            verify_signature=True,
        )
        sent = self.state.get("nonce") or ""
        if not sent or not constant_time_compare(sent, str(token.get("nonce", ""))):
            raise OAuth2Error("The answer belongs to another sign-in.")
        if "exp" not in token or not token.get("sub"):
            raise OAuth2Error("The answer lacks its end or its subject.")
        return token

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Take an identity from a signed token only."""
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("The provider sent no identity.")
        return super().complete_login(request, app, token, **kwargs)


class Callback(OAuth2CallbackView):
    """Allauth's callback, which hands the state kept for this sign-in to the adapter."""

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, response = super()._get_state(request, provider)
        self.adapter.state = state or {}
        return state, response
