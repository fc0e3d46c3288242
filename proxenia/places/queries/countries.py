"""Countries by any name, and groups of countries.

The table is our own (`data/places/countries.csv`, ISO 3166-1); names in other languages come from CLDR through
the gazetteer file and are left out where that has not been built.
"""

import csv
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from proxenia.core import shipped

from . import gazetteer
from .folding import key_of, without_kind


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory with an ISO 3166-1 code (Kosovo: XK).

    `code` is alpha-2, `alpha3` and `numeric` the other two ('' for Kosovo's number), `name` its English short
    name, `language` and `script` its main ones (ISO 639, ISO 15924), `parent` the country a territory belongs
    to. `region` is set by `country_of` when the text named a part of the country: the gazetteer's code of the
    first-level region, as "ENG" for "England".
    """

    code: str
    alpha3: str
    numeric: str
    name: str
    language: str
    script: str
    parent: str
    region: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of countries as of a day (ISO date), with the source of its membership."""

    code: str
    name: str
    as_of: str
    members: frozenset[str]
    source: str


@lru_cache(maxsize=1)
def countries() -> dict[str, Country]:
    """Return all countries by alpha-2 code, in the order of the codes."""
    fields = ("alpha2", "alpha3", "numeric", "name", "language", "script", "parent")
    return {row["alpha2"]: Country(*(row[field] for field in fields)) for row in _table("countries.csv")}


@lru_cache(maxsize=1)
def groups() -> dict[str, Group]:
    """Return the groups of countries by code ("eu", "nato", …)."""
    return {
        row["code"]: Group(
            row["code"], row["name"], row["as_of"], frozenset(row["members"].split(";")), row["source"]
        )
        for row in _table("groups.csv")
    }


@lru_cache(maxsize=1)
def world_regions() -> dict[str, str]:
    """Return the part of the world (code of the vocabulary world_regions) of each country, by alpha-2 code."""
    return {row["alpha2"]: row["region"] for row in _table("world_regions.csv")}


def groups_of(code: str) -> list[Group]:
    """Return the groups a country (alpha-2) is a member of."""
    return [group for group in groups().values() if code in group.members]


def family(code: str) -> tuple[str, ...]:
    """Return a country's code followed by the codes of its territories."""
    return (code, *(other.code for other in countries().values() if other.parent == code))


@lru_cache(maxsize=1)
def _neighbours() -> dict[str, tuple[str, ...]]:
    return {
        row["alpha2"]: tuple(filter(None, row["lists_also"].split(";"))) for row in _table("countries.csv")
    }


def filed_elsewhere(code: str) -> tuple[str, ...]:
    """Return the countries under which the gazetteer may file towns that lists give to this one, and the reverse.

    It says where to look, not whose a town is.
    """
    return _neighbours()[code]


@lru_cache(maxsize=4096)
def country_of(text: str) -> Country | None:
    """Return the country a text names, None where it names none or several.

    Takes ISO codes of two or three letters and names in any language; "England, United Kingdom" and
    "Ohio, United States" give the country with `region` set, "Réunion, France" the territory. One wrong letter
    is forgiven in names of six letters and more where only one country is meant.
    """
    found = countries_of(text)
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=4096)
def countries_of(text: str) -> tuple[Country, ...]:
    """Return the countries a text may mean: several for a country that fell apart ("Yugoslavia")."""
    text = " ".join(text.split())[:200]
    bare = text.partition("(")[0].strip()
    bare = bare[3:] if bare.lower().startswith("in ") else bare
    for reading in dict.fromkeys((text, bare)):
        if found := called(reading) or _parted(reading):
            return found
    return _by_region(bare) or _misspelt(key_of(bare))


def _parted(text: str) -> tuple[Country, ...]:
    """Read "part, whole": a region or a territory before the country it belongs to."""
    first, comma, rest = text.partition(",")
    whole = countries_of(rest) if comma and rest.strip() else ()
    if len(whole) != 1:
        return ()
    country = whole[0]
    if code := region_code(country.code, first):
        return (replace(country, region=code),)
    part = called(first)
    if len(part) == 1 and (part[0].code == country.code or part[0].parent == country.code):
        return part
    return whole


def region_code(country: str, text: str) -> str:
    """Return the code of the first-level region a text names within a country, '' where it names none."""
    for key in dict.fromkeys((key_of(text), key_of(without_kind(text)))):
        for place, code in _regions().get(key, ()):
            if place == country:
                return code
    return ""


def iso_region(country: str, text: str) -> str:
    """Return the second half of the ISO 3166-2 code of a region that a text names ("RP" of DE-RP), else ''."""
    code = region_code(country, text) if text else ""
    return _iso_regions().get((country, code), "")


@lru_cache(maxsize=1)
def _iso_regions() -> dict[tuple[str, str], str]:
    rows = _table("regions.csv")
    return {(row["country"], row["code"]): row["iso"].partition("-")[2] for row in rows}


def called(text: str) -> tuple[Country, ...]:
    """Return the countries called exactly so, as `countries_of` without parts, regions and typing errors."""
    key = key_of(text)
    if not key:
        return ()
    own = _names().get(key)
    # "مصر" is Egypt in Arabic letters; read in Latin ones it is the code of Montserrat.
    if own is not None and (text.isascii() or len(key) > 3):
        return own
    codes = _elsewhere(key)
    return tuple(countries()[code] for code in codes) if len(codes) == 1 else ()


def _elsewhere(key: str) -> tuple[str, ...]:
    """Return the countries called so in some language of CLDR."""
    try:
        rows = gazetteer.connection().execute("SELECT country FROM country_name WHERE key = ?", (key,))
    except gazetteer.GazetteerMissing:
        return ()
    return tuple(row[0] for row in rows)


def _by_region(text: str) -> tuple[Country, ...]:
    """Return the country of a region nobody else has, with that region."""
    found = set(_regions().get(key_of(text), ())) if len(text) > 3 else set()
    if len(found) != 1:
        return ()
    code, region = found.pop()
    return (replace(countries()[code], region=region),)


def _misspelt(key: str) -> tuple[Country, ...]:
    if len(key) < 6 or not key.isascii():
        return ()
    close = process.extract(key, list(_names()), scorer=OSA.distance, score_cutoff=1, limit=None)
    found = {country for name, _, _ in close if len(name) > 4 for country in _names()[name]}
    return (found.pop(),) if len(found) == 1 else ()


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[Country, ...]]:
    """Map keys of codes, names and synonyms to countries; "England [ENG]" sets the region."""
    found: dict[str, tuple[Country, ...]] = {}
    for row in _table("former_countries.csv"):
        successors = tuple(countries()[code] for code in row["successors"].split(";"))
        for text in [row["name"], *row["others"].split(";")]:
            found[key_of(text)] = successors
    for row in _table("countries.csv"):
        for text in filter(None, row["synonyms"].split(";")):
            name, _, region = text.rstrip("]").partition(" [")
            found[key_of(name)] = (replace(countries()[row["alpha2"]], region=region),)
    for country in countries().values():
        for text in (country.code, country.alpha3, country.name):
            found[key_of(text)] = (country,)
    return found


@lru_cache(maxsize=1)
def _regions() -> dict[str, list[tuple[str, str]]]:
    """Map keys of first-level regions and their short ISO codes to (country, code)."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in _table("regions.csv"):
        short = row["iso"].partition("-")[2]
        for text in {row["name"], *row["others"].split(";"), short if short.isalpha() else ""}:
            if text:
                found.setdefault(key_of(text), []).append((row["country"], row["code"]))
    return found


def _table(name: str) -> list[dict[str, str]]:
    with shipped.path("places", name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))
