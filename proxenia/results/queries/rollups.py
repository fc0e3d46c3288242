"""What came of it by one dimension: shares from the chain, nothing counted twice (`methods/shares.py`)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Q, QuerySet

from proxenia.accounts.models import Office, User
from proxenia.core.periods import Period
from proxenia.core.values import fold
from proxenia.directory.models import Organisation
from proxenia.engagements.models import Engagement, EngagementObjective, EngagementTie
from proxenia.methods.shares import NOBODY, Claim, Part, RollUp, roll_up, split
from proxenia.portfolio.models import Classification, Partnership, Party, TieObjective
from proxenia.portfolio.queries.parties import seen_body
from proxenia.records.models import visible_through
from proxenia.results.models import Contribution, Result
from proxenia.results.queries.ledger import seen_results
from proxenia.results.rules.ledger import counts, fresh, unit_of
from proxenia.results.rules.shares import share_of
from proxenia.strategy.queries.tree import objectives_seen

TIE, COUNTRY, SECTOR, OBJECTIVE, ENGAGEMENT, KIND, AREA, DISTRICT, UNIT, QUARTER = (
    "tie", "country", "sector", "objective", "engagement", "kind", "area", "district", "unit", "quarter",
)  # fmt: skip
BY_CHAIN = (TIE, COUNTRY, SECTOR, OBJECTIVE, ENGAGEMENT)
"""Dimensions of what led to a result; the others are of the result itself."""
DIMENSIONS = (*BY_CHAIN, KIND, AREA, DISTRICT, UNIT, QUARTER)
USED = (
    "kind", "counted", "currency", "low", "high", "on", "municipality", "municipality_folded", "district", "unit",
)  # fmt: skip
"""The fields of a result that a roll-up reads; thousands of them are read at once."""


@dataclass(frozen=True)
class Measure:
    """What figures are added up with: a kind, and its currency or what it counts; never across."""

    kind: str
    counted: str
    currency: str
    is_plain: bool = False
    """Results of that kind without a figure: each counts as one."""


@dataclass(frozen=True)
class Told:
    """A dimension's roll-up: over all results, and over the figures of each measure."""

    dimension: str
    results: RollUp
    figures: dict[Measure, RollUp] = field(default_factory=dict)
    count: int = 0


@dataclass(frozen=True)
class Chains:
    """What results were led to by, as far as a reader sees it: words of a dimension by contribution."""

    links: dict[int, list[Contribution]]
    words: dict[int, tuple[Hashable, ...]]


def counted_results(
    user: User, office: Office, belongs: str, today: dt.date, years: tuple[int, int] | None = None
) -> QuerySet[Result]:
    """Return the results that count and that a person sees, of one place, of some years."""
    rows = seen_results(user, office).filter(counts(today), belongs=belongs)
    if years is not None:
        rows = rows.filter(on__gte=f"{years[0]:04d}", on__lt=f"{years[1] + 1:04d}")
    return rows


def told_by(user: User, office: Office, rows: QuerySet[Result], dimension: str) -> Told:
    """Roll results up by a dimension: six questions at most, whatever their number.

    What a reader may not see of the chain falls to nobody, like what nobody contributed.
    """
    results = list(rows.order_by("pk").only(*USED))
    chains = _chains(user, office, rows, dimension) if dimension in BY_CHAIN else None
    own = None if chains else _own_words(office, results, dimension)
    claims: dict[Measure, list[Claim]] = defaultdict(list)
    every = []
    for one in results:
        parts = _parts(one, chains) if chains else [Part(Fraction(1), own(one) if own else ())]
        pieces = split(parts)
        every.append(Claim(None, None, parts, pieces))
        if one.low is not None and one.high is not None:
            claim = Claim(Fraction(one.low), Fraction(one.high), parts, pieces)
            claims[measure_of_result(one)].append(claim)
    return Told(dimension, roll_up(every), {key: roll_up(some) for key, some in claims.items()}, len(results))


def measure_of_result(one: Result) -> Measure:
    """Return what the figure of a result is added up with; without one, its kind alone."""
    if one.low is None:
        return Measure(one.kind, "", "", is_plain=True)
    unit = unit_of(one.kind, one.counted, one.currency)
    return Measure(one.kind, "" if unit in (one.currency, one.kind) else unit, one.currency)


def _parts(one: Result, chains: Chains) -> list[Part]:
    return [Part(share_of(link), chains.words.get(link.pk, ())) for link in chains.links.get(one.pk, ())]


def district_of(one: Result) -> str:
    """Return the district of a result with its municipality, since two may have one of the same name."""
    return f"{one.district}, {one.municipality}"


def _own_words(
    office: Office, results: Iterable[Result], dimension: str
) -> Callable[[Result], tuple[Hashable, ...]]:
    begins = getattr(office, "fiscal_year_start", 1) or 1

    def quarter(one: Result) -> tuple[Hashable, ...]:
        # A result of which only the year is known belongs to no quarter of it.
        if one.on.precision == "year":
            return ()
        return (Period.of(one.on.first(), begins=begins).code,)

    rules: dict[str, Callable[[Result], tuple[Hashable, ...]]] = {
        KIND: lambda one: (one.kind,),
        AREA: lambda one: (one.municipality_folded,) if one.municipality_folded else (),
        DISTRICT: lambda one: (fold(district_of(one)),) if one.district else (),
        UNIT: lambda one: (one.unit_id,) if one.unit_id else (),
        QUARTER: quarter,
    }
    return rules[dimension]


def _chains(user: User, office: Office, results: QuerySet[Result], dimension: str) -> Chains:
    links: dict[int, list[Contribution]] = defaultdict(list)
    for link in Contribution.objects.filter(result__in=results.order_by().values("pk")).order_by("pk"):
        links[link.result_id].append(link)
    every = [link for some in links.values() for link in some]
    if dimension == ENGAGEMENT:
        return Chains(links, _engagement_words(user, office, every))
    ties = _tie_words(user, office, every)
    if dimension == OBJECTIVE:
        return Chains(links, _objective_words(user, office, every, ties))
    if dimension != TIE:
        ties = _through(user, office, ties, dimension)
    if dimension == COUNTRY:
        ties |= _countries_of_bodies(user, office, every)
    return Chains(links, ties)


def _engagement_words(
    user: User, office: Office, links: Iterable[Contribution]
) -> dict[int, tuple[Hashable, ...]]:
    asked = [link.engagement_id for link in links if link.engagement_id]
    seen = set(Engagement.objects.visible_to(user, office).filter(pk__in=asked).values_list("pk", flat=True))
    return {link.pk: (link.engagement_id,) for link in links if link.engagement_id in seen}


def _objective_words(
    user: User, office: Office, links: Iterable[Contribution], ties: Mapping[int, tuple[Hashable, ...]]
) -> dict[int, tuple[Hashable, ...]]:
    """Return the objectives each contribution serves: those of its engagement, else those of its ties."""
    seen = objectives_seen(user, office).order_by().values("pk")
    engagements = _engagement_words(user, office, links)
    keys: Any = {one for some in engagements.values() for one in some}
    served = EngagementObjective.objects.filter(engagement__in=keys, objective__in=seen).order_by("pk")
    own: dict[Hashable, list[int]] = defaultdict(list)
    for engagement, objective in served.values_list("engagement_id", "objective_id"):
        own[engagement].append(objective)
    tied: Any = {one for some in ties.values() for one in some}
    through = TieObjective.objects.filter(partnership__in=tied, objective__in=seen).order_by("pk")
    of_tie: dict[Hashable, list[int]] = defaultdict(list)
    for tie, objective in through.values_list("partnership_id", "objective_id"):
        of_tie[tie].append(objective)
    found: dict[int, tuple[Hashable, ...]] = {}
    for link in links:
        words = [word for one in engagements.get(link.pk, ()) for word in own[one]]
        found[link.pk] = tuple(
            dict.fromkeys(words or [word for tie in ties.get(link.pk, ()) for word in of_tie[tie]])
        )
    return found


def _tie_words(user: User, office: Office, links: Iterable[Contribution]) -> dict[int, tuple[Hashable, ...]]:
    """Return the ties of each contribution: itself, or those its engagement belongs to."""
    engagements = [link.engagement_id for link in links if link.engagement_id]
    through: dict[int, list[int]] = defaultdict(list)
    rows = EngagementTie.objects.filter(
        visible_through(user, office, "partnership__"),
        visible_through(user, office, "engagement__"),
        engagement__in=engagements,
    )
    for engagement, tie in rows.order_by("pk").values_list("engagement_id", "partnership_id"):
        through[engagement].append(tie)
    direct = [link.partnership_id for link in links if link.partnership_id]
    seen = set(
        Partnership.objects.visible_to(user, office).filter(pk__in=direct).values_list("pk", flat=True)
    )
    found: dict[int, tuple[Hashable, ...]] = {}
    for link in links:
        if link.partnership_id in seen:
            found[link.pk] = (link.partnership_id,)
        elif link.engagement_id and link.engagement_id in through:
            found[link.pk] = tuple(through[link.engagement_id])
    return found


def _through(
    user: User, office: Office, ties: Mapping[int, tuple[Hashable, ...]], dimension: str
) -> dict[int, tuple[Hashable, ...]]:
    """Return the words of the ties of each contribution: countries of their partners, or their sectors."""
    keys: Any = {tie for some in ties.values() for tie in some}
    pairs: Any
    if dimension == COUNTRY:
        rows = Party.objects.filter(seen_body(user, office), partnership__in=keys)
        pairs = rows.exclude(organisation__country="").values_list("partnership_id", "organisation__country")
    else:
        marked = Classification.objects.filter(facet="policy_sector", partnership__in=keys)
        pairs = marked.values_list("partnership_id", "code")
    words: dict[Hashable, list[str]] = defaultdict(list)
    for tie, word in pairs.order_by("pk"):
        words[tie].append(word)
    return {
        link: tuple(dict.fromkeys(word for tie in some for word in words.get(tie, ())))
        for link, some in ties.items()
    }


def _countries_of_bodies(
    user: User, office: Office, links: Iterable[Contribution]
) -> dict[int, tuple[Hashable, ...]]:
    asked = [link.organisation_id for link in links if link.organisation_id]
    bodies = Organisation.objects.visible_to(user, office).filter(pk__in=asked).exclude(country="")
    countries = dict(bodies.values_list("pk", "country"))
    return {
        link.pk: (countries[link.organisation_id],) for link in links if link.organisation_id in countries
    }


def naming_results(user: User, office: Office, dimension: str, word: Hashable) -> set[int]:
    """Return the keys of the results a person sees that name a word of a dimension: what a figure opens."""
    rows = seen_results(user, office)
    if dimension in BY_CHAIN:
        chains = _chains(user, office, rows, dimension)
        named = {key: some for key, some in chains.words.items() if word in some}
        return {result for result, links in chains.links.items() if any(link.pk in named for link in links)}
    words = _own_words(office, (), dimension)
    return {one.pk for one in rows if word in words(one)}


def exact(number: Fraction) -> Decimal:
    """Return a share of a figure as it is shown: to the hundredth."""
    return (Decimal(number.numerator) / Decimal(number.denominator)).quantize(Decimal("0.01"))


def planned_results(user: User, office: Office, belongs: str, today: dt.date) -> QuerySet[Result]:
    """Return the results that are only planned and that a person sees, of one place: told apart, never added."""
    planned = fresh(today) & Q(state=Result.State.PLANNED)
    return seen_results(user, office).filter(planned, belongs=belongs)


__all__ = [
    "DIMENSIONS",
    "NOBODY",
    "Measure",
    "Told",
    "counted_results",
    "exact",
    "naming_results",
    "planned_results",
    "told_by",
]
