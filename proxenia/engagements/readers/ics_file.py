"""An iCalendar file (RFC 5545) as plain entries. Of time zones only the name is believed, never a definition."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar.parser import Contentline
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from .bounds import (
    CALENDAR_BYTES,
    DEPTH,
    EVENTS,
    EXCEPTIONS,
    LINE_LENGTH,
    LINES,
    PEOPLE,
    RULE_SECONDS,
    TITLE,
    WORDS,
    Held,
)
from .repeating import OddRule, occurrences

Line = tuple[str, dict[str, str], str]
_MOMENT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?")
_LENGTH = re.compile(r"\+?P(?:(\d{1,3})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:\d{1,6}S)?)?")
_ADDRESS = re.compile(r"mailto:\s*([^\s<>]{1,250}@[^\s<>]{1,250})", re.IGNORECASE)
_STAMP = re.compile(r"\d{8}T\d{6}Z", re.ASCII)
_ANSWERS = ("REPLY", "COUNTER")
_ESCAPED = re.compile(r"\\([\\;,nN])")
_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+\-]*(/[A-Za-z0-9_+\-]+){0,2}")


def decoded(content: bytes) -> str:
    """Return the text of a file: UTF-8, or what its marks say, else as western Europe wrote it."""
    for mark, name in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(name, errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def is_calendar(content: bytes) -> bool:
    """Say whether a file begins as a calendar does."""
    return (
        b"BEGIN:VCALENDAR"
        in content[:400].replace(b"\x00", b"").upper().lstrip(b"\xef\xbb\xbf\xff\xfe\r\n \t")[:40]
    )


def read_calendar(content: bytes, today: dt.date) -> dict[str, Any]:
    """Return method, entries and remarks of a calendar; raises Held where it is larger than a calendar may be."""
    if len(content) > CALENDAR_BYTES:
        raise Held("calendar_bytes", megabytes=CALENDAR_BYTES // 1024 // 1024)
    lines = list(_unfolded(decoded(content)))
    method = next((line[7:].strip().upper()[:20] for line in lines if line.upper().startswith("METHOD:")), "")
    blocks, zones, remarks = _blocks(lines)
    if method in _ANSWERS:
        answers = [_answer(block, zones, method) for block in blocks]
        return {"method": method, "items": [], "answers": [*filter(None, answers)], "remarks": remarks}
    items = [_item(block, zones, today) for block in blocks]
    found = [one for one in items if one is not None]
    if len(found) < len(items):
        remarks.append("no_start")
    _without_moved(found)
    return {"method": method, "items": found, "answers": [], "remarks": remarks}


def _unfolded(text: str) -> Iterator[str]:
    """Yield whole lines; those beyond a length are cut, and more than some number are no calendar."""
    whole, count = "", 0
    for raw in re.split(r"\r\n|\r|\n", text):
        count += 1
        if count > LINES:
            raise Held("calendar_lines", lines=LINES)
        if raw[:1] in (" ", "\t"):
            if len(whole) < LINE_LENGTH:
                whole += raw[1:]
            continue
        if whole:
            yield whole[:LINE_LENGTH]
        whole = raw
    if whole:
        yield whole[:LINE_LENGTH]


def _blocks(lines: list[str]) -> tuple[list[list[str]], dict[str, str], list[str]]:
    """Return the lines of each entry, the places that zones of the file name, and remarks."""
    blocks: list[list[str]] = []
    zones: dict[str, str] = {}
    remarks: list[str] = []
    stack: list[str] = []
    zone = ""
    for line in lines:
        name, _colon, value = line.partition(":")
        word = name.strip().upper()
        if word == "BEGIN":
            stack.append(value.strip().upper()[:20])
            if len(stack) > DEPTH:
                raise Held("calendar_depth", depth=DEPTH)
            if stack[-1] == "VEVENT" and len(stack) <= 2:
                blocks.append([])
        elif word == "END":
            stack = stack[:-1]
        elif stack[-1:] == ["VEVENT"] and blocks and len(blocks) <= EVENTS:
            blocks[-1].append(line)
        elif stack[-1:] == ["VTIMEZONE"]:
            zone = value.strip()[:200] if word == "TZID" else zone
            if word == "X-LIC-LOCATION" and len(zones) < EVENTS:
                zones[zone] = value.strip()[:60]
    if len(blocks) > EVENTS:
        remarks.append("too_many_events")
    return blocks[:EVENTS], zones, remarks


def _answer(block: list[str], zones: dict[str, str], method: str) -> dict[str, Any] | None:
    """Return what one guest answered (RFC 5546, 3.2.3 and 3.2.7), or None where it names no guest.

    An answer need not say again when it is; one of two guests is none: each answers alone.
    """
    one = _properties_of(block)
    people = [_person(line) for line in one.get("ATTENDEE", [])]
    named = [who for who in people if who["address"]]
    if len(named) != 1:
        return None
    moved, stamp = _when(one, "RECURRENCE-ID", zones), _STAMP.fullmatch(_value(one, "DTSTAMP"))
    return {
        "uid": _value(one, "UID")[:500],
        "moved": moved["at"] if moved else "",
        "sequence": _sequence(one),
        "stamp": stamp[0] if stamp else "",
        "method": method,
        "title": _text(one, "SUMMARY", TITLE),
        "comment": _text(one, "COMMENT", WORDS),
        "who": named[0],
        "starts": _when(one, "DTSTART", zones),
        "ends": _when(one, "DTEND", zones),
    }


def _properties_of(block: list[str]) -> dict[str, list[Line]]:
    one: dict[str, list[Line]] = {}
    for line in _properties(block):
        kept = one.setdefault(line[0], [])
        if len(kept) < EXCEPTIONS:
            kept.append(line)
    return one


def _sequence(one: dict[str, list[Line]]) -> int:
    number = _value(one, "SEQUENCE")[:9]
    return int(number) if number.isascii() and number.isdigit() else 0


def _properties(block: list[str]) -> Iterator[Line]:
    for line in block:
        try:
            name, parameters, value = Contentline(line).parts()
        except (ValueError, KeyError, IndexError):
            continue
        yield str(name).upper(), {key.upper(): str(one) for key, one in parameters.items()}, str(value)


def _item(block: list[str], zones: dict[str, str], today: dt.date) -> dict[str, Any] | None:
    """Return one entry, or None where it does not say when it begins."""
    one = _properties_of(block)
    starts = _when(one, "DTSTART", zones)
    if starts is None:
        return None
    ends = _when(one, "DTEND", zones) or _after(starts, _value(one, "DURATION"))
    moved = _when(one, "RECURRENCE-ID", zones)
    people = [_person(line) for line in one.get("ATTENDEE", [])]
    found: dict[str, Any] = {
        "uid": _value(one, "UID")[:500],
        "moved": moved["at"] if moved else "",
        "sequence": _sequence(one),
        "status": _value(one, "STATUS").upper()[:20],
        "title": _text(one, "SUMMARY", TITLE),
        "words": _text(one, "DESCRIPTION", WORDS),
        "location": _text(one, "LOCATION", TITLE),
        "private": _value(one, "CLASS").upper() in ("PRIVATE", "CONFIDENTIAL"),
        "starts": starts,
        "ends": ends,
        "organizer": next((_person(line) for line in one.get("ORGANIZER", [])), None),
        "people": [person for person in people if person["address"] or person["name"]][:PEOPLE],
        "people_count": len(people),
        "remarks": ["odd_zone"] if starts["odd_zone"] else [],
    }
    return {**found, **_repeats(one, starts, zones, today, found["remarks"])}


def _value(one: dict[str, list[Line]], name: str) -> str:
    return one[name][0][2].strip() if one.get(name) else ""


def _text(one: dict[str, list[Line]], name: str, limit: int) -> str:
    text = _ESCAPED.sub(lambda hit: "\n" if hit[1] in "nN" else hit[1], _value(one, name)[: limit * 2])
    return text.strip()[:limit]


def _when(one: dict[str, list[Line]], name: str, zones: dict[str, str]) -> dict[str, Any] | None:
    found = one.get(name)
    return _moment(found[0][2].strip(), found[0][1].get("TZID", ""), zones) if found else None


def _moment(text: str, zone: str, zones: dict[str, str]) -> dict[str, Any] | None:
    """Return a day or a moment by its own clock, with the zone's name where one is known."""
    found = _MOMENT.fullmatch(text)
    if not found:
        return None
    try:
        numbers = [int(part or 0) for part in found.groups()[:6]]
        at = dt.datetime(*numbers[:5], min(numbers[5], 59))  # type: ignore[arg-type, call-arg]  # noqa: DTZ001 (by its own clock)
    except ValueError:
        return None
    if not 1000 <= at.year <= 2200:
        return None
    if found[4] is None:
        return {"at": at.date().isoformat(), "zone": "", "odd_zone": False}
    known = "UTC" if found[7] else zone_name(zone, zones)
    return {"at": at.isoformat(), "zone": known, "odd_zone": bool(zone) and not known and not found[7]}


def zone_name(said: str, zones: dict[str, str] | None = None) -> str:
    """Return the name of a zone as the table of zones has it; empty where none is meant.

    Outlook's names are translated; of a path only its end counts, as in "/vendor/Europe/Berlin".
    """
    said = said.strip().strip('"')[:200]
    tries = [
        said,
        WINDOWS_TO_OLSON.get(said, ""),
        "/".join(said.split("/")[-2:]),
        (zones or {}).get(said, ""),
    ]
    return next((name for name in tries if name and _is_zone(name)), "")


def _is_zone(name: str) -> bool:
    if not _ZONE.fullmatch(name):
        return False
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _after(starts: dict[str, Any], length: str) -> dict[str, Any] | None:
    found = _LENGTH.fullmatch(length.upper()) if length else None
    if not found:
        return None
    weeks, days, hours, minutes = (int(part or 0) for part in found.groups())
    at = dt.datetime.fromisoformat(starts["at"]) + dt.timedelta(
        weeks=weeks, days=days, hours=hours, minutes=minutes
    )
    is_day = len(starts["at"]) == 10
    return {**starts, "at": at.date().isoformat() if is_day else at.isoformat()}


def _person(line: Line) -> dict[str, str]:
    _name, parameters, value = line
    found = _ADDRESS.match(value.strip())
    return {
        "name": parameters.get("CN", "").strip()[:200],
        "address": found[1].lower() if found else "",
        "answer": parameters.get("PARTSTAT", "").upper()[:20],
    }


def _repeats(
    one: dict[str, list[Line]],
    starts: dict[str, Any],
    zones: dict[str, str],
    today: dt.date,
    remarks: list[str],
) -> dict[str, Any]:
    """Return the rule and the times it gives, with those added and without those taken out."""
    rule = _value(one, "RRULE")[:500]
    extra = list(_moments(one, "RDATE", zones))
    if not rule and not extra:
        return {"rule": "", "times": []}
    begins = dt.datetime.fromisoformat(starts["at"])
    gone = set(_moments(one, "EXDATE", zones))
    times: list[dt.datetime] = []
    if rule and time.process_time() > RULE_SECONDS:
        remarks.append("too_many_rules")
    elif rule:
        try:
            times = occurrences(rule, begins, today, gone)
        except (OddRule, ValueError, OverflowError) as odd:
            remarks.append(odd.args[0] if isinstance(odd, OddRule) else "odd_rule")
    times = sorted({*times, *(at for at in extra if at not in gone)})
    is_day = len(starts["at"]) == 10
    return {"rule": rule, "times": [(at.date() if is_day else at).isoformat() for at in times[:60]]}


def _moments(one: dict[str, list[Line]], name: str, zones: dict[str, str]) -> Iterator[dt.datetime]:
    for _name, parameters, value in one.get(name, []):
        for text in value.split(",")[:EXCEPTIONS]:
            found = _moment(text.strip(), parameters.get("TZID", ""), zones)
            if found:
                yield dt.datetime.fromisoformat(found["at"])


def _without_moved(items: list[dict[str, Any]]) -> None:
    """Take out of what repeats the times that an entry of their own moved elsewhere."""
    moved = {(one["uid"], one["moved"]) for one in items if one["moved"]}
    for one in items:
        one["times"] = [at for at in one["times"] if (one["uid"], at) not in moved]
