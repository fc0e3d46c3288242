"""What libraries look up by name: the beginning of a session, and who an identity provider's answer is."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from proxenia.accounts.access import own_path
from proxenia.accounts.actions.doors import door_of
from proxenia.accounts.actions.visits import begin_visit
from proxenia.accounts.models import User
from proxenia.accounts.readers import is_strong
from proxenia.core import fetch


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
