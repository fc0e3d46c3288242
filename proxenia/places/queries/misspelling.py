"""Names one or two letters away from what was written.

A country's names are filed by how they begin and how they end, so that a misspelt name is compared with a few
hundred others and not with all: a typing error seldom touches both ends.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from . import gazetteer

_HEAD, _TAIL = 2, 3
# Without a country only towns known abroad are compared.
_KNOWN_ABROAD = 15_000


class Near(NamedTuple):
    """A town whose name is `distance` letters away from what was asked."""

    id: int
    key: str
    distance: int


class _Names:
    """The names of one country, filed by both ends and by length."""

    def __init__(self, entries: Iterable[tuple[str, str, int]]) -> None:
        self.keys: list[str] = []
        self.ids = array("q")
        ends: dict[str, list[int]] = defaultdict(list)
        for own, also, number in entries:
            for key in (own, *also.split("\n")) if also else (own,):
                if len(key) > 3:
                    ends[f"{key[:_HEAD]}{len(key)}"].append(len(self.keys))
                    ends[f"-{key[-_TAIL:]}{len(key)}"].append(len(self.keys))
                    self.keys.append(key)
                    self.ids.append(number)
        self.ends = {end: array("i", places) for end, places in ends.items()}

    def near(self, key: str, letters: int) -> list[Near]:
        """Return the towns with a name at most `letters` away that shares a beginning or an end, nearest first."""
        lengths = range(len(key) - letters, len(key) + letters + 1)
        ends = [f"{end}{length}" for end in (key[:_HEAD], "-" + key[-_TAIL:]) for length in lengths]
        places = list({place for end in ends for place in self.ends.get(end, ())})
        names = [self.keys[place] for place in places]
        close = process.extract(key, names, scorer=OSA.distance, score_cutoff=letters, limit=40)
        return [Near(self.ids[places[at]], name, int(apart)) for name, apart, at in close]


def allowed(key: str) -> int:
    """Return how many letters may differ in a name of this length."""
    if len(key) < 4 or any(char.isdigit() for char in key):
        return 0
    return 1 if len(key) < 8 else 2


def towns_spelt_like(key: str, countries: tuple[str, ...]) -> list[Near]:
    """Return the towns whose name is a typing error away from a key, in the given countries or everywhere."""
    letters = allowed(key)
    if not letters:
        return []
    return [near for country in countries or ("",) for near in _names_of(country).near(key, letters)]


# All countries together take some 60 MB, so none is ever dropped.
@cache
def _names_of(country: str) -> _Names:
    return _Names(gazetteer.spellings(country, 0 if country else _KNOWN_ABROAD))
