"""Ties that look like one and the same, kept by different units perhaps."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Count, Q, QuerySet

from proxenia.accounts.models import Office, User
from proxenia.portfolio.models import DuplicateDismissal, Partnership, Party
from proxenia.portfolio.queries.counts import visible_ties
from proxenia.portfolio.rules import HISTORIC

Parties = QuerySet[Party]
Ties = QuerySet[Partnership]
Row = tuple[Hashable, int, str]

MOST = 200
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


def doubles(user: User, office: Office, tie: Partnership | None = None) -> list[Double]:
    """Return pairs of live ties that share a counterpart, or a place and a kind, minus those dismissed.

    With ``tie``, only its own. A tie and its part are no doubles. At most MOST pairs; those across units first.
    """
    live = visible_ties(user, office).exclude(state=HISTORIC)
    parties = Party.objects.filter(partnership__in=live)
    found: dict[tuple[int, int], tuple[str, str]] = {}
    for shared, rows in ((SAME_BODY, _by_body(parties, tie)), (SAME_PLACE, _by_place(parties, tie))):
        for pair, name in _pairs(rows):
            if tie is None or tie.pk in pair:
                found.setdefault(pair, (shared, name))
    return _told(found, live)


def _by_body(parties: Parties, tie: Partnership | None) -> Iterable[Row]:
    if tie is not None:
        groups = Party.objects.filter(partnership=tie).values("organisation")
    else:
        groups = _repeated(parties, "organisation")
    rows = parties.filter(organisation__in=groups).values_list(
        "organisation", "partnership", "organisation__name"
    )
    return list(rows[: MOST * 5])


def _by_place(parties: Parties, tie: Partnership | None) -> Iterable[Row]:
    placed = parties.exclude(organisation__place=None)
    if tie is not None:
        places = Party.objects.filter(partnership=tie).values("organisation__place")
        placed = placed.filter(partnership__kind=tie.kind)
    else:
        places = _repeated(placed, "organisation__place")
    rows = placed.filter(organisation__place__in=places).values_list(
        "organisation__place", "partnership__kind", "partnership", "organisation__place__name"
    )
    return [((place, kind), key, name) for place, kind, key, name in rows[: MOST * 5]]


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


def _told(found: dict[tuple[int, int], tuple[str, str]], live: Ties) -> list[Double]:
    keys = {key for pair in found for key in pair}
    ties = {tie.pk: tie for tie in live.filter(pk__in=keys).select_related("unit").defer("purpose", "note")}
    about = Q(first__in=keys) & Q(second__in=keys)
    dismissed = set(DuplicateDismissal.objects.filter(about).values_list("first", "second"))
    told = [
        Double(ties[first], ties[second], shared, name)
        for (first, second), (shared, name) in found.items()
        if (first, second) not in dismissed and not _related(ties[first], ties[second])
    ]
    return sorted(told, key=lambda one: (not one.across_units, one.name, one.first.pk))[:MOST]


def _related(first: Partnership, second: Partnership) -> bool:
    return first.parent_id == second.pk or second.parent_id == first.pk
