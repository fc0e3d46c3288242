"""Organisations: added, changed, put away; and the place each of them is at."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, Unit, User
from proxenia.core.errors import Refused
from proxenia.core.values import clean_text, fold
from proxenia.directory.models import Organisation
from proxenia.directory.queries.organisations import lineage, municipality_at, municipality_called
from proxenia.directory.rules import check_kind, check_name, check_parent, check_restorable, municipality_name
from proxenia.places.actions import ensure_place
from proxenia.places.models import Place
from proxenia.places.queries.gazetteer import PlaceRef
from proxenia.records.access import check_may_write
from proxenia.records.actions import archive, change, create, restore


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values ready for the row; a settled place says which country it is."""
    ready = dict(values)
    if "name" in ready:
        ready["name"] = check_name(clean_text(ready["name"], longest=300))
        ready["name_folded"] = fold(ready["name"])[:300]
    if "kind" in ready:
        ready["kind"] = check_kind(ready["kind"] or "other")
    if "place_asked" in ready:
        ready["place_asked"] = clean_text(ready["place_asked"])[:200]
    if "note" in ready:
        ready["note"] = clean_text(ready["note"], lines=True)
    place = ready.get("place")
    if place is not None:
        ready["place"] = row_of(place)
        ready["country"] = ready["place"].country
    return ready


def row_of(place: Place | PlaceRef) -> Place:
    """Return the row of a place; a place of the gazetteer becomes one now."""
    return place if isinstance(place, Place) else ensure_place(place)


def _check_place(office: Office, place: Place | None) -> None:
    if place is not None and place.office_id not in (None, office.pk):
        raise Refused(_("There is no such place."), where="place")


@transaction.atomic
def add_organisation(
    office: Office,
    *,
    by: User,
    values: Mapping[str, Any],
    unit: Unit | None = None,
    owner: User | None = None,
    visibility: str = "internal",
) -> Organisation:
    """Add an organisation; ``values`` are fields of it, ``place`` a Place or a PlaceRef of the gazetteer."""
    ready = _cleaned({"name": "", **values})
    _check_place(office, ready.get("place"))
    parent = ready.get("parent")
    if parent is not None:
        if parent.office_id != office.pk:
            raise Refused(_("There is no such organisation in this office."), where="parent")
        check_parent(None, parent, ())
    return create(
        Organisation,
        by=by,
        office=office,
        verb="add_organisation",
        values=ready,
        unit=unit,
        owner=owner,
        visibility=visibility,
    )


@transaction.atomic
def change_organisation(
    organisation: Organisation, *, by: User, values: Mapping[str, Any], expected_version: int | None = None
) -> Organisation:
    """Change an organisation; a parent that would close a ring is refused."""
    check_may_write(by, organisation)
    ready = _cleaned(values)
    _check_place(organisation.office, ready.get("place"))
    parent = ready.get("parent")
    if parent is not None and parent.pk != organisation.parent_id:
        check_parent(organisation, parent, lineage(parent))
    return change(
        organisation, by=by, verb="change_organisation", values=ready, expected_version=expected_version
    )


def archive_organisation(organisation: Organisation, *, by: User, reason: str) -> Organisation:
    """Put an organisation away with the reason."""
    return archive(organisation, by=by, reason=reason, verb="archive_organisation")


def restore_organisation(organisation: Organisation, *, by: User) -> Organisation:
    """Bring back an organisation that was put away; a merged one comes back by undoing the merge."""
    check_may_write(by, organisation)
    check_restorable(organisation)
    return restore(organisation, by=by, verb="restore_organisation")


@transaction.atomic
def find_or_add_municipality(
    office: Office,
    *,
    by: User,
    place: PlaceRef | Place | None,
    words: str,
    country: str = "",
    unit: Unit | None = None,
) -> Organisation:
    """Return the municipality of a place, added as "City of …" where the office has none.

    Without a place (nobody could tell which is meant) it is the municipality written so in that country,
    added under the words themselves; its place then waits under To settle.
    """
    if place is None:
        found = municipality_called(office, by, words, country)
        values: dict[str, Any] = {"name": words, "country": country}
    else:
        row = row_of(place)
        # Two people who name the same new counterpart at once wait for each other here.
        Place.objects.select_for_update().filter(pk=row.pk).first()
        found = municipality_at(office, by, row)
        values = {"name": municipality_name(row.name), "place": row}
    if found is not None:
        return found
    return add_organisation(
        office, by=by, values={**values, "kind": "municipality", "place_asked": words}, unit=unit
    )


def settle_place(organisation: Organisation, *, by: User, place: PlaceRef | Place) -> Organisation:
    """Say where an organisation is; the words somebody wrote stay beside it."""
    with transaction.atomic():
        check_may_write(by, organisation)
        row = row_of(place)
        _check_place(organisation.office, row)
        values = {"place": row, "country": row.country}
        return change(organisation, by=by, verb="settle_place", values=values)


def dismiss_place(organisation: Organisation, *, by: User) -> Organisation:
    """Say that what was written is not a place; nobody is asked about it again."""
    if not organisation.place_is_open:
        raise Refused(_("No place is open here."))
    return change(organisation, by=by, verb="dismiss_place", values={"place_asked": ""})
