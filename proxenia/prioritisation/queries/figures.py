"""The figure of every place on every factor, for one home: value, unit, source, year, and what is missing."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.translation import gettext

from proxenia.evidence.countries import Place, places
from proxenia.places.queries import gazetteer

from . import alignment, metros
from .alignment import Aligned, Mix
from .candidates import METROS, Candidate
from .statistics import Declared, Series, Statistics
from .tree import OWN, Factor
from .world import common_language, hours_of, memberships

CLDR = "Unicode CLDR"
GEONAMES = "GeoNames"
GROUPS = "the founding texts of the groups"


@dataclass(frozen=True)
class Figure:
    """One figure; `note` says what is to be known of it (a proxy, old, taken as none because the source tells all)."""

    value: float
    unit: str
    source: str
    year: int | None
    note: str = ""

    def as_json(self) -> dict[str, object]:
        """Return the form of the command line."""
        told: dict[str, object] = {
            "value": self.value,
            "unit": self.unit,
            "source": self.source,
            "year": self.year,
        }
        return {**told, "note": self.note} if self.note else told


@dataclass(frozen=True)
class Beside:
    """What no table tells: the office's ties by country (alpha-3), and peers' ties (twinned towns), and its
    own mix of exports (shares by product)."""

    ties: Mapping[str, float] | None = None
    peers: Mapping[str, float] | None = None
    peers_source: str = ""
    mix: Mix | None = None
    tied_spots: tuple[tuple[float, float], ...] | None = None


@dataclass(frozen=True)
class Column:
    """A factor's figures by place (alpha-3); `why` says, where there are none at all, what would have to be loaded."""

    factor: Factor
    figures: Mapping[str, Figure]
    why: str = ""
    sources: tuple[str, ...] = field(default=())


def column(
    factor: Factor,
    home: str,
    statistics: Statistics,
    beside: Beside,
    among: Mapping[str, Candidate] | None = None,
) -> Column:
    """Return the figures of one factor for every place but home; `among` are the metropolitan areas compared."""
    if factor.of == METROS:
        return _of_metros(factor, home, statistics, beside, among or {})
    if factor.formula in OWN:
        return _own(factor, home, beside)
    best: tuple[Declared, Aligned] | None = None
    for table, indicator in factor.tables:
        declared = statistics.declared(table, indicator)
        if declared is None:
            continue
        found = _series(factor, (table, indicator), home, statistics, beside.mix)
        series = {place: told for place, told in found.series.items() if place != home and place in places()}
        if series and (best is None or len(series) > len(best[1].series)):
            best = declared, Aligned(series, found.notes, found.is_own)
    if best is None:
        names = ", ".join(dict.fromkeys(table.partition("_")[0] for table, _ in factor.tables)) or gettext(
            "a table of its own"
        )
        return Column(factor, {}, gettext("load one of: %(names)s") % {"names": names})
    return _told(factor, best[0], best[1], home)


def _of_metros(
    factor: Factor, home: str, statistics: Statistics, beside: Beside, among: Mapping[str, Candidate]
) -> Column:
    """Return the figures of one factor for every metropolitan area."""
    if not factor.tables:
        return _near(factor, home, statistics, beside, among)
    for table, indicator in factor.tables:
        declared = statistics.declared(table, indicator)
        told = metros.from_tables(factor, table, indicator, home, among, statistics) if declared else {}
        if declared and told:
            known = (declared.stale, gettext("a proxy") if factor.proxy else "")
            figures = {
                code: Figure(
                    value, declared.unit, declared.source, year, "; ".join(filter(None, (*known, note)))
                )
                for code, (value, year, note) in told.items()
            }
            return Column(factor, figures, sources=(f"{declared.source}, {declared.vintage}",))
    names = ", ".join(dict.fromkeys(table for table, _indicator in factor.tables))
    return Column(factor, {}, gettext("load one of: %(names)s") % {"names": names})


def _near(
    factor: Factor, home: str, statistics: Statistics, beside: Beside, among: Mapping[str, Candidate]
) -> Column:
    """Return what the place of an area's first town tells, and how many ties lie near it."""
    seat = seats().get(places()[home].iso2)
    if factor.formula in ("peers", "ties"):
        twinned = factor.formula == "peers"
        spots = metros.twinned_spots(home, statistics) if twinned else beside.tied_spots
        if spots is None:
            return _counted(factor, home, None, "")
        source = beside.peers_source if twinned else gettext("the office's own records")
        values: dict[str, float] = metros.counted_near(among, spots)
        unit = "ties"
    else:
        source, unit = GEONAMES, {"people": "people", "distance": "km", "hours": "hours"}[factor.formula]
        values = {
            code: value
            for code, one in among.items()
            if (value := _of_town(factor.formula, one, seat)) is not None
        }
    figures = {code: Figure(value, unit, source, None) for code, value in values.items()}
    return Column(factor, figures, sources=(source,) if figures else ())


def _of_town(formula: str, one: Candidate, seat: tuple[float, float, float] | None) -> float | None:
    if formula == "people":
        return one.people
    if one.spot is None or seat is None:
        return None
    if formula == "hours":
        return _shared_hours(seat[2], one.hours)
    return round(gazetteer.distance_km(seat[0], seat[1], *one.spot), 1)


def _series(
    factor: Factor, told: tuple[str, str], home: str, statistics: Statistics, mix: Mix | None
) -> Aligned:
    if factor.formula in alignment.FORMULAS:
        return alignment.aligned(factor, told, home, statistics, mix)
    return Aligned(_plain_series(factor, told, home, statistics))


def _plain_series(factor: Factor, told: tuple[str, str], home: str, statistics: Statistics) -> Series:
    table, indicator = told
    if factor.formula in ("latest", "growth", "gap"):
        series = statistics.by_place(table, indicator)
        if factor.formula == "gap" and home not in series:
            return {}
        return _against(series, home) if factor.formula == "gap" else series
    outward = (
        statistics.by_partner(table, indicator, home, inward=False) if factor.formula != "inward" else {}
    )
    inward = statistics.by_partner(table, indicator, home, inward=True) if factor.formula != "outward" else {}
    if factor.formula == "both_ways":
        return _sums(outward, inward)
    return outward or inward


def _against(series: Series, home: str) -> Series:
    """Return how far the last figure of each place lies from home's."""
    mine = series[home][-1][1]
    return {place: [(told[-1][0], abs(told[-1][1] - mine))] for place, told in series.items() if told}


def _sums(one: Series, other: Series) -> Series:
    """Return the last figures of both directions together; one that is told alone counts as it is."""
    found: Series = {}
    for place in one.keys() | other.keys():
        last = [told[place][-1] for told in (one, other) if told.get(place)]
        if last:
            found[place] = [(min(year for year, _ in last), sum(value for _, value in last))]
    return found


def _told(factor: Factor, declared: Declared, found: Aligned, home: str) -> Column:
    unit = factor.unit or declared.unit
    notes = [declared.stale] if declared.stale else []
    notes += [gettext("a proxy")] if factor.proxy and not found.is_own else []
    notes += found.notes
    figures = {}
    for place, told in found.series.items():
        value, year = (
            _growth(told, factor.years or 5) if factor.formula == "growth" else (told[-1][1], told[-1][0])
        )
        if value is not None and math.isfinite(value):
            figures[place] = Figure(float(value), unit, declared.source, year, "; ".join(notes))
    if factor.missing == "zero":
        none = gettext("not in a source that tells all there is: taken as none")
        last = max((figure.year or 0 for figure in figures.values()), default=None)
        for place in places():
            if place not in figures and place != home:
                figures[place] = Figure(0.0, unit, declared.source, last, "; ".join([*notes, none]))
    return Column(factor, figures, sources=(f"{declared.source}, {declared.vintage}",))


def _growth(told: list[tuple[int, float]], years: int) -> tuple[float | None, int | None]:
    """Return per cent a year between the last figure and the nearest to so many years before; None without two."""
    last_year, last = told[-1]
    before = [(year, value) for year, value in told if year < last_year and value > 0]
    if not before or last <= 0:
        return None, None
    year, value = min(before, key=lambda one: (abs(last_year - years - one[0]), one[0]))
    return float(100 * ((last / value) ** (1 / (last_year - year)) - 1)), last_year


def _own(factor: Factor, home: str, beside: Beside) -> Column:
    told: dict[str, Callable[[], Column]] = {
        "language": lambda: _plain(factor, home, "share of people", CLDR, _language),
        "distance": lambda: _plain(factor, home, "km", GEONAMES, _distance),
        "hours": lambda: _plain(factor, home, "hours", GEONAMES, _hours_in_common),
        "groups": lambda: _plain(factor, home, "share", GROUPS, _groups),
        "ties": lambda: _counted(factor, home, beside.ties, gettext("the office's own records")),
        "peers": lambda: _counted(factor, home, beside.peers, beside.peers_source),
    }
    return told[factor.formula]()


def _plain(
    factor: Factor, home: str, unit: str, source: str, say: Callable[[Place, Place], float | None]
) -> Column:
    mine = places()[home]
    figures = {
        code: Figure(value, factor.unit or unit, source, None)
        for code, place in places().items()
        if code != home and (value := say(mine, place)) is not None
    }
    return Column(factor, figures, sources=(source,) if figures else ())


def _counted(factor: Factor, home: str, counts: Mapping[str, float] | None, source: str) -> Column:
    if counts is None:
        why = gettext(
            "nothing is known of it here: an office's page knows its ties, a loaded list those of peers"
        )
        return Column(factor, {}, why)
    figures = {
        code: Figure(float(counts.get(code, 0.0)), factor.unit or "ties", source, None)
        for code in places()
        if code != home
    }
    return Column(factor, figures, sources=(source,))


def _language(one: Place, other: Place) -> float | None:
    return common_language(one.iso2, other.iso2)[0]


def _groups(one: Place, other: Place) -> float | None:
    ours, theirs = memberships().get(one.iso2, frozenset()), memberships().get(other.iso2, frozenset())
    return len(ours & theirs) / len(ours | theirs) if ours | theirs else 0.0


def _distance(one: Place, other: Place) -> float | None:
    here, there = seats().get(one.iso2), seats().get(other.iso2)
    if here is None or there is None:
        return None
    return round(gazetteer.distance_km(here[0], here[1], there[0], there[1]), 1)


def _hours_in_common(one: Place, other: Place) -> float | None:
    here, there = seats().get(one.iso2), seats().get(other.iso2)
    if here is None or there is None:
        return None
    return _shared_hours(here[2], there[2])


def _shared_hours(one: float, other: float) -> float:
    apart = abs(one - other)
    return max(8 - min(apart, 24 - apart), 0.0)


@lru_cache(maxsize=1)
def seats() -> dict[str, tuple[float, float, float]]:
    """Return degrees and hours from UTC of every country's capital, else of its largest town, by alpha-2 code."""
    sql = """SELECT country, lat, lon, timezone FROM place ORDER BY feature = 'C', population"""
    return {
        country: (lat, lon, hours_of(zone)) for country, lat, lon, zone in gazetteer.connection().execute(sql)
    }
