"""When an engagement is, to the minute; which clocks there are; and what a secret address may be for."""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.models.roles import EXPORT, READ, WRITE, WRITE_SOMEWHERE
from proxenia.core.errors import Refused
from proxenia.engagements.models import Engagement, SecretAddress
from proxenia.records.models import Visibility

OPEN = (Visibility.PUBLIC.value, Visibility.INTERNAL.value)
"""What leaves the house with its words; anything closer leaves it as a time that is taken, and no more."""
MOST_ADDRESSES = 10
"""So many addresses that stand may one person have in an office."""

Kind = SecretAddress.Kind
RIGHTS: dict[str, tuple[str, ...]] = {
    Kind.FEED_OWN: (EXPORT,),
    Kind.FEED_OFFICE: (EXPORT, READ),
    Kind.MAIL_OWN: (WRITE_SOMEWHERE,),
    Kind.MAIL_OFFICE: (WRITE,),
}
"""What it takes to have an address, asked when it is made and again whenever it is used."""

SENTENCES = {
    "set_hours": gettext_lazy("set its hours"),
    "clear_hours": gettext_lazy("took its hours off"),
    "make_secret_address": gettext_lazy("made a secret address"),
    "withdraw_secret_address": gettext_lazy("withdrew a secret address"),
}


@dataclass(frozen=True)
class Span:
    """When something is: whole days, or from a moment to a moment."""

    first: dt.date
    last: dt.date
    starts: dt.datetime | None = None
    ends: dt.datetime | None = None


@cache
def zone_names() -> frozenset[str]:
    """Return the names of all time zones."""
    return frozenset(available_timezones())


def check_zone(name: str) -> str:
    """Return the name of a time zone, or refuse one that no table knows."""
    if name not in zone_names():
        sentence = _("“%(name)s” is not a time zone. Write it as Europe/Berlin.")
        raise Refused(sentence % {"name": name[:60]}, where="zone")
    return name


def check_hours(engagement: Engagement, starts: dt.time, ends: dt.time | None) -> None:
    """Refuse hours on a day that is not known, or that end before they begin."""
    if engagement.date.day is None:
        raise Refused(_("Hours need a day: say on which day it is first."), where="starts")
    until = engagement.until
    is_one_day = until is None or until.last() == engagement.date.first()
    if ends is not None and is_one_day and ends < starts:
        raise Refused(_("It cannot end before it begins; say on which day it ends."), where="ends")


def span_of(engagement: Engagement) -> Span | None:
    """Return when an engagement is; None where only a month or a year is known.

    A time that the clocks skip in spring is read with the offset before the change, as RFC 5545 says.
    """
    date, until = engagement.date, engagement.until
    if date.day is None:
        return None
    first = date.first()
    last = max(first, until.last()) if until is not None else first
    hours = getattr(engagement, "hours", None)
    if hours is None:
        return Span(first, last)
    zone = ZoneInfo(hours.zone)
    starts = dt.datetime.combine(first, hours.starts, zone)
    ends = dt.datetime.combine(last, hours.ends, zone) if hours.ends else None
    return Span(first, last, starts, ends)


def moments_of(span: Span, zone: dt.tzinfo) -> tuple[dt.datetime, dt.datetime]:
    """Return the first moment and the one after the last; an entry without an end takes an hour."""
    if span.starts is not None:
        return span.starts, span.ends or span.starts + dt.timedelta(hours=1)
    begins = dt.datetime.combine(span.first, dt.time(), zone)
    return begins, dt.datetime.combine(span.last + dt.timedelta(days=1), dt.time(), zone)
