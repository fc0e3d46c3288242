"""The forms of signing in. Passwords are taken as they are typed: whole, with blanks and capitals, pasted or not."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import User
from proxenia.core.forms import PlainForm


def _email() -> forms.EmailField:
    widget = forms.EmailInput(attrs={"autocomplete": "username webauthn"})
    return forms.EmailField(label=_("E-mail"), widget=widget)


def _password(label: Any, name: str, **more: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": name})
    return forms.CharField(label=label, widget=widget, strip=False, **more)


def _code(**more: Any) -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
    return forms.CharField(label=_("Code"), max_length=40, widget=forms.TextInput(attrs=attrs), **more)


class SignInForm(PlainForm):
    """E-mail and password."""

    email = _email()
    password = _password(_("Password"), "current-password")


class LinkForm(PlainForm):
    """Ask for a sign-in link by e-mail."""

    email = _email()


class CodeForm(PlainForm):
    """A code of the app, or a recovery code."""

    code = _code()


class RecoveryForm(PlainForm):
    """A recovery code."""

    code = forms.CharField(
        label=_("Recovery code"),
        max_length=60,
        help_text=_("One of the ten codes you kept. It works once."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class ProofForm(PlainForm):
    """The password, or a code of the app, from somebody who is signed in."""

    password = _password(_("Password"), "current-password", required=False)
    code = _code(required=False)

    def __init__(self, *args: Any, ways: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not ways["password"]:
            del self.fields["password"]
        if not ways["code_app"]:
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        data = super().clean() or {}
        if not data.get("password") and not data.get("code"):
            raise ValidationError(_("Type your password or a code."))
        return data


class PasswordForm(PlainForm):
    """A password of one's own; the one before is asked for where there is one."""

    current = _password(_("Present password"), "current-password")
    password = _password(
        _("New password"),
        "new-password",
        help_text=_("At least 15 characters; a few words with spaces are best."),
    )

    def __init__(self, *args: Any, user: User, asks_current: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if not asks_current:
            del self.fields["current"]

    def clean_password(self) -> str:
        """Refuse what is short, common, or built on names that are no secret here."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password
