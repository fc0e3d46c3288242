"""The letters that speak of signing in, and the picture a code app reads."""

from typing import Any

import qrcode
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, User


def letter(what: str, **values: Any) -> tuple[str, str]:
    """Return subject and text of the letter about one thing that happened to an account."""
    subject, text = _happened()[what]
    lead = _(
        "Was it not you? Sign in, end all other sessions, and tell whoever runs Proxenia in your office."
    )
    page = settings.BASE_URL + reverse("accounts:account")
    return subject, f"{text.format(**values)}\n\n{lead}\n{page}\n"


def _happened() -> dict[str, tuple[str, str]]:
    changed = _("Your sign-in for Proxenia was changed")
    return {
        "set_password": (changed, _("Your password was set.")),
        "add_code_app": (changed, _("A code app was added to your account.")),
        "remove_code_app": (changed, _("The code app was removed from your account.")),
        "add_passkey": (changed, _("A passkey was added to your account.")),
        "remove_passkey": (changed, _("A passkey was removed from your account.")),
        "make_recovery_codes": (changed, _("New recovery codes were made; the ones before no longer work.")),
        "use_recovery_code": (changed, _("A recovery code was used to sign in.")),
        "link_identity": (changed, _("You signed in by an identity provider for the first time.")),
        "new_device": (
            _("A new device signed in to Proxenia"),
            _("Somebody signed in to your account with a device not seen before.\n\n{agent}\n{address}"),
        ),
        "tries": (
            _("Somebody tries to sign in to Proxenia as you"),
            _(
                "Several tries with a wrong password or code have failed. Further tries wait. You can sign in"
                " with a device you have used before, a passkey, or a link sent by mail."
            ),
        ),
    }


def link_letter(token: str, *, minutes: int) -> tuple[str, str]:
    """Return the letter that brings a sign-in link somebody asked for."""
    text = _(
        "Open this address to sign in to Proxenia. It works once, within {minutes} minutes:\n\n{address}\n"
    )
    return _("Your sign-in link for Proxenia"), text.format(address=_address(token), minutes=minutes)


def invitation_letter(token: str, *, office: Office, by: User, days: int) -> tuple[str, str]:
    """Return the letter that invites somebody into an office."""
    subject = _("You are invited to {office} on Proxenia").format(office=office.name)
    text = _(
        "{by} invites you to work in {office} on Proxenia. Open this address to begin; it works once,"
        " within {days} days:\n\n{address}\n"
    )
    return subject, text.format(by=by.name, office=office.name, days=days, address=_address(token))


def _address(token: str) -> str:
    return str(settings.BASE_URL + reverse("accounts:use_link", args=[token]))


def picture_of(text: str) -> dict[str, Any]:
    """Return a square of dark cells (QR code) as the path of a drawing and its size, quiet zone included."""
    code = qrcode.QRCode(border=4)
    code.add_data(text)
    rows = code.get_matrix()
    cells = [f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark]
    return {"path": "".join(cells), "size": len(rows)}
