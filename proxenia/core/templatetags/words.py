"""How values read on a page: dates, lengths of time, money, states, initials. Words only; mark-up is in templates."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Protocol, runtime_checkable

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import format_compact_decimal, format_decimal
from django import template
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

from proxenia.core.vocabulary import Vocabulary

register = template.Library()

# The colour of a state word. A word that is not here is shown on the plain ground.
TONES = {
    "live": (
        "alive",
        "active",
        "kept",
        "met",
        "done",
        "accepted",
        "committed",
        "in_force",
        "signed",
        "good",
        "substantiated",
    ),
    "quiet": (
        "quiet",
        "open",
        "exploring",
        "proposed",
        "under_review",
        "due",
        "draft",
        "expiring",
        "previewed",
        "reported",
    ),
    "cold": (
        "dormant",
        "overdue",
        "broken",
        "refused",
        "suspended",
        "lapsed",
        "expired",
        "failed",
        "declined",
        "aged",
        "withdrawn",
    ),
    "accent": ("new", "to_check", "running", "scheduled", "current", "planned"),
}
_TONE_OF = {word: tone for tone, words in TONES.items() for word in words}


@runtime_checkable
class Partial(Protocol):
    """A date of which the day, or the month too, may be unknown."""

    year: int
    month: int | None
    day: int | None


@lru_cache(maxsize=64)
def _named(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


def _locale() -> Locale:
    """The reader's language as Babel knows it, British English where it does not."""
    return _named(get_language() or "en-gb")


@lru_cache(maxsize=4096)
def _written(day: date, locale: Locale) -> str:
    """A whole date in words; a page shows the same few many times."""
    return format_date(day, "long", locale=locale)


def _day_of(value: Any) -> date | None:
    """The first day a date, time, partial date or ISO text may mean; None for anything else."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    if isinstance(value, date):
        return value
    year, month, day = _pieces(value)
    return date(year, month or 1, day or 1) if year else None


def _pieces(value: Any) -> tuple[int, int | None, int | None]:
    if isinstance(value, Partial):
        return value.year, value.month, value.day
    numbers = [int(piece) for piece in str(value or "").split("-") if piece.isdigit()]
    year, month, day = [*numbers, 0, 0, 0][:3]
    return year, month or None, day or None


@register.filter
def full_date(value: Any) -> str:
    """A date as far as it is known, in the reader's language: "12 May 2003", "May 2003", "2003"; "" for none."""
    day = _day_of(value)
    if day is None:
        return ""
    _, month, number = (day.year, day.month, day.day) if isinstance(value, date) else _pieces(value)
    if month is None:
        return str(day.year)
    if number is None:
        return format_skeleton("yMMMM", day, locale=_locale())
    return _written(day, _locale())


@register.filter
def day_of_year(text: Any) -> str:
    """A day that comes every year, kept as "07-14": "14 July"; "" for none."""
    month, _, day = str(text or "").partition("-")
    if not (month.isdigit() and day.isdigit()):
        return ""
    return format_skeleton("MMMMd", date(2000, int(month), int(day)), locale=_locale())


@register.filter
def iso_date(value: Any) -> str:
    """A date as far as it is known in ISO 8601, for `datetime` attributes: "2003-05-12", "2003-05", "2003"."""
    if isinstance(value, date):
        return (_day_of(value) or value).isoformat()
    return str(value or "")


def months_between(first: date, last: date) -> int:
    """Whole months from one day to a later one; negative when the second is earlier."""
    if last < first:
        return -months_between(last, first)
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


def length_of_time(first: date, last: date) -> str:
    """The time between two days in words, in the unit people use: days, weeks, months, then years from five on."""
    days, months = abs((last - first).days), abs(months_between(first, last))
    if days < 14:
        return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    if months < 2:
        return ngettext("%(n)d week", "%(n)d weeks", days // 7) % {"n": days // 7}
    if months < 60:
        return ngettext("%(n)d month", "%(n)d months", months) % {"n": months}
    return ngettext("%(n)d year", "%(n)d years", months // 12) % {"n": months // 12}


@register.filter
def ago(value: Any, today: date | None = None) -> str:
    """ "3 weeks ago", "today", "in 5 days"; only the year for a date of which no more is known; "" for none."""
    day, today = _day_of(value), today or timezone.localdate()
    if day is None:
        return ""
    if not isinstance(value, date) and _pieces(value)[2] is None:
        return full_date(value)
    if day == today:
        return gettext("today")
    sentence = gettext("%(length)s ago") if day < today else gettext("in %(length)s")
    return sentence % {"length": length_of_time(day, today)}


@register.filter
def silence(value: Any, today: date | None = None) -> str:
    """ "14 months of silence" since a last contact, or "no contact recorded"."""
    day = _day_of(value)
    if day is None:
        return gettext("no contact recorded")
    return gettext("%(length)s of silence") % {"length": length_of_time(day, today or timezone.localdate())}


@register.filter
def record_kind(code: str) -> str:
    """Return the word for a kind of record, as the log writes its code."""
    return Vocabulary.load("record_kinds").label(code)


@register.filter
def number(value: Any) -> str:
    """A number with the reader's separators; "" for none."""
    if value is None or value == "":
        return ""
    return format_decimal(Decimal(str(value)), locale=_locale(), decimal_quantization=False)


@register.filter
def in_words(value: Any) -> str:
    """A large number in the reader's words: "4.46 trillion"; "" for none."""
    if value is None or value == "":
        return ""
    return format_compact_decimal(value, format_type="long", locale=_locale(), fraction_digits=2)


@register.filter
def money(value: Any, currency: str = "") -> str:
    """An amount with its currency's code, no decimals where there are none: "2,150 EUR"; "" for none."""
    if value is None or value == "":
        return ""
    amount = Decimal(str(value))
    pattern = "#,##0" if amount == amount.to_integral_value() else "#,##0.00"
    return f"{format_decimal(amount, format=pattern, locale=_locale())}\u00a0{currency}".rstrip("\u00a0 ")


@register.filter
def tone(state: Any) -> str:
    """The colour of a state word: `live`, `quiet`, `cold`, `accent` or `plain`."""
    return _TONE_OF.get(str(state or "").lower().replace(" ", "_").replace("-", "_"), "plain")


@register.filter
def initials(name: str) -> str:
    """The first letters of a name's first and last word, for a narrow place: "MK"."""
    words = str(name or "").split()
    return "".join(word[0] for word in ([words[0], words[-1]] if len(words) > 1 else words)).upper()


@register.filter
def undo_address(tags: str) -> str:
    """The address in a message's tags that takes the act back, given as `extra_tags="undo:/…"`."""
    return next((tag.removeprefix("undo:") for tag in str(tags or "").split() if tag.startswith("undo:")), "")


@register.inclusion_tag("components/when.html")
def when(value: Any, style: str = "date", today: date | None = None) -> dict[str, str]:
    """A date as `<time>`: style `date` in full, `ago` as a length with the date in its title and in print."""
    full = full_date(value)
    shown = {"ago": ago, "silence": silence}[style](value, today) if style != "date" else full
    return {"iso": iso_date(value), "full": full, "shown": shown}
