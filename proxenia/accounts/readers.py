"""What identity providers say, read with more care than the library takes by itself."""

from typing import Any

from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare


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
