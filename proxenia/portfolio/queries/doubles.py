"""Ties that look like one and the same, kept by different units perhaps."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Count, Q, QuerySet

from proxenia.accounts.models import Office, User
from proxenia.portfolio.models import DuplicateDismissal, Partnership, Party
from proxenia.portfolio.queries.counts import visible_ties
from proxenia.portfolio.queries.parties import seen_body, with_parties
from proxenia.portfolio.rules import HISTORIC

Parties = QuerySet[Party]
Ties = QuerySet[Partnership]
Row = tuple[Hashable, int, str]

Pairs = dict[tuple[int, int], tuple[str, str]]

MOST, MOST_ROWS = 200, 1000
SAME_BODY, SAME_PLACE = "organisation", "place"


@dataclass(frozen=True)
class Double:
    """Two ties, and what they share: the same organisation, or the same place and kind of tie."""

    first: Partnership
    second: Partnership
    shared: str
    name: str

    @property
    def across_units(self) -> bool:
        """Say whether two units keep them."""
        return self.first.unit_id != self.second.unit_id


def doubles(user: User, office: Office) -> list[Double]:
    """Return pairs of live ties that share a counterpart, or a place and a kind, minus those dismissed.

    A tie and its part are no doubles. At most MOST pairs: those across units first, then those of one kind.
    """
    live = _live(user, office)
    parties = Party.objects.filter(seen_body(user, office), partnership__in=live)
    placed = parties.exclude(organisation__place=None)
    bodies = parties.filter(organisation__in=_repeated(parties, "organisation"))
    places = placed.filter(organisation__place__in=_repeated(placed, "organisation__place"))
    return _told(_found(bodies[:MOST_ROWS], places[:MOST_ROWS]), live, user, office)


def doubles_of(user: User, tie: Partnership) -> list[Double]:
    """Return the live ties that look like this one, as pairs with it."""
    seen = Party.objects.filter(seen_body(user, tie.office))
    bodies = list(seen.filter(partnership=tie).values_list("organisation", "organisation__place"))
    same_body = seen.filter(organisation__in=[body for body, _place in bodies])
    places = [place for _body, place in bodies if place]
    same_place = seen.filter(organisation__place__in=places, partnership__kind=tie.kind)
    found = _found(same_body[:MOST_ROWS], same_place[:MOST_ROWS])
    own = {pair: told for pair, told in found.items() if tie.pk in pair}
    return _told(own, _live(user, tie.office), user, tie.office) if own else []


def dismissed(user: User, office: Office) -> list[tuple[Partnership, Partnership]]:
    """Return the pairs of live ties of which somebody said that they are two, the newest first, MOST at most."""
    live = _live(user, office)
    rows = DuplicateDismissal.objects.filter(first__in=live, second__in=live)
    return [(row.first, row.second) for row in rows.select_related("first", "second").order_by("-pk")[:MOST]]


def _live(user: User, office: Office) -> Ties:
    return visible_ties(user, office).exclude(state=HISTORIC)


def _found(bodies: Parties, places: Parties) -> Pairs:
    """Return what each pair of ties shares; the same counterpart says more than the same place."""
    in_bodies = bodies.values_list("organisation", "partnership", "organisation__name")
    in_places = places.values_list(
        "organisation__place", "partnership__kind", "partnership", "organisation__place__name"
    )
    by_place = [((place, kind), key, name) for place, kind, key, name in in_places]
    found: Pairs = {}
    for shared, rows in ((SAME_BODY, in_bodies), (SAME_PLACE, by_place)):
        for pair, name in _pairs(rows):
            found.setdefault(pair, (shared, name))
    return found


def _repeated(parties: Parties, column: str) -> Parties:
    counted = parties.order_by().values(column).annotate(ties=Count("partnership", distinct=True))
    return counted.filter(ties__gt=1).values(column)


def _pairs(rows: Iterable[Row]) -> Iterable[tuple[tuple[int, int], str]]:
    groups: dict[Hashable, set[int]] = defaultdict(set)
    names: dict[Hashable, str] = {}
    for group, key, name in rows:
        groups[group].add(key)
        names[group] = name
    for group, keys in groups.items():
        for first, second in combinations(sorted(keys)[:20], 2):
            yield (first, second), names[group]


def _told(found: Pairs, live: Ties, user: User, office: Office) -> list[Double]:
    """Turn pairs of keys into pairs of ties, as far as both are live and may be seen."""
    keys = {key for pair in found for key in pair}
    ties = {tie.pk: tie for tie in with_parties(live.filter(pk__in=keys), user, office)}
    about = Q(first__in=keys) & Q(second__in=keys)
    settled = set(DuplicateDismissal.objects.filter(about).values_list("first", "second"))
    told = [
        Double(ties[first], ties[second], shared, name)
        for (first, second), (shared, name) in found.items()
        if first in ties
        and second in ties
        and (first, second) not in settled
        and not _related(ties[first], ties[second])
    ]
    return sorted(told, key=_rank)[:MOST]


def _rank(one: Double) -> tuple[bool, bool, str, int]:
    return (not one.across_units, one.first.kind != one.second.kind, one.name, one.first.pk)


def _related(first: Partnership, second: Partnership) -> bool:
    return first.parent_id == second.pk or second.parent_id == first.pk
