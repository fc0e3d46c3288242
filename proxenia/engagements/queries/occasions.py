"""What else falls on days of a calendar: anniversaries, holidays of both places, people in two places at once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any

from django.db.models import F
from django.db.models.functions import Substr

from proxenia.accounts.models import Office, User
from proxenia.core.names import country_name
from proxenia.engagements.models import EngagementTie, Participation, Stop
from proxenia.engagements.queries.calendar import Entry
from proxenia.engagements.rules.calendar import moments_of
from proxenia.places.models import Home
from proxenia.places.queries.countries import iso_region
from proxenia.portfolio.models import Agreement, Partnership, Party
from proxenia.portfolio.rules import WORKING
from proxenia.records.models import visible_through

ROUND = 5
"""Anniversaries of so many years, or a multiple, are told; and the first."""
MOST = 40
_MOST_COUNTRIES = 12


@dataclass(frozen=True)
class Anniversary:
    """A tie or an agreement that is some round number of years old on a day."""

    on: dt.date
    name: str
    years: int
    tie: Partnership
    is_signing: bool


@dataclass(frozen=True)
class Holiday:
    """A public holiday in a place, by the place's words."""

    on: dt.date
    name: str
    where: str
    is_ours: bool


@dataclass(frozen=True)
class Holidays:
    """Public holidays of some days, and the countries of which none are known."""

    days: list[Holiday]
    unknown: list[str]


@dataclass(frozen=True)
class Conflict:
    """Somebody who would be at two engagements at one time."""

    who: str
    first: Entry
    second: Entry


def anniversaries(user: User, office: Office, first: dt.date, last: dt.date) -> list[Anniversary]:
    """Return the round anniversaries of ties at work and of signed agreements, for up to a year of days."""
    days = {day.isoformat()[5:]: day for day in _days(first, last)}
    ties = (
        Partnership.objects.visible_to(user, office)
        .live()
        .filter(state__in=WORKING, since__lt=str(last.year))
    )
    begun = ties.annotate(day=Substr(F("since"), 6, 5)).filter(day__in=list(days))
    texts = (
        Agreement.objects.visible_to(user, office)
        .live()
        .filter(
            visible_through(user, office, "partnership__", is_known=True),
            partnership__archived_at=None,
            state=Agreement.State.SIGNED,
            signed__lt=str(last.year),
        )
    )
    signed = (
        texts.annotate(day=Substr(F("signed"), 6, 5)).filter(day__in=list(days)).select_related("partnership")
    )
    found = [_anniversary(days, tie.since, tie.name, tie, False) for tie in begun]
    found += [_anniversary(days, one.signed, one.title, one.partnership, True) for one in signed]
    told = [one for one in found if one is not None]
    return sorted(told, key=lambda one: (one.on, one.name))[:MOST]


def _anniversary(
    days: dict[str, dt.date], since: Any, name: str, tie: Partnership, is_signing: bool
) -> Anniversary | None:
    on = days.get(str(since)[5:])
    years = on.year - since.year if on else 0
    is_round = years == 1 or (years > 0 and years % ROUND == 0)
    return Anniversary(on, name, years, tie, is_signing) if on and is_round else None


def _days(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(days=number) for number in range(min((last - first).days, 366) + 1)]


def countries_of(user: User, office: Office, entries: Iterable[Entry]) -> list[tuple[str, str]]:
    """Return countries, with a region where one is known, in which entries take place or whose bodies they are with."""
    rows = list(entries)
    found = {
        (one.engagement.place.country, one.engagement.place.region) for one in rows if one.engagement.place
    }
    links = EngagementTie.objects.filter(engagement__in=[one.engagement.pk for one in rows])
    parties = Party.objects.filter(
        visible_through(user, office, "organisation__"), partnership__in=links.values("partnership")
    )
    known = {country for country, _region in found}
    bodies = parties.exclude(organisation__country__in=["", *known]).values_list(
        "organisation__country", flat=True
    )
    found |= {(country, "") for country in bodies.distinct()[:_MOST_COUNTRIES]}
    return sorted(found)[:_MOST_COUNTRIES]


def holidays_of(
    office: Office, places: Collection[tuple[str, str]], first: dt.date, last: dt.date
) -> Holidays:
    """Return the public holidays of some days at home and elsewhere; countries of which none are known are named."""
    home = Home.objects.filter(office=office).select_related("place").first()
    ours = (home.place.country, home.place.region) if home else None
    wanted = dict.fromkeys([*([ours] if ours else []), *places])
    found: list[Holiday] = []
    unknown: list[str] = []
    for country, region in wanted:
        if (country, region) != ours and ours is not None and country == ours[0] and not region:
            continue
        known = _known_holidays(country, region, first.year, last.year)
        if known is None:
            unknown.append(country_name(country))
            continue
        where = ", ".join(
            part for part in (region if known.has_region else "", country_name(country)) if part
        )
        is_ours = (country, region) == ours
        found += [Holiday(day, name, where, is_ours) for day, name in known.days if first <= day <= last]
    return Holidays(sorted(found, key=lambda one: (one.on, not one.is_ours, one.where)), unknown)


def holidays_at(stops: Iterable[Stop]) -> tuple[dict[dt.date, list[str]], list[str]]:
    """Return the public holidays of where a delegation is on each day, and the countries of which none are known."""
    found: dict[dt.date, list[str]] = defaultdict(list)
    unknown: list[str] = []
    for stop in stops:
        known = _known_holidays(stop.country, "", stop.starts.year, stop.ends.year)
        if known is None:
            unknown.append(country_name(stop.country))
            continue
        for day, name in known.days:
            told = f"{name} ({country_name(stop.country)})"
            if stop.starts <= day <= stop.ends and told not in found[day]:
                found[day].append(told)
    return found, list(dict.fromkeys(unknown))


@dataclass(frozen=True)
class _Known:
    days: tuple[tuple[dt.date, str], ...]
    has_region: bool


@lru_cache(maxsize=256)
def _known_holidays(country: str, region: str, first: int, last: int) -> _Known | None:
    """Return the holidays of a country, or of a region of it, in some years; None where none are known."""
    import holidays

    part = iso_region(country, region)
    years = range(first, last + 1)
    for subdivision in dict.fromkeys((part, "")):
        try:
            table = holidays.country_holidays(country, subdiv=subdivision or None, years=years)
            english = table.supported_languages or ()
            if "en_US" in english:
                table = holidays.country_holidays(
                    country, subdiv=subdivision or None, years=years, language="en_US"
                )
        except NotImplementedError:
            continue
        return _Known(tuple(sorted(table.items())), bool(subdivision))
    return None


def conflicts(user: User, office: Office, entries: list[Entry], zone: dt.tzinfo) -> list[Conflict]:
    """Return people who would be at two of some entries at one time; both must say where or when they are.

    Whole days clash with one another only in different places; hours clash whatever the place.
    """
    by_key = {one.engagement.pk: one for one in entries}
    seen = visible_through(user, office, "person__", is_known=True)
    rows = Participation.objects.filter(seen, engagement__in=by_key).select_related("person")
    whose: dict[str, list[Entry]] = defaultdict(list)
    for row in rows.order_by("person__name_folded", "pk"):
        whose[f"{row.person.name}\x1f{row.person_id}"].append(by_key[row.engagement_id])
    found = []
    for who, held in whose.items():
        ordered = sorted(held, key=lambda one: moments_of(one.span, zone)[0])
        found += [
            Conflict(who.partition("\x1f")[0], first, second)
            for first, second in combinations(ordered[:MOST], 2)
            if _clash(first, second, zone)
        ]
    return found[:MOST]


def _clash(first: Entry, second: Entry, zone: dt.tzinfo) -> bool:
    begins, ends = moments_of(first.span, zone)
    other, until = moments_of(second.span, zone)
    if not (begins < until and other < ends):
        return False
    if first.span.starts is not None and second.span.starts is not None:
        return True
    places = {first.engagement.place_id, second.engagement.place_id}
    return None not in places and len(places) == 2
