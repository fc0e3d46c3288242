"""Names of countries, languages and vocabulary codes on a page; coordinates and clock times."""

import datetime as dt

from django import template
from django.utils.formats import date_format

from proxenia.core.names import country_name, language_name
from proxenia.core.vocabulary import Vocabulary

register = template.Library()


@register.filter
def country(code: str) -> str:
    """A country's name in the reader's language; "" for none."""
    return country_name(code) if code else ""


@register.filter
def language(code: str) -> str:
    """A language's name in the reader's language."""
    return language_name(code)


@register.filter
def term(code: str, vocabulary: str) -> str:
    """The label of a code: `kind|term:"organisation_kinds"`."""
    return Vocabulary.load(vocabulary).label(code)


@register.filter
def clock(moment: dt.datetime) -> str:
    """The time on the clock of the moment's own zone: "14:05"."""
    return f"{moment:%H:%M}"


@register.filter
def weekday(moment: dt.datetime) -> str:
    """The day of the week in the moment's own zone."""
    return date_format(moment.date(), "l")


@register.filter
def degrees(value: float, letters: str) -> str:
    """A latitude or longitude with its letter: `49.7556|degrees:"NS"` is "49.756° N"."""
    return f"{abs(value):.3f}° {letters[0] if value >= 0 else letters[1]}"
