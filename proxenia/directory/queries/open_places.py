"""To settle: the places somebody wrote that nobody could tell, and what each could be."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from proxenia.accounts.models import Office, User
from proxenia.core.values import fold
from proxenia.directory.models import Organisation
from proxenia.directory.queries.organisations import open_place
from proxenia.places.models import Place
from proxenia.places.queries import GazetteerMissing, PlaceRef, resolve, search
from proxenia.places.queries.folding import key_of
from proxenia.places.queries.gazetteer import towns_called

NAMED = 8
"""Records of one group named on the page; the rest are counted."""


@dataclass(frozen=True)
class OpenPlace:
    """One thing somebody wrote in one country, the records it stands in, and the places it could mean."""

    asked: str
    country: str
    count: int
    records: tuple[Organisation, ...]
    candidates: tuple[PlaceRef, ...]
    own: tuple[Place, ...]
    why: str


def open_places(user: User, office: Office) -> QuerySet[Any, Any]:
    """Return what waits, each writing of one country once, the most frequent first: dictionaries with ``n``."""
    rows = Organisation.objects.visible_to(user, office).live().filter(open_place())
    groups = rows.order_by().values("place_asked", "country").annotate(n=Count("pk"))
    return groups.order_by("-n", "place_asked", "country")


def records_of(user: User, office: Office, asked: str, country: str) -> QuerySet[Organisation]:
    """Return the records in which a place stands open in these words."""
    rows: QuerySet[Organisation] = Organisation.objects.visible_to(user, office).live().filter(open_place())
    return rows.filter(place_asked=asked, country=country).order_by("name_folded")


def with_candidates(
    user: User, office: Office, groups: list[dict[str, Any]], sought: dict[int, str]
) -> list[OpenPlace]:
    """Return the groups of one page with their records and candidates.

    ``sought`` names what somebody looks for instead, by the number of the group on the page.
    """
    records = _records(user, office, groups)
    own = _own_places(office, [str(group["place_asked"]) for group in groups] + list(sought.values()))
    found = []
    for number, group in enumerate(groups):
        asked, country = str(group["place_asked"]), str(group["country"])
        why, candidates = _candidates(asked, country, sought.get(number, ""))
        mine = own.get(fold(sought.get(number, "")), []) + own.get(fold(asked), [])
        named = tuple(records.get((asked, country), [])[:NAMED])
        places = tuple(dict.fromkeys(mine))
        found.append(OpenPlace(asked, country, group["n"], named, candidates, places, why))
    return found


def _records(
    user: User, office: Office, groups: list[dict[str, Any]]
) -> dict[tuple[str, str], list[Organisation]]:
    rows = Organisation.objects.visible_to(user, office).live().filter(open_place())
    rows = rows.filter(place_asked__in={str(group["place_asked"]) for group in groups})
    found: dict[tuple[str, str], list[Organisation]] = {}
    for row in rows.order_by("name_folded")[:2000]:
        found.setdefault((row.place_asked, row.country), []).append(row)
    return found


def _own_places(office: Office, names: list[str]) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    keys = {fold(name)[:200] for name in names if name}
    for place in Place.objects.filter(office=office, name_folded__in=keys):
        found.setdefault(place.name_folded, []).append(place)
    return found


def _candidates(asked: str, country: str, sought: str) -> tuple[str, tuple[PlaceRef, ...]]:
    """Return why it is open, and what it could be: what is looked for first, then what was written."""
    try:
        answer = resolve(asked, country)
        extra = search(sought, limit=6) if sought else ()
    except GazetteerMissing as missing:
        return str(missing), ()
    best = (answer.match,) if answer.match else ()
    found = tuple(dict.fromkeys([*extra, *best, *answer.alternatives]))
    return answer.why, tuple(sorted(found, key=lambda place: not is_called(place, sought or asked)))


def is_called(place: PlaceRef, words: str) -> bool:
    """Say whether a place's own name is what was written; one that only once was called so comes after."""
    written = {fold(words), fold(words.partition(",")[0])}
    return bool(written & {fold(place.name), fold(place.local_name)})


def was_called(place: PlaceRef, words: str) -> bool:
    """Say whether the words are another name of a place: one it once had, or has in another language."""
    if is_called(place, words):
        return False
    key = key_of(words.partition(",")[0])
    return any(f"geonames:{row.id}" == place.id for row in towns_called([key], (place.country,)))
