"""Organisations: found again, listed, and in the order of who is part of whom."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet

from proxenia.accounts.models import Office, User
from proxenia.core import search
from proxenia.core.values import fold
from proxenia.directory.models import Organisation
from proxenia.directory.queries.uses import uses
from proxenia.places.models import Place

Counts = list[tuple[str, int]]

DEEPEST = 20
"""Levels of "part of" that are followed; deeper is a mistake in the data."""

WIDEST = 200
"""Parts shown of one level of a tree."""


@dataclass(frozen=True)
class Filters:
    """What the address asks of the list: words, a kind, a country, uses by code, and the state of the place."""

    text: str = ""
    kind: str = ""
    country: str = ""
    used: tuple[str, ...] = ()
    place: str = ""
    archived: bool = False


@dataclass
class Branch:
    """An organisation in a tree, with its parts."""

    organisation: Organisation
    parts: list["Branch"] = field(default_factory=list)


def lineage(organisation: Organisation) -> list[Organisation]:
    """Return what an organisation is part of, nearest first."""
    found: list[Organisation] = []
    above = organisation.parent
    while above is not None and len(found) < DEEPEST:
        found.append(above)
        above = above.parent
    return found


def municipality_at(office: Office, user: User, place: Place) -> Organisation | None:
    """Return the municipality this office has at a place, the oldest where there are several."""
    rows = Organisation.objects.visible_to(user, office).live()
    return rows.filter(place=place, kind="municipality").order_by("pk").first()


def municipality_called(office: Office, user: User, words: str, country: str) -> Organisation | None:
    """Return the municipality of that very name in that country, whether or not its place is settled.

    An unsettled counterpart is named by the words of the sheet: the same words again must find it again.
    """
    rows = Organisation.objects.visible_to(user, office).live()
    rows = rows.filter(kind="municipality", name_folded=fold(words)[:300])
    if country:
        rows = rows.filter(country__in=(country, ""))
    return rows.order_by("pk").first()


def organisations(user: User, office: Office, filters: Filters) -> QuerySet[Organisation]:
    """Return the organisations that a person may see and the filters keep, by name."""
    rows: QuerySet[Organisation] = Organisation.objects.visible_to(user, office)
    rows = rows.exclude(archived_at=None) if filters.archived else rows.filter(archived_at=None)
    if filters.text:
        rows = rows.filter(matching(filters.text, office, "organisation"))
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.country:
        rows = rows.filter(country=filters.country)
    if filters.place == "open":
        rows = rows.filter(open_place())
    for use in uses():
        if use.code in filters.used:
            rows = rows.filter(use.condition(user, office))
    return rows.select_related("place", "parent").order_by("name_folded", "pk")


def matching(text: str, office: Office, kind: str) -> Q:
    """Return the condition for records whose name begins so, or whose words search finds.

    A number of hits beyond what anybody reads is cut off; the beginning of a name always counts.
    """
    return begins(fold(text)[:200]) | Q(pk__in=search.find(text, office.pk, kinds=(kind,), limit=500))


def begins(folded: str) -> Q:
    """Return the condition for folded names that begin so, in the form each database finds by its index."""
    if connection.vendor == "postgresql":
        return Q(name_folded__startswith=folded)
    return Q(name_folded__gte=folded, name_folded__lt=folded + "\U0010ffff")


def open_place() -> Q:
    """Return the condition for organisations whose place waits to be settled."""
    return Q(place=None, place_asked__gt="")


def counts(rows: QuerySet[Organisation]) -> tuple[Counts, Counts]:
    """Return how many rows each kind and each country has, the most frequent first; one question for both."""
    kinds: Counter[str] = Counter()
    countries: Counter[str] = Counter()
    grouped = rows.order_by().values_list("kind", "country").annotate(n=Count("pk"))
    for kind, country, n in grouped:
        kinds[kind] += n
        countries[country] += n
    countries.pop("", None)
    return kinds.most_common(), countries.most_common()


def tree_under(organisation: Organisation, user: User, depth: int = 4) -> list[Branch]:
    """Return the parts of an organisation that a person may see, level by level: one question a level."""
    top = Branch(organisation)
    level = {organisation.pk: top}
    for _step in range(depth):
        rows = _parts_of(level, user, organisation.office)
        level = _hang(rows, level)
        if not level:
            break
    return top.parts


def _parts_of(level: Iterable[int], user: User, office: Office) -> list[Organisation]:
    rows = Organisation.objects.visible_to(user, office).live()
    return list(rows.filter(parent_id__in=list(level)).order_by("name_folded")[:WIDEST])


def _hang(rows: list[Organisation], level: dict[int, Branch]) -> dict[int, Branch]:
    below = {}
    for row in rows:
        below[row.pk] = Branch(row)
        level[row.parent_id or 0].parts.append(below[row.pk])
    return below


def visible_lineage(organisation: Organisation, user: User) -> list[Organisation]:
    """Return what an organisation is part of, the highest first, as far as a person may see it."""
    above = lineage(organisation)
    seen = set(
        Organisation.objects.visible_to(user, organisation.office)
        .filter(pk__in=[one.pk for one in above])
        .values_list("pk", flat=True)
    )
    return [one for one in reversed(above) if one.pk in seen]


def at_place(user: User, office: Office, place: Place) -> QuerySet[Organisation]:
    """Return the organisations at a place."""
    rows: QuerySet[Organisation] = Organisation.objects.visible_to(user, office).live().filter(place=place)
    return rows.order_by("name_folded")


def in_country(user: User, office: Office, country: str) -> QuerySet[Organisation]:
    """Return the organisations in a country."""
    rows: QuerySet[Organisation] = (
        Organisation.objects.visible_to(user, office).live().filter(country=country)
    )
    return rows.select_related("place").order_by("name_folded")


def parents_to_choose(user: User, office: Office, text: str, limit: int = 20) -> list[Any]:
    """Return organisations for a pick list, by the words somebody types."""
    rows = Organisation.objects.visible_to(user, office).live().filter(matching(text, office, "organisation"))
    return list(rows.select_related("place").order_by("name_folded")[:limit])


def called(user: User, office: Office, name: str) -> list[Organisation]:
    """Return the organisations of that very name; "City of Trier (Trier)" tells namesakes apart by place or country."""
    rows = Organisation.objects.visible_to(user, office).live().select_related("place")
    found = list(rows.filter(name_folded=fold(name)[:300]).order_by("pk")[:10])
    if found or "(" not in name:
        return found
    base, _bracket, where = name.rpartition("(")
    namesakes = rows.filter(name_folded=fold(base)[:300]).order_by("pk")[:50]
    wanted = fold(where)
    return [one for one in namesakes if wanted in (fold(str(one.place or "")), fold(one.country))]


def choice_labels(found: list[Organisation]) -> list[str]:
    """Return names for a pick list; namesakes carry their place or country in brackets."""
    names = [one.name for one in found]
    return [
        one.name if names.count(one.name) == 1 else f"{one.name} ({one.place or one.country})"
        for one in found
    ]


def seen_among(user: User, office: Office, keys: Iterable[int | None]) -> set[int]:
    """Return which of some organisations a person may see."""
    wanted = {key for key in keys if key is not None}
    rows = Organisation.objects.visible_to(user, office).filter(pk__in=wanted) if wanted else None
    return set(rows.values_list("pk", flat=True)) if rows is not None else set()
