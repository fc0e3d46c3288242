"""Working hours as offices write them: "12.5", "7:30", "2 days", "1 day 3 h"."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from .numbers import parse_decimal
from .parsed import LONGEST, Cell, CellError, Parsed
from .sentences import gettext
from .text import clean_text, fold

HOURS_A_DAY = Decimal("7.5")
_MINUTE = Decimal(1) / 60
_CLOCK = re.compile(r"(\d{1,5}):([0-5]\d)(?::[0-5]\d)?(?:\s*(?:h|hrs?|hours?))?\.?", re.IGNORECASE)
_HOURS_TEXT = "h hr hrs hour hours std stunde stunden heure heures hora horas hores ora ore uur timer"
_DAYS_TEXT = (
    "d day days pd person-day person-days working-day working-days workday workdays tag tage personentag"
    " personentage arbeitstag arbeitstage jour jours dia dias dies giorno giorni dag dagen dage"
)
_MINUTES_TEXT = "m min mins minute minutes minuten minuto minutos minuti"
_UNITS = {
    fold(word): hours
    for words, hours in ((_HOURS_TEXT, Decimal(1)), (_DAYS_TEXT, HOURS_A_DAY), (_MINUTES_TEXT, _MINUTE))
    for word in words.split()
}
_PART = re.compile(r"(\d+(?:[.,]\d+)?)\s*([^\W\d_]+(?:[- ](?:days?|tage?))?)?\.?")
_BETWEEN = re.compile(r"[\s,;&+]*|\s*(?:and|und|et|y|e|i)\s*", re.IGNORECASE)


def parse_hours(cell: Cell) -> Parsed[Decimal]:
    """Return working hours: a plain number is hours, "7:30" seven and a half, a day 7.5 hours (with a remark).

    Raises CellError for words, and for units of which nobody can say the hours (weeks, months).
    """
    if isinstance(cell, dt.timedelta):
        return Parsed(Decimal(int(cell.total_seconds())) / 3600)
    text = clean_text(cell)
    if len(text) > LONGEST:
        return parse_decimal(text)
    clock = _CLOCK.fullmatch(text)
    if clock:
        return Parsed(Decimal(clock.group(1)) + int(clock.group(2)) * _MINUTE)
    added = _added(text) if isinstance(cell, str) else None
    if added is not None:
        return added
    parsed = parse_decimal(cell)
    if re.match(r"\w", parsed.leftover):
        message = gettext("“%(text)s” does not say hours: write them as a number such as 7.5.")
        raise CellError(message % {"text": text})
    return parsed


def _added(text: str) -> Parsed[Decimal] | None:
    """Return the sum of "1 day 3 h", None where anything in the text is no number with a unit."""
    total, end = Decimal(0), 0
    units: list[Decimal] = []
    for part in _PART.finditer(text):
        unit = fold(part.group(2) or "").replace(" ", "-")
        hours = _UNITS.get(unit.replace("-", " "), _UNITS.get(unit))
        # "7h30" leaves out the word for minutes.
        if not unit and units == [Decimal(1)] and not text[end : part.start()].strip():
            hours = _MINUTE
        if hours is None or not _BETWEEN.fullmatch(text[end : part.start()]):
            return None
        total, end = total + Decimal(part.group(1).replace(",", ".")) * hours, part.end()
        units.append(hours)
    if not units or text[end:].strip():
        return None
    return Parsed(total, _remark(text, total) if units != [Decimal(1)] else "")


def _remark(text: str, total: Decimal) -> str:
    message = gettext("“%(text)s” was read as %(hours)s hours; a day of work counts %(day)s.")
    shown = format(total.quantize(Decimal("0.01")).normalize(), "f")
    return message % {"text": text, "hours": shown, "day": HOURS_A_DAY}
