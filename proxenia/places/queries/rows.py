"""Reads on the rows of places: what an office uses, its own places, and the facts that a page shows."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.apps import apps
from django.db.models import Count, Q, QuerySet

from proxenia.accounts.models import Office, User
from proxenia.core.errors import NotFound
from proxenia.core.names import country_name, language_name, national_languages, official_languages
from proxenia.core.registry import pointers_to
from proxenia.core.values import fold
from proxenia.places.models import Place
from proxenia.places.queries.countries import Country, countries, groups_of
from proxenia.places.queries.gazetteer import GazetteerMissing, PlaceRef, place_by_id, search
from proxenia.records.models import Record


@dataclass(frozen=True)
class CountryFacts:
    """A country as its page shows it: names, languages, groups, all in the reader's language."""

    country: Country
    name: str
    own_names: list[tuple[str, str]]
    languages: list[str]
    groups: list[str]


def used_places(user: User, office: Office) -> QuerySet[Place]:
    """Return the places that this office added, or that a record points at which this person may see."""
    used = Q(office=office)
    for pointer in pointers_to("places.Place"):
        model = apps.get_model(pointer.model)
        if issubclass(model, Record):
            rows = model.objects.visible_to(user, office).live().exclude(**{pointer.field: None})
            used |= Q(pk__in=rows.order_by().values(f"{pointer.field}_id"))
    return Place.objects.known_to(office).filter(used)


def places(user: User, office: Office, *, text: str = "", country: str = "") -> QuerySet[Place]:
    """Return the places an office uses, by name; ``text`` is the beginning of a name in any script."""
    rows = used_places(user, office)
    if text:
        keys = [found.id for found in elsewhere(text, limit=50)]
        rows = rows.filter(Q(name_folded__startswith=fold(text)) | Q(gazetteer_id__in=keys))
    if country:
        rows = rows.filter(country=country)
    return rows.order_by("name_folded", "pk")


def countries_used(user: User, office: Office) -> list[tuple[str, int]]:
    """Return (country code, number of places), the most frequent first."""
    rows = used_places(user, office).order_by().values_list("country").annotate(n=Count("pk"))
    return [(code, n) for code, n in rows.order_by("-n", "country")]


def elsewhere(text: str, limit: int = 10, country: str = "") -> tuple[PlaceRef, ...]:
    """Return places of the gazetteer by a name in any script; none where the gazetteer is missing."""
    try:
        return search(text, limit, country) if text.strip() else ()
    except GazetteerMissing:
        return ()


def find_place(office: Office, uid: str) -> Place | PlaceRef:
    """Return a place by its uid, or by its id in the gazetteer ("geonames:2821164"): the row where there is one."""
    rows = Place.objects.known_to(office)
    if not uid.startswith("geonames:"):
        found = rows.filter(uid=uid).first()
    else:
        found = rows.filter(gazetteer_id=uid).first()
    place = found or _reference(uid)
    if place is None:
        raise NotFound("There is no such place.")
    return place


def _reference(uid: str) -> PlaceRef | None:
    try:
        return place_by_id(uid)
    except GazetteerMissing:
        return None


def country_facts(code: str) -> CountryFacts:
    """Return what the page of a country shows; refuses a code that is none."""
    country = countries().get(code.upper())
    if country is None:
        raise NotFound("There is no such country.")
    languages = official_languages(country.code)
    national = national_languages(country.code)
    own = [(language, _in_language(country.code, language)) for language in national]
    shown = country_name(country.code)
    return CountryFacts(
        country,
        shown,
        [(language, name) for language, name in own if name and name != shown],
        [language_name(language) for language in languages],
        [group.name for group in groups_of(country.code)],
    )


def _in_language(code: str, language: str) -> str:
    from django.utils.translation import override

    with override(language):
        name = country_name(code)
    return "" if name == code else name


def local_time(timezone_name: str, now: dt.datetime) -> dt.datetime | None:
    """Return the moment ``now`` on the clocks of a time zone, None where the zone is unknown."""
    try:
        return now.astimezone(ZoneInfo(timezone_name)) if timezone_name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None
