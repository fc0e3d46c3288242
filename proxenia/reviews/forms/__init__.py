"""Forms of reviews."""

from proxenia.reviews.forms.reviews import DecideForm, DropForm, OpenForm

__all__ = ["DecideForm", "DropForm", "OpenForm"]
