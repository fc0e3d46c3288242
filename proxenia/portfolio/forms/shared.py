"""Pieces that several forms share."""

from django import forms
from django.utils.translation import gettext_lazy

DATE_HELP = gettext_lazy("A year is enough: 1988, 1988-05 or 1988-05-12.")


def area(rows: int) -> forms.Textarea:
    """Return a box of some lines."""
    return forms.Textarea(attrs={"rows": rows})


def day() -> forms.DateInput:
    """Return the browser's own field for a day."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
