"""How many places each factor has figures of, before anything is ranked."""

from dataclasses import replace
from functools import lru_cache
from typing import Any

from proxenia.accounts.models import Office
from proxenia.core.errors import Refused
from proxenia.evidence.countries import places, resolve
from proxenia.evidence.store import Store
from proxenia.places.models import Home

from .candidates import AMONG, COUNTRIES, candidates
from .figures import column
from .peers import beside_of
from .statistics import Stored
from .tree import tree


def home_of_office(office: Office) -> str:
    """Return the country (alpha-3) of the place an office works for, '' where that is not said."""
    home = Home.objects.filter(office=office).select_related("place").first()
    return (resolve(home.place.country) or "") if home else ""


def coverage_of(home: str, factors: tuple[str, ...] = (), among: str = COUNTRIES) -> list[dict[str, Any]]:
    """Return for each factor of how many places there are figures, and from where; what is missing last."""
    if home not in places():
        return []
    try:
        with Store() as store:
            state = tuple((one.name, one.vintage, one.digest) for one in store.datasets())
    except Refused:
        return []
    told = _told(home, among, state, str(tree().path), tree().path.stat().st_mtime_ns)
    wanted = [one for one in told if not factors or one["factor"] in factors]
    return sorted(wanted, key=lambda one: one["places"] == 0)


@lru_cache(maxsize=64)
def _told(home: str, among: str, state: tuple[Any, ...], path: str, touched: int) -> list[dict[str, Any]]:
    """Reckon it once for every state of the store and of the tree."""
    with Store() as store:
        statistics = Stored(store)
        beside = replace(beside_of(home, statistics, {}), tied_spots=())
        field = candidates(among, statistics)
        columns = [column(one, home, statistics, beside, field) for one in tree().of(among).values()]
    return [
        {
            "factor": one.factor.code,
            "label": one.factor.label,
            "places": len(one.figures),
            "of": len(field) - (home in field),
            "source": ", ".join(one.sources) or one.why,
        }
        for one in columns
    ]


def covered_words(home: str) -> dict[str, str]:
    """Return for each factor how many places it has figures of, as the form shows it."""
    told = [one for among in AMONG for one in coverage_of(home, among=among)]
    return {one["factor"]: f"{one['places']}/{one['of']}" for one in told}
