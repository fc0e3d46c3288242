"""The figures of metropolitan areas: what tables tell of them, what their state sells us, what lies near their town."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext

from proxenia.evidence.countries import places

from .candidates import PREFIX, Candidate, near
from .statistics import Statistics
from .tree import Factor
from .world import memberships

EU = "eu"
Told = tuple[float, int | None, str]
"""A value, its year, and what is to be known of it."""


def partner_of(home: str) -> str:
    """Return as whom the table of states' exports knows a country: itself, or the European Union it belongs to."""
    return "EU" if EU in memberships().get(places()[home].iso2, frozenset()) else home


def from_tables(
    factor: Factor,
    table: str,
    indicator: str,
    home: str,
    field: Mapping[str, Candidate],
    statistics: Statistics,
) -> dict[str, Told]:
    """Return the figures of a factor that a table of the store tells."""
    if factor.formula == "state_share":
        by_state = statistics.by_state(table, indicator, partner_of(home))
        note = gettext("of its whole state, to %(partner)s") % {"partner": partner_of(home)}
        return {code: (value, year, note) for code, one in field.items() if one.state in by_state
                for value, year in [by_state[one.state]]}  # fmt: skip
    series = statistics.by_area(table, indicator)
    return {f"{PREFIX}{area}": (told[-1][1], told[-1][0], "") for area, told in series.items()
            if f"{PREFIX}{area}" in field}  # fmt: skip


def counted_near(field: Mapping[str, Candidate], spots: Iterable[tuple[float, float]]) -> dict[str, float]:
    """Return how many of some spots lie in each area."""
    counts = dict.fromkeys((code for code, one in field.items() if one.spot), 0.0)
    for spot in spots:
        for code in counts:
            counts[code] += near(field[code], spot)
    return counts


def twinned_spots(home: str, statistics: Statistics) -> list[tuple[float, float]] | None:
    """Return where the towns of the United States lie that towns of our country are twinned with; None: no list."""
    rows = statistics.twinnings()
    if rows is None:
        return None
    ends = [(row[:4], row[4:8]) for row in rows]
    both = [*ends, *((other, one) for one, other in ends)]
    return [(float(str(there[2])), float(str(there[3]))) for here, there in both
            if str(here[1]) == home and str(there[1]) == "USA" and home != "USA"]  # fmt: skip
