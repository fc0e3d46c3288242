"""Reads on places: countries by any name, and towns of the gazetteer by name, id or position.

No Django model is imported here, so that `proxenia resolve` needs no database.
"""

from .countries import Country, Group, countries, countries_of, country_of, family, groups, groups_of
from .gazetteer import GazetteerMissing, PlaceRef, nearest, place_by_id, search
from .resolve import Resolution, resolve, resolve_many

__all__ = [
    "Country",
    "GazetteerMissing",
    "Group",
    "PlaceRef",
    "Resolution",
    "countries",
    "countries_of",
    "country_of",
    "family",
    "groups",
    "groups_of",
    "nearest",
    "place_by_id",
    "resolve",
    "resolve_many",
    "search",
]
