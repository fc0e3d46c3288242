"""Places become rows the first time something points at them; an office adds its own and names its home."""

from collections.abc import Iterable
from typing import Any, Protocol

from django.db import transaction

from proxenia.accounts.models import Office, User
from proxenia.audit.actions import record as record_event
from proxenia.core.values import clean_text, fold
from proxenia.places.access import check_may_add_place, check_may_set_home
from proxenia.places.models import Home, Place


class GazetteerPlace(Protocol):
    """What a line of the gazetteer gives: see places/queries."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def local_name(self) -> str: ...
    @property
    def country(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def lat(self) -> float: ...
    @property
    def lon(self) -> float: ...
    @property
    def population(self) -> int: ...
    @property
    def timezone(self) -> str: ...


def _row(found: GazetteerPlace) -> Place:
    return Place(
        gazetteer_id=found.id,
        name=found.name,
        local_name=found.local_name if found.local_name != found.name else "",
        name_folded=fold(found.name)[:200],
        country=found.country,
        region=found.region,
        lat=found.lat,
        lon=found.lon,
        population=found.population or None,
        timezone=found.timezone,
    )


def ensure_places(found: Iterable[GazetteerPlace]) -> dict[str, Place]:
    """Return the rows of gazetteer places by their id, made where they are missing.

    A copy of the gazetteer is nobody's record: these rows are a declared exception from the log.
    """
    wanted = {place.id: place for place in found}
    rows = {row.gazetteer_id: row for row in Place.objects.filter(gazetteer_id__in=wanted)}
    missing = [_row(place) for key, place in wanted.items() if key not in rows]
    if missing:
        Place.objects.bulk_create(missing, ignore_conflicts=True, batch_size=500)
        made = [row.gazetteer_id for row in missing]
        rows |= {row.gazetteer_id: row for row in Place.objects.filter(gazetteer_id__in=made)}
    return {key: rows[key] for key in wanted}


def ensure_place(found: GazetteerPlace) -> Place:
    """Return the row of one gazetteer place, made where it is missing."""
    return ensure_places([found])[found.id]


@transaction.atomic
def add_place(office: Office, *, by: User, values: dict[str, Any]) -> Place:
    """Add a place of the office's own, for what no gazetteer knows."""
    check_may_add_place(by, office)
    name = clean_text(values["name"])
    place = Place.objects.create(**{**values, "name": name}, name_folded=fold(name), office=office)
    told = {key: value for key, value in values.items() if value not in ("", None)}
    record_event(chain=office.pk, by=by, verb="add_place", kind="place", uid=place.uid, name=name, after=told)
    return place


@transaction.atomic
def set_home(office: Office, *, by: User, place: Place) -> Home:
    """Name the place an office works for."""
    check_may_set_home(by, office)
    old = Home.objects.filter(office=office).select_related("place").first()
    if old and old.place_id == place.pk:
        return old
    home, _made = Home.objects.update_or_create(office=office, defaults={"place": place})
    record_event(
        chain=office.pk,
        by=by,
        verb="set_home",
        kind="office",
        uid=office.uid,
        name=office.name,
        before={"home": old.place.name} if old else None,
        after={"home": place.name},
    )
    return home
