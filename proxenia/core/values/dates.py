"""Dates as offices write them, in texts, numbers and date cells.

A text is tried as one date, as a range, as a date followed by words; what is none of these is free text: no
date, the words are kept. Only a date that cannot be (30 February) is an error.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from typing import Literal, NamedTuple

from .calendar_words import ABOUT, FILLERS, SEASONS, SINCE, months, weekdays
from .parsed import LONGEST, Cell, CellError, Parsed, is_blank
from .partial_date import FIRST_YEAR, LAST_YEAR, PartialDate, not_in_calendar
from .sentences import gettext
from .text import clean_text, fold

Order = Literal["dmy", "mdy"]

_EPOCH = dt.date(1899, 12, 30)
_LAST_SERIAL = (dt.date(LAST_YEAR, 12, 31) - _EPOCH).days
_TIME = r"(?:[T ,]+\d{1,2}[:.]\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[AaPp][Mm])?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?)?"
_YEAR = re.compile(r"(\d{4})\.?")
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])\s?(\d{{1,2}})(?:\2\s?(\d{{1,2}}))?\.?{_TIME}")
_COMPACT = re.compile(r"(1[5-9]|20|21)(\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})\s?([-/.])\s?(\d{{1,2}})\s?\2\s?(\d{{4}}|'?\d{{2}})\.?{_TIME}")
_MONTH_YEAR = re.compile(r"(\d{1,2})\s?[-/.]\s?(\d{4})")
_HAN = re.compile(r"(\d{4})\s*[年년](?:\s*(\d{1,2})\s*[月월](?:\s*(\d{1,2})\s*[日号일])?)?\.?")
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_TOKEN = re.compile(r"\d+|[^\W\d_]+|'")
_ORDINAL = frozenset(["st", "nd", "rd", "th", "er", "ier", "eme", "ieme", "ain", "fed", "o", "a", "e"])
_CLOCK = re.compile(r"[ ,]+\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]m|\s*h|\s*Uhr)?$", re.IGNORECASE)
_YEARS = re.compile(r"(\d{2})(\d{2})\s?[-–/]\s?(\d{2})")
_RANGE = re.compile(
    r"\s{0,3}(?:[-–—−/]|\bto\b|\buntil\b|\bbis\b|\bau\b|\bà\b|\bal\b|\baté\b|\bhasta\b|\btot\b)\s*",
    re.IGNORECASE,
)
_ABOUT_DATE = re.compile(r"(?:[~≈]\s*|([^\W\d_]+)\s*[.~]?\s*)(?=['\d]|[^\W\d_]+\.?\s\d)")
_PIVOT = 50


class _Read(NamedTuple):
    date: PartialDate
    remark: str = ""


def parse_date(cell: Cell, order: Order | None = None) -> Parsed[PartialDate]:
    """Return the date in a cell; a range gives its start and `.until`.

    `order` is what the column's unambiguous dates say (`date_order`); without it 12/3/1965 is read day first,
    with a remark. Free text gives no value, a remark and the words as `.leftover`. Raises CellError for a day
    that no calendar has and for years outside 1000 to 2200.
    """
    if isinstance(cell, (dt.date, dt.datetime)):
        return Parsed(PartialDate.of(cell))
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _from_number(cell)
    said = clean_text(cell)
    if len(said) > LONGEST:
        return _free_text(said)
    text = _CLOCK.sub("", unicodedata.normalize("NFKC", said))
    if is_blank(text):
        return Parsed()
    return _from_text(text, order, said)


def date_order(cells: Iterable[Cell]) -> Order | None:
    """Return the order of day and month that the unambiguous dates of a column prove, None where they do not.

    Contradicting proofs count only where one order has ten times the other.
    """
    day_first = month_first = 0
    for cell in cells:
        match = _YEAR_LAST.fullmatch(cell.strip()) if isinstance(cell, str) else None
        if match:
            first, second = int(match.group(1)), int(match.group(3))
            day_first += first > 12 >= second
            month_first += second > 12 >= first
    if day_first > 10 * month_first:
        return "dmy"
    return "mdy" if month_first > 10 * day_first else None


def _from_number(cell: int | float) -> Parsed[PartialDate]:
    if FIRST_YEAR <= cell <= LAST_YEAR and cell == int(cell):
        return Parsed(PartialDate(int(cell)))
    compact = _COMPACT.fullmatch(str(int(cell))) if cell == cell and abs(cell) < 1e9 else None
    if compact:
        return Parsed(_compact(compact))
    if LAST_YEAR < cell <= _LAST_SERIAL:
        return Parsed(*_from_serial(cell))
    return _free_text(clean_text(cell))


def _from_serial(number: float) -> _Read:
    day = PartialDate.of(_EPOCH + dt.timedelta(days=int(number)))
    message = gettext("The number %(number)s was read as the spreadsheet date %(date)s.")
    return _Read(day, message % {"number": clean_text(number), "date": day})


def _from_text(text: str, order: Order | None, said: str) -> Parsed[PartialDate]:
    years = _YEARS.fullmatch(text)
    if years and int(years.group(3)) > max(12, int(years.group(2))):
        # "2019/20" is a school year, not a month.
        text = f"{years.group(1)}{years.group(2)}-{years.group(1)}{years.group(3)}"
    whole = _one_date(text, order)
    if whole:
        return Parsed(whole.date, whole.remark)
    both = _range(text, order)
    if both:
        return both
    return _date_and_words(text, order) or _season(text) or _free_text(said)


def _free_text(said: str) -> Parsed[PartialDate]:
    message = gettext("“%(text)s” is not a date; the words were kept in the notes.")
    return Parsed(None, message % {"text": said}, said)


def _one_date(text: str, order: Order | None) -> _Read | None:
    """Return the date that the whole text is, None where it is something else."""
    year_first = _YEAR_FIRST.fullmatch(text) or _HAN.fullmatch(text)
    if year_first:
        return _Read(_year_first(year_first))
    year = _YEAR.fullmatch(text)
    if year:
        return _Read(PartialDate(int(year.group(1))))
    year_last = _YEAR_LAST.fullmatch(text)
    if year_last:
        return _day_and_month(year_last, order)
    month_year = _MONTH_YEAR.fullmatch(text)
    if month_year and 1 <= int(month_year.group(1)) <= 12:
        return _Read(PartialDate(int(month_year.group(2)), int(month_year.group(1))))
    compact = _COMPACT.fullmatch(text)
    if compact:
        return _Read(_compact(compact))
    serial = float(text.replace(",", ".")) if _SERIAL.fullmatch(text) else 0
    if LAST_YEAR < serial <= _LAST_SERIAL:
        return _from_serial(serial)
    # A doubt ("March 2020?") is none of the signs that a date may carry.
    return None if "?" in text else _with_month_name(text)


def _year_first(match: re.Match[str]) -> PartialDate:
    groups = match.groups()
    # The first pattern has its separator as second group, the Han one has none.
    year, month, day = groups if len(groups) == 3 else (groups[0], groups[2], groups[3])
    return PartialDate(int(year), int(month) if month else None, int(day) if day else None)


def _compact(match: re.Match[str]) -> PartialDate:
    text = match.group()
    return PartialDate(int(text[:4]), int(text[4:6]), int(text[6:]))


def _day_and_month(match: re.Match[str], order: Order | None) -> _Read:
    first, second = int(match.group(1)), int(match.group(3))
    year, remark = _full_year(match.group(4))
    month_first = second > 12 if max(first, second) > 12 else order == "mdy"
    day, month = (second, first) if month_first else (first, second)
    date = PartialDate(year, month, day)
    # With full stops the day comes first everywhere, so only the other separators leave a doubt.
    if order is None and max(first, second) <= 12 and first != second and match.group(2) != ".":
        message = gettext(
            "“%(text)s” was read day first, as %(date)s, because nothing in the column shows the order."
        )
        remark = " ".join(filter(None, (message % {"text": match.group().strip(), "date": date}, remark)))
    return _Read(date, remark)


def _full_year(written: str) -> tuple[int, str]:
    digits = written.lstrip("'")
    if len(digits) == 4:
        return int(digits), ""
    year = int(digits) + (2000 if int(digits) < _PIVOT else 1900)
    return year, gettext("The year “%(text)s” was read as %(year)d.") % {"text": written, "year": year}


def _tokens(text: str) -> list[str]:
    """Return the words and numbers of a date with a month's name, without what adds nothing."""
    parts = [
        part if part.isdigit() or part == "'" else fold(part)
        for part in _TOKEN.findall(text.replace("’", "'"))
    ]
    kept: list[str] = []
    for part in parts:
        ordinal = part in _ORDINAL and bool(kept) and kept[-1].isdigit()
        if not ordinal and part not in FILLERS and part not in weekdays():
            kept.append(part)
    # A mark before two digits says "year" ('25); elsewhere it belongs to an elision (d'abril).
    return [
        f"'{part}" if place and kept[place - 1] == "'" and len(part) == 2 and part.isdigit() else part
        for place, part in enumerate(kept)
        if part != "'"
    ]


def _with_month_name(text: str) -> _Read | None:
    tokens = _tokens(text)
    if len(tokens) not in (2, 3) or sum(token in months() for token in tokens) != 1:
        return None
    place = next(index for index, token in enumerate(tokens) if token in months())
    month = months()[tokens.pop(place)]
    if not all(token.lstrip("'").isdigit() for token in tokens):
        return None
    if len(tokens) == 1:
        return _month_and_number(month, tokens[0])
    day, year = tokens if len(tokens[0].lstrip("'")) <= 2 else reversed(tokens)
    if len(day) > 2 or len(year.lstrip("'")) not in (2, 4):
        return None
    full, remark = _full_year(year)
    return _Read(PartialDate(full, month, int(day)), remark)


def _month_and_number(month: int, number: str) -> _Read | None:
    if number.startswith("'") or len(number) == 4:
        year, remark = _full_year(number)
        return _Read(PartialDate(year, month), remark)
    # "30 February" has no year, but no year has it; 2000 was a leap year.
    if len(number) <= 2 and calendar.monthrange(2000, month)[1] < int(number) <= 31:
        raise CellError(not_in_calendar(int(number), month))
    return None


def _range(text: str, order: Order | None) -> Parsed[PartialDate] | None:
    """Return start and end of "14.-17. May 25", "2014-2019", "28.4. to 3.5.2024"."""
    for split in _RANGE.finditer(text):
        left, right = text[: split.start()].strip(" ."), text[split.end() :].strip()
        end = _one_date(right, order) if left and right else None
        start = _range_start(left, right, end.date, order) if end else None
        if start and end and start.date <= end.date:
            message = gettext("“%(text)s” is a span of time; its start was taken.")
            return Parsed(
                start.date, " ".join(filter(None, (message % {"text": text}, end.remark))), until=end.date
            )
    return None


def _range_start(left: str, right: str, end: PartialDate, order: Order | None) -> _Read | None:
    """Complete the left side of a range with what only the right side says."""
    whole = _one_date(left, order)
    if whole:
        return whole
    tail = [str(end.year)]
    if end.day is not None and left.isdigit() and len(left) <= 2:
        return _Read(PartialDate(end.year, end.month, int(left)))
    day_month = re.fullmatch(r"(\d{1,2})[./](\d{1,2})", left)
    if day_month and end.day is not None:
        return _one_date(f"{day_month.group(1)}.{day_month.group(2)}.{end.year}", order)
    return _with_month_name(" ".join([left, *tail])) if end.month is not None else None


def _date_and_words(text: str, order: Order | None) -> Parsed[PartialDate] | None:
    """Return a leading date and the words after it: "2009 / renewed 2019", "12.3.1998 (Paris)"."""
    words = text.split(" ")
    doubted = _one_date(text.rstrip(" ?"), order) if text.endswith("?") else None
    if doubted:
        return _with_remark(doubted, text, text)
    about = _ABOUT_DATE.match(text)
    if about and (not about.group(1) or fold(about.group(1)) in ABOUT):
        rest = _one_date(text[about.end() :].rstrip(" ?"), order)
        sure = fold(about.group(1) or "") in SINCE and not text.endswith("?")
        return _with_remark(rest, text, "" if sure else text) if rest else None
    for count in range(min(len(words) - 1, 5), 0, -1):
        leading = _one_date(" ".join(words[:count]).rstrip(",;:."), order)
        if leading and not _SERIAL.fullmatch(words[0]):
            return _with_remark(leading, text, " ".join(words[count:]).strip(" /,;:-–"))
    attached = re.match(r"((?:1[0-9]|20|21)\d{2})(?!\d)\W*", text)
    if attached:
        rest_words = text[attached.end() :].strip()
        # "1990s", "1962?": apart from the year the rest says nothing, so the whole is kept.
        leftover = text if len(rest_words) < 2 else rest_words
        return _with_remark(_Read(PartialDate(int(attached.group(1)))), text, leftover)
    return None


def _season(text: str) -> Parsed[PartialDate] | None:
    """Return the year of "spring 2024"; the season stays as words."""
    match = re.fullmatch(r"(\D.*?)\W*\b(\d{4})", text)
    if not match or not all(word in SEASONS or word in FILLERS for word in fold(match.group(1)).split()):
        return None
    return _with_remark(_Read(PartialDate(int(match.group(2)))), text, match.group(1).strip())


def _with_remark(read: _Read, said: str, leftover: str) -> Parsed[PartialDate]:
    if not re.search(r"\w", leftover):
        # Marks alone say nothing by themselves; a question mark is a doubt worth keeping.
        leftover = said if "?" in leftover else ""
    if leftover:
        message = gettext("Of “%(text)s” the date %(date)s was taken; “%(words)s” was kept in the notes.")
    else:
        message = gettext("“%(text)s” was read as %(date)s.")
    sentence = message % {"text": said, "date": read.date, "words": leftover}
    return Parsed(read.date, " ".join(filter(None, (sentence, read.remark))), leftover)
