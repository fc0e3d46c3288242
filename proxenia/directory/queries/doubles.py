"""Possible doubles: records that look like one and the same, found without comparing each with each.

Records are put in order by a key (the words of a name, sorted; then the same backwards) and each is compared
with its next neighbours only; equal e-mail addresses and places are compared besides. 100,000 people take
about a second, and the answer is kept until the office's log grows.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, groupby
from typing import Any

import numpy as np
from django.core.cache import cache
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from proxenia.accounts.models import Office, User
from proxenia.audit.models import ChainHead
from proxenia.core.names import country_name
from proxenia.directory.models import Distinct, Organisation, Person, Post
from proxenia.directory.queries.people import with_posts
from proxenia.places.queries.folding import without_kind
from proxenia.records.rules import OPEN_TO_STAFF

NEIGHBOURS = 4
"""How many of the next names each name is compared with."""

CLOSE = 88
"""Likeness (0 to 100) from which two names are shown when something else agrees."""

MOST = 500
"""Pairs kept; with more than that an office cleans its lists first."""

_LARGEST_GROUP = 12
"""Records sharing one e-mail address or place that are still compared pair by pair."""


@dataclass(frozen=True)
class Pair:
    """Two keys of records that may be one, how alike their names are (0 to 100), and why they are shown."""

    first: int
    second: int
    score: int
    why: str


@dataclass(frozen=True)
class Known:
    """What is compared of one record: the words of its name, and the marks it may share with another."""

    pk: int
    key: str
    """The words in the order of the alphabet, so that "Lund, Ana" stands beside "Ana Lund"."""
    marks: frozenset[str]

    @classmethod
    def of(cls, pk: int, name: str, shares: Iterable[str] = (), **marks: object) -> "Known":
        """Return what is compared of a record of that folded name; blank marks are left out."""
        told = (f"{mark} {value}" for mark, value in marks.items() if value)
        return cls(pk, " ".join(sorted(name.split())), frozenset([*told, *shares]))


def doubles(office: Office, kind: str) -> list[Pair]:
    """Return the pairs of an office, the likeliest first, without those said to be two."""
    head = ChainHead.objects.filter(chain=office.pk).values_list("seq", flat=True).first()
    key = f"directory-doubles-{office.pk}-{kind}-{head}"
    found: list[Pair] | None = cache.get(key)
    if found is None:
        found = _FINDERS[kind](office)
        cache.set(key, found, 3600)
    return found


def visible_pairs(user: User, office: Office, kind: str) -> list[Pair]:
    """Return the pairs of which a person may see both."""
    pairs = doubles(office, kind)
    model = Organisation if kind == "organisation" else Person
    keys = {key for pair in pairs for key in (pair.first, pair.second)}
    seen = set(model.objects.visible_to(user, office).filter(pk__in=keys).values_list("pk", flat=True))
    return [pair for pair in pairs if pair.first in seen and pair.second in seen]


def _organisation_pairs(office: Office) -> list[Pair]:
    rows = Organisation.objects.filter(office=office, archived_at=None)
    columns = rows.values_list("pk", "name_folded", "country", "place_id", "kind", "parent_id")
    known = [
        Known.of(
            pk, without_kind(name) or name, country=country, place=place and f"{place} {kind}", under=parent
        )
        for pk, name, country, place, kind, parent in columns.iterator()
    ]
    return _pairs(office, known, _judge_organisations)


def _people_pairs(office: Office) -> list[Pair]:
    posts: dict[int, list[int]] = {}
    # The list is the office's, whoever looks: what two people share is told only where it is open to all.
    open_to_all = {"organisation__visibility__in": OPEN_TO_STAFF}
    held = Post.objects.filter(person__office=office, person__archived_at=None, **open_to_all)
    for person, organisation in held.values_list("person_id", "organisation_id").iterator():
        posts.setdefault(person, []).append(organisation)
    rows = Person.objects.filter(office=office, archived_at=None).values_list("pk", "name_folded", "email")
    known = [
        Known.of(pk, name, [f"at {one}" for one in posts.get(pk, ())], email=email)
        for pk, name, email in rows.iterator()
    ]
    return _pairs(office, known, _judge_people)


_FINDERS = {"organisation": _organisation_pairs, "person": _people_pairs}


def _pairs(office: Office, known: list[Known], judge: Callable[[Known, Known], Pair | None]) -> list[Pair]:
    distinct = set(Distinct.objects.filter(office=office).values_list("first_id", "second_id"))
    found: dict[tuple[int, int], Pair] = {}
    for one, other in _candidates(known):
        first, second = (one, other) if one.pk < other.pk else (other, one)
        key = (first.pk, second.pk)
        if key not in found and key not in distinct:
            pair = judge(first, second)
            if pair is not None:
                found[key] = pair
    return sorted(found.values(), key=lambda pair: (-pair.score, pair.first, pair.second))[:MOST]


def _candidates(known: list[Known]) -> Iterator[tuple[Known, Known]]:
    """Yield the pairs worth a look: neighbours in either order whose names are close, and those that share."""
    for order in (sorted(known, key=lambda one: one.key), sorted(known, key=lambda one: one.key[::-1])):
        keys = [one.key for one in order]
        for step in range(1, min(NEIGHBOURS, len(order) - 1) + 1):
            likeness = process.cpdist(keys[:-step], keys[step:], scorer=fuzz.ratio, score_cutoff=CLOSE - 1)
            for number in np.flatnonzero(likeness):
                yield order[number], order[number + step]
    yield from _sharing(known)


def _sharing(known: list[Known]) -> Iterator[tuple[Known, Known]]:
    """Yield the pairs that share an e-mail address or a place and kind, whatever they are called."""
    marked = sorted(
        ((mark, one.pk, one) for one in known for mark in one.marks if mark.startswith(("email", "place"))),
        key=lambda entry: entry[:2],
    )
    for _mark, group in groupby(marked, key=lambda entry: entry[0]):
        members = [entry[2] for entry in group]
        if 1 < len(members) <= _LARGEST_GROUP:
            yield from combinations(members, 2)


def _judge_people(first: Known, second: Known) -> Pair | None:
    shared = first.marks & second.marks
    score = round(fuzz.ratio(first.key, second.key))
    if score < CLOSE and not shared:
        return None
    if any(mark.startswith("email") for mark in shared):
        return Pair(first.pk, second.pk, max(score, CLOSE), _("the same e-mail address"))
    if score < CLOSE:
        return None
    if shared:
        why = (
            _("the same name, at one organisation") if score == 100 else _("names alike, at one organisation")
        )
        return Pair(first.pk, second.pk, score, why)
    return Pair(first.pk, second.pk, score - 5, _("the same name")) if score == 100 else None


def _judge_organisations(first: Known, second: Known) -> Pair | None:
    if f"under {first.pk}" in second.marks or f"under {second.pk}" in first.marks:
        return None  # a body and its part
    shared = _of(first, "country") & _of(second, "country")
    if not shared and _of(first, "country") and _of(second, "country"):
        return None
    score = round(fuzz.ratio(first.key, second.key))
    if _of(first, "place") & _of(second, "place") and (score >= 60 or _is_municipal(first)):
        return Pair(first.pk, second.pk, max(score, CLOSE), _("the same kind, at one place"))
    if score < CLOSE:
        return None
    if not shared:
        return Pair(first.pk, second.pk, score - 5, _("names alike, one without a country"))
    country = country_name(next(iter(shared)).split()[1])
    words = _("the same name, in %(country)s") if score == 100 else _("names alike, in %(country)s")
    return Pair(first.pk, second.pk, score, words % {"country": country})


def _of(known: Known, mark: str) -> frozenset[str]:
    return frozenset(one for one in known.marks if one.startswith(mark))


def _is_municipal(known: Known) -> bool:
    return any(mark.endswith(" municipality") for mark in known.marks)


def load_pairs(
    user: User, office: Office, pairs: Iterable[Pair], kind: str
) -> list[tuple[Pair, Organisation | Person, Organisation | Person]]:
    """Return the pairs of one page with their records, the places and posts fetched along."""
    shown = list(pairs)
    keys = [key for pair in shown for key in (pair.first, pair.second)]
    rows: dict[int, Any]
    if kind == "organisation":
        rows = Organisation.objects.select_related("place").in_bulk(keys)
    else:
        rows = with_posts(Person.objects.all(), user, office).in_bulk(keys)
    return [(pair, rows[pair.first], rows[pair.second]) for pair in shown]
