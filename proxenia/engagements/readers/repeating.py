"""When something that repeats takes place within a year: never more often than daily, never without end."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from itertools import islice
from typing import Any

from dateutil import rrule

from .bounds import AHEAD_DAYS, BEHIND_DAYS, OCCURRENCES

_FREQUENCIES = {
    "DAILY": rrule.DAILY,
    "WEEKLY": rrule.WEEKLY,
    "MONTHLY": rrule.MONTHLY,
    "YEARLY": rrule.YEARLY,
}
_TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
_DAYS = {
    "MO": rrule.MO,
    "TU": rrule.TU,
    "WE": rrule.WE,
    "TH": rrule.TH,
    "FR": rrule.FR,
    "SA": rrule.SA,
    "SU": rrule.SU,
}
_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_NUMBER = re.compile(r"[+-]?\d{1,4}")
_LISTS = {
    "BYMONTH": ("bymonth", 12),
    "BYMONTHDAY": ("bymonthday", 31),
    "BYYEARDAY": ("byyearday", 366),
    "BYWEEKNO": ("byweekno", 53),
    "BYSETPOS": ("bysetpos", 366),
}
_LONGEST_LIST = 64
_FIRST_YEAR = 1970
_MOST_APART = 400


class OddRule(ValueError):
    """A rule that cannot be followed; its first argument is the code of the remark."""


def occurrences(
    rule: str, starts: dt.datetime, today: dt.date, without: Iterable[dt.datetime] = ()
) -> list[dt.datetime]:
    """Return the times by its own clock at which a rule repeats, from a month ago to a year ahead, at most 60.

    Raises OddRule with the code of a remark where the rule repeats more often than daily or is none.
    """
    options = _options(rule, starts)
    first = dt.datetime.combine(today - dt.timedelta(days=BEHIND_DAYS), dt.time())
    horizon = dt.datetime.combine(max(today, starts.date()) + dt.timedelta(days=AHEAD_DAYS), dt.time())
    options["until"] = min(options.get("until") or horizon, horizon)
    # The library warns that a rule has both a count and an end; here the end is only how far we look.
    count = options.pop("count", None)
    found = iter(rrule.rrule(dtstart=starts, **options))
    counted = islice(found, count) if count is not None else found
    skipped = set(without)
    wanted = (at for at in counted if at >= min(first, starts) and at not in skipped)
    return list(islice((at for at in wanted if at >= first or starts >= first), OCCURRENCES))


def _options(rule: str, starts: dt.datetime) -> dict[str, Any]:
    given = dict(part.split("=", 1) for part in rule.upper().split(";") if "=" in part)
    frequency = given.get("FREQ", "")
    if frequency in _TOO_OFTEN or any(name in given for name in ("BYHOUR", "BYMINUTE", "BYSECOND")):
        raise OddRule("too_often")
    if frequency not in _FREQUENCIES or starts.year < _FIRST_YEAR:
        raise OddRule("odd_rule")
    options: dict[str, Any] = {"freq": _FREQUENCIES[frequency]}
    options["interval"] = _number(given.get("INTERVAL", "1"), 1, _MOST_APART)
    if "COUNT" in given:
        options["count"] = int(given["COUNT"][:9]) if given["COUNT"][:9].isdecimal() else 1
    if "UNTIL" in given:
        options["until"] = _until(given["UNTIL"])
    for name, (option, most) in _LISTS.items():
        if name in given:
            options[option] = [_number(one, -most, most) for one in _list(given[name])]
    if "BYDAY" in given:
        most = {"MONTHLY": 5, "YEARLY": 53}.get(frequency, 0)
        options["byweekday"] = [_weekday(one, most) for one in _list(given["BYDAY"])]
    if given.get("WKST", "") in _DAYS:
        options["wkst"] = _DAYS[given["WKST"]]
    return options


def _list(text: str) -> list[str]:
    found = text.split(",")
    if len(found) > _LONGEST_LIST:
        raise OddRule("odd_rule")
    return found


def _number(text: str, least: int, most: int) -> int:
    if not _NUMBER.fullmatch(text) or not least <= int(text) <= most or int(text) == 0:
        raise OddRule("odd_rule")
    return int(text)


def _weekday(text: str, most: int) -> Any:
    """Return a day of the week, or the so-manieth of a month or year, of which there are at most ``most``."""
    found = _DAY.fullmatch(text)
    number = int(found[1] or 0) if found else 0
    if not found or abs(number) > most:
        raise OddRule("odd_rule")
    day = _DAYS[found[2]]
    return day(number) if number else day


def _until(text: str) -> dt.datetime:
    """Return the last moment of a rule; a zone it names shifts it by hours at most, within the same day's grace."""
    try:
        day = dt.datetime.combine(dt.date.fromisoformat(text[:8]), dt.time())
    except ValueError:
        raise OddRule("odd_rule") from None
    return day + dt.timedelta(days=1)
