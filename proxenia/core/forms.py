"""What the forms of the house share: plain sentences for what is wrong, and refusals shown at their field."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from proxenia.core.errors import NotAllowed, Refused
from proxenia.core.values import CellError

REFUSALS = (Refused, CellError)
"""What a verb raises that carries a sentence for the person who typed."""

_SENTENCES = {
    "required": _("Fill this in."),
    "max_length": _("This text has %(show_value)d characters; at most %(limit_value)d fit. Shorten it."),
    "min_length": _("This text is too short: write at least %(limit_value)d characters."),
    "max_value": _("Write a number of at most %(limit_value)s."),
    "min_value": _("Write a number of at least %(limit_value)s."),
    "max_digits": _("This number has too many digits."),
    "max_whole_digits": _("This number has too many digits."),
    "max_decimal_places": _("This number has too many digits after the point."),
    "invalid_choice": _("This is not among the choices. Choose one from the list."),
    "null_characters_not_allowed": _("There is a character in it that cannot be kept. Type it anew."),
}
# The first kind that fits a field says what it takes.
_INVALID: tuple[tuple[Any, Any], ...] = (
    (forms.DateField, _("This is not a day. Write it as 2026-05-09.")),
    ((forms.IntegerField, forms.DecimalField), _("This is not a number. Write it in figures.")),
    (forms.EmailField, _("This is not an e-mail address. Write it as name@example.org.")),
    (forms.URLField, _("This is not a web address. Write it as https://example.org.")),
)


def speak_plainly(field: forms.Field) -> None:
    """Give a field sentences that say what to do."""
    field.error_messages |= _SENTENCES
    for kind, sentence in _INVALID:
        if isinstance(field, kind):
            field.error_messages["invalid"] = sentence
            return


class PlainForm(forms.Form):
    """A form whose every mistake is told in a plain sentence."""

    def full_clean(self) -> None:
        """Clean as Django does, after every field has learned its sentences."""
        for field in self.fields.values():
            speak_plainly(field)
        super().full_clean()


@contextmanager
def refusals_told(request: HttpRequest) -> Iterator[None]:
    """Say above the next page why a verb was refused; the rest of the block is passed over then.

    Whoever may not do it at all is not told why: that goes on to the page for it.
    """
    try:
        yield
    except NotAllowed:
        raise
    except REFUSALS as refusal:
        messages.error(request, str(refusal))


def pressed(request: HttpRequest, act: Callable[[], Any], done: str) -> bool:
    """Do what a button asks and say above the next page that it is done, or why not; true where it is done."""
    with refusals_told(request):
        act()
        messages.success(request, done)
        return True
    return False


def show_refusal(form: Any, refusal: Exception, names: dict[str, str] | None = None) -> None:
    """Show what a verb refused in its form, at the field it names where the form has it.

    ``names`` says under which field the form asks for what the verb calls otherwise.
    """
    where = getattr(refusal, "where", "")
    where = (names or {}).get(where, where)
    form.add_error(where if where in form.fields else None, str(refusal))


@dataclass(frozen=True)
class Clash:
    """A form sent over what somebody else changed: who, when, the version now shown, and where the two differ.

    ``rows`` are for `components/diff.html`: theirs before, what was typed after.
    """

    by: str
    at: datetime
    version: int
    rows: list[dict[str, Any]]


def clash_of(
    form: Any, record: Any, said: dict[str, Any], more: Sequence[tuple[Any, str, str]] = ()
) -> Clash:
    """Compare what was typed with what a record, read anew, says now (``said``: as the form's initial values).

    ``more`` are (label, theirs, typed) of what stands beside the form's own fields. The page sends the version on,
    so that the next press is checked against what it showed.
    """
    pairs = [(form[name].label, *_both(form[name], said[name])) for name in form.fields if name in said]
    differing = [(label, theirs, typed) for label, theirs, typed in (*pairs, *more) if theirs != typed]
    rows = [
        {"label": label, "before": theirs, "after": typed, "changed": True}
        for label, theirs, typed in differing
    ]
    by = record.updated_by.name if record.updated_by else ""
    return Clash(by, record.updated_at, record.version, rows)


def _both(bound: Any, theirs: Any) -> tuple[str, str]:
    """Return a record's value and the one typed, both as the form shows them."""
    names = {str(code): str(label) for code, label in getattr(bound.field, "choices", ())}
    return _written(bound.field.prepare_value(theirs), names), _written(bound.value(), names)


def _written(value: Any, names: dict[str, str]) -> str:
    if value in (None, ""):
        return names.get("", "")
    if isinstance(value, (list, tuple)):
        return ", ".join(_written(one, names) for one in value)
    text = str(value).replace("\r\n", "\n").strip()
    return names.get(text, text)
