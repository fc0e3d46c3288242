"""Days as people say them: yesterday, last Tuesday, two weeks ago, by 1 March, end of May."""

import calendar
import datetime as dt
from typing import NamedTuple

from babel import Locale

from proxenia.core.values import PartialDate, fold
from proxenia.core.values.calendar_words import LOCALES, months
from proxenia.core.values.dates import parse_date
from proxenia.core.values.parsed import CellError
from proxenia.engagements.readers.quick.parts import Token, cue

_FIXED = {"today": 0, "yesterday": -1, "before_yesterday": -2, "tomorrow": 1, "after_tomorrow": 2}
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_UNITS = ("day", "week", "month", "year")
_ORDINALS = frozenset(("st", "nd", "rd", "th"))
_BEFORE_MONTH = frozenset(
    (
        "in", "by", "until", "till", "before", "of", "de", "in", "since", "last", "next", "this", "en",
        "im", "bis", "ende", "fin", "fine", "eind", "the", "avant", "entro", "antes", "hasta", "em",
        "voor",
    )
)  # fmt: skip
_SHORTEST_DAY = 3
_LARGEST = 400


class Found(NamedTuple):
    """A day in a line: from which token, how many, and the date."""

    at: int
    length: int
    date: PartialDate


def _weekdays() -> dict[str, int]:
    """Return the folded names of weekdays to their numbers, Monday being 0; two letters are no name."""
    named = [
        (fold(word).strip(".").split("-")[0], number)
        for name in LOCALES
        for width in ("wide", "abbreviated")
        for number, word in Locale.parse(name).days["format"][width].items()
    ]
    # The first language that has a word keeps it.
    return {
        word: number
        for word, number in reversed(named)
        if len(word) >= _SHORTEST_DAY and word not in months()
    }


WEEKDAYS = _weekdays()


def find_dates(tokens: list[Token], today: dt.date, *, is_ahead: bool | None) -> list[Found]:
    """Return the days named among some words; ``is_ahead``: a day without a year is meant to come.

    False: it is past; None: it is the nearest.
    """
    found, at = [], 0
    while at < len(tokens):
        one = _date_at(tokens, at, today, is_ahead)
        if one is not None:
            found.append(one)
        at += one.length if one else 1
    return found


def _date_at(tokens: list[Token], at: int, today: dt.date, is_ahead: bool | None) -> Found | None:
    for read in (_fixed, _far, _weekday, _span, _end_of, _written):
        one = read(tokens, at, today, is_ahead)
        if one is not None:
            return one
    return None


def _fixed(tokens: list[Token], at: int, today: dt.date, _is_ahead: bool | None) -> Found | None:
    code, length = cue(tokens, at, *_FIXED)
    if not code:
        return None
    return Found(at, length, PartialDate.of(today + dt.timedelta(days=_FIXED[code])))


def _number(tokens: list[Token], at: int) -> int:
    """Return a number written in figures or words; 0 for none."""
    if at >= len(tokens):
        return 0
    if tokens[at].text.isdecimal():
        return int(tokens[at].text) if len(tokens[at].text) < len(str(_LARGEST)) + 1 else 0
    return _NUMBERS.get(cue(tokens, at, *_NUMBERS)[0], 0)


def _far(tokens: list[Token], at: int, today: dt.date, is_ahead: bool | None) -> Found | None:
    """Read "two weeks ago", "in three months", "vor zwei Wochen"."""
    before = tokens[at].folded
    shift = (
        1
        if before in ("in", "within", "dans", "binnen", "tra", "en")
        else -1
        if before in ("vor", "il", "hace")
        else 0
    )
    start = at + (1 if shift else 0)
    # "il y a deux semaines"
    if before == "il" and [token.folded for token in tokens[at : at + 3]] == ["il", "y", "a"]:
        start = at + 3
    number = _number(tokens, start)
    length = cue(tokens, start, *_NUMBERS)[1] or 1
    unit, more = cue(tokens, start + length, *_UNITS) if number and start + length < len(tokens) else ("", 0)
    if not unit:
        return None
    end = start + length + more
    if not shift:
        ago, past = cue(tokens, end, "ago") if end < len(tokens) else ("", 0)
        end, shift = end + past, -1 if ago else 0
    if not shift or number > _LARGEST:
        return None
    return Found(at, end - at, _moved(today, shift * number, unit))


def _moved(today: dt.date, number: int, unit: str) -> PartialDate:
    """Return the date some units away; months and years away only the month or the year is known."""
    if unit in ("day", "week"):
        return PartialDate.of(today + dt.timedelta(days=number * (7 if unit == "week" else 1)))
    months_on = today.year * 12 + today.month - 1 + number * (12 if unit == "year" else 1)
    return PartialDate(months_on // 12, None if unit == "year" else months_on % 12 + 1)


def _weekday(tokens: list[Token], at: int, today: dt.date, is_ahead: bool | None) -> Found | None:
    code, length = cue(tokens, at, "last", "next", "this")
    place = at + length
    name = tokens[place].folded if place < len(tokens) else ""
    if name not in WEEKDAYS or (not code and not _is_day_name(tokens, place)):
        return None
    back = (today.weekday() - WEEKDAYS[name]) % 7
    on = (7 - back) % 7 or 7
    ahead = code == "next" or (code != "last" and is_ahead)
    if code == "next" and is_ahead and 7 - today.weekday() > on:
        # "next Friday", said on a Monday, is Friday of the next week.
        on += 7
    days = on if ahead else -(back or (7 if code == "last" else 0))
    return Found(at, length + 1, PartialDate.of(today + dt.timedelta(days=days)))


def _is_day_name(tokens: list[Token], at: int) -> bool:
    """Short words ("sat down", "sun", "mon") are days only where a word before says so, or nothing follows."""
    if len(tokens[at].folded) > _SHORTEST_DAY:
        return True
    before = tokens[at - 1].folded if at else ""
    return before in ("on", "by", "until", "before", "am", "bis", "le", "el") or at + 1 == len(tokens)


def _span(tokens: list[Token], at: int, today: dt.date, _is_ahead: bool | None) -> Found | None:
    """Read "last week", "next month", "this year", "la semaine dernière"."""
    for order in (("way", "unit"), ("unit", "way")):
        place, said = at, {}
        for what in order:
            wanted = _UNITS[1:] if what == "unit" else ("last", "next", "this")
            said[what], length = cue(tokens, place, *wanted) if place < len(tokens) else ("", 0)
            place += length
        if said["way"] and said["unit"]:
            number = {"last": -1, "next": 1, "this": 0}[said["way"]]
            if said["unit"] == "week" and number >= 0:
                # A promise for this or the next week is due on its Friday.
                friday = today + dt.timedelta(days=4 - today.weekday() + 7 * number)
                return Found(at, place - at, PartialDate.of(friday))
            return Found(at, place - at, _moved(today, number, said["unit"]))
    return None


def _end_of(tokens: list[Token], at: int, today: dt.date, is_ahead: bool | None) -> Found | None:
    """Read "end of May", "the end of the month": the last day; "end of 2027": the year."""
    code, length = cue(tokens, at, "end_of")
    place = at + length
    while (
        code
        and place < len(tokens)
        and tokens[place].folded in ("the", "this", "des", "du", "de", "del", "la")
    ):
        place += 1
    if not code or place >= len(tokens):
        return None
    unit, more = cue(tokens, place, "week", "month", "year")
    if unit == "week":
        return Found(at, place + more - at, PartialDate.of(today + dt.timedelta(days=4 - today.weekday())))
    if unit:
        day = _month_end(today.year, today.month if unit == "month" else 12)
        return Found(at, place + more - at, day)
    written = _written(tokens, place, today, is_ahead)
    if written is None or written.date.day is not None:
        return None
    end = _month_end(written.date.year, written.date.month or 12)
    return Found(at, place + written.length - at, end)


def _month_end(year: int, month: int) -> PartialDate:
    return PartialDate(year, month, calendar.monthrange(year, month)[1])


def _written(tokens: list[Token], at: int, today: dt.date, is_ahead: bool | None) -> Found | None:
    """Read "1 March", "March 1st, 2027", "März 2027", "2027-03-01", "1.3.2027"."""
    token = tokens[at]
    if "-" in token.text or "/" in token.text or "." in token.text:
        return _in_figures(tokens, at)
    day, place = 0, at
    if token.text.isdecimal() and len(token.text) <= 2:
        day, place = int(token.text), _after_ordinal(tokens, at + 1)
    month = _month(tokens, place)
    if not day and at and tokens[at - 1].text.isdecimal() and len(tokens[at - 1].text) <= 2:
        # The day before this month was none that a calendar has: no date rather than half of one.
        return None
    if not month:
        return _year(tokens, at, today) if not day else None
    place += 1
    if not day and place < len(tokens) and tokens[place].text.isdecimal() and len(tokens[place].text) <= 2:
        day, place = int(tokens[place].text), _after_ordinal(tokens, place + 1)
    comma = place < len(tokens) and tokens[place].text == ","
    year = _four_figures(tokens, place + comma)
    place += (comma + 1) if year else 0
    date = _dated(year, month, day, today, is_ahead)
    return Found(at, place - at, date) if date else None


def _after_ordinal(tokens: list[Token], at: int) -> int:
    """Step over what follows a day: "1st", "1.", "the 1st of"."""
    while at < len(tokens) and tokens[at].folded in (*_ORDINALS, ".", "of", "de", "º", "er"):
        at += 1
    return at


def _month(tokens: list[Token], at: int) -> int:
    """Return the month a word names; names of people begin alike (Jan, Marco), so something must say it is one."""
    if at >= len(tokens) or len(tokens[at].folded) < _SHORTEST_DAY:
        return 0
    before = tokens[at - 1].folded if at else ""
    after = tokens[at + 1].text if at + 1 < len(tokens) else ""
    is_said = before.isdecimal() or after.isdecimal() or before in (*_ORDINALS, ".", *_BEFORE_MONTH)
    return months().get(tokens[at].folded, 0) if is_said else 0


def _four_figures(tokens: list[Token], at: int) -> int:
    text = tokens[at].text if at < len(tokens) else ""
    return int(text) if text.isdecimal() and len(text) == 4 and text.startswith(("19", "20", "21")) else 0


def _year(tokens: list[Token], at: int, today: dt.date) -> Found | None:
    """Read a year alone, where a word before it says that it is one."""
    before = tokens[at - 1].folded if at else ""
    year = _four_figures(tokens, at)
    is_said = before in (
        "in",
        "by",
        "until",
        "of",
        "en",
        "bis",
        "im",
        "before",
        "ende",
        "fin",
        "fine",
        "eind",
        "jahr",
    )
    return Found(at, 1, PartialDate(year)) if year and is_said else None


def _in_figures(tokens: list[Token], at: int) -> Found | None:
    try:
        read = parse_date(tokens[at].text)
    except CellError:
        return None
    return Found(at, 1, read.value) if read.value and not read.leftover else None


def _dated(year: int, month: int, day: int, today: dt.date, is_ahead: bool | None) -> PartialDate | None:
    """Return a date; without a year the nearest that lies on the side meant, today included."""
    try:
        if year:
            return PartialDate(year, month, day or None)
        this = PartialDate(today.year, month, day or None)
        if is_ahead is None:
            near = [PartialDate(today.year + shift, month, day or None) for shift in (0, -1, 1)]
            return min(near, key=lambda one: abs((one.first() - today).days))
        if is_ahead and this.last() < today:
            return PartialDate(today.year + 1, month, day or None)
        if not is_ahead and this.first() > today:
            return PartialDate(today.year - 1, month, day or None)
    except ValueError:
        return None
    return this
