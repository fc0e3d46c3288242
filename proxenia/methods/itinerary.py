"""Clashes in a programme: who is in two places at once, who interprets twice, where no time is left to get there.

Items carry moments with their time zones, so that a flight over the date line is compared as it happens. An item that
ends when the next begins does not clash with it. Nothing here reads a clock, a file or a database.
"""

import datetime as dt
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from zoneinfo import ZoneInfo

SHORTEST_WAY = dt.timedelta(minutes=15)
"""Our choice: less than this between two venues, with no transport planned in between, is told as tight."""
TWICE, INTERPRETER, HOST, TIGHT, OUTSIDE = "twice", "interpreter", "host", "tight", "outside"


class NoSuchTime(ValueError):
    """A clock time that does not exist on that day: the clocks go forward over it."""


@dataclass(frozen=True)
class Item:
    """One item of a programme: who takes part, who hosts and interprets, where; moments know their zones."""

    key: Hashable
    begins: dt.datetime
    ends: dt.datetime
    who: frozenset[Hashable] = frozenset()
    host: Hashable = None
    interpreter: str = ""
    venue: str = ""
    is_transport: bool = False


@dataclass(frozen=True)
class Clash:
    """What does not fit: the kind, the items (the second is None for one outside the days), and who or what."""

    kind: str
    first: Hashable
    second: Hashable = None
    who: tuple[Hashable, ...] = ()


def moment(day: dt.date, time: dt.time, zone: str) -> dt.datetime:
    """Return a clock time of a place as a moment.

    Where the clocks go back and a time comes twice, the first is meant. Raises NoSuchTime for a time that a change of
    the clocks leaves out, and ZoneInfoNotFoundError (a KeyError) for an unknown zone.
    """
    local = dt.datetime.combine(day, time, ZoneInfo(zone))
    if local.astimezone(dt.UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchTime(f"{time:%H:%M} on {day} in {zone}")
    return local


def clashes(items: Iterable[Item], first: dt.date | None = None, last: dt.date | None = None) -> list[Clash]:
    """Return everything that does not fit, in the order of time.

    ``first`` and ``last`` are the days of the journey, where they are known; an item is outside by the clock of the
    place where it begins or ends. Compares only what overlaps: a programme of n items with few overlaps takes
    n log n steps.
    """
    ordered = sorted(items, key=lambda item: (item.begins, item.ends, str(item.key)))
    found = [clash for item in ordered for clash in _outside(item, first, last)]
    for earlier, later in _overlapping(ordered):
        found += _between(earlier, later)
    return found + list(_tight(ordered))


def _outside(item: Item, first: dt.date | None, last: dt.date | None) -> Iterator[Clash]:
    early = first is not None and item.begins.date() < first
    late = last is not None and item.ends.date() > last
    if early or late:
        yield Clash(OUTSIDE, item.key)


def _overlapping(ordered: Sequence[Item]) -> Iterator[tuple[Item, Item]]:
    """Yield the pairs of items that share a moment."""
    open_items: list[Item] = []
    for item in ordered:
        open_items = [one for one in open_items if one.ends > item.begins]
        for one in open_items:
            yield one, item
        open_items.append(item)


def _between(one: Item, other: Item) -> Iterator[Clash]:
    both = tuple(sorted(one.who & other.who, key=str))
    if both:
        yield Clash(TWICE, one.key, other.key, both)
    if one.interpreter and one.interpreter == other.interpreter:
        yield Clash(INTERPRETER, one.key, other.key, (one.interpreter,))
    if one.host is not None and one.host == other.host and not both:
        yield Clash(HOST, one.key, other.key, (one.host,))


def _tight(ordered: Sequence[Item]) -> Iterator[Clash]:
    """Yield pairs that follow one another for somebody, at two venues, with too little time between."""
    told: set[tuple[Hashable, Hashable]] = set()
    for person in sorted({who for item in ordered for who in item.who}, key=str):
        own = [item for item in ordered if person in item.who]
        for one, other in pairwise(own):
            pair = (one.key, other.key)
            if pair not in told and _is_tight(one, other):
                told.add(pair)
                yield Clash(TIGHT, *pair, tuple(sorted(one.who & other.who, key=str)))


def _is_tight(one: Item, other: Item) -> bool:
    apart = bool(one.venue and other.venue and one.venue != other.venue)
    rides = one.is_transport or other.is_transport
    gap = other.begins - one.ends
    return apart and not rides and dt.timedelta(0) <= gap < SHORTEST_WAY


def grave(clash: Clash) -> bool:
    """Say whether a clash cannot be as planned: somebody in two places, or interpreting twice."""
    return clash.kind in (TWICE, INTERPRETER)
