"""Fields that several forms of this room have."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import Office, User
from proxenia.core.values import fold
from proxenia.core.vocabulary import Vocabulary
from proxenia.directory.models import Organisation

Choices = list[tuple[str, Any]]


def day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """Return a field for a day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


def lines(label: Any, help_text: Any = "", *, required: bool = False, rows: int = 3) -> forms.CharField:
    """Return a field for several lines of text."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, required=required, help_text=help_text, max_length=20_000, widget=widget
    )


def choose(form: Any, name: str, choices: Choices, blank: Any = None) -> None:
    """Give a field its choices, with an empty one first where there may be none."""
    form.fields[name].choices = [*([("", blank)] if blank is not None else []), *choices]


def sectors() -> Choices:
    """Return the sectors as choices."""
    return list(Vocabulary.load("policy_sectors").choices())


def organisation_called(user: User, office: Office, name: str) -> Organisation | None:
    """Return the one organisation of a name that this person sees; None for none or several."""
    seen = Organisation.objects.visible_to(user, office).live().filter(name_folded=fold(name)[:300])
    found = list(seen[:2])
    return found[0] if len(found) == 1 else None


DATE_HELP = _("A day, a month or a year: 2026-05-09, 2026-05 or 2026.")
