"""Passkeys as the browser speaks of them (WebAuthn), checked by the library fido2. No query, no clock."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from proxenia.core.errors import Refused

Answer = Mapping[str, Any]
"""What ``navigator.credentials`` gave, as the script in static/js/passkeys.js writes it."""


@dataclass(frozen=True)
class Fresh:
    """A passkey just made: what is kept of it, as text."""

    credential_id: str
    credential: str


@dataclass(frozen=True)
class Shown:
    """A passkey just shown: how often it says it has been used (0 where it does not count)."""

    count: int


def _server(host: str) -> Fido2Server:
    # The name of the site without its port; a passkey works for this name alone.
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    return Fido2Server(PublicKeyCredentialRpEntity(name="Proxenia", id=name))


def begin_making(
    host: str, *, uid: str, email: str, name: str, known: Iterable[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the browser is asked to make a passkey with, and the state to keep until it answers."""
    options, state = _server(host).register_begin(
        PublicKeyCredentialUserEntity(id=uid.encode(), name=email, display_name=name),
        credentials=[AttestedCredentialData(websafe_decode(text)) for text in known],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _plain(options), state


def finish_making(host: str, state: dict[str, Any], answer: Answer) -> Fresh:
    """Check a browser's answer (challenge, origin, site, the person verified) and return what to keep."""
    try:
        made = _server(host).register_complete(state, answer)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _unreadable() from error
    credential = made.credential_data
    if credential is None:
        raise _unreadable()
    return Fresh(websafe_encode(credential.credential_id), websafe_encode(bytes(credential)))


def begin_showing(host: str, known: Iterable[str] = ()) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the browser is asked to show a passkey with: one of some, or any it has for this site."""
    options, state = _server(host).authenticate_begin(
        credentials=[AttestedCredentialData(websafe_decode(text)) for text in known],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _plain(options), state


def credential_named(answer: Answer) -> str:
    """Return which passkey an answer comes from."""
    try:
        return websafe_encode(AuthenticationResponse.from_dict(answer).raw_id)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _unreadable() from error


def finish_showing(host: str, state: dict[str, Any], answer: Answer, *, credential: str, uid: str) -> Shown:
    """Check a browser's answer: signature, challenge, origin, site, the person verified, whose passkey it is."""
    try:
        parsed = AuthenticationResponse.from_dict(answer)
        _server(host).authenticate_complete(
            state, [AttestedCredentialData(websafe_decode(credential))], parsed
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _unreadable() from error
    handle = parsed.response.user_handle
    if handle and handle != uid.encode():
        raise _unreadable()
    return Shown(parsed.response.authenticator_data.counter)


def _plain(options: Any) -> dict[str, Any]:
    """Return options as plain JSON, as browsers read them (``parseCreationOptionsFromJSON`` and its like)."""
    plain: dict[str, Any] = json.loads(json.dumps(dict(options)["publicKey"]))
    return plain


def _unreadable() -> Refused:
    return Refused(_("The passkey could not be checked. Try again, or sign in otherwise."))
