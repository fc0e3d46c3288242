"""Signing in, an own password, the settings of an office and its people."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import Office, Unit, User
from proxenia.accounts.models.roles import CHOICES
from proxenia.accounts.queries import units_of


class SignInForm(forms.Form):
    """E-mail and password; a wrong pair gets one sentence that does not say which was wrong."""

    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    user: User | None = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("email") and data.get("password"):
            found = authenticate(username=data["email"].strip().lower(), password=data["password"])
            self.user = found if isinstance(found, User) else None
            if self.user is None:
                raise forms.ValidationError(_("E-mail and password do not fit together."))
        return data


class LinkForm(forms.Form):
    """Ask for a sign-in link by e-mail."""

    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username"}))


class PasswordForm(forms.Form):
    """An own password, at least 15 characters."""

    password = forms.CharField(
        label=_("New password"),
        help_text=_("At least 15 characters; a few words with spaces are best."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password


class SettingsForm(forms.ModelForm[Office]):
    """What an office sets for itself."""

    class Meta:
        model = Office
        fields = ("name", "currency", "fiscal_year_start", "partnership_cap", "term_years", "review_months")
        help_texts = {
            "currency": _("Three letters, such as EUR."),
            "fiscal_year_start": _("1 for January, 4 for April."),
            "partnership_cap": _("How many active ties the office can look after; empty for no cap."),
            "term_years": _("A new tie ends after this many years unless somebody says why not."),
            "review_months": _("A new tie is first reviewed after this many months."),
        }

    def clean_currency(self) -> str:
        currency: str = self.cleaned_data["currency"].strip().upper()
        if len(currency) != 3 or not currency.isalpha():
            raise forms.ValidationError(_("A currency is three letters, such as EUR."))
        return currency

    def clean_fiscal_year_start(self) -> int:
        month: int = self.cleaned_data["fiscal_year_start"]
        if not 1 <= month <= 12:
            raise forms.ValidationError(_("A month is a number from 1 to 12."))
        return month


class UnitForm(forms.Form):
    """Add a unit."""

    name = forms.CharField(label=_("Name of the unit"), max_length=200)


class InviteForm(forms.Form):
    """Give a person a role in the office."""

    email = forms.EmailField(label=_("E-mail"))
    name = forms.CharField(label=_("Name"), max_length=200)
    role = forms.ChoiceField(label=_("Role"), choices=CHOICES, initial="officer")
    unit = forms.ModelChoiceField(
        label=_("Within a unit"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("The whole office"),
    )

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_of(office)  # type: ignore[attr-defined]
