"""Legs of journeys as people write them, one row a leg, to estimates of what they emit. Needs no database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from proxenia.core.errors import Refused
from proxenia.core.shipped import data_folder
from proxenia.core.values import CellError, parse_date
from proxenia.core.values.sentences import gettext
from proxenia.core.yearly import by_year
from proxenia.methods import emissions
from proxenia.methods.emissions import Estimate, FactorSet, Point

from .queries import GazetteerMissing, country_of, resolve
from .queries.airports import airport

COLUMNS = ("date", "mode", "from", "to", "class", "people", "nights", "country")
AT_MOST = 100_000
"""People or nights of one row; more is a slip of the pen."""


@dataclass(frozen=True)
class Reckoned:
    """The estimates of the rows that could be read, and a sentence for each of the others; rows by number."""

    estimates: tuple[tuple[int, Estimate], ...]
    problems: tuple[tuple[int, str], ...]


@cache
def factor_sets() -> dict[int, FactorSet]:
    """Return the factors of every year, the office's own files (`factors/` in the data folder) before the shipped.

    Raises Refused, naming the year, for a file that cannot be read.
    """
    sets = {}
    for year, rows in by_year("factors", "travel", data_folder()).items():
        try:
            sets[year] = emissions.read_factors(year, rows)
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            message = gettext("The factors of %(year)d cannot be read: %(why)s.") % {
                "year": year,
                "why": error,
            }
            raise Refused(message, f"factors/travel_{year}.csv") from error
    return sets


def reckon(rows: Iterable[tuple[int, Mapping[str, str]]], *, rf: bool = True) -> Reckoned:
    """Return what the legs of a list emit; a row that cannot be read is left out and named.

    `rows` are (number, cells by the names of COLUMNS). Raises Refused where airports or factors are missing altogether.
    """
    sets, estimates, problems = factor_sets(), [], []
    for number, row in rows:
        try:
            estimates.append((number, estimate(row, sets, rf=rf)))
        except CellError as problem:
            problems.append((number, str(problem)))
    return Reckoned(tuple(estimates), tuple(problems))


def estimate(row: Mapping[str, str], sets: Mapping[int, FactorSet], *, rf: bool = True) -> Estimate:
    """Return what one row emits; raises CellError with the sentence that says what is wrong with it."""
    mode = row.get("mode", "").strip().lower()
    try:
        factors = emissions.of_year(sets, _year(row.get("date", "")))
        people = _count(row.get("people", ""), gettext("people"), missing=1)
        if mode == "hotel":
            if not row.get("nights", "").strip():
                raise CellError(gettext("Say how many nights."))
            nights = _count(row["nights"], gettext("nights"))
            return emissions.stay(factors, _country(row.get("country", "")), nights, people=people)
        return _leg(row, mode, factors, people, rf)
    except emissions.Unknown as unknown:
        raise CellError(_sentence(unknown)) from unknown


def _leg(row: Mapping[str, str], mode: str, factors: FactorSet, people: int, rf: bool) -> Estimate:
    if mode not in emissions.MODES:
        raise emissions.Unknown("mode", mode)
    find = _airport if mode == "air" else _place
    start, end = find(row.get("from", "")), find(row.get("to", ""))
    if (start.lat, start.lon) == (end.lat, end.lon):
        raise CellError(gettext("The leg begins and ends in the same place."))
    fare = _fare(row.get("class", ""))
    return emissions.leg(factors, mode, start, end, fare=fare, people=people, rf=rf)


def _airport(code: str) -> Point:
    if not code.strip():
        raise CellError(gettext("Say from where and to where, as codes of airports."))
    found = airport(code)
    if found is None:
        raise CellError(gettext("“%(code)s” is not the IATA code of an airport.") % {"code": code.strip()})
    return found


@lru_cache(maxsize=4096)
def _place(name: str) -> Point:
    if not name.strip():
        raise CellError(gettext("Say from where and to where, as “Lyon, France”."))
    try:
        found = resolve(name)
    except GazetteerMissing as missing:
        raise Refused(str(missing), "gazetteer") from missing
    if found.match is None:
        raise CellError(gettext("“%(name)s”: %(why)s") % {"name": name.strip(), "why": found.why})
    return Point(found.match.lat, found.match.lon, found.match.country)


def _country(text: str) -> str:
    if not text.strip():
        raise CellError(gettext("Say in which country the hotel is."))
    found = country_of(text)
    if found is None:
        raise CellError(gettext("“%(country)s” is not a country known here.") % {"country": text.strip()})
    return found.code


def _year(text: str) -> int | None:
    if not text.strip():
        return None
    read = parse_date(text)
    if read.value is None:
        raise CellError(gettext("“%(text)s” is not a date.") % {"text": text.strip()})
    return read.value.year


def _fare(text: str) -> str:
    plain = text.strip().lower().replace("_", " ").removesuffix("class").strip()
    return {"": "economy", "premium economy": "premium"}.get(plain, plain)


def _count(text: str, what: str, missing: int = 0) -> int:
    plain = text.strip()
    if not plain and missing:
        return missing
    whole = plain.removesuffix(".0")
    if not (whole.isascii() and whole.isdecimal() and 1 <= int(whole[:9]) <= AT_MOST and len(whole) < 9):
        message = gettext("%(what)s: “%(text)s” is not a whole number from 1 up.")
        raise CellError(message % {"what": what, "text": plain})
    return int(whole)


def _sentence(unknown: emissions.Unknown) -> str:
    sentences = {
        "mode": gettext("“%(value)s” is not a way to travel: air, rail, coach, car or hotel."),
        "class": gettext("“%(value)s” is not a class: economy, premium, business, first or average."),
        "hotel": gettext("No factor for hotels in %(value)s is published in the set kept here."),
        "factors": gettext("No factor for %(value)s is in the set of that year."),
    }
    return sentences[unknown.what] % {"value": unknown.value}
