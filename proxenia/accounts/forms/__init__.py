"""The forms of offices and their people, and of signing in."""

from proxenia.accounts.forms.offices import InviteForm, SettingsForm, UnitForm
from proxenia.accounts.forms.signing_in import (
    CodeForm,
    LinkForm,
    PasswordForm,
    ProofForm,
    RecoveryForm,
    SignInForm,
)

__all__ = [
    "CodeForm",
    "InviteForm",
    "LinkForm",
    "PasswordForm",
    "ProofForm",
    "RecoveryForm",
    "SettingsForm",
    "SignInForm",
    "UnitForm",
]
