"""The forms of offices and their people, and of signing in."""

from proxenia.accounts.forms.offices import (
    InviteForm,
    LinkForm,
    PasswordForm,
    SettingsForm,
    SignInForm,
    UnitForm,
)

__all__ = ["InviteForm", "LinkForm", "PasswordForm", "SettingsForm", "SignInForm", "UnitForm"]
