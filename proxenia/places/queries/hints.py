"""What is said beside a name: "Portland, Oregon", "Durban (eThekwini)", "Gangdong (Seoul)"."""

from dataclasses import dataclass
from functools import lru_cache

from . import gazetteer
from .countries import called
from .folding import key_of, without_kind
from .gazetteer import Row

NEAR_KM = 50.0


@dataclass(frozen=True, slots=True)
class Hint:
    """Where a context points to: countries, first-level regions, towns; empty where it is unknown.

    `places` holds (lat, lon, id) of the towns and regions' towns the context may name, `keys` its keys.
    """

    text: str
    countries: frozenset[str]
    regions: frozenset[tuple[str, str]]
    places: tuple[tuple[float, float, int], ...]
    keys: tuple[str, ...]

    @property
    def known(self) -> bool:
        """Say whether the context names anything the gazetteer knows."""
        return bool(self.countries or self.regions or self.places)

    def fits(self, row: Row) -> bool:
        """Say whether a town lies where the context points, or bears the context as part of its names."""
        if row.country in self.countries or (row.country, row.region) in self.regions:
            return True
        if not self.regions and self._in_name(row):
            return True
        return any(
            gazetteer.distance_km(row.lat, row.lon, lat, lon) <= NEAR_KM for lat, lon, _ in self.places
        )

    def _in_name(self, row: Row) -> bool:
        names = [key_of(row.name), key_of(row.county), *row.also.split("\n")]
        return any(len(key) >= 3 and any(key in name for name in names) for key in self.keys)


@lru_cache(maxsize=4096)
def hint_of(context: str, among: tuple[str, ...]) -> Hint:
    """Return what a context points to, within the given countries (alpha-2) or anywhere when there are none."""
    keys = tuple(dict.fromkeys(key for key in (key_of(context), key_of(without_kind(context))) if key))
    regions = {place for key in keys for place in gazetteer.regions_called(key)}
    named = called(context) if len(key_of(context)) > 2 or not among else ()
    regions |= {(country.code, country.region) for country in named if country.region}
    countries = {country.code for country in named if not country.region}
    if among:
        # The country is known already: a part of it says more than its name.
        regions = {place for place in regions if place[0] in among}
        countries -= set() if regions == set() else set(among)
    if len(keys[0] if keys else "") <= 2 and not among:
        regions = {place for place in regions if place[0] in ("US", "CA", "AU")}
    towns = _towns(keys, among, large=bool(regions))
    return Hint(context, frozenset(countries), frozenset(regions), towns, keys)


def region_hint(country: str, region: str) -> Hint:
    """Return the hint that a country column gave: "England", "Ohio, United States"."""
    return Hint(gazetteer.region_name(country, region), frozenset(), frozenset({(country, region)}), (), ())


def is_country_itself(context: str, among: tuple[str, ...]) -> bool:
    """Say whether a context only repeats the country that was asked for."""
    named = called(context) if len(context) > 1 else ()
    return len(named) == 1 and not named[0].region and named[0].code in among


def _towns(
    keys: tuple[str, ...], among: tuple[str, ...], *, large: bool
) -> tuple[tuple[float, float, int], ...]:
    """Return the towns a context may name; beside a region of that name only a large one of that very name."""
    long = [key for key in keys if len(key) >= 3 or not key.isascii()]
    rows = gazetteer.towns_called(long, among) if long else []
    if large:
        rows = [row for row in rows if row.kind == gazetteer.PRIMARY and row.population >= 100_000]
    rows = sorted((row for row in rows if row.kind != gazetteer.WEAK), key=lambda row: -row.population)
    return tuple((row.lat, row.lon, row.id) for row in rows[:5])
