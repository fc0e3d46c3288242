"""Engagements as iCalendar: the feed that calendar programs read."""

import datetime as dt
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office
from proxenia.core import ical
from proxenia.core.names import country_name
from proxenia.core.vocabulary import Vocabulary
from proxenia.engagements.models import Engagement, Slot
from proxenia.engagements.queries.calendar import Entry
from proxenia.engagements.rules.calendar import Span
from proxenia.engagements.rules.delegations import moments

REFRESH = "PT15M"
"""How often a calendar program is asked to look."""
_STATUS = {Engagement.State.PLANNED.value: "TENTATIVE", Engagement.State.CANCELLED.value: "CANCELLED"}


def host() -> str:
    """Return the name under which this installation is reached: the second half of what calendars call an entry."""
    return urlsplit(settings.BASE_URL).hostname or "localhost"


def uid_of(engagement: Engagement) -> str:
    """Return what calendars call an engagement, the same for ever."""
    return f"{engagement.uid}@{host()}"


def when_lines(span: Span) -> list[str]:
    """Return when it is: moments in universal time, or days, the last of which iCalendar names by the next."""
    if span.starts is None:
        after = span.last + dt.timedelta(days=1)
        return [f"DTSTART;VALUE=DATE:{ical.day(span.first)}", f"DTEND;VALUE=DATE:{ical.day(after)}"]
    ends = span.ends or span.starts + dt.timedelta(hours=1)
    return [f"DTSTART:{ical.moment(span.starts)}", f"DTEND:{ical.moment(ends)}"]


def place_words(engagement: Engagement) -> str:
    """Return where it is, as a reader says it."""
    place = engagement.place
    return ", ".join(part for part in (place.name, country_name(place.country)) if part) if place else ""


def feed(entries: Iterable[Entry], office: Office, name: str) -> bytes:
    """Return a calendar of entries; of one that is not open to the whole office only that the time is taken."""
    address = f"{settings.BASE_URL}/o/{office.slug}/engagements/"
    busy, kinds, names = _("Busy"), Vocabulary.load("engagement_kinds"), dict[str, str]()
    lines: list[str] = []
    for entry in entries:
        kind = entry.engagement.kind
        if kind not in names:
            names[kind] = str(kinds.label(kind))
        lines += _event(entry, address, busy, names[kind])
    heads = {"X-WR-CALNAME": name, "NAME": name}
    fresh = [f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}", f"X-PUBLISHED-TTL:{REFRESH}"]
    return ical.calendar([*fresh, *lines], heads=heads)


def _event(entry: Entry, address: str, busy: str, kind: str) -> list[str]:
    engagement, span = entry.engagement, entry.span
    lines = [
        f"UID:{uid_of(engagement)}",
        f"DTSTAMP:{ical.moment(engagement.updated_at)}",
        f"SEQUENCE:{engagement.version}",
        *when_lines(span),
        "TRANSP:OPAQUE" if span.starts or entry.busy else "TRANSP:TRANSPARENT",
    ]
    if entry.busy:
        lines += [ical.line("SUMMARY", ical.text(busy)), "CLASS:CONFIDENTIAL"]
        return ical.component("VEVENT", lines)
    url = f"{address}{engagement.uid}/"
    found = ical.component("VEVENT", [*lines, *_words(entry, url, kind)])
    for slot in entry.slots:
        found += _item(slot, engagement, url)
    return found


def _item(slot: Slot, engagement: Engagement, url: str) -> list[str]:
    """Return an item of a programme as an entry of its own: its hours, where, and of which delegation it is."""
    begins, ends = moments(slot)
    lines = [
        f"UID:{slot.uid}@{host()}",
        f"DTSTAMP:{ical.moment(engagement.updated_at)}",
        f"SEQUENCE:{engagement.version}",
        f"DTSTART:{ical.moment(begins)}",
        f"DTEND:{ical.moment(ends)}",
        "TRANSP:OPAQUE",
        ical.line("SUMMARY", ical.text(slot.title)),
        *([ical.line("LOCATION", ical.text(slot.venue))] if slot.venue else []),
        ical.line("DESCRIPTION", ical.text(f"{engagement.title}\n{url}")),
        ical.line("URL", url),
        f"STATUS:{_STATUS.get(engagement.state, 'CONFIRMED')}",
        "CLASS:PUBLIC" if engagement.visibility == "public" else "CLASS:PRIVATE",
    ]
    return ical.component("VEVENT", lines)


def _words(entry: Entry, url: str, kind: str) -> Iterator[str]:
    engagement = entry.engagement
    yield ical.line("SUMMARY", ical.text(engagement.title))
    if where := place_words(engagement):
        yield ical.line("LOCATION", ical.text(where))
    told = [", ".join(entry.ties)] if entry.ties else []
    yield ical.line("DESCRIPTION", ical.text("\n".join([*told, url])))
    yield ical.line("URL", url)
    yield ical.line("CATEGORIES", ical.text(kind))
    yield f"STATUS:{_STATUS.get(engagement.state, 'CONFIRMED')}"
    yield "CLASS:PUBLIC" if engagement.visibility == "public" else "CLASS:PRIVATE"
